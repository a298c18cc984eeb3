"""The cases of the test protocol (facts: SORUS's six use cases, all about organisational units), and how a call does.

A case ticks when every one of its checks is content with one and the same call.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sor.certification import checks
from sor.certification.misses import Miss
from sor.certification.seen import SeenCall
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE

Check = Callable[[SeenCall], Iterator[Miss]]


class Words(NamedTuple):
    """A text in both languages."""

    da: str
    en: str


class Case(NamedTuple):
    """A case. send: what to call. checks: what must be so."""

    key: str
    operation: str
    title: Words
    send: Words
    checks: tuple[Check, ...]


class Ticked(NamedTuple):
    """What one call did: the cases that it fits, and the reasons of those of its operation that it does not."""

    fits: tuple[str, ...]
    misses: Mapping[str, tuple[Miss, ...]]


WHOLE = (checks.is_organisational, checks.stored_as_sent, checks.answered_as_sent)

_MANDATORY = Words(
    "kun obligatoriske data: SorType, EntityName, EntityTypeIdentifier, EanLocationCodeState (None, eller Own med"
    " EanLocationCodeEntity); på sygehuse også ReportingLevelIndicator, PatientsAdmittedIndicator og"
    " AmbulantActivityIndicator",
    "mandatory data only: SorType, EntityName, EntityTypeIdentifier, EanLocationCodeState (None, or Own with"
    " EanLocationCodeEntity); in hospitals also ReportingLevelIndicator, PatientsAdmittedIndicator and"
    " AmbulantActivityIndicator",
)
_ALL = Words(
    "alle data: de tre adresser, VirtualAddressInformation og Own med nummer og oplysninger; på sygehuse også"
    " LocalCode, LocalAttributeCollection, ClinicalSpecialityCollection og de tre indikatorer",
    "all data: the three addresses, VirtualAddressInformation and Own with the number and its data; in hospitals also"
    " LocalCode, LocalAttributeCollection, ClinicalSpecialityCollection and the three indicators",
)
_INHERITED = Words(
    "obligatoriske data uden nogen adresse og med EanLocationCodeState = Inherited",
    "mandatory data without any address and with EanLocationCodeState = Inherited",
)
_CREATE = Words("CreateSorEntity mindst syv dage frem med {}; ParentSorIdentifier er den overordnede enhed.",
           "CreateSorEntity at least seven days ahead with {}; ParentSorIdentifier is the unit above.")  # fmt: skip
_EDIT = Words("EditSorEntity mindst en dag frem (for en enhed, der ikke er begyndt: syv dage efter oprettelsen) med {};"
         " uden ParentSorIdentifier.",
         "EditSorEntity at least one day ahead (for a unit that has not begun: seven days after its creation) with {};"
         " without ParentSorIdentifier.")  # fmt: skip


def _variations(key: str, operation: str, title: Words, send: Words) -> Iterator[Case]:
    for n, (name, what, check) in enumerate(
        (
            (Words("kun obligatoriske data", "mandatory data only"), _MANDATORY, checks.sent_mandatory_only),
            (Words("alle data", "all data"), _ALL, checks.sent_everything),
            (Words("nedarvede data", "inherited data"), _INHERITED, checks.inherits),
        ),
        1,
    ):
        titles = Words(f"{title.da}: {name.da}", f"{title.en}: {name.en}")
        yield Case(
            f"{key}TC{n}", operation, titles, Words(send.da.format(what.da), send.en.format(what.en)), (*WHOLE, check)
        )


CASES = {
    case.key: case
    for case in (
        *_variations("UC1", CREATE, Words("Opret enhed", "Create a unit"), _CREATE),
        *_variations("UC2", EDIT, Words("Ret enhed", "Change a unit"), _EDIT),
        Case(
            "UC3", MOVE, Words("Flyt enhed", "Move a unit"),
            Words("MoveSorEntity med en OU og en anden overordnet enhed i ParentSorIdentifier.",
             "MoveSorEntity with an OU and another unit above in ParentSorIdentifier."),
            (checks.is_organisational, checks.check_moved),
        ),
        Case(
            "UC4", REPLACE, Words("Erstat enhed", "Replace a unit"),
            Words("ReplaceSorEntity med en OU og dens afløser i ReplacedByEntityCollection.",
             "ReplaceSorEntity with an OU and its successor in ReplacedByEntityCollection."),
            (checks.is_organisational, checks.check_noted),
        ),
        Case(
            "UC5", CLOSE, Words("Nedlæg enhed", "Close a unit"),
            Words("CloseSorEntity med en OU og dens sidste gyldige dag i ToDate.",
             "CloseSorEntity with an OU and its last valid day in ToDate."),
            (checks.is_organisational, checks.check_closed),
        ),
        Case(
            "UC10", EDI, Words("Ret EDI-oplysninger", "Change EDI data"),
            Words("UpdateEdi for en OU med eget lokationsnummer: EanLocationCodeEntity med oplysninger,"
             " EdiTypeCollection, eller begge.",
             "UpdateEdi for an OU with a location number of its own: EanLocationCodeEntity with data,"
             " EdiTypeCollection, or both."),
            (checks.is_organisational, checks.stored_as_sent, checks.edi_changed),
        ),
    )
}  # fmt: skip
"""By key, in the order of the protocol."""


def tick_case(seen: SeenCall) -> Ticked:
    """What a call did. Of a call that was refused or changed nothing only that is said; one that fits a case
    says nothing of the others.
    """
    refused = tuple(checks.answered_ok(seen)) or tuple(checks.changed_something(seen))
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
