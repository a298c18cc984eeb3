"""The files of one small register, made once for all tests that spoil them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import sqlite_databases
from tests.faults.written import Written


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("written")
    with sqlite_databases(folder, empty_sqlite) as new:
        yield Written(folder, new)
