"""Who somebody is that a provider has logged in, what the login gives, and who may say that a person is an actor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sor.access.authority import Right
from sor.access.login.begun import begin as begin_login
from sor.access.login.claims import AtProvider, NotLetIn, Person, ProvenLogin
from sor.access.login.privileges import Group
from sor.access.login.providers import Granted, Provider
from sor.desk.actors import Actors, WantedRight
from sor.desk.sessions import MOST, Sessions
from sor.register import Refused, Register
from sor.store import actors as actor_rows
from sor.store import audit_log
from sor.store import database as store
from tests.conftest import StandingClock
from tests.owned import TOWN, TOWN_HALL, TYPES
from tests.store.units import begin, create

KEEPER = "urn:sor:keeper"
ROW = Provider("mitid", "https://login.example", "sor", "A", "A", roles={KEEPER: Granted("municipality")})
OTHER = Provider("other", "https://other.example", "sor", "B", "B")
CVR = "90000012"


@pytest.fixture
def sessions(register: Register, clock: StandingClock) -> Sessions:
    return Sessions(register, [ROW], clock)


def person(subject: str = "anne", cvr: str | None = None, *groups: Group) -> Person:
    return Person(ROW.issuer, subject, "Anne", None, cvr, groups)


def actor_of(sessions: Sessions, who: Person) -> str:
    found = sessions.signed_in(sessions.sign_in(ROW, who, "browser", None))
    assert found is not None
    return found.actor.id


def authority(register: Register) -> Actors:
    actors = Actors(register)
    actors.add("sds", "SDS", None)
    actors.grant("sds", WantedRight("authority", None, None, register.today()), None)
    return actors


def test_another_address_of_a_login_takes_the_place_of_the_one_before_and_of_no_other(
    sessions: Sessions, register: Register
) -> None:
    def address(who: str) -> str | None:
        found = actor_rows.actor(register.database.reader(), who)
        return None if found is None else found.email

    def sign_in(email: str | None, subject: str = "anne") -> str:
        return actor_of(sessions, Person(ROW.issuer, subject, "Anne", email, None, ()))

    anne = sign_in("old@example.dk")
    assert address(sign_in("new@example.dk")) == "new@example.dk"
    assert address(sign_in(None)) == "new@example.dk"
    actors = authority(register)
    actors.add("bo", "Bo", "sds", email="given@example.dk")
    actors.link("bo", ROW.issuer, "bo", "sds")
    assert sign_in("other@example.dk", "bo") == "bo"
    assert address("bo") == "given@example.dk"
    assert address(anne) == "new@example.dk"


def test_the_same_person_is_the_same_actor_and_another_is_another(sessions: Sessions) -> None:
    assert actor_of(sessions, person()) == actor_of(sessions, person(cvr=CVR))
    assert actor_of(sessions, person("bo")) != actor_of(sessions, person())


def test_a_person_has_so_many_sessions_and_the_one_used_the_longest_ago_makes_room(
    sessions: Sessions, register: Register, clock: StandingClock
) -> None:
    actors = authority(register)
    for subject in ("anne", "bo"):
        actor_of(sessions, person(subject))
        actors.link("sds", ROW.issuer, subject, "sds")
    bo = sessions.sign_in(ROW, person("bo"), "browser", None)
    secrets = []
    for _ in range(MOST):
        clock.now += timedelta(seconds=1)
        secrets.append(sessions.sign_in(ROW, person(), "browser", None))
    clock.now += timedelta(minutes=2)
    assert sessions.signed_in(secrets[0]) is not None, "it is used now"
    secrets.append(sessions.sign_in(ROW, person(), "browser", None))
    held = [sessions.signed_in(secret) is not None for secret in secrets]
    assert held == [True, False, *[True] * (MOST - 1)]
    assert sessions.signed_in(bo) is not None, "another person of the same actor"


def test_who_is_linked_is_the_actor_they_are_linked_to(register: Register, sessions: Sessions) -> None:
    actors = authority(register)
    actors.add("rikke", "Rikke", "sds")
    before = actor_of(sessions, person())
    actors.link("rikke", ROW.issuer, "anne", "sds")
    assert actor_of(sessions, person()) == "rikke"
    actors.unlink(ROW.issuer, "anne", "sds")
    with pytest.raises(NotLetIn, match="taken back"):
        sessions.sign_in(ROW, person(), "browser", None)
    with pytest.raises(Refused, match="Nobody is known"):
        actors.unlink(ROW.issuer, "anne", "sds")
    actors.link(before, ROW.issuer, "anne", "sds")
    assert actor_of(sessions, person()) == before
    noted = [(one.who, one.what) for one in audit_log.read_notes_of(register.database.reader(), "person")]
    assert noted[::-1] == [(before, "link"), ("sds", "link"), ("sds", "unlink"), ("sds", "link")]


def test_nobody_but_the_authority_links(register: Register, sessions: Sessions) -> None:
    actors = authority(register)
    actors.add("rikke", "Rikke", "sds")
    for by in ("rikke", None):
        with pytest.raises(Refused):
            actors.link("sds", ROW.issuer, "anne", by)
    with pytest.raises(Refused):
        actors.link("nobody", ROW.issuer, "anne", "sds")
    with pytest.raises(Refused, match="Nobody is known"):
        actors.unlink(ROW.issuer, "carl", "sds")
    assert actor_of(sessions, person()).startswith("person-")


def test_whose_actor_is_closed_is_not_let_in(register: Register, sessions: Sessions) -> None:
    actors = authority(register)
    actors.remove(actor_of(sessions, person()), "sds")
    with pytest.raises(NotLetIn, match="is closed"):
        sessions.sign_in(ROW, person(), "browser", None)


def test_a_session_of_a_provider_that_is_believed_no_more_has_ended(
    register: Register, sessions: Sessions, clock: StandingClock
) -> None:
    secret = sessions.sign_in(ROW, person(), "browser", None)
    assert Sessions(register, [], clock).signed_in(secret) is None


def test_privileges_count_at_the_owners_that_bear_the_number_of_the_login(
    register: Register, sessions: Sessions
) -> None:
    begin(
        register,
        create(TOWN, name="town", level="IO", type=TYPES["municipality"], cvr=CVR),
        create(TOWN_HALL, name="town hall", level="HI", type="550811000005108", parent=TOWN, cvr=CVR),
    )
    group = Group(CVR, (KEEPER,))
    signed_in = sessions.signed_in(sessions.sign_in(ROW, person("anne", CVR, group), "browser", None))
    assert signed_in is not None
    assert signed_in.actor.rights == [Right("municipality", TOWN)]
    assert signed_in.actor.cvr == CVR
    for cvr, given in (("13585628", group), (None, group), (CVR, Group("13585628", (KEEPER,)))):
        other = sessions.signed_in(sessions.sign_in(ROW, person("anne", cvr, given), "browser", None))
        assert other is not None
        assert other.actor.rights == []


def test_what_a_login_gave_goes_with_it(register: Register, sessions: Sessions) -> None:
    begin(register, create(TOWN, name="town", level="IO", type=TYPES["municipality"], cvr=CVR))
    sessions.sign_in(ROW, person("anne", CVR, Group(CVR, (KEEPER,))), "browser", None)
    later = sessions.signed_in(sessions.sign_in(ROW, person("anne", CVR), "browser", None))
    assert later is not None
    assert later.actor.rights == []
    assert Actors(register).find_known(later.actor.id).rights == []


def test_who_is_signed_in_is_so_while_nothing_can_be_written(
    register: Register, sessions: Sessions, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)  # as long as it waits for a writer
    secret = sessions.sign_in(ROW, person(), "browser", None)
    clock.now += timedelta(minutes=5)
    with ThreadPoolExecutor(1) as reader, register.database.desk.writing():
        found = reader.submit(sessions.signed_in, secret).result()
    assert found is not None


def test_a_login_ends_by_what_its_provider_knows_of_it_and_nobody_elses_does(
    sessions: Sessions, register: Register
) -> None:
    def begin_as(name: str, session: str, provider: Provider = ROW) -> str:
        proven = ProvenLogin({}, AtProvider(name, session, token="t"))
        return Sessions(register, [ROW, OTHER]).sign_in(provider, person(name), "browser", None, None, proven)

    def are_good(*secrets: str) -> list[bool]:
        return [Sessions(register, [ROW, OTHER]).signed_in(secret) is not None for secret in secrets]

    one, two, bo, there = (
        begin_as("anne", "1"), begin_as("anne", "2"), begin_as("bo", "3"), begin_as("anne", "1", OTHER),
    )  # fmt: skip
    plain = Sessions(register, [ROW, OTHER]).sign_in(ROW, person(), "browser", None)
    assert sessions.end_from(ROW, "first", "anne", ("1",), 60)
    assert are_good(one, two, bo, there, plain) == [False, True, True, True, True]
    assert not sessions.end_from(ROW, "first", "anne", (), 60)
    assert are_good(two) == [True]
    assert sessions.end_from(ROW, "nobody's", "", (), 60)
    assert sessions.end_from(ROW, "wrong", "bo", ("2",), 60)
    assert are_good(two, bo, there, plain) == [True, True, True, True]
    assert sessions.end_from(ROW, "all", "anne", (), 60)
    assert sessions.end_from(ROW, "marked", "", ("3",), 60)
    assert are_good(two, bo, there, plain) == [False, False, True, True]


def test_an_answer_gives_one_session_whichever_login_it_is_shown_for(
    register: Register, sessions: Sessions, clock: StandingClock
) -> None:
    proven = ProvenLogin({}, AtProvider("anne", "1"), "saml _assertion", 300)
    sessions.sign_in(ROW, person(), "browser", None, begin_login("mitid", "/me"), proven)
    beside = Sessions(register, [ROW], clock)
    with pytest.raises(NotLetIn, match="was used"):
        beside.sign_in(ROW, person(), "browser", None, begin_login("mitid", "/me"), proven)


@pytest.mark.parametrize("ahead", [timedelta(hours=11), timedelta(days=36_500)])
def test_a_login_by_a_clock_that_was_ahead_ends_when_the_clock_is_right(
    sessions: Sessions, clock: StandingClock, ahead: timedelta
) -> None:
    right = clock.now
    clock.now = right + ahead
    secret = sessions.sign_in(ROW, person(), "browser", None)
    assert sessions.signed_in(secret) is not None
    clock.now = right
    assert sessions.signed_in(secret) is None
