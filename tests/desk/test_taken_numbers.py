"""A number that a case would take from another is told with whose it is; one's own is not."""

import pytest

from sor.desk.taken_numbers import list_taken
from tests.changes.scene import Scene, create
from tests.desk.asking import Office


@pytest.fixture
def office(scene: Scene) -> Office:
    return Office(scene)


@pytest.mark.parametrize(
    ("who", "cvr", "count"), [("nina", "35095748", 1), ("kim", "35095748", 0), ("nina", "13585628", 0)]
)
def test_whose_a_number_is(office: Office, who: str, cvr: str, count: int) -> None:
    before = office.register.serial()
    change = create("#new", "IO", None, name="Ny ApS", type="550891000005100", cvr=cvr, location={"state": "None"})
    found = list_taken(office.register, office.actor(who), [change], "rest")
    assert [one.field for one in found] == ["cvr"] * count
    assert all(office.scene["owner"] in one.danish and f"CVR-nummer {cvr} hører til" in one.danish for one in found)
    assert office.register.serial() == before
