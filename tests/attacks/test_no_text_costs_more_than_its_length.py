"""No text that somebody sends, pastes or stores in a file holds up the others: what reading it costs grows with its
length and no faster.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from sor.changes.guided.comparing import MOST_TEXT, compare_shown
from sor.changes.guided.practice import Practice
from sor.core.identifiers import tidy_identifier
from sor.core.personal_numbers import has_personal_number, mask_numbers, without_personal_numbers
from sor.core.text import compose_text, without_breaks
from sor.core.typed_day import read_typed_day

CLINIC: Any = {
    "code": "1", "level": "HI", "name": "Lægehuset Bakkegården i Nørre Snede ved kirken",
    "location": {"number": "5790000000012"},
    "visiting_address": {"street": "Storegade", "building": "12", "postcode": "8600"},
    "virtual_address": {"email": "post@clinic.example", "phone": "12345678", "website": "www.clinic.example"},
}  # fmt: skip
PRACTICE = Practice({"0": {"code": "0", "level": "IO", "cvr": "99000007"}, "1": CLINIC}, "1")
LENGTH = MOST_TEXT
TEXTS = {
    "letters": "a" * LENGTH,
    "digits": "1" * LENGTH,
    "blanks": " " * LENGTH + "x",
    "blanks before a break": (" " * (LENGTH // 2) + "x") * 2 + "\n",
    "signs of an address": "x.+-" * (LENGTH // 4),
    "an address without end": "a@" + "a." * (LENGTH // 2),
    "many addresses": "a@" * (LENGTH // 2),
    "hosts that are none": "www.1" * (LENGTH // 5),
    "dashes": "-" * LENGTH + "x",
    "brackets": "(" * LENGTH,
    "cpr": "cpr-" * (LENGTH // 4),
    "a head of half the table": f"{'x' * (LENGTH // 2)};b\n" + "1\n" * (LENGTH // 4),
    "almost the name on every line": "lghst bkkgrdn nrre snde vd krkn\n" * (LENGTH // 32),
}


def compared(text: str) -> object:
    return compare_shown(PRACTICE, text)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "read",
    [
        compared, compose_text, without_breaks, has_personal_number, mask_numbers, without_personal_numbers,
        read_typed_day, lambda text: tidy_identifier("code", text),
    ],
    ids=["compared", "composed", "on one line", "personal number", "masked", "without numbers", "day", "code"],
)  # fmt: skip
def test_a_text_costs_no_more_than_its_length(read: Callable[[str], object], text: str) -> None:
    began = time.process_time()
    read(TEXTS[text])
    assert time.process_time() - began < 1  # some took six seconds in which nobody else was answered
