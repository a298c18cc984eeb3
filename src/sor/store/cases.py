"""Cases as rows: what somebody asks for that others decide, and all that was said and done about it.

Nothing here judges or knows the time. Who decided what stands in the audit log as well, without what was written.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Value
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.standing import holds_text, without_texts

WHAT = "case"
"""As the audit log calls them."""

NO_ACTOR = ""
"""The asker of a case that somebody has reported without a login."""

NEW, ASSIGNED, ASKED, APPROVED, REFUSED, WITHDRAWN = "new", "assigned", "asked", "approved", "refused", "withdrawn"
STATES = (NEW, ASSIGNED, ASKED, APPROVED, REFUSED, WITHDRAWN)
OPEN = (NEW, ASSIGNED, ASKED)
OF_RIGHTS = ("access", "claim")
"""The kinds that ask for a right, whose fields hold nothing of a person."""


class FiledCase(NamedTuple):
    """A case; see ``schema.case_file``. Empty, or 0, for what there is not."""

    number: int
    kind: str
    unit: str
    text: str
    data: str
    changes: str
    asker: str
    door: str
    asked_at: str
    due: int
    state: str
    assigned_to: str
    stood: str
    seen: str
    tried_by: str
    decided_by: str
    decided_at: str
    entry: int
    right_number: int


class MessageRow(NamedTuple):
    """Something that was said or done about a case. what: the deed."""

    case_number: int
    n: int
    who: str
    at: str
    what: str
    text: str


class Wanted(NamedTuple):
    """Which cases are asked for; what is empty is not asked about. due_before: 0 = whenever; then open ones alone."""

    states: Sequence[str] = ()
    kind: str = ""
    unit: str = ""
    assigned_to: str = ""
    asker: str = ""
    due_before: int = 0


CASE, MESSAGE = (", ".join(row._fields) for row in (FiledCase, MessageRow))


def open_case(connection: Connection, row: FiledCase, text: str, sent: tuple[str, str] | None = None) -> FiledCase:
    """Write a new case under the next number, whatever number it carries, with its first message. sent: key and digest
    under which it was sent.
    """
    (last,) = connection.run("SELECT coalesce(max(number), 0) FROM case_file").fetchone()
    numbered = row._replace(number=last + 1)
    marks = ", ".join(f":{name}" for name in FiledCase._fields)
    connection.run(f"INSERT INTO case_file ({CASE}) VALUES ({marks})", **numbered._asdict())
    if sent is not None:
        connection.run(
            "UPDATE case_file SET sent_key = :key, sent_digest = :digest WHERE number = :number",
            key=sent[0], digest=sent[1], number=numbered.number,
        )  # fmt: skip
    say(connection, numbered.number, row.asker, row.asked_at, "open", text)
    _note(connection, row.asked_at, row.asker, "open", numbered, None, {"kind": row.kind, "unit": row.unit}, row.door)
    return numbered


def find(connection: Connection, number: int) -> FiledCase | None:
    """A case by its number."""
    row = connection.run(f"SELECT {CASE} FROM case_file WHERE number = :number", number=number).fetchone()
    return FiledCase(*row) if row else None


def find_sent(connection: Connection, asker: str, key: str) -> tuple[FiledCase, str] | None:
    """The case that an asker sent under a key, and the digest of what was sent."""
    row = connection.run(
        f"SELECT {CASE}, sent_digest FROM case_file WHERE asker = :asker AND sent_key = :key", asker=asker, key=key
    ).fetchone()
    return (FiledCase(*row[:-1]), row[-1]) if row else None


def say(connection: Connection, number: int, who: str, at: str, what: str, text: str) -> None:
    """Add something that was said or done about a case."""
    (last,) = connection.run(
        "SELECT coalesce(max(n), 0) FROM case_message WHERE case_number = :number", number=number
    ).fetchone()
    marks = ", ".join(f":{name}" for name in MessageRow._fields)
    said = MessageRow(number, last + 1, who, at, what, text)
    connection.run(f"INSERT INTO case_message ({MESSAGE}) VALUES ({marks})", **said._asdict())


def messages(connection: Connection, number: int) -> list[MessageRow]:
    """All that was said and done about a case, in its order."""
    rows = connection.run(f"SELECT {MESSAGE} FROM case_message WHERE case_number = :number ORDER BY n", number=number)
    return [MessageRow(*row) for row in rows]


def texts_about(connection: Connection) -> list[tuple[int, str]]:
    """What was said about each case, by its number: to be searched."""
    return [(number, text) for number, text in connection.run("SELECT case_number, text FROM case_message")]


def list_cases(connection: Connection, wanted: Wanted) -> list[FiledCase]:
    """The cases that are asked for, without their changes (which are empty: no JSON), since they may be large: what is
    open first, what is due first before others; of decided ones the last.
    """
    where: list[str] = ["1 = 1"]
    values: dict[str, str | int] = {}
    if wanted.states:
        values |= {f"state{n}": state for n, state in enumerate(wanted.states)}
        where.append(f"state IN ({', '.join(f':state{n}' for n in range(len(wanted.states)))})")
    for name in ("kind", "unit", "assigned_to", "asker"):
        if getattr(wanted, name):
            values[name] = getattr(wanted, name)
            where.append(f"{name} = :{name}")
    if wanted.due_before:
        values["due_before"] = wanted.due_before
        where.append(f"due < :due_before AND {_is_open()}")
    without_changes = CASE.replace(", changes,", ", '' AS changes,")
    rows = connection.run(
        f"SELECT {without_changes} FROM case_file WHERE {' AND '.join(where)}"
        f" ORDER BY CASE WHEN {_is_open()} THEN 0 ELSE 1 END, CASE WHEN {_is_open()} THEN due ELSE 0 END,"
        f" CASE WHEN {_is_open()} THEN number ELSE -number END",
        **values,
    )
    return [FiledCase(*row) for row in rows]


def with_rights(connection: Connection, kind: str) -> list[FiledCase]:
    """The approved cases of a kind that are bound to a right."""
    where = "kind = :kind AND state = :state AND right_number > 0 ORDER BY number"
    rows = connection.run(f"SELECT {CASE} FROM case_file WHERE {where}", kind=kind, state=APPROVED)
    return [FiledCase(*row) for row in rows]


def count_open(connection: Connection, asker: str, unit: str | None = None) -> int:
    """How many of an asker's are open. unit: only those about it."""
    where, values = ("", {}) if unit is None else (" AND unit = :unit", {"unit": unit})
    row = connection.run(
        f"SELECT count(*) FROM case_file WHERE asker = :asker AND {_is_open()}{where}", asker=asker, **values
    )
    return int(row.fetchone()[0])


