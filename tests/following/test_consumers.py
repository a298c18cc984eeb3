"""Who has seen it: positions never go back, are of one log, and say who is level, behind or has stopped."""

import pytest

from sor.desk.actors import Actors
from sor.following.consumers import BEHIND, FEED, FILES, FOLLOWER, KRS, LEVEL, STOPPED, Consumer, Consumers, seen_by
from sor.register import Register
from sor.store import consumers as rows
from sor.store.consumers import MOST_PARTS
from sor.store.unavailable import DiskFull
from tests.conftest import StandingClock
from tests.store.units import begin, change, create, says, submit

ANNA = Consumer("anna")
CARD = Consumer("12345678", "Et firma")


@pytest.fixture
def consumers(register: Register) -> Consumers:
    """Of a register with three entries, in which Anna is an actor."""
    begin(register, create("A", 20261101, name="Alfa"))
    for n in range(2):
        submit(register, change("A", says("name", 20261101, f"Alfa {n}")))
    Actors(register).add("anna", "Anna & Søn", None, email="anna@example.org")
    return Consumers(register)


def told(consumers: Consumers) -> list[tuple[str, int, int, str]]:
    consumers.write()
    return [(one.id, one.serial, one.behind, one.state) for one in consumers.list_known()]


def test_a_consumer_is_level_or_behind(consumers: Consumers) -> None:
    consumers.note(ANNA, FEED, 2)
    assert told(consumers) == [("anna", 2, 1, BEHIND)]
    consumers.note(ANNA, FEED, 3)
    assert told(consumers) == [("anna", 3, 0, LEVEL)]
    assert consumers.list_known()[0]._replace(at="") == (
        "anna", "Anna & Søn", "", "anna@example.org", "anna", ("feed",), 3, "", 0, LEVEL,
    )  # fmt: skip


def test_nobody_is_noted_who_does_not_say_who_they_are(consumers: Consumers) -> None:
    consumers.note(None, FEED, 3)
    assert told(consumers) == []


@pytest.mark.parametrize("written", [True, False], ids=["written between", "in one writing"])
def test_a_position_never_goes_back(consumers: Consumers, written: bool) -> None:
    consumers.note(ANNA, FEED, 3)
    if written:
        consumers.write()
    consumers.note(ANNA, FEED, 1)
    assert told(consumers) == [("anna", 3, 0, LEVEL)]


def test_a_position_of_another_log_is_none(consumers: Consumers, register: Register) -> None:
    consumers.note(ANNA, FEED, 3)
    consumers.write()
    with register.database.writing() as connection:
        connection.run("UPDATE register SET value = 'another' WHERE name = 'epoch'")
    register.forget()
    assert told(consumers) == [("anna", 0, 3, BEHIND)]
    consumers.note(ANNA, FEED, 1)
    assert told(consumers) == [("anna", 1, 2, BEHIND)]


def test_of_a_door_with_parts_the_slowest_counts_and_of_several_doors_the_farthest(consumers: Consumers) -> None:
    consumers.note(CARD, KRS, 3, "apotek")
    consumers.note(CARD, KRS, 1, "yder")
    assert told(consumers) == [("12345678", 1, 2, BEHIND)]
    consumers.note(CARD, FILES, 2)
    assert told(consumers) == [("12345678", 2, 1, BEHIND)]
    assert (consumers.list_known()[0].name, consumers.list_known()[0].doors) == ("Et firma", ("files", "krs"))


def test_who_is_behind_and_silent_for_three_days_has_stopped(consumers: Consumers, clock: StandingClock) -> None:
    consumers.note(ANNA, FOLLOWER, 2)
    consumers.note(CARD, FEED, 3)
    clock.pass_days(3)
    assert [one[3] for one in told(consumers)] == [BEHIND, LEVEL]
    clock.pass_days(1)
    assert [one[3] for one in told(consumers)] == [STOPPED, LEVEL]


