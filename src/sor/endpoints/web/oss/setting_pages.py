"""Both trees of a municipality side by side, its settings, and the log of what was done."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.shapes import Fields
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
from sor.endpoints.web.oss.office import OfGiven, OssOffice, number_in
from sor.oss.deciding import decide_lasting, undo_decisions
from sor.oss.fetching import NothingFetched, read_snapshot
from sor.oss.keeping import change_settings
from sor.oss.municipal_names import MunicipalNames
from sor.oss.org_tree import OrgFault, depths
from sor.oss.org_unit import OrgUnit
from sor.oss.proposing import KINDS
from sor.oss.standing import NOT_OURS, SOR_ONLY, DecidingRule, MunicipalSettings, decision_of
from sor.register import Refused
from sor.store import oss as rows
from sor.store.oss import OPEN, ActionRow

PAGE = 100
TREE_FORM = frozenset({"csrf", "action", "unit", "reason"})
SETTINGS_FORM = frozenset(
    {"csrf", "on", "every_hours", "write_back", "number_state", "rules", *(f"two.{kind}" for kind in KINDS)}
)
NUMBER_STATES = ("Inherited", "None")


class TreeLine(NamedTuple):
    """A unit of FK-ORG or SOR with what it is on the other side. state: link, reference, not_ours, sor_only,
    proposed or none.
    """

    depth: int
    org: str
    org_name: str
    unit: str
    unit_name: str
    state: str


@get("/oss/{code:str}/trees", include_in_schema=False, sync_to_thread=True)
def trees_page(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """The units of FK-ORG in their tree, each with its unit in SOR, then those that only SOR has."""
    signed_in = oss_office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _trees(oss_office, signed_in, oss_office.visit(request), code, request.query_params)


@post("/oss/{code:str}/trees", include_in_schema=False, status_code=200)
async def send_trees(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """Something that lasts is decided of a unit that nobody proposed, or taken back."""
    form = await form_of(request)
    signed_in = await sync_to_thread(oss_office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_decide, oss_office, signed_in, oss_office.visit(request), code, form)


@get("/oss/{code:str}/settings", include_in_schema=False, sync_to_thread=True)
def settings_page(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """A municipality's settings."""
    signed_in = oss_office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _settings(oss_office, signed_in, oss_office.visit(request), code)


