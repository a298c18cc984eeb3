"""The location numbers of a day with their message types, kept as long as the log and the day stay: made from what the
recipient finder holds, so that a list is turned over without reading the register again.
"""

import threading
from collections.abc import Sequence
from typing import NamedTuple

from sor.core.shapes import Fields
from sor.following.at_hand import AtHand, NotYetMade
from sor.following.recipient_book import RecipientBook
from sor.reading.snapshot import Snapshot
from sor.recipients.between import between
from sor.recipients.edi_rows import EdiRow, HeldMessage, all_messages, periods_of, row_of, rows_of
from sor.recipients.finding import NoSuch
from sor.recipients.reaching import ReachingMessage, list_reaching
from sor.recipients.view import RecipientView

MOST_KEPT = 4
"""Days and serials whose table is kept; each takes some megabytes."""


class EdiTable(NamedTuple):
    """The numbers of a day, by number; and each by its number."""

    rows: Sequence[EdiRow]
    by_number: dict[str, EdiRow]


class EdiBook:
    """The location numbers of a register."""

    def __init__(self, book: RecipientBook) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, int, str], EdiTable] = {}
        register = book.register
        self._today = AtHand(
            register, "location numbers", lambda: (*register.at().at, register.facts().get("epoch", "")),
            lambda: self.table(register.at()),
        )  # fmt: skip

    def prepare(self) -> None:
        """Begin to make today's table, beside everything else, when what is kept is far behind."""
        if not self._book.is_near():
            self._today.begin()

    def refuse_unmade(self) -> None:
        """Raises NotYetMade while numbers are being read that nobody can wait for: after a start, or many changes."""
        if not self._book.is_near() and not self._today.soon().is_newest:
            raise NotYetMade("location numbers")

    def list_numbers(self, snapshot: Snapshot) -> EdiTable:
        """As ``table``; today's as it was a moment ago, when it cannot be had at once. Raises NotYetMade."""
        return self._today.soon().value if snapshot.at == self._book.register.at().at else self.table(snapshot)

    def row(self, snapshot: Snapshot, number: str) -> EdiRow | None:
        """A number that is listed on a snapshot's day; None for any other."""
        with self._book.at_head() as index:
            return row_of(RecipientView(index, snapshot.at, snapshot.codes), number)

    def table(self, snapshot: Snapshot) -> EdiTable:
        """Every number that is listed on a snapshot's day."""
        epoch = self._book.register.facts().get("epoch", "")
        at = (*snapshot.at, epoch)
        with self._lock:
            found = self._kept.get(at)
            if found is None:
                with self._book.at_head() as index:
                    rows = rows_of(RecipientView(index, snapshot.at, snapshot.codes))
                found = EdiTable(rows, {row.number: row for row in rows})
                while len(self._kept) >= MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[at] = found
            return found

    def messages(self, snapshot: Snapshot, number: str) -> list[HeldMessage]:
        """Every message type of a number over all days."""
        with self._book.at_head() as index:
            return all_messages(RecipientView(index, snapshot.at, snapshot.codes), number)

    def periods(
        self, snapshot: Snapshot, standard: str, version: str, direction: str
    ) -> list[tuple[str, tuple[int, int]]]:
        """On which days which numbers have a message type, in one version or (empty) any, as known at the snapshot's
        serial: past and to come.
        """
        with self._book.at_head() as index:
            view = RecipientView(index, snapshot.at, snapshot.codes)
            return [
                (message.number, period)
                for message in index.of_standard.get((standard, direction), ())
                if version in ("", message.version)
                for period in periods_of(view, index.messages[message])
            ]

    def reach(self, snapshot: Snapshot, sender: str, receivers: Sequence[str], message: str) -> list[Fields]:
        """Whether one unit can send a message to each of some others: the answers of ``recipients/between``, without
        what to try instead. Raises NoSuch.
        """
        with self._book.at_head() as index:
            view = RecipientView(index, snapshot.at, snapshot.codes)
            return [between(view, snapshot, sender, one, message, proposes=False) for one in receivers]

    def reaching(self, snapshot: Snapshot, unit: str, language: str = "da") -> list[ReachingMessage]:
        """What reaches a unit, and why not. Raises NoSuch for one that is not open."""
        rows = self.table(snapshot).by_number
        with self._book.at_head() as index:
            view = RecipientView(index, snapshot.at, snapshot.codes)
            found = view.addressee(unit)
            if found is None:
                raise NoSuch("unit", unit)
            return list_reaching(view, found, rows, language)

    def find_end(self, snapshot: Snapshot, number: str) -> int | None:
        """The day from which a number is not listed any more; None while it is, or when it never was."""
        with self._book.at_head() as index:
            return RecipientView(index, snapshot.at, snapshot.codes).find_end(number)
