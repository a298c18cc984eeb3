"""Every page of a unit that states nothing, not even its name, type or level, as an odd file may bring it."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.identifiers import sor_code
from sor.endpoints.app import app
from sor.endpoints.web.routes import PAGES
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.quick_part import few
from tests.store.units import create, submit

TOP, BARE, BESIDE, BELOW = (sor_code(9_000_000 + n) for n in range(1, 5))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('bare')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    submit(
        register,
        create(TOP, 20180401, level="IO", name="Top", type="550891000005100"),
        *(create(each, 20180401, parent=TOP) for each in (BARE, BESIDE)),
        create(BELOW, 20180401, parent=BARE),
        reason="first load",
    )
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    "query", few(["", "?by=level", "?q=9000002", f"?sender={BARE}&receiver={BELOW}&message=MedRpt"], every=4)
)
@pytest.mark.parametrize("code", [TOP, BARE, BELOW])
def test_every_page_of_a_unit_that_states_nothing_is_shown(pages: TestClient[Any], code: str, query: str) -> None:
    of_units = {path for handler in PAGES for path in handler.paths if path != "/shak/{code:str}"}  # another code
    for path in sorted(of_units):
        answer = pages.get(path.replace("{code:str}", code) + query)
        assert answer.status_code in (200, 404), (path, answer.text)
        assert answer.status_code == 200 or "message" in query, path
        assert "None" not in answer.text, path
