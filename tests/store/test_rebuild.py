"""Projections are nothing but projections: dropped and built anew from the log, they are the same; the desk stays."""

import pytest

from sor.register import Register
from sor.store.schema import DESK, PROJECTIONS, TRUTH
from tests.conftest import StandingClock
from tests.store.units import change, says, submit


def rows(register: Register, *tables: object) -> dict[str, list[str]]:
    connection = register.database.reader()
    return {
        table.name: sorted(map(repr, connection.run(f"SELECT * FROM {table.name}").fetchall()))  # type: ignore[attr-defined]
        for table in tables
    }


def test_every_projection_is_the_same_after_a_rebuild(lived: Register) -> None:
    before = rows(lived, *PROJECTIONS)
    assert all(before.values()), "each projection holds something, else this proves nothing"
    lived.rebuild()
    assert rows(lived, *PROJECTIONS) == before


def test_a_rebuild_restores_what_was_lost_or_changed(lived: Register) -> None:
    before = rows(lived, *PROJECTIONS)
    with lived.database.writing() as connection:
        connection.run("DELETE FROM touched")
        connection.run("DELETE FROM identifier")
        connection.run("UPDATE version SET body = '{}', valid_to = 20300101")
    assert lived.verify().fault is None
    assert lived.verify(deep=True).fault is not None
    lived.rebuild()
    assert rows(lived, *PROJECTIONS) == before
    assert lived.verify(deep=True).fault is None


def test_the_log_and_the_desk_are_untouched(lived: Register) -> None:
    before = rows(lived, *TRUTH, *DESK)
    lived.rebuild()
    assert rows(lived, *TRUTH, *DESK) == before


def test_the_log_is_only_ever_appended_to(
    register: Register, clock: StandingClock, request: pytest.FixtureRequest
) -> None:
    with register.database.writing() as connection:
        for table in TRUTH:
            for verb in ("UPDATE", "DELETE"):
                name = f"no_{verb}_{table.name}".lower()
                if connection.dialect == "sqlite":
                    connection.driver.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table.name}"
                        " BEGIN SELECT RAISE(ABORT, 'rewritten'); END"
                    )
                else:
                    connection.driver.execute(
                        "CREATE OR REPLACE FUNCTION never() RETURNS trigger LANGUAGE plpgsql"
                        " AS $$ BEGIN RAISE 'rewritten'; END $$"
                    )
                    connection.driver.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table.name} FOR EACH ROW EXECUTE FUNCTION never()"
                    )
    lived = request.getfixturevalue("lived")
    lived.rebuild()
    lived.init()
    assert lived.verify(deep=True).fault is None


def test_no_row_of_a_version_is_ever_removed_by_a_change(lived: Register) -> None:
    known = "kind, key, valid_from, valid_to, known_from, body"
    before = set(lived.database.reader().run(f"SELECT {known} FROM version").fetchall())
    submit(lived, change("clinic", says("open", 20260101, False, over=99991231)))
    assert set(lived.database.reader().run(f"SELECT {known} FROM version").fetchall()) >= before
