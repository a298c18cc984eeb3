"""What and where that no unit answers whole: places near by count, and what a unit is counts more than its name."""

from sor.search.index import NameIndex
from sor.search.table import Label
from tests.search.builders import HEAD, OPEN_DAY, TODAY, unit

PHARMACY = "264372000"
INDEX = NameIndex(
    [
        unit("1", "Odense Kommune", level="IO", town="Odense C", postcode="5000", municipality="0461"),
        unit(
            "2",
            "Rosengårdens Apotek",
            level="HI",
            type=PHARMACY,
            town="Odense SØ",
            postcode="5220",
            municipality="0461",
        ),
        unit("3", "Torvets Apotek", level="HI", type=PHARMACY, town="Skive", postcode="7800", municipality="0779"),
        unit("4", "Grå Stær Vej 1", level="HI", town="Skive", postcode="7800", municipality="0779"),
        unit("5", "Apotekergården Plejehjem", level="HI", town="Nyborg", postcode="5800", municipality="0450"),
    ],
    [Label("type", PHARMACY, 10101, OPEN_DAY, "apotek pharmacy")],
)


def keys(text: str) -> list[str]:
    return [hit.key for hit in INDEX.search(text, valid=TODAY, known=HEAD).page]


def test_where_a_postcode_has_none_those_of_its_municipality_come_first() -> None:
    assert keys("apotek 5000")[0] == "2"
    assert keys("5000 odense c apotek")[0] == "2"


def test_words_that_say_nothing_do_not_hide_what_a_unit_is() -> None:
    found = INDEX.search("grå xyzzy apotek skive", valid=TODAY, known=HEAD)
    assert found.page[0].key == "3"
    assert "xyzzy" in found.not_found


def test_a_unit_that_is_called_what_was_typed_stays_first() -> None:
    assert keys("apotekergården plejehjem nyborg")[0] == "5"


def test_a_compound_that_nobody_has_heard_of_is_what_its_last_part_says() -> None:
    assert keys("døgnapotek skive")[0] == "3"
    assert keys("weekendapotek 5220")[0] == "2"
    assert keys("demensplejehjem nyborg")[0] == "5"
