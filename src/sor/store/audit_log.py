"""The audit log: who changed what on the desk – actors, rights, programs, keys, whitelists – when, before and after.

Its rows are chained by digests of their own. What stood before and after enters the chain by a salted leaf, so that it
can be erased later and the chain still holds; that it was erased is a row too.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from sor.core.canonical import encode
from sor.core.text import refuse_unfit
from sor.store.database import Connection, Row
from sor.store.standing import holds_text

COLUMNS = "at, who, what, kind, key, before, after, channel"
CHAINED = f"n, {COLUMNS}, salt, leaf, hash"
ERASED = '"erased"'
ERASE = "erase"
"""What is noted of a thing whose personal details were forgotten."""

GENESIS = "0" * 64
"""The hash before the first row."""


class Noted(NamedTuple):
    """One change on the desk. who: the id of the actor who made it; what: add, change, remove and the like. before,
    after: None = not there. channel: by which door, where that is known.
    """

    at: str
    who: str
    what: str
    kind: str
    key: str
    before: Any
    after: Any
    channel: str = ""


class AuditHead(NamedTuple):
    """The end of the audit log: how many rows it has, and the hash of the last."""

    rows: int = 0
    hash: str = GENESIS


class AuditFault(NamedTuple):
    """The first row that is wrong, and what is."""

    n: int
    what: str


def note(connection: Connection, noted: Noted) -> None:
    """Write one change, in the transaction that makes it. Raises Unfit for a text that no door let through the gate."""
    refuse_unfit(encode((noted.who, noted.key, noted.before, noted.after)), f"{noted.kind} {noted.key}")
    last = head(connection)
    before, after = (msgspec.json.encode(value).decode() for value in (noted.before, noted.after))
    salt = secrets.token_hex(16)
    leaf = leaf_of(salt, before, after)
    written = noted._replace(before=before, after=after)
    connection.run(
        f"INSERT INTO desk_journal ({CHAINED}) VALUES (:n, :at, :who, :what, :kind, :key, :before, :after, :channel,"
        " :salt, :leaf, :hash)",
        n=last.rows + 1, **written._asdict(), salt=salt, leaf=leaf, hash=hash_of(last, written, leaf),
    )  # fmt: skip


def head(connection: Connection) -> AuditHead:
    """The end of the audit log."""
    row = connection.run("SELECT n, hash FROM desk_journal ORDER BY n DESC LIMIT 1").fetchone()
    return AuditHead(*row) if row else AuditHead()


def hash_at(connection: Connection, rows: int) -> str | None:
    """The hash that the audit log had after so many rows; None when it has fewer."""
    if rows == 0:
        return GENESIS
    row = connection.run("SELECT hash FROM desk_journal WHERE n = :n", n=rows).fetchone()
    return row[0] if row else None


def leaf_of(salt: str, before: str, after: str) -> str:
    """What of the values before and after (JSON) enters the chain."""
    return hashlib.sha256(encode((salt, before, after))).hexdigest()


def hash_of(last: AuditHead, noted: Noted, leaf: str) -> str:
    """The hash of the row after ``last``: of that one's hash, its number, who did what to what and when, its leaf."""
    said = (last.hash, last.rows + 1, noted.at, noted.who, noted.what, noted.kind, noted.key, noted.channel, leaf)
    return hashlib.sha256(encode(said)).hexdigest()


def check(connection: Connection) -> AuditFault | None:
    """The first row that does not fit the chain; None when all do. A tail that was cut off only a checkpoint shows."""
    last = AuditHead()
    emptied: dict[tuple[str, str], int] = {}
    for n, *said, salt, leaf, found in connection.run(f"SELECT {CHAINED} FROM desk_journal ORDER BY n"):
        noted = Noted(*said)
        if n != last.rows + 1:
            return AuditFault(last.rows + 1, "it is missing")
        if found != hash_of(last, noted, leaf):
            return AuditFault(n, "it does not give its hash")
        is_erased = not salt and noted.before == noted.after == ERASED
        if not is_erased and leaf != leaf_of(salt, noted.before, noted.after):
            return AuditFault(n, "what stood before and after is not what was noted")
        if is_erased:
            emptied.setdefault((noted.kind, noted.key), n)
        if noted.what == ERASE:
            emptied.pop((noted.kind, noted.key), None)
        last = AuditHead(n, found)
    if emptied:
        return AuditFault(min(emptied.values()), "it was emptied, and no erasure was noted")
    return None


def read_notes_of(connection: Connection, kind: str) -> list[Noted]:
    """Every change of things of one kind, the newest first."""
    return _read(connection.run(f"SELECT {COLUMNS} FROM desk_journal WHERE kind = :kind ORDER BY n DESC", kind=kind))


def read_notes_about(connection: Connection, kind: str, key: str) -> list[Noted]:
    """Every change of one thing, the newest first."""
    rows = f"SELECT {COLUMNS} FROM desk_journal WHERE kind = :kind AND key = :key ORDER BY n DESC"
    return _read(connection.run(rows, kind=kind, key=key))


def keys_since(connection: Connection, kind: str, row: int) -> list[str]:
    """The things of a kind of which something was noted after a row, each once."""
    rows = "SELECT DISTINCT key FROM desk_journal WHERE n > :row AND kind = :kind ORDER BY key"
    return [key for (key,) in connection.run(rows, row=row, kind=kind)]


def is_noted(connection: Connection, kind: str) -> bool:
    """Whether a thing of a kind was ever changed."""
    return connection.run("SELECT 1 FROM desk_journal WHERE kind = :kind LIMIT 1", kind=kind).fetchone() is not None


def fingerprint(secret: str) -> str:
    """By what a secret, or the hash of one, is noted: it can be compared, and not found out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(rows: Iterable[Row]) -> list[Noted]:
    return [
        found._replace(before=msgspec.json.decode(found.before), after=msgspec.json.decode(found.after))
        for found in (Noted(*row) for row in rows)
    ]


def rows_of(connection: Connection, kind: str) -> list[tuple[int, Noted]]:
    """Every change of things of one kind, each with the number of its row, the oldest first."""
    rows = connection.run(f"SELECT n, {COLUMNS} FROM desk_journal WHERE kind = :kind ORDER BY n", kind=kind).fetchall()
    return list(zip((row[0] for row in rows), _read(row[1:] for row in rows), strict=True))


def forget_texts(connection: Connection, what: str, texts: Sequence[str], by: str, at: str, channel: str) -> None:
    """Let nothing that is noted of things of a kind hold one of some texts; that it was forgotten is noted. by: who had
    them erased.
    """
    emptied: dict[str, None] = {}
    for n, noted in rows_of(connection, what):
        if holds_text([noted.before, noted.after], texts):
            erase_row(connection, n)
            emptied[noted.key] = None
    for key in emptied:
        note(connection, Noted(at, by, ERASE, what, key, None, None, channel))


def erase_row(connection: Connection, n: int) -> None:
    """Forget what stood before and after in one row. The caller notes the erasure."""
    connection.run("UPDATE desk_journal SET before = :gone, after = :gone, salt = '' WHERE n = :n", gone=ERASED, n=n)


def erase(connection: Connection, kind: str, key: str) -> None:
    """Forget what stood in one thing before and after; that it was changed, by whom and when, stays. The caller notes
    the erasure.
    """
    connection.run(
        "UPDATE desk_journal SET before = :gone, after = :gone, salt = '' WHERE kind = :kind AND key = :key",
        gone=ERASED, kind=kind, key=key,
    )  # fmt: skip
