"""What the REST tests share: the clinics, and a client before all doors."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.endpoints.rest.clinics import clinics
from tests.endpoints.servers import TRIED


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return clinics(Database(f"sqlite:///{tmp_path_factory.mktemp('rest')}/sor.db"))


@pytest.fixture(scope="session")
def doors(register: Register) -> Any:
    return app(register, read_settings(TRIED))


@pytest.fixture(scope="session")
def client(doors: Any) -> Iterator[TestClient[Any]]:
    with TestClient(doors, raise_server_exceptions=False) as client:
        yield client
