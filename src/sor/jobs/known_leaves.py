"""What the register states of all subjects of a group, leaf by leaf: how many state a path, and what they state.

A group is a kind, and of codes one list: a list of forty is no small part of all codes, but a whole.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import attrgetter

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.day import OPEN, write_day
from sor.core.erased import ERASED
from sor.core.shapes import Fields
from sor.core.subject import key_parts
from sor.core.timeline import LIFE
from sor.jobs.stated_leaves import leaves_of
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow

CODES = "code"
BORN, DIED = f"{LIFE}.from", f"{LIFE}.to"
MARKS = frozenset({"assumed", ERASED})
"""What stands in a version beside its fields."""


def group_of(kind: str, key: str) -> str:
    """The group of a subject: its kind, of a code with its list."""
    return f"{kind} {key.partition('/')[0]}" if kind == CODES else kind


def life_leaves(first: int, end: int) -> dict[str, str]:
    """The first day of a life, and the one after its last, when it ends."""
    found = {BORN: write_day(first)}
    return found if end == OPEN else found | {DIED: write_day(end)}


def row_leaves(row: VersionRow) -> dict[str, str]:
    """What a version states, the parts of its key, and the days of the life it belongs to, by path."""
    body: Fields = decode(row.body)
    found = key_parts(row.kind, row.key) | life_leaves(row.first_from, row.valid_to)
    for field, value in body.items():
        if field not in MARKS:
            found |= leaves_of(field, value)
    return found


class KnownLeaves:
    """Read once per group, when it is asked for."""

    def __init__(self, connection: Connection, at: AsOf, *, ever: bool) -> None:
        """ever: a subject counts that stated something on any day."""
        self._connection, self._at, self._ever = connection, at, ever
        self._stating: dict[str, Counter[str]] = {}

    def stating(self, group: str) -> Counter[str]:
        """How many subjects of a group state each path; under ``open`` how many there are, and under a field with a dot
        behind how many state any part of it.
        """
        if group not in self._stating:
            found = Counter[str]()
            for _, rows in groupby(self._rows(group, ever=self._ever), attrgetter("key")):
                paths = {path for row in rows for path in row_leaves(row)}
                found.update({LIFE} | paths | {f"{path.partition('.')[0]}." for path in paths if "." in path})
            self._stating[group] = found
        return self._stating[group]

    def values(self, group: str, paths: Collection[str]) -> dict[str, dict[str, str]]:
        """What the subjects of a group state on the day at some paths, by key."""
        return {
            row.key: {path: leaf for path, leaf in row_leaves(row).items() if path in paths}
            for row in self._rows(group, ever=False)
        }

    def values_of(self, group: str, keys: Collection[str]) -> dict[str, dict[str, str]]:
        """Everything that some of them state on the day; those that have ended, or begin later, on their last one."""
        kind, _, _ = group.partition(" ")
        found = reads.versions_at(self._connection, kind, sorted(keys), self._at)
        left = sorted({*keys} - found.keys())
        others = reads.versions_known(self._connection, kind, left, self._at.known)
        found |= {row.key: row for row in others}
        return {key: row_leaves(row) for key, row in found.items()}

    def open_keys(self, kind: str) -> set[str]:
        """The subjects of a kind that are alive on the day."""
        return reads.open_keys(self._connection, kind, self._at)

    def ever(self, group: str) -> int:
        """How many subjects of a group have lived on any day."""
        kind, _, of_list = group.partition(" ")
        keys = reads.read_known_keys(self._connection, kind)
        return sum(not of_list or key.startswith(f"{of_list}/") for key in keys)

    def _rows(self, group: str, *, ever: bool) -> Iterator[VersionRow]:
        kind, _, of_list = group.partition(" ")
        rows = reads.all_versions(self._connection, kind) if ever else reads.all_at(self._connection, kind, self._at)
        return (row for row in rows if not of_list or row.key.startswith(f"{of_list}/"))
