"""At which owners a login counts: those that bear its CVR number, or bore it until somebody comes with another."""

from datetime import timedelta

import pytest

from sor.access.authority import Right
from sor.access.login.privileges import Group
from sor.access.login.providers import Granted, Provider
from sor.desk.actors import Actors
from sor.desk.login_owners import confirm_number, list_owners, list_unconfirmed
from sor.desk.sessions import Sessions
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.audit_log import read_notes_of
from sor.store.timelines import timelines
from tests.conftest import StandingClock
from tests.desk.test_sessions import person
from tests.owned import TOWN, TOWN_HALL, TYPES, wanted
from tests.store.units import begin, create, says

KEEPER = "urn:sor:keeper"
OLD, NEW, NEXT = "90000012", "90000063", "90000152"


@pytest.fixture
def owned(register: Register) -> Register:
    """An owner that bears a CVR number, and a unit below it that bears the same."""
    begin(
        register,
        create(TOWN, name="town", level="IO", type=TYPES["private"], cvr=OLD),
        create(TOWN_HALL, name="hall", level="HI", type="550811000005108", parent=TOWN, cvr=OLD),
    )
    return register


def bear(register: Register, number: str | None, day: int = 0, actor: str = "klinik") -> None:
    """Let the owner bear another number, from today unless told."""
    register.submit(
        Submission([LineDraft("unit", TOWN, [says("cvr", day or register.today(), number)])], actor, "rest")
    )


def confirm(register: Register, number: str) -> None:
    with register.database.desk.writing() as connection:
        confirm_number(connection, TOWN, number, "somebody", "2026-11-01T12:00:00.000000Z")


def counts(register: Register) -> list[str]:
    """The numbers whose logins count at the owner."""
    return [number for number in (OLD, NEW, NEXT) if list_owners(register, number) == [TOWN]]


def test_who_bore_a_number_keeps_its_rights_until_somebody_comes_with_the_new_one(owned: Register) -> None:
    assert counts(owned) == [OLD]
    bear(owned, NEW)
    assert counts(owned) == [OLD, NEW]
    assert list_unconfirmed(owned, NEW) == [TOWN]
    assert list_unconfirmed(owned, OLD) == []
    confirm(owned, NEW)
    assert counts(owned) == [NEW]
    assert list_unconfirmed(owned, NEW) == []


def test_a_number_that_nobody_came_with_takes_nothing_from_the_one_before_it(
    owned: Register, clock: StandingClock
) -> None:
    bear(owned, NEW)
    clock.pass_days(1)
    bear(owned, NEXT)
    assert counts(owned) == [OLD, NEW, NEXT], "nobody came with either"
    confirm(owned, NEW)
    assert counts(owned) == [NEW, NEXT], "the first is the past; the second waits for the third"
    confirm(owned, NEXT)
    assert counts(owned) == [NEXT]


def test_what_is_to_come_changes_nothing_yet(owned: Register, clock: StandingClock) -> None:
    tomorrow = clock.now + timedelta(days=1)
    bear(owned, NEW, int(f"{tomorrow:%Y%m%d}"))
    assert counts(owned) == [OLD]
    clock.pass_days(1)
    assert counts(owned) == [OLD, NEW]


def test_what_the_authority_states_waits_for_nobody(owned: Register) -> None:
    actors = Actors(owned)
    actors.add("sds", "", None)
    actors.grant("sds", wanted("authority"), None)
    bear(owned, NEW, actor="sds")
    assert counts(owned) == [NEW]


def test_a_number_that_is_given_up_is_kept_by_nobody(owned: Register) -> None:
    bear(owned, None)
    assert counts(owned) == []


def test_what_is_taken_back_leaves_no_rights(owned: Register) -> None:
    bear(owned, NEW)
    assert counts(owned) == [OLD, NEW]
    stated = timelines(owned.database.reader(), "unit", [TOWN])[TOWN]["cvr"][-1]
    taken = LineDraft("unit", TOWN, [], withdrawn=[stated.id])
    owned.submit(Submission([taken], "klinik", "rest"))
    assert counts(owned) == [OLD]


def test_a_login_with_the_new_number_confirms_it_where_its_privileges_count(owned: Register) -> None:
    row = Provider("mitid", "https://login.example", "sor", "A", "A", roles={KEEPER: Granted("private")})
    sessions = Sessions(owned, [row], owned.clock)

    def sign_in(who: str, number: str, *privileges: str) -> list[Right]:
        secret = sessions.sign_in(row, person(who, number, Group(number, privileges)), "browser", None)
        found = sessions.signed_in(secret)
        assert found is not None
        return list(found.actor.rights)

    bear(owned, NEW)
    assert sign_in("anne", OLD, KEEPER) == [Right("private", TOWN)]
    assert sign_in("bo", NEW, "urn:other") == [], "who comes with the number alone may nothing"
    assert counts(owned) == [OLD, NEW]
    assert sign_in("bo", NEW, KEEPER) == [Right("private", TOWN)]
    assert sign_in("anne", OLD, KEEPER) == []
    assert sign_in("bo", NEW, KEEPER) == [Right("private", TOWN)]
    noted = read_notes_of(owned.database.reader(), "cvr")
    assert [(one.what, one.key) for one in noted] == [("confirm", f"{TOWN}/{NEW}")], "once"


def test_nobody_confirms_the_number_that_an_owner_always_bore(owned: Register) -> None:
    assert list_unconfirmed(owned, OLD) == []
