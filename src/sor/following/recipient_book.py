"""The recipient finder kept in step with the log, like the phone book: each process has its own, built when first
asked; a question that finds the head of the log further on reads what was touched since (``CORE`` §20).
"""

import threading
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from sor.recipients.between import between
from sor.recipients.finding import Wanted, find
from sor.recipients.index import RECEIVE, RecipientIndex
from sor.recipients.view import View
from sor.register import Register
from sor.snapshot import Snapshot
from sor.store import reads
from sor.store.projection import VersionRow

FEW = 5000
"""Up to so many changed subjects are replaced one by one; beyond that the index is built anew."""

KINDS = ("unit", "location_number", "edi")


class RecipientBook:
    """Answers about recipients as of a snapshot's day and serial."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._lock = threading.Lock()
        self._index: RecipientIndex | None = None
        self._serial = 0

    def find(self, snapshot: Snapshot, wanted: Wanted, limit: int = 20, offset: int = 0) -> dict[str, Any]:
        """Who receives a message, nearest first. Raises NoSuch."""
        with self._lock:
            return find(self._view(snapshot), wanted, limit, offset)

    def between(self, snapshot: Snapshot, sender: str, receiver: str, message: str) -> dict[str, Any]:
        """Whether one unit can send a message to another. Raises NoSuch."""
        with self._lock:
            return between(self._view(snapshot), snapshot, sender, receiver, message)

    def standards(self, snapshot: Snapshot) -> dict[str, int]:
        """The standards that someone receives on the day, each with at how many location numbers."""
        with self._lock:
            return self._view(snapshot).standards(RECEIVE)

    def _view(self, snapshot: Snapshot) -> View:
        return View(self._fresh(), snapshot.at, snapshot.codes)

    def _fresh(self) -> RecipientIndex:
        head = self._register.serial()
        if self._index is None or head < self._serial:
            self._index = self._built()
        elif head > self._serial:
            touched = [subject for subject in self._register.touched(self._serial, head) if subject[0] in KINDS]
            if len(touched) > FEW:
                self._index = self._built()
            else:
                connection = self._register.database.reader()
                for kind, key in touched:
                    self._index.replace(kind, key, _plain(reads.history_of(connection, kind, key)))
        self._serial = head
        return self._index

    def _built(self) -> RecipientIndex:
        index = RecipientIndex()
        connection = self._register.database.reader()
        for kind in KINDS:
            for key, rows in groupby(reads.all_versions(connection, kind), attrgetter("key")):
                index.replace(kind, key, _plain(rows))
        return index


def _plain(rows: Iterable[VersionRow]) -> list[tuple[int, int, int, int, str]]:
    return [(row.valid_from, row.valid_to, row.known_from, row.known_to, row.body) for row in rows]
