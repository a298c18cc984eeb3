"""The units in plain SQL, as of any day and serial: what the view gives is what every answer and NDJSON says."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.tree import DEEPEST
from sor.jobs.exporting import ExportRequest, export
from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from sor.store.units_as_of import PARTS, PLAIN, columns_of, statements_anew
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.following.krs_sample import sample
from tests.new_databases import NewDatabases
from tests.random_registers import CODES, DAYS, NUMBERS, VALUES, entries_of, live, other_drafts, unit_drafts
from tests.store.units import INHERITED, begin, change, create, own, says, submit

NUMBER = NUMBERS[0]
INHERITABLE = ("level", "location", "postal_address", "visiting_address", "virtual_address", "cvr", "open")
LOOSE = {name: VALUES[name] for name in INHERITABLE} | {"parent": st.sampled_from([*CODES[:4], "999991000016000"])}
"""What is said of units of which many have themselves, each other, or a unit above that is none."""

histories = entries_of(unit_drafts(LOOSE), unit_drafts(LOOSE), other_drafts())


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


def lines(register: Register, folder: Path, valid: int, known: int) -> dict[str, dict[str, Any]]:
    """The units of the NDJSON file of a day and serial, by code."""
    out = folder / "units.ndjson"
    export(register, ExportRequest("ndjson", valid=write_day(valid), known=f"@{known}"), out)
    units = [json.loads(line) for line in out.read_text().splitlines()]
    return {unit["code"]: unit for unit in units}


def is_as_in_ndjson(register: Register, folder: Path, valid: int, known: int) -> None:
    rows = asked(register.database, valid, known)
    shown = {code: {name: row[name] for name in row if name != "body"} for code, row in rows.items()}
    assert shown == {code: told(unit) for code, unit in lines(register, folder, valid, known).items()}, (valid, known)


def test_units_in_and_below_a_circle_and_orphans_show_what_ndjson_shows(register: Register, tmp_path: Path) -> None:
    phone = {"phone": "11223344"}
    begin(
        register,
        create(
            "self", level="IO", name="Own above", parent="self", location=own(NUMBER), virtual_address=phone, cvr="1"
        ),
        create("below", level="OU", parent="self", location=INHERITED),
        create("first", level="HI", parent="second", location=own(NUMBERS[1]), postal_address={"street": "Nygade"}),
        create("second", level="IO", parent="third", location=own(NUMBER)),
        create("third", level="OU", parent="first", location=INHERITED, virtual_address=phone),
        create("hanging", level="OU", parent="second", location=INHERITED, cvr="2"),
        create("orphan", level="HI", parent="nobody", location=own(NUMBER), virtual_address=phone),
        create("of the orphan", level="OU", parent="orphan", location=INHERITED),
    )
    submit(register, change("third", says("parent", 20260601, "self")))
    rows = asked(register.database, 20260301, register.serial())
    assert rows["self"]["location_number"] == rows["below"]["location_number"] == NUMBER
    assert rows["hanging"]["location_number_source"] == "second", "the nearest, and not the last of the line"
    assert (rows["third"]["owner"], rows["second"]["owner"]) == ("second", None), "cut where the circle closes"
    for known in range(1, register.serial() + 1):
        for valid in (20260301, 20260701):
            is_as_in_ndjson(register, tmp_path, valid, known)


def test_units_deeper_than_a_line_is_followed_show_what_ndjson_shows(register: Register, tmp_path: Path) -> None:
    deep = [create(f"u{n:02}", level="OU", parent=f"u{n - 1:02}", location=INHERITED) for n in range(1, DEEPEST + 3)]
    begin(register, create("u00", level="IO", location=own(NUMBER), postal_address={"street": "Nygade"}), *deep)
    rows = asked(register.database, 20260301, register.serial())
    assert [rows[f"u{n:02}"]["owner"] for n in (1, DEEPEST, DEEPEST + 1)] == ["u00", "u00", None]
    is_as_in_ndjson(register, tmp_path, 20260301, register.serial())


@given(histories)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_view_is_ndjson_over_histories_of_units_that_hang_in_circles(
    new_database: NewDatabases, tmp_path_factory: pytest.TempPathFactory, history: Any
) -> None:
    clock, folder = StandingClock(), tmp_path_factory.mktemp("files")
    register = Register(new_database(), clock)
    register.init("master")
    live(register, clock, history)
    for known in range(1, register.serial() + 1):
        for valid in DAYS:
            is_as_in_ndjson(register, folder, valid, known)


def test_a_database_of_before_shows_them_once_it_is_upgraded(new_database: NewDatabases, clock: StandingClock) -> None:
    database = new_database()
    register = Register(database, clock)
    register.init("master")
    begin(register, create("self", level="IO", parent="self", location=own(NUMBER)))
    with Database(str(database.url), is_whole=True).writing() as connection:
        for statement in statements_anew(database.dialect):
            if statement.startswith("DROP"):
                connection.run(statement)
        if database.dialect == "postgresql":
            connection.run("CREATE FUNCTION sor_as_of(valid date, known bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.run("CREATE VIEW units_as_of AS SELECT 1 AS code")
        ((newest,),) = connection.run("SELECT version_num FROM alembic_version").fetchall()
        connection.run("UPDATE alembic_version SET version_num = '0035'")
    setup.upgrade(database, "0036")  # all that came later is there already
    with Database(str(database.url), is_whole=True).writing() as connection:
        connection.run("UPDATE alembic_version SET version_num = :newest", newest=newest)
    register.ready()
    assert asked(database, 20260301, register.serial())["self"]["location_number_source"] == "self"


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
