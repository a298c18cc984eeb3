"""The contract: every real answer has exactly the members that OpenAPI promises, problems too."""

from typing import Any

import jsonschema_rs
import msgspec
import pytest
from litestar.testing import TestClient

from sor.endpoints.rest import shapes
from tests.endpoints.rest.clinics import CLINIC, GLN, NEW, OLD, OWNER, PROVIDER, SHAK

Client = TestClient[Any]

ANSWERS = [
    ("/api/v1/units/{code}", f"/api/v1/units/{CLINIC}", shapes.Unit),
    ("/api/v1/units/{code}", f"/api/v1/units/{OWNER}", shapes.Unit),
    ("/api/v1/units/{code}", f"/api/v1/units/{OLD}", shapes.Unit),
    ("/api/v1/units", "/api/v1/units?q=klitgård&open=any", shapes.FoundUnits),
    ("/api/v1/units/{code}/history", f"/api/v1/units/{CLINIC}/history?resolved=true", shapes.History),
    ("/api/v1/units/{code}/children", f"/api/v1/units/{OWNER}/children", shapes.Children),
    ("/api/v1/units/{code}/ancestors", f"/api/v1/units/{NEW}/ancestors", shapes.Ancestors),
    ("/api/v1/units/{code}/tree", f"/api/v1/units/{OWNER}/tree", shapes.Node),
    ("/api/v1/map", f"/api/v1/map?code={SHAK}&code={PROVIDER}&code=1", shapes.Mappings),
    ("/api/v1/shak/{code}", f"/api/v1/shak/{SHAK}", shapes.Shak),
    ("/api/v1/location-numbers/{gln}", f"/api/v1/location-numbers/{GLN}", shapes.LocationNumber),
    ("/api/v1/codes", "/api/v1/codes", shapes.CodeLists),
    ("/api/v1/codes/{list}", "/api/v1/codes/entity_type", shapes.CodeListContent),
    ("/api/v1/log", "/api/v1/log", shapes.LogPage),
    ("/api/v1/log/{serial}", "/api/v1/log/2", shapes.EntryLines),
    ("/api/v1/log", f"/api/v1/log?unit={OWNER}&field=name", shapes.LogPage),
    ("/api/v1/log/{serial}/touched", "/api/v1/log/1/touched", shapes.Touched),
    ("/api/v1/log/{serial}/units", "/api/v1/log/2/units", shapes.TouchedUnits),
    ("/api/v1/log/{serial}/units", "/api/v1/log/1/units?limit=5&day=2027-01-01", shapes.TouchedUnits),
    ("/status", "/status", shapes.RegisterStatus),
    ("/version", "/version", shapes.Version),
]


@pytest.fixture(scope="module")
def contract(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def promised(contract: dict[str, Any], path: str, status: int) -> Any:
    content = contract["paths"][path]["get"]["responses"][str(status)]["content"]
    schema = next(iter(content.values()))["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": contract["components"]})


@pytest.mark.parametrize(("path", "address", "shape"), ANSWERS, ids=[address for _, address, _ in ANSWERS])
def test_an_answer_has_its_promised_shape(
    client: Client, contract: dict[str, Any], path: str, address: str, shape: type[Any]
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    msgspec.json.decode(answer.content, type=shape)  # refuses members that the shape does not know
    promised(contract, path, 200).validate(answer.json())


@pytest.mark.parametrize(
    ("path", "address", "status"),
    [
        ("/api/v1/units/{code}", "/api/v1/units/1", 404),
        ("/api/v1/units/{code}", "/api/v1/units/1?valid=x", 400),
        ("/api/v1/units", "/api/v1/units?limit=0", 400),
        ("/api/v1/log", "/api/v1/log?since=99", 409),
    ],
)
def test_a_problem_has_its_promised_shape(
    client: Client, contract: dict[str, Any], path: str, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    promised(contract, path, status).validate(answer.json())


def test_the_contract_is_openapi_3_1_and_every_address_has_words(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            assert {"400", "503"} <= operation["responses"].keys(), path
            assert {"200", "201", "204"} & operation["responses"].keys(), path
