"""Days that all moved by the same number of days: time zones, calendars, a clock read wrong. However small a table is,
nobody moves most of its days together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sor.formats.delivery import BadFile
from sor.formats.findings import EDITED
from sor.jobs.column_mistakes import Change
from sor.jobs.known_leaves import BORN, DIED, KnownLeaves, group_of
from sor.jobs.path_names import name_path

OF_DAYS = frozenset({"status.from", BORN, DIED})
"""Paths that hold days on which something holds."""

LEAST, EXAMPLES = 3, 3


class DayShift(NamedTuple):
    """Days under a path that moved by the same number, at so many subjects of so many that state one."""

    group: str
    path: str
    by: int
    subjects: int
    of: int
    examples: Sequence[str]

    def __str__(self) -> str:
        more = "; …" if self.subjects > len(self.examples) else ""
        days = f"{abs(self.by)} day{'s' if abs(self.by) > 1 else ''} {'later' if self.by > 0 else 'earlier'}"
        return (
            f"{name_path(self.group, self.path)}: {self.subjects} of {self.of} are {days} than known"
            f" ({'; '.join(self.examples)}{more})"
        )


class DayShifts:
    """Gathers by how much days change."""

    def __init__(self) -> None:
        self._shifted: Counter[tuple[str, str, int]] = Counter()
        self._examples: dict[tuple[str, str, int], list[str]] = defaultdict(list)

    def note(self, kind: str, key: str, changes: Mapping[str, Change]) -> None:
        """Take in what changes of a subject, by path. One of which other things change too has days of its own."""
        others = changes.keys() - OF_DAYS - {EDITED}
        if any(changes[path][0] is not None for path in others):
            return
        for path in OF_DAYS & changes.keys():
            old, new = changes[path]
            if old is None or new is None or old == new:
                continue
            what = group_of(kind, key), path, (date.fromisoformat(new) - date.fromisoformat(old)).days
            self._shifted[what] += 1
            if len(self._examples[what]) < EXAMPLES:
                self._examples[what].append(f"{key}: {old} → {new}")

    def find_shifts(self, known: KnownLeaves) -> tuple[list[DayShift], list[DayShift]]:
        """Where most days of a path moved together; and where only some did, by a day. Ends are put off together now
        and then, when several units are to close as one.
        """
        sure: list[DayShift] = []
        told: list[DayShift] = []
        for shift in self._all(known):
            if shift.subjects * 2 > shift.of and (shift.path != DIED or abs(shift.by) == 1):
                sure.append(shift)
            elif abs(shift.by) == 1:
                told.append(shift)
        return sure, told

    def _all(self, known: KnownLeaves) -> Iterator[DayShift]:
        for (group, path, by), subjects in sorted(self._shifted.items()):
            if subjects >= LEAST:
                yield DayShift(group, path, by, subjects, known.stating(group)[path], self._examples[group, path, by])


def refuse_if_shifted(shifts: Sequence[DayShift]) -> None:
    """Raises BadFile with the figures when there are any."""
    if shifts:
        raise BadFile(
            f"Days have moved together. {'. '.join(map(str, shifts))}. Compare the file with its source; if it is"
            " right, load it with --force."
        )
