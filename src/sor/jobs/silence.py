"""What a file could say and does not stays as the register has it (``CORE`` §4).

What is not told is left as it is by comparing (``Claim.untold``, ``Piece.untold``). Where a cell was rejected, the
piece of a claim is filled up besides with what the unit shows already, so that the rules see it, and so that units
below are compared with what stands above them. What the whole file says nowhere is left out of each claim that would
change something, when the end of the file has shown it. A place that is told less exactly than it is known stays as
well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import dist

import msgspec

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import FIRST_DAY, Claim, Piece
from sor.core.identifiers import find_mended_codes, location_number_problem, sor_code_problem, with_check_digit
from sor.core.inheritance import Chain, address, location_number, nearest
from sor.core.shapes import Fields, UnitValues, Value, as_unit, parts_of, text_in
from sor.core.statement import Draft
from sor.core.subject import is_address_kind, is_street_kind
from sor.core.timeline import LIFE, Timeline, runs
from sor.core.utm import danish_point
from sor.formats.delivery import ANNULLED, Delivery, RejectedCell
from sor.formats.findings import EDITED, UNREADABLE, unreadable
from sor.formats.tables.unit_rows import INHERITS, NO_STATE, OF_UNITS, STATE
from sor.formats.tables.unit_words import METRES
from sor.jobs.same_day import Replaced
from sor.rules.unit_facts import UnitFacts
from sor.store import reads
from sor.store.database import Connection

WHOLE = frozenset({LIFE, "location", "specialities"})
"""Fields whose parts are no parts of their value."""

NAMING = {"location_number": "number"}
"""By kind, the path of what names its subjects in a file of units."""

OWN_CODES = {"unit": sor_code_problem, "location_number": location_number_problem}
"""By kind of which a row may state a subject of its own, what is wrong with its code."""

STATES_IN_FILES = {"Own": ("Own", "egen"), "None": ("None", "ingen")}
"""How files write the states of a location number that may contradict it."""

NOWHERE = "Elements that the file holds nowhere; what they would say stays as it is"


def keep_what_is_known(
    connection: Connection, claims: Sequence[Claim], at: AsOf, replaced: Replaced
) -> Iterator[tuple[str, str]]:
    """Fill up every piece of the units in which something is untold; gives the location numbers that are therefore not
    absent. replaced: what a file of the same day said, which counts as not said.
    """
    for claim in claims:
        for piece in claim.pieces if claim.kind == "unit" else ():
            if piece.untold or piece.blurred:
                day = at.valid if piece.from_day <= at.valid < piece.to_day else piece.from_day
                chain = list(_chain(connection, claim.key, AsOf(day, at.known), replaced))
                _fill(piece, chain)
                _sharpen(piece, chain)
                number = location_number(chain) if "location" in piece.untold and chain else None
                if number and number.value:
                    yield "location_number", number.value


def _sharpen(piece: Piece, chain: Chain) -> None:
    """Keep the known place of an address where the given one cannot be told from it."""
    for field, metres in piece.blurred:
        found = address(chain, field) if chain and is_street_kind(field) else None
        known = danish_point(found.value.get("east"), found.value.get("north")) if found else None
        given = parts_of(piece.values[field])
        meant = danish_point(given["east"], given["north"])
        if found and known and meant and dist(known, meant) <= metres:
            piece.values[field] = given | {axis: found.value.get(axis) for axis in METRES}


def _chain(connection: Connection, key: str, at: AsOf, replaced: Replaced) -> Iterator[tuple[str, UnitValues]]:
    """A unit's own values and those of the units above, nearest first, without what is replaced."""
    if not replaced.serials:
        yield from ((row.key, decode(row.body)) for row in reads.chain_at(connection, key, at))
        return
    passed: set[str] = set()
    on_the_way: str | None = key
    while on_the_way is not None and on_the_way not in passed:
        passed.add(on_the_way)
        row = reads.version_at(connection, "unit", on_the_way, at)
        stands: Fields = decode(row.body) if row else {}
        values = as_unit(replaced.bodies("unit", (on_the_way,), at.valid).get(on_the_way, stands))
        if not values:
            return
        yield on_the_way, values
        on_the_way = values.get("parent")


