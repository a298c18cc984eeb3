"""What is typed into forms that want more than a name and a day, by whom, and what stands in a register so that they,
and the pages and programs beside them, do something.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec
from openpyxl import load_workbook

from sor.access.authority import Actor
from sor.desk.actors import Actors
from sor.desk.asked_case import AskedCase
from sor.desk.campaigns import Campaigns, GivenCampaign
from sor.desk.cases import Cases
from sor.desk.drafts import SHEET, Drafts
from sor.desk.mail_links import MailLinks
from sor.desk.newsletter import GivenNews, Newsletter
from sor.desk.plan_commits import PlanCommits
from sor.desk.plans import Plans
from sor.desk.readers import Readers
from sor.desk.responsible_persons import PersonAtPlace
from sor.desk.still_right import StillRight
from sor.endpoints.web.sheets.given_out import give_out
from sor.formats.tables.sheet_reading import read_sheet
from sor.oss import org_unit
from sor.oss.keeping import change_settings
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit
from sor.oss.sor_side import SorSide
from sor.oss.standing import MunicipalSettings
from sor.oss.street_text import write_address
from sor.register import Register
from sor.settings import Settings
from sor.store import actors as rows
from sor.store import subscriptions
from tests.changes.scene import ADDRESS, PHONE, TODAY, Scene, create
from tests.oss.municipality import graphql_answer, uuid
from tests.owned import wanted

Typed: TypeAlias = Mapping[str, str]

KEEPER, SECOND = "klinik", "anna"
"""Who keeps the clinic, and who else is of the authority."""

MUNICIPALITY = "0265"
LONG_FORMS = {"/changed": 4}
"""Forms of several pages: so many follow each other."""

OF_KEEPER = ("/changed", "/subscriptions")
"""What somebody who keeps a clinic reads and sends."""

STREET = {"postal_address.street": "Åvej 3", "postal_address.postcode": "4000", "postal_address.municipality": "0265"}
STEPS: Mapping[str, Typed] = {
    "name": {"name": "Bakkens Fodklinik NUMBER"},
    "address": STREET,
    "contact": {"virtual_address.phone": "86112233", "virtual_address.email": "a@b.example"},
    "practitioner_came": {"name": "Anna Holm", "provider_identifier": "012859", "specialities.1": "408443003"},
    "practitioner_left": {},
    "provider_identifier": {"provider_identifier": "019063"},
    "system": {"system": "al-dente"},
    "location_number": {"location": "issue"},
    "cvr": {"cvr": "13585628"},
    "sold": {"cvr": "29190925"},
    "close": {},
}
"""What an owner tells of each of what may be otherwise."""

CLINIC = {
    **STREET, "name": "Klinikken NUMBER", "type": "394761003", "virtual_address.phone": "86778899",
    "virtual_address.email": "post@aaen.example", "owner_name": "Åens Læger ApS", "cvr": "13585628",
    "practitioner": "Dr. Å", "provider_identifier": "123456", "specialities.1": "408443003", "from": "2026-12-01",
}  # fmt: skip


class Filled(NamedTuple):
    """What stands in a register. link, confirm, leave: what mails carry. plans: their numbers by what is done to them
    next; digest: of those that are to be approved. asked: cases that their asker is to answer. sheet: a spreadsheet
    with a change; begun: one that was sent and is kept. told: the entry that the keeper of the clinic wrote. edi: an
    entry that sets message types. forms: what is typed, by address.
    """

    link: str
    confirm: str
    leave: str
    plans: Mapping[str, list[str]]
    digest: str
    asked: list[str]
    sheet: bytes
    begun: str
    told: str
    edi: str
    forms: Mapping[str, list[Typed]]


def fill(scene: Scene, settings: Settings, folder: Path, person: PersonAtPlace) -> Filled:
    """Put it all there. person: who gets a mail by which a place is confirmed."""
    register = scene.register
    actors = Actors(register)
    actors.add(SECOND, "Anna", "sds")
    actors.grant(SECOND, wanted("authority"), "sds")
    actors.add(KEEPER, "Bakkens Fodterapi", "sds", cvr="35095748")
    actors.grant(KEEPER, wanted("private", scene["owner"]), "sds")
    with register.database.desk.writing() as connection:
        found = rows.actor(connection, KEEPER)
        assert found is not None
        rows.put_email(connection, found, "klinik@eksempel.dk", KEEPER, "2026-11-01T12:00:00Z")
    authority, second, carl = (_actor(actors, name) for name in ("sds", SECOND, "carl"))
    _fill_municipality(scene, folder)
    number = str(scene.unit("region", 20261101)["location"]["number"])
    campaign = GivenCampaign("Kampagne", "DIS91", "D9134L", "D9199T", "receive", 20261101, 20270301)
    Campaigns(register, settings).announce(authority, campaign, [number], "web")
    Newsletter(register).add(authority, GivenNews("Nyt", "Nyt om SOR", "News", "News of SOR"), "web")
    cases = Cases(register, settings)
    asked = [str(cases.open(carl, AskedCase("error", "", f"fejl {n}"), "rest").number) for n in range(6)]
    for one in asked:
        row = cases.seen_by(authority, one)
        assert row is not None
        cases.ask(authority, row, "hvorfor?")
    plans, digest = _plans(scene, settings, authority, second)
    sheet, begun = _sheet(scene)
    confirm, leave = _tickets(register, settings)
    link = StillRight(register, settings).link(person)
    change = {"op": "edit", "unit": scene["feet"], "from": "2026-12-01", "set": {"note": "fortalt"}}
    told = str(register.change({"reason": "x", "changes": [change]}, KEEPER, "web").serial)
    messages = [{"standard": "REF01", "version": "H0131R", "direction": "receive"}]
    edi = scene.send({"op": "edi", "location_number": number, "from": "2026-12-01", "set": {"messages": messages}})
    assert edi.accepted, edi.findings
    return Filled(
        link,
        confirm,
        leave,
        plans,
        digest,
        asked,
        sheet,
        begun,
        told,
        str(edi.serial),
        _forms(scene, number, begun),
    )


def _forms(scene: Scene, number: str, begun: str) -> Mapping[str, list[Typed]]:
    """What is typed into the forms of an address; into each of several, one after the other."""
    sets = {"numbers": number, "from": "2026-12-01", "add": "DIS32/D3233L modtag", "reason": "prøve NUMBER"}
    every: Typed = {name: value for told in STEPS.values() for name, value in told.items()}
    return {
        "/changed": [
            {"what": "contact address", **STEPS["contact"], **STEPS["address"]}, {"what": " ".join(STEPS), **every},
            *({"what": step, "unit": scene["feet"], **told} for step, told in STEPS.items()),
        ],
        "/changed/new": [CLINIC],
        "/units/{code}/move": [{"from": "2026-12-01", "parent": scene["lungs"]}],
        "/units/{code}/merge": [{"from": "2026-12-01", "absorb": scene["lungs"]}],
        "/units/{code}/replace": [{"from": "2026-12-01", "by": scene["lungs"]}],
        "/codes/{list}": [{"code": "99NUMBER", "name_da": "Nyt NUMBER", "name_en": "New", "from": "2026-12-01"}],
        "/edi/campaigns/new": [{
            "title": "K NUMBER", "standard": "DIS32", "old": "", "new": "D3233L", "direction": "receive",
            "starts": "2026-12-01", "ends": "2027-03-01", "numbers": number,
        }],
        "/edi/sets": [sets, {**sets, "add": "", "system_supplier": "162"}],
        "/news": [{"email": "ane-NUMBER@eksempel.dk"}],
        "/news/confirm/{ticket}": [{}],
        "/news/new": [{"title_da": "Nyt NUMBER", "text_da": "x", "title_en": "News", "text_en": "x", "breaks": ""}],
        "/plans": [{"title": "Plan NUMBER", "day": "2026-12-01"}],
        "/quality/confirm": [{"owner": scene["owner"]}],
        "/quality/reminders": [{"owner": scene["owner"], "months": "3", "paused_until": "2026-12-31"}],
        "/responsible/new": [{
            "place": scene["lungs"], "role": "deputy", "name": "Ane NUMBER", "email": "ane@eksempel.dk",
            "phone": "", "contact": "address",
        }],
        "/shak/worklist": [{
            "action": "preview",  # what was not seen is not saved
            "tree": scene["region"], "from": "2026-12-01", "set": "patients_admitted:true", "reason": "prøve",
            f"unit.{scene['ward']}": "1",
        }],
        "/sites/new": [{"unit": scene["clinic"], "exemption": "unpaid", "reason": "x NUMBER"}],
        "/sites/{number}/edit": [{"exemption": "unpaid", "reason": "y NUMBER"}],
        "/sites/{number}/end": [{"to_day": "2026-12-01"}],
        "/sheets": [{"draft": begun, "from": "2026-12-01", "reason": "prøve"}],
        "/subscriptions": [
            {"kind": "webhook", "url": "http://127.0.0.1:9/NUMBER"},
            {"kind": "mail", "email": "ane-NUMBER@eksempel.dk", "every": "daily"},
        ],
        "/oss/{code}": [{"action": one, "all": "1", "kind": "rename", "reason": "x"} for one in OSS_DEEDS],
        "/oss/{code}/trees": [
            {"action": "not_ours", "unit": uuid("new"), "reason": "x"}, {"action": "sor_only", "unit": scene["ward"]},
            {"action": "ask_again", "unit": uuid("new")},
        ],
        "/oss/{code}/settings": [{
            "on": "1", "every_hours": "12", "write_back": "1", "number_state": "None", "two.close": "1",
            "rules": "link 95\n\nrename 100 below 123",
        }],
    }  # fmt: skip


OSS_DEEDS = ("match", "accept", "reject", "reopen", "sync")


def _actor(actors: Actors, name: str) -> Actor:
    found = actors.actor(name)
    assert found is not None
    return found


def _fill_municipality(scene: Scene, folder: Path) -> None:
    """A municipality with a unit, and a file of FK-ORG that knows it under another name, and one more."""
    values: dict[str, Any] = {"location": {"state": "None"}}
    scene.send(
        create("#town", "IO", None, TODAY, name="Roskilde Kommune", type="547211000005108", cvr="29189404",
               postal_address=ADDRESS, virtual_address=PHONE, **values),
        create("#health", "HI", "#town", TODAY, name="Sundhed og Omsorg", type="554041000005106", **values),
        create("#care", "OU", "#health", TODAY, name="Hjemmeplejen", type="554821000005109", **values),
    )  # fmt: skip
    units = [OrgUnit(uuid("root"), "Roskilde Kommune")]
    for code, one in SorSide(scene.register).of(MUNICIPALITY).units.items():
        above = uuid(one.parent) if one.parent in {unit.uuid for unit in units} else uuid("root")
        addresses = (OrgAddress(org_unit.CONTACT, write_address(one.visiting)), OrgAddress(org_unit.SOR_CODE, code))
        units.append(OrgUnit(uuid(code), f"{one.name} Vest", above, addresses))
    units.append(OrgUnit(uuid("new"), "Solsiden", uuid("root"), (), (OrgTask("29.18.00", "Hjemmepleje"),)))
    file = folder / "org.json"
    file.write_bytes(msgspec.json.encode(graphql_answer(units)))
    change_settings(scene.register, MUNICIPALITY, MunicipalSettings(source=str(file)), "operator")


def _plans(scene: Scene, settings: Settings, author: Actor, second: Actor) -> tuple[Mapping[str, list[str]], str]:
    """Plans that are to be approved, to be carried out, and to be taken back; and the digest of the first."""
    plans = Plans(scene.register, settings)
    found: dict[str, list[str]] = {}
    digest = ""
    units = {
        "approve": ("ward", "ward"), "commit": ("clinic", "hospital"), "undo": ("lungs", "heart"),
        "read": ("ward", "ward"), "cancel": ("ward", "ward"),
    }  # fmt: skip
    for deed, of in units.items():
        found[deed] = []
        for unit in of:
            change = {"op": "edit", "unit": scene[unit], "from": "2027-02-01", "set": {"note": "planlagt"}}
            row = plans.checks.check(author, plans.new(author, "Plan", "2027-02-01", [change], "rest"), "rest")
            said = plans.records.version(row)
            digest = digest or said.digest  # the two that are to be approved say the same
            if deed in ("commit", "undo"):
                row = plans.approve(second, row, said.digest, "rest")
            if deed == "undo":
                row = PlanCommits(plans).commit(author, row)
            found[deed].append(str(row.number))
    return found, digest


def _sheet(scene: Scene) -> tuple[bytes, str]:
    """A spreadsheet that gives the clinic another name, as it is sent, and as it was sent once and kept."""
    given = give_out(scene.register, scene["clinic"])
    assert given is not None
    book = load_workbook(BytesIO(given.workbook()))
    book.worksheets[0]["D2"].value = "Andet navn"
    out = BytesIO()
    book.save(out)
    typed = {"from": "2026-12-01", "sheet": msgspec.json.encode(read_sheet(out.getvalue())).decode()}
    return out.getvalue(), Drafts(scene.register).keep("sds", SHEET, scene["clinic"], typed)


def _tickets(register: Register, settings: Settings) -> tuple[str, str]:
    """What the mails to two readers of the news carry: by one it is confirmed, by the other ended."""
    readers, links = Readers(register, settings), MailLinks(register)
    tickets = []
    for deed in ("confirm", "leave"):
        readers.ask_for_news(f"{deed}@eksempel.dk", "da", deed)
        (row,) = subscriptions.of_email(register.database.reader(), subscriptions.NEWS, f"{deed}@eksempel.dk")
        tickets.append(links.path("confirm" if deed == "confirm" else "leave", row.id).rpartition("/")[2])
    return tickets[0], tickets[1]
