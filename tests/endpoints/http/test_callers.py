"""Who is calling: what gives access, and everything that does not."""

from datetime import timedelta

import pytest

from sor.access.token import LIFETIME, SKEW, Bearer, sign
from sor.desk.actors import Actors, secret_of
from sor.endpoints.http.callers import Callers, Secret, basic
from sor.endpoints.http.problem import Problem
from sor.register import Refused, Register
from sor.settings import read_settings
from sor.store import audit_log, facts
from tests.conftest import StandingClock
from tests.demos import take_mark_away
from tests.owned import REGION, fill, wanted

KEY, OTHER_KEY = "a-key-of-the-setting-long-enough-for-it", "another-key-of-the-setting-long-enough"


class Desk:
    """A register with a region's actor and its program."""

    def __init__(self, register: Register) -> None:
        fill(register)
        self.register = register
        self.actors = Actors(register)
        self.actors.add("rikke", "Rikke Bøgh", "sds")
        self.right = self.actors.grant("rikke", wanted("region", REGION), "sds")
        self.secret = Secret(*self.actors.new_secret("rikke", "rikke"))
        self.callers = Callers(register, read_settings({}), register.clock)

    def token(self) -> str:
        return str(self.callers.token(self.secret, "10.0.0.1")["access_token"])

    def refused(self, authorization: str | None) -> Problem:
        with pytest.raises(Problem) as refused:
            self.callers.actor(authorization)
        assert refused.value.status == 401
        assert refused.value.headers["WWW-Authenticate"].startswith('Bearer realm="sor"')
        return refused.value


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


def test_a_secret_gives_a_token_and_a_token_the_actor(desk: Desk) -> None:
    actor = desk.callers.actor(f"Bearer {desk.token()}")
    assert (actor.id, [right.place for right in actor.rights]) == ("rikke", [REGION])
    assert desk.callers.actor(f"bearer  {desk.token()}").id == "rikke"


