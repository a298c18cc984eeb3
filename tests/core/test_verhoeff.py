"""The quick Verhoeff check says what the library says."""

import random

import pytest
from stdnum import verhoeff

from sor.core.verhoeff import PLACES, passes


@pytest.mark.parametrize(
    ("code", "right"), [("11000016002", True), ("698491000016009", True), ("698491000016008", False), ("0", True)]
)
def test_known_codes(code: str, right: bool) -> None:
    assert passes(code) is right


def test_every_verdict_is_that_of_the_library() -> None:
    dice = random.Random(7)
    for _ in range(5_000):
        number = str(dice.randrange(10 ** dice.randint(1, PLACES)))
        assert passes(number) == verhoeff.is_valid(number), number


def test_each_check_digit_of_the_library_passes_and_no_other() -> None:
    for body in ("1100001600", "90000001000016009", "7"):
        assert [digit for digit in "0123456789" if passes(body + digit)] == [verhoeff.calc_check_digit(body)]
