"""What is reported without a login, on both databases: who sees it, and when its sender is forgotten."""

import pytest

from sor.desk import error_reports
from sor.desk.error_reports import MOST_ABOUT, MOST_FROM, ErrorReports, TooManyReports
from sor.desk.letters import WrittenLetter
from sor.register import Refused
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import SETTINGS, Office

SAID = WrittenLetter("Grete Gæst", "grete@gaest.example", "Telefonen er forkert")


@pytest.fixture
def office(scene: Scene) -> Office:
    return Office(scene)


def test_its_keeper_answers_and_the_sender_is_forgotten(office: Office) -> None:
    case = ErrorReports(office.register, SETTINGS).file(office.scene["feet"], SAID, "192.0.2.1", "web")
    may_see = {who for who in ("sds", "kim", "rikke", "med", "nina")
               if office.cases.seen_by(office.actor(who), str(case.number)) is not None}  # fmt: skip
    assert may_see == {"sds", "kim"}
    assert office.cases.contents.asker(case).email == SAID.email
    office.cases.refuse(office.actor("kim"), case, "Den er rigtig", "web")
    assert office.cases.contents.asker(office.again(case)).email is None


def test_so_many_an_hour_from_one_address(office: Office) -> None:
    clock = StandingClock()
    reports = ErrorReports(office.register, SETTINGS, clock)
    for _ in range(MOST_FROM):
        reports.file(office.scene["feet"], SAID, "192.0.2.1", "web")
    with pytest.raises(TooManyReports):
        reports.file(office.scene["feet"], SAID, "192.0.2.1", "web")
    reports.file(office.scene["feet"], SAID, "192.0.2.2", "web")
    clock.pass_days(1)
    reports.file(office.scene["feet"], SAID, "192.0.2.1", "web")


def test_who_has_many_addresses_takes_the_door_away_from_one_unit_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, feet, ward = ErrorReports(office.register, SETTINGS), office.scene["feet"], office.scene["ward"]
    filed = [reports.file(feet, SAID, f"192.0.2.{n}", "web") for n in range(MOST_ABOUT)]
    with pytest.raises(TooManyReports, match=rf"^{MOST_ABOUT} reports about {feet} wait for an answer"):
        reports.file(feet, SAID, "198.51.100.1", "web")
    reports.file(ward, SAID, "192.0.2.1", "web")
    office.cases.refuse(office.actor("sds"), filed[0], "Den er rigtig", "web")
    reports.file(feet, SAID, "198.51.100.1", "web")
    monkeypatch.setattr(error_reports, "MOST_OPEN", MOST_ABOUT + 1)
    with pytest.raises(TooManyReports, match=rf"^{MOST_ABOUT + 1} reports wait for an answer"):
        reports.file(ward, SAID, "198.51.100.2", "web")


def test_a_unit_that_there_is_not(office: Office) -> None:
    with pytest.raises(Refused):
        ErrorReports(office.register, SETTINGS).file("123", SAID, "192.0.2.1", "web")