def count_since(connection: Connection, asker: str, since: str) -> int:
    """How many of an asker's were opened since an instant, whatever became of them."""
    row = connection.run(
        "SELECT count(*) FROM case_file WHERE asker = :asker AND asked_at > :since", asker=asker, since=since
    )
    return int(row.fetchone()[0])


def count_messages(connection: Connection, number: int) -> int:
    """How much was said and done about a case."""
    row = connection.run("SELECT count(*) FROM case_message WHERE case_number = :number", number=number)
    return int(row.fetchone()[0])


def list_tried(connection: Connection) -> list[FiledCase]:
    """Those that somebody has begun to approve and that are not known to be approved."""
    rows = connection.run(
        f"SELECT {CASE} FROM case_file WHERE tried_by <> '' AND state <> :approved ORDER BY number", approved=APPROVED
    )
    return [FiledCase(*row) for row in rows]


def _is_open() -> str:
    return f"state IN ({', '.join(repr(state) for state in OPEN)})"


def forget_reporter(connection: Connection, number: int) -> None:
    """Take out who has reported an error without a login."""
    connection.run(
        "UPDATE case_file SET data = '' WHERE number = :number AND asker = :nobody", number=number, nobody=NO_ACTOR
    )


def put(connection: Connection, row: FiledCase) -> None:
    """Write a case as it stands now; what was asked and when stays."""
    connection.run(
        "UPDATE case_file SET state = :state, assigned_to = :assigned_to, changes = :changes, seen = :seen,"
        " tried_by = :tried_by, decided_by = :decided_by, decided_at = :decided_at, entry = :entry,"
        " right_number = :right_number WHERE number = :number",
        state=row.state, assigned_to=row.assigned_to, changes=row.changes, seen=row.seen, tried_by=row.tried_by,
        decided_by=row.decided_by, decided_at=row.decided_at, entry=row.entry, right_number=row.right_number,
        number=row.number,
    )  # fmt: skip


def decide(connection: Connection, before: FiledCase, after: FiledCase, what: str, text: str, door: str) -> None:
    """A case is decided: written, told in its history, and noted in the audit log."""
    put(connection, after)
    say(connection, after.number, after.decided_by, after.decided_at, what, text)
    became = {"state": after.state, "entry": after.entry, "right": after.right_number}
    _note(connection, after.decided_at, after.decided_by, what, after, {"state": before.state}, became, door)


def forget_actor(connection: Connection, id: str, by: str, at: str) -> None:
    """Let nothing stand that an actor wrote in cases; those of their own that are open are withdrawn."""
    rows = connection.run(f"SELECT {CASE} FROM case_file WHERE asker = :id", id=id).fetchall()
    for row in map(FiledCase._make, rows):
        connection.run(
            "UPDATE case_file SET text = '', data = :data, changes = '[]' WHERE number = :number",
            data=row.data if row.kind in OF_RIGHTS else "{}", number=row.number,
        )  # fmt: skip
        if row.state in OPEN:
            after = row._replace(changes="[]", state=WITHDRAWN, decided_by=by, decided_at=at)
            decide(connection, row, after, "withdraw", "", "operator")
    connection.run("UPDATE case_message SET text = '' WHERE who = :id", id=id)
    # What a mail server said may hold the address.
    connection.run("UPDATE mail SET failure = :nobody WHERE recipient = :id AND failure <> ''", nobody="nobody:", id=id)


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no case hold one of some texts: what holds one is empty from now on."""
    for row in map(FiledCase._make, connection.run(f"SELECT {CASE} FROM case_file").fetchall()):
        data = msgspec.json.decode(row.data) if row.data else ""  # of a report whose sender is forgotten nothing
        changes = msgspec.json.decode(row.changes)
        if holds_text([row.text, data, changes], texts):
            connection.run(
                "UPDATE case_file SET text = :text, data = :data, changes = :changes WHERE number = :number",
                text="" if holds_text(row.text, texts) else row.text,
                data=msgspec.json.encode(without_texts(data, texts)).decode() if row.data else "",
                changes="[]" if holds_text(changes, texts) else row.changes, number=row.number,
            )  # fmt: skip
    for number, n, text in connection.run("SELECT case_number, n, text FROM case_message").fetchall():
        if holds_text(text, texts):
            connection.run(
                "UPDATE case_message SET text = '' WHERE case_number = :number AND n = :n", number=number, n=n
            )


def _note(
    connection: Connection, at: str, who: str, what: str, row: FiledCase, before: Value, after: Value, door: str
) -> None:
    note(connection, Noted(at, who, what, WHAT, str(row.number), before, after, door))
