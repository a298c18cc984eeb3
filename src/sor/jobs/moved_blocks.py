"""Blocks of rows beside which a column moved, was sorted or filled down: told by what is known, however short.

Where in consecutive rows each holds what was known of the row one, two or three above or below, cells were inserted or
deleted; where the rows hold each other's values, they were sorted; where they repeat the row above, they were filled.
Rows in which nothing would show it are passed over.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.inheritance import FALLS_BACK_TO
from sor.jobs.known_leaves import KnownLeaves

LEAST = 3
"""So few rows may hold their neighbours' values by chance, or because somebody mends them one by one."""

SURE, SURE_FILLED = 5, 10
"""From so many rows on nobody wrote that by hand. One house, or one switchboard, may well become that of several."""

STEPS = (1, -1, 2, -2, 3, -3)
"""By how many rows a block may have moved, down when it is above zero."""

WIDEST_GAP = 12
"""Between two changed rows of one block lie no more rows in which nothing shows."""

FILLED_DOWN = frozenset({"name", "street", "phone", "fax", "email", "website", "location"})
"""The last parts of paths whose values tell one unit from its neighbour."""

OF_OWNER = "cvr"
"""A field of the owner alone that a file shows of every unit below, too."""

Leaves = Mapping[str, str]
Change = tuple[str | None, str | None]


class MovedBlock(NamedTuple):
    """Consecutive rows in which a column stands beside the wrong ones. how: moved, sorted or filled."""

    path: str
    how: str
    step: int
    keys: Sequence[str]
    changes: Sequence[Change]

    @property
    def is_sure(self) -> bool:
        """Whether it is too long for chance."""
        return len(self.keys) >= (SURE_FILLED if self.how == "filled" and self.path != "name" else SURE)

    def __str__(self) -> str:
        side = "above" if self.step > 0 else "below"
        where = f"the row {side}" if abs(self.step) == 1 else f"the row {abs(self.step)} rows {side}"
        return {
            "moved": f"is in a block of rows what was known of {where}",
            "sorted": "holds in a block of rows the values of the same rows in another order",
            "filled": "repeats in a block of rows what stands in the row above",
        }[self.how]


class ComparedRows:
    """The subjects of a group in the order of the file, with what was known of them and what the file makes of them."""

    def __init__(
        self,
        known: KnownLeaves,
        group: str,
        order: Sequence[str],
        changed: Mapping[str, Mapping[str, Change]],
        inherited: Collection[str],
    ) -> None:
        """changed: per subject its changes by path. inherited: fields that the file shows of the units above too."""
        of_owner = {OF_OWNER} if any(OF_OWNER in changes for changes in changed.values()) else set()
        self._known, self._group, self._inherited = known, group, {*inherited, *of_owner}
        self.order, self._changed = order, changed
        self.places = sorted(n for n, key in enumerate(order) if key in changed)
        near = {
            order[n + by] for n in self.places for by in range(-WIDEST_GAP, WIDEST_GAP + 1) if 0 <= n + by < len(order)
        }
        self._old: dict[str, Leaves] = {}
        self._fetch(near | {key for key in changed if key not in near})
        self._new: dict[str, Leaves] = {}

    def _fetch(self, keys: Collection[str]) -> None:
        """Read subjects, of units those above them too."""
        missing = set(keys)
        while missing:
            found = self._known.values_of(self._group, missing)
            self._old |= {key: found.get(key, {}) for key in missing}
            above = {row["parent"] for row in found.values() if "parent" in row} if self._inherited else set()
            missing = above - self._old.keys()

    def change(self, place: int, path: str) -> Change:
        """What a row showed and shows under a path."""
        key = self.order[place]
        old = self._find_shown(key, path, is_new=False)
        return (old, self._find_shown(key, path, is_new=True)) if key in self._changed else (old, old)

    def follows(self, place: int, path: str) -> str | None:
        """What a row of which the file says nothing new shows under a path when those above it become otherwise."""
        return self._find_shown(self.order[place], path, is_new=True)

    def _leaves(self, key: str, *, is_new: bool) -> Leaves:
        if not is_new or key not in self._changed:
            return self._old.get(key, {})
        if key not in self._new:
            changes = self._changed[key]
            left = {path: leaf for path, leaf in self._old.get(key, {}).items() if path not in changes}
            self._new[key] = left | {path: new for path, (_, new) in changes.items() if new is not None}
        return self._new[key]

    def _find_shown(self, key: str, path: str, *, is_new: bool) -> str | None:
        leaves = self._leaves(key, is_new=is_new)
        if not is_new and (own := self._changed.get(key, {}).get(path)) and not self._old.get(key):
            return own[0]  # called otherwise now, so that nothing is known under its key
        field, dot, part = path.partition(".")
        if field not in self._inherited:
            return leaves.get(path)
        seen: set[str] = set()
        while True:
            while not _states(leaves, field) and field in FALLS_BACK_TO:
                field = FALLS_BACK_TO[field]
            above = leaves.get("parent", "")
            if _states(leaves, field) or above in seen or above not in self._old:
                return leaves.get(f"{field}{dot}{part}")
            seen.add(above)
            leaves = self._leaves(above, is_new=is_new)


