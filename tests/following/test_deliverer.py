"""Entries are delivered to webhooks: signed, in order, none left out, whatever becomes of a receiver; and one that is
slow or dead keeps nobody else waiting.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from sor.access.authority import Actor
from sor.desk.actors import Actors, WantedRight
from sor.desk.subscriptions import MadeSubscription, Subscriptions
from sor.endpoints.rest import shapes
from sor.endpoints.rest.entries import first_page
from sor.following import deliverer as delivering_module
from sor.following import lane
from sor.following.consumers import Consumers
from sor.following.deliverer import Deliverer, DeliveryOptions
from sor.following.feed_filter import FeedFilter
from sor.jobs.erasing import ask, confirm
from sor.register import Register
from sor.store import subscriptions
from sor.store.standing import WantedErasure
from tests.changes.scene import TODAY, Scene
from tests.following.receivers import Receiver, receiving, until

LOOPBACK = (ip_network("127.0.0.0/8"),)
OPTIONS = DeliveryOptions(LOOPBACK, look=0.05)


@contextmanager
def delivering(register: Register, options: DeliveryOptions = OPTIONS) -> Iterator[None]:
    """The deliverer at work, on a loop of its own as in its process."""
    stop, loop = asyncio.Event(), asyncio.new_event_loop()
    deliverer = Deliverer(register, first_page, options)
    failed: list[Exception] = []

    def run() -> None:
        try:
            loop.run_until_complete(deliverer.run(stop))
        except Exception as error:  # noqa: BLE001 (told by the test)
            failed.append(error)
        finally:
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    assert not failed, failed


@pytest.fixture
def owner(scene: Scene) -> Actor:
    actors = Actors(scene.register)
    actors.add("anna", "Anna", None, email="anna@example.dk")
    found = actors.actor("anna")
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering_module, "FIRST_PAUSE", 0.05)


def subscribe(scene: Scene, owner: Actor, receiver: Receiver, part: FeedFilter = FeedFilter()) -> MadeSubscription:  # noqa: B008
    return Subscriptions(scene.register, LOOPBACK).add_webhook(owner, receiver.url, part, "rest")


def rename(scene: Scene, unit: str = "@ward", name: str = "") -> int:
    sent = scene.send({"op": "edit", "unit": unit, "from": TODAY, "set": {"name": name or f"N{time.time()}"}})
    assert sent.serial is not None
    return sent.serial


def row(scene: Scene, made: MadeSubscription) -> subscriptions.SubscriptionRow:
    found = subscriptions.find(scene.register.database.reader(), made.row.id)
    assert found is not None
    return found


def mails_to(scene: Scene) -> list[str]:
    rows = scene.register.database.reader().run("SELECT what FROM mail WHERE recipient = 'anna' ORDER BY number")
    return [one[0] for one in rows.fetchall()]


def test_every_entry_is_delivered_once_in_order_with_what_stands_at_its_address(scene: Scene, owner: Actor) -> None:
    receiver = Receiver()
    with receiving(receiver):
        before = rename(scene)
        made = subscribe(scene, owner, receiver)
        with delivering(scene.register):
            sent = [rename(scene) for _ in range(5)]
            until(lambda: row(scene, made).serial == sent[-1])
        assert receiver.taken == sent
        assert before not in receiver.taken
        entry = scene.register.entry(sent[0])
        assert entry is not None
        told, beside = first_page(scene.register, entry)
        got = msgspec.json.decode(receiver.got[0].body)
        assert got == msgspec.json.decode(msgspec.json.encode({"entry": told} | beside))
        assert "seen" not in got
        assert len(got["lines"]) == got["total"] == 1
        (consumer,) = Consumers(scene.register).list_known()
        assert (consumer.id, consumer.doors, consumer.serial) == ("anna", ("webhook",), sent[-1])


def test_the_signature_is_what_standard_webhooks_verifies(scene: Scene, owner: Actor) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = subscribe(scene, owner, receiver)
        with delivering(scene.register):
            rename(scene)
            until(lambda: len(receiver.taken) == 1)
            changed = Subscriptions(scene.register).rotate(owner, made.row.id, "rest")

            def is_signed_twice() -> bool:
                sent = rename(scene)
                until(lambda: receiver.taken[-1:] == [sent])
                return " " in receiver.got[-1].headers["webhook-signature"]

            until(is_signed_twice)
    first, second = receiver.got[0], receiver.got[-1]
    Webhook(made.secret).verify(first.body, first.headers)
    for altered in (first.body.replace(b'"kind"', b'"Kind"', 1), first.body + b" "):
        with pytest.raises(WebhookVerificationError):
            Webhook(made.secret).verify(altered, first.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(first.body, first.headers | {"webhook-id": second.headers["webhook-id"]})
    for secret in (made.secret, changed.secret):  # for a day both sign
        Webhook(secret).verify(second.body, second.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(changed.secret).verify(first.body, first.headers)


def test_a_receiver_that_is_away_fails_answers_elsewhere_and_comes_back_has_everything_in_order(
    scene: Scene, owner: Actor
) -> None:
    receiver, other = Receiver(plan=[500, 503, 302, 404]), Receiver()
    receiver.location = other.url
    with receiving(receiver, other):
        made = subscribe(scene, owner, receiver)
        with delivering(scene.register):
            sent = [rename(scene)]
            until(lambda: receiver.taken == sent)
            assert [one.status for one in receiver.got] == [500, 503, 302, 404, 204]
            assert len({one.headers["webhook-id"] for one in receiver.got}) == 1
            receiver.stop()
            sent += [rename(scene) for _ in range(3)]
            until(lambda: row(scene, made).serial == sent[0] and row(scene, made).failing_since != "")
        with delivering(scene.register):  # another process, which knows what the desk knows
            receiver.start()
            until(lambda: receiver.taken == sent)
            until(lambda: (row(scene, made).serial, row(scene, made).failure) == (sent[-1], ""))
        assert other.got == []


def test_a_process_that_dies_delivers_again_under_the_same_id_and_leaves_nothing_out(
    scene: Scene, owner: Actor
) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = subscribe(scene, owner, receiver)
        with delivering(scene.register):
            sent = [rename(scene) for _ in range(3)]
            until(lambda: row(scene, made).serial == sent[-1])
        with scene.register.database.desk.writing() as connection:  # as if it was killed before it wrote
            subscriptions.reach(connection, [made.row.id], subscriptions.DeliveredTo(made.row.epoch, sent[0]))
        with delivering(scene.register):
            until(lambda: row(scene, made).serial == sent[-1])
        assert receiver.taken == [*sent, *sent[1:]]
        ids = [one.headers["webhook-id"] for one in receiver.got]
        assert ids[1:3] == ids[3:]


def test_who_is_slow_or_dead_keeps_nobody_waiting(scene: Scene, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = Receiver(seconds=3), Receiver()
    with socket.create_server(("127.0.0.1", 0)) as silent, receiving(slow, quick):  # takes the call, says nothing
        dead = Receiver()
        dead.stop()
        dead.port = silent.getsockname()[1]
        for one in (slow, dead, quick):
            subscribe(scene, owner, one)
        with delivering(scene.register):
            sent = [rename(scene) for _ in range(4)]
            until(lambda: quick.taken == sent, seconds=30)
            assert len(slow.taken) < len(sent)


def test_what_is_dead_is_parked_and_told_by_mail_and_goes_on_where_it_was(scene: Scene, owner: Actor) -> None:
    receiver = Receiver(status=500)
    with receiving(receiver):
        made = subscribe(scene, owner, receiver)
        with delivering(scene.register, OPTIONS._replace(patience=timedelta(seconds=0.3))):
            sent = [rename(scene), rename(scene)]
            until(lambda: row(scene, made).state == "parked")
            assert "status 500" in row(scene, made).failure
            assert mails_to(scene) == ["parked"]
            receiver.status = 200
            tried = len(receiver.got)
            Subscriptions(scene.register).resume(owner, made.row.id, "rest")
            until(lambda: receiver.taken == sent)
            assert len(receiver.got) == tried + 2
            receiver.status = 410  # wants no more, ever
            rename(scene)
            until(lambda: row(scene, made).state == "parked")
        assert mails_to(scene) == ["parked", "parked"]


def test_a_filter_lets_through_what_concerns_it_and_says_what_leaves_it(scene: Scene, owner: Actor) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = subscribe(scene, owner, receiver, FeedFilter(unit=scene["heart"]))
        with delivering(scene.register):
            inside, _ = rename(scene, "@ward"), rename(scene, "@clinic")
            moved = scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": TODAY}, judge=False).serial
            rename(scene, "@ward")
            last = scene.send({"op": "move", "unit": "@heart", "parent": "@lungs", "from": TODAY}, judge=False).serial
            until(lambda: row(scene, made).serial == last)
        assert receiver.taken == [inside, moved, last]
        for one in receiver.got:
            msgspec.json.decode(one.body, type=shapes.EntryLines)  # what the contract says of it, and nothing else
        units = [msgspec.json.decode(one.body)["entry"]["units"] for one in receiver.got]
        assert [[(one["code"], one["move"]) for one in some] for some in units] == [
            [(scene["ward"], "in")], [(scene["ward"], "left")], [(scene["heart"], "in")]
        ]  # fmt: skip
        assert mails_to(scene) == ["unit-moved"]
        assert Consumers(scene.register).list_known() == []  # it has not seen everything


def test_a_subscription_whose_unit_is_closed_is_told(scene: Scene, owner: Actor) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = subscribe(scene, owner, receiver, FeedFilter(unit=scene["ward"]))
        with delivering(scene.register):
            closed = scene.send({"op": "close", "unit": "@ward", "from": TODAY}, judge=False).serial
            until(lambda: row(scene, made).serial == closed)
            until(lambda: mails_to(scene) == ["unit-closed"])
        assert receiver.taken == [closed]
        assert msgspec.json.decode(receiver.got[0].body)["entry"]["units"] == [{"code": scene["ward"], "move": "left"}]


def test_a_name_that_comes_to_lead_inside_is_refused_at_the_next_delivery(
    scene: Scene, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    leads = ["127.0.0.1"]
    asked = socket.getaddrinfo

    def looked_up(host: Any, *more: Any, **named: Any) -> Any:
        return asked(leads[0] if host == "receiver.example" else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with receiving(receiver):
        port = receiver.port
        made = Subscriptions(scene.register, LOOPBACK).add_webhook(
            owner, f"http://receiver.example:{port}/", FeedFilter(), "rest"
        )
        with delivering(scene.register, OPTIONS._replace(allowed=(ip_network("127.0.0.1"),))):
            first = rename(scene)
            until(lambda: receiver.taken == [first])
            assert receiver.got[0].headers["host"] == f"receiver.example:{port}"
            leads[0] = "127.0.0.2"
            rename(scene)
            until(lambda: "leads to no public network" in row(scene, made).failure)
        assert receiver.taken == [first]


def test_each_goes_on_where_it_was_and_one_that_is_handed_too_much_misses_nothing(
    scene: Scene, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "MOST_WAITING", 2)
    behind, halfway, ward, away = Receiver(), Receiver(), Receiver(), Receiver(seconds=0.2)
    with receiving(behind, halfway, ward, away):
        made = [subscribe(scene, owner, one) for one in (behind, halfway, away)]
        made.append(subscribe(scene, owner, ward, FeedFilter(unit=scene["ward"])))
        early = [rename(scene, unit) for unit in ("@ward", "@clinic", "@ward", "@clinic")]
        with scene.register.database.desk.writing() as connection:
            known = subscriptions.DeliveredTo(made[1].row.epoch, early[1])
            subscriptions.reach(connection, [made[1].row.id, made[3].row.id], known)
        with delivering(scene.register):
            late = [rename(scene, unit) for unit in ("@ward", "@clinic") * 4]
            until(lambda: {row(scene, one).serial for one in made} == {late[-1]})
        assert behind.taken == away.taken == [*early, *late]
        assert halfway.taken == [*early[2:], *late]
        assert ward.taken == [early[2], *late[::2]]


def erase_name(scene: Scene, entry: int) -> int:
    """Erase the name that an entry stated of the ward; two of the authority do."""
    actors = Actors(scene.register)
    for name, by in (("bodil", None), ("carl", "bodil")):
        actors.add(name, name, by)
        actors.grant(name, WantedRight("authority", None, None, 20260101), by)
    wanted = WantedErasure(entry, "unit", scene["ward"], "name")
    made, _ = ask(scene.register, wanted, "private", "bodil", "cli")
    return confirm(scene.register, made.number, "carl", "cli", None).serial


def test_what_was_erased_while_a_receiver_was_away_is_not_delivered(scene: Scene, owner: Actor) -> None:
    away, there = Receiver(status=500), Receiver()
    with receiving(away, there):
        for one in (away, there):
            subscribe(scene, owner, one)
        with delivering(scene.register):
            sent = [rename(scene, name="Hos Hans Hansen"), rename(scene, name="Afsnit")]
            until(lambda: there.taken == sent and away.got != [])
            sent.append(erase_name(scene, sent[0]))
            until(lambda: there.taken == sent)
            away.status = 204
            until(lambda: away.taken == sent)
    assert "Hans" in there.got[0].body.decode()
    assert [one.serial for one in away.got if one.status == 204 and b"Hans" in one.body] == []


def test_in_another_log_a_webhook_goes_on_behind_what_both_have(scene: Scene, owner: Actor) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = subscribe(scene, owner, receiver)
        with scene.register.database.desk.writing() as connection:
            subscriptions.reach(connection, [made.row.id], subscriptions.DeliveredTo("of another log", 999))
        head = scene.register.serial()
        with delivering(scene.register):
            until(lambda: row(scene, made).serial == head)
            sent = rename(scene)
            until(lambda: receiver.taken == [sent])
