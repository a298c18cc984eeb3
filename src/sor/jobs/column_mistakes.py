"""Columns under each other's name, and columns moved by a row: told by what the register knows, however few change.

When what was known in one column stands in another now and the other way round, in most of the rows in which the two
differ, nobody wrote that by hand. So it is when each row holds what was known of the row before it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sor.formats.delivery import BadFile
from sor.jobs.known_leaves import KnownLeaves, group_of
from sor.jobs.moved_blocks import ComparedRows, MovedBlock, blocks_of
from sor.jobs.path_names import name_path

LEAST = 3
"""So few rows may be exchanged, or moved, by somebody who mends them one by one."""

EXAMPLES = 3
OPPOSITES = {"True": "False", "False": "True"}
WRITTEN_AS_OPPOSITE = frozenset({"location_number active"})
"""What some columns say the opposite of (``NonActiveIndicator``)."""

Change = tuple[str | None, str | None]
"""What a path held and what it holds; none when it is empty."""


class Misplaced(NamedTuple):
    """What stands where it does not belong, in so many subjects of so many that it would concern."""

    what: str
    subjects: int
    of: int
    examples: Sequence[str]

    def __str__(self) -> str:
        more = "; …" if self.subjects > len(self.examples) else ""
        return f"{self.what}: {self.subjects} of {self.of} ({'; '.join(self.examples)}{more})"


class ColumnMistakes:
    """What a file changes, gathered to be looked at when all of it is known."""

    def __init__(self, inherited: Collection[str] = ()) -> None:
        """inherited: the fields that the file shows of the units above too."""
        self._inherited = inherited
        self._changed: dict[tuple[str, str], dict[str, Change]] = defaultdict(dict)
        self._exchanged: Counter[tuple[str, str, str]] = Counter()
        self._examples: dict[tuple[str, str, str], list[str]] = defaultdict(list)

    def note(self, kind: str, key: str, changes: Mapping[str, Change]) -> None:
        """Take in what changes of a subject, by path."""
        group = group_of(kind, key)
        paths: dict[Change, list[str]] = defaultdict(list)
        for path, change in changes.items():
            self._changed[group, path][key] = change
            paths[change].append(path)
            if f"{group} {path}" in WRITTEN_AS_OPPOSITE:
                paths[_opposite(change)].append(path)
        found = {
            (path, other) if path < other else (other, path)
            for path, (old, new) in changes.items()
            for other in paths.get((new, old), ())
            if path != other
        }
        for one, other in found:
            self._exchanged[group, one, other] += 1
            examples = self._examples[group, one, other]
            if len(examples) < EXAMPLES:
                examples.append(f"{key}: {changes[one][0] or 'nothing'} and {changes[other][0] or 'nothing'}")

    def find_mistakes(
        self, known: KnownLeaves, listed: Iterable[tuple[str, str]]
    ) -> tuple[list[Misplaced], list[Misplaced]]:
        """What is surely a mistake, and what is only told. listed: the subjects of the file, in its order."""
        order: dict[str, list[str]] = defaultdict(list)
        if self._changed:
            for kind, key in listed:
                order[group_of(kind, key)].append(key)
        sure: list[Misplaced] = []
        told: list[Misplaced] = []
        moved = list(self._find_moved(known, order))
        whole = {(group, path) for group, path, _ in moved}
        found = [*self._exchanges(known, order), *((mistake, True) for _, _, mistake in moved)]
        for mistake, is_sure in (*found, *self._in_blocks(known, order, whole)):
            (sure if is_sure else told).append(mistake)
        return sure, told

    def _in_blocks(
        self, known: KnownLeaves, order: Mapping[str, Sequence[str]], whole: Collection[tuple[str, str]]
    ) -> Iterator[tuple[Misplaced, bool]]:
        """What moved, was sorted or filled in blocks of rows only. whole: columns that moved as a whole."""
        changed: dict[str, dict[str, dict[str, Change]]] = defaultdict(lambda: defaultdict(dict))
        for (group, path), changes in self._changed.items():
            for key, change in changes.items():
                changed[group][key][path] = change
        for group, by_key in sorted(changed.items()):
            if len(by_key) < LEAST:
                continue
            rows = ComparedRows(known, group, order[group], by_key, self._inherited)
            paths = {path for changes in by_key.values() for path in changes}
            alike: dict[str, list[MovedBlock]] = defaultdict(list)
            for block in blocks_of(rows, {path for path in paths if (group, path) not in whole}):
                alike[f"{name_path(group, block.path)} {block}"].append(block)
            for what, blocks in alike.items():
                count = sum(len(block.keys) for block in blocks)
                told = [pair for block in blocks for pair in zip(block.keys, block.changes, strict=True)]
                examples = [f"{key}: {old or 'nothing'} → {new or 'nothing'}" for key, (old, new) in told[:EXAMPLES]]
                # what few state themselves may be told by a column that the files before did not have
                is_sure = any(block.is_sure for block in blocks) and known.stating(group)[blocks[0].path] >= LEAST
                yield Misplaced(what, count, count, examples), is_sure

    def _exchanges(self, known: KnownLeaves, order: Mapping[str, Sequence[str]]) -> Iterator[tuple[Misplaced, bool]]:
        likely: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for (group, one, other), count in sorted(self._exchanged.items()):
            most = max(len(self._changed[group, one]), len(self._changed[group, other]))
            if count * 2 > most or count >= LEAST:
                likely[group].append((one, other))
        for group, pairs in likely.items():
            held = known.values(group, {path for pair in pairs for path in pair})
            rows = [held[key] for key in order[group] if key in held]
            for one, other in pairs:
                count = self._exchanged[group, one, other]
                opposite = (f"{group} {one}" in WRITTEN_AS_OPPOSITE) != (f"{group} {other}" in WRITTEN_AS_OPPOSITE)
                differing = sum(_differ(row.get(one), row.get(other), opposite=opposite) for row in rows)
                what = f"{name_path(group, one)} and {name_path(group, other)} stand in each other's place"
                mistake = Misplaced(what, count, max(differing, count), self._examples[group, one, other])
                yield mistake, count >= LEAST and count * 2 > differing

    def _find_moved(
        self, known: KnownLeaves, order: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[str, str, Misplaced]]:
        likely: dict[str, dict[str, set[int]]] = defaultdict(dict)
        for (group, path), changed in sorted(self._changed.items()):
            if len(changed) >= LEAST and (steps := self._steps(group, path, known, order[group])):
                likely[group][path] = steps
        for group, paths in likely.items():
            held = known.values(group, paths)
            keys = [key for key in order[group] if key in held]
            for path, steps in paths.items():
                changed = self._changed[group, path]
                for step in steps:
                    pairs = [*pairwise(keys if step > 0 else keys[::-1])]
                    differing = [(a, b) for a, b in pairs if held[a].get(path) != held[b].get(path)]
                    moved = [b for a, b in differing if b in changed and changed[b][1] == held[a].get(path)]
                    if len(moved) >= LEAST and len(moved) * 2 > len(differing):
                        where = "above" if step > 0 else "below"
                        what = f"{name_path(group, path)} is what was known of the row {where}"
                        examples = [f"{key}: {changed[key][0]} → {changed[key][1]}" for key in moved[:EXAMPLES]]
                        yield group, path, Misplaced(what, len(moved), len(differing), examples)

    def _steps(self, group: str, path: str, known: KnownLeaves, order: Sequence[str]) -> set[int]:
        """By how many rows a column may have moved: most of what changes in it was known of the row so far away."""
        changed = self._changed[group, path]
        beside: dict[int, dict[str, str]] = {1: {}, -1: {}}
        for a, b in pairwise(order):
            if b in changed:
                beside[1][b] = a
            if a in changed:
                beside[-1][a] = b
        unchanged = {other for one in beside.values() for other in one.values()} - changed.keys()
        held = known.values_of(group, unchanged) if unchanged else {}

        def was(key: str) -> str | None:
            return changed[key][0] if key in changed else held.get(key, {}).get(path)

        return {
            step
            for step, others in beside.items()
            if sum(changed[key][1] == was(other) for key, other in others.items()) * 2 > len(changed)
        }


def _opposite(change: Change) -> Change:
    old, new = change
    return OPPOSITES.get(old or "", old), OPPOSITES.get(new or "", new)


def _differ(one: str | None, other: str | None, *, opposite: bool) -> bool:
    return one != (OPPOSITES.get(other or "", other) if opposite else other)


def refuse_if_mistaken(mistakes: Collection[Misplaced]) -> None:
    """Raises BadFile with the figures when there are any."""
    if mistakes:
        raise BadFile(
            f"Columns stand under a wrong name or beside the wrong rows. {'. '.join(map(str, mistakes))}. Compare the"
            " file with its source; if it is right, load it with --force."
        )
