"""Who has which right where and until when: seen, taken back, handed on; and the way of a new user."""

from collections.abc import Mapping
from functools import partial

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.access.authority import OPERATIONS, ROLES, Right
from sor.access.handing_on import roles_to_hand_on
from sor.core.day import OPEN as NEVER
from sor.core.day import NotADay, parse_day, previous_day, write_day
from sor.core.typed_day import read_typed_day
from sor.desk.actors import CountingRight, Denied, WantedRight
from sor.desk.case_kinds import ACCESS
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import ops_in, refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.register import Refused
from sor.store.cases import OPEN, Wanted

ACCESS_PAGE, NEW_USER = "/access", "/new-user"
ADDRESSES = (ACCESS_PAGE, NEW_USER)
PAGE = 50
"""Rights of one page."""
GIVEN = frozenset(
    {"csrf", "action", "actor", "role", "place", "from", "to", "withdraw", *(f"ops.{op}" for op in OPERATIONS)}
)
"""What the forms have by which a right is given or taken back."""


@get(ACCESS_PAGE, include_in_schema=False, sync_to_thread=True)
def access_page(request: HttpRequest, office: Given) -> Answer:
    """The rights that one may take back, and the form by which a part of one's own is handed on."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _page(office, signed_in, visit_for(office.editing, request), dict(request.query_params))


@post(ACCESS_PAGE, include_in_schema=False, status_code=200)
async def send_access(request: HttpRequest, office: Given) -> Answer:
    """A right is taken back, or a part of one's own handed on."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_do, office, request, signed_in, form)


def _do(office: CaseOffice, request: HttpRequest, signed_in: SignedIn, form: Mapping[str, str]) -> Answer:
    visit, me = visit_for(office.editing, request), signed_in.actor.id
    try:
        ops_in(form)
        refuse_unknown(form, GIVEN)
        if number := form.get("withdraw", ""):
            office.actors.withdraw(int(number) if number.isdecimal() and len(number) < 16 else 0, me)
        elif form.get("action") == "give":
            office.actors.grant(_receiver(office, form), _read_wanted(form, office.cases.today()), me)
    except Refused as error:
        return _page(office, signed_in, visit, form, error)
    return Redirect(visit.link(ACCESS_PAGE), status_code=303, headers=NO_STORE)


def _receiver(office: CaseOffice, form: Mapping[str, str]) -> str:
    """Who gets a right. Raises Refused."""
    named = form.get("actor", "").strip()
    if not named or office.actors.actor(named) is None:
        there = (f"There is no user {named[:50]}. ", f"Der er ingen bruger {named[:50]}. ") if named else ("", "")
        raise Refused(
            f"{there[0]}Write the user's id; it stands on their own page, My page.",
            f"{there[1]}Skriv brugerens id; det står på brugerens egen side, Min side.",
            "actor",
        )
    return named


def _read_wanted(form: Mapping[str, str], today: int) -> WantedRight:
    """The right that a form gives. Raises Refused."""
    ops = ops_in(form)
    first, last = (_day(form, name) for name in ("from", "to"))
    return WantedRight(
        form.get("role", ""),
        form.get("place", "").strip() or None,
        None if ops is None else frozenset(ops),
        first or today,
        last or NEVER,
    )


def _day(form: Mapping[str, str], name: str) -> int:
    """A day of a form; 0 for none. Raises Refused."""
    text = form.get(name, "")
    if not text.strip():
        return 0
    try:
        return parse_day(read_typed_day(text) or text)
    except NotADay as error:
        raise Refused(str(error), f"»{text[:40]}« er ingen dag. Skriv den som 2026-07-01.", name) from None


def _page(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str], error: Refused | None = None
) -> Answer:  # fmt: skip
    sought = form.get("q", "").strip().casefold()
    own = office.actors.rights_under(signed_in.actor)
    if error is not None and not own:  # whose page has no form any more, to say it beside
        raise Problem("no-right", Sentence("", error.danish, str(error)))
    held = [one for one in own if _fits(office, one, sought)]
    shown_page = page_of_list(form, PAGE)
    if signed_in.actor.rights:  # what is handed on is mostly of the same kind, and below the same unit
        first = signed_in.actor.rights[0]
        form = {"role": first.role, "place": first.place or "", **form}
    return personal_page(
        "access.html", visit, 200 if error is None else 422, signed_in=signed_in, form=form,
        said="" if error is None else error.danish if visit.language == "da" else str(error),
        at_fault=_at_fault(error, form) if held else "", roles=_roles(signed_in, form),
        operations=OPERATIONS, ops_told=partial(_ops_told, visit), total=len(held), sought=form.get("q", ""),
        held=[(one, office.name_of(one.row.place or ""), _last(one, visit)) for one in shown_page.cut(held)],
        following=shown_page.following(len(held)),
        waiting=len(office.cases.list_cases(signed_in.actor, Wanted(OPEN, ACCESS))),
    )  # fmt: skip


def _roles(signed_in: SignedIn, form: Mapping[str, str]) -> list[str]:
    """The roles that somebody can give, and the one that they chose."""
    offered = roles_to_hand_on(signed_in.actor.rights)
    return [role for role in ROLES if role in offered or role == form.get("role")]


def _at_fault(error: Refused | None, form: Mapping[str, str]) -> str:
    """The field that a refusal is about; empty for none."""
    if error is None or form.get("action") != "give" or form.get("withdraw"):
        return ""
    return "place" if isinstance(error, Denied) else error.field


def _fits(office: CaseOffice, held: CountingRight, sought: str) -> bool:
    """Whether a right is one of those that are looked for, by holder or place."""
    if not sought:
        return True
    return any(
        sought in text.casefold()
        for text in (held.row.actor, held.name, held.row.place or "", office.name_of(held.row.place or ""))
    )


def _ops_told(visit: Visit, right: Right) -> str:
    """The operations to which a right is bounded, in words."""
    return ", ".join(visit.text(f"op.{op}") for op in OPERATIONS if right.ops is not None and op in right.ops)


def _last(held: CountingRight, visit: Visit) -> str:
    return "" if held.right.to_day >= NEVER else visit.on(write_day(previous_day(held.right.to_day)))


@get(NEW_USER, include_in_schema=False, sync_to_thread=True)
def new_user_page(request: HttpRequest, office: Given) -> Answer:
    """The way of a new user: login, right, first change; and how far somebody is on it."""
    signed_in, visit = office.visitors.visitor(request), visit_for(office.editing, request)
    waiting, places = [], []
    if signed_in is not None:
        waiting = office.cases.list_cases(signed_in.actor, Wanted(OPEN, ACCESS, asker=signed_in.actor.id))
        places = sorted({right.place for right in signed_in.actor.rights if right.place})
    return personal_page(
        "new_user.html", visit, signed_in=signed_in, waiting=waiting,
        may_edit=signed_in is not None and bool(signed_in.actor.rights),
        places=[(code, office.name_of(code)) for code in places[:20]],
    )  # fmt: skip
