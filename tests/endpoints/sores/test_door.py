"""The door of SORES: addresses, limits, what it refuses, and that it goes on without its database."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sor.endpoints.sores import Sores
from sor.endpoints.sores.door import LARGEST
from sor.register import Register
from sor.store.database import Database
from tests import postgres_server
from tests.endpoints.sores.asking import ask, call, door
from tests.endpoints.web import small_register as the
from tests.new_databases import NewDatabases

WARD = {"Command": "GetSorEntity", "SorIds": [the.WARD]}


class Clock:
    def __init__(self) -> None:
        self.now: datetime = the.NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(new_sqlite: NewDatabases, clock: Clock) -> Register:
    return the.copied(new_sqlite, clock)


@pytest.fixture
def file(register: Register) -> Path:
    return Path(register.database.url.database or "")


@pytest.fixture
def sores(register: Register) -> Iterator[Sores]:
    made = door(register)
    yield made
    made.cache.close()


@pytest.mark.parametrize("root", ["/sores", "/sores/v2", "/sores/v3"])
def test_each_version_has_status_version_and_reload(sores: Sores, root: str) -> None:
    assert call(sores, "GET", f"{root}/status").json["Status"] == "Reload required"
    assert call(sores, "GET", f"{root}/reload").json["Status"] == "OK"
    assert call(sores, "GET", f"{root}/forcereload").json["Status"] == "OK"
    status = call(sores, "GET", f"{root}/status").json
    assert status.keys() >= {"Version", "Cache", "CacheLoadTime", "Database", "Status"}
    assert (status["Cache"], status["Database"], status["CacheLoadTime"]) == (
        "warm",
        "up",
        "2026-11-21T11:00:00.000000Z",
    )
    assert call(sores, "GET", f"{root}/version").json == {"Version": status["Version"]}


def test_the_cache_is_made_for_the_first_command_when_it_was_not_before(sores: Sores) -> None:
    assert ask(sores, WARD).status == 200
    assert call(sores, "GET", "/sores/status").json["Status"] == "OK"


def states(sores: Sores) -> tuple[int, str, int]:
    status = call(sores, "GET", "/sores/status")
    return status.status, status.json["Status"], ask(sores, WARD).status


def test_the_documented_states_with_the_sqlite_file_moved_away(sores: Sores, file: Path) -> None:
    assert call(sores, "GET", "/sores/status").json["Status"] == "Reload required"
    hidden = file.rename(file.with_name("away.db"))
    assert states(sores) == (500, "Unable to load cache", 500)
    assert ask(sores, WARD).json["findings"][0]["rule"] == "no-cache"
    hidden.rename(file)
    assert states(sores) == (200, "Reload required", 200)
    assert states(sores) == (200, "OK", 200)
    file.rename(hidden)
    assert states(sores) == (200, "Degraded", 200)
    assert not sores.cache.follow()
    assert call(sores, "GET", "/sores/reload").json["Status"] == "Degraded"
    everything = ask(sores, {"Command": "SearchAllChildren", "SorIds": [the.REGION]})
    assert the.WARD in [unit["SorIdentifier"] for unit in everything.json["SorEntities"]]
    assert ask(sores, {"Command": "entityNameLookup", "EntityName": "sygehus"}).status == 200
    assert not file.exists(), "looking for the database must not make an empty one"
    hidden.rename(file)
    assert states(sores) == (200, "OK", 200)


@pytest.mark.postgres
@pytest.mark.slow
def test_the_documented_states_with_postgresql_stopped(clock: Clock) -> None:
    with postgres_server.running() as url:
        register = the.fill(Register(Database(url), clock))
        sores, cold = door(register), door(register)
        assert states(sores) == (200, "Reload required", 200)
        assert states(sores) == (200, "OK", 200)
    assert states(sores) == (200, "Degraded", 200)
    assert states(cold) == (500, "Unable to load cache", 500)
    sores.cache.close()


def test_a_cache_that_has_not_seen_the_database_for_two_days_is_cold(sores: Sores, file: Path, clock: Clock) -> None:
    sores.cache.follow()
    file.rename(file.with_name("away.db"))
    clock.now += timedelta(days=2)
    assert states(sores) == (200, "Degraded", 200)
    clock.now += timedelta(seconds=1)
    assert states(sores) == (500, "Unable to load cache", 500)


def test_days_before_the_caches_history_are_refused(sores: Sores) -> None:
    assert ask(sores, WARD | {"Date": "2024-11-20"}).status == 200
    said = ask(sores, WARD | {"Date": "2024-11-19"})
    assert said.status == 400
    assert said.json["findings"][0]["da"] == (
        "SORES husker fra 2024-11-20. Spørg SORLS eller /api/v1 om tidligere dage."
    )


def test_callers_from_outside_are_refused_clearly(sores: Sores) -> None:
    said = ask(sores, WARD, client="10.1.2.3")
    assert said.status == 403
    assert said.headers["content-type"] == "application/problem+json"
    assert said.json["detail"] == (
        "The address 10.1.2.3 may not ask SORES. SORES is for the inside of the platform only: ask SORLS or /api/v1,"
        " or have the address written in SOR_SORES_ALLOWED."
    )
    assert call(sores, "GET", "/sores/status", client="10.1.2.3").status == 403


def test_other_methods_are_told_which_there_is(sores: Sores) -> None:
    got = call(sores, "GET", "/sores")
    assert (got.status, got.headers["allow"]) == (405, "POST")
    assert call(sores, "POST", "/sores/reload").headers["allow"] == "GET"


def test_a_command_that_is_too_large_is_refused(sores: Sores) -> None:
    large = json.dumps({"Command": "entityNameLookup", "EntityName": "x" * LARGEST}).encode()
    assert call(sores, "POST", "/sores", large).status == 413


@pytest.mark.slow
def test_an_answer_may_be_asked_for_from_a_serial_on(sores: Sores, register: Register) -> None:
    call(sores, "GET", "/sores/reload")
    serial = register.serial()
    found = ask(sores, WARD, **{"sor-serial": str(serial)})
    assert (found.status, found.headers["sor-serial"]) == (200, str(serial))
    behind = ask(sores, WARD, **{"sor-serial": str(serial + 1)})
    assert (behind.status, behind.headers["retry-after"]) == (503, "1")
    assert ask(sores, WARD, **{"sor-serial": "x"}).status == 400
