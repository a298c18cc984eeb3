"""The schema: made by migrations that keep the data, the same as ``schema.py`` says, and refused when it is newer."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sor.register import NotReady, Register
from sor.store import audit_log, migrating, revisions, setup
from sor.store.alchemy import as_alchemy
from sor.store.database import Database
from sor.store.schema import metadata
from tests.conftest import StandingClock
from tests.store.first_heads import to_first_heads
from tests.store.old_schema import OPERATIONAL, everything, make_old
from tests.store.units import begin, change, create, says, submit


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        (tmp_path / "bare.db").touch()
        yield Database(f"sqlite:///{tmp_path}/bare.db")
        return
    server = request.getfixturevalue("postgresql_server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS sor_bare WITH (FORCE)")
        connection.execute("CREATE DATABASE sor_bare TEMPLATE template0")
    database = Database(server.replace("/postgres", "/sor_bare"))
    yield database
    database.close()


def test_the_migrations_make_exactly_the_schema(bare: Database) -> None:
    setup.upgrade(bare)
    halves = [(bare, set(metadata.tables) - OPERATIONAL), (bare.desk, OPERATIONAL)]
    for database, tables in halves if bare.desk_file else [(bare, set(metadata.tables))]:
        engine = database.engine()
        with engine.connect() as connection:
            wanted = as_alchemy([metadata.tables[name] for name in tables])
            assert compare_metadata(MigrationContext.configure(connection), wanted) == []
        engine.dispose()


@pytest.mark.slow
def test_making_it_twice_changes_nothing(bare: Database) -> None:
    setup.upgrade(bare)
    setup.upgrade(bare)
    assert setup.problem(bare) is None


@pytest.mark.slow
def test_an_upgrade_keeps_all_data(bare: Database, clock: StandingClock) -> None:
    """Log and desk of a database at the first revision stand unchanged after the upgrade; it makes projections anew."""
    new = Register(bare, clock)
    new.init("master")
    begin(new, create("A", name="A"))
    submit(new, change("A", says("name", 20260201, "B")))
    with new.database.writing() as connection:
        to_first_heads(connection)
    kept = everything(bare)
    make_old(bare)
    assert setup.problem(bare) == (
        f"The register in {bare.shown} has schema 0001, this program {newest()}. Upgrade it with: sor init"
    )
    old = Register(bare, clock)
    with pytest.raises(NotReady):
        old.ready()
    old.init()
    old.ready()
    assert everything(bare) == kept
    assert old.verify(deep=True).fault is None
    assert submit(old, change("A", says("name", 20260301, "C"))) == 3


def newest() -> str:
    return max(path.name[:4] for path in (revisions.MIGRATIONS / "versions").glob("0*.py"))


def test_a_revision_is_the_number_of_its_file_and_each_follows_the_one_before() -> None:
    scripts = ScriptDirectory.from_config(migrating.config())
    assert revisions.revisions() == (
        scripts.get_current_head(),
        frozenset(s.revision for s in scripts.walk_revisions()),
    )


def test_a_database_of_a_newer_program_is_refused_and_left_alone(bare: Database, clock: StandingClock) -> None:
    setup.upgrade(bare)
    with bare.writing() as connection:
        connection.run("UPDATE alembic_version SET version_num = '9999'")
    sentence = (
        f"The register in {bare.shown} has schema 9999, which is newer than this program's {newest()}."
        " Use the program that made it, or a newer one."
    )
    assert setup.problem(bare) == sentence
    with pytest.raises(NotReady) as refusal:
        Register(bare, clock).init()
    assert str(refusal.value) == sentence


def test_a_database_of_something_else_holds_no_register(bare: Database) -> None:
    with bare.writing() as connection:
        connection.run("CREATE TABLE other (x INTEGER)")
    assert setup.problem(bare) == f"There is no register in {bare.shown}. Make one with: sor init"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at\n" * 100)
    database = Database(f"sqlite:///{tmp_path}/notes.txt")
    assert setup.problem(database) == f"The database {database.shown} cannot be used: file is not a database"


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    database = Database(f"postgresql://sor@/sor?host={tmp_path}")
    assert str(setup.problem(database)).startswith(f"The database {database.shown} cannot be used: ")


def test_the_audit_log_that_is_there_is_chained_in_its_order(bare: Database) -> None:
    setup.upgrade(bare, "0007")
    rows = [
        (1, "2026-11-01", "sds", "add", "actor", "rikke", '"erased"', '"erased"', ""),
        (2, "2026-11-02", "sds", "erase", "actor", "rikke", "null", "null", ""),
        (3, "2026-11-03", "sds", "add", "whitelist", "sorus/1", "null", '{"comment":"ø"}', "web"),
    ]
    columns = "n, at, who, what, kind, key, before, after, channel"
    with bare.writing() as connection:  # nothing is parted before the last revision
        for row in rows:
            values = dict(zip(columns.split(", "), row, strict=True))
            connection.run(f"INSERT INTO desk_journal VALUES ({', '.join(f':{name}' for name in values)})", **values)
    setup.upgrade(bare)
    connection = bare.reader()
    assert connection.run(f"SELECT {columns} FROM desk_journal ORDER BY n").fetchall() == rows
    assert (audit_log.check(connection), audit_log.head(connection).rows) == (None, 3)


@pytest.mark.slow
def test_an_upgrade_that_is_stopped_leaves_the_schema_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops it, a kill as well: tables are made and changed in one transaction, on SQLite too."""
    database, upgrade = Database(f"sqlite:///{tmp_path}/sor.db"), command.upgrade

    def stopped(*given: Any) -> None:
        upgrade(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", stopped)
        with pytest.raises(KeyboardInterrupt):
            setup.upgrade(database)
    assert setup.problem(database) == f"There is no register in {database.shown}. Make one with: sor init"
    setup.upgrade(database)
    assert setup.problem(database) is None


LATER = '''
"""What a program of tomorrow adds."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, LOG, holds

revision = "9000"
down_revision = "{newest}"


def upgrade() -> None:
    """A table in each file."""
    for part in (LOG, DESK):
        if holds(part):
            op.create_table("new_" + part, sa.Column("x", sa.Integer()))
'''


@pytest.mark.slow
def test_a_later_migration_reaches_the_tables_of_both_files(
    bare: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.upgrade(bare)
    folder = shutil.copytree(revisions.MIGRATIONS, tmp_path / "migrations")
    (folder / "versions" / "9000_later.py").write_text(LATER.replace("{newest}", newest()), "utf-8")
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)
    monkeypatch.setattr(revisions, "revisions", revisions.revisions.__wrapped__)
    assert "this program 9000. Upgrade it with: sor init" in str(setup.problem(bare))
    setup.upgrade(bare)
    assert setup.problem(bare) is None
    for part, database in (("log", bare), ("desk", bare.desk)):
        with closing(database.connect()) as connection:
            connection.run(f"SELECT x FROM {'main.' if bare.desk_file else ''}new_{part}")
