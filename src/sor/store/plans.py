"""Plans as rows: what is to change on a day, version by version, who approved it, and what was said.

Nothing here judges or knows the time. Who decided what stands in the audit log as well, without what was written.
"""

import base64
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Value
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.standing import holds_text, without_texts

WHAT = "plan"
"""As the audit log calls them."""

DRAFT, CHECKED, APPROVED, COMMITTED, UNDONE, REFUSED = "draft", "checked", "approved", "committed", "undone", "refused"
STATES = (DRAFT, CHECKED, APPROVED, COMMITTED, UNDONE, REFUSED)
LIVE = (DRAFT, CHECKED, APPROVED)
"""The states of a plan that may still be committed as it stands."""


class PlanRow(NamedTuple):
    """A plan; see ``schema.plan``. Empty, or 0, for what there is not. deadline: on which it is approved at last."""

    number: int
    author: str
    state: str
    version: int
    made_at: str
    checking: str
    tried: str
    entry: int
    undo_entry: int
    ended_by: str
    ended_at: str
    deadline: int = 0


class PlanVersionRow(NamedTuple):
    """What a plan says in one version; see ``schema.plan_version``."""

    plan: int
    version: int
    title: str
    day: int
    changes: str
    digest: str
    base: int
    written_at: str
    report: str
    mark: str
    parts: str
    touched: str
    lines: int = 0
    accepted: int = 0


class ApprovalRow(NamedTuple):
    """That an actor approved a version, as a check with a mark told it."""

    plan: int
    version: int
    mark: str
    actor: str
    at: str


class PlanMessage(NamedTuple):
    """Something that was said or done about a plan. what: the deed."""

    plan: int
    n: int
    who: str
    at: str
    what: str
    text: str


PLAN, VERSION, APPROVAL, MESSAGE = (
    ", ".join(row._fields) for row in (PlanRow, PlanVersionRow, ApprovalRow, PlanMessage)
)  # fmt: skip


def add(connection: Connection, row: PlanRow) -> PlanRow:
    """Write a new plan under the next number, whatever number it carries."""
    (last,) = connection.run("SELECT coalesce(max(number), 0) FROM plan").fetchone()
    numbered = row._replace(number=last + 1)
    _insert(connection, "plan", numbered)
    return numbered


def add_version(connection: Connection, row: PlanVersionRow) -> None:
    """Write the next version of a plan."""
    _insert(connection, "plan_version", row)


def find(connection: Connection, number: int) -> PlanRow | None:
    """A plan by its number."""
    row = connection.run(f"SELECT {PLAN} FROM plan WHERE number = :number", number=number).fetchone()
    return PlanRow(*row) if row else None


def version(connection: Connection, plan: int, number: int) -> PlanVersionRow | None:
    """One version of a plan."""
    row = connection.run(
        f"SELECT {VERSION} FROM plan_version WHERE plan = :plan AND version = :number", plan=plan, number=number
    ).fetchone()
    return PlanVersionRow(*row) if row else None


def list_plans(connection: Connection, states: Sequence[str] = STATES) -> list[PlanRow]:
    """The plans in some states, the newest first."""
    wanted = set(states)
    rows = map(PlanRow._make, connection.run(f"SELECT {PLAN} FROM plan ORDER BY number DESC"))
    return [row for row in rows if row.state in wanted]


def has_deadline(connection: Connection) -> bool:
    """Whether some plan that waits for approvals is to be approved by a day."""
    row = connection.run("SELECT 1 FROM plan WHERE state = 'checked' AND deadline > 0 LIMIT 1").fetchone()
    return row is not None


def list_tried(connection: Connection) -> list[PlanRow]:
    """Those of which somebody has begun to write an entry that is not known to be written."""
    rows = connection.run(f"SELECT {PLAN} FROM plan WHERE tried <> '' ORDER BY number")
    return [PlanRow(*row) for row in rows]


