"""A published clinic behind a client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints import errors, files
from sor.endpoints.http.callers import Callers
from sor.following.consumers import Consumers
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.published import load


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, Path]:
    """A mirror that holds the clinic, and the folder of its files."""
    folder = tmp_path_factory.mktemp("published")
    register = Register(Database(f"sqlite:///{folder}/sor.db"), StandingClock())
    register.init("mirror")
    load(register, folder, 20261101)
    publish(register, folder / "files", PublishOptions())
    return register, folder / "files"


def site(register: Register, **environment: str) -> Litestar:
    settings = read_settings(environment)
    return Litestar(
        files.routes(register, settings, Callers(register, settings), Consumers(register)),
        exception_handlers=errors.HANDLERS,
        openapi_config=None,
    )


@pytest.fixture(scope="session")
def client(published: tuple[Register, Path]) -> Iterator[TestClient[Litestar]]:
    register, folder = published
    with TestClient(site(register, SOR_FILES=str(folder))) as client:
        yield client
