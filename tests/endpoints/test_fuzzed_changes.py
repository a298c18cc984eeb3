"""Invented documents of changes, sent with the authority's token: every answer is one of the contract."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar.testing import TestClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.owned import wanted

pytestmark = pytest.mark.slow
PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    register = Register(Database(f"sqlite:///{folder}/sor.db?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    actors = Actors(register)
    actors.add("sds", "", None)
    actors.grant("sds", wanted("authority"), None)
    return Scene(register)


def test_every_answer_is_one_that_the_contract_names(scene: Scene) -> None:
    register = scene.register
    doors = app(register, read_settings(TRIED))
    client, secret = Actors(register).new_secret("sds", "sds")
    with TestClient(doors) as door:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        token = door.post("/api/v1/token", data=form).json()["access_token"]
    contract = schemathesis.openapi.from_asgi("/api/openapi.json", doors).include(path="/api/v1/changes")
    statuses: set[int] = set()
    for found in contract.get_all_operations():

        @given(case=found.ok().as_strategy())
        @settings(
            max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
        )
        def fuzzed(case: Any) -> None:
            answer = case.call_and_validate(checks=PROMISES, headers={"Authorization": f"Bearer {token}"})
            statuses.add(answer.status_code)

        fuzzed()
    assert statuses >= {400, 422}
    assert 401 not in statuses
    assert register.verify(deep=True).fault is None
