"""Receivers of webhooks that misbehave for an hour – away, answering 500, slow, taking twice – while entries come and
the program that delivers is killed: a process of its own, whose time runs faster.
"""

import asyncio
import hmac
import selectors
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from sor.access.authority import Actor
from sor.desk.actors import Actors
from sor.desk.subscriptions import MadeSubscription, Subscriptions
from sor.endpoints.rest.entries import first_page
from sor.following import webhook
from sor.following.deliverer import Deliverer, DeliveryOptions
from sor.following.feed_filter import FeedFilter
from sor.register import Register
from sor.store import subscriptions
from sor.store.database import Database
from tests.changes.scene import NOW, TODAY, Scene
from tests.following.receivers import Delivery, Receiver, receiving, until
from tests.new_databases import NewDatabases
from tests.programs import started

LOOPBACK = (ip_network("127.0.0.0/8"),)
SPEED = 240
"""Seconds that pass there in one."""
PATIENCE = timedelta(minutes=100)
SLOW = 2.0
"""Real seconds that the deliverer waits for an answer."""


class FastClock:
    """A clock that was at ``NOW`` at a moment of the computer's, and has run ``SPEED`` times as fast since."""

    def __init__(self, begun: float) -> None:
        self._begun = begun

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=(time.time() - self._begun) * SPEED)


class FastSelector(selectors.DefaultSelector):
    """Waits for so many seconds of the fast time."""

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout / SPEED if timeout else timeout)


class FastLoop(asyncio.SelectorEventLoop):
    """A loop in which time runs as on that clock."""

    def __init__(self) -> None:
        super().__init__(FastSelector())

    def time(self) -> float:
        return super().time() * SPEED


def deliver_fast(url: str, begun: float) -> None:
    """Deliver until killed."""
    webhook.TIME_LIMIT = SLOW * SPEED
    clock = FastClock(begun)
    options = DeliveryOptions(LOOPBACK, PATIENCE)
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(Deliverer(Register(Database(url), clock), first_page, options, clock).run(asyncio.Event()))


@contextmanager
def killed_at_the_end(url: str, begun: float) -> Iterator[None]:
    program = started(deliver_fast, url, begun)
    try:
        yield
    finally:
        program.kill()
        program.join()


def is_signed(secret: str, one: Delivery) -> bool:
    """Whether a delivery is signed with a secret, as the guide has a receiver ask."""
    key = b64decode(secret.removeprefix("whsec_"))
    content = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    wanted = f"v1,{b64encode(hmac.digest(key, content, 'sha256')).decode()}"
    return wanted in one.headers["webhook-signature"].split()


class Hour:
    """The time in which entries come, and who subscribed."""

    def __init__(self, new: NewDatabases) -> None:
        self.begun = time.time()
        self.clock = FastClock(self.begun)
        self.scene = Scene.copied(new, self.clock)
        self.url = self.scene.register.database.url.render_as_string(hide_password=False)
        actors = Actors(self.scene.register)
        actors.add("anna", "Anna", None, email="anna@example.dk")
        self.owner = actors.actor("anna") or Actor("")
        self.desk = Subscriptions(self.scene.register, LOOPBACK, clock=self.clock)
        self.sent: list[int] = []

    def subscribe(self, receiver: Receiver) -> MadeSubscription:
        return self.desk.add_webhook(self.owner, receiver.url, FeedFilter(), "rest")

    def row(self, made: MadeSubscription) -> subscriptions.SubscriptionRow:
        found = subscriptions.find(self.scene.register.database.reader(), made.row.id)
        assert found is not None
        return found

    def write(self) -> None:
        named = {"name": f"Afsnit {len(self.sent)}"}
        serial = self.scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": named}).serial
        assert serial is not None
        self.sent.append(serial)

    def go_on_to(self, minute: int, good: Receiver) -> None:
        """Three entries, which the good receiver has each before the next one comes; then wait for the minute."""
        for _ in range(3):
            self.write()
            until(lambda: good.taken[-1:] == self.sent[-1:])
        until(lambda: self.clock() >= NOW + timedelta(minutes=minute))

    def told(self) -> list[str]:
        rows = self.scene.register.database.reader().run("SELECT what FROM mail WHERE recipient = 'anna'")
        return [row[0] for row in rows.fetchall()]


def first_times(receiver: Receiver) -> list[int]:
    """What it took, each where it came first."""
    return [*dict.fromkeys(receiver.taken)]


@pytest.mark.slow
def test_order_is_kept_and_nothing_is_lost(new_sqlite: NewDatabases) -> None:
    hour = Hour(new_sqlite)
    good, bad, dead = Receiver(), Receiver(), Receiver(status=500)
    with receiving(good, bad, dead):
        hour.subscribe(good)
        made, parked = hour.subscribe(bad), hour.subscribe(dead)
        bad.stop()
        with killed_at_the_end(hour.url, hour.begun):
            hour.go_on_to(15, good)
            assert bad.got == []
            bad.status = 500
            bad.start()
            hour.go_on_to(30, good)
            until(lambda: bool(bad.got))
            changed = hour.desk.rotate(hour.owner, made.row.id, "rest")
            bad.status, bad.seconds = 204, SLOW + 1  # takes it, and says so too late: it is sent again
            hour.go_on_to(45, good)
            until(lambda: len(bad.taken) > 1)
            assert first_times(bad) == hour.sent[:1]
            bad.seconds = 0
            until(lambda: len(first_times(bad)) > 1)
        for minute in (52, 60):  # killed, whatever it was doing
            with killed_at_the_end(hour.url, hour.begun):
                hour.go_on_to(minute, good)
        with killed_at_the_end(hour.url, hour.begun):
            until(lambda: hour.row(parked).state == "parked")
            dead.status = 204
            hour.desk.resume(hour.owner, parked.row.id, "rest")
            until(lambda: all(hour.row(one).serial == hour.sent[-1] for one in (made, parked)))
        a_day_later = hour.begun - timedelta(hours=25).total_seconds() / SPEED
        with killed_at_the_end(hour.url, a_day_later):
            hour.write()
            until(lambda: bad.taken[-1] == hour.sent[-1])
            until(lambda: dead.taken[-1:] == good.taken[-1:] == hour.sent[-1:])
    assert [first_times(one) for one in (good, bad, dead)] == [hour.sent] * 3
    assert hour.told() == ["parked"]
    assert 500 in {one.status for one in bad.got}
    check_signatures(bad, made.secret, changed.secret)
    for receiver in (good, bad, dead):
        assert len({one.headers["webhook-id"] for one in receiver.got}) == len(hour.sent)


def check_signatures(receiver: Receiver, old: str, new: str) -> None:
    """The old secret alone before it was changed, then both, a day later the new one alone."""
    found = [(is_signed(old, one), is_signed(new, one)) for one in receiver.got]
    assert [*dict.fromkeys(found)] == [(True, False), (True, True), (False, True)]
    assert found == sorted(found, key=[(True, False), (True, True), (False, True)].index)
