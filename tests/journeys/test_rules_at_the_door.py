"""The rule book as somebody meets it who sends a change: what is refused, by which rules, and what passes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sor.core.finding import ERROR
from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from tests.changes.scene import CLINIC, DEPARTMENT, PRIVATE, TODAY, TOMORROW, Scene, create

LATER = "2026-12-01"
Change = dict[str, Any]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('door')}/sor.db")
    setup.upgrade(database)
    register = Register(database, lambda: datetime(2026, 11, 1, 12, tzinfo=UTC))
    register.init("master", demo=True)
    return Scene(register)


def edit(unit: str, day: str = TOMORROW, /, **values: Any) -> Change:
    return {"op": "edit", "unit": unit, "from": day, "set": values}


REFUSED: dict[str, tuple[set[str], list[Change], str]] = {
    "a hospital closes over open departments": (
        {"C6"}, [{"op": "close", "unit": "@hospital", "from": LATER}], "rest"),
    "a department opens below one that closes before": (
        {"H2"}, [{"op": "close", "unit": "@lungs", "from": LATER},
                 create("#new", "OU", "@lungs", "2026-12-05", name="Ny", type=DEPARTMENT, location="inherit")], "rest"),
    "a department moves to a private clinic": (
        {"T3", "F10"}, [{"op": "move", "unit": "@heart", "parent": "@clinic", "from": LATER}], "rest"),
    "a hospital becomes a clinic over its departments": (
        {"T3", "F10"}, [edit("@hospital", LATER, type=CLINIC)], "rest"),
    "a ward gets a ydernummer": ({"F9"}, [edit("@ward", provider_identifier="190629")], "rest"),
    "a practitioner gets a ydernummer of five digits": ({"I4"}, [edit("@feet", provider_identifier="19062")], "rest"),
    "an owner gives up the number that its clinic inherits": (
        {"L3"}, [edit("@owner", location={"state": "None"})], "rest"),
    "a number is not from any series": (
        {"L9", "L5"}, [{"op": "number", "location_number": "5790002401473", "from": TODAY, "unit": "@feet",
                        "issue": {"network": "41000035001"}}], "rest"),
    "an owner is made of a name and a type": (
        {"F3", "F6", "L1"}, [create("#o", "IO", None, name="Ny Klinik ApS", type=PRIVATE)], "rest"),
    "a SHAK code is stated after the end of SHAK": ({"SHAK"}, [edit("@ward", shak="665001")], "rest"),
    "an organisational level outside hospitals": ({"ID27"}, [edit("@feet", organisational_level="afsnit")], "rest"),
    "a place is sent": ({"F12"}, [edit("@ward", geographic_location="1")], "rest"),
    "SORUS changes a unit from today": ({"D2"}, [edit("@feet", TODAY, name="Nyt navn")], "sorus"),
    "SORUS makes a unit six days ahead": (
        {"D2"}, [create("#new", "OU", "@hospital", "2026-11-07", name="Ny", type=DEPARTMENT, location="inherit")],
        "sorus"),
}  # fmt: skip

TAKEN: dict[str, tuple[list[Change], str]] = {
    "a hospital closes with its whole branch": (
        [{"op": "close", "unit": "@hospital", "from": LATER, "branch": True}], "rest"),
    "a ward moves within its hospital": (
        [{"op": "move", "unit": "@ward", "parent": "@lungs", "from": LATER}], "rest"),
    "a ydernummer is taken away": ([edit("@feet", provider_identifier=None)], "rest"),
    "a name changes from today": ([edit("@feet", TODAY, name="Nyt navn")], "web"),
    "SORUS changes a unit from tomorrow": ([edit("@feet", TOMORROW, name="Nyt navn")], "sorus"),
    "SORUS makes a unit seven days ahead": (
        [create("#new", "OU", "@hospital", "2026-11-08", name="Ny", type=DEPARTMENT, location="inherit")], "sorus"),
}  # fmt: skip


@pytest.mark.parametrize("story", REFUSED)
def test_refused(story: str, scene: Scene) -> None:
    rules, changes, door = REFUSED[story]
    tried = scene.preview(*changes, door=door, options={"shak_end": 20260630})
    assert not tried.accepted
    assert {found.rule for found in tried.findings if found.severity == ERROR} == rules


@pytest.mark.parametrize("story", TAKEN)
def test_taken(story: str, scene: Scene) -> None:
    changes, door = TAKEN[story]
    tried = scene.preview(*changes, door=door, options={"shak_end": 20260630})
    assert [found for found in tried.findings if found.severity == ERROR] == []
    assert tried.accepted
