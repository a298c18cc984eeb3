"""The units in plain SQL, as of any day and serial: what the view gives is what every answer says."""

from typing import Any

import pytest

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.register import Register
from sor.store.database import Database
from sor.store.units_as_of import PARTS, PLAIN, columns_of
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.following.krs_sample import sample
from tests.new_databases import NewDatabases


def asked(database: Database, valid: int, known: int) -> dict[str, dict[str, Any]]:
    """The view's rows, by code."""
    names = [name for name, _ in columns_of()]
    with database.writing() as connection:
        connection.run("UPDATE as_of SET valid = :valid, known = :known", valid=valid, known=known)
        rows = connection.run("SELECT * FROM units_as_of").fetchall()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {row["code"]: row for row in found}


def told(unit: dict[str, Any]) -> dict[str, Any]:
    """The same of an answer."""
    location = unit.get("location") or {}
    row = {name: unit.get(name) for name in ("code", "level", "parent", "owner", *PLAIN)}
    row |= {name: unit.get(name) for name in ("valid_from", "valid_to", "first_from", "serial")}
    row |= {"location_number": location.get("number"), "location_number_source": location.get("source")}
    for block, parts in PARTS.items():
        shown = unit.get(block) or {}
        row |= {f"{block}_{part}": shown.get(part) for part in parts}
        row[f"{block}_source"] = shown.get("source")
    return row


def is_as_answered(register: Register, valid: int, known: int) -> int:
    snapshot = register.at(AsOf(valid, known))
    rows = asked(register.database, valid, known)
    for code, row in rows.items():
        unit = snapshot.unit(code)
        assert unit is not None, code
        assert {name: value for name, value in row.items() if name != "body"} == told(dict(unit)), code
    assert len(rows) == snapshot.count("unit")
    return len(rows)


def test_the_view_gives_what_every_answer_says_at_any_day_and_serial(scene: Scene) -> None:
    scene.send({"op": "edit", "unit": "@heart", "from": TOMORROW, "set": {"virtual_address": {"phone": "11223344"}}},
               judge=False)  # fmt: skip
    scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": TODAY}, judge=False)
    scene.send({"op": "close", "unit": "@clinic", "from": TOMORROW, "branch": True}, judge=False)
    for known in range(1, scene.register.serial() + 1):
        for valid in (20261101, 20261102):
            is_as_answered(scene.register, valid, known)


def test_nothing_asked_means_the_day_reached_as_known_now(scene: Scene, clock: StandingClock) -> None:
    head = scene.register.head()
    assert asked(scene.register.database, 0, 0) == asked(scene.register.database, head.day, head.serial) != {}


@pytest.mark.postgres
def test_the_function_gives_the_same_without_the_table(new_postgresql: NewDatabases, clock: StandingClock) -> None:
    scene = Scene.copied(new_postgresql, clock)
    head = scene.register.head()
    connection = scene.register.database.reader()
    for valid in (20261101, 20270101):
        rows = connection.run(
            "SELECT code, name FROM sor_as_of(CAST(:day AS date), :known)", day=write_day(valid), known=head.serial
        ).fetchall()
        assert dict(rows) == {
            code: row["name"] for code, row in asked(scene.register.database, valid, head.serial).items()
        }


@pytest.mark.slow
def test_a_whole_register_with_all_its_oddities_is_as_answered(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    register = Register(new_sqlite.holding(sample), clock)
    serials = register.serial()
    for known in (1, serials // 2, serials):
        entry = register.entry(known)
        assert entry is not None
        assert is_as_answered(register, entry.day, known) > 50
