"""What somebody who is signed in subscribes to: webhooks and digests, made, resumed and ended."""

from collections.abc import Mapping

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Redirect

from sor.desk.readers import BadReader, Readers
from sor.desk.sessions import SignedIn
from sor.desk.subscriptions import Subscriptions, state_shown
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.following.digests import PERIODS
from sor.following.feed_filter import FeedFilter
from sor.following.part_asked import FIELDS, BadPart, read_part
from sor.register import Refused
from sor.store.subscriptions import MAIL, NEW, WEBHOOK

ADDRESS = "/subscriptions"
FORM = frozenset({"kind", "url", "email", "every", "unit", "type", "municipality", "field", "id", "action", "csrf"})
Office = NamedDependency[CaseOffice]
Held = NamedDependency[Subscriptions]
Letters = NamedDependency[Readers]


@get(ADDRESS, include_in_schema=False, sync_to_thread=True)
def subscriptions_page(request: HttpRequest, office: Office, subscriptions: Held, readers: Letters) -> Answer:
    """What one subscribes to, and the form of another."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _page(office, subscriptions, readers, signed_in, visit_for(office.editing, request), {})


@post(ADDRESS, include_in_schema=False, status_code=200)
async def send_subscription(request: HttpRequest, office: Office, subscriptions: Held, readers: Letters) -> Answer:
    """A subscription is made, gets another secret, is resumed or ended."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit = visit_for(office.editing, request)
    return await sync_to_thread(_do, office, subscriptions, readers, signed_in, visit, form)


def _do(
    office: CaseOffice,
    held: Subscriptions,
    readers: Readers,
    signed_in: SignedIn,
    visit: Visit,
    form: Mapping[str, str],
) -> Answer:
    actor, action, one = signed_in.actor, form.get("action", ""), form.get("id", "")
    secret = ""
    try:
        refuse_unknown(form, FORM)
        if action == "remove":
            held.remove(actor, one, CHANNEL)
        elif action == "resume":
            held.resume(actor, one, CHANNEL)
        elif action == "secret":
            secret = held.rotate(actor, one, CHANNEL).secret
        elif form.get("kind") == MAIL:
            readers.add_digest(
                actor, form.get("email", ""), _part(form), form.get("every", ""), visit.language, CHANNEL
            )  # fmt: skip
        else:
            secret = held.add_webhook(actor, form.get("url", "").strip(), _part(form), CHANNEL).secret
    except Refused as error:
        return _page(office, held, readers, signed_in, visit, form, error)
    if secret:  # told once: there is no address at which it could be seen again
        return _page(office, held, readers, signed_in, visit, {}, secret=secret)
    return Redirect(visit.link(ADDRESS), status_code=303, headers=NO_STORE)


def _part(form: Mapping[str, str]) -> FeedFilter:
    return FeedFilter(*(form.get(name, "").strip() or None for name in FeedFilter._fields))


def _page(
    office: CaseOffice,
    held: Subscriptions,
    readers: Readers,
    signed_in: SignedIn,
    visit: Visit,
    form: Mapping[str, str],
    error: Refused | None = None,
    *,
    secret: str = "",
) -> Answer:
    at_fault = error.field if isinstance(error, BadPart | BadReader) else "url"
    rows = [
        {
            "id": row.id, "kind": row.kind, "to": row.url or row.email, "every": row.every, "serial": row.serial,
            "state": NEW if row.state == NEW else state_shown(row), "failure": row.failure,
            "part": [(name, value, office.name_of(value) if name == "unit" else "")
                     for name, value in read_part(row.part)._asdict().items() if value],
        }
        for row in held.of_actor(signed_in.actor)
    ]  # fmt: skip
    said = "" if error is None else error.danish if visit.language == "da" else str(error)
    return personal_page(
        "subscriptions.html", visit, 200 if error is None else 422, signed_in=signed_in, rows=rows, form=form,
        said=said, at_fault=at_fault, secret=secret, periods=PERIODS, fields=FIELDS, can_send=readers.can_send,
        kinds=(WEBHOOK, MAIL),
    )  # fmt: skip


HANDLERS = [subscriptions_page, send_subscription]
