"""A demo in which something stands at every page, and a walk over all pages and forms that somebody is shown in it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import msgspec
from lxml import html

from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.core.unit import number_used
from sor.desk.actors import Actors
from sor.desk.campaigns import Campaigns, GivenCampaign
from sor.desk.case_kinds import KINDS
from sor.desk.drafts import SHEET, Drafts
from sor.desk.newsletter import GivenNews, Newsletter
from sor.desk.plans import Plans
from sor.desk.responsible_persons import FORM, GivenPerson, ResponsiblePersons
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.oss.keeping import change_settings
from sor.oss.standing import MunicipalSettings
from sor.settings import read_settings
from tests.endpoints.web.administration.conftest import ask
from tests.endpoints.web.administration.test_edi_pages import saved as saved_set
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, save, send, unit_of
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.selfservice.conftest import Owner
from tests.endpoints.web.sheets.conftest import send as send_sheet
from tests.endpoints.web.sheets.conftest import take
from tests.oss.municipality import graphql_answer
from tests.oss.municipality import org as unit_of_org

AUTHORITY, CLINIC, MUNICIPALITY, ASKER, NOBODY = "sds", "klinik", "kommune-0751", "bodil", "anna"
SETTINGS = {"SOR_SHAK_END": "2028-12-31", "SOR_CERTIFICATION": "on"}
BEGIN = (
    "/me", "/basket", "/access", "/new-user", "/cases", "/cases/new", "/units/new", "/sheets", "/plans", "/changed",
    "/changed/new", "/codes", "/edi", "/edi/sets", "/edi/campaigns/new", "/shak", "/shak/worklist", "/quality",
    "/quality/reminders", "/quality/confirm", "/responsible", "/responsible/new", "/news", "/news/new",
    "/subscriptions", "/oss", "/recipients", "/files", "/certification", "/demo/card", "/levels", "/", "/login",
)  # fmt: skip
SHOWING = ("preview", "change", "look", "next", "pick", "check", "match")
"""Buttons that write nothing, or nothing that anybody misses: the pages they are answered with are walked too."""

ELSEWHERE = re.compile(r"/api|/files/|/login|/static|.*stream|/sores")
LONG = "Overlægesekretariatsafdelingsadministrationskontorfællesskab"
"""A name as long as one may be, in one word."""

LEAVING = re.compile(r"/logout|/me/sessions|/login.*")


TYPED: Mapping[str, str] = {
    "name": "Afsnit Ø", "reason": "prøve", "text": "tekst", "from": "2026-12-01", "with": MUNICIPALITY, "actor": ASKER,
    "role": "medcom", "type": "309904001", "day": "2026-12-01", "email": "ane@eksempel.dk", "title": "Titel",
    "code": "99", "name_da": "Navn", "starts": "2026-12-01", "parent": "sengeafsnit", "by": "sengeafsnit",
    "absorb": "sengeafsnit", "postal_address.street": "Nygade", "postal_address.building": "2",
    "postal_address.postcode": "8000", "postal_address.district": "Aarhus C", "virtual_address.phone": "86112233",
}  # fmt: skip
"""What a reader types into empty fields of these names."""


class Form(NamedTuple):
    """A form as its reader would send it, with nothing typed or with something. page: on which it stands."""

    page: str
    address: str
    fields: Mapping[str, Sequence[str]]
    button: tuple[str, str]
    is_typed: bool = False

    @property
    def shape(self) -> tuple[str, str, str]:
        """What forms of one kind have in common."""
        names = sorted({re.sub(r"\d+", "1", name) for name in self.fields} - {"from", "base", "key", "draft"})
        button = re.sub(r"\d+", "1", self.button[1])
        return plain(self.address), button, f"{self.is_typed} {' '.join(names)}"

    @property
    def sent(self) -> dict[str, list[str]]:
        """What comes with its button."""
        return {name: [*values] for name, values in self.fields.items()} | {self.button[0]: [self.button[1]]}


def plain(address: str) -> str:
    """An address without what is filled in."""
    return re.sub(r"(?<=^/codes/)\w+|(?<=^/responsible/)(?!new)\w+|\d+|[0-9a-f]{12,}", "1", urlsplit(address).path)


def _kind(link: str) -> str:
    """An address without what is filled in, in its path or its question."""
    return f"{plain(link)}?{' '.join(sorted({name for name, _ in parse_qsl(urlsplit(link).query)} - {'lang'}))}"


class Shown(NamedTuple):
    """A page that somebody was shown. address: how it is named in a message; sent: the form that it answers."""

    user: str
    address: str
    text: str
    sent: bool = False


def live_in(site: Site, ward: str, folder: Path) -> list[str]:
    """Make one of everything; gives addresses to which no link leads."""
    actors, region = Actors(site.register), place_of(site, REGION)
    for name in (ASKER, NOBODY):  # of whom nobody gets a right here but the first
        actors.add(name, name.title(), AUTHORITY)
    sds, keeps = actors.actor(AUTHORITY), actors.actor(REGION)
    assert sds is not None
    assert keeps is not None
    browser = site.of(REGION)
    form = fields_of(browser.get(f"/units/{ward}/edit").text)
    coming = form | {"name": "Planlagt", "from": "2027-06-01"}
    assert save(browser, f"/units/{ward}/edit", coming).status_code == 303
    serial = site.register.serial()
    below = site.register.at().children(ward)[0]["code"]
    long = fields_of(browser.get(f"/units/{below}/edit").text) | {"name": LONG, "virtual_address": "own"}
    long |= {"virtual_address.email": f"{LONG[:50].lower()}@example.dk", "note": LONG * 3}
    assert save(browser, f"/units/{below}/edit", long).status_code == 303
    for action, name in (("draft", "Kladde"), ("basket", "I kurven")):
        assert send(browser, f"/units/{ward}/edit", form | {"name": name}, action).status_code == 303
    persons = ResponsiblePersons(site.register)
    clinic = place_of(site, CLINIC)
    place = place_of(site, "apotek")
    for one in persons.list_persons(place):
        persons.remove(sds, one.row.id, "web")
    added = persons.add(sds, GivenPerson(place, "responsible", "Bo Bak", "bo@klinik.example", contact=FORM), "web")
    number = number_used(unit_of(site, place_of(site, CLINIC))) or ""
    settings = read_settings(SETTINGS)
    given = GivenCampaign("Ny version", "REF01", "", "H0131R", "receive", 20270101, OPEN)
    Campaigns(site.register, settings).announce(sds, given, [number], "web")
    Newsletter(site.register).add(sds, GivenNews("Nyt", "Lukket søndag.", "News", "Shut on Sunday."), "web")
    change: list[Value] = [{"op": "edit", "unit": ward, "from": "2027-01-01", "set": {"note": "x"}}]
    Plans(site.register, settings).new(sds, "Plan", "2027-01-01", change, "web")
    Plans(site.register, settings).new(keeps, "Regionens", "2027-01-01", change, "web")
    asker = site.of(ASKER)
    for kind, more in (("access", {"data.role": "region"}), ("error", {}), ("unit", {})):
        ask(asker, kind, ward, **more)
    ask(browser, "location_number", ward)
    file = folder / "org.json"
    file.write_bytes(msgspec.json.encode(graphql_answer([unit_of_org("root", "Aarhus Kommune", None)])))
    change_settings(site.register, "0751", MunicipalSettings(source=str(file)), "operator")
    ops = [f"/units/{ward}/{op}" for op in ("edit", "move", "replace", "merge", "close", "copy")]
    ops += [f"/entries/{serial}/{op}?unit={ward}" for op in ("withdraw", "reschedule", "undo")]
    ops += [
        f"/units/new?parent={ward}",
        f"/units/{clinic}",
        f"/units/{ward}",
        f"/units/{below}",
        f"/units/{below}/edit",
        f"/units/{ward}/report",
    ]
    ops += [f"/responsible/{added.row.id}/write", f"/receipts/{serial}?unit={ward}&from=2027-06-01"]
    ops += ["/certification/90000012", *sent_before(site, ward, number)]
    ops += [f"/cases/new?kind={kind}&unit={ward}" for kind in KINDS]
    ops += [f"/units/{ward}/compare?from=2026-11-01&to=2027-07-01", f"/recipients/between?to={clinic}"]
    return [*ops, f"/edi/numbers/{number}", f"/units/{ward}/history", f"/tree/{region}", "/codes/network"]


def sent_before(site: Site, ward: str, number: str) -> list[str]:
    """What somebody has sent and may look at again: a sheet, a set of messages, a clinic's own change; and a site."""
    region, owner, serial = site.of(REGION), Owner(site.of(CLINIC)), site.register.serial()
    sheet = take(region, ward)
    sheet.cell(ward, "note").value = "fra et regneark"
    send_sheet(region, sheet.saved())
    begun = [
        f"/sheets/begun/{one.id}" if one.op == SHEET else f"/drafts/{one.id}"
        for one in Drafts(site.register).of(REGION)
    ]
    wrote = saved_set(site.of(AUTHORITY), numbers=number, **{"from": "2026-11-01", "add": "DIS32/D3233L", "end": ""})
    owner.open().tick("contact").tell({"virtual_address.phone": "86112234"}).save()
    assert site.register.serial() == serial + 2
    sites, keeper = TreatmentSites(site.register), Actors(site.register).actor(REGION)
    number = next(one.row.number for one in sites.list_sites() if sites.may_keep(keeper, one.row.unit))
    return [*begun, wrote.headers["location"], owner.page.headers["location"], f"/sites/{number}"]


