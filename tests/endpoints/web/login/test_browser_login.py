"""A login in a real browser, by keyboard alone, on a small screen, and without a fault for those who cannot see."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def address(demo: Register) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app(demo, read_settings({})), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=5)


@pytest.fixture
def page_of(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def faults(page: Page, axe: str) -> list[Any]:
    found: Any = page.evaluate(f"{axe}; axe.run(document, {{resultTypes: ['violations']}})")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wide = [("wider than the screen", wider)] if wider else []
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found["violations"]] + wide


def test_a_user_signs_in_and_out_by_keyboard(page_of: Page, axe: str) -> None:
    page_of.goto("/me?lang=en")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("Log ind")
    assert faults(page_of, axe) == []
    button = page_of.get_by_role("button", name="medcom")
    button.focus()
    page_of.keyboard.press("Enter")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("MedCom (demo)")
    assert faults(page_of, axe) == []
    assert page_of.evaluate("document.cookie") == ""
    page_of.get_by_role("button", name="Sign out", exact=True).focus()
    page_of.keyboard.press("Enter")
    expect(page_of).to_have_url("/")
    page_of.goto("/me")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("Log ind")


def test_a_login_that_is_refused_says_so(page_of: Page, axe: str) -> None:
    page_of.goto("/login/demo/callback?code=x&state=y&lang=en")
    expect(page_of.get_by_role("alert")).to_contain_text("Begin again")
    assert faults(page_of, axe) == []
