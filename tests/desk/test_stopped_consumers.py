"""A consumer that has stopped is told by mail: once, again when it stops again, and only who has an address."""

import pytest

from sor.desk.actors import Actors
from sor.desk.mail import Outbox
from sor.desk.stopped_consumers import StayedStopped, tell_stopped
from sor.following.consumers import FEED, FOLLOWER, STOPPED, Consumer, Consumers
from sor.register import Register
from sor.store import mails
from tests.conftest import StandingClock
from tests.desk.test_mail import MailServer, later, server
from tests.store.units import begin, change, create, says, submit

ANNA, BENT, CARD = Consumer("anna"), Consumer("bent"), Consumer("12345678", "Et firma")

AT_ONCE = StayedStopped(0)

__all__ = ["server"]


@pytest.fixture
def consumers(register: Register) -> Consumers:
    """Of a register with two entries; Anna has an address, Bent has none, and a card never has one."""
    begin(register, create("A", 20261101, name="Alfa"))
    submit(register, change("A", says("name", 20261101, "Alfa 1")))
    actors = Actors(register)
    actors.add("anna", "Anna & Søn", None, email="anna@example.org")
    actors.add("bent", "Bent", None)
    return Consumers(register)


def stop(consumers: Consumers, clock: StandingClock, serial: int, *who: Consumer) -> None:
    for one in who:
        consumers.note(one, FOLLOWER, serial)
    consumers.write()
    clock.pass_days(4)


def test_who_has_stopped_is_told_once(
    consumers: Consumers, register: Register, clock: StandingClock, server: MailServer
) -> None:
    stop(consumers, clock, 1, ANNA, BENT, CARD)
    assert {one.id for one in consumers.list_known() if one.state == STOPPED} == {"anna", "bent", "12345678"}
    assert [tell_stopped(register, consumers, AT_ONCE) for _ in range(2)] == [1, 0]
    assert Outbox(register, server.settings, later()).send_due() == 1
    (mail,) = server.caught.mails
    assert (mail["To"], mail["Subject"]) == (
        "anna@example.org",
        "»anna« henter ikke længere ændringer fra SOR og mangler nogle",
    )
    assert "https://sor.example/api/v1/consumers" in mail.get_content()
    clock.pass_days(30)
    assert tell_stopped(register, consumers, AT_ONCE) == 0


def test_who_goes_on_and_stops_again_is_told_again(
    consumers: Consumers, register: Register, clock: StandingClock
) -> None:
    stop(consumers, clock, 1, ANNA)
    assert tell_stopped(register, consumers, AT_ONCE) == 1
    stop(consumers, clock, 1, ANNA)
    assert tell_stopped(register, consumers, AT_ONCE) == 1


def test_who_has_everything_or_asked_lately_is_not_told(
    consumers: Consumers, register: Register, clock: StandingClock
) -> None:
    stop(consumers, clock, 2, ANNA)
    assert tell_stopped(register, consumers, AT_ONCE) == 0
    submit(register, change("A", says("name", 20261101, "Alfa 2")))
    consumers.note(ANNA, FEED, 2)
    consumers.write()
    assert tell_stopped(register, consumers, AT_ONCE) == 0
    assert mails.waiting(register.database.reader())[0] == 0


def test_who_asks_again_after_the_register_was_away_for_days_is_not_told(
    consumers: Consumers, register: Register, clock: StandingClock
) -> None:
    seconds = iter([0.0, 119.0, 121.0, 240.0, 359.0, 361.0])
    stayed = StayedStopped(120.0, lambda: next(seconds))
    stop(consumers, clock, 1, ANNA)
    assert [tell_stopped(register, consumers, stayed) for _ in range(2)] == [0, 0]
    consumers.note(ANNA, FOLLOWER, 1)  # the register is there again, and so is its follower
    consumers.write()
    assert tell_stopped(register, consumers, stayed) == 0
    clock.pass_days(4)
    assert [tell_stopped(register, consumers, stayed) for _ in range(3)] == [0, 0, 1], "two minutes from 240 on"
