"""What was found, counted; where it lies, and the nearest first."""

from sor.core.utm import Point
from sor.search.index import NameIndex
from sor.search.table import UNPLACED
from tests.search.builders import HEAD, TODAY, unit
from tests.search.test_trees import PHARMACY as TREE

UNITS = [
    unit("1", "Klinik Nord", level="IO", municipality="0751", region="1082", east=570_000, north=6_220_000),
    unit("2", "Klinik Syd", "1", level="HI", type="a", specialities=("x", "y")),
    unit("3", "Klinik Øst", "2", type="b", specialities=("x",), town="Odense", east=588_000, north=6_140_000),
    unit("4", "Klinik Vest", "2", type="b", town="Skive", east=UNPLACED, north=UNPLACED),
    unit("5", "Apotek", level="IO", municipality="0101", region="1084", east=725_000, north=6_176_000),
]
INDEX = NameIndex(UNITS)


def test_all_that_was_found_is_counted_however_little_of_it_is_shown() -> None:
    counts = INDEX.search("klinik", valid=TODAY, known=HEAD, limit=1, counting=True).counts
    assert counts["type"] == (("b", 2), ("a", 1))
    assert counts["speciality"] == (("x", 2), ("y", 1))
    assert counts["municipality"] == (("0751", 4),)
    assert counts["owner"] == (("1", 4),)
    assert counts["level"] == (("OU", 2), ("HI", 1), ("IO", 1))
    assert INDEX.search("klinik", valid=TODAY, known=HEAD).counts == {}


def test_a_unit_lies_where_the_unit_above_does_unless_its_own_address_has_no_coordinates() -> None:
    places = INDEX.search("klinik", valid=TODAY, known=HEAD, counting=True).places
    assert {(place.key, place.east) for place in places} == {("1", 570_000), ("2", 570_000), ("3", 588_000)}


def test_the_nearest_come_first_and_those_of_which_nobody_knows_last() -> None:
    found = INDEX.search("klinik", valid=TODAY, known=HEAD, near=Point(588_000.0, 6_141_000.0)).page
    assert [hit.key for hit in found] == ["3", "1", "2", "4"]
    assert [hit.metres for hit in found][::3] == [1_000, None]
    listed = INDEX.search("", valid=TODAY, known=HEAD, near=Point(725_000.0, 6_176_000.0)).page
    assert listed[0].key == "5"


def test_the_open_units_of_days_are_counted() -> None:
    assert INDEX.open_on([19991231, 20000101, TODAY], known=HEAD) == [0, 5, 5]


def test_a_count_is_how_many_hits_there_are_when_it_is_chosen_units_that_are_one_hit_once() -> None:
    index = NameIndex([*UNITS, *TREE])
    for together in (False, True):
        counts = index.search("", valid=TODAY, known=HEAD, counting=True, together=together).counts
        assert set(counts) == {"level", "type", "region", "municipality", "speciality", "owner"}
        for kind, choices in counts.items():
            for code, count in choices:
                narrowed = index.search("", valid=TODAY, known=HEAD, together=together, **{kind: code})
                assert narrowed.total == count, (together, kind, code)
