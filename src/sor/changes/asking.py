"""The rules about changes themselves: notice, what may be asked by which door, what is never sent."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sor.changes import document as doc
from sor.changes.belonging import Authorise
from sor.changes.judging import Periods
from sor.changes.naming import find_named_subjects
from sor.changes.overlay import Overlay
from sor.changes.world import VersionsByDay
from sor.core.day import OPEN
from sor.core.finding import Finding
from sor.core.shapes import Fields
from sor.core.timeline import LIFE
from sor.rules import BOOK
from sor.rules.asked import NO_OPTIONS, Asked, AskedOptions
from sor.store import log, reads, series
from sor.store.database import Connection

CHANGE_RULES = [rule for rule in BOOK.values() if rule.judge_change is not None]


def spend_freely() -> None:
    """Of time there is enough."""


class ChangeContext(NamedTuple):
    """Who sends, through which door, on which day; options: what rules must know of the register's settings. actor:
    as the log names the sender. spend: called again and again while it is decided; raises when the sender's time is up.
    """

    door: str
    today: int
    authorise: Authorise | None = None
    options: AskedOptions = NO_OPTIONS
    actor: str = ""
    spend: Callable[[], None] = spend_freely


class Terms(NamedTuple):
    """What a sender may, and when its time is up; see ``ChangeContext``."""

    authorise: Authorise | None = None
    spend: Callable[[], None] = spend_freely


def find_asked_wrongly(
    given: doc.ChangeSet, overlay: Overlay, before: VersionsByDay, after: VersionsByDay, sender: ChangeContext,
    periods: Periods, connection: Connection,
) -> Iterator[Finding]:  # fmt: skip
    """What the rules about changes find, change by change."""
    for change in given.changes:
        sender.spend()
        op = doc.op_of(change)
        for asked in _list_asked(change, op, overlay, before, after, sender, connection):
            for rule in CHANGE_RULES:
                if op in rule.ops and rule.judge_change is not None:
                    for facts in rule.judge_change(asked, periods.around(asked.day)):
                        yield rule.finding(asked.kind, asked.key, facts, asked.day, asked.to_day)


def _list_asked(
    change: doc.Change, op: str, overlay: Overlay, before: VersionsByDay, after: VersionsByDay, sender: ChangeContext,
    connection: Connection,
) -> Iterator[Asked]:  # fmt: skip
    """A change as rules see it, once for each subject that it names."""
    if isinstance(change, doc.Withdraw | doc.Undo | doc.Confirm):
        return
    day = change.day if isinstance(change, doc.Dated) else sender.today
    end = doc.end_of(change) if isinstance(change, doc.Edit | doc.Correct) else OPEN
    for kind, key in find_named_subjects(change):
        was, will = before.on(kind, key, day), after.on(kind, key, day)
        lives = before.versions(kind, key)
        yield Asked(
            op, kind, key, day, sender.door, sender.today, end, getattr(change, "set", None) or _read_issued(change),
            was.facts if was else None, will.facts if will else None, lives[0].born if lives else None,
            _birth_of(overlay, connection, key) if kind == "unit" and lives and lives[0].born > sender.today else None,
            {**sender.options, **_options(change, day, after, connection)},
        )  # fmt: skip


def _read_issued(change: doc.Change) -> Fields:
    issue = getattr(change, "issue", None)
    return issue if isinstance(issue, dict) else {}


def _options(change: doc.Change, day: int, after: VersionsByDay, connection: Connection) -> AskedOptions:
    """What else was named, and what rules must know that stands on the desk or in other kinds of subject."""
    named: Any = {name: getattr(change, name) for name in ("unit", "close") if getattr(change, name, None)}
    found: AskedOptions = named
    if isinstance(change, doc.Number) and isinstance(change.issue, dict):
        found["issue"], found["series"] = True, series.holding(connection, change.location_number)
    code = change.set.get("shak") if isinstance(change, doc.Create | doc.Edit) else None
    if isinstance(code, str) and reads.any_of(connection, "shak"):
        found["shak_known"] = after.on("shak", code, day) is not None
    location = change.set.get("location") if isinstance(change, doc.Create | doc.Edit) else None
    number = location.get("number") if isinstance(location, dict) else None
    if isinstance(number, str) and not after.has("location_number", number):
        is_explained = series.holding(connection, number) or series.is_known(connection, number)
        if not is_explained:
            found["unissued"] = number
    return found


def _birth_of(overlay: Overlay, connection: Connection, key: str) -> int | None:
    """The Danish day on which a coming unit was registered: that of the entry that first gave it life."""
    return log.day_of_entry(connection, overlay.before("unit", key)[LIFE][0].serial)
