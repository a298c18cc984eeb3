"""The demo STS: one key for a register, cards that all its processes trust, a clock of its own. On both databases."""

from datetime import UTC, datetime, timedelta

from sor.access.dgws.checks import Demands, check
from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.verified import VerifiedCards
from sor.desk.demo_sts import DemoSts, security_clock
from sor.register import Register
from sor.settings import read_settings
from tests.access.dgws.messages import NOW, envelope, message
from tests.conftest import StandingClock


def test_nobody_is_trusted_before_the_first_card_is_issued(register: Register, clock: StandingClock) -> None:
    sts = DemoSts(register, clock)
    assert sts.trust() == ()
    sts.issue(Holder("12345678"))
    assert [one.sts for one in sts.trust()] == ["demo"]


def test_a_card_of_one_process_is_trusted_by_another(register: Register, clock: StandingClock) -> None:
    card = DemoSts(register, clock).issue(Holder("12345678", "Klinikken", "Journal"))
    other = DemoSts(register, clock)
    text = envelope(header(card, "1", NOW))
    caller = check(message(text), Demands("SORUS"), other.trust, VerifiedCards(), NOW)
    assert (caller.cvr, caller.organisation, caller.system, caller.sts) == ("12345678", "Klinikken", "Journal", "demo")
    assert DemoSts(register, clock).issue(Holder("12345678")) != card, "every card has an id of its own"


def test_cards_are_judged_by_the_real_time_unless_a_time_is_set(register: Register, clock: StandingClock) -> None:
    real = security_clock(register, read_settings({}))()
    assert abs(real - datetime.now(UTC)) < timedelta(minutes=1)
    assert security_clock(register, read_settings({"SOR_NOW": "2026-11-01"}))() == clock()
