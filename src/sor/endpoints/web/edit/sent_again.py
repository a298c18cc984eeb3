"""A form is written once, however often it is sent: its key, the way to its receipt, and what a page of a form tells
that was saved already, as after the back button.
"""

import uuid
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from litestar.response import Redirect

from sor.changes.outcome import Outcome
from sor.core.typed_day import read_typed_day
from sor.desk.sessions import SignedIn
from sor.endpoints.web.edit.forms import NEW
from sor.endpoints.web.edit.overtaken import brought_up
from sor.endpoints.web.edit.tried import Target, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.visitors import NO_STORE

KEY_USED = "X35"
"""The rule by which the register refuses another document under a key that was used."""


class SavedOnce(NamedTuple):
    """By what a form was saved. serial: the entry. receipt: the way to its receipt. is_other: whether something else
    stands in the form now.
    """

    serial: int
    receipt: str
    is_other: bool


def saved_once(
    editing: Editing, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit
) -> SavedOnce | None:
    """By what somebody saved a form before; None for one that was not."""
    key = key_of(form)
    before = editing.written_under(key, signed_in)
    if before is None or before.outcome is None or before.outcome.serial is None:
        return None
    receipt = _receipt(before.outcome, _about(target, before), _day(target, form), visit)
    is_other = editing.sent_before(target, form, signed_in, key, visit) is None
    return SavedOnce(before.outcome.serial, receipt, is_other)


def go_on(editing: Editing, target: Target, form: Mapping[str, str], saved: SavedOnce) -> Mapping[str, str]:
    """A form in which something else was typed since it was saved: another one, that goes on from what it wrote."""
    return {**brought_up(editing, target, form, saved.serial), "key": uuid.uuid4().hex}


def to_receipt(target: Target, form: Mapping[str, str], written: Tried, visit: Visit) -> Redirect:
    """The way to the receipt of a form's own change."""
    return receipt_of(written.outcome, _about(target, written), _day(target, form), visit)


def receipt_of(outcome: Outcome | None, code: str, day: str, visit: Visit) -> Redirect:
    """The way to the receipt of what was written; to the unit's page when the same was so already."""
    return Redirect(_receipt(outcome, code, day, visit), status_code=303, headers=NO_STORE)


def key_of(form: Mapping[str, str]) -> str:
    """The key of a form, by which it is written once."""
    given = form.get("key", "")
    return given if given.isalnum() and given.isascii() and len(given) <= 64 else uuid.uuid4().hex


def _receipt(outcome: Outcome | None, code: str, day: str, visit: Visit) -> str:
    if outcome is None or outcome.serial is None:
        return visit.link(f"/units/{quote(code)}")
    query = {"unit": code, "from": read_typed_day(day) or visit.today}
    return visit.link(f"/receipts/{outcome.serial}", **query)


def _about(target: Target, written: Tried) -> str:
    """The unit that something was written of: the one that it made, else that of the page."""
    made = "" if written.outcome is None else written.outcome.units.get(NEW, "")
    return made or target.code


def _day(target: Target, form: Mapping[str, str]) -> str:
    return target.day or form.get("from", "")
