"""The recipient finder over REST: answers as the contract says, problems as its neighbours'; a server on PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.rest import recipient_shapes as shapes
from sor.register import Register
from sor.settings import SoresSettings, read_settings
from sor.store.database import Database
from tests.endpoints.servers import TRIED, served
from tests.recipients import mailboxes as the


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return the.mailboxes(Database(f"sqlite:///{tmp_path_factory.mktemp('letters')}/sor.db"))


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[TestClient[Any]]:
    settings = read_settings(TRIED)._replace(sores=SoresSettings(loads_at_start=False))
    with TestClient(app(register, settings)) as client:
        yield client


@pytest.mark.postgres
@pytest.mark.slow
def test_a_server_on_postgresql_answers_the_same(
    client: TestClient[Any], new_postgresql: Callable[[], Database]
) -> None:
    database = new_postgresql()
    the.mailboxes(database)
    query = {"message": "REF06", "speciality": the.SKIN, "near": "9700"}
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with served(url, SOR_NOW="2026-11-22") as address:
        found = httpx.get(f"{address}/api/v1/recipients", params=query | {"valid": "2026-11-01"})
        sores = httpx.post(f"{address}/sores", json={"Command": "GetSorEntity", "SorIds": [the.DOCTOR]})
    assert found.json() == ask(client, "", valid="2026-11-01", **query)
    assert [unit["SorIdentifier"] for unit in sores.json()["SorEntities"]] == [the.DOCTOR]


def ask(client: TestClient[Any], path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"/api/v1/recipients{path}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_recipients_keep_the_contract(client: TestClient[Any]) -> None:
    for query in ({"speciality": the.SKIN, "near": "9700"}, {"speciality": the.EYES, "near": "9700"}, {}):
        found = ask(client, "", message="REF06", **query)
        msgspec.convert(found, shapes.Recipients)
    assert found["total"] == 2
    paged = ask(client, "", message="REF06", limit=1, offset=1)
    assert (len(paged["recipients"]), paged["more"]) == (1, False)
    assert ask(client, "", message="REF06", limit=1)["more"] is True


def test_the_sender_and_the_day_count(client: TestClient[Any]) -> None:
    found = ask(client, "", message="REF06", speciality=the.SKIN, sender=the.DOCTOR)
    assert [one["location_number"] for one in found["recipients"]] == [the.TOWN_GLN, the.NEXT_GLN]
    assert ask(client, "", message="REF06", valid="2019-12-31")["total"] == 0


def test_between_keeps_the_contract(client: TestClient[Any]) -> None:
    for receiver, can in ((the.NEAR_HOSPITAL, "yes"), (the.OLD_WARD, "no"), (the.NEAR_WARD, "unclear")):
        found = ask(client, "/between", sender=the.DOCTOR, receiver=receiver, message="REF01")
        assert msgspec.convert(found, shapes.Between).can == can


def test_the_messages_that_someone_receives(client: TestClient[Any]) -> None:
    found = ask(client, "/messages")
    msgspec.convert(found, shapes.Standards)
    assert {"standard": "REF01", "name": "Sygehushenvisning", "location_numbers": 3} in found["messages"]


def sentences(document: Any) -> list[str]:
    return [finding["en"] for finding in document["findings"]]


def test_what_is_not_known_is_told_where_to_look(client: TestClient[Any]) -> None:
    assert sentences(ask(client, "", 404, message="REF99")) == [
        "The register does not know the message type REF99 on that day. See /api/v1/recipients/messages."
    ]
    assert sentences(ask(client, "", 404, message="REF06", near="0000")) == [
        "The register does not know the postcode 0000 on that day. See /api/v1/codes/postal_code."
    ]
    assert sentences(ask(client, "", 404, message="REF06", sender=the.OLD_WARD)) == [
        f"The unit {the.OLD_WARD} is not open on that day."
    ]
    assert "its check digit is wrong" in sentences(
        ask(client, "/between", 404, sender=the.DOCTOR, receiver=the.DOCTOR[:-1] + "1", message="REF01")
    )[0]  # fmt: skip


def test_wrong_use_is_told(client: TestClient[Any]) -> None:
    assert sentences(ask(client, "", 400)) == [
        "message is missing. Write a message type, for example REF01 or REF01/H0131R."
    ]
    assert "recipients is not known" in sentences(ask(client, "", 400, message="REF06", recipients="1"))[0]
