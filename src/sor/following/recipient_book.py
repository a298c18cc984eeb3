"""The recipient finder kept in step with the log, like the phone book: each process has its own, built when first
asked; a question that finds the head of the log further on reads what was touched since (``CORE`` §20).
"""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from sor.core.identifiers import tidy_asked
from sor.core.shapes import Fields
from sor.following.follower import Follower, Subject
from sor.reading.snapshot import Snapshot
from sor.recipients.between import between
from sor.recipients.finding import WantedRecipient, find
from sor.recipients.index import RECEIVE, RecipientIndex
from sor.recipients.view import RecipientView
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow


class RecipientBook(Follower[RecipientIndex]):
    """Answers about recipients as of a snapshot's day and serial."""

    kinds = ("unit", "location_number", "edi")

    def find(self, snapshot: Snapshot, wanted: WantedRecipient, limit: int = 20, offset: int = 0) -> Fields:
        """Who receives a message, nearest first. Raises NoSuch."""
        wanted = wanted._replace(sender=wanted.sender and tidy_asked(wanted.sender))
        with self.at_head() as index:
            return find(_view(index, snapshot), wanted, limit, offset)

    def between(self, snapshot: Snapshot, sender: str, receiver: str, message: str) -> Fields:
        """Whether one unit can send a message to another. Raises NoSuch."""
        with self.at_head() as index:
            return between(_view(index, snapshot), snapshot, tidy_asked(sender), tidy_asked(receiver), message)

    def standards(self, snapshot: Snapshot) -> dict[str, int]:
        """The standards that someone receives on the day, each with at how many location numbers."""
        with self.at_head() as index:
            return _view(index, snapshot).standards(RECEIVE)

    def build(self, source: Connection, serial: int) -> RecipientIndex:  # noqa: ARG002 (rows know their serials)
        """The index of all units, numbers and messages."""
        index = RecipientIndex()
        for kind in self.kinds:
            for key, rows in groupby(reads.all_versions(source, kind), attrgetter("key")):
                index.replace(kind, key, _plain(rows))
        return index

    def carry(
        self,
        source: Connection,
        state: RecipientIndex,
        touched: list[Subject],
        serial: int,  # noqa: ARG002
    ) -> RecipientIndex:
        """The same index with some subjects written anew."""
        for kind, key in touched:
            state.replace(kind, key, _plain(reads.history_of(source, kind, key)))
        return state


def _view(index: RecipientIndex, snapshot: Snapshot) -> RecipientView:
    return RecipientView(index, snapshot.at, snapshot.codes)


def _plain(rows: Iterable[VersionRow]) -> list[tuple[int, int, int, int, str]]:
    return [(row.valid_from, row.valid_to, row.known_from, row.known_to, row.body) for row in rows]
