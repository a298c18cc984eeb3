"""Reminders to responsible persons: once a year each is asked by mail whether they still answer for their place."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate

from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.mail import NotTaken, deliver
from sor.desk.responsible_persons import PersonAtPlace, ResponsiblePersons
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import responsible_persons as desk

YEAR, PAUSE = timedelta(days=365), timedelta(days=30)
"""How long it holds that somebody was named or confirmed, and how long after a reminder the next one comes."""


class Reminders:
    """The reminders of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self._register = register
        self._settings = settings
        self._persons = ResponsiblePersons(register)
        self._clock = clock or Clock()

    def due(self) -> list[PersonAtPlace]:
        """Who is to be asked: named or confirmed a year ago or longer, and not reminded within thirty days."""
        now = self._register.clock()
        year, pause = write_instant(now - YEAR), write_instant(now - PAUSE)
        return [one for one in self._persons.listed() if one.row.confirmed_at <= year and one.row.reminded_at <= pause]

    def send(self) -> int:
        """Ask them; how many were. It stops at the first whom the mail server does not take for another reason than the
        address. A program that is killed in between may ask one person twice. Raises Refused where no mail is sent.
        """
        if not self._settings.smtp:
            raise Refused("This register sends no mail: SOR_SMTP is not set.")
        sent = 0
        for one in self.due():
            try:
                deliver(self._settings.smtp, one.row.email, lambda to, one=one: self._mail(one, to))  # type: ignore[misc]
            except NotTaken as error:
                if error.is_of_its_address:
                    continue
                raise Refused(f"The mail server does not take it now; {sent} were asked. Try again later.") from None
            with self._register.database.desk.writing() as connection:
                desk.remind(connection, one.row.id, write_instant(self._register.clock()))
            sent += 1
        return sent

    def _mail(self, one: PersonAtPlace, to: str) -> EmailMessage:
        base = (self._settings.public_url or f"http://{self._settings.host}:{self._settings.port}").rstrip("/")
        where = f"{base}/responsible/{one.row.id}"
        place = f"{one.place_name} ({one.row.place})"
        made = EmailMessage()
        made["Subject"] = f"Er du stadig SOR-ansvarlig for {place}?"
        made["From"], made["To"] = self._settings.mail_from, to
        made["Date"] = formatdate(self._clock().timestamp())
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(
            f"Du står som SOR-ansvarlig for {place}. Bekræft det, ret det, eller fjern det her, eller bed den, der"
            f" vedligeholder stedet, om det:\n{where}\n\nYou are named as responsible for {place}. Confirm, change or"
            f" remove it here, or ask whoever keeps the place:\n{where}?lang=en\n"
        )
        return made
