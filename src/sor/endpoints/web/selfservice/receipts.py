"""The receipt of what an owner told: what is otherwise of which unit from when, who has seen it, and the cases beside
it. To be read, printed, and sent by mail to whoever asks for it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.core.as_of import AsOf
from sor.core.day import START, write_day
from sor.core.story import differences
from sor.desk.receipt_mails import ReceiptTo
from sor.desk.sessions import SignedIn
from sor.desk.sites.category import TREATING
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.change_view import ChangeView, change_views
from sor.endpoints.web.browse.unit_page import values_for
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.edited_units import unknown
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.endpoints.web.selfservice.pages import CHANGED, Given
from sor.endpoints.web.selfservice.service import SelfService
from sor.following.consumers import Consumers, seen_by
from sor.store.cases import FiledCase
from sor.store.log import EntryFacts

RECEIPT = f"{CHANGED}/receipt"
MOST_UNITS, MOST_CASES = 50, 10


class UnitChanged(NamedTuple):
    """What is otherwise of a unit from a day. becomes: closed or open, of a unit that ends or begins; else empty."""

    code: str
    name: str
    day: str
    becomes: str
    changes: list[ChangeView]


@get(RECEIPT, include_in_schema=False, sync_to_thread=True)
def receipt_page(request: HttpRequest, service: Given) -> Answer:
    """What was written, and what was asked for."""
    signed_in = service.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _receipt(service, request, signed_in)


@post(RECEIPT, include_in_schema=False, status_code=200)
async def mail_receipt(request: HttpRequest, service: Given) -> Answer:
    """A mail to whoever asks, which leads here."""
    form = await form_of(request)
    signed_in = await sync_to_thread(service.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_mail, service, request, signed_in)


def _receipt(service: SelfService, request: HttpRequest, signed_in: SignedIn) -> Answer:
    visit, asked = visit_for(service.editing, request), request.query_params
    serial = _number(asked.get("serial", ""))
    entry = service.register.entry_facts(serial) if 0 < serial <= service.register.serial() else None
    cases = [row for one in asked.get("cases", "").split(",")[:MOST_CASES] if (row := _case(service, signed_in, one))]
    if not cases and (entry is None or entry.channel != CHANNEL):
        raise unknown(str(serial))
    units = [] if entry is None else list(_units(service, serial, visit))
    mail = _mail_state(service, signed_in, entry)
    return personal_page(
        "changed_receipt.html", visit, signed_in=signed_in, serial=serial, units=units,
        when="" if entry is None else visit.at_time(entry.recorded_at), entry=entry,
        place=asked.get("place", ""), address=visit.link(RECEIPT, **dict(request.query_params)),
        cases=[(row, visit.on(write_day(row.due))) for row in cases], mail=mail.state, mail_to=mail.address,
        seen=seen_by(Consumers(service.register).list_known(), serial) if serial else ([], []),
        site_next=_site_next(service, units),
        is_coming=any(one.day > visit.today for one in units),
    )  # fmt: skip


def _site_next(service: SelfService, units: list[UnitChanged]) -> str:
    """A new institution that treats patients and is no treatment site yet; empty for none."""
    for one in units:
        if one.becomes == "open":
            found = service.register.at().unit(one.code)
            is_treating = found is not None and found.get("level") == "HI" and found.get("type") in TREATING
            if is_treating and service.sites.of_unit(one.code) is None:
                return one.code
    return ""


def _units(service: SelfService, serial: int, visit: Visit) -> Iterator[UnitChanged]:
    """What an entry says of each unit that it names, day by day."""
    register = service.register
    for line in register.lines(serial, MOST_UNITS):
        if line.kind != "unit":
            continue
        stated = register.at().timelines("unit", [line.key]).get(line.key, {})
        days = {one.from_day for timeline in stated.values() for one in timeline if one.serial == serial}
        for day in sorted(one for one in days if one > START):
            before, after = (register.at(AsOf(day, known)) for known in (serial - 1, serial))
            was, will = before.unit(line.key), after.unit(line.key)
            shown = will or was
            if shown is None:
                continue
            goes_on = was is not None and will is not None and was["open"] and will["open"]
            becomes = "" if goes_on else "open" if will is not None and will["open"] else "closed"
            changes = change_views(differences(was, will), line.key, values_for(after, [was, will], visit)) if (
                was is not None and will is not None and goes_on
            ) else []  # fmt: skip
            yield UnitChanged(line.key, shown.get("name") or line.key, write_day(day), becomes, changes)


class MailState(NamedTuple):
    """Whether a receipt can be sent: possible, sent, no_address; none for who did not write it. to: where to."""

    state: str
    to: ReceiptTo | None = None

    @property
    def address(self) -> str:
        """The address, for who may send it; empty for none."""
        return "" if self.to is None else self.to.address


def _mail_state(service: SelfService, signed_in: SignedIn, entry: EntryFacts | None) -> MailState:
    me = signed_in.actor.id
    if entry is None or entry.actor != me:
        return MailState("none")
    units = [line.key for line in service.register.lines(entry.serial, MOST_UNITS) if line.kind == "unit"]
    to = service.receipts.find(me, units)
    if to is None:
        return MailState("no_address")
    return MailState("sent" if service.receipts.has(to, entry.serial) else "possible", to)


def _mail(service: SelfService, request: HttpRequest, signed_in: SignedIn) -> Answer:
    serial = _number(request.query_params.get("serial", ""))
    entry = service.register.entry_facts(serial) if 0 < serial <= service.register.serial() else None
    mail = _mail_state(service, signed_in, entry)
    if entry is None or mail.state == "none":
        raise unknown(str(serial))
    if mail.state == "possible" and mail.to is not None:
        service.receipts.put(mail.to, serial)
    back = visit_for(service.editing, request).link(RECEIPT, **dict(request.query_params))
    return Redirect(back, status_code=303, headers=NO_STORE)


def _case(service: SelfService, signed_in: SignedIn, id: str) -> FiledCase | None:
    return service.cases.seen_by(signed_in.actor, id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


HANDLERS = [receipt_page, mail_receipt]
