"""Municipalities run one after the other: one's fault stops none of the others, and each shows how it stands.

That "oss run" may be killed follows from its steps, each of which tests/cli/test_every_command_killed.py kills.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from sor.core.instant import parse_instant
from sor.oss.keeping import change_settings
from sor.oss.running import due, run_all, run_one, standings
from sor.oss.sor_side import SorSide
from sor.oss.standing import DecidingRule, MunicipalSettings
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import MUNICIPALITY, TOWN, MunicipalScene, at, create

OTHER = "0741"


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> MunicipalScene:
    made = MunicipalScene.copied(new_sqlite, clock, tmp_path)
    place = at("Søtofte", "1") | TOWN | {"municipality": OTHER, "postcode": "8305", "district": "Samsø"}
    made.send(
        create("#samsoe", "IO", None, name="Samsø Kommune", type="547211000005108", cvr="23795515",
               location={"state": "None"}, postal_address=place, virtual_address={"phone": "87922200"}),
    )  # fmt: skip
    return made


def test_the_fault_of_one_never_stops_another(scene: MunicipalScene) -> None:
    change_settings(scene.register, OTHER, MunicipalSettings(source=str(scene.file.with_name("none.json"))), "anna")
    change_settings(scene.register, MUNICIPALITY, MunicipalSettings(source=str(scene.file)), "anna")
    found = {one.municipality: one for one in run_all(scene.register, scene.settings, [OTHER, MUNICIPALITY, "9999"])}
    assert "none.json kan ikke læses" in (found[OTHER].fault.danish if found[OTHER].fault else "")
    assert "9999 er ingen kommune" in (found["9999"].fault.danish if found["9999"].fault else "")
    assert found[MUNICIPALITY].applied is not None
    stands = {one.row.municipality: one for one in standings(scene.register)}
    assert "none.json" in stands[OTHER].row.fault
    assert stands[OTHER].row.good_at == ""
    assert stands[MUNICIPALITY].row.fault == ""
    assert stands[MUNICIPALITY].row.good_at == stands[MUNICIPALITY].row.tried_at != ""
    assert {one.progress for one in stands.values()} == {None}


def test_a_municipality_is_due_when_its_hours_have_passed(scene: MunicipalScene, clock: StandingClock) -> None:
    settings = MunicipalSettings(on=True, source=str(scene.file), every_hours=6)
    assert due(scene.register) == []
    change_settings(scene.register, MUNICIPALITY, settings, "anna")
    assert due(scene.register) == [MUNICIPALITY]
    run_one(scene.register, scene.settings, SorSide(scene.register), MUNICIPALITY)
    assert due(scene.register) == []
    (stands,) = standings(scene.register)
    assert stands.next_at == parse_instant(stands.row.tried_at) + timedelta(hours=6)
    clock.now += timedelta(hours=6)
    assert due(scene.register) == [MUNICIPALITY]


def test_a_run_without_changes_writes_nothing(scene: MunicipalScene) -> None:
    rules = [DecidingRule(kind="*", threshold=0)]
    change_settings(scene.register, MUNICIPALITY, MunicipalSettings(source=str(scene.file), rules=rules), "anna")
    first = run_one(scene.register, scene.settings, SorSide(scene.register), MUNICIPALITY)
    assert first.applied is not None
    assert first.applied.counts["create"] == 1
    serial = scene.register.serial()
    again = run_one(scene.register, scene.settings, SorSide(scene.register), MUNICIPALITY)
    assert again.applied is not None
    assert (again.applied.counts, scene.register.serial()) == ({}, serial)
    assert again.snapshot is not None
    assert not again.snapshot.changed
