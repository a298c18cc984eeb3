"""The forms of who is signed in: no other page, session or person sends one in their place, and none does more than its
sender may at that moment.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from openpyxl import load_workbook

from sor.access.authority import AUTHORITY, Actor
from sor.desk.actors import Actors, WantedRight
from sor.desk.asked_case import AskedCase
from sor.desk.cases import Cases
from sor.desk.drafts import SHEET, Drafts
from sor.desk.plans import Plans
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
from sor.desk.sites.told import GivenSite
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.app import app
from sor.endpoints.http.senders import DEMANDED, FORM, MARKED, UPLOADS
from sor.endpoints.web.sheets.given_out import give_out
from sor.formats.tables.sheet_reading import read_sheet
from sor.settings import read_settings
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.endpoints.web.edit.conftest import fields_of
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in, sign_in
from tests.new_databases import NewDatabases

pytestmark = [pytest.mark.slow, pytest.mark.alike]

ASKING = {"/api/v1/token", "/login", "/demo/openid/token"}
"""What a form is sent to by whoever is not signed in yet, or by no browser at all."""

LONG_AGO = "the session before"

PERSON = {"role": "responsible", "name": "Anna Ask", "email": "anna@firma.example"}


class Site:
    """A register of a scene, served to people who sign in."""

    def __init__(self, new: NewDatabases) -> None:
        self.scene = Scene.copied(new, StandingClock())
        self.register = self.scene.register
        actors = Actors(self.register)
        for name in ("anna", "bodil"):
            actors.add(name, name, None if name == "anna" else "anna")
            wanted = WantedRight(AUTHORITY, None, None, 20260101)
            self.right = actors.grant(name, wanted, None if name == "anna" else "anna")  # at last that of bodil
        actors.add("carl", "Carl", "anna")
        self.doors: Any = app(self.register, read_settings({"SOR_SHAK_END": "2028-12-31"}, demo=True))

    def of(self, user: str) -> Browser:
        browser = browser_at(self.doors)
        assert sign_in(browser, user).status_code == 303
        return browser

    def forms(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every address that takes a form of somebody signed in, with what would do something there."""
        s, day = self.scene, {"from": "2026-12-01"}
        wanted = self.scene.send({"op": "edit", "unit": s["feet"], **day, "set": {"note": "x"}}).serial
        filled = {
            "/units/new": {**day, "parent": s["hospital"], "level": "OU", "name": "Ny", "type": "309904001"},
            f"/units/{s['ward']}/copy": {**day, "parent": s["heart"], "level": "OU", "name": "Ny", "type": "309904001"},
            f"/units/{s['ward']}/edit": {**day, "name": "Andet"}, f"/units/{s['ward']}/close": day,
            f"/units/{s['ward']}/move": {**day, "parent": s["lungs"]},
            f"/units/{s['lungs']}/replace": {**day, "by": s["heart"]},
            f"/units/{s['heart']}/merge": {**day, "absorb": s["lungs"]},
            **{f"/entries/{wanted}/{op}?unit={s['feet']}": {**day} for op in ("withdraw", "reschedule", "undo")},
            "/basket": {}, f"/drafts/{self.draft()}": {"action": "delete"}, "/logout": {}, "/me/sessions": {"all": "1"},
            "/cases/new": {"kind": "error", "text": "x"}, f"/cases/{self.case()}": {"action": "refuse", "text": "nej"},
            "/responsible/new": PERSON | {"place": s["region"]}, f"/responsible/{self.person()}": {"action": "remove"},
            "/edi/sets": {**day, "numbers": self.number(), "add": "DIS32/D3233L modtag"},
            f"/edi/sets/{wanted}": {"action": "undo"},
            "/edi/campaigns/new": {
                "title": "K", "standard": "DIS32", "old": "", "new": "D3233L", "direction": "receive",
                "starts": "2026-12-01", "numbers": self.number(),
            },
            "/codes/network": {"code": "99", "name_da": "Nyt", "action": "save"},
            "/changed": {"action": "draft", "what": "contact"}, "/changed/receipt": {},
            "/quality/confirm": {"owner": s["owner"]},
            "/news/new": {"title_da": "x", "text_da": "x", "title_en": "x", "text_en": "x"},
            "/subscriptions": {"action": "remove", "id": "x"},
            "/quality/reminders": {"owner": s["owner"], "months": "3"},
            "/changed/new": {"action": "save", "name": "Ny"}, "/changed/compare": {"text": "x"},
            "/oss/0615": {"action": "match"}, "/oss/0615/trees": {"action": "sor_only", "unit": s["ward"]},
            "/oss/0615/settings": {"on": "1", "every_hours": "1"},
            "/access": {"action": "give", "actor": "carl", "role": "medcom"},
            "/shak/worklist": {"tree": s["region"], "from": "2026-12-01", "set": "patients_admitted:true",
                               f"unit.{s['ward']}": "1"},
            "/sheets": {"draft": self.sheet()},
            "/plans": {"action": "new", "title": "x", "day": "2026-12-01"},
            f"/plans/{self.plan()}": {"action": "comment", "text": "x"},
            "/sites/new": {"unit": s["clinic"], "exemption": "unpaid", "reason": "x"},
            f"/sites/{self.treatment_site()}/end": {"to_day": "2026-12-01"},
            f"/sites/{self.treatment_site()}/edit": {"exemption": "unpaid", "reason": "y"},
        }  # fmt: skip
        yield from filled.items()

    def number(self) -> str:
        """The location number of the region."""
        return str(self.scene.unit("region", 20261101)["location"]["number"])

    def draft(self) -> str:
        """Something in the basket of anna; gives the draft's id."""
        change = {"op": "edit", "unit": self.scene["ward"], "from": "2026-12-01", "set": {"name": "Kladde"}}
        return Drafts(self.register).keep("anna", "edit", self.scene["ward"], {}, {"reason": "x", "changes": [change]})

    def sheet(self) -> str:
        """A spreadsheet of anna's that gives a ward another name; gives the draft's id."""
        ward = self.scene["ward"]
        given = give_out(self.register, ward)
        assert given is not None
        book = load_workbook(BytesIO(given.workbook()))
        book.worksheets[0]["D2"].value = "Andet navn"
        out = BytesIO()
        book.save(out)
        typed = {"from": "2026-12-01", "sheet": msgspec.json.encode(read_sheet(out.getvalue())).decode()}
        return Drafts(self.register).keep("anna", SHEET, ward, typed)

    def person(self) -> str:
        """A responsible person of the clinic; gives their id."""
        persons, owner = ResponsiblePersons(self.register), self.scene["owner"]
        there = persons.list_persons(owner)
        anna = Actors(self.register).actor("anna")
        assert anna is not None
        return (there[0] if there else persons.add(anna, GivenPerson(owner, **PERSON), "web")).row.id

    def plan(self) -> int:
        """A plan of anna's; gives its number."""
        change = {"op": "edit", "unit": self.scene["ward"], "from": "2026-12-01", "set": {"name": "Planlagt"}}
        anna = Actors(self.register).actor("anna")
        assert anna is not None
        return Plans(self.register, read_settings({})).new(anna, "x", "2026-12-01", [change], "web").number

    def treatment_site(self) -> int:
        """The treatment site of the ward; gives its number."""
        sites = TreatmentSites(self.register)
        anna = Actors(self.register).actor("anna")
        assert anna is not None
        exempt = GivenSite(self.scene["ward"], exemption="unpaid", reason="x")
        return sites.register_site(anna, exempt, "web").row.number

    def case(self) -> int:
        """A case of carl's that anna may decide; gives its number."""
        asked = AskedCase("error", "", "fejl")
        return Cases(self.register, read_settings({})).open(Actor("carl"), asked, "web").number

    def state(self) -> tuple[int, ...]:
        """What no refused form changes: the last entry, how many are signed in, how many forms are kept, what was done
        about cases, how many rights were given, how many responsible persons there are, and what was confirmed.
        """
        tables = (
            "session",
            "draft",
            "case_message",
            "right_given",
            "responsible_person",
            "confirmation",
            "reminder_choice",
            "campaign",
            "plan",
            "plan_message",
            "news_item",
            "subscription",
            "treatment_site",
        )
        counts = f"SELECT {', '.join(f'(SELECT count(*) FROM {table})' for table in tables)}"
        return self.register.serial(), *self.register.database.reader().run(counts).fetchone()


