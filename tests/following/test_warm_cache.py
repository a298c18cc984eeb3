"""The warm cache: cold until it is made, in step afterwards, alive when the database is gone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sor.following.warm_cache import Cold, WarmCache
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.endpoints.web import small_register as the
from tests.new_databases import NewDatabases

YEARS, DAYS = timedelta(days=731), timedelta(days=2)


@pytest.mark.slow
def test_many_changes_make_it_anew_and_few_are_carried_over(new_database: NewDatabases) -> None:
    register = the.copied(new_database)
    cache = WarmCache(register, YEARS, DAYS)
    with_first = cache.find_kept()
    renamed = [LineDraft("unit", the.WARD, [the.says("name", 20261121, "A")])]
    register.submit(Submission(renamed, "anna", "web"))
    cache.follow()
    assert cache.find_kept().copy is with_first.copy
    cache._few = 0
    renamed = [LineDraft("unit", the.WARD, [the.says("name", 20261121, "B")])]
    register.submit(Submission(renamed, "anna", "web"))
    cache.follow()
    assert cache.find_kept().copy is not with_first.copy
    unit = cache.snapshot(cache.find_kept(), 20261121).unit(the.WARD)
    assert unit is not None
    assert unit["name"] == "B"
    assert cache.serial == register.serial()
    cache.close()


@pytest.mark.slow
def test_whoever_asks_for_a_reload_gets_it_from_every_process(new_database: NewDatabases) -> None:
    register = the.copied(new_database)
    here, there = WarmCache(register, YEARS, DAYS), WarmCache(register, YEARS, DAYS)
    mine, theirs = here.find_kept(), there.find_kept()
    there.follow()
    assert there.find_kept().copy is theirs.copy, "nobody has asked"
    here.tell_others_to_reload()
    assert here.reload()
    there.follow()
    assert here.find_kept().copy is not mine.copy
    assert there.find_kept().copy is not theirs.copy
    again = here.find_kept(), there.find_kept()
    for cache in (here, there):
        cache.follow()
    assert (here.find_kept(), there.find_kept()) == again, "once each"
    here.close()
    there.close()


@pytest.mark.slow
def test_a_register_that_was_replaced_by_an_older_one_is_copied_anew(tmp_path: Path, new_sqlite: NewDatabases) -> None:
    register, older = the.copied(new_sqlite), tmp_path / "older.db"
    file = register.database.url.database
    cache = WarmCache(register, YEARS, DAYS)
    cache.find_kept()
    fresh = Register(Database(f"sqlite:///{older}"), lambda: the.NOW)
    fresh.init("master")
    fresh.submit(Submission([the.unit(the.WARD, 20200101, name="Ny")], "founder", "import"))
    fresh.database.connect().run("PRAGMA wal_checkpoint(TRUNCATE)")
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    older.rename(file)
    assert cache.follow()
    assert cache.serial == 1
    cache.close()


def test_without_database_and_copy_it_is_cold(tmp_path: Path, new_sqlite: NewDatabases) -> None:
    now: list[datetime] = [the.NOW]
    register = the.copied(new_sqlite, lambda: now[0])
    file, cache = Path(register.database.url.database or ""), WarmCache(register, YEARS, DAYS)
    file.rename(tmp_path / "away.db")
    assert not cache.is_warm
    with pytest.raises(Cold):
        cache.find_kept()
    assert not cache.look()
