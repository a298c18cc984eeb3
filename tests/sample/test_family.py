"""What hangs on a unit lives and ends with it."""

from random import Random

import pytest

from sor.core.day import OPEN
from sor.sample import messages, places
from sor.sample.days import SampleYears
from sor.sample.family import Family, SampleUnit


@pytest.fixture
def family() -> Family:
    return Family(Random(1), SampleYears.of(8, 20261101), 100, 3)


@pytest.fixture
def owner(family: Family) -> SampleUnit:
    unit = family.unit("IO", "privat", "Lægehuset Nord", None, places.town("8600"), 20150101, cvr=None)
    family.state(unit, location=family.own_number(unit, messages.LETTERS))
    return unit


def test_places_run_on_and_fields_without_a_value_are_left_out(family: Family, owner: SampleUnit) -> None:
    child = family.unit("HI", "almen lægepraksis", "Lægehuset Nord", owner, owner.town, 20150101)
    assert (owner.place, child.place, child.depth, family.left) == (100, 101, 2, 1)
    assert "cvr" not in owner.changes[0].values
    assert child.changes[0].values["parent"] == owner.key


def test_a_number_with_its_message_types_closes_with_its_unit(family: Family, owner: SampleUnit) -> None:
    child = family.unit("HI", "almen lægepraksis", "Lægehuset Nord", owner, owner.town, 20150101)
    family.close(owner, 20260501, 20260401)
    assert {story.closed for story in family.stories()} == {20260501}
    assert child.closed == 20260501
    assert [story.key.rpartition("/")[2] for story in owner.messages] == ["receive", "send", "receive", "send"]


def test_a_shak_code_is_renamed_with_its_unit(family: Family, owner: SampleUnit) -> None:
    family.own_shak(owner, "9100", "sgh")
    family.rename(owner, "Lægehuset Syd", 20200101, 20191201)
    assert owner.shak is not None
    assert owner.shak.changes[-1].values == {"name": "Lægehuset Syd"}
    assert owner.changes[0].values["shak"] == "9100"


def test_a_succession_shows_both_sides(family: Family, owner: SampleUnit) -> None:
    new = family.unit("IO", "privat", "Lægehuset Syd", None, owner.town, 20200101)
    family.succession(owner, new, 20200101, 20191201)
    assert family.others[-1].key == f"{owner.key}>{new.key}"
    assert family.others[-1].changes[0].values == {"replaces": True, "replaced_by": True}


def test_a_child_never_opens_before_its_parent(family: Family, owner: SampleUnit) -> None:
    assert all(family.opening(owner) >= owner.opened for _ in range(300))
    assert owner.closed == OPEN


def test_a_place_bears_the_fields_of_an_address(family: Family, owner: SampleUnit) -> None:
    site = family.site("800100", "Fjordby Hospital", owner.town, owner.opened)
    assert site.changes[0].values.keys() == {
        "name", "street", "postcode", "district", "municipality", "region", "east", "north",
    }  # fmt: skip
