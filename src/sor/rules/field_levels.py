"""Which field may, must or must not stand on which level: ``data/field_rules.csv``, one row per element of SORUS.

The rules F1 to F15 ask here, so that the levels stand in one table.
"""

import csv
from importlib.resources import files

from sor.core.subject import LEVELS, LOCAL_ATTRIBUTES

FIELD_OF = {
    "EntityName": "name",
    "EntityTypeIdentifier": "type",
    "CVRNumberIdentifier": "cvr",
    "PostalAddressInformation": "postal_address",
    "VisitingAddressInformation": "visiting_address",
    "ActivityAddressInformation": "activity_address",
    "VirtualAddressInformation": "virtual_address",
    "EanLocationCodeState": "location",
    "PharmacyIdentifier": "pharmacy_identifier",
    "GeographicalLocalisation": "geographic_location",
    "ProviderIdentifier": "provider_identifier",
    "SpecialityCollection": "specialities",
    "LocalAttributeCollection": LOCAL_ATTRIBUTES[0],
    "LocalCode": "local_code",
    "ReportingLevelIndicator": "reporting_level",
    "PatientsAdmittedIndicator": "patients_admitted",
    "AmbulantActivityIndicator": "ambulant_activity",
    "ShakIdentifier": "shak",
    "OrganisationalLevelCode": "organisational_level",
}
"""The register's field of each element; the first local attribute stands for all five. The other rows of the table are
the code, the level and the parent (I1, H1, H2, C8), and what a location number holds (L2, L5)."""

FORBIDDEN, MANDATORY = "forbidden", "mandatory"


def _table() -> dict[str, dict[str, str]]:
    text = (files("sor.rules") / "data" / "field_rules.csv").read_text("utf-8")
    rows = {row["field"]: row for row in csv.DictReader(text.splitlines(), strict=True)}
    return {field: {level: rows[element][level] for level in LEVELS} for element, field in FIELD_OF.items()}


_LEVELS_OF = _table()


def forbidden_on(field: str) -> frozenset[str]:
    """The levels on which a field must not stand. Raises KeyError for a field without a row."""
    return frozenset(level for level, word in _LEVELS_OF[field].items() if word == FORBIDDEN)


def mandatory_on(field: str) -> frozenset[str]:
    """The levels on which a field must stand. Raises KeyError for a field without a row."""
    return frozenset(level for level, word in _LEVELS_OF[field].items() if word == MANDATORY)


def forbidden_fields(level: str) -> frozenset[str]:
    """The fields that must not stand on a level; none for a level that there is not."""
    return frozenset(field for field, words in _LEVELS_OF.items() if words.get(level) == FORBIDDEN)
