"""Receipts by mail: a mail that leads to what somebody has written, sent to whoever wrote it and asks for it; who has
no mail address here gets it at that of the unit that it is about.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.mail_addresses import PLACE, find_mailbox
from sor.register import Register
from sor.settings import Settings
from sor.store import actors, mails

MOST_UNITS = 50
"""So many units are named in a receipt."""


class ReceiptTo(NamedTuple):
    """To whom a receipt goes, as mails name it, and the address as it is today."""

    recipient: str
    address: str


class ReceiptMails:
    """The receipts of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings
        self._now = Clock()  # of mails, whatever day a demo's register lives on

    def find(self, actor: str, units: Iterable[str]) -> ReceiptTo | None:
        """Where an actor can have a receipt of what is about some units: at their own address, else at that of the
        first unit that has one; None where there is none, or no mail server.
        """
        if not self._settings.smtp:
            return None
        row = actors.actor(self._register.database.reader(), actor)
        if row is not None and row.email:
            return ReceiptTo(actor, row.email)
        found = ((unit, find_mailbox(self._register, unit)) for unit in units)
        return next((ReceiptTo(f"{PLACE}{unit}", address) for unit, address in found if address), None)

    def put(self, to: ReceiptTo, serial: int) -> None:
        """Let the receipt of an entry wait; of the same entry once."""
        with self._register.database.desk.writing() as connection:
            if not mails.has_receipt(connection, to.recipient, serial):
                mails.put(connection, serial, to.recipient, mails.RECEIPT, write_instant(self._now()))

    def has(self, to: ReceiptTo, serial: int) -> bool:
        """Whether the receipt of an entry was asked for by mail."""
        return mails.has_receipt(self._register.database.reader(), to.recipient, serial)


def tell_receipt(register: Register, serial: int) -> str:
    """What a receipt says of an entry before its link: the reason, which tells what an owner told, and the units that
    it is about; empty for an entry that there is not.
    """
    entry = register.entry_facts(serial)
    if entry is None:
        return ""
    units = [line.key for line in register.lines(serial, MOST_UNITS) if line.kind == "unit"]
    found = register.at().summaries(units)
    names = (f"- {found[unit].get('name') or unit} ({unit})" for unit in units if unit in found)
    return "".join(f"{one}\n" for one in (entry.reason, *names) if one)