@pytest.fixture
def site(new_database: NewDatabases) -> Site:
    return Site(new_database)


def test_no_address_that_takes_forms_is_left_out(site: Site) -> None:
    asked = [address.partition("?")[0] for address, _ in site.forms()]
    alternatives = MARKED.pattern.count("|") + 1
    assert (
        len({re.sub(r"(?<=/)[0-9a-f]{6,}|[0-9]+", "N", path) for path in asked if MARKED.fullmatch(path)})
        == alternatives
    )
    assert {path for path, kinds in DEMANDED.items() if FORM in kinds} - ASKING == {
        path for path in asked if not MARKED.fullmatch(path)
    }


def test_a_form_without_the_mark_of_its_session_does_nothing(site: Site) -> None:
    anna, other = site.of("anna"), site.of("bodil")
    marks = {LONG_AGO: csrf_in(anna.get("/me").text), "another's": csrf_in(other.get("/me").text)}
    sign_in(anna, "anna")
    marks |= {"none": "", "blank": " ", "long": "x" * 5_000, "of other letters": "æ" * 43}
    forms = [*site.forms()]
    before = site.state()
    for address, fields in forms:
        for mark in marks.values():
            body = {"action": "save", **fields, "csrf": mark, "reason": "x"}
            answer = anna.post(address, data=body)
            assert (answer.status_code, site.state()) == (403, before), (address, mark)
        assert anna.post(address, data={"action": "save", **fields}).status_code == 403
    assert anna.get("/me").status_code == 200


