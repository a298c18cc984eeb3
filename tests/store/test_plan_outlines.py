"""What stands beside plans for their lists: an upgrade fills it in, and it follows each version."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sor.store import plan_outlines, setup
from sor.store.database import Database
from sor.store.plan_outlines import AskedAt

CHANGES = json.dumps([{"op": "move", "unit": "3", "parent": "9"}, {"op": "replace", "unit": ["3", "4"], "by": ["#1"]}])
PARTS = json.dumps([[["move", "3", 20270101, "OU", "1", "region", False, ["2", "1"]],
                     ["edit", "9", 20270101, "IO", "9", "private", False, []]], ["#1"]])  # fmt: skip
ASKED = {AskedAt("3", "region"), AskedAt("2", "region"), AskedAt("1", "region"), AskedAt("9", "private")}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the program before, with a plan of two versions, one that was emptied, and one without parts."""
    if request.param == "sqlite":
        (tmp_path / "before.db").touch()
        database = Database(f"sqlite:///{tmp_path}/before.db")
    else:
        server = request.getfixturevalue("postgresql_server")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS sor_before WITH (FORCE)")
            connection.execute("CREATE DATABASE sor_before TEMPLATE template0")
        database = Database(server.replace("/postgres", "/sor_before"))
    setup.upgrade(database, "0036")
    with database.writing() as connection:  # nothing is parted before the last revision
        for number, version in ((1, 2), (2, 1), (3, 1)):
            connection.run(
                "INSERT INTO plan VALUES (:n, 'rikke', 'draft', :version, '', '', '', 0, 0, '', '', 0)",
                n=number, version=version,
            )  # fmt: skip
        old = PARTS.replace('"9"', '"8"')
        no, yes = (json.dumps({"accepted": said}) for said in (False, True))
        for plan, version, changes, report, parts in (
            (1, 1, CHANGES, no, old), (1, 2, CHANGES, yes, PARTS), (2, 1, "[]", "", "[[],[]]"), (3, 1, "[1]", "", ""),
        ):  # fmt: skip
            connection.run(
                "INSERT INTO plan_version VALUES (:plan, :version, 'T', 20270101, :changes, 'd', 1, '', :report, 'm',"
                " :parts, '')",
                plan=plan, version=version, changes=changes, report=report, parts=parts,
            )  # fmt: skip
    yield database
    database.close()


def test_an_upgrade_fills_in_what_lists_need(before: Database) -> None:
    setup.upgrade(before)
    reader = before.reader()
    told = [plan_outlines.outline(reader, *key) for key in ((1, 1), (1, 2), (2, 1), (3, 1))]
    assert [(one.lines, one.accepted) for one in told if one] == [(2, 0), (2, 1), (0, 0), (1, 0)]
    assert plan_outlines.asking_at(reader, ["1", "2", "3", "8", "9", "7"]) == {1: ASKED}
    assert plan_outlines.asking_at(reader, ["7", "8"]) == {}
    assert plan_outlines.count_naming(reader, ["3", "4", "5"], ["draft"]) == {1: 2}
    assert plan_outlines.count_naming(reader, ["9", "#1"], ["draft"]) == {1: 1}
    assert plan_outlines.count_naming(reader, ["3"], ["committed"]) == {}
    assert plan_outlines.list_named(reader, 1, ["9", "3", "5"], 5) == ["3", "9"]
    assert plan_outlines.list_named(reader, 1, ["9", "3", "5"], 1) == ["3"]


def test_what_is_asked_for_takes_the_place_of_what_was(before: Database) -> None:
    setup.upgrade(before)
    with before.desk.writing() as connection:
        plan_outlines.put_parts(connection, 1, 2, "[[],[]]", [AskedAt("4", "state")])
        plan_outlines.put_parts(connection, 2, 1, PARTS, ASKED)
    reader = before.reader()
    assert plan_outlines.asking_at(reader, ["1", "4", "9"]) == {
        1: {AskedAt("4", "state")}, 2: {AskedAt("1", "region"), AskedAt("9", "private")},
    }  # fmt: skip
    assert (plan_outlines.parts(reader, 1, 2), plan_outlines.parts(reader, 2, 1)) == ("[[],[]]", PARTS)
    assert (plan_outlines.parts(reader, 9, 9), plan_outlines.outline(reader, 9, 9)) == ("", None)


def test_the_units_of_the_version_that_counts_take_the_place_of_those_before(before: Database) -> None:
    setup.upgrade(before)
    with before.desk.writing() as connection:
        plan_outlines.put_units(connection, 1, ["4", "6"])
        plan_outlines.put_units(connection, 2, ["4", "6", "7"])
    reader = before.reader()
    assert plan_outlines.count_naming(reader, ["3", "4", "6", "7"], ["draft", "checked"]) == {1: 2, 2: 3}