def _fill(piece: Piece, chain: Chain) -> None:
    own: Mapping[str, Value] = chain[0][1] if chain else {}
    for path in sorted(piece.untold):
        field, _, part = path.partition(".")
        known: Value
        if path == NO_STATE:
            known = own.get(field)
            if known is not None:  # a number that stood there is gone; nothing stated, or None, stays as it is
                piece.values[field] = known if text_in(known, "state") == "None" else {"state": "None"}
            continue
        if field == "location":
            number = location_number(chain) if chain else None
            known = own.get(field) or ({"state": "Inherited", "number": number.value} if number else None)
        elif is_address_kind(field) and part and chain:
            found = address(chain, field)
            known = found.value if found else None
        else:
            known = own.get(field)
        if not part:
            piece.values.pop(field, None)
            if known is not None:
                piece.values[field] = known
        elif part in (stands := parts_of(known)):
            given = {**parts_of(piece.values.get(field)), part: stands[part]}
            if part == "municipality" and "region" not in stands:
                given.pop("region", None)  # it is the municipality's, which the cell did not tell
            piece.values[field] = given


def forget_what_is_known(connection: Connection, delivery: Delivery, at: AsOf, replaced: Replaced) -> None:
    """Leave out the rejected cells that hold just what is known: a ydernummer of five digits that has always been one
    is no damage of this file, and our own file says it again.
    """
    wanted = defaultdict(list)
    for cell in delivery.cells:
        wanted[cell.kind, cell.key].append(cell)
    again = set()
    for (kind, key), cells in wanted.items():
        shown = list(_all_known(connection, kind, key, delivery, at, replaced))
        again |= {
            (kind, key, cell.column, cell.value)
            for cell in cells
            if any(known == cell.value.strip() for chain in shown for known in _read_known(chain, cell.path))
        }
    if again:
        delivery.cells = [c for c in delivery.cells if (c.kind, c.key, c.column, c.value) not in again]
        delivery.findings = [
            f
            for f in delivery.findings
            if f.rule != UNREADABLE or (f.kind, f.key, f.facts["column"], f.facts["value"]) not in again
        ]


def tell_emptied(connection: Connection, delivery: Delivery, at: AsOf, replaced: Replaced) -> None:
    """Tell the empty cells for the unit above that were emptied: one is known, or the unit is new and most others of
    the file name one. Without either the file, or the register, simply has none.
    """
    for cell in delivery.without_parent:
        shown = [chain for chain in _all_known(connection, cell.kind, cell.key, delivery, at, replaced) if chain]
        is_known = bool(shown) and all(chain[0][1].get(cell.path) for chain in shown)
        if is_known or (not shown and delivery.with_parent > len(delivery.without_parent)):
            delivery.cells.append(cell)
            delivery.findings.append(unreadable(cell.kind, cell.key, cell.path, cell.column, cell.value))


def propose_units(connection: Connection, delivery: Delivery, seen: Collection[str], at: AsOf) -> None:
    """Propose for each rejected code of another unit the one with the right check digit, when there is such a unit."""
    meant = {cell.value: repaired for cell in delivery.cells if (repaired := _with_its_digit(cell)) is not None}
    others = sorted(set(meant.values()) - set(seen))
    there = set(seen) | reads.versions_at(connection, "unit", others, at).keys() if others else set(seen)
    delivery.cells = [
        msgspec.structs.replace(cell, proposal=meant[cell.value]) if meant.get(cell.value) in there else cell
        for cell in delivery.cells
    ]


def propose_own_codes(connection: Connection, delivery: Delivery, seen: Mapping[str, Collection[str]]) -> None:
    """Propose for each rejected row whose own code is none the known one that it was most likely mistyped from, where
    there is just one, of which no other row speaks; in a history another may.
    """
    named = {(one.kind, one.key) for one in delivery.untold}
    for kind in {kind for kind, _ in delivery.misread.values()} & OWN_CODES.keys():
        meant = {
            place: find_mended_codes(code, OWN_CODES[kind])
            for place, (of, code) in delivery.misread.items()
            if of == kind
        }
        known = reads.those_known(connection, kind, sorted(set().union(*meant.values())))
        free = {one for one in known if one not in seen.get(kind, ()) and (kind, one) not in named}
        for place, codes in meant.items():
            likely = codes & free or (codes & known if delivery.format.startswith("sor2") else set())
            if len(likely) == 1:
                row = delivery.rejected[place]
                delivery.rejected[place] = msgspec.structs.replace(row, proposal=likely.pop())


def _with_its_digit(cell: RejectedCell) -> str | None:
    """The SOR code that a rejected one is but for its last digit."""
    if cell.path not in OF_UNITS or cell.proposal is not None:
        return None
    repaired = with_check_digit(cell.value)
    return None if repaired == cell.value or sor_code_problem(repaired) else repaired


def _all_known(
    connection: Connection, kind: str, key: str, delivery: Delivery, at: AsOf, replaced: Replaced
) -> Iterator[Chain]:
    """What is known of a subject on the days of which a file speaks, a unit with those above it."""
    if delivery.silence == ANNULLED or kind != "unit":
        rows = reads.versions_known(connection, kind, [key], at.known)
        yield from ([(key, decode(row.body))] for row in rows)
    else:
        yield list(_chain(connection, key, at, replaced))


