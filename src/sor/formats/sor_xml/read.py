"""SOR XML to claims: one per unit as it is met, then what units tell together (numbers, successions, places)."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO

import msgspec

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START, write_day
from sor.core.finding import ERROR, NOTE, WARNING, Finding
from sor.core.identifiers import sor_code_problem, sor_code_repair, tidy_row
from sor.core.shapes import Fields, text_in
from sor.core.subject import succession_key
from sor.core.text import Unfit
from sor.formats.delivery import ANNULLED, CLOSED, BadFile, Delivery, RejectedCell
from sor.formats.findings import EDITED, number_differs
from sor.formats.garbled import find_meaning
from sor.formats.sor_xml.file_rules import Remarks
from sor.formats.sor_xml.limits import PLACE_OF_PARENT
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.formats.sor_xml.stream import Opened, UnitElement, open_rows
from sor.formats.sor_xml.tables import FIRST, LOCATION_NUMBER_FIELDS, VERSIONS, fields_told, untold_parts_of
from sor.formats.sor_xml.units import UnreadableUnit, leave_out_derived_regions, number_in, number_of, unit_of
from sor.formats.sor_xml.unsaid import find_unlisted_kinds, foreign_elements, unsaid_in
from sor.formats.text_gate import row_through
from sor.formats.xml_tables.reading import Raw

AROUND, NOT_BELOW = "the element around", "no unit, though a unit that is no owner stands below another"
"""How it is told that a unit stands in no other one's element."""

RegionOf = Callable[[str, int], str | None]
"""The region of a municipality on a day; none when the municipality is not known."""


def read(stream: BinaryIO, name: str, *, region_of: RegionOf | None = None) -> Delivery:
    """A SOR XML file of any version as a delivery; its claims stream in bounded memory.

    region_of: with it an address's region is dropped where it follows from the municipality; without it every region is
    kept as it stands.
    Raises BadFile, also while the claims are asked for (see ``stream.open_rows``).
    """
    remarks = Remarks()
    opened = open_rows(stream, name, remarks)
    delivery = Delivery(
        format=opened.version.format,
        file=name,
        claims=(),
        snapshot=opened.snapshot,
        created=opened.created,
        kinds=frozenset({"unit", "location_number", "succession"}),
        silence=CLOSED,
        may_list_closed=opened.version.number == FIRST.number,
        unsaid=[],
        called=dict.fromkeys((("unit", EDITED), ("location_number", EDITED)), "UpdatedAt"),
    )
    if opened.version.namespace not in {version.namespace for version in VERSIONS.values()}:
        delivery.notes.append(f"the namespace {opened.version.namespace!r} is not known; read as SOR XML 3")
    delivery.claims = _Reading(opened, delivery, region_of).claims(remarks)
    return delivery


def units(stream: BinaryIO, name: str) -> Iterator[ListedUnit]:
    """The units of a SOR XML file as listed units, just as they stand: nothing is judged, only unreadable dates fail.

    Raises BadFile as ``read`` does, Unreadable for a row without a code or with dates that cannot be used.
    """
    for row in open_rows(stream, name, Remarks()).rows:
        if "code" not in row.raw:
            raise UnreadableUnit(f"line {row.line}: SorIdentifier is missing")
        entity = number_in(row.raw)
        yield unit_of(row.raw, row.level, row.parent or None, number_of(entity) if entity else None)


class _Held(msgspec.Struct, frozen=True):
    """The data of a location number, as one unit gives them."""

    number: ListedNumber
    unit: str
    level: str
    unit_status: ListedStatus
    line: int