def walk(browser: Browser, user: str, begin: Sequence[str], most: int = 2) -> Iterator[Shown | Form]:
    """The pages and forms that somebody comes to by links and by buttons that only show something. most: of pages at
    one address but for what is filled in.
    """
    waiting, seen, of_kind = [*begin], set(begin), Counter[str]()
    sent: set[tuple[str, str, str]] = set()
    while waiting:
        address = waiting.pop(0)
        answer = browser.get(address)
        if answer.is_redirect:
            to = _path(address, answer.headers["location"])
            waiting[:0] = [to] if to and to not in seen else []
            seen.add(to)
            continue
        if "html" not in answer.headers.get("content-type", ""):
            continue
        yield Shown(user, address, answer.text)
        for link in html.document_fromstring(answer.text).xpath("//a[not(@rel='nofollow')]/@href"):
            to, shape = _path(address, link), _kind(link)
            if to and to not in seen and of_kind[shape] < most and not ELSEWHERE.match(to):
                of_kind[shape] += 1
                seen.add(to)
                waiting.append(to)
        yield from _forms(browser, user, address, answer.text, sent)


def _forms(
    browser: Browser, user: str, page: str, text: str, sent: set[tuple[str, str, str]]
) -> Iterator[Shown | Form]:
    for form in html.document_fromstring(text).iter("form"):
        for found in _as_sent(page, form):
            if found.shape in sent:
                continue
            sent.add(found.shape)
            yield found
            if found.button[1] in SHOWING:
                answer = browser.post(found.address, data=found.sent)
                if "html" in answer.headers.get("content-type", ""):
                    yield Shown(user, f"{found.address} {found.button[1]}", answer.text, sent=True)
                    yield from _forms(browser, user, found.address, answer.text, sent)


def _as_sent(page: str, form: html.FormElement) -> Iterator[Form]:
    """A form with each of its buttons, as it is and filled in."""
    to = _path(page, form.get("action") or page)
    if (form.get("method") or "get").lower() != "post" or not to or LEAVING.fullmatch(to.partition("?")[0]):
        return
    buttons = {(one.get("name"), one.get("value") or "") for one in form.iter("button") if one.get("name")}
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(str(value))
    typed = {name: [TYPED[name]] if name in TYPED and not any(held) else held for name, held in fields.items()}
    ticked = form.xpath(".//input[@type='checkbox' and not(@disabled)]")
    for one in ticked:
        held = typed.setdefault(one.get("name"), [])
        held += [] if one.get("value", "on") in held else [one.get("value", "on")]
    for button in sorted(buttons) or [("", "")]:
        yield Form(page, to, fields, button)
        if typed != fields:
            yield Form(page, to, typed, button, is_typed=True)


def _path(page: str, link: str) -> str:
    """Where a link of a page leads to, within the register; empty for elsewhere."""
    to = urlsplit(urljoin(f"http://127.0.0.1:8080{page}", link))
    return to.path + (f"?{to.query}" if to.query else "") if to.netloc == "127.0.0.1:8080" else ""
