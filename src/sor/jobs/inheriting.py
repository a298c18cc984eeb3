"""Files that show resolved values cannot tell own from inherited; this decides which a value is (``CORE`` §4).

Each value is compared with what the unit would show anyway: what the file itself shows above it, or the register when
the file does not hold the unit above. Equal is inherited, so nothing that the file cannot say is lost.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import Claim
from sor.core.inheritance import FALLS_BACK_TO, Chain, address, location_number, nearest
from sor.core.shapes import Fields, Value, parts_of, text_in
from sor.core.subject import ADDRESS_KINDS
from sor.formats.delivery import Delivery
from sor.jobs.same_day import Replaced
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow

PARTS = frozenset(
    {
        "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region",
        "east", "north", "additional", "phone", "fax", "email", "website",
    }
)  # fmt: skip
"""What of an address the tables can hold; the rest of an own address stays as it was known."""


NEAREST = "nearest number"
"""Beside what the unit above shows: the location number that would be inherited, which may come from further up."""


def settle(
    connection: Connection, claims: list[Claim], delivery: Delivery, at: AsOf, replaced: Replaced
) -> list[Claim]:
    """The claims with every resolved value turned into an own one, or left out as inherited; units top down."""
    units = {claim.key: claim for claim in claims if claim.kind == "unit"}
    known = _Known(connection, units, at, replaced)
    shown = {key: [dict(piece.values) for piece in claim.pieces] for key, claim in units.items()}
    outside: dict[tuple[str, int], Fields] = {}
    for claim in units.values():
        for n, piece in enumerate(claim.pieces):
            leaves = claim.untold_in(piece)
            day = at.valid if piece.from_day <= at.valid < piece.to_day else piece.from_day
            had = known.on(claim.key, day)
            parent = text_in(piece.values if "parent" in claim.fields else had, "parent")
            above = _above(units, shown, claim.key, day, parent)
            if above is None and parent:
                if (parent, day) not in outside:
                    outside[parent, day] = _read_shown(connection, parent, at._replace(valid=day))
                above = outside[parent, day] or (shown[parent][-1] if shown.get(parent) else {})
            above = dict(above or {})
            if "location" in delivery.resolved and parent:
                above[NEAREST] = _number_above(units, shown, known, parent, day)
            for field in sorted(delivery.resolved & claim.fields):
                if field in _OWN:
                    value = _OWN[field](field, shown[claim.key][n], above, had)
                else:
                    parts = PARTS - leaves.get(field, frozenset())
                    both = parts - leaves.get(FALLS_BACK_TO.get(field, ""), frozenset())
                    value = _own_address(field, shown[claim.key][n], above, had, parts, both)
                if value is None:
                    piece.values.pop(field, None)
                else:
                    piece.values[field] = value
    return claims


class _Known:
    """What the units of a file were without what it replaces, on any day; read for other days than its own only where
    the file speaks of such.
    """

    def __init__(self, connection: Connection, units: Mapping[str, Claim], at: AsOf, replaced: Replaced) -> None:
        self._connection, self._at, self._replaced = connection, at, replaced
        self._numbers: dict[tuple[str, int], str | None] = {}
        rows = reads.versions_at(connection, "unit", list(units), at)
        self._today: dict[str, Fields] = {key: decode(row.body) for key, row in rows.items()} | replaced.bodies(
            "unit", units, at.valid
        )
        other = [
            key
            for key, claim in units.items()
            if any(not piece.from_day <= at.valid < piece.to_day for piece in claim.pieces)
        ]
        self._versions: dict[str, list[VersionRow]] = defaultdict(list)
        for row in reads.versions_known(connection, "unit", sorted(other), at.known):
            self._versions[row.key].append(row)

    def on(self, key: str, day: int) -> Fields:
        """A unit's own values on a day; nothing when it did not live."""
        if day == self._at.valid:
            return self._today.get(key, {})
        if key in self._replaced.subjects.get("unit", ()):
            return self._replaced.bodies("unit", (key,), day)[key]
        found = (row for row in self._versions.get(key, ()) if row.valid_from <= day < row.valid_to)
        values: Fields = next((decode(row.body) for row in found), {})
        return values

    def number_from(self, key: str, day: int) -> str | None:
        """The own number of a unit that the file does not hold, or of the nearest above it that has one."""
        if (key, day) not in self._numbers:
            chain = (decode(row.body) for row in reads.chain_at(self._connection, key, self._at._replace(valid=day)))
            locations = (values.get("location") or {} for values in chain)
            found = next((location["number"] for location in locations if location.get("number")), None)
            self._numbers[key, day] = found
        return self._numbers[key, day]


