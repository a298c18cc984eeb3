"""Anybody reports an error in a unit without a login; it becomes a case with its owner and the authority alone."""

from pathlib import Path

import pytest
from lxml import html

from sor.desk.mail import Outbox
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store import cases
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.desk.test_mail import MailServer
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.login.conftest import browser_at, csrf_in, sign_in
from tests.endpoints.web.selfservice.conftest import DOCTOR

pytestmark = pytest.mark.slow

REPORT = f"/units/{DOCTOR}/report"
PAGE = {"Accept": "text/html"}
SAID = {"text": "Telefonnummeret er forkert", "name": "Grete Gæst", "email": "grete@gaest.example"}


def test_a_report_is_seen_by_the_owner_and_the_authority_alone(site: Site) -> None:
    reader = site.reader()
    assert f'href="{REPORT}"' in reader.get(f"/units/{DOCTOR}").text
    assert reader.get(REPORT).status_code == 200
    before = site.register.serial()
    sent = reader.post(REPORT, data=SAID)
    assert sent.status_code == 200
    assert "sag 1" in sent.text
    assert "grete" not in sent.text.lower()
    for user in ("klinik", "sds"):
        page = site.of(user).get("/cases/1")
        assert page.status_code == 200
        assert all(value in page.text for value in SAID.values())
    for stranger in ("tandlaege", "region-1082", "medcom"):
        assert site.of(stranger).get("/cases/1").status_code == 404
    assert reader.get("/cases/1").status_code == 303
    assert site.register.serial() == before


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"text": " "}, "text"), ({"email": "grete"}, "email"), ({"name": ""}, "name"), ({"text": "x" * 4001}, "text")],
)
def test_what_lacks_is_told_beside_its_field_and_all_stays(site: Site, spoilt: dict[str, str], field: str) -> None:
    page = site.reader().post(REPORT, data=SAID | spoilt)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    kept = next(name for name in SAID if name not in spoilt)
    assert SAID[kept] in page.text
    assert site.of("sds").get("/cases/1").status_code == 404


def test_twenty_within_an_hour_from_one_address(site: Site) -> None:
    reader = site.reader()
    assert {reader.post(REPORT, data=SAID).status_code for _ in range(20)} == {200}
    refused = reader.post(REPORT, data=SAID)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert SAID["text"] in refused.text


def test_another_sites_page_reports_nothing(site: Site) -> None:
    answer = site.reader().post(REPORT, data=SAID, headers=PAGE | {"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "teknik@sor.example" in answer.text  # every refusal says where help is to be had
    assert site.reader().post("/units/123/report", data=SAID).status_code == 404


@pytest.mark.parametrize("state", ["approved", "refused"])
def test_the_answer_goes_by_mail_and_then_the_sender_is_forgotten(
    demo_to_try: Path, tmp_path: Path, state: str
) -> None:
    register = Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock())
    server = MailServer()
    settings = read_settings({"SOR_SMTP": f"smtp://127.0.0.1:{server.port}", "SOR_MAIL_FROM": "sor@example.dk"})
    server.start()
    try:
        doors = app(register, settings)
        browser_at(doors).post(REPORT, data=SAID)
        owner = browser_at(doors)
        sign_in(owner, "klinik")
        token = {"csrf": csrf_in(owner.get("/cases/1").text)}
        page = html.document_fromstring(owner.get("/cases/1").text)
        (seen,) = page.xpath("//input[@name='seen']/@value")
        assert page.xpath("//button[@value='approve']")[0].text_content() == "Svar, og luk sagen"
        told = {"action": "approve", "seen": seen} if state == "approved" else {"action": "refuse"}
        answer = owner.post("/cases/1", data=token | told | {"text": "Nummeret er rigtigt."})
        assert answer.status_code == 303
        assert Outbox(register, settings).send_due() == 1
    finally:
        server.stop()
    (mail,) = server.caught.mails
    assert mail["To"] == SAID["email"]
    assert "Nummeret er rigtigt." in mail.get_content()
    assert DOCTOR in mail.get_content()
    row = cases.find(register.database.reader(), 1)
    assert row is not None
    assert (row.state, row.data) == (state, "")


def test_every_page_tells_who_answers_for_the_unit_and_where_help_is_to_be_had(site: Site) -> None:
    page = site.reader().get("/units/90000131000016009").text
    assert "SOR-ansvarlig" in page
    assert "mailto:teknik@sor.example" in page
    assert "70 00 00 02" in site.reader().get("/nowhere", headers=PAGE).text
