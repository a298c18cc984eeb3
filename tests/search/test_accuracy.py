"""A name with one slip, or its beginning and the town, finds the unit: the benchmark in small."""

import pytest

from bench.search_bench import beginnings, measure, slips, towns
from bench.search_register import HEAD, TODAY, register
from sor.search.index import NameIndex
from sor.search.table import Document

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(register(5_000, seed=7))


@pytest.fixture(scope="module")
def today(documents: list[Document]) -> list[Document]:
    return [document for document in documents if document.valid_from <= TODAY < document.valid_to]


@pytest.fixture(scope="module")
def index(documents: list[Document]) -> NameIndex:
    return NameIndex(documents)


def test_a_name_with_one_slip_finds_a_unit_of_that_name(index: NameIndex, today: list[Document]) -> None:
    names = {document.key: document.name for document in today}
    found = measure(index, slips(list(names.values()), 500, seed=8), names, valid=TODAY, known=HEAD)
    assert found.first >= 0.97, found.missed
    assert found.among_five >= 0.99, found.missed


def test_two_words_and_the_town_find_the_unit(index: NameIndex, today: list[Document]) -> None:
    town_of = towns(today)
    units = [(document.key, document.name, town_of[document.key]) for document in today]
    codes = {document.key: document.key for document in today}
    found = measure(index, beginnings(units, 500, seed=9), codes, valid=TODAY, known=HEAD)
    assert found.among_ten >= 0.9, found.missed
