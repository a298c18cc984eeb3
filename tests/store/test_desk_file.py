"""The two files of a register in SQLite, and its two locks: nothing is lost when they are parted, joined, mixed up."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sor.jobs.backing_up import back_up, restore
from sor.register import NotReady, Register
from sor.store import backing_up, desk_file, series, setup
from sor.store import database as module
from sor.store.database import Away, Busy, Connection, Database
from sor.store.desk_file import files_of
from sor.store.ready_file import ReadyFile
from sor.store.schema import ASKED, DESK, FOLLOWED, PROVEN, left_out
from sor.store.unavailable import ReadOnly
from tests.conftest import StandingClock
from tests.store.first_heads import without_later_columns
from tests.store.units import begin, change, create, says, submit

SECRET = "a-secret-that-stays-nowhere-else"
FIRST = 579099900000
LATER = (
    "job", "krs_row", "krs_reached", "person", "session", "erasure", "used_login", "draft", "as_of",
    "case_file", "case_message", "mail", "consumer", "responsible_person", "letter", "subscription",
    "reminder_choice", "quality_score",
    "oss_municipality", "oss_snapshot", "oss_decision", "oss_proposal", "oss_action",
    "plan", "plan_delegate", "plan_version", "plan_approval", "plan_message", "plan_place", "plan_unit",
    "campaign", "campaign_number",
    "news_item", "link_key", "left_out",
    "treatment_site", "treatment_site_reached",
    *(table.name for table in PROVEN),
)  # fmt: skip
"""The tables that came after revision 0010."""


@pytest.fixture
def lived(new_sqlite: Callable[[], Database], clock: StandingClock) -> Register:
    """A register with an entry, a key, a series and what the audit log says of them."""
    register = Register(new_sqlite(), clock)
    register.init("master", demo=True)
    begin(register, create("A", name="A"))
    fill_desk(register)
    return register


def fill_desk(register: Register) -> None:
    with register.database.desk.writing() as connection:
        connection.run("INSERT INTO signing_key (id, value, made_at) VALUES ('k', :value, 't')", value=SECRET)
        series.add(connection, "authority", FIRST, FIRST + 99, "test", "2026-11-01T12:00:00Z")


@pytest.fixture
def old(lived: Register, tmp_path: Path) -> Database:
    """The same as a program before revision 0010 has left it: everything in one file."""
    path = tmp_path / "old.db"
    backing_up.write_backup(lived.database, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP VIEW units_as_of")
        for table in LATER:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0009'")
        without_later_columns(Connection(connection, "sqlite"))
        connection.execute("DELETE FROM register WHERE name = 'desk'")
    return Database(f"sqlite:///{path}")


def rows(register: Register) -> dict[str, list[Any]]:
    run = register.database.reader().run
    return {table.name: run(f"SELECT * FROM {table.name}").fetchall() for table in DESK}


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


OPERATIONAL = {table.name for table in DESK}


def check_parted(register: Register, wanted: dict[str, list[Any]]) -> None:
    """Both files are there, each with its tables, and not a row is lost."""
    register.ready()
    log, desk = files_of(register.database)
    assert tables(log) & OPERATIONAL == set()
    assert tables(desk) == OPERATIONAL | {"alembic_version"}
    assert rows(register) == wanted
    assert any(wanted.values())
    assert register.lacking() is None
    assert register.verify(deep=True).fault is None
    left = {path.name for path in log.parent.glob(f"{log.name.removesuffix('.db')}*")}
    assert {name for name in left if ".next" in name} == set(), (
        "what was made beside the register goes with what it held"
    )


class TestParting:
    """The file of an older program becomes two, at whatever moment that is stopped."""

    def test_every_row_comes_over_and_no_secret_stays(
        self, old: Database, lived: Register, clock: StandingClock
    ) -> None:
        register = Register(old, clock)
        with pytest.raises(NotReady, match="has schema 0009"):
            register.ready()
        assert SECRET.encode() in files_of(old)[0].read_bytes()
        register.init()
        check_parted(register, rows(lived))
        old.connect().run("PRAGMA main.wal_checkpoint(TRUNCATE)")
        assert SECRET.encode() not in files_of(old)[0].read_bytes()

    @pytest.mark.slow
    @pytest.mark.parametrize("after", range(1, 8))
    def test_killed_at_any_step_it_is_whole_and_the_next_start_ends_it(
        self, old: Database, lived: Register, clock: StandingClock, after: int
    ) -> None:
        steps = ["_copy_tables", "_press", "_bear", "settle", "_put_in_place", "_press", "nothing"]
        is_killed = run_and_kill(lambda: setup.upgrade(old), steps[:after], before=after < 7)
        assert is_killed == (after < 7)
        log, desk = files_of(old)
        held = [path for path in (log, desk, Path(f"{desk}.next")) if path.is_file() and "actor" in tables(path)]
        assert held, "somewhere the tables are whole"
        register = Register(old, clock)
        register.init()
        check_parted(register, rows(lived))

    def test_an_older_log_whose_second_file_is_missing_is_upgraded_beside_an_empty_one(
        self, lived: Register, clock: StandingClock
    ) -> None:
        log, desk = files_of(lived.database)
        lived.database.close()
        desk.unlink()
        with closing(sqlite3.connect(log)) as connection, connection:
            connection.execute("DROP VIEW units_as_of")
            for table in (*FOLLOWED, *PROVEN, *ASKED, left_out):
                connection.execute(f"DROP TABLE {table.name}")
            connection.execute("UPDATE alembic_version SET version_num = '0010'")
            without_later_columns(Connection(connection, "sqlite"))
        register = Register(lived.database, clock)
        with pytest.raises(NotReady, match="has schema 0010"):
            register.ready()
        register.init()
        register.ready()
        assert register.lacking() is not None
        assert rows(register) == {name: [] for name in OPERATIONAL}

    def test_a_file_that_lies_in_the_way_is_left_alone(
        self, old: Database, lived: Register, clock: StandingClock
    ) -> None:
        desk = files_of(old)[1]
        shutil.copy(files_of(lived.database)[1], desk)
        before = desk.read_bytes()
        with pytest.raises(NotReady, match=r"old\.desk\.db does not belong to the register"):
            Register(old, clock).init()
        assert desk.read_bytes() == before
        assert "actor" in tables(files_of(old)[0])

    def test_a_backup_can_be_a_register_itself(self, lived: Register, clock: StandingClock, tmp_path: Path) -> None:
        back_up(lived, tmp_path / "backup.db")
        opened = Register(Database(f"sqlite:///{tmp_path}/backup.db"), clock)
        with pytest.raises(NotReady, match="in one file, as a backup does"):
            opened.ready()
        opened.init()
        check_parted(opened, rows(lived))


def restoring(database: Database, clock: StandingClock, folder: Path) -> Callable[[], object]:
    """A backup of a folder restored over a database, in the process that is to be killed."""
    return lambda: restore(Register(database, clock), folder / "backup.db", replace=True)


def run_and_kill(work: Callable[[], object], steps: list[str], *, before: bool) -> bool:
    """Do something in a process that is killed when it comes to the last of some steps, each after the one before."""
    left = list(steps)
    child = os.fork()
    if child == 0:
        for name in {*steps} & set(vars(desk_file)):
            setattr(desk_file, name, _deadly(name, getattr(desk_file, name), left, before=before))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _deadly(name: str, does: Callable[..., Any], left: list[str], *, before: bool) -> Callable[..., Any]:
    def step(*given: Any) -> Any:
        if left and left[0] == name:
            left.pop(0)
            if not left and before:
                os.kill(os.getpid(), signal.SIGKILL)
        return does(*given)

    return step


class TestMissing:
    """A log that is found without its second file."""

    @pytest.fixture
    def copied(self, lived: Register, clock: StandingClock, tmp_path: Path) -> Register:
        lived.database.close()
        shutil.copy(files_of(lived.database)[0], tmp_path / "copied.db")
        return Register(Database(f"sqlite:///{tmp_path}/copied.db"), clock)

    def test_it_starts_with_empty_tables_says_so_and_goes_on(self, copied: Register) -> None:
        with pytest.raises(Away, match=r"There is no file .*copied\.desk\.db"):
            copied.database.connect()
        copied.ready()
        assert not any(rows(copied).values())
        assert "was found without" in str(copied.lacking())
        assert "copied.desk.db" in str(copied.lacking())
        assert submit(copied, change("A", says("name", 20261101, "B"))) == 2
        fill_desk(copied)
        copied.ready()
        assert copied.lacking(), "it is said until somebody has decided"
        copied.go_on_without()
        copied.ready()
        assert copied.lacking() is None
        assert any(rows(copied).values())

    def test_the_right_file_put_back_is_taken(self, copied: Register, lived: Register) -> None:
        copied.ready()
        copied.database.close()
        for ending in ("-wal", "-shm"):
            Path(f"{files_of(copied.database)[1]}{ending}").unlink(missing_ok=True)
        shutil.copy(files_of(lived.database)[1], files_of(copied.database)[1])
        copied.ready()
        assert copied.lacking() is None
        assert rows(copied) == rows(lived)

    @pytest.mark.slow
    def test_the_file_of_another_register_is_refused(
        self, copied: Register, clock: StandingClock, tmp_path: Path
    ) -> None:
        other = Register(Database(f"sqlite:///{tmp_path}/other.db?synchronous=off"), clock)
        other.init("master", demo=True)
        other.database.close()
        shutil.copy(files_of(other.database)[1], files_of(copied.database)[1])
        for start in (copied.ready, copied.init):
            with pytest.raises(NotReady, match=r"copied\.desk\.db does not belong to the register"):
                start()

    def test_the_file_of_a_register_that_is_gone_is_kept(self, lived: Register, clock: StandingClock) -> None:
        lived.database.close()
        log, desk = files_of(lived.database)
        log.unlink()
        with pytest.raises(NotReady, match="does not belong to the register"):
            Register(Database(str(lived.database.url)), clock).init("master", demo=True)
        assert SECRET.encode() in desk.read_bytes()


class TestOneFileForBoth:
    """Backup and restore."""

    @pytest.mark.slow
    def test_what_is_restored_is_parted_again(self, lived: Register, clock: StandingClock, tmp_path: Path) -> None:
        back_up(lived, tmp_path / "backup.db")
        assert tables(tmp_path / "backup.db") >= OPERATIONAL
        new = Register(Database(f"sqlite:///{tmp_path}/new.db"), clock)
        restore(new, tmp_path / "backup.db")
        check_parted(new, rows(lived))
        fill = "UPDATE signing_key SET value = 'later'"
        with new.database.desk.writing() as connection:
            connection.run(fill)
        restore(new, tmp_path / "backup.db", replace=True)
        check_parted(new, rows(lived))

    @pytest.mark.slow
    def test_killed_between_the_two_the_next_start_ends_it(
        self, lived: Register, clock: StandingClock, tmp_path: Path
    ) -> None:
        back_up(lived, tmp_path / "backup.db")
        wanted = rows(lived)
        with lived.database.desk.writing() as connection:
            connection.run("DELETE FROM signing_key")
        database = Database(str(lived.database.url))
        lived.database.close()
        assert run_and_kill(restoring(database, clock, tmp_path), ["part", "settle"], before=True)
        assert Path(f"{files_of(database)[1]}.next").exists()
        check_parted(Register(database, clock), wanted)

    def test_stopped_before_the_log_is_taken_nothing_has_changed(
        self, lived: Register, clock: StandingClock, tmp_path: Path
    ) -> None:
        back_up(lived, tmp_path / "backup.db")
        with lived.database.desk.writing() as connection:
            connection.run("DELETE FROM signing_key")
        wanted = rows(lived)
        database = Database(str(lived.database.url))
        lived.database.close()
        assert run_and_kill(restoring(database, clock, tmp_path), ["part", "_bear"], before=True)
        check_parted(Register(database, clock), wanted)

    def test_a_log_alone_is_no_backup(self, lived: Register, clock: StandingClock, tmp_path: Path) -> None:
        lived.database.close()
        with pytest.raises(backing_up.NotABackup, match="holds a log without operational tables"):
            backing_up.look_into(files_of(lived.database)[0])

    def test_a_published_file_never_holds_them(self, tmp_path: Path) -> None:
        file = ReadyFile(tmp_path / "published.db")
        file.finish()
        assert tables(tmp_path / "published.db") & OPERATIONAL == set()
        assert [path.name for path in tmp_path.iterdir()] == ["published.db"]

    def test_a_published_file_opened_as_a_register_lacks_nothing(self, clock: StandingClock, tmp_path: Path) -> None:
        ReadyFile(tmp_path / "published.db").finish()
        opened = Register(Database(f"sqlite:///{tmp_path}/published.db"), clock)
        opened.ready()
        assert opened.lacking() is None
        fill_desk(opened)
        opened.ready()
        assert any(rows(opened).values())

    def test_the_next_published_file_takes_the_place_of_the_last_beside_the_same_users(
        self, clock: StandingClock, tmp_path: Path
    ) -> None:
        ReadyFile(tmp_path / "published.db").finish()
        tonight = (tmp_path / "published.db").read_bytes()
        register = Register(Database(f"sqlite:///{tmp_path}/published.db"), clock)
        register.ready()
        fill_desk(register)
        wanted = rows(register)
        register.database.close()
        (tmp_path / "published.db").write_bytes(tonight)
        again = Register(Database(f"sqlite:///{tmp_path}/published.db"), clock)
        again.ready()
        assert (rows(again), again.lacking()) == (wanted, None)


class TestTwoLocks:
    """Who writes the one does not wait for who writes the other."""

    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)

    @pytest.mark.parametrize("is_other_process", [False, True])
    def test_neither_waits_for_the_other(self, register: Register, is_other_process: bool) -> None:
        here = register.database
        there = Database(here.url.render_as_string(hide_password=False)) if is_other_process else here
        with here.writing() as log:
            log.run("INSERT INTO register (name, value) VALUES ('a', 'b')")
            fill_desk(Register(there, register.clock))
            assert log.run("SELECT value FROM signing_key").fetchone() in (None, (SECRET,))
        with here.desk.writing() as desk, there.writing() as log:
            desk.run("DELETE FROM signing_key")
            log.run("UPDATE register SET value = 'c' WHERE name = 'a'")
        assert register.facts()["a"] == "c"
        there.close()

    def test_who_writes_the_operational_tables_waits_for_others_who_do(self, register: Register) -> None:
        other = Database(register.database.url.render_as_string(hide_password=False))
        with register.database.desk.writing(), pytest.raises(Busy), other.desk.writing():
            pass
        other.close()

    def test_no_transaction_of_the_log_writes_them(self, lived: Register) -> None:
        with pytest.raises(ReadOnly), lived.database.writing() as connection:
            connection.run("DELETE FROM signing_key")
        assert lived.database.reader().run("SELECT count(*) FROM signing_key").fetchone() == (1,)

    @pytest.mark.parametrize("writes", [1, 5])
    def test_what_is_written_is_in_the_file_itself(self, lived: Register, tmp_path: Path, writes: int) -> None:
        """Its journal may be left behind by readers: who copies the file without it loses nothing."""
        for n in range(writes):
            with lived.database.desk.writing() as connection:
                connection.run("UPDATE signing_key SET value = :value", value=f"written {n}!")
        lived.database.close()
        shutil.copy(files_of(lived.database)[1], tmp_path / "alone.db")
        with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
            assert alone.execute("SELECT value FROM signing_key").fetchone() == (f"written {writes - 1}!",)
