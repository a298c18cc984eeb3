"""Readers: who is told by mail, of the register's news or of entries. Nobody is until they have confirmed by the link
in a mail, and everybody can leave by one (``docs/decisions/subscriptions.md``).
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Literal, TypeAlias

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.mail_links import GOOD_FOR, MailLinks
from sor.desk.subscriptions import MadeSubscription, TooManySubscriptions, refuse_many
from sor.following.digests import DAILY, PERIODS, next_digest
from sor.following.feed_filter import FeedFilter
from sor.following.part_asked import check_part, write_part
from sor.register import Refused, Register
from sor.rules.addresses import is_mailbox
from sor.settings import Settings
from sor.store import letters, mails
from sor.store import subscriptions as desk
from sor.store.database import Connection
from sor.store.subscriptions import ACTIVE, MAIL, NEW, NEWS, SubscriptionRow

LANGUAGES = ("da", "en")
CONFIRM = "confirm"
"""As the outbox calls the mail with the link."""

HOUR = 3600
MOST_FROM, MOST_TO = 20, 3
"""Requests within an hour from one place on the net, and for one e-mail address."""

DOOR = "mail"
Confirmed: TypeAlias = Literal["confirmed", "already", "gone"]
Left: TypeAlias = Literal["left", "already"]


class BadReader(Refused):
    """What is said of a reader and cannot be; field: the one at fault."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


class Readers:
    """The readers of one register. clock: the real time, to count by."""

    def __init__(
        self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self._register = register
        self._settings = settings
        self._clock = clock or Clock()
        self._links = MailLinks(register)

    @property
    def can_send(self) -> bool:
        """Whether this register sends mail at all."""
        return bool(self._settings.smtp)

    def ask_for_news(self, email: str, language: str, address: str) -> None:
        """Let a mail with a link wait for an address that wants the newsletter; of one that has it already nothing is
        told. address: of who asks, to count by. Raises Refused.
        """
        email = self._fit(email, language)
        with self._register.database.desk.writing() as connection:
            self._count(connection, sha256(address.encode()).hexdigest()[:32], email)
            self._forget_unconfirmed(connection)
            had = desk.of_email(connection, NEWS, email)
            if any(one.state == ACTIVE for one in had):
                return
            row = had[0] if had else self._new(NEWS, "", email, language, "", FeedFilter())
            if not had:
                desk.add(connection, row, "web")
            mails.put(connection, mails.NO_CASE, row.id, CONFIRM, self._now())

    def add_digest(
        self, actor: Actor, email: str, part: FeedFilter, every: str, language: str, door: str
    ) -> MadeSubscription:
        """Send an actor a digest of every entry after now that concerns a part, once the address is confirmed. Raises
        Refused.
        """
        email = self._fit(email, language)
        if every not in PERIODS:
            raise BadReader(
                "every", f"'{every[:40]}' is no period. Write one of: {', '.join(PERIODS)}.",
                f"»{every[:40]}« er ingen periode. Skriv en af: {', '.join(PERIODS)}.",
            )  # fmt: skip
        row = self._new(MAIL, actor.id, email, language, every, check_part(self._register, part))
        with self._register.database.desk.writing() as connection:
            refuse_many(connection, actor)
            self._count(connection, actor.id, email)
            self._forget_unconfirmed(connection)
            desk.add(connection, row, door)
            mails.put(connection, mails.NO_CASE, row.id, CONFIRM, self._now())
        return MadeSubscription(row, "")

    def confirm(self, ticket: str) -> Confirmed:
        """Say by a link that a subscription is wanted. Raises ForgedLink, OldLink."""
        link = self._links.read("confirm", ticket)
        with self._register.database.desk.writing() as connection:
            row = desk.find(connection, link.id)
            if row is None:
                return "gone"
            if row.state != NEW:
                return "already"
            next_at = next_digest(self._register.clock(), row.every or DAILY)
            desk.put(connection, row, row._replace(state=ACTIVE, next_at=next_at), self._now(), "confirm", DOOR)
        return "confirmed"

    def find_confirming(self, ticket: str) -> SubscriptionRow | None:
        """The subscription that a link would confirm, or has; None when there is none any more. Raises ForgedLink,
        OldLink.
        """
        return desk.find(self._register.database.reader(), self._links.read("confirm", ticket).id)

    def find_leaving(self, ticket: str) -> SubscriptionRow | None:
        """The subscription that a link would end; None when it was ended before. Raises ForgedLink."""
        return desk.find(self._register.database.reader(), self._links.read("leave", ticket).id)

    def leave(self, ticket: str) -> Left:
        """End a subscription by a link, which forgets the address. Raises ForgedLink."""
        link = self._links.read("leave", ticket)
        with self._register.database.desk.writing() as connection:
            row = desk.find(connection, link.id)
            if row is None:
                return "already"
            desk.remove(connection, row, row.owner, self._now(), DOOR)
        return "left"

    def _fit(self, email: str, language: str) -> str:
        """Raises BadReader for what is no address, and Refused where no mail is sent."""
        found = email.strip()
        if not is_mailbox(found):
            shown = "".join(c if c.isprintable() else "?" for c in found[:60])
            raise BadReader(
                "email",
                f"'{shown}' is no e-mail address to which mail can be sent. Write one, such as mail@example.dk.",
                f"»{shown}« er ingen e-mailadresse, som der kan sendes mail til. Skriv én, fx mail@example.dk.",
            )
        if language not in LANGUAGES:
            raise BadReader("language", "Choose a language: da or en.", "Vælg et sprog: da eller en.")
        if not self.can_send:
            raise Refused(
                "This register sends no mail (SOR_SMTP is not set), so nobody can be told by mail.",
                "Dette register sender ikke mail (SOR_SMTP er ikke sat), så ingen kan få besked på mail.",
            )
        return found

    def _new(
        self, kind: str, owner: str, email: str, language: str, every: str, part: FeedFilter
    ) -> SubscriptionRow:  # fmt: skip
        return SubscriptionRow(
            uuid.uuid4().hex, kind, owner, "", email, language, every, write_part(part), NEW,
            self._register.facts().get("epoch", ""), self._register.serial(), self._now(),
        )  # fmt: skip

    def _count(self, connection: Connection, sender: str, email: str) -> None:
        """Raises TooManySubscriptions."""
        now, person = int(self._clock().timestamp()), sha256(email.encode()).hexdigest()[:32]
        letters.keep_only(connection, now - HOUR)
        if (
            letters.count_from(connection, sender, now - HOUR) >= MOST_FROM
            or letters.count_to(connection, person, now - HOUR) >= MOST_TO
        ):
            raise TooManySubscriptions(
                "Too many requests within an hour; nothing was sent. Try again later.",
                "For mange anmodninger inden for en time; intet er sendt. Prøv igen senere.",
            )
        letters.add(connection, sender, person, now)

    def _forget_unconfirmed(self, connection: Connection) -> None:
        desk.forget_unconfirmed(connection, write_instant(self._register.clock() - GOOD_FOR))

    def _now(self) -> str:
        return write_instant(self._register.clock())