def test_who_has_an_entry_and_who_has_not(consumers: Consumers) -> None:
    consumers.note(ANNA, FEED, 2)
    consumers.note(CARD, FEED, 3)
    consumers.write()
    by, not_by = seen_by(consumers.list_known(), 3)
    assert ([one.id for one in by], [one.id for one in not_by]) == (["12345678"], ["anna"])
    assert len(seen_by(consumers.list_known(), 2)[0]) == 2


def test_who_is_forgotten_comes_back_when_it_asks(consumers: Consumers) -> None:
    consumers.note(ANNA, FEED, 2)
    consumers.write()
    assert consumers.forget("anna")
    assert not consumers.forget("anna")
    assert told(consumers) == []
    consumers.note(ANNA, FEED, 1)
    assert told(consumers) == [("anna", 1, 2, BEHIND)]


def test_what_could_not_be_written_is_written_the_next_time(
    consumers: Consumers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("no room")

    consumers.note(ANNA, FEED, 3)
    with monkeypatch.context() as broken:
        broken.setattr("sor.store.consumers.note", full)
        with pytest.raises(DiskFull):
            consumers.write()
    consumers.note(ANNA, FEED, 2)
    assert told(consumers) == [("anna", 3, 0, LEVEL)]


def test_a_part_that_is_asked_for_no_more_keeps_nobody_behind_for_ever(
    consumers: Consumers, clock: StandingClock
) -> None:
    consumers.note(CARD, KRS, 1, "yder Gammelt system")
    consumers.note(CARD, KRS, 3, "yder Nyt system")
    two = [("12345678", 1, 2, BEHIND), ("12345678", 3, 0, LEVEL)]
    assert told(consumers) == two, "two systems of one number"
    clock.pass_days(91)
    assert told(consumers) == [("12345678", 1, 2, STOPPED), two[1]], "nobody has asked since"
    consumers.note(CARD, KRS, 3, "yder Nyt system")
    assert told(consumers) == [("12345678", 3, 0, LEVEL)]


def test_who_names_ever_new_parts_fills_no_table(consumers: Consumers, clock: StandingClock) -> None:
    for n in range(MOST_PARTS + 20):
        clock.pass_days(1)
        consumers.note(CARD, KRS, 3, f"yder {n}")
        consumers.write()
    assert len(rows.list_positions(consumers._register.database.reader())) == MOST_PARTS


def test_the_owner_of_a_card_has_the_contact_of_its_cvr_number_and_two_of_one_number_are_told_apart(
    consumers: Consumers, register: Register
) -> None:
    actors = Actors(register)
    actors.add("drift", "Organisationens drift", None, cvr="35095748", email="drift@organisation.example")
    actors.add("fmk", "FMK", None, cvr="35095748", email="fmk@organisation.example")
    for system, serial in (("FMK", 2), ("LPR", 1)):
        consumers.note(Consumer("35095748", "Organisationen"), KRS, serial, f"sor/v2/sorentity/v1 {system}")
    consumers.note(Consumer("87654321", "En anden"), KRS, 2, "sor/v2/sorentity/v1 X")
    consumers.write()
    found = {(one.id, one.system): one for one in consumers.list_known()}
    assert {key: (one.contact, one.keeper, one.serial) for key, one in found.items()} == {
        ("35095748", "FMK"): ("fmk@organisation.example", "fmk", 2),
        ("35095748", "LPR"): ("drift@organisation.example", "drift", 1),
        ("87654321", "X"): ("", "", 2),
    }
    document = found["35095748", "LPR"].document()
    assert (document["id"], document["system"], "keeper" in document) == ("35095748", "LPR", False)
    assert consumers.forget("35095748/LPR")
    assert {one.key for one in consumers.list_known()} == {"35095748/FMK", "87654321/X"}
    assert consumers.forget("35095748")
    assert [one.key for one in consumers.list_known()] == ["87654321/X"]
