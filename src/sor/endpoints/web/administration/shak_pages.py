"""The worklist of SHAK's end for who keeps a tree: what is left to do, each one click from its form, and many set at
once through a preview.
"""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency

from sor.access.authority import OWNER_ROLES
from sor.core.day import write_day
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.core.typed_day import read_typed_day
from sor.desk.quality import Quality
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.edit.answers import Answer, brought_about, visit_for
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.sent_again import key_of, receipt_of
from sor.endpoints.web.edit.tried import NOTHING_TRIED, Tried
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import to_login
from sor.following.shak_worklists import ShakWorklists
from sor.reading.shak_worklist import REPORTS, WITH_PATIENTS, ShakWorklist

ADDRESS = "/shak/worklist"
ADDRESSES = (ADDRESS,)
SHOWN = 60
"""Units of each list on one page; a form takes as many ticks."""

LEVEL = "organisational_level"
TICK = "unit."
FLAGS: Mapping[str, bool] = {"true": True, "false": False}


class ShakOffice(NamedTuple):
    """The worklists of a register, as their pages show them."""

    office: CaseOffice
    worklists: ShakWorklists
    quality: Quality

    def list_left(self, tree: str) -> ShakWorklist:
        """What is left in a tree. Raises NotYetMade while units are being looked at that nobody can wait for."""
        self.quality.refuse_unmade()
        return self.worklists.of_tree(tree)


Given = NamedDependency[ShakOffice]


@get(ADDRESS, include_in_schema=False, sync_to_thread=True)
def worklist_page(request: HttpRequest, shak: Given) -> Answer:
    """What is left to do in one's tree."""
    office = shak.office
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    asked = tidy_identifier("code", request.query_params.get("tree", "").strip())
    trees = _trees(office, signed_in)
    tree = asked or (trees[0][0] if trees else "")
    if tree:
        _refuse_stranger(office, signed_in, tree)
    form = {"tree": tree, "from": write_day(office.register.today()), "key": uuid.uuid4().hex}
    return _page(shak, signed_in, visit_for(office.editing, request), form, 200)


@post(ADDRESS, include_in_schema=False, status_code=200)
async def send_worklist(request: HttpRequest, shak: Given) -> Answer:
    """What setting many at once brings about; with ``action=save`` the change itself."""
    office = shak.office
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit, editing = await sync_to_thread(visit_for, office.editing, request), office.editing
    tree = tidy_identifier("code", form.get("tree", ""))
    await sync_to_thread(_refuse_stranger, office, signed_in, tree)
    before = await sync_to_thread(editing.written_under, key_of(form), signed_in)
    if form.get("action") == "save" and before is not None:
        return receipt_of(before.outcome, form.get("first", ""), form.get("from", ""), visit)
    said = await sync_to_thread(_document, shak, visit, form, tree)
    if isinstance(said, Message):
        return await sync_to_thread(_page, shak, signed_in, visit, form, 422, Tried(None, None, [said]))
    tried = await editing.try_set(request, said, signed_in, visit)
    was_seen = tried.mark == form.get("confirmed")
    if form.get("action") == "save" and not tried.is_wrong and was_seen:
        tried = await editing.write(request, tried, signed_in, key_of(form), visit)
        if not tried.is_wrong:
            return receipt_of(tried.outcome, _first(said), form.get("from", ""), visit)
    if tried.is_wrong:
        return await sync_to_thread(_page, shak, signed_in, visit, form, 422, tried)
    return await sync_to_thread(_preview, office, signed_in, visit, form, tried, said)


def _document(shak: ShakOffice, visit: Visit, form: Mapping[str, str], tree: str) -> Fields | Message:
    """The set of changes that a form says, or what is wrong with it."""
    field, _, value = form.get("set", "").partition(":")
    day = read_typed_day(form.get("from", ""))
    if day is None:
        return Message("FORM", "error", "from", visit.text("edit.no_day"))
    if field != LEVEL and (field not in (*WITH_PATIENTS, REPORTS) or value not in FLAGS):
        return Message("FORM", "error", "set", visit.text("shak.no_set"))
    ticked = [name.removeprefix(TICK) for name in form if name.startswith(TICK)]
    if form.get("all"):
        ticked = [unit.code for unit in shak.list_left(tree).without_level]
    if not ticked:
        return Message("FORM", "error", "all", visit.text("shak.no_units"))
    meant = value if field == LEVEL else FLAGS[value]
    changes = [{"op": "edit", "unit": code, "from": day, "set": {field: meant}} for code in ticked]
    base = form.get("base", "")
    read_at = int(base) if base.isascii() and base.isdigit() and len(base) < 16 else shak.office.register.serial()
    return {"reason": form.get("reason", "").strip()[:1000], "base": read_at, "changes": [*changes]}


def _first(document: Fields) -> str:
    changes = document["changes"]
    return str(changes[0]["unit"]) if isinstance(changes, list) and isinstance(changes[0], dict) else ""


def _page(
    shak: ShakOffice,
    signed_in: SignedIn,
    visit: Visit,
    form: Mapping[str, str],
    status: int,
    tried: Tried = NOTHING_TRIED,
) -> Answer:
    office, tree = shak.office, form.get("tree", "")
    left = shak.list_left(tree) if tree else ShakWorklist([], [], [])
    snapshot = office.register.at()
    names = Names(snapshot.codes, snapshot.at.valid, visit.language)
    return personal_page(
        "shak_worklist.html", visit, status, signed_in=signed_in, tree=tree, left=left,
        shown=page_of_list(dict(visit.query), SHOWN).size,
        tree_name=office.name_of(tree) if tree else "", trees=_trees(office, signed_in),
        form={"reason": "", "set": "", "from": "", "key": key_of(form), "base": str(office.register.serial()), **form},
        messages=tried.messages,
        levels=names.choices(LEVEL), flags=(*WITH_PATIENTS, REPORTS), ticked=[one for one in form if TICK in one],
    )  # fmt: skip


def _preview(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str], tried: Tried, document: Fields
) -> Answer:
    sent = [(name, value) for name, value in form.items() if name in ("tree", "from", "set", "all", "reason", "base")]
    sent += [(name, value) for name, value in form.items() if name.startswith(TICK)]
    status = 422 if form.get("action") == "save" else 200
    return personal_page(
        "shak_preview.html", visit, status, signed_in=signed_in, sent=sent, first=_first(document), key=key_of(form),
        mark=tried.mark, warns=tried.warns, messages=tried.messages, tree=form.get("tree", ""),
        **brought_about(office.editing, tried, visit),
    )  # fmt: skip


def _trees(office: CaseOffice, signed_in: SignedIn) -> list[tuple[str, str]]:
    """The trees of somebody's rights: code and name."""
    codes = sorted({one.place for one in signed_in.actor.rights if one.role in OWNER_ROLES and one.place})
    return [(code, office.name_of(code)) for code in codes if office.editing.rights.may_keep(signed_in, code)]


def _refuse_stranger(office: CaseOffice, signed_in: SignedIn, tree: str) -> None:
    """Raises Problem for a tree that somebody does not keep."""
    if not office.editing.rights.may_keep(signed_in, tree):
        raise Problem("no-right", Sentence(
            "tree", f"Du vedligeholder ikke {tree[:30] or 'noget træ'}.", f"You do not keep {tree[:30] or 'any tree'}.",
        ))  # fmt: skip


HANDLERS = [worklist_page, send_worklist]
