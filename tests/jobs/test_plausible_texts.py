"""Texts that were changed all together, told by the whole of them."""

from collections.abc import Iterable

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.jobs.plausible_texts import TextsStated

HOSPITALS = [
    (f"{number}{ward}", f"{name} {number}")
    for number in range(1301, 1331)
    for ward, name in (("", "Fjordby Sygehus"), ("010", "Kirurgisk Afsnit, Sæby"), ("020", "Øjenambulatorium"))
]


def odd_in(names: Iterable[tuple[str, str]], kind: str = "unit") -> list[str]:
    stated = TextsStated()
    for line, (key, name) in enumerate(names):
        stated.take(Claim(kind, key, frozenset({"name"}), [Piece(20200101, OPEN, {"name": name})], line=line))
    return [one.what for one in stated.odd() if one.is_suspicious]


def test_names_as_they_are_written_are_right() -> None:
    assert odd_in(HOSPITALS) == odd_in(HOSPITALS, "shak") == []


def test_capitals_in_half_of_the_names_are_no_fault() -> None:
    assert odd_in((key, name.upper() if n % 2 else name) for n, (key, name) in enumerate(HOSPITALS)) == []
    assert odd_in((key, name.upper()) for key, name in HOSPITALS) == ["names of units without a small letter"]


def test_names_of_shak_a_record_further_on_fit_those_beside_them() -> None:
    names = [name for _, name in HOSPITALS]
    moved = zip((key for key, _ in HOSPITALS), [names[-1], *names], strict=False)
    assert odd_in(moved, "shak") == ["names of SHAK codes that fit the code of the record beside them better"]


def test_a_name_at_the_limit_of_a_format_was_not_cut() -> None:
    long = [(str(n), f"{n:>2} Ambulatorium for ældre i Fjordby, Øst, {'x' * (n % 40)}"[:60]) for n in range(100)]
    assert not any("which none exceeds" in what for what in odd_in(long))
    assert any("end at 50 characters" in what for what in odd_in((key, name[:50]) for key, name in long))


def test_a_letter_that_is_nowhere_is_missed_in_many_names_only() -> None:
    without = [(key, name.replace("Ø", "O").replace("æ", "ae")) for key, name in HOSPITALS]
    assert odd_in(without[:59]) == []
    assert any("none has one of the letters" in what for what in odd_in(without))


def test_records_whose_places_moved_begin_with_a_blank_or_in_the_middle_of_a_word() -> None:
    assert "names of SHAK codes that begin with a blank" in odd_in(
        ((key, f" {name}") for key, name in HOSPITALS), "shak"
    )
    assert "names of SHAK codes that begin with a small letter" in odd_in(
        ((key, name[1:]) for key, name in HOSPITALS), "shak"
    )
    stated = TextsStated()
    for key, _ in HOSPITALS:
        values = {"name": "Fjordby", "groups": {"EGrp": " SK"}}
        stated.take(Claim("shak", key, frozenset(values), [Piece(20200101, OPEN, values)]))
    assert [one.what for one in stated.odd() if one.is_suspicious] == ["SHAK codes whose groups begin with a blank"]
