"""Cards and certificates outside their time by seconds, hours or years, clocks that jump under a server, and messages
that are sent again by whoever holds them: each is refused as documented, and nothing is done twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.access.dgws.checks import OLDEST
from sor.access.dgws.issuing import Identity, issue, new_identity
from sor.access.dgws.refusal import BAD_CERTIFICATE, EXPIRED, Refusal
from sor.access.dgws.trust import Trust, read_trust
from sor.access.dgws.verified import VerifiedCards
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from tests.access.dgws.messages import CARD, CVR, HOLDER, NOW, TRUST, called, envelope, headers
from tests.attacks.conftest import Attacked
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases
from tests.owned import WARD, fill, wanted

ISSUED = NOW - timedelta(hours=1)
"""Of CARD."""

OFFSETS = sorted({
    *(timedelta(minutes=minutes) for minutes in range(-27 * 60, 27 * 60, 13)),
    *(edge + timedelta(seconds=second) for edge in (timedelta(0), OLDEST) for second in (-1, 0, 1)),
    *(timedelta(days=sign * days) for sign, days in product((-1, 1), (2, 31, 366, 36_500))),
})  # fmt: skip
"""How far the reader's clock is from the moment when a card was issued."""


def said(card: str, now: datetime, trust: Trust, kept: VerifiedCards) -> str:
    """What a reader says of a card: let in, or the code of its refusal."""
    try:
        return "let in" if called(envelope(headers(card)), now=now, kept=kept, trust=trust).cvr == CVR else "wrong"
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("is_known", [False, True], ids=["never seen before", "verified before"])
def test_a_card_is_good_in_its_own_24_hours_and_not_a_second_longer(is_known: bool) -> None:
    found: Counter[str] = Counter()
    kept = VerifiedCards()
    for offset in OFFSETS:
        if is_known:
            assert said(CARD, NOW, TRUST, kept) == "let in"
        told = said(CARD, ISSUED + offset, TRUST, kept if is_known else VerifiedCards())
        assert told == ("let in" if timedelta(0) <= offset < OLDEST else EXPIRED), offset
        found[told] += 1
    assert min(found.values()) > 100


@pytest.fixture(scope="module")
def certificates() -> dict[str, Identity]:
    """By name, STS whose certificates hold at other times."""
    day = timedelta(days=1)
    periods = {
        "good": (NOW - 30 * day, NOW + 30 * day), "ended yesterday": (NOW - 30 * day, NOW - day),
        "begins tomorrow": (NOW + day, NOW + 30 * day), "ended years ago": (NOW - 4_000 * day, NOW - 3_000 * day),
        "ends this second": (NOW - day, NOW), "ended a second ago": (NOW - day, NOW - timedelta(seconds=1)),
    }  # fmt: skip
    return {name: new_identity(name, period) for name, period in periods.items()}


@pytest.mark.slow
def test_a_certificate_outside_its_time_signs_nothing_whoever_stands_beside_it(
    certificates: dict[str, Identity],
) -> None:
    found: Counter[str] = Counter()
    trusts = {name: read_trust(name, identity.certificate.encode()) for name, identity in certificates.items()}
    for (name, identity), beside in product(certificates.items(), ("", *trusts)):
        card = issue(identity, HOLDER, ISSUED, "card").decode()
        told = said(card, NOW, trusts[name] + trusts.get(beside, ()), VerifiedCards())
        assert told == ("let in" if name in ("good", "ends this second") else BAD_CERTIFICATE), (name, beside)
        found[told] += 1
    assert found == {"let in": 14, BAD_CERTIFICATE: 28}


def test_a_card_that_is_known_ends_with_the_certificate_that_signed_it(certificates: dict[str, Identity]) -> None:
    identity, kept = certificates["ends this second"], VerifiedCards()
    trust = read_trust("sts", identity.certificate.encode())
    card = issue(identity, HOLDER, ISSUED, "card").decode()
    assert said(card, NOW, trust, kept) == "let in"
    assert said(card, NOW + timedelta(seconds=1), trust, kept) == BAD_CERTIFICATE


@pytest.mark.slow
def test_a_message_sent_again_is_done_once_by_whomever_and_nobody_acts_in_its_name(
    attacked: Attacked, unbroken: None
) -> None:
    """Each sender's message, sent again by itself and by all others: whole, with their own card, with another body."""
    register, senders = attacked.register, ("region", "municipality", "private", "state")
    for who, other in product(senders, senders):
        message_id = f"again-{who}-{other}-{datetime.now(UTC):%f}"
        card, own = attacked.card(who), attacked.card(other)
        message = attacked.message(who, card=card, message_id=message_id)
        serial = register.serial()
        first = attacked.posted(message)
        assert (first.rules, register.serial()) == ([], serial + 1)
        assert attacked.posted(message).body.partition(b"<soap:Body>")[2] == first.body.partition(b"<soap:Body>")[2]
        assert register.serial() == serial + 1, "the same again is done once"
        if who == other:
            continue
        taken_over = attacked.posted(message.replace(card, own))
        assert taken_over.rules, "another may not do it, whoever sent it first"
        assert set(taken_over.rules) <= {"AUTH1", "AUTH2", "AUTH3"}
        assert attacked.posted(message.replace("navn", "andet navn")).rules == ["X35"]
        assert register.serial() == serial + 1


@pytest.fixture
def real(new_sqlite: NewDatabases, clock: StandingClock) -> Iterator[tuple[Any, Register, dict[str, str]]]:
    """The doors of a real register that believes a clock 31 days ahead, and what a program shows for a token."""
    register = Register(new_sqlite(), clock, most_days_ahead=31)
    register.init("master")
    fill(register)
    actors = Actors(register)
    actors.grant("sds", wanted("authority"), "sds")
    client, secret = actors.new_secret("sds", "sds")
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as doors:
        yield doors, register, {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}


@pytest.mark.slow
def test_a_clock_that_jumps_under_a_server_stops_writing_and_nothing_else(
    real: tuple[Any, Register, dict[str, str]], clock: StandingClock
) -> None:
    doors, register, form = real

    def change(name: str) -> Any:
        document = {"changes": [{"op": "edit", "unit": WARD, "from": "2027-01-01", "set": {"name": name}}]}
        token = doors.post("/api/v1/token", data=form).json()["access_token"]  # good for a quarter of an hour
        shown = {"Authorization": f"Bearer {token}", "Idempotency-Key": name}
        return doors.post("/api/v1/changes", json=document, headers=shown)

    assert change("before").status_code == 201
    for days in (32, 365, 36_500, -1, -365, -20_000):
        head = register.head()
        clock.pass_days(days)
        told = change(f"jump{days}")
        assert told.status_code == 503, told.text
        assert (told.json()["type"], told.headers["Retry-After"]) == ("/api#stopped", "60")
        for address in ("/status", f"/api/v1/units/{WARD}", f"/units/{WARD}", "/api/v1/log", "/", "/version"):
            assert doors.get(address).status_code == 200, address
        assert register.head() == head
        clock.pass_days(-days)
        assert change(f"jump{days}").status_code == 201, "the clock is right again: it goes on without a restart"
    assert register.verify(deep=True).fault is None
