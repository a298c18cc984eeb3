"""No page is wider than the narrowest screen: 320 pixels, which is also a wide one enlarged fourfold (WCAG)."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser

from sor.endpoints.app import app
from sor.jobs.publishing import PublishOptions, publish
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.endpoints.web.small_register import HOSPITAL, small_register
from tests.endpoints.web.test_every_page import BEGIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROWEST = 320
PAGES = (*BEGIN, f"/units/{HOSPITAL}", f"/units/{HOSPITAL}/history", f"/tree/{HOSPITAL}", "/levels", "/?q=sengeafsnit")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every door of a register that has published its files."""
    folder: Path = tmp_path_factory.mktemp("narrow")
    register: Register = small_register(f"sqlite:///{folder}/sor.db")
    publish(register, folder / "files", PublishOptions())
    settings = read_settings({**TRIED, "SOR_FILES": str(folder / "files"), "SOR_CERTIFICATION": "on"})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app(register, settings), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=5)


def test_no_page_scrolls_sideways(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": NARROWEST, "height": 700})
    page = context.new_page()
    too_wide = {}
    for path in PAGES:
        page.goto(f"{address}{path}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST:
            too_wide[path] = width
    context.close()
    assert too_wide == {}
