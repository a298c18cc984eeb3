"""What a set of changes must be judged with: what it names, what stands around that, and who hangs on to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sor.changes import document as doc
from sor.changes.stating import StatedLines
from sor.changes.world import VersionsByDay, world_of
from sor.core.canonical import decode
from sor.core.day import OPEN, START
from sor.core.identifiers import provider_key
from sor.core.log import Line, read_asked, read_line
from sor.core.shapes import Value, text_in
from sor.core.showing import PLACED_BY, SHOWN_BELOW
from sor.core.subject import Subject
from sor.rules import BOOK
from sor.store import log, neighbourhood
from sor.store.database import Connection
from sor.store.projection import VersionRow

READ_ABOVE = frozenset(field for rule in BOOK.values() for field in rule.reads_above) | PLACED_BY
"""The fields that some rule reads in the units above: when one changes, all below is judged."""


TAKING_BACK = (doc.Withdraw, doc.Undo, doc.Reschedule)
"""The operations that are about an earlier entry."""


class FetchPlan:
    """What a set names, and from which day on its surroundings matter."""

    def __init__(self, given: doc.ChangeSet, entries: Mapping[int, StatedLines], today: int) -> None:
        self.units: set[str] = set()
        self.tops: set[str] = set()
        self.numbers: set[str] = set()
        self.codes: set[str] = set()
        self.providers: set[str] = set()
        looked_at: set[int] = set()
        days: list[int] = [today]
        for change in given.changes:
            if not (isinstance(change, TAKING_BACK) and change.entry in looked_at):  # all its lines were, then
                self._add(change, entries)
            if isinstance(change, doc.Dated):
                days.append(change.day)
            elif isinstance(change, doc.Annul):
                days.append(START)
            if isinstance(change, TAKING_BACK) and (entry := entries.get(change.entry)) is not None:
                days.append(entry.first)
                looked_at.add(change.entry)
        self.first = min(days)

    def _add(self, change: doc.Change, entries: Mapping[int, StatedLines]) -> None:
        """Units named, those of them whose branch matters too (``tops``), numbers, SHAK codes and ydernumre."""
        below: set[str] = set()
        named: set[str] = set()
        match change:
            case doc.Create():
                named = {change.parent} if change.parent else set()
            case doc.Edit() | doc.Correct():
                named = {change.unit}
                below = named if change.set.keys() & (READ_ABOVE | SHOWN_BELOW) else set()
            case doc.Move():
                named, below = {change.unit, change.parent}, {change.unit}
            case doc.Replace():
                named = {*change.unit, *change.by}
            case doc.Close() | doc.Annul():
                named = below = {change.unit}
            case doc.Merge():
                named = below = {change.unit, *change.absorb}
            case doc.Withdraw() | doc.Undo() | doc.Reschedule():  # TAKING_BACK
                named = below = _units_of(entries.get(change.entry))
                self._others_of(entries.get(change.entry))
            case doc.Confirm():
                named = {change.unit}
            case doc.Number() | doc.Edi():
                self.numbers.add(change.location_number)
                named = below = {change.unit} if isinstance(change, doc.Number) and change.unit else set()
            case doc.Shak():
                self.codes |= {change.code, change.code[:4]}  # its hospital tells whose it is
        self.units |= {key for key in named if not key.startswith("#")}
        self.tops |= {key for key in below if not key.startswith("#")}
        if isinstance(change, doc.Create | doc.Edit | doc.Correct):
            self._values(change.set)

    def _others_of(self, entry: StatedLines | None) -> None:
        """The numbers and codes that an entry is about: whose they are is told by the units in them."""
        for kind, key in entry.subjects.values() if entry else ():
            if kind in ("location_number", "edi"):
                self.numbers.add(key.partition("/")[0])
            elif kind == "shak":
                self.codes |= {key, key[:4]}

    def _values(self, given: Mapping[str, Value]) -> None:
        if number := text_in(given.get("location"), "number"):
            self.numbers.add(number)
        if shak := text_in(given, "shak"):
            self.codes.add(shak)
        if provider := text_in(given, "provider_identifier"):
            self.providers.add(provider_key(provider))
        if parent := text_in(given, "parent"):  # a correction may say where a unit stood
            self.units.add(parent)
        if lies_at := text_in(given.get("geographic_parent"), "parent"):
            self.units.add(lies_at)
        if operator := text_in(given.get("operator"), "unit"):
            self.units.add(operator)


def fetch(connection: Connection, around: FetchPlan) -> VersionsByDay:
    """The versions of all that a set touches, may touch, or must be judged with."""
    return world_of(
        _rows(connection, around.units, around.tops, around.numbers, around.codes, around.first, around.providers)
    )


def fetch_named(
    connection: Connection, before: VersionsByDay, after: VersionsByDay, changed: Iterable[Subject], first: int
) -> VersionsByDay | None:
    """What the changed subjects of a world name and the world before does not hold, with what stands around that; None
    when it holds all. A unit that lives again stands below units, and holds numbers, of which nothing was asked while
    it was closed; a number that the set itself brings back is not yet here with who holds it.
    """
    units: set[str] = set()
    numbers: set[str] = set()
    codes: set[str] = set()
    for kind, key in changed:
        if kind == "unit":
            fetched = before.versions(kind, key)
            for version in after.versions(kind, key):
                units |= {unit for unit in (version.parent, version.geographic_parent, version.operator) if unit}
                numbers.add(version.facts.number or "")
                codes.add(version.facts.shak or "")
            numbers -= {"", *(version.facts.number for version in fetched)}
            codes -= {"", *(version.facts.shak for version in fetched)}
    units = {unit for unit in units if not after.has("unit", unit)}
    numbers = {number for number in numbers if not before.has("location_number", number)}
    codes = {code for code in codes if not before.has("shak", code)}
    if not (units or numbers or codes):
        return None
    return world_of(_rows(connection, units, set(), numbers, codes, first))


def _rows(
    connection: Connection,
    units: set[str],
    tops: set[str],
    numbers: set[str],
    codes: set[str],
    first: int,
    providers: Iterable[str] = (),
) -> Iterable[VersionRow]:
    tops = tops | _holders(connection, numbers)
    units = units | tops | neighbourhood.below(connection, tops, first)
    rows = neighbourhood.above(connection, units, first)
    here = {row.key for row in rows}
    numbers, codes, providers = set(numbers), set(codes), set(providers)
    for row in rows:
        own = decode(row.body)
        numbers.update(filter(None, [(own.get("location") or {}).get("number")]))
        codes.update(filter(None, [own.get("shak")] if row.key in units else ()))
        if row.key in units and own.get("provider_identifier"):
            providers.add(provider_key(own["provider_identifier"]))
    carried = neighbourhood.carriers(connection, CARRIED, sorted(numbers | codes | (units & here)))
    carried += neighbourhood.carriers(connection, ("provider_key",), sorted(providers)) if providers else []
    hanging = {key for _, _, kind, key in carried if kind == "unit"}
    sides = {unit for _, _, kind, key in carried if kind == "succession" for unit in key.split(">")}
    # Who is succeeded or succeeds shows all its successions, not only the one that the set touches.
    carried += neighbourhood.carriers(connection, SUCCESSIONS, sorted(sides - (units & here)))
    others = sorted((hanging | sides) - here)
    rows += neighbourhood.above(connection, others, first) if others else []
    for kind in ("succession", "edi"):
        keys = sorted({key for _, _, of, key in carried if of == kind})
        rows += neighbourhood.versions_now(connection, kind, keys) if keys else []
    rows += neighbourhood.versions_now(connection, "location_number", sorted(numbers)) if numbers else []
    rows += neighbourhood.versions_now(connection, "shak", sorted(codes)) if codes else []
    return {(row.kind, row.key, row.valid_from): row for row in rows}.values()


def _holders(connection: Connection, numbers: set[str]) -> set[str]:
    """The units that name one of some location numbers on any day."""
    carried = neighbourhood.carriers(connection, ("location_number",), sorted(numbers)) if numbers else []
    return {key for _, _, kind, key in carried if kind == "unit"}


SUCCESSIONS = ("predecessor_of", "successor_of")

CARRIED = ("location_number", "shak", "geographic_parent", "operator", "edi", *SUCCESSIONS)
"""The identifier systems by which others hang on to what a set touches."""


def entries_named(
    connection: Connection, given: doc.ChangeSet, spend: Callable[[], None]
) -> dict[int, StatedLines]:  # fmt: skip
    """The earlier entries that a set names, with the lines that it names; ``spend`` is called for each. Raises
    BadDocument for one too long.
    """
    named: dict[int, set[int | None]] = {}
    for change in given.changes:
        if isinstance(change, TAKING_BACK):
            named.setdefault(change.entry, set()).add(getattr(change, "line", None))
    found: dict[int, StatedLines] = {}
    for serial, numbers in named.items():
        spend()
        entry = next(log.entries(connection, serial - 1, serial), None)
        if entry is not None:
            lines = list(_lines_named(connection, serial, numbers))
            subjects = {line.n: (line.kind, line.key) for line in lines}
            ops = {line.n: _ops_of(line) for line in lines}
            found[serial] = StatedLines(
                entry.day, entry.actor, subjects, ops, min(map(_first_of, lines), default=entry.day)
            )
    return found


def _lines_named(connection: Connection, serial: int, numbers: set[int | None]) -> Iterator[Line]:
    """Some lines of an entry, or all of them when the whole entry is named."""
    if None in numbers:
        _refuse_too_long(connection, serial)
        yield from log.lines(connection, serial)
        return
    yield from log.lines_numbered(connection, serial, sorted(filter(None, numbers)))


def _refuse_too_long(connection: Connection, serial: int) -> None:
    """An entry that loaded a whole register is not taken back by a change: that would hold everybody up."""
    count = log.count_lines(connection, serial)
    if count > doc.MOST_CHANGES:
        raise doc.BadDocument(
            f"Entry {serial} is about {count:,} subjects; at most {doc.MOST_CHANGES:,} are taken back at once."
            " Name one line of it, load a file that says it right, or restore a backup.",
            f"Post {serial} handler om {count} emner; højst {doc.MOST_CHANGES} tages tilbage på én gang."
            " Nævn én linje af den, indlæs en fil, der siger det rigtigt, eller gendan en sikkerhedskopi.",
        )


def _first_of(line: Line) -> int:
    """The first day of which a line says something. What it took back may hold from any day."""
    frame, statements = read_line(line)
    return START if frame.withdrawn else min((s.from_day for s in statements), default=OPEN)


def _ops_of(line: Line) -> frozenset[str]:
    """The operations that a line was asked for."""
    asked = read_asked(line)
    notes = asked if isinstance(asked, list) else [asked]
    return frozenset(str(note["op"]) for note in notes if isinstance(note, dict) and "op" in note)


def _units_of(entry: StatedLines | None) -> set[str]:
    """The units that an entry is about; a succession is about both of its sides."""
    about = entry.subjects.values() if entry else ()
    return {unit for kind, key in about if kind in ("unit", "succession") for unit in key.split(">")}
