"""What is under way stands before whoever asked and whoever answers, and nobody else; what waits for them first."""

import pytest

from sor.desk.open_cases import MOST, list_open_cases
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office


@pytest.fixture
def office(scene: Scene) -> Office:
    return Office(scene)


def seen(office: Office, who: str) -> list[tuple[int, bool]]:
    return [(one.number, one.waits) for one in list_open_cases(office.register, office.cases, office.actor(who))]


def test_who_asks_waits_until_there_is_a_question_and_who_decides_until_it_is_answered(
    office: Office, clock: StandingClock
) -> None:
    case = office.ask("kim", "location_number", "@owner", system_type="225")
    office.ask("nina", "access", "@ward", role="region")
    assert (seen(office, "kim"), seen(office, "nina")) == ([(1, False)], [(2, False)])
    assert seen(office, "eva") == [(1, True), (2, True)]
    assert (seen(office, "rikke"), seen(office, "med")) == ([(2, True)], [])
    office.cases.ask(office.actor("eva"), case, "Hvilket system?")
    assert seen(office, "kim") == [(1, True)]
    assert seen(office, "eva") == [(2, True), (1, False)]
    office.cases.answer(office.actor("kim"), office.again(case), "Det nye")
    assert (seen(office, "kim"), seen(office, "eva")) == ([(1, False)], [(1, True), (2, True)])
    office.cases.refuse(office.actor("eva"), office.again(case), "Nej", "rest")
    (told,) = list_open_cases(office.register, office.cases, office.actor("kim"))
    assert (told.number, told.state, told.decided, told.waits) == (1, "refused", "2026-11-01", False)
    assert seen(office, "eva") == [(2, True)]
    clock.pass_days(31)
    assert seen(office, "kim") == []


def test_what_somebody_took_back_is_no_news_to_them(office: Office) -> None:
    case = office.ask("kim", "location_number", "@owner", system_type="225")
    office.cases.withdraw(office.actor("kim"), case, "alligevel ikke", "rest")
    assert seen(office, "kim") == []


def test_it_is_told_what_they_are_about_and_until_when_and_only_the_first(office: Office) -> None:
    for _ in range(MOST + 1):
        office.ask("kim", "location_number", "@clinic", system_type="225")
    found = list_open_cases(office.register, office.cases, office.actor("kim"))
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert {(one.kind, one.about, one.due) for one in found} == {
        ("location_number", "Bakkens Fodterapi", "2026-11-13"),
    }  # fmt: skip
