"""Subscriptions of signed-in actors: what somebody wants to be told of the log, and where.

Who subscribes to a webhook is told its secret once; whoever gets a delivery knows by it who sent it, and that nothing
was changed on the way (``docs/guide/subscriptions.md``).
"""

import base64
import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.instant import write_instant
from sor.following.feed_filter import FeedFilter
from sor.following.part_asked import check_part, write_part
from sor.following.webhook import PREFIX
from sor.following.webhook_address import Network, look_up, read_url
from sor.register import Refused, Register
from sor.store import subscriptions as desk
from sor.store.database import Connection
from sor.store.subscriptions import ACTIVE, PARKED, WEBHOOK, SubscriptionRow

SECRET_BYTES = 32
OLD_SECRET = timedelta(hours=24)
"""How long the secret before still signs, beside the new one."""

MOST = 50
"""Subscriptions of one actor: each is a line to the outside that the register keeps trying."""


class NoSubscription(Refused):
    """A subscription that there is not, or not any more, or that is somebody else's."""

    @classmethod
    def of_id(cls, id: str) -> "NoSubscription":
        """Of an id of which this actor has none."""
        return cls(
            f"You have no subscription {id[:40]}; it may have been ended.",
            f"Du har intet abonnement {id[:40]}; det kan være afsluttet.",
        )


class TooManySubscriptions(Refused):
    """More than one actor may have."""


class NotForThis(Refused):
    """A deed that this kind of subscription, or its state, does not know."""


class MadeSubscription(NamedTuple):
    """A subscription that was just made, with what is told once."""

    row: SubscriptionRow
    secret: str


class Subscriptions:
    """The subscriptions of one register. allowed: networks that webhooks may reach although they are not public."""

    def __init__(
        self, register: Register, allowed: Sequence[Network] = (), clock: Callable[[], datetime] | None = None
    ) -> None:
        self._register = register
        self._allowed = allowed
        self._clock = clock or Clock()

    def add_webhook(self, actor: Actor, url: str, part: FeedFilter, door: str) -> MadeSubscription:
        """Deliver every entry that concerns a part from now on to an address. Raises Refused."""
        look_up(read_url(url), self._allowed)
        part = check_part(self._register, part)
        secret = _new_secret()
        row = SubscriptionRow(
            uuid.uuid4().hex, WEBHOOK, actor.id, url, "", "", "", write_part(part), ACTIVE, self._epoch(),
            self._register.serial(), self._now(), secret,
        )  # fmt: skip
        with self._register.database.desk.writing() as connection:
            refuse_many(connection, actor)
            desk.add(connection, row, door)
        return MadeSubscription(row, secret)

    def of_actor(self, actor: Actor) -> list[SubscriptionRow]:
        """What an actor subscribes to, the oldest first."""
        return desk.of_owner(self._register.database.reader(), actor.id)

    def find(self, actor: Actor, id: str) -> SubscriptionRow:
        """One of an actor's. Raises NoSubscription."""
        return self._own(self._register.database.reader(), actor, id)

    def remove(self, actor: Actor, id: str, door: str) -> None:
        """End a subscription, which is forgotten with it. Raises NoSubscription."""
        with self._register.database.desk.writing() as connection:
            row = self._own(connection, actor, id)
            desk.remove(connection, row, actor.id, self._now(), door)

    def rotate(self, actor: Actor, id: str, door: str) -> MadeSubscription:
        """Give a webhook a new secret; the one before signs too for a day. Raises Refused."""
        with self._register.database.desk.writing() as connection:
            before = self._own(connection, actor, id)
            if before.kind != WEBHOOK:
                raise NotForThis("Only a webhook has a secret.", "Kun en webhook har en hemmelighed.")
            after = before._replace(
                secret=_new_secret(), old_secret=before.secret, old_until=write_instant(self._clock() + OLD_SECRET)
            )  # fmt: skip
            desk.put(connection, before, after, self._now(), "rotate", door)
        return MadeSubscription(after, after.secret)

    def resume(self, actor: Actor, id: str, door: str) -> SubscriptionRow:
        """Go on with what was parked, from the first entry that was not taken; what is not parked goes on as it does.
        Raises NoSubscription.
        """
        with self._register.database.desk.writing() as connection:
            before = self._own(connection, actor, id)
            if before.state != PARKED:
                return before
            after = before._replace(state=ACTIVE, tries=0, next_at="", failing_since="", failure="")
            desk.put(connection, before, after, self._now(), "resume", door)
        return after

    def _own(self, connection: Connection, actor: Actor, id: str) -> SubscriptionRow:
        row = desk.find(connection, id)
        if row is None or row.owner != actor.id:
            raise NoSubscription.of_id(id)
        return row

    def _epoch(self) -> str:
        return self._register.facts().get("epoch", "")

    def _now(self) -> str:
        return write_instant(self._register.clock())


def refuse_many(connection: Connection, actor: Actor) -> None:
    """Raises TooManySubscriptions for an actor who may make no more."""
    if len(desk.of_owner(connection, actor.id)) >= MOST:
        raise TooManySubscriptions(
            f"You have {MOST} subscriptions already. End one before you make another.",
            f"Du har allerede {MOST} abonnementer. Afslut et, før du opretter et nyt.",
        )


def state_shown(row: SubscriptionRow) -> str:
    """The state as answers name it: whoever has not confirmed yet is parked."""
    return ACTIVE if row.state == ACTIVE else PARKED


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
