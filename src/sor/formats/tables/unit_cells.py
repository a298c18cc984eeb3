"""A selected unit as a row of a table: what it uses, its own or inherited, and the names of what it names.

The reverse of ``unit_rows``: a dictionary by the paths that the formats' columns name. The days of a row and how a
street is written are each format's own.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from sor.core.code_book import CodeBook
from sor.core.day import last_day_before
from sor.core.identifiers import is_number
from sor.core.inheritance import FALLS_BACK_TO, Chain, address, location_number, nearest
from sor.core.shapes import Address, Fields, Location, NumberValues, Speciality, UnitValues, text_in
from sor.core.subject import STREET_ADDRESSES, StreetKind
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, ends, source_dates
from sor.formats.tables.street_line import join_line
from sor.formats.tables.unit_rows import (
    FIRST,
    FROM,
    KEY,
    LAST,
    LEVEL_NAME,
    NUMBER,
    NUMBER_REGION,
    REGION_NAME,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    STATE,
    TYPE_NAME,
    UPDATED,
)

PLAIN = (
    "name", "level", "parent", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "local_attribute_1",
    "local_attribute_2", "local_attribute_3", "local_attribute_4", "local_attribute_5", "production_unit", "type",
    "organisational_level", "geographic_location", "reporting_level", "patients_admitted", "ambulant_activity", "note",
)  # fmt: skip
"""Fields that a table shows as they are."""

STREET_PARTS = (
    "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "east", "north",
    "additional",
)  # fmt: skip
_STREET = {kind: tuple((part, f"{kind}.{part}") for part in STREET_PARTS) for kind in STREET_ADDRESSES}
_VIRTUAL = tuple((part, f"virtual_address.{part}") for part in ("phone", "fax", "email", "website"))
_NAMED = (
    ("system_type", "number.system_type_name", ("system_type_v2", "system_type_v1")),
    ("system_supplier", "number.system_supplier_name", ("system_supplier_v2", "system_supplier_v1")),
    ("network", "number.network_name", ("network",)),
)
"""Facts of a location number that tables show by name, and the lists that may have it."""
_ABOVE = (
    ("HI", "institution.code", "institution.name", "institution.type_name"),
    ("IO", "owner.code", "owner.name", "owner.type_name"),
)
LINE = "line"
"""The part of an address that is street, house number, floor and door on one line."""
KEPT = 20_000
"""Names and addresses kept while rows are written."""


class UnitCells:
    """What a table may show of units, without their days; paths of nothing are left out.

    Asked for many rows: names of codes and the cells of an address, which children share with the unit above, are kept.
    """

    def __init__(self, codes: CodeBook) -> None:
        self._name = lru_cache(maxsize=KEPT)(codes.name)
        self._region_name = lru_cache(maxsize=KEPT)(partial(codes.name_ever, "region"))
        self._region = lru_cache(maxsize=KEPT)(codes.region_of_municipality)
        self._shared: dict[tuple[int, int], tuple[UnitValues, Fields]] = {}
        self._addresses: dict[tuple[int, str, str | None], tuple[Address, Fields]] = {}

    def __call__(self, row: SelectedUnit) -> Fields:
        """The cells of one row."""
        own, day = row.own, row.day
        cells: Fields = {field: own.get(field) for field in PLAIN if field in own}
        cells[KEY] = row.code
        self._add_name(cells, TYPE_NAME, "entity_type", own.get("type"), day)
        self._add_name(cells, LEVEL_NAME, "organisational_level", own.get("organisational_level"), day)
        cvr = nearest(row.chain, "cvr")
        if cvr is not None:
            cells["cvr"] = cvr
        shown: dict[str, Address | None] = {}
        for kind in STREET_ADDRESSES:  # each after the one that stands in for it
            value = own.get(kind)
            if value is None:
                value = shown[FALLS_BACK_TO[kind]] if kind in FALLS_BACK_TO else _postal(row.chain)
            shown[kind] = value
            if value is not None:
                cells |= self._address(kind, value, day)
        virtual = address(row.chain, "virtual_address")
        if virtual is not None:
            cells |= {path: virtual.value.get(part) for part, path in _VIRTUAL if part in virtual.value}
        if "location" in own:
            self._add_location(cells, row, own["location"])
        if "specialities" in own:
            for one, by_code, by_name in zip(_slots(own["specialities"]), SPECIALITY_CODES, SPECIALITY_NAMES):  # noqa: B905
                if one is not None:
                    cells[by_code] = one["code"]
                    self._add_name(cells, by_name, "speciality", one["code"], day)
        if "geographic_parent" in own:
            cells |= {f"geographic_parent.{part}": value for part, value in own["geographic_parent"].items()}
        if "operator" in own:
            cells |= {f"operator.{part}": value for part, value in own["operator"].items()}
        cells |= self._above(row)
        return cells

    def _add_name(self, cells: Fields, path: str, code_list: str, code: str | None, day: int) -> None:
        name = self._name(code_list, code, day) if code is not None else None
        if name is None and code is not None and not is_number(code):
            name = code  # of a type in no list the source gave the name alone
        if name is not None:
            cells[path] = name

    def _address(self, kind: StreetKind, value: Address, day: int) -> Fields:
        """The cells of an address of a kind."""
        region = value.get("region") or self._region(value.get("municipality"), day)
        same = (id(value), kind, region)
        kept = self._addresses.get(same)
        if kept is not None:
            return kept[1]
        cells: Fields = {path: value.get(part) for part, path in _STREET[kind] if part in value}
        line = join_line(value)
        if line:
            cells[f"{kind}.{LINE}"] = line
        if region is not None:
            cells[f"{kind}.region"] = region
            cells[f"{kind}.{REGION_NAME}"] = self._region_name(region, day) or region
        if len(self._addresses) >= KEPT:
            self._addresses.clear()
        self._addresses[same] = value, cells  # the value is kept too, so that its id stays its own
        return cells

    def _add_location(self, cells: Fields, row: SelectedUnit, stated: Location) -> None:
        if "state" in stated:
            cells[STATE] = stated["state"]
        used = location_number(row.chain)
        if used is None:
            return
        if used.value is not None:
            cells[NUMBER] = used.value
        facts: NumberValues = row.number or {}
        region = facts.get("region")
        if region is not None:
            cells[NUMBER_REGION] = self._region_name(region, row.day) or region
        for fact, path, lists in _NAMED:
            name = facts.get(f"{fact}_name") or self._name_in(lists, text_in(facts, fact), row.day)
            if name is not None:
                cells[path] = name
        if "active" in facts:
            cells["number.active"] = facts["active"]

    def _name_in(self, lists: tuple[str, ...], code: str | None, day: int) -> str | None:
        """The name of a code in the first of some lists that has it; none when it has no name: a code is not one."""
        if code is None:
            return None
        return next((name for code_list in lists if (name := self._name(code_list, code, day))), None)

    def _above(self, row: SelectedUnit) -> Fields:
        """The institution and the owner that a unit belongs to; each also belongs to itself. Units of the third level
        share it with the others below the same unit.
        """
        if len(row.chain) == 1 or row.own.get("level") != "OU":
            return self._find_above(row)
        above = row.chain[1][1]
        same = (id(above), row.day)
        kept = self._shared.get(same)
        if kept is None:
            if len(self._shared) >= KEPT:
                self._shared.clear()
            kept = self._shared[same] = above, self._find_above(row)
        return kept[1]

    def _find_above(self, row: SelectedUnit) -> Fields:
        cells: Fields = {}
        found: dict[str, tuple[str, UnitValues]] = {}
        for code, values in row.chain:
            found.setdefault(values.get("level") or "", (code, values))
        for level, of_code, of_name, of_type in _ABOVE:
            if level in found:
                code, values = found[level]
                cells[of_code] = code
                if "name" in values:
                    cells[of_name] = values["name"]
                self._add_name(cells, of_type, "entity_type", values.get("type"), row.day)
        return cells


def _postal(chain: Chain) -> Address | None:
    """The postal address that a unit without one of its own shows."""
    return next((found for _, values in chain if (found := values.get("postal_address")) is not None), None)


def days_on(row: SelectedUnit) -> Fields:
    """The days of a unit as a file of one day prints them: from when the latest change holds, and the last valid day
    of the unit when its closing is known.
    """
    since, updated = source_dates(row)
    closes = ends(row)
    found: Fields = {FROM: since, UPDATED: updated, FIRST: row.first_from}
    return found if closes is None else found | {LAST: last_day_before(closes)}


def days_of_version(row: SelectedUnit) -> Fields:
    """The days of a row of a history: those on which it holds."""
    found: Fields = {FROM: row.from_day, UPDATED: row.registered, FIRST: row.first_from}
    last = last_day_before(row.to_day)
    return found if last is None else found | {LAST: last}


def too_many_specialities(row: SelectedUnit) -> Iterator[Omitted]:
    """What of a unit's specialities has no column."""
    if len(row.own.get("specialities", ())) < len(SPECIALITY_CODES):
        return
    beyond = _slots(row.own.get("specialities", ()))[len(SPECIALITY_CODES) :]
    if beyond:
        left = ", ".join(str(one["code"]) for one in beyond if one)
        yield Omitted(row.code, "specialities", f"there are columns for eight; left out: {left}")


def _slots(specialities: Sequence[Speciality]) -> list[Speciality | None]:
    """The specialities as the columns take them: the first place is the main one's, and stays empty without one."""
    main = next((one for one in specialities if one.get("main")), None)
    return [main, *(one for one in specialities if one is not main)] if specialities else []
