"""Receipts by mail: a mail that leads to what somebody has written, sent to whoever wrote it and asks for it."""

from sor.clock import Clock
from sor.core.instant import write_instant
from sor.register import Register
from sor.settings import Settings
from sor.store import actors, mails


class ReceiptMails:
    """The receipts of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._database = register.database
        self._settings = settings
        self._now = Clock()  # of mails, whatever day a demo's register lives on

    def can_reach(self, actor: str) -> bool:
        """Whether there is a mail server, and an address to send to."""
        row = actors.actor(self._database.reader(), actor)
        return bool(self._settings.smtp) and row is not None and bool(row.email)

    def put(self, actor: str, serial: int) -> None:
        """Let the receipt of an entry wait; of the same entry once."""
        with self._database.desk.writing() as connection:
            if not mails.has_receipt(connection, actor, serial):
                mails.put(connection, serial, actor, mails.RECEIPT, write_instant(self._now()))

    def has(self, actor: str, serial: int) -> bool:
        """Whether the receipt of an entry was asked for by mail."""
        return mails.has_receipt(self._database.reader(), actor, serial)