def test_a_form_that_says_two_things_of_one_field_does_nothing(site: Site) -> None:
    anna = site.of("anna")
    forms, mark = [*site.forms()], csrf_in(anna.get("/me").text)
    before = site.state()
    for address, fields in forms:
        body = urlencode([*fields.items(), ("csrf", mark), ("key", "a"), ("key", "b")])
        answer = anna.post(address, content=body, headers={"Content-Type": FORM})
        assert (answer.status_code, "»key«" in answer.text) == (400, True), address
    assert site.state() == before


def test_no_other_page_and_no_other_kind_of_body_comes_through(site: Site) -> None:
    anna = site.of("anna")
    forms, mark = [*site.forms()], csrf_in(anna.get("/me").text)
    before = site.state()
    for address, fields in forms:
        body = {"action": "save", **fields, "csrf": mark, "reason": "x"}
        for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
            assert anna.post(address, data=body, headers=header).status_code == 403, address
        if address not in UPLOADS:
            assert anna.post(address, files={name: (None, value) for name, value in body.items()}).status_code == 415
        assert anna.post(address, json=body).status_code == 415
        plain = {"content": urlencode(body), "headers": {"Content-Type": "text/plain"}}
        assert anna.post(address, **plain).status_code == 415
        for method in ("GET", "HEAD"):
            assert anna.request(method, address, params=body).status_code in (200, 303, 404, 405, 422), address
        assert site.state() == before, address


def test_who_is_not_signed_in_or_may_not_is_shown_the_way_or_refused(site: Site) -> None:
    nobody, carl = browser_at(site.doors), site.of("carl")
    forms, mark = [*site.forms()], csrf_in(carl.get("/me").text)
    before = site.state()
    for address, fields in forms:
        body = {"action": "save", **fields, "csrf": mark, "reason": "x"}
        answer = nobody.post(address, data=body | {"csrf": "x" * 43})
        assert (answer.status_code, site.state()) in [(303, before), (403, before)], address
        if not address.startswith(("/logout", "/me", "/cases/new")):  # what anybody signed in may do
            assert carl.post(address, data=body).status_code in (403, 404, 422), address
            assert site.state() == before, address


def test_a_form_sent_by_who_may_does_what_it_says_once_and_nothing_after_the_right_was_taken_back(site: Site) -> None:
    bodil = site.of("bodil")
    mark, ward = csrf_in(bodil.get("/me").text), site.scene["ward"]

    def show(name: str, key: str) -> dict[str, str]:
        """The form that saves what was seen."""
        body = {"csrf": mark, "key": key, "from": "2026-12-01", "name": name, "reason": "x"}
        return fields_of(bodil.post(f"/units/{ward}/edit", data=body).text)

    def save(seen: dict[str, str]) -> int:
        return int(bodil.post(f"/units/{ward}/edit", data=seen | {"action": "save"}).status_code)

    serial = site.register.serial()
    other, third = show("Andet", "k1"), show("Tredje", "k2")
    assert [save(other), save(other)] == [303, 303]
    after = site.register.serial()
    assert [entry.channel for entry in site.register.since(serial) if entry.kind != "day"] == ["web"]
    Actors(site.register).withdraw(site.right, "anna")
    assert save(third) == 403
    assert save(other) == 403, "nor does a key that was good open anything"
    assert site.register.serial() == after
