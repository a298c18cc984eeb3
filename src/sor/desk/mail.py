"""Mail by SMTP: what waits is sent, and tried again while the mail server is away; nothing waits for it.

A mail says what it is about and where that is read, never what was written in it.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from functools import partial
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sor.clock import Clock
from sor.core.instant import write_instant
from sor.core.text import fit_text
from sor.desk.asked_case import read_fields
from sor.desk.mail_addresses import find_address, public_address
from sor.desk.receipt_mails import tell_receipt
from sor.register import Register
from sor.rules.addresses import is_mailbox
from sor.settings import Settings
from sor.store import cases, mails
from sor.store.cases import NO_ACTOR
from sor.store.mails import NOBODY, MailRow

FOR_GOOD = 500
"""From this reply code on, what a mail server refuses it refuses for good."""

SECONDS = 20
"""How long the mail server may be silent."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
LOOPBACK, NO_ADDRESS = frozenset({"localhost", "127.0.0.1", "::1"}), "the user has no e-mail address"

LATER, AWAY, REFUSED, UNPROTECTED, OTHER = "later", "away", "refused", "unprotected", "other"
FAILURES = (NOBODY, LATER, AWAY, REFUSED, UNPROTECTED, OTHER)
"""The kinds of failure, which alone are told to everybody. later: the address is not taken now; away: the server is not
reached; refused: it is, and takes nothing; unprotected: it has no TLS for the password. With each stands, for who may
see the case, what the server said.
"""
LONGEST_FAILURE = 300


class MailText(NamedTuple):
    """What a mail says, with {number} of its case or campaign and the id of its {recipient}; path: the address where it
    is read.
    """

    danish: str
    english: str
    path: str


class Letter(NamedTuple):
    """A mail to somebody who is no actor, or with a text of its own. when_sent: done once it is."""

    address: str
    subject: str
    text: str
    headers: Mapping[str, str] = MappingProxyType({})
    when_sent: Callable[[], None] = lambda: None


Composer = Callable[[MailRow], Letter | None]
"""Makes the letter of a mail; None when nobody is to get it any more."""

CASE, SUBSCRIPTIONS = "/cases/{number}", "/subscriptions"
CAMPAIGN = "campaign"
"""A mail about a campaign has its number behind a colon."""

TEXTS = {
    "right": MailText("Du har nu adgang til SOR", "You now have access to SOR", CASE),
    "approve": MailText("Din sag {number} er godkendt", "Your case {number} is approved", CASE),
    "refuse": MailText("Din sag {number} er afvist", "Your case {number} is refused", CASE),
    "ask": MailText("Der er et spørgsmål til din sag {number}", "There is a question about your case {number}", CASE),
    mails.RECEIPT: MailText(
        "Kvittering: ændringen er gemt i SOR med løbenummer {number}",
        "Receipt: the change is saved in SOR under serial {number}",
        "/changed/receipt?serial={number}",
    ),
    "sale": MailText(
        "Du er tilbudt at overtage en klinik i SOR: sag {number}",
        "A clinic in SOR is offered to you: case {number}",
        CASE,
    ),
    "stopped": MailText(
        "»{recipient}« henter ikke længere ændringer fra SOR og mangler nogle",
        "'{recipient}' fetches no changes from SOR any more and lacks some",
        "/api/v1/consumers",
    ),
    "parked": MailText(
        "En af dine webhooks tager ikke imod og er sat på pause",
        "One of your webhooks takes nothing and is parked",
        SUBSCRIPTIONS,
    ),
    "unit-closed": MailText(
        "En enhed, du abonnerer på, er lukket", "A unit that you subscribe to is closed", SUBSCRIPTIONS
    ),
    "unit-moved": MailText(
        "En enhed, du abonnerer på, er flyttet", "A unit that you subscribe to has moved", SUBSCRIPTIONS
    ),
    "plan": MailText(
        "Plan {number} i SOR venter på jeres godkendelse, og fristen er nær",
        "Plan {number} in SOR waits for your approval, and its deadline is near",
        "/plans/{number}",
    ),
    CAMPAIGN: MailText(
        "Lokationsnumre hos jer mangler en ny version af en meddelelsestype (kampagne {number})",
        "Location numbers of yours lack a new version of a message type (campaign {number})",
        "/edi/campaigns/{number}",
    ),
}
"""By what is told."""


class NotTaken(Exception):
    """The mail server did not take a mail; the message says why. kind: one of ``FAILURES``."""

    def __init__(self, kind: str, why: object) -> None:
        super().__init__(f"{kind}: {fit_text(str(why))[0]}"[:LONGEST_FAILURE])
        self.is_of_its_address = kind in (NOBODY, LATER)


def kind_of_failure(failure: str) -> str:
    """What is told to everybody of why a mail was not taken; empty for none."""
    kind = failure.partition(":")[0]
    return kind if kind in FAILURES else OTHER if failure else ""


