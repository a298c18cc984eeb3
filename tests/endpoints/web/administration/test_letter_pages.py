"""Everybody writes to who stands behind a form; nothing of the address is in any answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.desk.letters import MOST_BETWEEN
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
from sor.endpoints.app import app
from sor.settings import read_settings
from tests.changes.scene import Scene
from tests.desk.asking import Office
from tests.desk.test_letters import HIDDEN
from tests.desk.test_mail import MailServer, server
from tests.endpoints.servers import TRIED

__all__ = ["server"]
LETTER = {"name": "Rikke", "email": "rikke@region.example", "text": "Hej <b>Kim</b>"}


@pytest.fixture
def person(scene: Scene) -> str:
    given = GivenPerson(scene["clinic"], "responsible", "Kim Klit", HIDDEN, "", "form")
    return ResponsiblePersons(scene.register).add(Office(scene).actor("kim"), given, "web").row.id


@pytest.fixture
def door(scene: Scene, server: MailServer) -> Iterator[TestClient[Any]]:
    with TestClient(app(scene.register, server.settings)) as client:
        yield client


def test_a_letter_is_sent_without_a_login(door: TestClient[Any], server: MailServer, person: str, scene: Scene) -> None:
    address = f"/responsible/{person}/write"
    assert address in door.get(f"/responsible?place={scene['clinic']}").text
    answers = [door.get(address), door.post(address, data=LETTER | {"text": ""})]
    assert [one.status_code for one in answers] == [200, 422]
    assert 'value="Rikke"' in answers[1].text
    assert server.caught.mails == []
    sent = door.post(address, data=LETTER)
    assert (sent.status_code, "Beskeden er sendt" in sent.text) == (200, True)
    (mail,) = server.caught.mails
    assert mail["To"] == HIDDEN
    server.stop()
    away = door.post(address, data=LETTER)
    assert away.status_code == 503
    assert "Hej &lt;b&gt;Kim" in away.text
    for _ in range(MOST_BETWEEN):
        last = door.post(address, data=LETTER)
    assert (last.status_code, last.headers["Retry-After"]) == (429, "3600")
    for answer in (*answers, sent, away, last):
        assert HIDDEN not in answer.text


def test_another_page_and_another_kind_of_body_do_not_come_through(
    door: TestClient[Any], server: MailServer, person: str
) -> None:
    address = f"/responsible/{person}/write"
    assert door.post(address, data=LETTER, headers={"Origin": "https://evil.example"}).status_code == 403
    assert door.post(address, json=LETTER).status_code == 415
    assert door.post(address, data=LETTER | {"to": "x"}).status_code == 422
    assert door.post("/responsible/nobody/write", data=LETTER).status_code == 404
    assert server.caught.mails == []


def test_a_register_without_mail_says_so(scene: Scene, person: str) -> None:
    with TestClient(app(scene.register, read_settings(TRIED))) as client:
        assert "sender ikke mail" in client.get(f"/responsible/{person}/write").text
        assert client.post(f"/responsible/{person}/write", data=LETTER).status_code == 503
