"""A new clinic on one page: owner, institution and unit as one set; who has no owner yet asks for it by a case."""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.changes.document import BadDocument
from sor.changes.guided.new_clinic import CLINIC, FIELDS, NewClinic, compose_clinic
from sor.changes.guided.practice import Practice
from sor.changes.judging import EntityTypes
from sor.core import entity_types
from sor.core.day import write_day
from sor.core.finding import ERROR, WARNING
from sor.core.shapes import Fields
from sor.core.text import misfit
from sor.core.unit import number_used
from sor.desk.asked_case import AskedCase, SentOnce
from sor.desk.sessions import SignedIn
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, brought_about, visit_for
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.sent_again import key_of
from sor.endpoints.web.edit.tried import CHANNEL, NOTHING_TRIED, Tried
from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import day_in_words
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.endpoints.web.selfservice.pages import CHANGED, Given, not_yours
from sor.endpoints.web.selfservice.service import Said, SelfService, tell_hint, tell_mistake
from sor.endpoints.web.selfservice.views import list_municipalities
from sor.register import Refused
from sor.rules.authority import OF_ANOTHER
from sor.rules.placement import types_that_fit
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

NEW = f"{CHANGED}/new"


class TriedClinic(NamedTuple):
    """A clinic as it was weighed."""

    clinic: NewClinic
    tried: Tried
    said: Sequence[Said]

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.message.severity == ERROR for one in self.said)

    @property
    def mark(self) -> str:
        """By what it is known that exactly this was shown."""
        told = [self.tried.mark, self.clinic.changes, [one.message for one in self.said]]
        return sha256(msgspec.json.encode(told)).hexdigest()[:32]


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_clinic_page(request: HttpRequest, service: Given) -> Answer:
    """The form."""
    signed_in = service.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit = visit_for(service.editing, request)
    practice = _own_practice(service, signed_in, request.query_params.get("place", ""))
    form = {
        "from": write_day(service.register.today()), "base": str(visit.head), "key": uuid.uuid4().hex,
        "cvr": signed_in.actor.cvr or "",
    }  # fmt: skip
    return _form(service, practice, form, signed_in, visit)


@post(NEW, include_in_schema=False, status_code=200)
async def send_new_clinic(request: HttpRequest, service: Given) -> Answer:
    """What a new clinic brings about; with ``action=save`` it is made, or asked for."""
    form = await form_of(request)
    signed_in = await sync_to_thread(service.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, service.editing, request)
    practice = await sync_to_thread(_own_practice, service, signed_in, form.get("place", ""))
    if form.get("action") == "change":
        return await sync_to_thread(_form, service, practice, form, signed_in, visit)
    found = await _weigh(service, request, practice, form, signed_in, visit)
    if found.is_wrong:
        return await sync_to_thread(_form, service, practice, form, signed_in, visit, found)
    if form.get("action") == "save" and form.get("seen") == found.mark:
        if practice is None:
            return await sync_to_thread(_ask, service, form, signed_in, visit, found)
        written = await service.editing.write(request, found.tried, signed_in, key_of(form), visit)
        if not written.is_wrong and written.outcome is not None:
            query = {"serial": written.outcome.serial or "", "place": practice.owner["code"]}
            return Redirect(visit.link(f"{CHANGED}/receipt", **query), status_code=303, headers=NO_STORE)
        found = found._replace(said=[Said("", "", one) for one in written.messages])
        return await sync_to_thread(_form, service, practice, form, signed_in, visit, found)
    return await sync_to_thread(_preview, service, practice, form, signed_in, visit, found)


async def _weigh(
    service: SelfService, request: HttpRequest, practice: Practice | None, form: Mapping[str, str],
    signed_in: SignedIn, visit: Visit,
) -> TriedClinic:  # fmt: skip
    if unfit := list_unfit(form, visit):
        return TriedClinic(NewClinic([], [], []), NOTHING_TRIED, unfit)
    owner = "" if practice is None else practice.owner["code"]
    has_number = practice is not None and number_used(practice.owner) is not None
    codes = service.register.at().codes
    clinic = compose_clinic(form, owner, codes, has_number=has_number)
    said = [*(tell_mistake(one, visit) for one in clinic.mistakes), *(tell_hint(one, visit) for one in clinic.hints)]
    tried = NOTHING_TRIED
    if not clinic.mistakes and practice is not None:
        whole: Fields = {"reason": label("changed.new", "da"), "changes": [*clinic.changes]}
        tried = await service.editing.try_set(request, whole, signed_in, visit)
    elif not clinic.mistakes:
        trial = partial(_try_asked, service, clinic, signed_in, visit)
        tried = await service.editing.in_turn(request, signed_in, trial)
    return TriedClinic(clinic, tried, [*said, *(Said("", _field_of(one), one) for one in tried.messages)])


