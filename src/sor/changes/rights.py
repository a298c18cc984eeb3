"""Whether the sender may: each change of a set is held against the rights over the places it touches (``CORE`` §17)."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from sor.changes import document as doc
from sor.changes.naming import named_in
from sor.changes.place import Place, place_of
from sor.changes.stating import EntryLines
from sor.changes.world import World
from sor.core.finding import Finding

Authorise: TypeAlias = Callable[[str, str, Place | None, int, frozenset[str]], Finding | None]
"""Whether the sender may: operation, kind of subject, the place of the unit it is about, the day, the fields named."""


def unauthorised(
    given: doc.ChangeSet,
    entries: Mapping[int, EntryLines],
    before: World,
    after: World,
    today: int,
    authorise: Authorise,
) -> Iterator[Finding]:
    """What the sender may not, change by change, on the day on which each takes effect."""
    for change in given.changes:
        day = change.day if isinstance(change, doc.Dated) else today
        fields = frozenset(getattr(change, "set", None) or ())
        for kind, key in _needing_rights(change, entries, before):
            place = None if key is None else _place(before, after, key, day)
            found = authorise(doc.op_of(change), kind, place, day, fields)
            if found is not None:
                yield found


def _needing_rights(
    change: doc.Change, entries: Mapping[int, EntryLines], before: World
) -> list[tuple[str, str | None]]:
    """(kind, unit) of all that a change needs a right over; no unit where nobody holds the number or code."""
    match change:
        case doc.Move():
            return [("unit", change.unit), ("unit", change.parent)]
        case doc.Replace():
            return [("unit", key) for key in (*change.unit, *change.by)]
        case doc.Number() | doc.Edi():
            unit = change.unit if isinstance(change, doc.Number) else None
            owners = [unit] if unit else sorted(before.holders("location", change.location_number))
            return [("location_number", key) for key in owners] or [("location_number", None)]
        case doc.Shak():
            return [("shak", key) for key in sorted(before.holders("shak", change.code))] or [("shak", None)]
        case doc.Withdraw() | doc.Undo() | doc.Reschedule():
            entry = entries.get(change.entry)
            subjects = entry.subjects.values() if entry else ()
            return [("unit", key) for kind, key in subjects if kind == "unit"] or [("entry", None)]
        case _:
            return [*named_in(change)]


def _place(before: World, after: World, key: str, day: int) -> Place | None:
    """The place as known now; of a unit that the set makes, as it will be; of one not alive then, its first one, so
    that a refusal names the right reason.
    """
    for world in (before, after):
        versions = world.versions("unit", key)
        if versions:
            return place_of(world, key, day) or place_of(world, key, versions[0].from_day)
    return None
