"""Pages served for a real browser, and what a checker finds wrong with one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from tests.ports import free_port

if TYPE_CHECKING:  # only tests with a browser load what drives one
    from playwright.sync_api import Page


@contextmanager
def served(application: Any, port: int = 0) -> Iterator[str]:
    """The address at which an application is served by a thread of this process."""
    port = port or free_port()
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=60)


PICTURES = Path(__file__).parents[3] / ".cache" / "pictures"


def picture(page: "Page", name: str) -> None:
    """Keep what the window shows, as a picture for the guide; those that it shows stand in ``docs/images``."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


RULES = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
"""What the checker is told: that of WCAG 2.2 it looks at targets too, which it leaves out unasked."""


def broken_rules(page: "Page", axe: str) -> list[Any]:
    """The rules of accessibility that a page breaks, each with the elements by which it does."""
    found: Any = page.evaluate(f"{axe}; axe.run(document, {RULES})")
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found["violations"]]


def faults(page: "Page", axe: str) -> list[Any]:
    """What the accessibility checker finds, and whether the page is wider than its window."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wide = [("wider than the screen", wider)] if wider else []
    return broken_rules(page, axe) + wide
