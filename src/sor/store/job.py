"""Sets of changes that are decided after their sender was answered. An operational table."""

from collections.abc import Sequence

import msgspec

from sor.store.database import Connection
from sor.store.schema import job
from sor.store.standing import holds_text, without_texts

WAITING, DECIDING, DONE, REFUSED, FAILED, WITHDRAWN = "waiting", "deciding", "done", "refused", "failed", "withdrawn"
STATES = (WAITING, DECIDING, DONE, REFUSED, FAILED, WITHDRAWN)


class JobRow(msgspec.Struct):
    """A row of the table, in the order of its columns. document: as sent, packed; empty once it is decided."""

    id: str
    n: int
    actor: str
    state: str
    idempotency_key: str | None
    digest: str
    document: str
    base: str | None
    dry_run: int
    sent_at: str
    not_before: str
    began_at: str | None = None
    ended_at: str | None = None
    taken_by: str | None = None
    seen_at: str | None = None
    deaths: int = 0
    spent: int = 0
    status: int = 0
    answer: str = ""


ALL = ", ".join(column.name for column in job.columns)
SLIM = ALL.replace("document", "''").replace("answer", "''")
"""Without what may be long."""


def add(connection: Connection, row: JobRow) -> JobRow:
    """Put one at the end."""
    (last,) = connection.run("SELECT coalesce(max(n), 0) FROM job").fetchone()
    row.n = last + 1
    connection.insert(job, [msgspec.structs.astuple(row)])
    return row


def find(connection: Connection, id: str) -> JobRow | None:
    """One by its id."""
    return _one(connection, f"SELECT {ALL} FROM job WHERE id = :id", id=id)


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no answer hold one of some texts: a text in which it stands is empty from now on. What still waits to be
    decided stays as it was sent.
    """
    for number, answer in connection.run("SELECT n, answer FROM job WHERE answer <> ''").fetchall():
        told = msgspec.json.decode(answer)
        if holds_text(told, texts):
            left = msgspec.json.encode(without_texts(told, texts)).decode()
            connection.run("UPDATE job SET answer = :answer, digest = '' WHERE n = :n", answer=left, n=number)


def under_key(connection: Connection, actor: str, key: str) -> JobRow | None:
    """The newest that an actor sent under a key and did not withdraw."""
    return _one(
        connection,
        f"SELECT {ALL} FROM job WHERE actor = :actor AND idempotency_key = :key AND state <> 'withdrawn'"
        " ORDER BY n DESC LIMIT 1",
        actor=actor,
        key=key,
    )


def list_newest(connection: Connection, actor: str | None, limit: int) -> list[JobRow]:
    """The newest, of an actor or of all; without documents and answers."""
    which = "" if actor is None else "WHERE actor = :actor "
    rows = connection.run(f"SELECT {SLIM} FROM job {which}ORDER BY n DESC LIMIT :limit", actor=actor, limit=limit)
    return [JobRow(*row) for row in rows]


def count_open(connection: Connection, actor: str, before: int = 2**53) -> int:
    """How many of an actor's, sent before one, are not decided yet."""
    (count,) = connection.run(
        "SELECT count(*) FROM job WHERE actor = :actor AND state IN ('waiting', 'deciding') AND n < :before",
        actor=actor, before=before,
    ).fetchone()  # fmt: skip
    return int(count)


def counts(connection: Connection) -> dict[str, int]:
    """How many wait, and how many are being decided."""
    rows = connection.run("SELECT state, count(*) FROM job WHERE state IN ('waiting', 'deciding') GROUP BY state")
    return {WAITING: 0, DECIDING: 0} | {state: int(count) for state, count in rows}


def next_of_all(connection: Connection, now: str, upto: str) -> JobRow | None:
    """Which is to be decided next: of each actor the oldest, and none while another of the same actor is being decided;
    of the actors the one whose turn was longest ago. One that is to wait until after ``upto`` was put back by a clock
    that was ahead, and waits no more.
    """
    return _one(
        connection,
        f"SELECT {ALL} FROM job WHERE state = 'waiting' AND (not_before <= :now OR not_before > :upto)"
        " AND NOT EXISTS (SELECT 1 FROM job AS own"
        " WHERE own.actor = job.actor AND (own.state = 'deciding' OR (own.state = 'waiting' AND own.n < job.n)))"
        " ORDER BY (SELECT coalesce(max(own.began_at), '') FROM job AS own WHERE own.actor = job.actor), n LIMIT 1",
        now=now, upto=upto,
    )  # fmt: skip


def find_left_behind(connection: Connection, seen_before: str, upto: str) -> list[str]:
    """Those whose program has not been heard of since, or was by a clock that was ahead, after ``upto``."""
    rows = connection.run(
        "SELECT id FROM job WHERE state = 'deciding' AND (seen_at < :before OR seen_at > :upto) ORDER BY n",
        before=seen_before, upto=upto,
    )  # fmt: skip
    return [found for (found,) in rows]


def note_death(connection: Connection, id: str) -> None:
    """The program that decided one has ended: it waits again."""
    connection.run(
        "UPDATE job SET state = 'waiting', taken_by = NULL, deaths = deaths + 1 WHERE id = :id AND state = 'deciding'",
        id=id,
    )


def take(connection: Connection, id: str, by: str, at: str) -> None:
    """Begin to decide one."""
    connection.run(
        "UPDATE job SET state = 'deciding', taken_by = :by, began_at = :at, seen_at = :at, spent = 0 WHERE id = :id",
        id=id,
        by=by,
        at=at,
    )


def see(connection: Connection, id: str, by: str, at: str, spent: int) -> None:
    """Whoever decides it is still at it."""
    connection.run(
        "UPDATE job SET seen_at = :at, spent = :spent WHERE id = :id AND taken_by = :by AND state = 'deciding'",
        id=id, by=by, at=at, spent=spent,
    )  # fmt: skip


def put_back(connection: Connection, id: str, by: str, not_before: str) -> None:
    """It could not be decided now; it keeps its place."""
    connection.run(
        "UPDATE job SET state = 'waiting', taken_by = NULL, not_before = :not_before"
        " WHERE id = :id AND taken_by = :by AND state = 'deciding'",
        id=id, by=by, not_before=not_before,
    )  # fmt: skip


def end(
    connection: Connection, id: str, state: str, at: str, status: int = 0, answer: str = "", spent: int = 0
) -> None:
    """It is over, with its answer; the document is needed no more."""
    connection.run(
        "UPDATE job SET state = :state, ended_at = :at, status = :status, answer = :answer, spent = :spent,"
        " document = '', taken_by = NULL WHERE id = :id",
        id=id, state=state, at=at, status=status, answer=answer, spent=spent,
    )  # fmt: skip


def forget(connection: Connection, ended_before: str) -> None:
    """Let go of those that ended before a time."""
    connection.run("DELETE FROM job WHERE ended_at < :before", before=ended_before)


def keep_newest(connection: Connection, actor: str, most: int) -> None:
    """Let go of an actor's oldest that are over, beyond so many of its own."""
    connection.run(
        "DELETE FROM job WHERE actor = :actor AND ended_at IS NOT NULL AND n <= (SELECT n FROM job WHERE actor = :actor"
        " ORDER BY n DESC LIMIT 1 OFFSET :most)",
        actor=actor,
        most=most,
    )


def _one(connection: Connection, statement: str, **values: str) -> JobRow | None:
    row = connection.run(statement, **values).fetchone()
    return JobRow(*row) if row else None
