"""Tokens over HTTP: the OAuth form, the header, and who one is."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.endpoints.rest import access_shapes as shapes
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.owned import REGION, WARD, fill, wanted

FORM = {"grant_type": "client_credentials", "client_id": "afdeling", "client_secret": ""}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('access')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    fill(register)
    actors = Actors(register)
    actors.add("afdeling", "Afdeling B", "sds")
    actors.grant("afdeling", wanted("region", WARD, "edit confirm", 20260101, 20270101), "sds")
    _, FORM["client_secret"] = actors.new_secret("afdeling", "afdeling")
    with TestClient(app(register, read_settings(TRIED))) as client:
        yield client


def test_a_program_gets_a_token_and_is_told_who_it_is(door: TestClient[Any]) -> None:
    answer = door.post("/api/v1/token", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = msgspec.json.decode(answer.content, type=shapes.Token)
    assert (token.token_type, token.expires_in) == ("Bearer", 900)
    me = door.get("/api/v1/me", headers={"Authorization": f"Bearer {token.access_token}"})
    msgspec.json.decode(me.content, type=shapes.Me)
    assert me.headers["cache-control"] == "no-store"
    assert me.json() == {
        "actor": "afdeling",
        "name": "Afdeling B",
        "rights": [
            {
                "role": "region", "place": WARD, "within": [], "operations": ["confirm", "edit"], "from": "2026-01-01",
                "to": "2027-01-01",
            }
        ],
    }  # fmt: skip
    assert REGION not in me.text


def test_id_and_secret_may_stand_in_the_header(door: TestClient[Any]) -> None:
    answer = door.post(
        "/api/v1/token", data={"grant_type": "client_credentials"}, auth=("afdeling", FORM["client_secret"])
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({**FORM, "client_secret": "x"}, 401, "invalid_client"),
        ({**FORM, "grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "afdeling"}, 400, "unsupported_grant_type"),
        ({**FORM, "client_id": "afd\u200beling"}, 400, "invalid_request"),
        ({**FORM, "grant_type": "client\u202e"}, 400, "invalid_request"),
    ],
)
def test_a_refused_form_is_a_problem_document_that_oauth_clients_understand(
    door: TestClient[Any], form: dict[str, str], status: int, error: str
) -> None:
    answer = door.post("/api/v1/token", data=form)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["error"] == error
    assert {"rule", "field", "da", "en"} <= document["findings"][0].keys()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[]", b"client_id=%ff"])
def test_a_body_that_is_no_form_is_refused(door: TestClient[Any], body: bytes) -> None:
    answer = door.post("/api/v1/token", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400


def test_a_secret_in_the_address_is_refused(door: TestClient[Any]) -> None:
    answer = door.post(f"/api/v1/token?client_secret={FORM['client_secret']}", data={"grant_type": "x"})
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (400, "unknown-parameter")


def test_without_a_token_nobody_is_anybody(door: TestClient[Any]) -> None:
    answer = door.get("/api/v1/me")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="sor"')
    assert answer.json()["findings"][0]["da"].startswith("Der mangler et adgangsbevis.")
    answer = door.get("/api/v1/me", headers={"Authorization": "Bearer x.y.z"})
    assert answer.headers["www-authenticate"] == 'Bearer realm="sor", error="invalid_token"'


def test_the_contract_names_the_token_and_where_it_is_needed(door: TestClient[Any]) -> None:
    contract = door.get("/api/openapi.json").json()
    assert contract["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert contract["paths"]["/api/v1/me"]["get"]["security"] == [{"token": []}]
    form = contract["paths"]["/api/v1/token"]["post"]["requestBody"]["content"]
    assert list(form) == ["application/x-www-form-urlencoded"]
