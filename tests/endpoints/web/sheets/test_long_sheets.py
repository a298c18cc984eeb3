"""A sheet with so many changes that it is a job: it is put in line, decided, and the page tells what became of it."""

from datetime import datetime, timedelta

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import unit_of
from tests.endpoints.web.login.conftest import BASE, sign_in
from tests.endpoints.web.sheets.conftest import REGION, Site, save, send, take

pytestmark = pytest.mark.slow


def test_a_long_sheet_is_decided_as_a_job(site: Site, ward: str) -> None:
    doors = app(site.register, read_settings({"SOR_JOB_FROM": "1"}))
    with TestClient(doors, base_url=BASE) as browser:
        browser.follow_redirects = False
        sign_in(browser, REGION)
        sheet = take(browser, ward)
        sheet.cell(ward, "name").value = "Fra et langt regneark"
        serial = site.register.serial()
        done = save(browser, send(browser, sheet.saved()))
        assert done.status_code == 303
        address = done.headers["location"]
        assert address.startswith("/sheets/jobs/")
        until = datetime.now() + timedelta(seconds=90)
        while "Gemt som" not in (page := browser.get(address).text):
            assert "venter på sin tur" in page or "gemmes nu" in page
            assert datetime.now() < until
        assert f"Gemt som løbenummer {serial + 1}." in page
        assert unit_of(site, ward)["name"] == "Fra et langt regneark"
    assert site.of("klinik").get(address).status_code == 404