def put(connection: Connection, row: PlanRow) -> None:
    """Write a plan as it stands now."""
    connection.run(
        "UPDATE plan SET state = :state, version = :version, checking = :checking, tried = :tried, entry = :entry,"
        " undo_entry = :undo_entry, ended_by = :ended_by, ended_at = :ended_at, deadline = :deadline"
        " WHERE number = :number",
        state=row.state, version=row.version, checking=row.checking, tried=row.tried, entry=row.entry,
        undo_entry=row.undo_entry, ended_by=row.ended_by, ended_at=row.ended_at, deadline=row.deadline,
        number=row.number,
    )  # fmt: skip


def put_report(
    connection: Connection, plan: int, number: int, report: str, mark: str, touched: str, *, accepted: bool
) -> None:
    """Write what a check of a version found."""
    connection.run(
        "UPDATE plan_version SET report = :report, mark = :mark, touched = :touched, accepted = :accepted"
        " WHERE plan = :plan AND version = :number",
        report=report, mark=mark, touched=touched, accepted=int(accepted), plan=plan, number=number,
    )  # fmt: skip


def forget_report(connection: Connection, plan: int, number: int) -> None:
    """Let a version be as unchecked; what it asks for is known still."""
    put_report(connection, plan, number, "", "", "", accepted=False)


def approvals(connection: Connection, plan: int, version: int, mark: str) -> list[ApprovalRow]:
    """Who approved a version as a check with a mark told it, in the order of their names."""
    rows = connection.run(
        f"SELECT {APPROVAL} FROM plan_approval WHERE plan = :plan AND version = :version AND mark = :mark"
        " ORDER BY actor",
        plan=plan, version=version, mark=mark,
    )  # fmt: skip
    return [ApprovalRow(*row) for row in rows]


def approve(connection: Connection, row: ApprovalRow) -> None:
    """Note an approval; one that is there stays as it is."""
    connection.run(
        f"INSERT INTO plan_approval ({APPROVAL}) VALUES ({', '.join(f':{name}' for name in ApprovalRow._fields)})"
        " ON CONFLICT DO NOTHING",
        **row._asdict(),
    )


def delegations(connection: Connection, plan: int) -> dict[str, list[str]]:
    """Who approves a plan for whom: by the actor who does, those who asked for it, in the order of their names."""
    found: dict[str, list[str]] = {}
    rows = connection.run("SELECT actor, giver FROM plan_delegate WHERE plan = :plan ORDER BY actor, giver", plan=plan)
    for actor, giver in rows:
        found.setdefault(str(actor), []).append(str(giver))
    return found


def delegate(connection: Connection, plan: int, giver: str, actor: str, at: str) -> None:
    """Let somebody approve a plan for another; who does so already goes on."""
    connection.run(
        "INSERT INTO plan_delegate (plan, giver, actor, at) VALUES (:plan, :giver, :actor, :at) ON CONFLICT DO NOTHING",
        plan=plan, giver=giver, actor=actor, at=at,
    )  # fmt: skip


def end_delegation(connection: Connection, plan: int, giver: str) -> None:
    """Nobody approves a plan for somebody any more."""
    connection.run("DELETE FROM plan_delegate WHERE plan = :plan AND giver = :giver", plan=plan, giver=giver)


def say(connection: Connection, plan: int, who: str, at: str, what: str, text: str) -> None:
    """Add something that was said or done about a plan."""
    _insert(connection, "plan_message", PlanMessage(plan, count_messages(connection, plan) + 1, who, at, what, text))


def messages(connection: Connection, plan: int) -> list[PlanMessage]:
    """All that was said and done about a plan."""
    rows = connection.run(f"SELECT {MESSAGE} FROM plan_message WHERE plan = :plan ORDER BY n", plan=plan)
    return [PlanMessage(*row) for row in rows]


def count_messages(connection: Connection, plan: int) -> int:
    """How much was said and done about a plan."""
    (count,) = connection.run("SELECT count(*) FROM plan_message WHERE plan = :plan", plan=plan).fetchone()
    return int(count)


def count_said_by(connection: Connection, plan: int, who: str) -> int:
    """How much somebody has said and done about a plan."""
    (count,) = connection.run(
        "SELECT count(*) FROM plan_message WHERE plan = :plan AND who = :who", plan=plan, who=who
    ).fetchone()
    return int(count)


