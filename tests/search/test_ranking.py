"""Which of those found comes first."""

import pytest

from sor.search.index import NameIndex
from sor.search.ranking import LOOKED_AT
from sor.search.table import Document
from tests.search.builders import HEAD, TODAY, unit


def ranked(text: str, *documents: Document, **filters: bool | None) -> list[str]:
    hits = NameIndex(documents).search(text, valid=TODAY, known=HEAD, **filters)  # type: ignore[arg-type]
    assert [hit.score for hit in hits.page] == sorted((hit.score for hit in hits.page), reverse=True)
    return [hit.key for hit in hits.page]


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("tand", "Tand", "Tandlægen"),
        ("tand", "Tandlægen", "Aabentand"),
        ("medicinsk afdeling", "Medicinsk afdeling", "Medicinsk afdeling, Hobro"),
        ("medicinsk afdelign", "Medicinsk afdeling", "Medicinsk afdeling A"),
        ("lægerne skov", "Lægerne Skov", "Skov Lægerne"),
        ("lægerne skov", "Skov Lægerne", "Lægerne Skovby"),
        ("afsnit II", "Afsnit II", "Afsnit III"),
        ("jens hansen", "Hansen Jens", "Jens Jensen"),
    ],
)
def test_the_better_name_comes_first(typed: str, better: str, worse: str) -> None:
    assert ranked(typed, unit("1", worse), unit("2", better))[0] == "2"
    assert ranked(typed, unit("1", better), unit("2", worse))[0] == "1"


def test_a_name_with_all_words_comes_before_a_shorter_one_that_inherits_some() -> None:
    documents = (
        unit("1", "Medicinsk afdeling", town="Hobro"),
        unit("2", "Medicinsk dagafsnit", "1"),
        unit("3", "Medicinsk afdeling, Universitetshospital Hobro Øst"),
    )
    assert ranked("medicinsk afdeling hobro", *documents) == ["1", "3", "2"]


def test_between_equals_the_open_come_first_then_the_higher_level_then_the_code() -> None:
    documents = (
        unit("5", "Klinikken", valid_to=20100101, level="IO"),
        unit("4", "Klinikken"),
        unit("3", "Klinikken"),
        unit("2", "Klinikken", level="HI"),
        unit("1", "Klinikken", valid_to=20100101),
    )
    assert ranked("klinikken", *documents, open=None) == ["2", "3", "4", "5", "1"]


def test_an_identifier_comes_before_the_beginning_of_a_code_and_that_before_a_name() -> None:
    documents = (unit("1", "Afdeling 1301"), unit("1301016", "B"), unit("3", "C", identifiers=("1301",)))
    assert ranked("1301", *documents) == ["3", "1301016", "1"]


def test_a_name_where_every_word_is_found_hides_those_where_one_is_missing() -> None:
    documents = (unit("1", "Lægehuset", town="Hobro"), unit("2", "Lægehuset", town="Ribe"))
    assert ranked("lægehuset hobro", *documents) == ["1"]
    assert ranked("lægehuset xyzzyx", *documents) == ["1", "2"]


def test_pages_beyond_those_looked_at_letter_by_letter_neither_repeat_nor_forget() -> None:
    index = NameIndex([unit(f"{i}", f"Klinik {i}") for i in range(LOOKED_AT + 75)])
    pages = [index.search("klinik", valid=TODAY, known=HEAD, limit=50, offset=offset) for offset in range(0, 450, 50)]
    keys = [hit.key for page in pages for hit in page.page]
    assert len(keys) == len(set(keys)) == pages[0].total == LOOKED_AT + 75
