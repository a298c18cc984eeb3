"""A demo and a real register served whole, and browsers without scripts before them."""

import re
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.jobs.demo_actors import add_demo_actors
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.loops import asks_by_one_loop

BASE = "http://127.0.0.1:8080"
Browser = TestClient[Any]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Register:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('login')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    add_demo_actors(register)
    return register


@pytest.fixture(scope="module")
def doors(demo: Register) -> Any:
    return app(demo, read_settings({}))


@pytest.fixture
def visitor(doors: Any) -> Browser:
    return browser_at(doors)


@pytest.fixture
def other(doors: Any) -> Browser:
    return browser_at(doors)


def browser_at(doors: Any, base: str = BASE) -> Browser:
    """A browser that follows no redirect by itself, so that a test sees each step."""
    browser: Browser = asks_by_one_loop(TestClient(doors, base_url=base, raise_server_exceptions=False))
    browser.follow_redirects = False
    return browser


def sign_in(browser: Browser, user: str, goes_to: str = "") -> httpx.Response:
    """Through the demo's login, step by step; the answer of the last one."""
    answer = browser.post("/login", data={"user": user, "next": goes_to})
    while answer.is_redirect and "/me" not in answer.headers["location"]:
        answer = browser.get(answer.headers["location"])
    return answer


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]
