"""What is told as a personal number in a text, what is like one and is none, and what is left of the text."""

import pytest

from sor.core.personal_numbers import has_personal_number, mask_numbers, with_personal_numbers, without_personal_numbers


@pytest.mark.parametrize(
    ("text", "shown", "left"),
    [
        ("Læge Hans Hansen, 010170-1234", "Læge Hans Hansen, 010170-xxxx", "Læge Hans Hansen"),
        ("Klinik v/ Hansen (CPR 0101701234)", "Klinik v/ Hansen (CPR 010170xxxx)", "Klinik v/ Hansen"),
        ("Læge CPR-nr. 290296 4006 Jensen", "Læge CPR-nr. 290296 xxxx Jensen", "Læge Jensen"),
        ("Hansen 610170-1234", "Hansen 610170-xxxx", "Hansen"),  # of somebody who has none yet
        ("Jensen 2110625629", "Jensen 211062xxxx", "Jensen"),  # by its check digit
        ("010170–1234", "010170–xxxx", ""),
    ],
)
def test_a_personal_number_is_told_without_its_end(text: str, shown: str, left: str) -> None:
    assert has_personal_number(text)
    assert (mask_numbers(text), without_personal_numbers(text)) == (shown, left)


@pytest.mark.parametrize(
    "text",
    [
        "Klinik 31-12-1970", "1012345678", "P-nr. 1012345678", "010101 8600 Silkeborg", "5790990001136",
        "350170-1234", "019062-8600-12", "+45 86 12 34 00", "Vestervej 10-12, 8600",
    ],
)  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert not has_personal_number(text)
    assert mask_numbers(text) == text


def test_the_texts_of_a_subject_are_looked_at_by_their_paths() -> None:
    values = {"name": "Hansen", "note": "010170-1234", "postal_address": {"street": "Vej 1, 010170-1234", "east": 1.5}}
    assert [path for path, _ in with_personal_numbers(values)] == ["note", "postal_address.street"]
