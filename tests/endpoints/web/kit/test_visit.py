"""A visit: the asked point, and links that stay there."""

import pytest

from sor.endpoints.web.kit.visit import visit_of
from sor.register import BadTime, Register


def test_without_a_question_it_is_today_and_links_are_bare(register: Register) -> None:
    visit = visit_of(register, "/", {})
    assert (visit.day, visit.travels, visit.language) == ("2026-11-21", False, "da")
    assert visit.link("/units/1") == "/units/1"


def test_every_link_carries_day_knowledge_and_language(register: Register) -> None:
    visit = visit_of(register, "/", {"valid": "2025-01-01", "known": "@1", "lang": "en"})
    assert visit.travels
    assert visit.link("/units/1", by="level") == "/units/1?valid=2025-01-01&known=%401&lang=en&by=level"


def test_the_same_page_in_another_language_keeps_its_own_questions(register: Register) -> None:
    visit = visit_of(register, "/", {"q": "læge", "valid": "2025-01-01"})
    assert visit.here(lang="en") == "/?valid=2025-01-01&lang=en&q=l%C3%A6ge"
    assert visit.here(valid=None) == "/?q=l%C3%A6ge"


def test_asking_for_today_is_no_journey(register: Register) -> None:
    visit = visit_of(register, "/", {"valid": "2026-11-21"})
    assert not visit.travels
    assert visit.link("/") == "/"


def test_an_empty_field_of_a_form_asks_nothing_and_an_unknown_language_is_danish(register: Register) -> None:
    visit = visit_of(register, "/", {"valid": "", "known": " ", "lang": "de"})
    assert (visit.valid, visit.known, visit.language) == (None, None, "da")


def test_a_day_that_is_none_is_refused_unless_time_is_set_aside(register: Register) -> None:
    with pytest.raises(BadTime, match="'i går' is not a date"):
        visit_of(register, "/", {"valid": "i går"})
    assert visit_of(register, "/", {"valid": "i går"}, ignore_time=True).day == "2026-11-21"


def test_it_says_what_the_register_is(register: Register) -> None:
    visit = visit_of(register, "/", {})
    assert (visit.role, visit.is_demo, visit.head, visit.reached) == ("master", True, 2, "2026-11-21")
