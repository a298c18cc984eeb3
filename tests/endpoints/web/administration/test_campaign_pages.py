"""MedCom's campaign in a browser, from its announcement to the last straggler: progress, reminders, one entry."""

from collections.abc import Iterator

import httpx
import pytest
from lxml import html

from sor.desk.mail import Outbox
from sor.endpoints.app import app
from sor.settings import read_settings
from sor.store import mails
from tests.desk.test_mail import MailServer
from tests.endpoints.web.administration.conftest import REGION, Site, hidden
from tests.endpoints.web.administration.test_edi_pages import messages, numbers_of, problems, rows_of, send
from tests.endpoints.web.edit.conftest import said_in
from tests.endpoints.web.login.conftest import Browser, browser_at, sign_in

pytestmark = pytest.mark.slow

OLD, NEW = ("DIS91/D9134L", "receive"), ("DIS91/D9199T", "receive")
GIVEN = {
    "title": "DIS91 i ny version", "standard": "dis91", "old": "D9134L", "new": "D9199T", "direction": "receive",
    "starts": "2026-11-01", "ends": "2027-03-01",
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    made.start()
    yield made
    made.stop()


def counts(page: str) -> dict[str, int]:
    """How many numbers stand how, as the page of a campaign says."""
    items = html.document_fromstring(page).xpath("//section[@aria-labelledby='progress-title']/ul[1]/li")
    return {one.xpath("a/@href")[0].partition("state=")[2]: int(one.xpath("text()")[-1].strip(": ")) for one in items}


def act(browser: Browser, address: str, action: str, **fields: str) -> httpx.Response:
    return send(browser, action, address, **fields)


@pytest.mark.whole_demo
def test_a_campaign_goes_from_its_announcement_to_the_last_straggler(site: Site, server: MailServer) -> None:
    medcom, reader = site.of("medcom"), site.reader()
    assert act(site.of(REGION), "/edi/campaigns/new", "save", **GIVEN).status_code == 403
    assert site.of(REGION).get("/edi/campaigns/new").status_code == 403
    serial = site.register.serial()
    chosen = {"region": "1082"}
    seen = act(medcom, "/edi/campaigns/new", "preview", **GIVEN, **chosen)
    taking = numbers_of(reader.get("/edi.csv?region=1082&message=DIS91/D9134L&direction=receive"))
    assert (seen.status_code, f"{len(taking)} numre er med" in seen.text) == (200, True)
    done = act(medcom, "/edi/campaigns/new", "save", **GIVEN, **chosen)
    address = done.headers["location"]
    assert (done.status_code, site.register.serial()) == (303, serial), "announcing changes nothing in the register"
    page = reader.get(address).text
    assert counts(page) == {"done": 0, "beside": 0, "straggler": len(taking), "neither": 0, "closed": 0}
    assert [row["number"] for row in rows_of(reader.get(f"{address}.csv"))] == taking

    assert act(medcom, address, "remind").status_code == 422, "the register sends no mail"

    mailing = {"SOR_SMTP": f"smtp://127.0.0.1:{server.port}", "SOR_MAIL_FROM": "sor@example.dk"}
    sender = browser_at(app(site.register, read_settings(mailing)))
    assert sign_in(sender, "medcom").status_code == 303
    reminded = act(sender, address, "remind")
    waiting = mails.waiting(site.register.database.reader())[0]
    assert (reminded.status_code, f"{waiting} mails venter" in reminded.text) == (200, True)
    assert waiting > 0
    assert Outbox(site.register, server.settings).send_due() == waiting
    assert f"https://sor.example{address}" in server.caught.mails[0].get_content()
    assert "0 mails venter" in act(sender, address, "remind").text, "nobody is reminded twice within a week"

    tried = act(medcom, address, "preview")
    assert tried.status_code == 200, said_in(tried.text)
    assert site.register.serial() == serial
    more = {name: hidden(tried.text, name) for name in ("confirmed", "key")}
    written = act(medcom, address, "save", **more)
    assert written.status_code == 303, (said_in(written.text), problems(written.text))
    assert site.register.serial() == serial + 1
    page = reader.get(address).text
    assert counts(page) == {"done": 0, "beside": len(taking), "straggler": 0, "neither": 0, "closed": 0}
    assert {OLD, NEW} <= messages(site, taking[0])
    ended = counts(reader.get(f"{address}?valid=2027-03-01").text)
    assert ended == {"done": len(taking), "beside": 0, "straggler": 0, "neither": 0, "closed": 0}
    later = numbers_of(reader.get("/edi.csv?region=1082&message=DIS91/D9134L&direction=receive&valid=2027-03-01"))
    assert set(later).isdisjoint(taking), "the old version goes on its day"
    assert act(medcom, address, "shut").status_code == 303
    assert "afsluttet" in reader.get("/edi/campaigns").text
    assert site.register.verify_audit_log() is None


def test_a_campaign_with_something_wrong_is_told_by_field_and_row(site: Site) -> None:
    medcom = site.of("medcom")
    good = numbers_of(site.reader().get("/edi.csv?region=1083"))[0]
    for fields, field in (
        ({"title": ""}, "title"), ({"standard": "DIS 91"}, "standard"), ({"new": ""}, "new"),
        ({"new": "D9134L"}, "old"), ({"starts": "igår"}, "starts"), ({"starts": ""}, "starts"),
        ({"ends": "2026-11-01"}, "ends"), ({"direction": "op"}, "direction"), ({"befolkning": "1"}, ""),
        ({"standard": "XYZ99"}, "numbers"), ({"region": "x"}, "region"),
        ({"system_supplier": "\x00"}, "system_supplier"),
        *(({part: odd, "numbers": good}, part) for part in ("standard", "old", "new") for odd in ("\x00", "A\u200b")),
    ):  # fmt: skip
        answer = act(medcom, "/edi/campaigns/new", "save", **(GIVEN | fields))
        assert answer.status_code == 422, fields
        if field:
            assert f'href="#{field}"' in answer.text, fields
    answer = act(medcom, "/edi/campaigns/new", "save", **GIVEN, numbers=f"{good}\n{good}\n{good[:-1]}\n5790000000005")
    assert (answer.status_code, problems(answer.text)) == (422, {2: "twice", 3: "short", 4: "unknown"})
    assert site.reader().get("/edi/campaigns/99").status_code == 404
    assert act(site.of(REGION), "/edi/campaigns/1", "save").status_code in (403, 404)


def test_a_number_that_was_closed_meanwhile_is_counted_and_not_written(site: Site) -> None:
    medcom, reader = site.of("medcom"), site.reader()
    numbers = numbers_of(reader.get("/edi.csv?region=1084"))[:3]
    given = GIVEN | {"title": "Helt ny", "standard": "DIS32", "old": "", "new": "D3233L", "ends": ""}
    address = act(medcom, "/edi/campaigns/new", "save", **given, numbers="\n".join(numbers)).headers["location"]
    unit = rows_of(reader.get(f"/edi.csv?q={numbers[0]}"))[0]["unit"]
    closing = {"op": "number", "location_number": numbers[0], "unit": unit, "from": "2026-11-01", "close": True}
    assert site.register.change(closing, "sds", "cli", judge=False).accepted
    assert counts(reader.get(address).text) == {"done": 0, "beside": 0, "straggler": 0, "neither": 2, "closed": 1}
    tried = act(medcom, address, "preview")
    more = {name: hidden(tried.text, name) for name in ("confirmed", "key")}
    assert act(medcom, address, "save", **more).status_code == 303
    assert counts(reader.get(address).text) == {"done": 2, "beside": 0, "straggler": 0, "neither": 0, "closed": 1}