class _Reading:
    """One file on its way to claims."""

    def __init__(self, opened: Opened, delivery: Delivery, region_of: RegionOf | None) -> None:
        self.version, self.snapshot, self.rows = opened.version, opened.snapshot, opened.rows
        self.delivery = delivery
        self.untold = untold_parts_of(opened.version)
        self.fields = {level: fields_told(opened.version, level) for level in ("IO", "HI", "OU")}
        self.region_of: Callable[[str], str | None] | None = None
        if region_of is not None:
            self.region_of = lru_cache(maxsize=None)(lambda municipality: region_of(municipality, opened.snapshot))
        self.seen: dict[str, ListedUnit] = {}
        self.numbers: dict[str, _Held] = {}
        self.successions: dict[tuple[str, str], set[str]] = {}
        self.places: dict[str, str] = {}
        self.lists_closed = False

    def claims(self, remarks: Remarks) -> Iterator[Claim]:
        """All claims of the file; the delivery's lists are complete when the last is given."""
        for row in self.rows:
            self.delivery.count_row()
            claim = self._unit(row._replace(raw=tidy_row(row.raw)))
            if claim is not None:
                yield claim
        self.delivery.unsaid = unsaid_in(self.version, remarks.met)
        self.delivery.kinds -= find_unlisted_kinds(self.delivery.unsaid)
        for name, other in foreign_elements(self.version, self.delivery.unsaid, remarks.unknown_names):
            raise BadFile(
                f"{self.delivery.file} says that it is SOR XML {self.version.number}, and holds {name}, an element"
                f" of {other.number}. Nothing is loaded; fetch the file again."
            )
        yield from map(self._number_claim, self.numbers.values())
        yield from self._succession_claims()
        yield from self._place_claims()
        self.delivery.notes += remarks.sentences()
        if self.version.number == FIRST.number and self.lists_closed:
            self.delivery.silence = ANNULLED

    def _unit(self, row: UnitElement) -> Claim | None:
        code = row.raw.get("code")
        problem = "it is missing" if code is None else sor_code_problem(code)
        if code is None or problem:
            repair = None if code is None else sor_code_repair(code)
            told = row.flaws or (f"SorIdentifier {code or ''}: {problem}".replace(" :", ":"),)
            self._reject(row, "; ".join(told), proposal=repair, misread=code)
            return None
        if row.flaws:
            self._reject(row, "; ".join(row.flaws), code)
            return None
        try:
            row = row._replace(raw=row_through("unit", code, row.raw, self.delivery))
            lacks_place = self.version is FIRST and row.level == "OU" and "geographic_parent" not in row.raw
            if self.version is FIRST and row.raw.get("geographic_parent") == {"relation": PLACE_OF_PARENT}:
                del row.raw["geographic_parent"]  # always written; it says no more than the tree does
            unit = unit_of(row.raw, row.level, row.parent, self._number(row))
        except (UnreadableUnit, Unfit) as reason:
            meant = find_meaning(reason.text) if isinstance(reason, Unfit) else None
            self._reject(row, str(reason), code, meant)
            return None
        self._complete(unit)
        before = self.seen.setdefault(code, unit)
        if before is not unit:
            self._note_second(row, before, unit)
            return None
        if lacks_place:
            self._find("F15", ERROR, "unit", code, "geographic_parent", {})
        self._note_hollow(row)
        self._judge_dates(unit)
        self._remember(unit, row.line)
        return self._unit_claim(unit, row.line)

    def _number(self, row: UnitElement) -> ListedNumber | None:
        """The location number beside a unit; one with impossible dates is rejected by itself."""
        entity = number_in(row.raw)
        if not entity:
            return None
        try:
            return number_of(entity)
        except UnreadableUnit as reason:
            number = entity["number"]
            told = f"location number {number}: {reason}"
            self.delivery.reject(row.line, told, kind="location_number", key=number, row_of="unit")
            return None

    def _note_second(self, row: UnitElement, before: ListedUnit, unit: ListedUnit) -> None:
        code, since = unit.code, unit.status.since(self.snapshot)
        if unit == before:
            self.delivery.notes.append(f"unit {code} stands twice with the same content; line {row.line} is left out")
        elif before.status.since(self.snapshot) == since:
            self._reject(row, "same code and FromDate with different content", code, repeated=True)
        else:
            reason = "same code with another FromDate; this format holds one version of a unit"
            self._reject(row, reason, code, repeated=True)

    def _judge_dates(self, unit: ListedUnit) -> None:
        """D1: FromDate is there, and FirstFromDate is not after it. Of this no trace is left in the register."""
        first, since = unit.status.first_from, unit.status.from_day
        if since is None:
            facts = {"case": "no FromDate", "day": write_day(self.snapshot)}
        elif first is not None and first > since:
            facts = {"first_from": write_day(first), "day": write_day(since)}
        else:
            return
        self._find("D1", WARNING, "unit", unit.code, "status", facts)

    def _remember(self, unit: ListedUnit, line: int) -> None:
        """Keep what units tell together: numbers, successions, places, and whether closed units are listed."""
        if unit.status.to_day <= self.snapshot:
            self.lists_closed = True
        if unit.number is not None:
            self._hold(_Held(unit.number, unit.code, unit.level, unit.status, line))
        for old in unit.replaces:
            self.successions.setdefault((old, unit.code), set()).add("replaces")
        for new in unit.replaced_by:
            self.successions.setdefault((unit.code, new), set()).add("replaced_by")
        if place := text_in(unit.values, "geographic_location"):
            self.places.setdefault(place, unit.place_name or "")

    def _hold(self, held: _Held) -> None:
        """Keep the data of a number. Where two units differ the latest UpdatedAt wins; a finding shows the other."""
        key = held.number.number
        known = self.numbers.setdefault(key, held)
        if known.number == held.number:
            self.numbers[key] = msgspec.structs.replace(
                known, unit_status=_join_statuses(known.unit_status, held.unit_status)
            )
            return
        winner, loser = (held, known) if _read_updated(held) > _read_updated(known) else (known, held)
        self.numbers[key] = winner
        other = loser.number.values | _status_value(loser.number.status)
        self.delivery.findings.append(number_differs(key, winner.unit, loser.unit, other))

    def _complete(self, unit: ListedUnit) -> None:
        """Add to a unit's values what stands around them, and leave out the regions that follow from municipalities."""
        values = unit.values
        values["level"] = unit.level
        if unit.parent:
            values["parent"] = unit.parent
        if status := _status_value(unit.status):
            values["status"] = status
        if self.region_of:
            leave_out_derived_regions(values, self.region_of)

    def _unit_claim(self, unit: ListedUnit, line: int) -> Claim:
        fields = self.fields[unit.level]
        if unit.level != "IO" and (unit.parent is None or sor_code_problem(unit.parent)):
            fields -= {"parent"}  # none is around, or it was rejected, so the file does not say what is above
            unit.values.pop("parent", None)
            if unit.parent is None:
                cell = RejectedCell(line, "unit", unit.code, AROUND, "parent", "", NOT_BELOW)
                self.delivery.without_parent.append(cell)
        self.delivery.with_parent += bool(unit.parent)
        if not unit.values.keys() <= fields:
            fields |= unit.values.keys()
        claim = self._claim("unit", unit.code, fields, unit.values, unit.status, line)
        claim.untold = self.untold
        return claim

    def _note_hollow(self, row: UnitElement) -> None:
        """Note the blocks in which nothing stands: only the end of the file shows whether that tells anything."""
        empty = frozenset(key for key, value in row.raw.items() if value in ({}, []))
        if empty:
            self.delivery.hollow[row.raw["code"]] = empty

    def _number_claim(self, held: _Held) -> Claim:
        """A number without dates of its own has those of its units."""
        values = dict(held.number.values)
        if value := _status_value(held.number.status):
            values["status"] = value
        dates = held.number.status
        if dates.from_day is None:
            dates = ListedStatus(None, held.unit_status.from_day, held.unit_status.to_day)
        self.delivery.held_at[held.number.number] = held.level
        return self._claim("location_number", held.number.number, LOCATION_NUMBER_FIELDS, values, dates, held.line)

    def _claim(
        self, kind: str, key: str, fields: frozenset[str], values: Fields, dates: ListedStatus, line: int
    ) -> Claim:
        pieces = [Piece(dates.since(self.snapshot), OPEN, values)]
        life = [(dates.exists_from(self.snapshot), dates.to_day)]
        return Claim(kind, key, fields, pieces, life, self.snapshot, line, dates.silent_before(self.snapshot))

    def _succession_claims(self) -> Iterator[Claim]:
        """One claim per succession. A side whose unit is not in the file cannot be shown by it and is not told."""
        for (old, new), sides in self.successions.items():
            listed = {"replaces": new in self.seen, "replaced_by": old in self.seen}
            key = succession_key(old, new)
            for side in listed.keys() - sides:
                severity = WARNING if listed[side] else NOTE
                self._find("C7", severity, "succession", key, side, {"old": old, "new": new})
            since, silent_before = self.snapshot, self.snapshot
            if new in self.seen:
                dates = self.seen[new].status
                since, silent_before = dates.exists_from(self.snapshot), dates.silent_before(self.snapshot)
            elif old in self.seen:
                since = silent_before = self.seen[old].status.since(self.snapshot)
            fields = frozenset(side for side, is_listed in listed.items() if is_listed)
            pieces = [Piece(since, OPEN, dict.fromkeys(sorted(sides), True))]
            life = [(since, OPEN)]
            yield Claim("succession", key, fields, pieces, life, self.snapshot, life_since=silent_before)

    def _place_claims(self) -> Iterator[Claim]:
        """One claim per place with a name; a place has no dates here, so it holds from the start of time."""
        for key, name in self.places.items():
            pieces = [Piece(START, OPEN, {"name": name} if name else {})]
            fields = frozenset({"name"} if name else ())
            yield Claim("place", key, fields, pieces, [(START, OPEN)], self.snapshot)

    def _reject(
        self,
        row: UnitElement,
        reason: str,
        key: str | None = None,
        proposal: str | None = None,
        *,
        repeated: bool = False,
        misread: str | None = None,
    ) -> None:
        beside = tuple(_beside(row.raw, key)) if key is not None else ()
        self.delivery.reject(
            row.line, reason, key=key, proposal=proposal, beside=beside, repeated=repeated, misread=misread
        )

    def _find(self, rule: str, severity: str, kind: str, key: str, field: str, facts: dict[str, str]) -> None:
        self.delivery.findings.append(Finding(rule, severity, kind, key, field, facts))


def _beside(raw: Raw, code: str) -> Iterator[tuple[str, str]]:
    """What an element of a unit names beside the unit: its location number, whom it replaces and who replaces it."""
    entity = number_in(raw)
    if entity and "number" in entity:
        yield "location_number", entity["number"]
    yield from (("succession", succession_key(old, code)) for old in raw.get("replaces", ()))
    yield from (("succession", succession_key(code, new)) for new in raw.get("replaced_by", ()))


def _join_statuses(one: ListedStatus, other: ListedStatus) -> ListedStatus:
    """The days on which either of two units stands."""
    begun = [status.from_day for status in (one, other) if status.from_day is not None]
    return ListedStatus(None, min(begun, default=None), max(one.to_day, other.to_day))


def _read_updated(held: _Held) -> int:
    return held.number.status.updated or 0


def _status_value(status: ListedStatus) -> dict[str, str]:
    """The field ``status``: the source's FromDate and UpdatedAt."""
    value = {}
    if status.from_day is not None:
        value["from"] = write_day(status.from_day)
    if status.updated is not None:
        value["updated"] = write_day(status.updated)
    return value
