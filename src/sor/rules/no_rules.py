"""The rows of the collected rule book that judge nothing: the reason, and where the program keeps what they say.

Together with the rules they cover ``data/business_rules.csv`` and ``data/field_rules.csv``; a test insists.
"""

from typing import NamedTuple


class NoRule(NamedTuple):
    """Why a row is no rule; where: the place that keeps it, empty when there is nothing to keep."""

    reason: str
    where: str = ""


NO_RULES = {
    "H4": NoRule("no limit of depth is stated, so nothing is too deep", "the tree is read to any depth"),
    "H5": NoRule("says that H3 refuses nothing", "H3 is a note, and a filter of the extracts"),
    "T2": NoRule("an exception by date", "T1, F11 and F15 hold before or from 1 November 2012"),
    "T5": NoRule("no restriction but one is spelled out", "F12"),
    "T6": NoRule("describes the normal small private unit", "`data/placement.csv`; T9 never speaks of it"),
    "T7": NoRule("an observation of the same", "`data/placement.csv`"),
    "T8": NoRule("an observation: a type does not tell the level", "the code list gives a type several levels (T1)"),
    "A1": NoRule("says what is shown, not what is right", "`core/inheritance.py`, `tests/core/test_inheritance.py`"),
    "A2": NoRule("says what is shown, not what is right", "`core/inheritance.py`, `tests/core/test_inheritance.py`"),
    "A3": NoRule(
        "says what a sent value means: a stated one is the unit's own, one left out is inherited",
        "`changes/shapes.py`: a field left out, null and \"inherit\"",
    ),
    "A4": NoRule("says how inheritance works: per address, never per field", "`core/inheritance.py`"),
    "L7": NoRule("an observation: any level may have a number", "no rule forbids it; L3 looks at every level above"),
    "L8": NoRule("contradicts L7, which real data bear out", "no rule forbids a number of an owner"),
    "L10": NoRule("says where message types stand", "`core/subject.py`: an `edi` subject belongs to a number"),
    "L11": NoRule("says what a closing brings along", "`changes/closing.py`; the answer says so (X37)"),
    "D4": NoRule("says what a file holds", "`formats/published/file_set.py`, `formats/sor2/units.py`"),
    "D5": NoRule("says what a file holds", "`formats/sor2/tables.py`; an `edi` subject has a life of its own"),
    "D6": NoRule("one reader's reading of ToDate, contradicted by the files", "`formats/dates.py`: the last valid day"),
    "D7": NoRule("no rule was found", "a closed unit stays, and a code is never used again: `changes/minting.py`"),
    "C1": NoRule("says what closing an owner does", "`changes/closing.py` with `branch`; what stays open is C6"),
    "C3": NoRule("says what a closing brings along", "`changes/closing.py`; Behandlingsstedsregisteret is not ours"),
    "C4": NoRule("a duty of the firm, not of the register", ""),
    "C5": NoRule("says who closes municipal units", "`access/authority.py`, the table of who may change what"),
    "I2": NoRule("an observation that bears out I1", "I1"),
    "I3": NoRule("allows what any text field allows", "`cvr` is one text of an owner; several owners may share it"),
    "I6": NoRule("an observation: a SHAK code may stand on several units", "no rule forbids it"),
    "N2": NoRule("no rule was found", ""),
}  # fmt: skip
"""By code."""

RULES_OF_FIELDS = {
    "SorIdentifier": ("I1",),
    "SorType": ("H1",),
    "ParentSorIdentifier": ("H2", "C8"),
    "EntityName": ("F1", "N1"),
    "EntityTypeIdentifier": ("T1",),
    "CVRNumberIdentifier": ("F2",),
    "PostalAddressInformation": ("F3",),
    "VisitingAddressInformation": ("F4",),
    "ActivityAddressInformation": ("F5",),
    "VirtualAddressInformation": ("F6",),
    "EanLocationCodeState": ("L1", "L3"),
    "EanLocationCodeEntity": ("L2", "L5"),
    "PharmacyIdentifier": ("F13",),
    "GeographicalLocalisation": ("F12",),
    "ProviderIdentifier": ("F9",),
    "SpecialityCollection": ("F7",),
    "LocalAttributeCollection": ("F8",),
    "LocalCode": ("F10",),
    "ReportingLevelIndicator": ("F10", "F11"),
    "PatientsAdmittedIndicator": ("F10", "F11"),
    "AmbulantActivityIndicator": ("F10", "F11"),
    "ShakIdentifier": ("F14", "I5"),
    "OrganisationalLevelCode": ("ID27",),
}
"""The rules that judge each row of ``data/field_rules.csv``."""
