"""``sor verify --deep``: whatever is altered, deleted or added in a projection is noticed, and a rebuild mends it."""

from itertools import takewhile
from typing import Any

import pytest

from sor.core.log import Line
from sor.register import Register
from sor.store import verify_deep
from sor.store.database import Rows
from sor.store.rebuild import Differs, replay
from sor.store.schema import PROJECTIONS
from sor.store.tables import StoredColumn, StoredTable
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.quick_part import few_of_several
from tests.store.test_verify import execute

STREET = {"street": "Nygade", "building": "1", "postcode": "9000", "district": "Aalborg", "municipality": "0851"}

COLUMNS = [(table, column) for table in PROJECTIONS for column in table.columns]


def fault(register: Register) -> str | None:
    found = register.verify(deep=True).fault
    return found and found.what


def test_every_projection_of_the_schema_is_held_against_the_log() -> None:
    assert {*PROJECTIONS} == {*verify_deep.CHECKED}


def test_a_projection_that_nobody_checks_is_a_fault(lived: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_deep, "CHECKED", verify_deep.CHECKED - {PROJECTIONS[2]})
    assert fault(lived) == "nothing tells what the rows of touched have to be"


@pytest.mark.parametrize(
    ("table", "column"),
    few_of_several(COLUMNS, every=8),
    ids=[f"{table.name}.{column.name}" for table, column in COLUMNS],
)
def test_every_altered_column_is_noticed(lived: Register, table: StoredTable, column: StoredColumn) -> None:
    """In each row of the table in turn, so that no row is left unlooked at."""
    names = [one.name for one in table.columns]
    rows = lived.database.reader().run(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
    assert rows
    for row in rows[:: max(1, len(rows) // 3)]:
        said = dict(zip(names, row, strict=True))
        value = said[column.name]
        changed = value + 1000 if isinstance(value, int) else f"{value or ''}x"
        where = " AND ".join(f"{n} IS NULL" if v is None else f"{n} = :{n}" for n, v in said.items())
        back = " AND ".join(f"{n} IS NULL" if v is None else f"{n} = :{n}" for n, v in said.items() if n != column.name)
        values = {n: v for n, v in said.items() if v is not None}
        execute(lived, f"UPDATE {table.name} SET {column.name} = :new WHERE {where}", new=changed, **values)
        found = lived.verify(deep=True).fault
        assert found is not None, row
        assert found.what.count(table.name) == 1
        others = {n: v for n, v in values.items() if n != column.name}
        execute(
            lived, f"UPDATE {table.name} SET {column.name} = :old WHERE {column.name} = :new AND {back}",
            old=value, new=changed, **others,
        )  # fmt: skip
        assert lived.verify(deep=True).fault is None


@pytest.mark.parametrize("table", PROJECTIONS, ids=lambda table: table.name)
def test_every_deleted_and_every_added_row_is_noticed_and_mended_by_a_rebuild(
    lived: Register, table: StoredTable
) -> None:
    names = [one.name for one in table.columns]
    row = lived.database.reader().run(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY 1, 2, 3").fetchone()
    values = {n: v for n, v in zip(names, row, strict=True) if v is not None}
    given = ", ".join(f":{n}" if n in values else "NULL" for n in names)
    execute(lived, f"DELETE FROM {table.name} WHERE " + " AND ".join(f"{n} = :{n}" for n in values), **values)
    assert table.name in (fault(lived) or "")
    lived.rebuild()
    assert fault(lived) is None
    key = {column.name for column in table.primary_key} or set(names)
    for stranger in ({"key": "nobody"}, {"serial": 999}):
        if stranger.keys() <= values.keys() & key:
            execute(lived, f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({given})", **values | stranger)
            assert table.name in (fault(lived) or ""), stranger
            lived.rebuild()
            assert fault(lived) is None


@pytest.mark.parametrize(("change", "told"), few_of_several([
    ("UPDATE register SET value = 'mirror' WHERE name = 'role'", "the entry came by rest"),
    ("UPDATE register SET value = 'both' WHERE name = 'role'", "does not say its role"),
    ("DELETE FROM register WHERE name = 'role'", "does not say its role"),
    ("DELETE FROM register WHERE name = 'epoch'", "does not say its role and epoch"),
    ("DELETE FROM register WHERE name = 'range'", "has no range of codes"),
    ("UPDATE register SET value = '9-?' WHERE name = 'range'", "the register's range of codes, 9-?, is none"),
    ("DELETE FROM register WHERE name = 'code_counter'", "the counter of codes is not there"),
    ("UPDATE register SET value = '1' WHERE name = 'code_counter'", "is not in the range"),
    ("UPDATE register SET value = CAST(CAST(value AS INTEGER) - 1 AS TEXT) WHERE name = 'code_counter'", "it made "),
], every=12))  # fmt: skip
def test_a_fact_of_the_register_that_the_log_denies_is_noticed(scene: Scene, change: str, told: str) -> None:
    register = scene.register
    assert fault(register) is None
    execute(register, change)
    assert told in (fault(register) or "")


def test_a_master_that_was_only_loaded_so_far_is_no_mirror_either(register: Register) -> None:
    execute(register, "UPDATE register SET value = 'mirror' WHERE name = 'role'")
    assert "only a master has" in (fault(register) or "")


def test_who_a_day_touches_is_held_against_the_log_too(scene: Scene, clock: StandingClock) -> None:
    register = scene.register
    scene.send({"op": "edit", "unit": "@region", "from": "2026-11-03", "set": {"postal_address": STREET}})
    clock.pass_days(5)
    register.turn_day()
    day = {"serial": register.serial()}
    touched = register.database.reader().run("SELECT key FROM touched WHERE serial = :serial", **day).fetchall()
    assert touched
    execute(register, "DELETE FROM touched WHERE serial = :serial AND key = :key", key=touched[0][0], **day)
    assert fault(register) == "its touched rows are not what it gives"


@pytest.mark.parametrize("table", verify_deep.BY_SUBJECT, ids=lambda table: table.name)
def test_every_subject_is_looked_at_wherever_it_stands_among_those_asked_for_together(
    lived: Register,
    table: StoredTable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify_deep, "KEYS_AT_ONCE", 2)
    assert fault(lived) is None
    subjects = lived.database.reader().run(f"SELECT DISTINCT kind, key FROM {table.name} ORDER BY 1, 2").fetchall()
    for kind, key in subjects:
        move = f"UPDATE {table.name} SET valid_from = valid_from + :days WHERE kind = :kind AND key = :key"
        execute(lived, move, kind=kind, key=key, days=1)
        assert fault(lived) == f"the {table.name} rows of {kind} {key} are not what it gives"
        execute(lived, move, kind=kind, key=key, days=-1)
    assert fault(lived) is None


def test_a_row_that_differs_is_told_before_a_result_that_does_later(
    lived: Register,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_that_differs(kind: str, key: str, said: list[Line]) -> object:
        if key == "owner":
            raise Differs(said[-1])
        return replay(kind, key, said)

    monkeypatch.setattr(verify_deep, "replay", one_that_differs)
    assert fault(lived) == "its result is not what its statements give"
    execute(lived, "DELETE FROM version WHERE kind = 'unit' AND key = 'clinic'")
    assert fault(lived) == "the version rows of unit clinic are not what it gives"


def test_subjects_are_asked_for_together(lived: Register) -> None:
    """A question to a server takes longer than its answer; so few subjects need one for each kind and table."""
    connection, asked = lived.database.reader(), list[str]()
    kinds = connection.run("SELECT count(DISTINCT kind) FROM line").fetchone()[0]
    run = connection.run

    def noted(statement: str, **values: Any) -> Rows:
        asked.append(statement)
        return run(statement, **values)

    connection.run = noted
    assert verify_deep.verify_deep(connection) is None
    connection.run = run
    of_subjects = list(takewhile(lambda statement: "FROM entry" not in statement, asked))
    for table in verify_deep.BY_SUBJECT:
        assert sum(f"FROM {table.name} WHERE kind" in statement for statement in of_subjects) == kinds
