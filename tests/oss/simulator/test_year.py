"""A year of changes in FK-ORG: each kind arrives on its day, told as the truth says."""

import pytest

from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.truth import ChangeTruth
from tests.oss.simulator.simulated import BEGIN, CVR, municipality


@pytest.fixture
def one() -> SimulatedMunicipality:
    return SimulatedMunicipality(municipality("0330", "Slagelse", CVR, homes=300), 1000, 1, BEGIN)


def is_open(one: SimulatedMunicipality, unit: str) -> bool:
    state = one.newest(unit).state(one.now) if unit in one.objects else None
    return state is not None and state.active


def holds(one: SimulatedMunicipality, change: ChangeTruth) -> bool:
    """Whether FK-ORG shows what a change says."""
    first, last = change.org[0], change.org[-1]
    name = one.newest(first).text("EnhedNavn", one.now) if first in one.objects else None
    texts = (
        {
            (one.address_text(r.target.value) or ("",))[0]
            for r in one.newest(first).list_related("Adresser", one.now)
            if r.target
        }
        if first in one.objects
        else set()
    )
    return {
        "rename": lambda: name == change.what,
        "address": lambda: change.what in texts,
        "phone": lambda: change.what in texts,
        "move": lambda: one.newest(first).target("Overordnet", one.now) == change.what,
        "close": lambda: not is_open(one, first) and one.newest(first).target("Overordnet", one.now) is None,
        "new": lambda: is_open(one, first) and name == change.what,
        "merge": lambda: name == change.what and not is_open(one, last),
        "split": lambda: is_open(one, first) and is_open(one, last),
    }[change.kind]()


def test_every_change_holds_from_its_day_on_and_not_before(one: SimulatedMunicipality) -> None:
    changes = one.truth().changes
    assert {change.kind for change in changes} == {
        "rename",
        "address",
        "phone",
        "move",
        "close",
        "new",
        "merge",
        "split",
    }
    for change in changes:
        one.reach(max(one.day, change.day - 1))
        if one.day < change.day:
            assert not holds(one, change), change
        one.reach(change.day)
        assert holds(one, change), change
    one.reach(365)
    assert [change for change in changes if not holds(one, change)] == []


def test_what_held_before_stays_readable_as_history(one: SimulatedMunicipality) -> None:
    change = next(change for change in one.truth().changes if change.kind == "rename")
    before = one.newest(change.org[0]).text("EnhedNavn", one.now)
    one.reach(365)
    unit = one.objects[change.org[0]]
    assert unit.registrations[-2].text("EnhedNavn", one.now) == before
    assert unit.newest.attributes[0].texts["EnhedNavn"] == before, "the old name is kept with its end"


def test_the_year_does_not_run_backwards(one: SimulatedMunicipality) -> None:
    one.reach(10)
    with pytest.raises(ValueError, match="between 10, which was reached, and 365"):
        one.reach(9)
