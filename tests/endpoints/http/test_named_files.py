"""A name that a caller makes up is a file that is there, or none; never a mistake, however long it is."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.http.named_files import is_file, is_folder
from sor.formats.soap.sorus_choices import VERSIONS
from sor.jobs.editions import CURRENT, EDITIONS
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED

LONG = ("x" * 256, "ø" * 200, "a/" * 3_000 + "b", "nul\0nul")


@pytest.mark.parametrize("name", LONG)
def test_a_name_that_no_disk_holds_is_no_file_and_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").touch()
    assert (is_file(tmp_path / "there"), is_folder(tmp_path)) == (True, True)
    assert (is_file(tmp_path / name), is_folder(tmp_path / name)) == (False, False)


ADDRESSES = ("/static/{}", "/data/{}", "/files/{}", f"/files/{EDITIONS}/{{}}/a", f"{VERSIONS[3].path}?xsd={{}}.xsd")


def test_every_address_of_files_says_that_there_is_none(tmp_path: Path) -> None:
    register = Register(Database(f"sqlite:///{tmp_path}/sor.db"), StandingClock())
    register.init("master", demo=True)
    (tmp_path / EDITIONS / "20261101T120000Z").mkdir(parents=True)
    (tmp_path / CURRENT).symlink_to(Path(EDITIONS) / "20261101T120000Z")
    settings = read_settings({**TRIED, "SOR_FILES": str(tmp_path)}, demo=True)
    client: Any = TestClient(app(register, settings), raise_server_exceptions=False)
    for page in ("/files", "/status", f"/files/{EDITIONS}/20261101T120000Z"):
        assert client.get(page).status_code in (200, 404), "an edition whose manifest is damaged is none"
    for address, name in product(ADDRESSES, LONG[:3]):
        assert client.get(address.format(name)).status_code == 404, address