def deliver(smtp: str, address: str, compose: Callable[[str], EmailMessage]) -> None:
    """Hand a mail to the mail server. smtp: where that is, as the setting says it. compose: makes the mail to an
    address. Raises NotTaken.
    """
    if not is_mailbox(address):
        raise NotTaken(NOBODY, "the address of the user is not one address")
    where = urlsplit(smtp)
    host, is_tls = where.hostname or "", where.scheme == "smtps"
    context = ssl.create_default_context()
    try:
        message = compose(address)
        made = (
            smtplib.SMTP_SSL(host, where.port or 465, timeout=SECONDS, context=context)
            if is_tls
            else smtplib.SMTP(host, where.port or 25, timeout=SECONDS)
        )
        with closing(made) as server:
            server.ehlo_or_helo_if_needed()
            if not is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
                is_tls = True
            if where.username:
                if not is_tls and host not in LOOPBACK:
                    raise NotTaken(UNPROTECTED, "the mail server offers no TLS for the password")
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        is_for_good = all(code >= FOR_GOOD for code, _ in error.recipients.values())
        raise NotTaken(NOBODY if is_for_good else LATER, error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotTaken(NOBODY if not address.isascii() else REFUSED, error) from error
    except smtplib.SMTPServerDisconnected as error:
        raise NotTaken(AWAY, error) from error
    except (smtplib.SMTPException, ValueError) as error:
        raise NotTaken(REFUSED, f"{type(error).__name__}: {error}") from error
    except OSError as error:
        raise NotTaken(AWAY, f"{type(error).__name__}: {error}") from error


class Outbox:
    """The mails of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self,
        register: Register,
        settings: Settings,
        clock: Callable[[], datetime] | None = None,
        composers: Mapping[str, Composer] = MappingProxyType({}),
    ) -> None:
        self._register = register
        self._settings = settings
        self._clock = clock or Clock()
        self._composers = composers

    @property
    def is_open(self) -> bool:
        """Whether there is a mail server to send by."""
        return bool(self._settings.smtp)

    def send_due(self) -> int:
        """Send what waits and whose time has come; how many were sent. It stops at the first that is not taken, unless
        that is for its own address. For an address that is refused for good it is given up after some tries.

        A program that is killed in between may send one twice, under the same Message-ID.
        """
        sent = 0
        while self.is_open and (row := self._take_mail()) is not None:
            try:
                self._send(row)
            except NotTaken as error:
                self._note(row, failure=str(error))
                if error.is_of_its_address:
                    continue
                return sent
            self._note(row, sent_at=write_instant(self._clock()))
            sent += 1
        return sent

    def _take_mail(self) -> MailRow | None:
        now = self._clock()
        due = write_instant(now), write_instant(now + LONGEST_PAUSE)
        if mails.next_due(self._register.database.reader(), *due) is None:
            return None
        with self._register.database.desk.writing() as connection:
            row = mails.next_due(connection, *due)
            if row is not None:
                pause = min(FIRST_PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
                mails.take(connection, row.number, write_instant(now + pause))
            return row

    def _note(self, row: MailRow, *, sent_at: str = "", failure: str = "") -> None:
        with self._register.database.desk.writing() as connection:
            mails.note(connection, row.number, sent_at=sent_at, failure=failure)

    def _send(self, row: MailRow) -> None:
        """Raises NotTaken."""
        if row.recipient == NO_ACTOR and row.case_number != mails.NO_CASE:
            self._answer_report(row)
            return
        if row.what in self._composers:
            self._send_letter(row, self._composers[row.what](row))
            return
        address = find_address(self._register, row.recipient)
        if not address:
            raise NotTaken(NOBODY, NO_ADDRESS)
        text = tell_receipt(self._register, row.case_number) if row.what == mails.RECEIPT else ""
        deliver(self._settings.smtp, address, partial(self._message, row, text=text))

    def _answer_report(self, row: MailRow) -> None:
        """To who has reported an error without a login: what was said, as it can be read nowhere. Once a report is
        decided, its sender is forgotten. Raises NotTaken.
        """
        database = self._register.database
        case = cases.find(database.reader(), row.case_number)
        address = "" if case is None or not case.data else str(read_fields(case.data).get("email") or "")
        if case is None or not address:
            raise NotTaken(NOBODY, NO_ADDRESS)
        said = [one for one in cases.messages(database.reader(), case.number) if one.what == row.what and one.text]
        text = f"{said[-1].text}\n\n" if said else ""
        deliver(self._settings.smtp, address, partial(self._message, row, text=text, unit=case.unit))
        if case.state not in cases.OPEN:
            with database.desk.writing() as connection:
                cases.forget_reporter(connection, case.number)

    def _send_letter(self, row: MailRow, letter: Letter | None) -> None:
        if letter is None:
            with self._register.database.desk.writing() as connection:
                mails.forget(connection, row.number)
            return

        def compose(address: str) -> EmailMessage:
            made = self._begin_mail(row, letter.subject, address)
            for name, value in letter.headers.items():
                made[name] = value
            made.set_content(letter.text)
            return made

        deliver(self._settings.smtp, letter.address, compose)
        letter.when_sent()

    def _begin_mail(self, row: MailRow, subject: str, address: str) -> EmailMessage:
        """A mail with its head. A line break in any part of that is refused."""
        made = EmailMessage()
        made["Subject"], made["From"], made["To"] = subject, self._settings.mail_from, address
        made["Date"] = formatdate(self._clock().timestamp())
        epoch = self._register.facts().get("epoch", "sor")
        made["Message-ID"] = f"<{epoch}.{row.number}@{urlsplit(public_address(self._settings)).hostname or 'sor'}>"
        made["Auto-Submitted"] = "auto-generated"
        return made

    def _message(self, row: MailRow, address: str, text: str = "", unit: str = "") -> EmailMessage:
        """The mail, in Danish and English. text: what was said, to who can read it nowhere; unit: which it is about."""
        base = public_address(self._settings)
        what, _, campaign = row.what.partition(":")
        danish, english, path = (
            text.format(number=campaign or row.case_number, recipient=row.recipient) for text in TEXTS[what]
        )
        path = f"/units/{unit}" if unit else path
        made = self._begin_mail(row, danish, address)
        made.set_content(
            f"{danish}.\n{text}{base}{path}\n\n{english}.\n{base}{path}{'&' if '?' in path else '?'}lang=en\n"
        )
        return made
