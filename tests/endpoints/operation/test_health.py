"""Health: a process is ready when it can answer everything. That it lives though its database is away, and is not ready
then, is shown in ``tests/journeys/test_database_away.py``.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED

LIVE, READY = "/health/live", "/health/ready"


@contextmanager
def served(register: Register, when_built: Callable[[], None] = lambda: None) -> Iterator[TestClient[Any]]:
    with TestClient(app(register, read_settings(TRIED), when_built), raise_server_exceptions=False) as client:
        yield client


def become_ready(client: TestClient[Any]) -> None:
    for _ in range(5000):
        if client.get(READY).status_code == 200:
            return
        time.sleep(0.02)
    raise AssertionError(client.get(READY).text)


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_server_is_ready_when_its_index_is_built(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    may_build, build = threading.Event(), PhoneBook.build

    def when_allowed(book: PhoneBook, *arguments: Any) -> Any:
        assert may_build.wait(60)
        return build(book, *arguments)

    monkeypatch.setattr(PhoneBook, "build", when_allowed)
    with served(register) as client:
        assert client.get(LIVE).json() == {"state": "live"}
        starting = client.get(READY)
        assert (starting.status_code, starting.json()["findings"][0]["rule"]) == (503, "starting")
        assert starting.headers["Retry-After"] == "2"
        may_build.set()
        become_ready(client)
        assert client.get(READY).json() == {"state": "ready"}


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_an_index_that_could_not_be_built_is_built_when_health_is_asked(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, build = [], PhoneBook.build

    def second_time(book: PhoneBook, *arguments: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the disk does not answer")
        return build(book, *arguments)

    monkeypatch.setattr(PhoneBook, "build", second_time)
    with served(register) as client:
        become_ready(client)
    assert len(tries) == 2


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_what_is_to_be_done_once_the_index_stands_is_done_once_and_not_before(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, build = [], PhoneBook.build

    def noted(book: PhoneBook, *arguments: Any) -> Any:
        done.append("build")
        return build(book, *arguments)

    monkeypatch.setattr(PhoneBook, "build", noted)
    with served(register, lambda: done.append("then")) as client:
        for _ in range(5000):
            if "then" in done:
                break
            time.sleep(0.02)
        become_ready(client)
    assert done == ["build", "then"]