@pytest.mark.parametrize(
    "shown",
    [
        ("rikke", "wrong"),
        ("rikke", ""),
        ("", ""),
        ("bo", "wrong"),
        ("sds", "demo"),
        ("a\x00", "b\x00"),
        ("\ud800", "x"),
    ],
)
def test_a_wrong_secret_and_an_unknown_program_are_told_alike(desk: Desk, shown: tuple[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        desk.callers.token(Secret(*shown), "10.0.0.1")
    problem = refused.value
    assert (problem.status, problem.document()["error"]) == (401, "invalid_client")
    assert problem.headers == {"WWW-Authenticate": 'Basic realm="sor"'}
    assert str(problem) == "The program is not known, or its secret is wrong. Make a new one with sor user secret."


def test_whoever_guesses_is_told_to_wait_and_a_right_secret_from_the_same_address_is_not(desk: Desk) -> None:
    for expected in (401,) * 5 + (429,) * 3:
        with pytest.raises(Problem) as refused:
            desk.callers.token(Secret("rikke", "guess"), "10.0.0.1")
        assert refused.value.status == expected
        assert desk.callers.token(desk.secret, "10.0.0.1")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 61
    with pytest.raises(Problem) as refused:
        desk.callers.token(Secret("rikke", "guess"), "10.0.0.2")
    assert refused.value.status == 401


@pytest.mark.slow
def test_a_right_secret_is_not_refused_for_what_others_try(desk: Desk) -> None:
    bo = Secret(*desk.actors.new_secret("rikke", "rikke", "bo"))
    for n in range(6):
        for client, address in (("rikke", "10.0.0.2"), ("bo", "10.0.0.1"), (f"program-{n}", "10.0.0.1")):
            with pytest.raises(Problem):
                desk.callers.token(Secret(client, "guess"), address)
    assert desk.callers.token(desk.secret, "10.0.0.1")
    assert desk.callers.token(bo, "10.0.0.2")


def test_what_can_be_nobodys_secret_is_not_counted(desk: Desk) -> None:
    for client, secret in (("rikke", "x" * 257), ("Rikke", "x"), ("x" * 65, "x"), ("", "x"), ("a\x00", "x")):
        with pytest.raises(Problem) as refused:
            desk.callers.token(Secret(client, secret), "10.0.0.1")
        assert refused.value.status == 401
    assert desk.register.database.reader().run("SELECT count(*) FROM failed_try").fetchone()[0] == 0


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic cmlra2U6eA==", "demo", "Token x"])
def test_without_a_token_one_is_told_where_to_get_it(desk: Desk, header: str | None) -> None:
    problem = desk.refused(header)
    assert str(problem) == "A token is missing. Get one with POST /api/v1/token and send it as Authorization: Bearer …"
    assert "error=" not in problem.headers["WWW-Authenticate"]


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzZHMifQ."])
def test_what_is_no_token_of_ours(desk: Desk, token: str) -> None:
    problem = desk.refused(f"Bearer {token}")
    assert problem.headers["WWW-Authenticate"] == 'Bearer realm="sor", error="invalid_token"'


def test_a_token_runs_out(desk: Desk, clock: StandingClock) -> None:
    token = desk.token()
    clock.now += timedelta(minutes=14, seconds=59)
    assert desk.callers.actor(f"Bearer {token}")
    clock.now += timedelta(seconds=1)
    assert "has run out" in str(desk.refused(f"Bearer {token}"))


def test_a_token_tells_rights_as_they_are_now(desk: Desk) -> None:
    token = desk.token()
    desk.actors.withdraw(desk.right, "sds")
    assert desk.callers.actor(f"Bearer {token}").rights == []


def test_a_token_ends_with_its_actor_its_program_and_its_secret(desk: Desk) -> None:
    token = desk.token()
    desk.secret = Secret(*desk.actors.new_secret("rikke", "rikke"))
    assert "withdrawn" in str(desk.refused(f"Bearer {token}"))
    token = desk.token()
    desk.actors.withdraw_client("rikke", "sds")
    assert "withdrawn" in str(desk.refused(f"Bearer {token}"))
    desk.secret = Secret(*desk.actors.new_secret("rikke", "rikke"))
    token = desk.token()
    desk.actors.remove("rikke", "sds")
    assert "withdrawn" in str(desk.refused(f"Bearer {token}"))


def test_a_restored_register_takes_no_token_from_before(desk: Desk, register: Register) -> None:
    token = desk.token()
    with register.database.writing() as connection:
        facts.put(connection, "epoch", "another")
    desk.refused(f"Bearer {token}")


def test_a_key_of_the_setting_takes_the_place_of_the_kept_one(desk: Desk, register: Register) -> None:
    token = desk.token()
    other = Callers(register, read_settings({"SOR_TOKEN_KEY": KEY}))
    with pytest.raises(Problem):
        other.actor(f"Bearer {token}")
    token = str(other.token(desk.secret, "10.0.0.1")["access_token"])
    assert other.actor(f"Bearer {token}").id == "rikke"
    desk.refused(f"Bearer {token}")


def test_a_new_key_signs_at_once_and_nobody_notices(desk: Desk, register: Register, clock: StandingClock) -> None:
    other_worker = Callers(register, read_settings({}), register.clock)
    before = desk.token()
    clock.now += timedelta(seconds=1)
    old, new = desk.actors.signing_keys()[0], desk.actors.new_signing_key("sds")
    assert [key.id for key in desk.actors.signing_keys()] == [new.id, old.id]
    after = desk.token()
    for callers in (desk.callers, other_worker):
        assert {callers.actor(f"Bearer {token}").id for token in (before, after)} == {"rikke"}
    clock.now += timedelta(seconds=LIFETIME + SKEW)
    assert [key.id for key in desk.actors.signing_keys()] == [new.id], "no token of the old one is good any more"


def test_a_key_that_others_may_know_ends_at_once(desk: Desk, clock: StandingClock) -> None:
    before, old = desk.token(), desk.actors.signing_keys()[0]
    clock.now += timedelta(seconds=1)
    desk.actors.new_signing_key("sds")
    after = desk.token()
    desk.actors.drop_signing_key(old.id, "sds")
    desk.refused(f"Bearer {before}")
    assert desk.callers.actor(f"Bearer {after}").id == "rikke"
    for by, sentence in (("rikke", "rikke may not do this"), (None, "Say who does it")):
        with pytest.raises(Refused, match=sentence):
            desk.actors.new_signing_key(by)
        with pytest.raises(Refused, match=sentence):
            desk.actors.drop_signing_key(desk.actors.signing_keys()[0].id, by)
    with pytest.raises(Refused, match=r"There is no key x\. See: sor keys list"):
        desk.actors.drop_signing_key("x", "sds")
    noted = audit_log.read_notes_of(desk.register.database.reader(), "key")
    assert [(one.what, one.who) for one in noted] == [("remove", "sds"), ("make", "sds"), ("make", "register")]
    values = [old.value, *(one.value for one in desk.actors.signing_keys())]
    assert len(values) == 2
    assert not any(value in str(one) for value in values for one in noted), "no key stands in the audit log"
    assert [one.after and set(one.after) for one in noted] == [None, {"value"}, {"value"}]


def test_keys_of_the_setting_rotate_too(desk: Desk, register: Register) -> None:
    def by(keys: str) -> Callers:
        return Callers(register, read_settings({"SOR_TOKEN_KEY": keys}), register.clock)

    token = str(by(KEY).token(desk.secret, "10.0.0.1")["access_token"])
    assert by(f"{OTHER_KEY} {KEY}").actor(f"Bearer {token}").id == "rikke"
    with pytest.raises(Problem):
        by(OTHER_KEY).actor(f"Bearer {token}")


def test_a_token_signed_with_our_key_gives_no_program_another_actor(desk: Desk, register: Register) -> None:
    row = desk.actors.program(*desk.secret)
    assert row is not None
    issuer = f"sor:{register.facts()['epoch']}"
    forged = sign(desk.actors.signing_keys()[0].value, issuer, Bearer("sds", row.id, secret_of(row)), register.clock())
    desk.refused(f"Bearer {forged}")


def test_demo_programs_get_no_token_of_a_real_register(desk: Desk, register: Register) -> None:
    with register.database.desk.writing() as connection:
        connection.run("UPDATE client SET made_by = 'demo'")
    assert desk.token()
    token = desk.token()
    take_mark_away(register)
    with pytest.raises(Problem) as refused:
        desk.callers.token(desk.secret, "10.0.0.1")
    assert refused.value.status == 401
    with pytest.raises(Problem):
        desk.callers.actor(f"Bearer {token}")


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("Basic cmlra2U6czpl", Secret("rikke", "s:e")),
        ("basic cmlra2U6", Secret("rikke", "")),
        ("Basic cmlra2U=", None),
        ("Basic ***", None),
        ("Basic /w==", None),
        ("Bearer x", None),
        (None, None),
    ],
)
def test_id_and_secret_in_a_header(header: str | None, secret: Secret | None) -> None:
    assert basic(header) == secret