def _number_above(
    units: Mapping[str, Claim],
    shown: Mapping[str, Sequence[Fields]],
    known: _Known,
    parent: str | None,
    day: int,
) -> str | None:
    """The location number of the nearest unit above that shows one: what a unit inherits passes by those that have
    none.
    """
    passed: set[str] = set()
    while parent is not None and parent in units and parent not in passed:
        passed.add(parent)
        n = next((n for n, piece in enumerate(units[parent].pieces) if piece.from_day <= day < piece.to_day), None)
        values: Fields = {} if n is None else shown[parent][n]
        if found := parts_of(values.get("location")).get("number"):
            return str(found)
        parent = text_in(values, "parent") or text_in(known.on(parent, day), "parent")
    return known.number_from(parent, day) if parent and parent not in passed else None


def _above(
    units: Mapping[str, Claim], shown: Mapping[str, Sequence[Fields]], key: str, day: int, parent: str | None
) -> Fields | None:
    """What the file shows of the unit above on a day; none when it does not say."""
    if parent is None or parent == key:
        return {}
    if parent not in units:
        return None
    for n, above in enumerate(units[parent].pieces):
        if above.from_day <= day < above.to_day:
            return shown[parent][n]
    return None


def _read_shown(connection: Connection, key: str, at: AsOf) -> Fields:
    """What a unit that the file does not hold shows, as the register has it."""
    chain: Chain = [(row.key, decode(row.body)) for row in reads.chain_at(connection, key, at)]
    if not chain:
        return {}
    found = {kind: address(chain, kind) for kind in ADDRESS_KINDS}
    number = location_number(chain)
    cvr = nearest(chain, "cvr")
    shown: Fields = {kind: resolved.value for kind, resolved in found.items() if resolved}
    if number:
        shown["location"] = {"number": number.value}
    if cvr:
        shown["cvr"] = cvr
    return shown


def _own_address(
    field: str,
    shown: Mapping[str, Value],
    above: Mapping[str, Value],
    had: Mapping[str, Value],
    told: frozenset[str],
    both: frozenset[str],
) -> Value:
    """told: the parts of an address that the file tells; both: those it tells of what stands in for it as well.

    An own address of which other parts are known stays an own one.
    """
    own = parts_of(had.get(field))
    kept = {part: value for part, value in own.items() if part not in told}
    stays_own = not PARTS.isdisjoint(kept)
    if shown.get(field) is None:
        return kept if stays_own else None
    given = parts_of(shown.get(field))
    if had.get(field) is not None and _same(own, given, told):
        return own
    stands_in = shown.get(FALLS_BACK_TO[field]) if field in FALLS_BACK_TO else above.get(field)
    falls_back = parts_of(stands_in)
    if stands_in is not None and _same(falls_back, given, both) and not stays_own:
        return None
    if had and had.get(field) is None:  # a new unit showed nothing that could stay
        kept = {part: value for part, value in falls_back.items() if part in PARTS - told}
    return kept | given


def _own_location(
    field: str, shown: Mapping[str, Value], above: Mapping[str, Value], had: Mapping[str, Value]
) -> Value:
    given = parts_of(shown.get(field)).get("number")
    own = parts_of(had.get(field))
    over = parts_of(above.get(field)).get("number")
    if given is None and own.get("state") == "Inherited" and not above.get(NEAREST):
        return own
    if given is None:
        return {"state": "None"} if over or own else None
    if own.get("state") == "Own" and own.get("number") == given:
        return own
    return {"state": "Inherited"} if given == above.get(NEAREST) else {"state": "Own", "number": given}


def _own_cvr(field: str, shown: Mapping[str, Value], above: Mapping[str, Value], had: Mapping[str, Value]) -> Value:
    given = shown.get(field)
    return None if given == above.get(field) and given != had.get(field) else given


_OWN = {"location": _own_location, "cvr": _own_cvr}


def _same(one: Mapping[str, Value], other: Mapping[str, Value], told: frozenset[str]) -> bool:
    """Equal in all that a file tells; a part that is missing equals one that is empty."""
    return all(one.get(part) == other.get(part) for part in told)
