"""One folder of certificates for all tests, and a simulator for each that wants one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.oss.simulator.simulated import CVR, OTHER_CVR, Running, municipality, run


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("oss") / "certificates"


@pytest.fixture
def running(certificates: Path) -> Iterator[Running]:
    """Slagelse with 60 homes among 300 units, and Odense, whose CVR is OTHER_CVR."""
    with run(certificates, municipality("0330", "Slagelse", CVR), municipality("0461", "Odense", OTHER_CVR)) as one:
        yield one
