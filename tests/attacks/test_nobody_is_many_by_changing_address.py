"""Who has one IPv6 address has 2⁶⁴ of them: all that are counted by address are counted by the network that is given
out as one.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.desk.actors import Actors
from sor.desk.error_reports import MOST_FROM
from sor.endpoints.app import app
from sor.endpoints.http.failed_tries import FORGIVEN
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.owned import WARD, fill

SAID = {"text": "Telefonnummeret er forkert", "name": "Grete Gæst", "email": "grete@gaest.example"}


class Stranger:
    """Somebody who asks from another address each time."""

    def __init__(self, register: Register) -> None:
        self._app = app(register, read_settings(TRIED))
        self._address = ""
        self.client: TestClient[Any] = TestClient(self, raise_server_exceptions=False)  # type: ignore[arg-type]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["client"] = (self._address, 4711)
        await self._app(scope, receive, send)

    def post(self, address: str, path: str, form: dict[str, str]) -> int:
        self._address = address
        return self.client.post(path, data=form).status_code


@pytest.fixture
def stranger(register: Register) -> Iterator[Stranger]:
    register.init("master", demo=True)
    fill(register)
    actors = Actors(register)
    actors.add("rikke", "Rikke", "sds")
    actors.new_secret("rikke", "rikke")
    found = Stranger(register)
    with found.client:
        yield found


def test_wrong_secrets_and_reports_are_counted_by_network(stranger: Stranger) -> None:
    tried = {"grant_type": "client_credentials", "client_id": "rikke", "client_secret": "guess"}
    guesses = [stranger.post(f"2001:db8:0:1::{n:x}", "/api/v1/token", tried) for n in range(FORGIVEN + 1)]
    assert guesses == [401] * FORGIVEN + [429]
    assert stranger.post("2001:db8:0:2::1", "/api/v1/token", tried) == 401, "nobody else is held up"
    path = f"/units/{WARD}/report"
    reports = [stranger.post(f"2001:db8:0:1:{n:x}::", path, SAID) for n in range(MOST_FROM + 1)]
    assert reports == [200] * MOST_FROM + [429]
    assert stranger.post("192.0.2.7", path, SAID) == 200
