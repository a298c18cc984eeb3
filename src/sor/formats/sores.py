"""SORES in JSON: its commands, and the units of its answers, written by table.

Documented: the commands marked so, ``SorIds``, ``Date``, ``ShakId``, the names of a SorEntity (facts, services §4, §7).
All else is ours, chosen here and nowhere else; why, in ``docs/decisions/sores.md``.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from sor.core.day import parse_day, previous_day, write_day
from sor.core.shapes import Fields, Value, parts_of, text_in
from sor.formats.numbers import number

VERSIONS = ("v1", "v2", "v3")
"""``/sores`` is v1. v2 adds the owner's code (documented), v3 the organisational level (ours, after ID27)."""


class Command(NamedTuple):
    """A command: its names, the documented spelling first, and the parameter that it cannot do without."""

    name: str
    aliases: tuple[str, ...]
    needs: str
    documented: bool


COMMANDS = (
    Command("GetSorEntity", ("BRSGetSorEntity",), "SorIds", True),
    Command("SearchAllChildren", ("BRSSearchAllChildren",), "SorIds", True),
    Command("MapShakToSor", ("BRSMapShakToSor",), "ShakId", True),
    Command("MapCvrToSor", (), "CVRnumberIdentifier", False),
    Command("MapProviderToSor", (), "ProviderIdentifier", False),
    Command("entityNameLookup", ("EntityNameLookup",), "EntityName", True),
)
BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}

NAME, DATE, MOST = "Command", "Date", "MaxResultCount"
"""Members of a command: its name, the day asked about, and for entityNameLookup how many units at most."""

OPTIONAL = {command.name: (DATE, MOST) if command.name == "entityNameLookup" else (DATE,) for command in COMMANDS}

ENTITIES, IDS, NOT_FOUND, ON, SERIAL = "SorEntities", "SorIds", "NotFound", "Date", "Serial"
"""Members of an answer: units, their codes, asked codes that are no open unit that day, the day, the serial."""

Get: TypeAlias = Callable[[Mapping[str, Value]], Value]


def _key(name: str) -> Get:
    return lambda values: values.get(name)


def _number(name: str) -> Get:
    """A code that is a number in SOR; left out where the register holds a word or a key of our own."""
    return lambda values: number(values.get(name))


def _last_day(unit: Mapping[str, Value]) -> str | None:
    end = text_in(unit, "valid_to")
    return write_day(previous_day(parse_day(end))) if end else None


def _table(parts: tuple[tuple[str, Get], ...]) -> Get:
    """A block of an answer; what holds nothing is left out, and the whole block when there is nothing to tell."""

    def write(values: Mapping[str, Value]) -> Fields | None:
        return {name: found for name, get in parts if (found := get(values)) is not None} or None

    return write


def _within(name: str, write: Get) -> Get:
    return lambda values: write(found) if (found := parts_of(values.get(name))) else None


def _list_parts(values: Mapping[str, Value], name: str) -> list[Fields]:
    found = values.get(name)
    return found if isinstance(found, list) else []


def _read_source(found: Mapping[str, Value]) -> str | None:
    return text_in(found, "source") if found.get("inherited") else None


SOR_STATUS = _table((
    ("FromDate", _key("valid_from")),
    ("ToDate", _last_day),
    ("UpdatedAt", _key("updated")),
    ("FirstFromDate", _key("first_from")),
))  # fmt: skip

ADDRESS_POSTAL = _table((
    ("MailDeliverySublocationIdentifier", _key("sublocation")),
    ("StreetName", _key("street")),
    ("StreetNameForAddressingName", _key("addressing_name")),
    ("StreetBuildingIdentifier", _key("building")),
    ("FloorIdentifier", _key("floor")),
    ("SuiteIdentifier", _key("suite")),
    ("DistrictSubdivisionIdentifier", _key("subdivision")),
    ("PostOfficeBoxIdentifier", _key("po_box")),
    ("PostCodeIdentifier", _key("postcode")),
    ("DistrictName", _key("district")),
    ("CountryIdentificationCode", _key("country")),
))  # fmt: skip

ADDRESS = _table((
    ("Stairway", _key("stairway")),
    ("AddressPostal", ADDRESS_POSTAL),
    ("MunicipalityCode", _key("municipality")),
    ("StreetCode", _key("street_code")),
    ("RegionCode", _number("region")),
    ("CoordETRS89z32EMeasure", _key("east")),
    ("CoordETRS89z32NMeasure", _key("north")),
    ("EntityInheritedIndicator", _key("inherited")),
    ("InheritedFromSorIdentifier", _read_source),
))  # fmt: skip

