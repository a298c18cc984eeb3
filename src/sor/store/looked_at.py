"""What a submission was decided upon, and whether it is still so (``docs/decisions/two-locks.md``).

Every row that a decision reads passes by here, empty answers too: nobody bears this number, nothing stands below this
unit. What is written afterwards is told by the log, whose rows are only added and ended: the subjects of the new lines,
the parents and the identifiers that their rows name or named. If none of it is anything that was asked for, the
decision would be the same. Only an erasure changes what was written before; after one, all is decided again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sor.core.shapes import Value
from sor.core.statement import NEVER
from sor.store import log
from sor.store.as_of import CAME_OR_WENT
from sor.store.database import Connection, Row
from sor.store.log import Head
from sor.store.marks import AGAIN, KEY, KIND, PARENT, SERIAL, VALUE, Marked
from sor.store.schema import DESK, metadata, register

MOST_LINES = 5000
"""Lines written meanwhile that are looked through; after more, it is decided again unseen."""

OF_THE_LOG = frozenset(metadata.tables) - {table.name for table in (*DESK, register)}
"""The tables that only entries change, or that are written with them."""

WORD = re.compile(r"\w+")


class LookedAt:
    """What was read of the register, and in which state of its log."""

    def __init__(self, head: Head) -> None:
        """head: the end of the log when reading began. Code lists are kept between decisions, so nobody sees them read:
        every decision reads them.
        """
        self._serial, self._hash = head.serial, head.hash
        self._found: dict[str, set[str]] = {KEY: set(), PARENT: set(), VALUE: set(), KIND: {"code"}}
        self._again: dict[tuple[str, tuple[tuple[str, Value], ...]], list[Row]] = {}
        self._is_on_all = False

    @property
    def serial(self) -> int:
        """The last serial of the state in which it was read."""
        return self._serial

    def note(self, statement: str, values: Mapping[str, Value], rows: Sequence[Row]) -> None:
        """A statement was run with some values and gave these rows."""
        for mark in statement.by if isinstance(statement, Marked) else (_mark_by_tables(statement),):
            if mark == AGAIN:
                self._again[statement, tuple(sorted(values.items()))] = list(rows)
            elif mark == SERIAL:
                self._is_on_all |= int(str(values.get("serial", values.get("upto", NEVER)))) > self._serial
            elif mark in self._found:
                found = self._found[mark]
                found.update(value for value in values.values() if isinstance(value, str))
                found.update(cell for row in rows for cell in row if isinstance(cell, str))
            else:
                self._is_on_all = True

    def is_touched(self, connection: Connection) -> bool:
        """Whether anything that was read may be otherwise now. If not, it counts as read in the state of now: next time
        only what is newer is looked through.
        """
        head = log.head(connection)
        if head.hash != self._hash and (not self._is_behind(connection, head) or self._is_written_to(connection)):
            return True
        self._serial, self._hash = head.serial, head.hash
        return any(
            list(connection.run(statement, **dict(values)).fetchall()) != rows
            for (statement, values), rows in self._again.items()
        )

    def _is_behind(self, connection: Connection, head: Head) -> bool:
        """Whether the log is the one that was read, and has only grown."""
        if head.serial <= self._serial:
            return False
        return self._serial == 0 or log.hash_of(connection, self._serial) == self._hash

    def _is_written_to(self, connection: Connection) -> bool:
        if self._is_on_all or log.is_erased_after(connection, self._serial):
            return True
        changed = log.subjects_after(connection, self._serial, MOST_LINES + 1)
        if len(changed) > MOST_LINES:
            return True
        kinds: dict[str, list[str]] = {}
        for kind, key in changed:
            kinds.setdefault(kind, []).append(key)
        return (
            not self._found[KIND].isdisjoint(kinds)
            or not self._found[KEY].isdisjoint(key for _, key in changed)
            or not self._found[PARENT].isdisjoint(_read_named(connection, PARENTS, kinds, self._serial))
            or not self._found[VALUE].isdisjoint(_read_named(connection, VALUES, kinds, self._serial))
        )


PARENTS = (
    "SELECT DISTINCT parent FROM version"
    f" WHERE kind = :kind AND key IN (:keys) AND parent IS NOT NULL AND {CAME_OR_WENT}"
)
VALUES = f"SELECT DISTINCT value FROM identifier WHERE kind = :kind AND key IN (:keys) AND {CAME_OR_WENT}"


def _read_named(
    connection: Connection, statement: str, kinds: Mapping[str, Sequence[str]], after: int
) -> Iterable[str]:  # fmt: skip
    """What the rows of some subjects name that came or went after a serial."""
    for kind, keys in kinds.items():
        for row in connection.run_for(keys, statement, kind=kind, after=after):
            yield row[0]


@lru_cache(maxsize=512)
def _mark_by_tables(statement: str) -> str:
    """How a statement without a mark counts: what is no part of the log is asked again, else it hangs on everything."""
    tables = OF_THE_LOG.intersection(WORD.findall(statement))
    return "" if tables else AGAIN
