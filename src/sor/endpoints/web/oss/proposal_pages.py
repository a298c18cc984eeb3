"""The list of a municipality's proposals with the decisions, and the overview of the municipalities."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.desk.actors import Denied
from sor.desk.sessions import SignedIn
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.edit.answers import Answer
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.endpoints.web.oss.office import MunicipalDesk, OfGiven, OssOffice, number_in, show_proposal
from sor.oss.applying import TooManyEnd, sync
from sor.oss.deciding import decide, reopen
from sor.oss.fetching import NothingFetched, read_snapshot
from sor.oss.keeping import refresh
from sor.oss.municipal_names import MunicipalNames
from sor.oss.proposing import KINDS
from sor.oss.running import MunicipalStanding, fetch_one
from sor.oss.sor_side import SorSide
from sor.register import Refused
from sor.store import oss as rows
from sor.store.database import Busy
from sor.store.oss import ACCEPTED, OPEN, STATES, ProposalRow

HOME = "/oss"
PAGE = 50
CHOSEN = "id."
LONGEST_ID = 18
"""How many digits the id of a proposal has at most: more fit no database."""

DECISIONS = ("accept", "reject", "reopen")
"""Buttons about the proposals that were chosen."""

FORM = frozenset({"csrf", "action", "reason", "confirm", "all", "kind", "state", "q", "score"})


class NotDone(NamedTuple):
    """Why something was not done. at_fault: the id of what of the page is at fault; empty for all of it."""

    text: str
    at_fault: str
    status: int


@get(HOME, include_in_schema=False, sync_to_thread=True)
def overview_page(request: HttpRequest, oss_office: OfGiven) -> Answer:
    """The municipalities that one keeps: last good run, next one, and what waits."""
    signed_in = oss_office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit = oss_office.visit(request)
    counts = rows.count_proposals(oss_office.register.database.reader())
    shown = [
        (one, oss_office.standing(one.code), counts.get((one.code, OPEN), 0), counts.get((one.code, ACCEPTED), 0))
        for one in oss_office.kept_by(signed_in, MunicipalNames(oss_office.register))
    ]
    return personal_page("oss.html", visit, signed_in=signed_in, municipalities=shown, faults=_faults(shown, visit))


@get("/oss/{code:str}", include_in_schema=False, sync_to_thread=True)
def proposals_page(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """A municipality's proposals, chosen by kind, state, score and text."""
    signed_in = oss_office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _list(oss_office, signed_in, oss_office.visit(request), code, request.query_params)


