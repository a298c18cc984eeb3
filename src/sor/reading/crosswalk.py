"""The map from old units to new ones between any two days, so that statistics over the day hold."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.store import crosswalk as store
from sor.store.database import Connection

MOVED, SPLIT, MERGED, REPLACED, OWNER = "moved", "split", "merged", "replaced", "owner"
KINDS = (MOVED, SPLIT, MERGED, REPLACED, OWNER)


class CrosswalkRow(NamedTuple):
    """An old unit and a new one that continues it. kind: ``moved`` (the same unit has another parent), ``owner`` (it
    stands where it stood, below another owner), ``replaced``, ``split`` (it goes on in several), ``merged`` (several go
    on in one). from_day: since when. Owners: on the first and on the second day; None where there is none.
    """

    old: str
    new: str
    kind: str
    from_day: int
    old_owner: str | None
    new_owner: str | None


class Owners:
    """The owners of units, from the parents of one day."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self._parents = parents
        self._known: dict[str, str] = {}

    def __call__(self, unit: str) -> str | None:
        """The uppermost unit above one, or itself; None when it is not alive on the day. A cycle is cut."""
        if unit not in self._parents:
            return None
        way: list[str] = []
        seen: set[str] = set()
        top = unit
        while top not in self._known and top not in seen:
            seen.add(top)
            way.append(top)
            above = self._parents.get(top)
            if above is None or above not in self._parents:
                break
            top = above
        owner = self._known.get(top, top)
        self._known.update(dict.fromkeys(way, owner))
        return owner


def crosswalk(connection: Connection, from_day: int, to_day: int, known: int) -> list[CrosswalkRow]:
    """The map between two days, as known at a serial: units that go on as they were are left out. By the old unit."""
    was, will = (store.parents_at(connection, AsOf(day, known)) for day in (from_day, to_day))
    before, after = Owners(was), Owners(will)
    moved = [unit for unit, parent in was.items() if unit in will and will[unit] != parent]
    since = store.first_days_at_parents(connection, moved, AsOf(to_day, known))
    rows = [CrosswalkRow(unit, unit, MOVED, since[unit], before(unit), after(unit)) for unit in moved]
    carried = [
        unit for unit, parent in was.items() if unit in will and will[unit] == parent and before(unit) != after(unit)
    ]
    for unit in carried:
        day = since.get(_first_moved(unit, will, since) or "", to_day)
        rows.append(CrosswalkRow(unit, unit, OWNER, day, before(unit), after(unit)))
    rows += _succeeding(store.successions_between(connection, from_day, to_day, known), was, will, before, after)
    return sorted(rows)


def _first_moved(unit: str, parents: Mapping[str, str | None], since: Mapping[str, int]) -> str | None:
    """The nearest unit above one that has another parent than before."""
    above, seen = parents.get(unit), set[str]()
    while above is not None and above not in since and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above


def _succeeding(
    successions: Sequence[tuple[str, int]],
    was: Mapping[str, str | None],
    will: Mapping[str, str | None],
    before: Owners,
    after: Owners,
) -> list[CrosswalkRow]:
    """Successions between the days, followed to the units that go on at the end."""
    nexts: dict[str, list[tuple[str, int]]] = {}
    for key, day in successions:
        old, _, new = key.partition(">")
        nexts.setdefault(old, []).append((new, day))
    ends = {old: _ends(old, nexts) for old in nexts if old in was}
    olds: dict[str, set[str]] = {}
    for old, news in ends.items():
        for new in news:
            olds.setdefault(new, set()).add(old)
    found = []
    for old, news in ends.items():
        for new, day in news.items():
            goes_on = new in was and new in will
            kind = SPLIT if len(news) > 1 else MERGED if goes_on or len(olds[new]) > 1 else REPLACED
            found.append(CrosswalkRow(old, new, kind, day, before(old), after(new)))
    return found


def _ends(old: str, nexts: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, int]:
    """The units in which one goes on at last, each with the day of the last step to it."""
    found: dict[str, int] = {}
    waiting, seen = [*nexts.get(old, ())], {old}
    while waiting:
        unit, day = waiting.pop()
        if unit in seen:
            continue
        seen.add(unit)
        further = nexts.get(unit, ())
        if further:
            waiting += [(new, max(day, later)) for new, later in further]
        else:
            found[unit] = max(day, found.get(unit, 0))
    return found
