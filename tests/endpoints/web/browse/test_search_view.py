"""Hits as they are shown."""

from sor.endpoints.web.browse.search_question import SearchQuestion
from sor.endpoints.web.browse.search_view import CarriedNumber, hit_view, paging
from sor.endpoints.web.kit.values import Values
from sor.register import Register
from sor.search.index import Hit
from tests.endpoints.web.small_register import PRACTICE_PROVIDER


def test_the_number_that_was_typed_is_marked_and_others_stand_beside_it(register: Register, values: Values) -> None:
    unit = register.at().unit(PRACTICE_PROVIDER)
    assert unit is not None
    hit = hit_view(unit, [], "0990062 brønderslev", values.names, values.visit, Hit(unit["code"], 1.0, ()))
    assert hit.numbers == [CarriedNumber("provider_identifier", "990062", True)]
    assert (hit.type, hit.town, hit.code_matched) == ("Supplerende oplysninger", "9700 Brønderslev", False)
    by_gln = hit_view(unit, [], "579 9000 000015", values.names, values.visit, Hit(unit["code"], 1.0, ()))
    assert CarriedNumber("location_number", "5799000000015", True) in by_gln.numbers
    assert hit_view(unit, [], PRACTICE_PROVIDER, values.names, values.visit, Hit(unit["code"], 1.0, ())).code_matched


def test_pages_are_counted_from_one_and_gaps_are_left_out() -> None:
    first = paging(SearchQuestion("a"), 195, 20)
    assert (first.first, first.last, first.pages) == (1, 20, 10)
    assert first.shown_pages == [1, 2, None, 10]
    assert paging(SearchQuestion("a", page=5), 195, 20).shown_pages == [1, None, 4, 5, 6, None, 10]
    nothing = paging(SearchQuestion("a"), 0, 0)
    assert (nothing.first, nothing.last, nothing.shown_pages) == (0, 0, [1])