def _read_known(chain: Chain, path: str) -> Iterator[str]:
    """What is shown under the path of a cell."""
    field, _, part = path.partition(".")
    if not chain:
        return
    if path in (STATE, INHERITS):
        known = chain[0][1].get("location") or {}
        if (known.get("state") == "Own") != ("number" in known):
            yield from STATES_IN_FILES.get(known.get("state", ""), ())
        return
    found: Value
    if field == "location":
        number = location_number(chain)
        found = number.value if number else None
    elif is_address_kind(field):
        resolved = address(chain, field)
        found = resolved.value.get(part) if resolved else None
    elif field == "number":
        found = chain[0][1].get(part)
    elif path == EDITED:
        found = text_in(chain[0][1].get(field), part)
    else:
        found = nearest(chain, "cvr") if field == "cvr" else chain[0][1].get(field)
    if isinstance(found, str):
        yield found


class SaidNowhere:
    """What a file, read to its end, says nowhere. kept: the elements for want of which something known stays."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._paths: dict[tuple[str, str], set[str]] = defaultdict(set)
        for what in delivery.unsaid or ():
            self._paths[what.kind, what.level].add(what.path)
        self.kept = {
            what.element
            for what in delivery.unsaid or ()
            if what.path == FIRST_DAY and NAMING.get(what.kind) not in self._paths[what.kind, what.level]
        }

    def leave_out(self, facts: Iterable[UnitFacts]) -> None:
        """Have no rule ask units for fields that the file does not say."""
        for unit in facts:
            if unit.told is not None:
                unit.told -= self._paths.get(("unit", unit.level or ""), set())

    def complete(self, claim: Claim) -> None:
        """Leave out of a claim what the file does not say."""
        paths = self._paths.get((claim.kind, self._level(claim)), set())
        parts = {path for path in paths if "." in path}
        hollow = self._delivery.hollow.get(claim.key, frozenset()) if claim.kind == "unit" else frozenset()
        claim.fields -= paths | (hollow & {path.partition(".")[0] for path in parts})
        claim.untold |= parts
        if claim.kind == "location_number" and "status.from" in parts and claim.snapshot is not None:
            for piece in claim.pieces:
                piece.from_day = max(piece.from_day, claim.snapshot)  # since when it holds is not said
            claim.life_since = max(claim.life_since, claim.snapshot)

    def note_kept(self, claim: Claim, known: Timeline, first: Iterable[Draft], left: Iterable[Draft]) -> None:
        """Note for want of which elements some drafts about a claim's subject are left out."""
        for field in {draft.field for draft in first} & known.keys():
            if {d for d in first if d.field == field} == {d for d in left if d.field == field}:
                continue
            value = decode(runs(known[field])[-1].statement.value)
            held = {field, *(f"{field}.{part}" for part in (value if isinstance(value, Mapping) else ()))}
            for kind, level, path, element in self._delivery.unsaid or ():
                is_whole = field in WHOLE and path.partition(".")[0] == field
                if (kind, level) == (claim.kind, self._level(claim)) and (path in held or is_whole):
                    self.kept.add(element)

    def numbers_kept(self, claim: Claim, known: Timeline, day: int) -> Iterator[str]:
        """The location number that a unit keeps because the file does not say it: it is not absent."""
        if claim.kind == "unit" and "location" not in claim.fields and "location" in known:
            on = [run for run in runs(known["location"]) if run.from_day <= day < run.to_day]
            location = decode(on[0].statement.value) if on else None
            if location and "number" in location:
                yield location["number"]

    def note_absent(self, connection: Connection, seen: Mapping[str, set[str]], at: AsOf) -> None:
        """Note for want of which elements whole subjects are left alone: the file names none of their kind."""
        for kind in {what.kind for what in self._delivery.unsaid or ()} - self._delivery.kinds:
            if reads.open_keys(connection, kind, at) - seen.get(kind, set()):
                self.kept |= {what.element for what in self._delivery.unsaid or () if what.kind == kind}

    def notes(self) -> list[str]:
        """One sentence naming the elements for want of which something known stays."""
        return [f"{NOWHERE}: {', '.join(sorted(self.kept))}."] if self.kept else []

    def _level(self, claim: Claim) -> str:
        if claim.kind == "location_number":
            return self._delivery.held_at.get(claim.key, "")
        return as_unit(claim.pieces[-1].values).get("level", "") if claim.pieces else ""
