"""All is still right: said by whoever keeps a place, or once by a dated link in a mail; it changes nothing."""

import pytest
from litestar.testing import TestClient
from lxml import html

from sor.desk.quality import Quality
from sor.desk.responsible_persons import GivenPerson, PersonAtPlace, ResponsiblePersons
from sor.desk.still_right import BadLink, StillRight
from sor.endpoints.app import app
from sor.register import Refused
from sor.settings import read_settings
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office
from tests.endpoints.servers import TRIED

SETTINGS = read_settings(TRIED)


@pytest.fixture
def office(scene: Scene) -> Office:
    return Office(scene)


@pytest.fixture
def anna(scene: Scene, office: Office) -> PersonAtPlace:
    given = GivenPerson(scene["region"], "responsible", "anna", "anna@region.example")
    return ResponsiblePersons(scene.register).add(office.actor("rikke"), given, "web")


@pytest.fixture
def still(scene: Scene) -> StillRight:
    return StillRight(scene.register, SETTINGS)


def unconfirmed(scene: Scene) -> set[str]:
    return {one["unit"] for one in Quality(scene.register).page(rule="CONFIRM").findings}


def refused(still: StillRight, link: str) -> str:
    with pytest.raises(BadLink) as error:
        still.confirm_by_link(link)
    return error.value.kind


def test_who_keeps_a_place_confirms_it_and_a_stranger_does_not(
    scene: Scene, still: StillRight, office: Office, clock: StandingClock
) -> None:
    clock.pass_days(200)
    with pytest.raises(Refused, match="said by whoever keeps it"):
        still.confirm(office.actor("kim"), scene["region"])
    still.confirm(office.actor("rikke"), scene["region"])
    assert unconfirmed(scene) == {scene["owner"]}
    said = still.last(scene["ward"])
    assert said is not None
    assert (said.unit, said.actor) == (scene["region"], "rikke")


def test_a_link_confirms_once_and_each_other_use_has_its_answer(
    scene: Scene, still: StillRight, anna: PersonAtPlace, clock: StandingClock
) -> None:
    clock.pass_days(200)
    link, second, serial = still.link(anna), still.link(anna), scene.register.serial()
    head, body, signature = link.split(".")
    for forged in (f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body[:-3]}", "x", "", f"{link}." * 200):
        assert refused(still, forged) == "forged"
    still.confirm_by_link(link)
    assert unconfirmed(scene) == {scene["owner"]}
    assert scene.register.serial() == serial
    assert refused(still, link) == "used"
    clock.pass_days(60)
    assert refused(still, second) == "old"
    clock.pass_days(365)
    assert refused(still, link) == "old"


def test_a_link_of_somebody_who_answers_no_more_confirms_nothing(
    scene: Scene, still: StillRight, anna: PersonAtPlace, office: Office
) -> None:
    link = still.link(anna)
    ResponsiblePersons(scene.register).remove(office.actor("rikke"), anna.row.id, "web")
    assert refused(still, link) == "gone"


def test_a_link_is_no_token_and_a_token_is_no_link(scene: Scene, still: StillRight, anna: PersonAtPlace) -> None:
    with TestClient(app(scene.register, SETTINGS), raise_server_exceptions=False) as client:
        shown = {"Authorization": f"Bearer {still.link(anna)}"}
        assert client.get("/api/v1/me", headers=shown).status_code in (401, 503)


def test_opening_the_link_confirms_nothing_and_its_button_does_without_a_login(
    scene: Scene, still: StillRight, anna: PersonAtPlace, clock: StandingClock
) -> None:
    clock.pass_days(200)
    with TestClient(app(scene.register, SETTINGS), raise_server_exceptions=False) as client:
        address = f"/still-right?link={still.link(anna)}"
        page = client.get(address)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert "Region Sjælland" in page.text
        assert scene["region"] in unconfirmed(scene)
        form = html.document_fromstring(page.text).xpath("//main//form")[0]
        sent = {"link": form.xpath(".//input[@name='link']/@value")[0]}
        foreign = {"Origin": "https://elsewhere.example"}
        assert client.post(form.get("action"), data=sent, headers=foreign).status_code == 403
        assert client.post(form.get("action"), data=sent).status_code == 200
        assert scene["region"] not in unconfirmed(scene)
        assert [client.get(one).status_code for one in (address, "/still-right?link=x")] == [409, 404]
        again = client.post("/still-right", data=sent)
        assert (again.status_code, "Linket er brugt" in again.text) == (409, True)
        clock.pass_days(365)
        assert client.get(address).status_code == 410
