"""A case goes through its pages: asked for, asked back, answered, looked at, approved; each sees what is theirs."""

import random
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from sor.desk.actors import Actors
from sor.desk.cases import Cases
from sor.desk.mail import Outbox
from sor.endpoints.app import app
from sor.settings import read_settings
from sor.store import cases as rows
from sor.store import mails
from tests.endpoints.web.administration.conftest import (
    AUTHORITY,
    CLINIC,
    REGION,
    Site,
    act,
    approve,
    ask,
    buttons,
    hidden,
    token,
)
from tests.endpoints.web.edit.conftest import fields_of, place_of, send, unit_of
from tests.endpoints.web.told_mistakes import badly_told
from tests.ports import free_port

pytestmark = pytest.mark.slow


def hospital_of(site: Site, ward: str) -> str:
    return str(site.register.at().ancestors(ward)[-1]["code"])


def test_a_region_asks_and_the_authority_makes_the_change_from_the_case(site: Site, ward: str) -> None:
    region, authority = site.of(REGION), site.of(AUTHORITY)
    hospital = hospital_of(site, ward)
    address = ask(region, "institution", hospital)
    assert address in region.get("/cases").text
    page = authority.get(address).text
    assert buttons(page) == {"preview", "assign", "ask", "refuse"}
    assert act(authority, address, "assign").status_code == 303
    assert act(authority, address, "ask", text="Hvilket navn?").status_code == 303
    assert buttons(region.get(address).text) == {"answer", "withdraw"}
    assert act(region, address, "answer", text="Hospital Fjord").status_code == 303
    refused = act(authority, address, "preview")
    assert refused.status_code == 422  # there is no change in it yet
    form = fields_of(authority.get(f"/units/{hospital}/edit").text)
    send(authority, f"/units/{hospital}/edit", form | {"name": "Hospital Fjord", "from": "2027-01-01"}, "basket")
    assert "basket" in buttons(authority.get(address).text)
    assert act(authority, address, "basket").status_code == 303
    assert "basket" not in buttons(authority.get(address).text)
    page = act(authority, address, "preview").text
    assert "Hospital Fjord" in page
    serial = site.register.serial()
    done = approve(authority, address, text="enig")
    assert done.status_code == 303, done.text
    entry = site.register.entry(serial + 1)
    assert entry is not None
    assert (entry.actor, entry.channel) == (AUTHORITY, "web")
    assert entry.reason.endswith(": enig")
    assert unit_of(site, hospital, "2027-01-01")["name"] == "Hospital Fjord"
    page = region.get(address).text
    assert "Godkendt" in page
    assert buttons(page) == set()


def test_a_refusal_without_a_reason_is_told_beside_its_field_and_the_case_tells_what_was_said(
    site: Site, ward: str
) -> None:
    authority = site.of(AUTHORITY)
    address = ask(site.of(REGION), "error", ward)
    assert act(authority, address, "ask", text="Hvilken fejl?").status_code == 303
    for page in (authority.get(address).text, act(authority, address, "refuse", text=" ").text):
        assert badly_told(page) == []
        assert "Hvilken fejl?" in page
    assert act(authority, address, "refuse", text=" ").status_code == 422
    assert 'id="say-error"' in page


def test_nothing_is_approved_that_was_not_seen(site: Site, ward: str) -> None:
    region, authority = site.of(REGION), site.of(AUTHORITY)
    form = fields_of(region.get(f"/units/{ward}/edit").text) | {"name": "Nyt navn", "from": "2027-01-01"}
    send(region, f"/units/{ward}/edit", form, "basket")
    address = ask(region, "unit", ward, basket="1")
    serial = site.register.serial()
    assert act(authority, address, "approve").status_code == 409
    page = act(authority, address, "preview").text
    seen = hidden(page, "seen")
    moved = {"op": "move", "unit": ward, "from": "2026-11-01", "parent": hospital_of(site, ward)}
    other = next(one["code"] for one in site.register.at().children(hospital_of(site, ward)) if one["code"] != ward)
    assert site.register.change({"changes": [moved | {"parent": other}]}, AUTHORITY, "rest").accepted
    late = act(authority, address, "approve", seen=seen)
    assert late.status_code == 409
    assert "den er flyttet" in late.text
    assert site.register.serial() == serial + 1
    assert approve(authority, address).status_code == 303
    assert unit_of(site, ward, "2027-01-01")["name"] == "Nyt navn"
    again = act(authority, address, "approve", seen=hidden(late.text, "seen"))
    assert again.status_code == 409


