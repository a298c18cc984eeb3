"""How what was typed is read, and where its words are found."""

import sys

import pytest

from sor.core.text import compose_text, is_fit
from sor.search.question import MOST_LETTERS, MOST_WORDS, answers, read, reasons, units_named
from sor.search.table import Document, Table
from sor.search.text import words
from sor.search.view import SearchView, view
from tests.search.builders import HEAD, TODAY, unit


def filled(*documents: Document) -> tuple[Table, SearchView]:
    table = Table()
    for document in documents:
        table.append(document)
    table.refresh()
    return table, view(table, TODAY, HEAD)


NAMES = ("Lægehuset Aalborg", "Afsnit 2", "Tand", "Klinikken")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Lægehuset, Aalborg!", ["lagehuset", "alborg"]),
        ("lægehusetaalborg", ["lagehuset", "alborg"]),
        ("lægehusaalborg", ["lagehus", "alborg"]),
        ("afsnit2", ["afsnit", "2"]),
        ("klinikkken", ["kliniken"]),
        ("klinkken", ["klinken"]),
        ("22", ["22"]),
        ("– ,", []),
    ],
)
def test_words_are_read_and_those_written_together_parted(typed: str, read_as: list[str]) -> None:
    table, _ = filled(*[unit(str(i), name) for i, name in enumerate(NAMES)])
    assert [word.loose for word in read(typed, table.texts)] == read_as


def test_every_character_parts_words_in_a_question_as_it_does_in_a_name() -> None:
    table, _ = filled(unit("1"))
    odd = [c for c in map(chr, range(0xA0, sys.maxunicode + 1)) if is_fit(c) and words(f"a{c}b") != [f"a{c}b"]]
    assert {"½", "㋿", "㌖", "ﷺ", "\u0301", "¨", "①", "ⓐ"} <= set(odd)
    for start in range(0, len(odd), 48):
        name = compose_text("ab".join(["", *odd[start : start + 8], ""]))
        read_as = [word.loose for word in read(name, table.texts)]
        assert read_as == words(name)[:MOST_WORDS], name


def test_a_word_written_apart_is_found_joined() -> None:
    table, _ = filled(*[unit(str(i), name) for i, name in enumerate(NAMES)])
    assert all(word.scores[0] > 0.5 for word in read("læge huset", table.texts))


def test_only_so_many_words_are_read() -> None:
    table, _ = filled(unit("1"))
    assert len(read("ord " * 100, table.texts)) == MOST_WORDS
    assert [len(word.loose) for word in read("ab" * 100_000, table.texts)] == [MOST_LETTERS]


def test_a_unit_is_named_by_its_identifiers_its_code_and_the_beginning_of_its_code() -> None:
    table, at = filled(unit("1234016", identifiers=("019062",)), unit("1234117", identifiers=("1234",)), unit("9"))

    def named(text: str) -> tuple[list[str], list[str]]:
        exact, begun = units_named(text, table, at)
        return [table.keys[at.keys[i]] for i in exact], [table.keys[at.keys[i]] for i in begun]

    assert named("19062") == (["1234016"], [])
    assert named(" 1234016 ") == (["1234016"], [])
    assert named("1234") == (["1234117"], ["1234016"])
    assert named("123") == ([], [])
    assert named("9") == (["9"], [])
    assert named("?") == ([], [])


def test_each_word_counts_where_it_is_found_best() -> None:
    table, at = filled(
        unit("1", "Region Nordjylland", level="IO"),
        unit("2", "Aalborg Sygehus", "1", level="HI", town="Aalborg"),
        unit("3", "Medicinsk klinik", "2"),
        unit("4", "Sengeafsnit", "3", identifiers=("8001A7",)),
    )
    ward = 3

    def asked(text: str) -> tuple[float, int, tuple[str, ...]]:
        question = read(text, table.texts)
        scored = answers(question, table, at)
        return round(float(scored.covered[ward]), 2), int(scored.missing[ward]), reasons(question, table, at, ward)

    assert asked("sengeafsnit") == (1.0, 0, ("name",))
    assert asked("aalborg") == (0.9, 0, ("town",))
    assert asked("klinik") == (0.75, 0, ("parent",))
    assert asked("sygehus") == (0.75, 0, ("institution",))
    assert asked("nordjylland") == (0.6, 0, ("owner",))
    assert asked("8001A7") == (1.0, 0, ("identifier",))
    assert asked("sengeafsnit nordjylland")[1:] == (0, ("name", "owner"))
    assert asked("sengeafsnit hammerfest")[1:] == (1, ("name",))
