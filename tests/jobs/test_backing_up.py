"""Backup and restore: between the databases, checked, and with what a lost tail of the log demands."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sor.core.checkpoint import Checkpoint
from sor.jobs.backing_up import back_up, restore
from sor.jobs.checkpoints import read_checkpoint
from sor.register import Refused, Register
from sor.store import backing_up, facts
from sor.store.database import Database
from sor.store.maintenance import InUse
from tests.clinic import CLINIC, Clinic
from tests.conftest import StandingClock
from tests.jobs.published import load

pytestmark = pytest.mark.slow


@pytest.fixture
def lived(register: Register, tmp_path: Path) -> Register:
    """A master that holds the clinic."""
    load(register, tmp_path, 20261101)
    return register


@pytest.fixture
def new(new_database: Callable[[], Database], clock: StandingClock) -> Register:
    """A new, empty database of either kind."""
    return Register(new_database(), clock)


def test_a_restored_register_answers_as_the_one_that_was_backed_up(lived, new, tmp_path) -> None:
    done = back_up(lived, tmp_path / "backup.db")
    assert (done.serial, done.hash) == (1, lived.head().hash)
    restored = restore(new, tmp_path / "backup.db")
    assert (restored.serial, restored.hash) == (1, lived.head().hash)
    assert new.at().unit(CLINIC) == lived.at().unit(CLINIC)
    assert new.list_touched(0, 1) == lived.list_touched(0, 1)
    assert new.deliveries() == lived.deliveries()
    assert new.verify(deep=True).fault is None
    assert new.role == "master"


@pytest.mark.postgres
def test_a_backup_of_one_database_is_restored_into_the_other(
    lived, new_sqlite, new_postgresql, clock, tmp_path
) -> None:
    back_up(lived, tmp_path / "backup.db")
    for other in (new_sqlite, new_postgresql):
        there = Register(other(), clock)
        restore(there, tmp_path / "backup.db")
        assert there.verify(deep=True).hash == lived.head().hash


def test_a_restored_register_has_a_new_epoch_so_that_followers_start_over(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    assert restore(new, tmp_path / "backup.db").epoch == new.facts()["epoch"] != lived.facts()["epoch"]


def test_a_restored_register_goes_on(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    restore(new, tmp_path / "backup.db")
    new.clock.pass_days(1)
    assert new.turn_day().serial == 2
    assert new.verify(deep=True).fault is None


def test_codes_go_on_ten_thousand_above_the_backup_or_where_the_checkpoint_says(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    assert restore(new, tmp_path / "backup.db").counter == 8_999_999 + 10_000
    assert new.facts()["code_counter"] == "9009999"


def test_a_checkpoint_tells_where_the_counter_stood_and_what_was_lost(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    checkpoint = Checkpoint(serial=5, hash="f" * 64, counter=9_000_123)
    done = restore(new, tmp_path / "backup.db", checkpoint)
    assert (done.lost, done.counter) == (4, 9_000_123)


def test_a_mirror_issues_no_codes_and_has_no_counter(new_sqlite, clock, tmp_path) -> None:
    mirror = Register(new_sqlite(), clock)
    mirror.init("mirror")
    load(mirror, tmp_path, 20261101)
    back_up(mirror, tmp_path / "backup.db")
    assert restore(Register(new_sqlite(), clock), tmp_path / "backup.db").counter is None


def test_a_checkpoint_of_another_register_is_told(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    with pytest.raises(Refused, match=r"its entry 1 has another hash\. Use a backup of the same register"):
        restore(new, tmp_path / "backup.db", Checkpoint(serial=1, hash="0" * 64))
    assert new.serial() == 0


def test_a_damaged_backup_is_not_restored(lived, new, tmp_path) -> None:
    path = tmp_path / "backup.db"
    back_up(lived, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE line SET content = replace(content, 'Klitgårdens', 'Klitgardens')")
    connection.close()
    with pytest.raises(Refused, match=r"Nothing was restored: the log in .*backup\.db is damaged at entry 1, line \d+"):
        restore(new, path)
    assert new.serial() == 0


def test_what_is_no_backup_is_refused(new, tmp_path) -> None:
    (tmp_path / "letter.txt").write_text("Kære register")
    with pytest.raises(Refused, match=r"letter\.txt is no backup of a register: file is not a database"):
        restore(new, tmp_path / "letter.txt")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE entry (serial INTEGER)")
    connection.close()
    with pytest.raises(Refused, match=r"other\.db is no backup of a register: it holds other tables"):
        restore(new, tmp_path / "other.db")


def test_a_register_is_never_restored_over(lived, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    with pytest.raises(Refused, match=r"holds a register already\. Restore into a new database.* or give --replace"):
        restore(lived, tmp_path / "backup.db")


@pytest.fixture
def ahead(lived, tmp_path) -> Register:
    """The master, a day after it was backed up as ``backup.db``."""
    back_up(lived, tmp_path / "backup.db")
    lived.clock.pass_days(1)
    lived.turn_day()
    return lived


def test_a_register_is_replaced_when_that_is_asked_for(ahead, tmp_path) -> None:
    epoch = ahead.facts()["epoch"]
    done = restore(ahead, tmp_path / "backup.db", replace=True)
    assert (done.serial, ahead.serial()) == (1, 1)
    assert ahead.facts()["epoch"] == done.epoch != epoch
    assert ahead.verify(deep=True).fault is None
    assert ahead.at().unit(CLINIC) is not None


def test_the_register_that_is_replaced_tells_what_is_lost_and_where_its_codes_stood(ahead, tmp_path) -> None:
    with ahead.database.writing() as connection:
        facts.put(connection, "code_counter", "9000077")
    done = restore(ahead, tmp_path / "backup.db", replace=True)
    assert (done.lost, done.counter) == (1, 9_000_077)


def test_another_register_that_is_replaced_is_no_checkpoint(ahead, new, tmp_path) -> None:
    new.clock.pass_days(7)
    new.init("master", demo=True)
    load(new, tmp_path, 20261105)
    done = restore(new, tmp_path / "backup.db", replace=True)
    assert (done.lost, done.counter) == (0, 8_999_999 + 10_000)
    assert new.head().hash == done.hash


def test_a_register_that_others_have_open_is_not_replaced(ahead, tmp_path) -> None:
    other = ahead.database.connect()
    other.run("SELECT count(*) FROM entry").fetchall()
    try:
        with pytest.raises(InUse, match=r"Other programs have .* open\. Stop them \(sor serve, sor publish --follow"):
            restore(ahead, tmp_path / "backup.db", replace=True)
    finally:
        other.close()
    assert ahead.serial() == 2


def test_a_replacement_that_is_stopped_half_way_leaves_the_register_as_it_was(ahead, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(backing_up, "PAGES_AT_ONCE", 8)
    before = ahead.head()

    def stop(what: str, _: int) -> None:
        if what == "restoring" and stop_at.pop() == 0:
            raise KeyboardInterrupt

    for after in (0, 3):
        stop_at = list(range(after + 1))
        with pytest.raises(KeyboardInterrupt):
            restore(ahead, tmp_path / "backup.db", tell=stop, replace=True)
        ahead.database.close()
        assert ahead.head() == before
        assert ahead.verify(deep=True).fault is None


def test_a_damaged_backup_replaces_nothing(ahead, tmp_path) -> None:
    with sqlite3.connect(tmp_path / "backup.db") as connection:
        connection.execute("UPDATE line SET content = replace(content, 'Klitgårdens', 'Klitgardens')")
    connection.close()
    with pytest.raises(Refused, match="Nothing was restored"):
        restore(ahead, tmp_path / "backup.db", replace=True)
    assert ahead.serial() == 2


def test_the_desk_of_the_backup_replaces_the_desk(ahead, tmp_path) -> None:
    with ahead.database.writing() as connection:
        facts.put(connection, "since_the_backup", "yes")
    restore(ahead, tmp_path / "backup.db", replace=True)
    assert "since_the_backup" not in ahead.facts()
    assert ahead.role == "master"


def test_a_register_that_is_damaged_is_not_backed_up(new_sqlite, clock, tmp_path) -> None:
    register = Register(new_sqlite(), clock)
    register.init("mirror")
    load(register, tmp_path, 20261101)
    with register.database.writing() as connection:
        connection.run("UPDATE entry SET actor = 'mallory'")
    with pytest.raises(Refused, match="The register was not backed up: its log is damaged at entry 1"):
        back_up(register, tmp_path / "backup.db")
    assert not list(tmp_path.glob("*backup*"))


def test_reading_a_backup_changes_no_byte_of_it(lived, new, tmp_path) -> None:
    done = back_up(lived, tmp_path / "backup.db")
    before = (tmp_path / "backup.db").read_bytes()
    restore(new, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_bytes() == before
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup.db"]
    assert done.bytes == len(before)


def test_a_manifest_serves_as_a_checkpoint(tmp_path) -> None:
    manifest = {"serial": 7, "hash": "a" * 64, "epoch": "e", "files": [], "counter": None}
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    assert read_checkpoint(tmp_path / "manifest.json") == Checkpoint(7, "a" * 64, "e")
    (tmp_path / "letter.json").write_text('{"dear": "register"}')
    with pytest.raises(Refused, match=r"letter\.json is neither a manifest\.json nor a checkpoint"):
        read_checkpoint(tmp_path / "letter.json")


def test_a_change_after_the_backup_is_not_in_it(lived, new, tmp_path) -> None:
    back_up(lived, tmp_path / "backup.db")
    lived.clock.pass_days(1)
    lived.turn_day()
    restore(new, tmp_path / "backup.db")
    assert (new.serial(), lived.serial()) == (1, 2)
    assert Clinic().name in str(new.at().unit(CLINIC))


def test_a_copy_of_a_demo_is_a_demo(lived, new, tmp_path) -> None:
    assert lived.is_demo
    back_up(lived, tmp_path / "backup.db")
    restore(new, tmp_path / "backup.db")
    assert new.is_demo


@pytest.mark.parametrize("demo", [True, False])
def test_neither_kind_takes_the_place_of_the_other(new_sqlite, clock, tmp_path, demo: bool) -> None:
    backed_up, standing = Register(new_sqlite(), clock), Register(new_sqlite(), clock)
    backed_up.init("master", demo=demo)
    standing.init("master", demo=not demo)
    back_up(backed_up, tmp_path / "backup.db")
    with pytest.raises(Refused, match="are not of one kind"):
        restore(standing, tmp_path / "backup.db", replace=True)
    assert standing.is_demo is not demo
