"""The cases of the test protocol (facts: SORUS's six use cases, all about organisational units), and how a call does.

A case ticks when every one of its checks is content with one and the same call.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sor.certification import checks
from sor.certification.misses import Miss
from sor.certification.seen import Seen
from sor.formats.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE

Check = Callable[[Seen], Iterator[Miss]]


class Case(NamedTuple):
    """A case. title, send: in Danish and English; send: what to call. checks: what must be so."""

    key: str
    operation: str
    title: tuple[str, str]
    send: tuple[str, str]
    checks: tuple[Check, ...]


class Ticked(NamedTuple):
    """What one call did: the cases that it fits, and the reasons of those of its operation that it does not."""

    fits: tuple[str, ...]
    misses: Mapping[str, tuple[Miss, ...]]


TAKEN = (checks.changed_something, checks.is_organisational)
WHOLE = (*TAKEN, checks.stored_as_sent, checks.answered_as_sent)

_MANDATORY = (
    "kun obligatoriske data: SorType, EntityName, EntityTypeIdentifier, EanLocationCodeState (None, eller Own med"
    " EanLocationCodeEntity); på sygehuse også ReportingLevelIndicator, PatientsAdmittedIndicator og"
    " AmbulantActivityIndicator",
    "mandatory data only: SorType, EntityName, EntityTypeIdentifier, EanLocationCodeState (None, or Own with"
    " EanLocationCodeEntity); in hospitals also ReportingLevelIndicator, PatientsAdmittedIndicator and"
    " AmbulantActivityIndicator",
)
_ALL = (
    "alle data: de tre adresser, VirtualAddressInformation og Own med nummer og oplysninger; på sygehuse også"
    " LocalCode, LocalAttributeCollection, ClinicalSpecialityCollection og de tre indikatorer",
    "all data: the three addresses, VirtualAddressInformation and Own with the number and its data; in hospitals also"
    " LocalCode, LocalAttributeCollection, ClinicalSpecialityCollection and the three indicators",
)
_INHERITED = (
    "obligatoriske data uden nogen adresse og med EanLocationCodeState = Inherited",
    "mandatory data without any address and with EanLocationCodeState = Inherited",
)
_CREATE = ("CreateSorEntity mindst syv dage frem med {}; ParentSorIdentifier er den overordnede enhed.",
           "CreateSorEntity at least seven days ahead with {}; ParentSorIdentifier is the unit above.")  # fmt: skip
_EDIT = ("EditSorEntity mindst en dag frem (for en enhed, der ikke er begyndt: syv dage efter oprettelsen) med {};"
         " uden ParentSorIdentifier.",
         "EditSorEntity at least one day ahead (for a unit that has not begun: seven days after its creation) with {};"
         " without ParentSorIdentifier.")  # fmt: skip


def _variations(key: str, operation: str, title: tuple[str, str], send: tuple[str, str]) -> Iterator[Case]:
    for n, (name, what, check) in enumerate(
        (
            (("kun obligatoriske data", "mandatory data only"), _MANDATORY, checks.sent_mandatory_only),
            (("alle data", "all data"), _ALL, checks.sent_everything),
            (("nedarvede data", "inherited data"), _INHERITED, checks.inherits),
        ),
        1,
    ):
        titles = f"{title[0]}: {name[0]}", f"{title[1]}: {name[1]}"
        yield Case(
            f"{key}TC{n}", operation, titles, (send[0].format(what[0]), send[1].format(what[1])), (*WHOLE, check)
        )


CASES = {
    case.key: case
    for case in (
        *_variations("UC1", CREATE, ("Opret enhed", "Create a unit"), _CREATE),
        *_variations("UC2", EDIT, ("Ret enhed", "Change a unit"), _EDIT),
        Case(
            "UC3", MOVE, ("Flyt enhed", "Move a unit"),
            ("MoveSorEntity med en OU og en anden overordnet enhed i ParentSorIdentifier.",
             "MoveSorEntity with an OU and another unit above in ParentSorIdentifier."),
            (*TAKEN, checks.moved),
        ),
        Case(
            "UC4", REPLACE, ("Erstat enhed", "Replace a unit"),
            ("ReplaceSorEntity med en OU og dens afløser i ReplacedByEntityCollection.",
             "ReplaceSorEntity with an OU and its successor in ReplacedByEntityCollection."),
            (*TAKEN, checks.noted),
        ),
        Case(
            "UC5", CLOSE, ("Nedlæg enhed", "Close a unit"),
            ("CloseSorEntity med en OU og dens sidste gyldige dag i ToDate.",
             "CloseSorEntity with an OU and its last valid day in ToDate."),
            (*TAKEN, checks.closed),
        ),
        Case(
            "UC10", EDI, ("Ret EDI-oplysninger", "Change EDI data"),
            ("UpdateEdi for en OU med eget lokationsnummer: EanLocationCodeEntity med oplysninger, EdiTypeCollection,"
             " eller begge.",
             "UpdateEdi for an OU with a location number of its own: EanLocationCodeEntity with data,"
             " EdiTypeCollection, or both."),
            (*TAKEN, checks.stored_as_sent, checks.edi_changed),
        ),
    )
}  # fmt: skip
"""By key, in the order of the protocol."""


def ticked(seen: Seen) -> Ticked:
    """What a call did. Nothing more is said of a call that was refused; a call that fits a case says nothing of others."""
    refused = tuple(checks.answered_ok(seen))
    misses: dict[str, tuple[Miss, ...]] = {}
    fits = []
    for case in CASES.values():
        if case.operation != seen.operation:
            continue
        found = refused or tuple(miss for check in case.checks for miss in check(seen))
        if found:
            misses[case.key] = found
        else:
            fits.append(case.key)
    return Ticked(tuple(fits), {} if fits else misses)
