"""The page that tells what was written: its serial, its day, and what is otherwise."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.as_of import AsOf
from sor.core.day import parse_day, previous_day, write_day
from sor.core.story import differences
from sor.core.typed_day import read_typed_day
from sor.core.unit import UnitAnswer
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.change_view import change_views
from sor.endpoints.web.browse.unit_page import head_unit, values_for
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.edited_units import unknown
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.login.visitors import to_login

ADDRESSES = ("/receipts/{serial}",)


@get("/receipts/{serial:int}", include_in_schema=False, sync_to_thread=True)
def receipt(request: HttpRequest, serial: FromPath[int], editing: NamedDependency[Editing]) -> Answer:
    """What was written: under which serial, from which day, and what of the unit is otherwise."""
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit = visit_for(editing, request)
    entry = editing.register.entry_facts(serial) if 0 < serial <= editing.register.serial() else None
    code, day = request.query_params.get("unit", ""), read_typed_day(request.query_params.get("from", ""))
    if entry is None or day is None or entry.channel != CHANNEL:
        raise unknown(str(serial))
    if serial not in {line.serial for line in editing.register.lines_about_unit(code)}:
        raise unknown(code)
    before, after = (editing.register.at(AsOf(parse_day(day), known)) for known in (serial - 1, serial))
    was, will = before.unit(code), after.unit(code)
    shown = will if will is not None and will["open"] else was or will
    if shown is None:
        raise unknown(code)
    changed = (
        change_views(differences(was, will), code, values_for(after, [was, will], visit))
        if was is not None and will is not None and was["open"] and will["open"]
        else []
    )
    last = visit.on(write_day(previous_day(parse_day(day))))
    return personal_page(
        "receipt.html", visit, unit=head_unit(shown), serial=serial, day=visit.on(day), becomes=_becomes(was, will),
        last=last, changes=changed, when=visit.at_time(entry.recorded_at), actor=entry.actor, reason=entry.reason,
        touched=editing.register.count_touched(serial),
        undo=f"/entries/{serial}/undo" if editing.rights.may_undo(signed_in, code, serial) else "",
    )  # fmt: skip


def _becomes(was: UnitAnswer | None, will: UnitAnswer | None) -> str:
    """What a unit becomes that begins or ends, as the key of its sentence; empty when it goes on."""
    if will is None:
        return "never"
    if not will["open"]:
        return "closed" if was is not None and was["open"] else ""
    return "" if was is not None and was["open"] else "open"
