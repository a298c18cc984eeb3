"""What and where: every word counts, what a unit is and where it lies comes before what it is called, words that are
nowhere are named. Figures on the sample register; the benchmark has them for 100,000 units.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from bench import what_and_where
from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.sample.register import SAMPLE_DAY
from sor.search.index import NameIndex
from sor.search.table import Label
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.search.builders import HEAD, OPEN_DAY, TODAY, unit

TYPED = {"typed.txt": 200, "typed_by_others.txt": 40}
"""Files of questions, and how many of each the sample register can answer at least."""

LABELS = [
    Label("type", "264372000", 10101, OPEN_DAY, "apotek Pharmacy apoteket"),
    Label("type", "550681000005102", 10101, OPEN_DAY, "tandlægepraksis tandlæge"),
    Label("speciality", "394594003", 10101, 20260101, "oftalmologi"),
    Label("speciality", "394594003", 20260101, OPEN_DAY, "oftalmologi øjenlæge"),
    Label("municipality", "0751", 10101, OPEN_DAY, "Aarhus Aarhus Kommune"),
    Label("region", "1082", 10101, OPEN_DAY, "Region Midtjylland"),
]
AARHUS = {"municipality": "0751", "region": "1082"}
PHARMACY, DENTIST = "264372000", "550681000005102"


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(
        [
            unit(
                "1", "Aarhus Kommune", level="IO", town="Aarhus C", postcode="8000", street="Rådhuspladsen 2", **AARHUS
            ),
            unit("2", "Løveapoteket", level="HI", type=PHARMACY, town="Åbyhøj", postcode="8230", **AARHUS),
            unit(
                "3", "Svaneapoteket", level="HI", type=PHARMACY, town="Aarhus C", postcode="8000", street="Store Torv 5"
            ),
            unit("4", "Apotek Aarhus", level="OU", town="Odense C", postcode="5000"),
            unit("5", "Klinikken", level="HI", type=DENTIST, town="Aarhus C", postcode="8000", **AARHUS),
            unit(
                "6",
                "Klinikken på hjørnet",
                level="HI",
                specialities=("394594003",),
                identifiers=("86123456",),
                **AARHUS,
            ),
            unit("7", "Afdelingen", parent="5"),
        ],
        LABELS,
    )


def codes(index: NameIndex, text: str, day: int = TODAY) -> list[str]:
    return [hit.key for hit in index.search(text, valid=day, known=HEAD).page]


def test_what_a_unit_is_and_where_it_lies_comes_before_what_it_is_called(index: NameIndex) -> None:
    assert set(codes(index, "apoteket aarhus")[:2]) == {"2", "3"}
    assert codes(index, "apotek 8000")[0] == "3"
    assert codes(index, "tandlæge i aarhus")[0] == "5"
    assert codes(index, "store torv aarhus") == ["3"]


def test_the_whole_name_of_a_unit_finds_it_with_those_that_are_what_was_typed(index: NameIndex) -> None:
    assert codes(index, "Apotek Aarhus")[0] == "4"


def test_a_name_in_another_order_is_that_name_before_units_that_are_only_so_and_there(index: NameIndex) -> None:
    assert codes(index, "aarhus apotek")[:3] == ["4", "3", "2"]


def test_everyday_words_hold_on_the_days_of_their_list(index: NameIndex) -> None:
    assert codes(index, "øjenlæge midtjylland") == ["6"]
    assert codes(index, "øjenlæge midtjylland", day=20251231) != ["6"]


def test_a_telephone_is_found_however_it_is_parted(index: NameIndex) -> None:
    for typed in ("86123456", "86 12 34 56", "8612 3456"):
        assert codes(index, typed)[0] == "6"


def test_the_answer_says_why_each_unit_is_there_and_which_words_are_nowhere(index: NameIndex) -> None:
    found = index.search("tandlæge 8000", valid=TODAY, known=HEAD)
    assert found.page[0].why == ("type", "postcode")
    assert found.not_found == ()
    assert index.search("tandlæge Xyzzy aarhus", valid=TODAY, known=HEAD).not_found == ("Xyzzy",)


def test_codes_that_get_other_words_are_found_by_those(index: NameIndex) -> None:
    other = NameIndex([unit("1", "Klinikken", type=DENTIST)], LABELS)
    assert codes(other, "tandlæge") == ["1"]
    other.label([Label("type", DENTIST, 10101, OPEN_DAY, "dentist")])
    assert other.search("dentist", valid=TODAY, known=HEAD).page[0].why == ("type",)
    assert codes(other, "tandlæge") == []


class Typed(NamedTuple):
    """What somebody typed, the names of what is meant, and the municipality."""

    text: str
    meant: frozenset[str]
    municipality: str


def typed(file: str) -> list[Typed]:
    text = (Path(__file__).parent / file).read_text("utf-8")
    lines = [line.split(" | ") for line in text.splitlines() if not line.startswith("#")]
    return [Typed(text, frozenset(meant.split(";")), municipality) for text, meant, municipality in lines]


@pytest.fixture(scope="module")
def sample(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    return Register(Database(copy_demo(demo_file, tmp_path_factory.mktemp("sample"))), StandingClock())


def test_every_right_unit_comes_before_a_wrong_one_for_what_and_where(sample: Register) -> None:
    at, book = AsOf(SAMPLE_DAY, sample.serial()), PhoneBook(sample)
    asked = list(what_and_where.questions(what_and_where.units_of(sample, book, at), 500, 5))
    found = what_and_where.measure(
        lambda text, most: [hit.key for hit in book.search(text, at, limit=most).page], asked
    )
    assert found.share >= 0.95, found.missed


@pytest.mark.parametrize(("file", "least"), TYPED.items())
def test_what_people_type_has_a_right_unit_among_the_first_three(sample: Register, file: str, least: int) -> None:
    at, book = AsOf(SAMPLE_DAY, sample.serial()), PhoneBook(sample)
    units = {unit.code: unit for unit in what_and_where.units_of(sample, book, at)}
    codes = sample.code_book(at.known)
    asked = [one for one in typed(file) if any(_answers(codes, unit, one) for unit in units.values())]
    assert len(asked) >= least
    missed = [
        one.text
        for one in asked
        if not any(_answers(codes, units[hit.key], one) for hit in book.search(one.text, at, limit=3).page)
    ]
    assert 1 - len(missed) / len(asked) >= 0.9, missed


def _answers(codes: CodeBook, unit: what_and_where.Unit, asked: Typed) -> bool:
    names = {codes.name("speciality", one, SAMPLE_DAY) for one in unit.specialities}
    names.add(codes.name("entity_type", unit.type, SAMPLE_DAY))
    is_there = unit.municipality == asked.municipality or unit.lies_in(asked.municipality)  # Herning is a town too
    return bool(names & asked.meant) and is_there