@post("/oss/{code:str}", include_in_schema=False, status_code=200)
async def send_proposals(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """Some proposals are decided; or all is fetched and matched anew, or what was accepted is made."""
    form = await form_of(request)
    signed_in = await sync_to_thread(oss_office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_do, oss_office, signed_in, oss_office.visit(request), code, form)


def _do(office: OssOffice, signed_in: SignedIn, visit: Visit, code: str, form: Mapping[str, str]) -> Answer:
    sor = SorSide(office.register)
    office.desk(signed_in, sor, code)
    who = signed_in.actor.id
    texts = [name[len(CHOSEN) :] for name in form if name.startswith(CHOSEN)]
    chosen = [int(text) for text in texts if text.isdecimal() and len(text) <= LONGEST_ID]
    if form.get("all"):
        chosen = [row.id for row in _choose_proposals(office, code, form)]
    reason, confirmed = form.get("reason", ""), number_in(form, "confirm") or None
    deeds: dict[str, Callable[[], object]] = {
        "accept": lambda: decide(office.register, code, chosen, who, accept=True, reason=reason, sor=sor),
        "reject": lambda: decide(office.register, code, chosen, who, accept=False, reason=reason, sor=sor),
        "reopen": lambda: reopen(office.register, code, chosen, who, sor),
        "match": lambda: _match(office, sor, code),
        "sync": lambda: sync(office.register, office.settings, sor, code, confirmed=confirmed, by=who),
    }
    action = form.get("action", "")
    try:
        refuse_unknown({name: "" for name in form if not name.startswith(CHOSEN)}, FORM)
        if action not in deeds:
            raise Refused("Choose what is to be done.", "Vælg, hvad der skal ske.")
        odd = next((text for text in texts if not text.isdecimal() or len(text) > LONGEST_ID), None)
        if odd is not None:
            raise Refused(
                f"Municipality {code} has no proposal {odd[:20]}.", f"Kommune {code} har intet forslag {odd[:20]}."
            )
        if action in DECISIONS and not chosen:
            raise Refused("Choose at least one proposal.", "Vælg mindst ét forslag.")
        deeds[action]()
    except (Refused, Busy) as error:
        danish = error.danish if isinstance(error, Refused) else "Registret er optaget; prøv igen om lidt."
        said = danish if visit.language == "da" else str(error)
        at_fault = "confirm" if isinstance(error, TooManyEnd) else "decide" if action in DECISIONS else ""
        status = 403 if isinstance(error, Denied) else 422
        return _list(office, signed_in, visit, code, form, NotDone(said, at_fault, status), chosen)
    kept = {name: form[name] for name in ("kind", "state", "q", "score") if form.get(name)}
    return Redirect(visit.link(f"{HOME}/{code}", done=action, **kept), status_code=303, headers=NO_STORE)


def _match(office: OssOffice, sor: SorSide, code: str) -> None:
    snapshot = fetch_one(office.register, office.settings, sor, code)
    refresh(office.register, office.settings, sor, code, snapshot=snapshot)


def _choose_proposals(office: OssOffice, code: str, asked: Mapping[str, str]) -> list[ProposalRow]:
    state = asked.get("state", OPEN)
    states = STATES if state == "all" else (state,) if state in STATES else (OPEN,)
    found = rows.proposals(office.register.database.reader(), code, states)
    kind, least, word = asked.get("kind", ""), number_in(asked, "score"), asked.get("q", "").strip().casefold()[:200]
    return [
        row
        for row in found
        if kind in ("", row.kind)
        and row.score >= least
        and (not word or word in f"{row.unit} {row.org} {row.before} {row.after}".casefold())
    ]


def _list(
    office: OssOffice,
    signed_in: SignedIn,
    visit: Visit,
    code: str,
    asked: Mapping[str, str],
    said: NotDone | None = None,
    ticked: Sequence[int] = (),
) -> Answer:
    sor = MunicipalNames(office.register)
    desk = office.desk(signed_in, sor, code)
    try:
        orgs = {unit.uuid: unit.name for unit in read_snapshot(office.register, code).units}
    except NothingFetched:
        orgs = {}
    found = _choose_proposals(office, code, asked)
    shown_page = page_of_list(asked, PAGE)
    of_page = shown_page.cut(found)
    names = sor.names(row.unit for row in of_page)
    shown = [
        show_proposal(row, names.get(row.unit, row.unit), orgs.get(row.org, row.org), visit.language) for row in of_page
    ]
    counts = rows.count_proposals(office.register.database.reader())
    return personal_page(
        "oss_proposals.html", visit, said.status if said else 200, signed_in=signed_in, desk=desk,
        said=said.text if said else "", at_fault=said.at_fault if said else "", ticked=ticked,
        confirm=asked.get("confirm", "") if said else "", reason=asked.get("reason", "") if said else "",
        standing=office.standing(code), total=len(found), proposals=shown, kinds=KINDS, states=STATES,
        chosen={"kind": asked.get("kind", ""), "state": asked.get("state", OPEN), "q": asked.get("q", "")[:200],
                "score": number_in(asked, "score") or ""},
        accepted=counts.get((code, ACCEPTED), 0), fetched=bool(orgs), done=asked.get("done", ""),
        following=shown_page.following(len(found)),
    )  # fmt: skip


def _faults(shown: Sequence[tuple[MunicipalDesk, MunicipalStanding, int, int]], visit: Visit) -> dict[str, str]:
    """What went wrong in the last run of each, by code."""
    return {
        desk.code: msgspec.json.decode(standing.row.fault, type=dict[str, str])[visit.language]
        for desk, standing, *_ in shown
        if standing.row.fault
    }


HANDLERS = [overview_page, proposals_page, send_proposals]