def test_what_would_be_refused_is_not_said_to_change_nothing(site: Site, ward: str) -> None:
    region, authority = site.of(REGION), site.of(AUTHORITY)
    address = ask(region, "unit", ward)
    cases, sds = Cases(site.register, read_settings({})), Actors(site.register).actor(AUTHORITY)
    assert sds is not None
    case = cases.seen_by(sds, address.rpartition("/")[2])
    assert case is not None
    cases.propose(sds, case, [{"op": "edit", "unit": ward, "from": "2027-01-01", "set": {"name": None}}])
    page = act(authority, address, "preview").text
    assert "ville afvise" in page
    assert "Ingen svar bliver anderledes" not in page
    assert "approve" not in buttons(page)


def test_a_right_is_asked_for_and_given_by_the_local_administrator(site: Site, ward: str) -> None:
    Actors(site.register).add("anna", "Anna", AUTHORITY)
    anna, region = site.of("anna"), site.of(REGION)
    assert "Bed om en ret" in anna.get("/new-user").text
    for name in ("Ret", "Flyt", "Luk"):
        assert f">{name}</a>" not in anna.get(f"/units/{ward}").text
    address = ask(anna, "access", ward, **{"data.role": "region", "ops.edit": "1", "data.to": "31-12-2027"})
    assert "venter på svar" in anna.get("/new-user").text
    assert address in region.get("/cases?kind=access").text
    assert "venter på en ret" in region.get("/access").text
    assert anna.get(f"/units/{ward}/edit").status_code == 403
    page = act(region, address, "preview").text
    for told in (
        "Region",
        "rette",
        "Til og med",
        "30. december 2027",
        "Anna (anna)",
        "ikke det, enhedens ejer har",
        'name="confirmed"',
    ):
        assert told in page, told
    assert "Anna (anna)" not in anna.get(address).text
    unconfirmed = act(region, address, "approve", seen=hidden(page, "seen"))
    assert unconfirmed.status_code == 422
    assert "Bekræft først" in unconfirmed.text
    assert approve(region, address).status_code == 303
    assert ">Ret</a>" in anna.get(f"/units/{ward}").text
    assert anna.get(f"/units/{ward}/close").status_code == 403
    (right,) = Actors(site.register).find_known("anna").rights
    assert (right.place, right.ops, right.to_day, right.granted_by) == (ward, "edit", 20271231, REGION)


def test_while_the_mail_server_is_down_a_right_is_given_all_the_same_and_the_mail_waits(site: Site, ward: str) -> None:
    settings = read_settings({"SOR_SMTP": f"smtp://127.0.0.1:{free_port()}", "SOR_MAIL_FROM": "sor@example.dk"})
    site.serve(app(site.register, settings))
    Actors(site.register).add("anna", "Anna", AUTHORITY, email="anna@example.dk")
    anna, region = site.of("anna"), site.of(REGION)
    address = ask(anna, "access", ward, **{"data.role": "region"})
    assert approve(region, address).status_code == 303
    assert anna.get(f"/units/{ward}/edit").status_code == 200
    waiting = mails.waiting(site.register.database.reader())[0]
    assert waiting > 0
    assert Outbox(site.register, settings, lambda: datetime(2030, 1, 1, tzinfo=UTC)).send_due() == 0
    assert mails.waiting(site.register.database.reader())[0] == waiting


def test_a_case_is_nobody_elses(site: Site, ward: str) -> None:
    region, clinic = site.of(REGION), site.of(CLINIC)
    address = ask(region, "error", ward)
    assert clinic.get(address).status_code == 404
    assert address not in clinic.get("/cases").text
    mark = token(clinic.get("/cases/new?kind=error").text)
    for action in ("preview", "approve", "assign", "ask", "answer", "refuse", "withdraw", "basket"):
        assert clinic.post(address, data={"csrf": mark, "action": action, "text": "x"}).status_code == 404
    assert site.reader().get(address).status_code == 303
    assert region.post(address, data={"csrf": "x", "action": "withdraw"}).status_code == 403
    own = ask(site.of(AUTHORITY), "error", ward)
    page = act(site.of(AUTHORITY), own, "preview").text
    assert "approve" not in buttons(page)
    assert act(site.of(AUTHORITY), own, "approve", seen=hidden(page, "seen")).status_code in (403, 409)
    assert site.of(REGION).get(own).status_code == 404