def weigh_live(connection: Connection, author: str, but: int = 0) -> tuple[int, int]:
    """How many plans of an author are neither committed nor undone, and how many letters their changes hold. but: the
    number of one that is left out.
    """
    count, letters = connection.run(
        "SELECT count(*), coalesce(sum(length(v.changes)), 0) FROM plan p JOIN plan_version v ON v.plan = p.number"
        " AND v.version = p.version WHERE author = :author AND number <> :but AND state NOT IN ('committed', 'undone')",
        author=author, but=but,
    ).fetchone()  # fmt: skip
    return int(count), int(letters)


def decide(connection: Connection, before: PlanRow, after: PlanRow, deed: PlanMessage, door: str) -> None:
    """Something is decided about a plan: written, told in its history, and noted in the audit log."""
    put(connection, after)
    say(connection, after.number, deed.who, deed.at, deed.what, deed.text)
    became = {"state": after.state, "version": after.version, "entry": after.entry, "undo_entry": after.undo_entry}
    known = {"state": before.state, "version": before.version} if before.number else None
    note(connection, Noted(deed.at, deed.who, deed.what, WHAT, str(after.number), known, became, door))


def pack_value(value: Value) -> str:
    """What may be long, as it is kept."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(value), 1)).decode()


def unpack_value(text: str) -> Value:
    """It again; an empty list of nothing."""
    found: Value = msgspec.json.decode(zlib.decompress(base64.b64decode(text))) if text else []
    return found


def forget_actor(connection: Connection, id: str) -> None:
    """Let nothing stand that an actor wrote about plans; of their own plans those that are not committed are ended."""
    connection.run("UPDATE plan_message SET text = '' WHERE who = :id OR (what = 'delegate' AND text = :id)", id=id)
    connection.run("DELETE FROM plan_delegate WHERE giver = :id OR actor = :id", id=id)
    connection.run(
        "UPDATE plan SET state = 'refused' WHERE author = :id AND state IN ('draft', 'checked', 'approved')", id=id
    )
    connection.run(
        "UPDATE plan_version SET title = '' WHERE plan IN (SELECT number FROM plan WHERE author = :id)", id=id
    )


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no plan hold one of some texts: a version in which it stands is empty from now on, and its plan, unless it is
    committed, is refused until its author writes another.
    """
    for row in map(PlanVersionRow._make, connection.run(f"SELECT {VERSION} FROM plan_version").fetchall()):
        says = [row.title, msgspec.json.decode(row.changes)]
        told = [msgspec.json.decode(row.report) if row.report else None, unpack_value(row.touched)]
        if holds_text(says, texts):
            _empty(connection, row, without_texts(row.title, texts))
        elif holds_text(told, texts):
            forget_report(connection, row.plan, row.version)
            connection.run("UPDATE plan SET state = 'draft' WHERE number = :plan AND version = :version"
                           " AND state IN ('checked', 'approved')", plan=row.plan, version=row.version)  # fmt: skip
    for plan, n, text in connection.run("SELECT plan, n, text FROM plan_message").fetchall():
        if holds_text(text, texts):
            connection.run("UPDATE plan_message SET text = '' WHERE plan = :plan AND n = :n", plan=plan, n=n)


def _empty(connection: Connection, row: PlanVersionRow, title: Value) -> None:
    connection.run(
        "UPDATE plan_version SET title = :title, changes = '[]', digest = '', report = '', mark = '', touched = '',"
        " lines = 0, accepted = 0"
        " WHERE plan = :plan AND version = :version",
        title=title if isinstance(title, str) else "", plan=row.plan, version=row.version,
    )  # fmt: skip
    connection.run(
        "UPDATE plan SET state = 'refused' WHERE number = :plan AND version = :version"
        " AND state IN ('draft', 'checked', 'approved')",
        plan=row.plan, version=row.version,
    )  # fmt: skip


def _insert(connection: Connection, table: str, row: PlanRow | PlanVersionRow | PlanMessage) -> None:
    marks = ", ".join(f":{name}" for name in row._fields)
    connection.run(f"INSERT INTO {table} ({', '.join(row._fields)}) VALUES ({marks})", **row._asdict())