def _try_asked(service: SelfService, clinic: NewClinic, signed_in: SignedIn, visit: Visit) -> Tried:
    """What a clinic would bring about that others are to make."""
    try:
        outcome = service.cases.approvals.try_changes(signed_in.actor, clinic.changes, CHANNEL)
        taken = service.cases.approvals.list_taken_by(signed_in.actor, clinic.changes, CHANNEL)
    except (BadDocument, Refused) as error:
        said = error.danish if visit.language == "da" else str(error)
        return Tried(None, None, [Message("CASE", ERROR, "", said)])
    tried = service.editing.tell_outcome(None, outcome, visit)
    words = [(one.field, one.danish if visit.language == "da" else one.english) for one in taken]
    told = [Message(OF_ANOTHER.code, WARNING, field, text) for field, text in words]
    return tried._replace(messages=[*told, *tried.messages])


def list_unfit(form: Mapping[str, str], visit: Visit) -> list[Said]:
    """What no text of the register may hold, beside the field that holds it."""
    found: list[Said] = []
    for name in FIELDS:
        if (wrong := misfit(form.get(name, ""))) is not None:
            text = f"{wrong.danish}; fjern det." if visit.language == "da" else f"{wrong.english}; take it out."
            found.append(Said("", name, Message("FORM", ERROR, name, text[0].upper() + text[1:])))
    return found


def _own_practice(service: SelfService, signed_in: SignedIn, place: str) -> Practice | None:
    """The practice below which a clinic is to be made; None where a new owner is asked for. Raises Problem for a place
    that is not one's own.
    """
    practice = service.practice(signed_in, place) if place else None
    if place and practice is None:
        raise not_yours()
    return practice


def _field_of(one: Message) -> str:
    return next((name for name in FIELDS if name == one.field or (name.startswith(f"{one.field}.") and one.field)), "")


def _ask(
    service: SelfService, form: Mapping[str, str], signed_in: SignedIn, visit: Visit, found: TriedClinic
) -> Answer:  # fmt: skip
    """The case by which a clinic with a new owner is asked for."""
    day = str(found.clinic.changes[0]["from"])
    text = label("changed.asks.new", "da", name=form["name"], cvr=form["cvr"], day=day_in_words(day, "da"))
    digest = sha256(msgspec.json.encode(found.clinic.changes)).hexdigest()
    asked = AskedCase("unit", "", text, {}, [*found.clinic.changes])
    try:
        row = service.cases.open(signed_in.actor, asked, CHANNEL, SentOnce(key_of(form), digest))
    except Refused as error:
        said = Message("CASE", ERROR, "", error.danish if visit.language == "da" else str(error))
        return _form(service, None, form, signed_in, visit, found._replace(said=[Said("", "", said)]))
    return Redirect(visit.link(f"{CHANGED}/receipt", cases=row.number), status_code=303, headers=NO_STORE)


def _form(
    service: SelfService, practice: Practice | None, form: Mapping[str, str], signed_in: SignedIn, visit: Visit,
    found: TriedClinic | None = None,
) -> Answer:  # fmt: skip
    snapshot = service.register.at()
    names = Names(snapshot.codes, snapshot.at.valid, visit.language)
    about = [] if found is None else list(found.said)
    said: dict[str, list[Message]] = {}
    for one in about:
        said.setdefault(one.field, []).append(one.message)
    above = UnitFacts("#owner", "IO", entity_types.PRIVATE, None)
    around = Surroundings({"#owner": above}, EntityTypes(snapshot.codes).on(snapshot.at.valid), snapshot.at.valid)
    types = types_that_fit(UnitFacts(CLINIC, "HI", None, "#owner"), around)
    return personal_page(
        "changed_new.html", visit, 200 if found is None else 422, signed_in=signed_in, form=form, practice=practice,
        said=said, about=about, types=names.chosen_from("entity_type", types),
        specialities=names.choices("speciality"),
        municipalities=list_municipalities(names, form.get("postal_address.postcode", "")),
    )  # fmt: skip


def _preview(
    service: SelfService, practice: Practice | None, form: Mapping[str, str], signed_in: SignedIn, visit: Visit,
    found: TriedClinic,
) -> Answer:  # fmt: skip
    kept = [(name, form[name]) for name in (*FIELDS, "place", "base", "key") if name in form]
    return personal_page(
        "changed_new_preview.html", visit, 422 if form.get("action") == "save" else 200, signed_in=signed_in,
        hidden=[*kept, ("seen", found.mark)], said=found.said, practice=practice,
        warns=any(one.message.severity == WARNING for one in found.said),
        **brought_about(service.editing, found.tried, visit),
    )  # fmt: skip


HANDLERS = [new_clinic_page, send_new_clinic]