def test_what_cannot_be_asked_comes_again_as_it_was_typed(site: Site) -> None:
    clinic = site.of(CLINIC)
    mark = token(clinic.get("/cases/new?kind=access").text)
    form = {"csrf": mark, "kind": "access", "unit": "1", "text": "<script>æ", "data.role": "private"}
    answer = clinic.post("/cases/new", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "&lt;script&gt;æ" in answer.text
    assert clinic.post("/cases/new", data=form | {"kind": "x"}).status_code == 422
    english = clinic.post("/cases/new?lang=en", data=form)
    assert "There is no unit 1" in english.text


def test_the_queue_is_chosen_from_and_parted_into_pages(site: Site, ward: str) -> None:
    region, authority = site.of(REGION), site.of(AUTHORITY)
    made = [ask(region, "error", ward, text=f"fejl {n}") for n in range(3)]
    other = ask(site.of(CLINIC), "unit", place_of(site, CLINIC))
    act(authority, made[0], "assign")
    act(authority, made[1], "refuse", text="nej")

    def listed(**query: str) -> set[str]:
        page = authority.get(f"/cases?{urlencode(query)}").text
        return {one for one in (*made, other) if f'"{one}"' in page}

    assert listed() == {made[0], made[2], other}
    assert listed(state="all") == {*made, other}
    assert listed(state="refused") == {made[1]}
    assert listed(kind="unit") == {other}
    assert listed(assigned_to="me") == {made[0]}
    assert listed(q="FEJL 2") == {made[2]}
    assert listed(overdue="1") == set()
    for odd in ("state=x&kind=%00", "first=%D9%A3", "first=99999999999", "q=" + "x" * 5000):
        assert authority.get(f"/cases?{odd}").status_code < 500


FIELDS = (
    "action", "csrf", "kind", "unit", "text", "basket", "data.role", "data.from", "data.to", "data.number",
    "data.close",    "ops.edit", "ops.x", "seen", "confirmed", "to", "withdraw", "actor", "role", "place", "from",
)  # fmt: skip
ODD = (
    "", "x", "1", "-1", "٣", "9" * 40, "<script>alert(1)</script>", "a\u202eb", "\x00", "😀" * 100, "2027-02-30",
    "30-02-2027", "' OR 1=1 --", "approve", "give", "access", "location_number", "authority", "x" * 9000,
)  # fmt: skip


@pytest.mark.parametrize("user", [CLINIC, REGION])
def test_spoilt_forms_get_an_answer_and_change_nothing_without_right(site: Site, ward: str, user: str) -> None:
    browser = site.of(user)
    theirs = ask(site.of(AUTHORITY), "error", ward)
    own = ask(browser, "unit", place_of(site, user))
    mark = token(browser.get("/cases/new?kind=error").text)
    chance = random.Random(20261130)
    serial, rights = site.register.serial(), _rights(site)
    for n in range(250):
        address = chance.choice(("/cases/new", own, theirs, "/access", "/cases/0", "/cases/%C3%A6"))
        form = {name: chance.choice(ODD) for name in chance.sample(FIELDS, chance.randint(0, 9))}
        if n % 5:
            form["csrf"] = mark
        if form.get("action") == "give" and form.get("actor") == user:
            continue
        answer = browser.post(address, data=form)
        assert answer.status_code < 500, (address, form)
        # What one holds may be taken back by oneself: nothing else may change.
    assert site.register.serial() == serial
    assert {right for right in _rights(site) if right not in rights} == set()
    found = rows.find(site.register.database.reader(), int(theirs.rpartition("/")[2]))
    assert found is not None
    assert found.state == "new"


def _rights(site: Site) -> set[int]:
    actors = Actors(site.register)
    return {number for one in actors.list_all() for number in actors.find_known(one.id).counting}


def test_a_form_that_is_sent_twice_opens_one_case_and_a_changed_one_another(site: Site, ward: str) -> None:
    region = site.of(REGION)
    page = region.get("/cases/new?kind=error").text
    form = {"csrf": token(page), "key": hidden(page, "key"), "kind": "error", "unit": ward, "text": "fejl"}
    assert form["key"] != hidden(region.get("/cases/new?kind=error").text, "key")
    first = region.post("/cases/new", data=form)
    assert first.status_code == 303
    assert region.post("/cases/new", data=form).headers["location"] == first.headers["location"]
    changed = region.post("/cases/new", data=form | {"text": "anden fejl"})
    assert changed.headers["location"] != first.headers["location"]
    unfinished = region.post("/cases/new", data=form | {"text": ""})
    assert hidden(unfinished.text, "key") == form["key"]
