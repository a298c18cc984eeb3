"""Invented requests from the contract: whatever is asked, the answer is one that the contract names."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.settings import read_settings
from sor.store.database import Database
from tests.endpoints.rest.clinics import clinics
from tests.endpoints.servers import TRIED

pytestmark = pytest.mark.slow
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    register = clinics(Database(f"sqlite:///{folder}/sor.db"))
    Actors(register).add("sds", "Sundhedsdatastyrelsen", None)
    Actors(register).new_secret("sds", None)
    doors = app(register, read_settings(TRIED))
    return schemathesis.openapi.from_asgi("/api/openapi.json", doors).exclude(path="/api/v1/log/stream")


def test_every_answer_is_one_that_the_contract_names(contract: Any) -> None:
    """Each operation by itself: the library's own pytest plugin does not know this pytest yet."""
    asked = 0
    for found in contract.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
        )
        def fuzzed(case: Any) -> None:
            case.call_and_validate(checks=PROMISES)

        fuzzed()
        asked += 1
    assert asked >= 17