def _states(leaves: Leaves, field: str) -> bool:
    """Whether something of a field is a unit's own."""
    return any(one == field or one.startswith(f"{field}.") for one in leaves)


def blocks_of(rows: ComparedRows, paths: Collection[str]) -> Iterator[MovedBlock]:
    """The blocks under some paths, each row of a path in one of them."""
    stretches = list(_stretches(rows.places, len(rows.order)))
    for path in sorted(paths):
        for first, end in stretches:
            changes = {n: rows.change(n, path) for n in range(first, end)}
            if sum(old != new for old, new in changes.values()) >= LEAST:
                yield from _of_stretch(rows, path, changes)


def _stretches(places: Sequence[int], rows: int) -> Iterator[tuple[int, int]]:
    """Where changed rows lie close together, with the rows about them."""
    start = last = None
    for place in places:
        if start is None or last is None or place - last > WIDEST_GAP:
            if start is not None and last is not None:
                yield max(start - LEAST, 0), min(last + LEAST + 1, rows)
            start = place
        last = place
    if start is not None and last is not None:
        yield max(start - LEAST, 0), min(last + LEAST + 1, rows)


def _of_stretch(rows: ComparedRows, path: str, changes: Mapping[int, Change]) -> Iterator[MovedBlock]:
    told: set[int] = set()
    follows = {n: rows.follows(n, path) for n in changes}
    found = [(step, run) for step in STEPS for run in _find_moved(changes, follows, step)]
    for step, run in sorted(found, key=lambda one: -len(one[1])):
        if not told.intersection(run):
            told.update(run)
            yield _block(rows, path, "moved", step, run, changes)
    for run in _find_permuted(changes):
        if not told.intersection(run):
            told.update(run)
            yield _block(rows, path, "sorted", 0, run, changes)
    if path.rpartition(".")[2] in FILLED_DOWN:
        for run in _find_filled(changes):
            if not told.intersection(run):
                yield _block(rows, path, "filled", 1, run, changes)


def _block(
    rows: ComparedRows, path: str, how: str, step: int, run: Sequence[int], changes: Mapping[int, Change]
) -> MovedBlock:
    return MovedBlock(path, how, step, [rows.order[n] for n in run], [changes[n] for n in run])


def _find_moved(changes: Mapping[int, Change], follows: Mapping[int, str | None], step: int) -> Iterator[list[int]]:
    """Runs of changed rows each of which holds what the row so far away held; unchanged ones between held it too, or
    show it now of those above them.
    """
    run: list[int] = []
    for place, (old, new) in changes.items():
        beside = changes[place - step][0] if place - step in changes else None
        if place - step in changes and new == beside:
            if new != old:
                run.append(place)
        elif place - step in changes and new == old and follows[place] == beside:
            continue
        else:
            if _tells(run, changes):
                yield run
            run = []
    if _tells(run, changes):
        yield run


def _tells(run: Sequence[int], changes: Mapping[int, Change]) -> bool:
    """Whether a run is no chance: where all rows change from one value to one other, a source may have done so."""
    said = {changes[place] for place in run}
    return len(run) >= LEAST and len(said) > 1 and any(new is not None for _, new in said)


def _find_permuted(changes: Mapping[int, Change]) -> Iterator[list[int]]:
    """Changed rows, close together, that hold each other's values."""
    places = [place for place, (old, new) in changes.items() if old != new]
    start = 0
    while start < len(places):
        balance: Counter[str | None] = Counter()
        for end in range(start, len(places)):
            old, new = changes[places[end]]
            balance[old] += 1
            balance[new] -= 1
            if not any(balance.values()):
                run = places[start : end + 1]
                if len({changes[place][0] for place in run}) >= LEAST:
                    yield run
                start = end
                break
        start += 1


def _find_filled(changes: Mapping[int, Change]) -> Iterator[list[int]]:
    """Runs of changed rows that hold what the row above does, the first of which was not changed."""
    by_run: dict[int, list[int]] = defaultdict(list)
    anchor: int | None = None
    for place, (old, new) in changes.items():
        above = changes.get(place - 1)
        if old == new:
            is_more = anchor is not None and above is not None and above[1] == new
            anchor = anchor if is_more else place
        elif anchor is not None and above is not None and new is not None and above[1] == new:
            by_run[anchor].append(place)
        else:
            anchor = None
    yield from (run for run in by_run.values() if len(run) >= LEAST)
