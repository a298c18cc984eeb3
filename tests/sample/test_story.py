"""A story tells what was known when: changes, corrections of dates, closings, and what they claim."""

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN
from sor.sample.story import Story


@pytest.fixture
def clinic() -> Story:
    """Opened on 1 June 2019, renamed from 1 March 2024, which was registered a week before."""
    story = Story("unit", "90000001000016003", 20190601, 20190520, {"name": "Lægehuset Nord", "cvr": "90000006"})
    story.change(20240301, 20240223, name="Lægehuset Syd", cvr=None)
    return story


def claimed(story: Story, known: int) -> Claim:
    claim = story.claim(known)
    assert claim is not None
    return claim


def names(story: Story, known: int) -> list[tuple[int, int, str]]:
    return [(piece.from_day, piece.to_day, piece.values["name"]) for piece in claimed(story, known).pieces]


def test_nothing_is_claimed_before_the_opening_is_known(clinic: Story) -> None:
    assert clinic.claim(20190519) is None


def test_a_change_is_known_from_its_registration_on(clinic: Story) -> None:
    assert names(clinic, 20240222) == [(20190601, OPEN, "Lægehuset Nord")]
    assert names(clinic, 20240223) == [(20190601, 20240301, "Lægehuset Nord"), (20240301, OPEN, "Lægehuset Syd")]


def test_a_version_bears_the_dates_of_its_change_and_a_field_can_end(clinic: Story) -> None:
    last = claimed(clinic, 20261101).pieces[-1].values
    assert last == {"name": "Lægehuset Syd", "status": {"from": "2024-03-01", "updated": "2024-02-23"}}


def test_a_date_that_was_wrong_is_believed_until_it_is_corrected(clinic: Story) -> None:
    clinic.redate(1, 20240415, 20240901)
    assert names(clinic, 20240831)[-1] == (20240301, OPEN, "Lægehuset Syd")
    assert names(clinic, 20240901)[-1] == (20240415, OPEN, "Lægehuset Syd")


def test_a_closing_ends_the_life_and_what_was_to_come_after(clinic: Story) -> None:
    clinic.close(20240201, 20240110)
    assert claimed(clinic, 20240109).life == [(20190601, OPEN)]
    assert claimed(clinic, 20261101).life == [(20190601, 20240201)]
    assert names(clinic, 20261101) == [(20190601, 20240201, "Lægehuset Nord")]


def test_a_later_closing_takes_the_place_of_an_earlier(clinic: Story) -> None:
    clinic.close(20260101, 20251101)
    clinic.close(20260301, 20251201)
    assert claimed(clinic, 20251130).life == [(20190601, 20260101)]
    assert claimed(clinic, 20261101).life == [(20190601, 20260301)]
    assert list(clinic.registered_days()) == [20190520, 20240223, 20251101, 20251201]


def test_life_is_told_apart_and_never_a_field(clinic: Story) -> None:
    assert "open" not in claimed(clinic, 20261101).fields
    assert "name" in claimed(clinic, 20261101).fields
