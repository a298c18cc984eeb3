"""SORLS, the look-up service of SOR: what its requests ask, and its answers.

The elements of the answers stand in ``sorls_tables``, what is ours alone in ``sorls_choices``.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from sor.core.day import OPEN, NotADay, parse_day, write_day
from sor.core.shapes import Fields, ShakValues, Value, parts_of
from sor.core.unit import UnitAnswer
from sor.formats.soap.envelope import Call, Contract, Limits
from sor.formats.soap.sorls_choices import NAMESPACE, REQUESTS, RESPONSES, SEARCH_GIVES, Code
from sor.formats.soap.sorls_tables import ANSWERS, LAYOUT
from sor.formats.sor_xml.tables import MAIN_SPECIALITY
from sor.formats.xml_tables.writing import compile_writer

FOLDER = Path(str(files("sor"))) / "contracts" / "sorls"
WSDL = "SORLookupService.wsdl"
SCHEMA = "sorls.xsd"
LIMITS = Limits(size=200_000, depth=50)
"""A question is a few hundred bytes, an ID card a few thousand."""


def contract(understood: Sequence[str] = ()) -> Contract:
    """What SORLS understands. understood: header entries taken even with mustUnderstand."""
    return Contract(NAMESPACE, FOLDER / SCHEMA, REQUESTS, limits=LIMITS, understood=understood)


class SorlsStatus(NamedTuple):
    """How a question went: the code, and a Danish sentence."""

    code: Code
    text: str


FOUND = SorlsStatus(Code.FOUND, "Fundet.")


class SorlsQuestion(NamedTuple):
    """What a request to look something up asks. key: a SOR code, ydernummer or SHAK code; day: None for today."""

    key: str
    day: int | None


class Searched(NamedTuple):
    """What a request to search asks. filters: by the names of ``NameIndex.search``."""

    text: str
    day: int | None
    filters: dict[str, str]
    offset: int
    limit: int


def sor_question(call: Call) -> SorlsQuestion:
    """What is asked of a SOR code. Raises Fault."""
    return SorlsQuestion(str(int(call.text("SorIdentifier") or 0)), day(call))


def provider_question(call: Call) -> SorlsQuestion:
    """What is asked of a ydernummer. Raises Fault."""
    return SorlsQuestion(call.text("ProviderIdentifier") or "", day(call))


def shak_question(call: Call) -> SorlsQuestion:
    """What is asked of a SHAK code. Raises Fault."""
    return SorlsQuestion((call.text("ShakIdentifier") or "").upper(), day(call))


FILTERS = {
    "SorType": "level",
    "EntityTypeIdentifier": "type",
    "SpecialityCode": "speciality",
    "MunicipalityCode": "municipality",
    "RegionCode": "region",
    "InstitutionOwnerSorIdentifier": "owner",
}
"""Element of a search to the filter it sets."""


def search_question(call: Call) -> Searched:
    """What is searched for. Raises Fault."""
    filters = {name: value for element, name in FILTERS.items() if (value := call.text(element)) is not None}
    return Searched(
        call.text("SearchText") or "",
        day(call),
        filters,
        int(call.text("Offset") or 0),
        int(call.text("MaxRecords") or SEARCH_GIVES),
    )


def day(call: Call) -> int | None:
    """The asked day; None when none is given. A time zone is ignored (``CORE`` §15). Raises Fault."""
    text = call.text("date")
    if text is None:
        return None
    try:
        found = parse_day(text[:10])
    except NotADay as error:
        raise call.client_fault("date", str(error)) from None
    if found >= OPEN:
        raise call.client_fault("date", f"{text} stands for 'no end' and is no day to ask about. Send an earlier one.")
    return found


def answer(
    operation: str, status: SorlsStatus, found: Fields | list[Fields] | None = None, total: int | None = None
) -> bytes:
    """The body that answers an operation. found: what ``shown`` or ``mapped`` give, one or a list of them, as the
    operation has it; none for nothing. total: of a search, how many there are in all. Raises CannotWrite.
    """
    pieces: list[str] = []
    values: Fields = {"found": found or None, "status": {"code": str(int(status.code)), "text": status.text}}
    if total is not None and found:
        values["total"] = str(total)
    _WRITES[operation](values, pieces)
    pieces[0] = f'<{RESPONSES[operation]} xmlns="{NAMESPACE}">'
    return "".join(pieces).encode()


def show_unit(unit: UnitAnswer, level_name: str | None, place_name: str | None) -> Fields:
    """A unit's answer as SORLS shows it: with the names of its organisational level and its place, and without the
    addresses that units of its level do not have.
    """
    level, location = unit.get("level"), parts_of(unit.get("location"))
    return {
        **unit,
        "name": unit.get("name") or "",
        "organisational_level_name": level_name,
        "place_name": place_name,
        "has_place": None if level == "IO" else bool(unit.get("geographic_location")),
        "activity_address": None if level in ("IO", "HI") else _with_origin(unit.get("activity_address")),
        "visiting_address": None if level == "IO" else _with_origin(unit.get("visiting_address")),
        "postal_address": _with_origin(unit.get("postal_address")),
        "virtual_address": _with_origin(unit.get("virtual_address")),
        "location_state": location.get("state"),
        "number_used": _with_origin(location) if location.get("number") else None,
        "local_attributes": unit.get("local_attributes") or None,
        "specialities": [
            {**one, "type": MAIN_SPECIALITY} if one.get("main") else one for one in unit.get("specialities") or ()
        ],
    }


def _with_origin(values: Mapping[str, Value] | None) -> Mapping[str, Value] | None:
    """What a unit shows, with the unit it has it from where that is another."""
    return {**values, "inherited_from": values["source"]} if values and values.get("inherited") else values


def map_unit(unit: UnitAnswer, level_name: str | None, shak: ShakValues | None, from_day: int, to_day: int) -> Fields:
    """A unit's answer with the SHAK code that it carries on the days [from_day, to_day). shak: the code's own facts."""
    facts = shak or {}
    return {
        **unit,
        "name": unit.get("name") or "",
        "organisational_level_name": level_name,
        "shak_facts": shak or None,
        "shak_name": facts.get("name"),
        "shak_institution_kind": facts.get("institution_kind"),
        "shak_ownership": facts.get("ownership"),
        "shak_specialities": facts.get("specialities"),
        "carried_from": write_day(from_day),
        "carried_to": None if to_day >= OPEN else write_day(to_day),
    }


_WRITES = {operation: compile_writer([element], LAYOUT) for operation, element in ANSWERS.items()}