@post("/oss/{code:str}/settings", include_in_schema=False, status_code=200)
async def send_settings(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """A municipality's settings are changed."""
    form = await form_of(request)
    signed_in = await sync_to_thread(oss_office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_change, oss_office, signed_in, oss_office.visit(request), code, form)


@get("/oss/{code:str}/actions", include_in_schema=False, sync_to_thread=True)
def actions_page(request: HttpRequest, code: FromPath[str], oss_office: OfGiven) -> Answer:
    """What was done in a municipality's synchronisation, the newest first."""
    signed_in = oss_office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit = oss_office.visit(request)
    desk = oss_office.desk(signed_in, MunicipalNames(oss_office.register), code)
    before = number_in(request.query_params, "before")
    size = page_of_list(request.query_params, PAGE).size
    found = rows.actions(oss_office.register.database.reader(), code, size + 1, before or 2**53)
    shown = [(one, visit.at_time(one.at), _tell_action(one, visit.language)) for one in found[:size]]
    following = found[size - 1].n if len(found) > size else 0
    return personal_page(
        "oss_actions.html", visit, signed_in=signed_in, desk=desk, actions=shown, following=following, kinds=KINDS
    )  # fmt: skip


def _tell_action(action: ActionRow, language: str) -> str:
    told: Fields = msgspec.json.decode(action.told, type=dict[str, object])
    return str(told.get(language) or told.get("text") or told.get("case") or "")


def _trees(
    office: OssOffice, signed_in: SignedIn, visit: Visit, code: str, asked: Mapping[str, str], said: str = ""
) -> Answer:  # fmt: skip
    sor = MunicipalNames(office.register)
    desk = office.desk(signed_in, sor, code)
    faults: list[OrgFault] = []
    try:
        snapshot = read_snapshot(office.register, code)
        units, faults = list(snapshot.units), list(snapshot.faults)
    except NothingFetched:
        units = []
    word = asked.get("q", "").strip().casefold()[:200]
    lines = list(_lines(office, sor, code, desk.owner, units))
    gaps = asked.get("only", "") == "gaps"
    kept = [
        one
        for one in lines
        if (not word or word in f"{one.org_name} {one.unit_name} {one.unit} {one.org}".casefold())
        and (not gaps or one.state in ("none", "proposed"))
    ]
    shown_page = page_of_list(asked, PAGE)
    return personal_page(
        "oss_trees.html", visit, 422 if said else 200, signed_in=signed_in, desk=desk, said=said,
        lines=shown_page.cut(kept),
        total=len(kept), q=asked.get("q", "")[:200], gaps=gaps, unit=asked.get("unit", "")[:60],
        reason=asked.get("reason", "")[:500], done=asked.get("done", ""),
        faults=[one.da if visit.language == "da" else one.en for one in faults[:PAGE]],
        following=shown_page.following(len(kept)),
    )  # fmt: skip


def _lines(office: OssOffice, sor: MunicipalNames, code: str, owner: str, units: list[OrgUnit]) -> Iterator[TreeLine]:
    connection, below = office.register.database.reader(), sor.below(owner)
    decided = [decision_of(row) for row in rows.decisions(connection, code)]
    by_org = {one.org: one for one in decided if one.org}
    proposed = {
        row.org: row.unit for row in rows.proposals(connection, code, (OPEN,)) if row.kind in ("link", "reference")
    }
    named = sor.names([*(one.unit for one in decided), *proposed.values()])
    active = [unit for unit in units if unit.active]
    deep = depths(active)
    children: dict[str | None, list[OrgUnit]] = {}
    known = {unit.uuid for unit in active}
    for unit in sorted(active, key=lambda one: one.name):
        children.setdefault(unit.parent if unit.parent in known else None, []).append(unit)
    waiting = list(reversed(children.get(None, [])))
    shown: set[str] = set()
    while waiting:
        unit = waiting.pop()
        decision = by_org.get(unit.uuid)
        sor_code = decision.unit if decision is not None else proposed.get(unit.uuid, "")
        state = decision.kind if decision is not None else "proposed" if sor_code else "none"
        shown.add(sor_code)
        yield TreeLine(min(deep[unit.uuid], 8), unit.uuid, unit.name, sor_code, named.get(sor_code, sor_code), state)
        waiting += reversed(children.get(unit.uuid, []))
    alone = {one.unit for one in decided if one.kind == SOR_ONLY}
    for sor_code, other in below.items():
        if sor_code not in shown:
            state = SOR_ONLY if sor_code in alone else "none"
            yield TreeLine(min(other.depth, 8), "", "", sor_code, other.name, state)


def _decide(office: OssOffice, signed_in: SignedIn, visit: Visit, code: str, form: Mapping[str, str]) -> Answer:
    desk = office.desk(signed_in, MunicipalNames(office.register), code)
    unit, action = form.get("unit", "").strip(), form.get("action", "")
    who = signed_in.actor.id
    try:
        refuse_unknown(form, TREE_FORM)
        if not unit:
            raise Refused("Write the unit's UUID or SOR code.", "Skriv enhedens UUID eller SOR-kode.")
        if action == "ask_again":
            if not undo_decisions(office.register, code, unit, who):
                raise Refused("Nothing was decided of this unit.", "Der er ikke truffet nogen beslutning om enheden.")
        elif action in (NOT_OURS, SOR_ONLY):
            _refuse_stranger(office, code, desk.owner, unit, action)
            decide_lasting(office.register, code, action, unit, who, form.get("reason", ""))
        else:
            raise Refused("Choose what is to be done.", "Vælg, hvad der skal ske.")
    except Refused as error:
        return _trees(office, signed_in, visit, code, form, error.danish if visit.language == "da" else str(error))
    return Redirect(visit.link(f"/oss/{desk.code}/trees", done=action), status_code=303, headers=NO_STORE)


def _refuse_stranger(office: OssOffice, code: str, owner: str, unit: str, action: str) -> None:
    """Raises Refused for a unit that is not of that side of the municipality."""
    if action == SOR_ONLY:
        known = unit in MunicipalNames(office.register).below(owner)
    else:
        known = any(one.uuid == unit for one in read_snapshot(office.register, code).units)
    if not known:
        raise Refused(f"{unit[:40]} is no unit of the municipality.", f"{unit[:40]} er ingen enhed i kommunen.")


def _settings(
    office: OssOffice,
    signed_in: SignedIn,
    visit: Visit,
    code: str,
    form: Mapping[str, str] | None = None,
    error: Refused | None = None,
) -> Answer:
    desk = office.desk(signed_in, MunicipalNames(office.register), code)
    own = office.standing(code).settings
    typed = form or {
        "on": "1" if own.on else "", "every_hours": str(own.every_hours),
        "write_back": "1" if own.write_back else "", "number_state": own.number_state,
        "rules": "\n".join(_rule_text(one) for one in own.rules), **{f"two.{kind}": "1" for kind in own.two_people},
    }  # fmt: skip
    said = "" if error is None else error.danish if visit.language == "da" else str(error)
    status = 403 if isinstance(error, Denied) else 422 if error else 200
    return personal_page(
        "oss_settings.html", visit, status, signed_in=signed_in, desk=desk, form=typed, said=said,
        at_fault=error.field if isinstance(error, _BadField) else "", kinds=KINDS, states=NUMBER_STATES,
        done=dict(visit.query).get("done", ""), leaving=own.leaving, leaving_by=own.leaving_by,
    )  # fmt: skip


def _change(office: OssOffice, signed_in: SignedIn, visit: Visit, code: str, form: Mapping[str, str]) -> Answer:
    desk = office.desk(signed_in, MunicipalNames(office.register), code)
    try:
        refuse_unknown(form, SETTINGS_FORM)
        change_settings(office.register, code, _read_wanted(form, office.standing(code).settings), signed_in.actor.id)
    except Refused as error:
        return _settings(office, signed_in, visit, code, form, error)
    return Redirect(visit.link(f"/oss/{desk.code}/settings", done="1"), status_code=303, headers=NO_STORE)


class _BadField(Refused):
    """A field of the settings that cannot be taken."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


def _read_wanted(form: Mapping[str, str], had: MunicipalSettings) -> MunicipalSettings:
    """What a form wants; where the units come from is said on the register's machine alone, which asks there."""
    hours = number_in(form, "every_hours")
    if not 1 <= hours <= 744:
        raise _BadField("every_hours", "Write a number of hours from 1 to 744.", "Skriv et antal timer fra 1 til 744.")
    state = form.get("number_state", "Inherited")
    if state not in NUMBER_STATES:
        raise _BadField("number_state", "Choose one of the states.", "Vælg en af tilstandene.")
    return MunicipalSettings(
        bool(form.get("on")), had.source, bool(form.get("write_back")), state,
        [_read_rule(line) for line in form.get("rules", "").splitlines() if line.strip()],
        [kind for kind in KINDS if form.get(f"two.{kind}")], hours,
    )  # fmt: skip


def _read_rule(line: str) -> DecidingRule:
    """A rule as it is typed: ``link 95``, or ``rename 100 below CODE``."""
    parts = line.split()
    kind, score, *rest = [*parts, "", ""][: max(len(parts), 2)]
    if (
        kind not in KINDS
        or not score.isdecimal()
        or len(score) > 3
        or int(score) > 100
        or (rest and (len(rest) != 2 or rest[0] != "below"))
    ):
        raise _BadField(
            "rules", f"'{line.strip()[:60]}' is no rule; write a kind and a score, such as: link 95",
            f"»{line.strip()[:60]}« er ingen regel; skriv en slags og en score, for eksempel: link 95",
        )  # fmt: skip
    return DecidingRule(kind, int(score), rest[1] if rest else "")


def _rule_text(rule: DecidingRule) -> str:
    return f"{rule.kind} {rule.threshold}" + (f" below {rule.below}" if rule.below else "")


HANDLERS = [trees_page, send_trees, settings_page, send_settings, actions_page]