VIRTUAL_ADDRESS = _table((
    ("EmailAddressIdentifier", _key("email")),
    ("Website", _key("website")),
    ("TelephoneNumberIdentifier", _key("phone")),
    ("FaxNumberIdentifier", _key("fax")),
    ("EntityInheritedIndicator", _key("inherited")),
    ("InheritedFromSorIdentifier", _read_source),
))  # fmt: skip

LOCATION_NUMBER = _table((
    ("EanLocationCode", _key("number")),
    ("OnlyInternalIndicator", _key("internal")),
    ("NonActiveIndicator", lambda found: None if found.get("active") is None else not found["active"]),
    ("SystemSupplierIdentifier", _key("system_supplier")),
    ("SystemTypeIdentifier", _key("system_type")),
    ("CommunicationSupplierIdentifier", _key("network")),
    ("RegionCode", _number("region")),
    ("EdiAdministratorIdentifier", _key("administrator")),
    ("SorNote", _key("note")),
    ("InheritedFromSorIdentifier", _read_source),
))  # fmt: skip

BRIEF: tuple[tuple[str, Get], ...] = (
    ("SorIdentifier", _key("code")),
    ("SorType", _key("level")),
    ("EntityName", _key("name")),
    ("EntityTypeIdentifier", _number("type")),
    ("ParentSorIdentifier", _number("parent")),
)
"""What SearchAllChildren and entityNameLookup tell of each unit."""

ENTITY: tuple[tuple[str, Get], ...] = (
    *BRIEF,
    ("EntityTypeName", _key("type_name")),
    ("SorStatus", SOR_STATUS),
    ("PostalAddressInformation", _within("postal_address", ADDRESS)),
    ("VisitingAddressInformation", _within("visiting_address", ADDRESS)),
    ("ActivityAddressInformation", _within("activity_address", ADDRESS)),
    ("VirtualAddressInformation", _within("virtual_address", VIRTUAL_ADDRESS)),
    ("EanLocationCodeState", lambda unit: parts_of(unit.get("location")).get("state")),
    (
        "EanLocationCodeEntity",
        lambda unit: LOCATION_NUMBER(location) if (location := parts_of(unit.get("location"))).get("number") else None,
    ),
    ("CVRnumberIdentifier", _key("cvr")),
    ("ProductionUnitIdentifier", _key("production_unit")),
    ("ShakIdentifier", _key("shak")),
    ("ProviderIdentifier", _key("provider_identifier")),
    ("PharmacyIdentifier", _key("pharmacy_identifier")),
    ("LocalCode", _key("local_code")),
    (
        "ClinicalSpecialityCollection",
        lambda unit: (
            [{"SpecialityCode": s["code"], "Main": s["main"]} for s in _list_parts(unit, "specialities")] or None
        ),
    ),
    (
        "LocalAttributeCollection",
        lambda unit: {f"LocalAttribute{n}": held for n, held in parts_of(unit.get("local_attributes")).items()} or None,
    ),
    ("ReportingLevelIndicator", _key("reporting_level")),
    ("PatientsAdmittedIndicator", _key("patients_admitted")),
    ("AmbulantActivityIndicator", _key("ambulant_activity")),
    ("GeographicalLocalisationIdentifier", _number("geographic_location")),
    ("ReplacesEntityCollection", lambda unit: unit.get("replaces") or None),
    ("ReplacedByEntityCollection", lambda unit: unit.get("replaced_by") or None),
    ("SorNote", _key("note")),
)

ADDED: dict[str, tuple[tuple[str, Get], ...]] = {
    "v1": (),
    "v2": (("InstitutionOwnerSorIdentifier", _key("owner")),),
    "v3": (
        ("InstitutionOwnerSorIdentifier", _key("owner")),
        ("OrganisationalLevelCode", _key("organisational_level")),
        ("OrganisationalLevelName", _key("organisational_level_name")),
    ),
}

_WRITERS = {version: _table((*ENTITY, *ADDED[version])) for version in VERSIONS}
_BRIEF = {version: _table((*BRIEF, *ADDED[version])) for version in VERSIONS}


def entity(unit: Mapping[str, Value], version: str) -> Fields:
    """A unit as GetSorEntity answers it. For v3 ``unit`` also has ``organisational_level_name``."""
    return parts_of(_WRITERS[version](unit))


def brief(unit: Mapping[str, Value], version: str) -> Fields:
    """A unit as lists show it."""
    return parts_of(_BRIEF[version](unit))
