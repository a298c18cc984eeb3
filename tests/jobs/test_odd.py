"""So many odd values of so many, and when they are suspicious."""

import pytest

from sor.jobs.odd import Odd, many


@pytest.mark.parametrize(("odd", "of", "most", "is_suspicious"), [
    (9, 9, 50, False), (10, 20, 50, False), (11, 20, 50, True), (10, 1000, 0, True), (79, 100, 80, False),
])  # fmt: skip
def test_ten_and_more_than_so_many_of_a_hundred(odd: int, of: int, most: int, is_suspicious: bool) -> None:
    assert Odd("values", odd, of, (), most).is_suspicious is is_suspicious


def test_it_is_told_with_figures_and_examples() -> None:
    assert str(Odd("names", 3, 9, ["a", "b"])) == "names: 3 of 9 (a; b; …)"
    assert str(Odd("names", 2, 9, ["a", "b"])) == "names: 2 of 9 (a; b)"
    assert (many("shak"), many("location_number")) == ("SHAK codes", "location numbers")
