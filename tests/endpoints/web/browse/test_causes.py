"""Which entry made a step."""

from sor.core.story import steps
from sor.endpoints.web.browse.causes import causes
from sor.endpoints.web.browse.unit_page import read_stated
from sor.register import Register
from tests.endpoints.web.small_register import CLOSED_CLINIC, FUTURE_CLINIC, PRACTICE_PROVIDER, WARD


def told(register: Register, code: str) -> list[tuple[str, int | None]]:
    snapshot = register.at()
    story = steps(snapshot.history(code, resolved=True))
    found = causes(code, story, read_stated(snapshot, code, story), snapshot.at.known)
    return [(step.day, serial) for step, serial in zip(story, found, strict=True)]


def test_a_later_entry_is_named_for_what_it_changed_and_the_first_for_the_rest(register: Register) -> None:
    assert told(register, WARD) == [("2015-01-01", 1), ("2026-09-01", 2)]


def test_an_inherited_change_is_that_of_the_unit_above(register: Register) -> None:
    assert told(register, PRACTICE_PROVIDER)[-2:] == [("2026-12-01", 1), ("2027-01-15", 1)]


def test_closing_and_opening_have_their_entries(register: Register) -> None:
    assert told(register, CLOSED_CLINIC) == [("2010-01-01", 1), ("2025-07-01", 1)]


def test_a_region_that_is_reformed_comes_from_a_code_list_and_from_no_entry(register: Register) -> None:
    snapshot = register.at()
    history = [
        {"valid_from": day, "valid_to": end, "postal_address": {"source": FUTURE_CLINIC, "region": region}}
        for day, end, region in (("2026-01-01", "2027-01-01", "1084"), ("2027-01-01", None, "oestdanmark"))
    ]
    story = steps(history)
    assert causes(FUTURE_CLINIC, story[1:], read_stated(snapshot, FUTURE_CLINIC, story), 2) == [None]
