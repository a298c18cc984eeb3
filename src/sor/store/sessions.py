"""Who signs in: which actor a person is, and sessions. Nothing here judges or knows the time; sessions
are no decisions and so not in the audit log, whereas who is which actor is.
"""

from typing import NamedTuple

from sor.store import audit_log
from sor.store.audit_log import Noted
from sor.store.database import Connection

NOBODY = ""
"""What stands for the actor of somebody who is to be none here."""


class PersonRow(NamedTuple):
    """Somebody as a provider knows them, and the actor they are; ``NOBODY`` when they are to be none."""

    issuer: str
    subject: str
    actor: str
    linked_at: str
    linked_by: str


class SessionRow(NamedTuple):
    """Somebody signed in. privileges, at_provider: JSON. name_id, session_index: as which the provider knows the login;
    none: it cannot end it. Times are seconds since 1970.
    """

    id: str
    actor: str
    issuer: str
    subject: str
    cvr: str | None
    privileges: str
    provider: str
    csrf: str
    program: str
    made_at: int
    seen_at: int
    name_id: str | None = None
    session_index: str | None = None
    at_provider: str | None = None


PERSON, SESSION = (", ".join(row._fields) for row in (PersonRow, SessionRow))


def person(connection: Connection, issuer: str, subject: str) -> PersonRow | None:
    """Who this is; None for somebody not seen before."""
    row = connection.run(
        f"SELECT {PERSON} FROM person WHERE issuer = :issuer AND subject = :subject", issuer=issuer, subject=subject
    ).fetchone()
    return PersonRow(*row) if row else None


def persons_of(connection: Connection, actor: str) -> list[PersonRow]:
    """Everybody who logs in as an actor."""
    rows = connection.run(f"SELECT {PERSON} FROM person WHERE actor = :actor ORDER BY issuer, subject", actor=actor)
    return [PersonRow(*row) for row in rows]


def all_persons(connection: Connection) -> list[PersonRow]:
    """Everybody who was ever linked to an actor, or unlinked."""
    return [PersonRow(*row) for row in connection.run(f"SELECT {PERSON} FROM person ORDER BY issuer, subject")]


def link(connection: Connection, row: PersonRow) -> None:
    """Let somebody be an actor, whoever they were before."""
    had = person(connection, row.issuer, row.subject)
    _remove_person(connection, row.issuer, row.subject)
    _insert(connection, "person", row)
    before = None if had is None else {"actor": had.actor}
    _note(connection, row.linked_at, row.linked_by, "link", row, before, {"actor": row.actor})


def unlink(connection: Connection, row: PersonRow, by: str, at: str) -> None:
    """Let somebody be nobody here, also when they log in again."""
    _remove_person(connection, row.issuer, row.subject)
    _insert(connection, "person", PersonRow(row.issuer, row.subject, NOBODY, at, by))
    _note(connection, at, by, "unlink", row, {"actor": row.actor}, None)


def add_session(connection: Connection, row: SessionRow, *, seen_before: int, made_before: int, most: int) -> None:
    """Let somebody be signed in; sessions that have ended are forgotten. most: how many one person may have; the one
    that was used the longest ago makes room.
    """
    connection.run("DELETE FROM session WHERE seen_at < :seen OR made_at < :made", seen=seen_before, made=made_before)
    had = connection.run(
        "SELECT id FROM session WHERE issuer = :issuer AND subject = :subject ORDER BY seen_at DESC, made_at DESC, id",
        issuer=row.issuer,
        subject=row.subject,
    ).fetchall()
    for (oldest,) in had[most - 1 :]:
        end_session(connection, oldest)
    _insert(connection, "session", row)


def use_up(connection: Connection, mark: str, now: int, ends_at: int) -> bool:
    """Note that a login became a session; False when it did so before."""
    connection.run("DELETE FROM used_login WHERE ends_at < :now", now=now)
    if is_used_up(connection, mark):
        return False
    connection.run("INSERT INTO used_login (mark, ends_at) VALUES (:mark, :ends_at)", mark=mark, ends_at=ends_at)
    return True


def is_used_up(connection: Connection, mark: str) -> bool:
    """Whether what works once has been used."""
    return connection.run("SELECT 1 FROM used_login WHERE mark = :mark", mark=mark).fetchone() is not None


def session(connection: Connection, id: str) -> SessionRow | None:
    """A session, whether or not it has ended by itself."""
    row = connection.run(f"SELECT {SESSION} FROM session WHERE id = :id", id=id).fetchone()
    return SessionRow(*row) if row else None


def session_of_form(connection: Connection, csrf: str) -> SessionRow | None:
    """The session whose forms bear a mark, whether or not it has ended by itself."""
    row = connection.run(f"SELECT {SESSION} FROM session WHERE csrf = :csrf", csrf=csrf).fetchone()
    return SessionRow(*row) if row else None


def sessions_of(connection: Connection, actor: str) -> list[SessionRow]:
    """An actor's sessions, the one used last first."""
    rows = connection.run(f"SELECT {SESSION} FROM session WHERE actor = :actor ORDER BY seen_at DESC, id", actor=actor)
    return [SessionRow(*row) for row in rows]


def sessions_at(connection: Connection, provider: str, name_id: str, session_index: str) -> list[SessionRow]:
    """The sessions that a provider knows by a person's name, by its own mark of a login, or by both."""
    rows = connection.run(
        f"SELECT {SESSION} FROM session WHERE provider = :provider AND (name_id = :name_id OR :name_id = '')"
        " AND (session_index = :session_index OR :session_index = '') AND :name_id || :session_index <> ''",
        provider=provider,
        name_id=name_id,
        session_index=session_index,
    )
    return [SessionRow(*row) for row in rows]


def see(connection: Connection, id: str, at: int) -> None:
    """Note that a session was used."""
    connection.run("UPDATE session SET seen_at = :at WHERE id = :id", at=at, id=id)


def end_session(connection: Connection, id: str) -> None:
    """End a session."""
    connection.run("DELETE FROM session WHERE id = :id", id=id)


def end_sessions(connection: Connection, actor: str) -> None:
    """End all sessions of an actor."""
    connection.run("DELETE FROM session WHERE actor = :actor", actor=actor)


def _remove_person(connection: Connection, issuer: str, subject: str) -> None:
    connection.run("DELETE FROM person WHERE issuer = :issuer AND subject = :subject", issuer=issuer, subject=subject)


def _insert(connection: Connection, table: str, row: PersonRow | SessionRow) -> None:
    values = row._asdict()
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", **values)


def _note(connection: Connection, at: str, who: str, what: str, row: PersonRow, before: object, after: object) -> None:
    key = f"{row.issuer} {row.subject}"
    audit_log.note(connection, Noted(at, who, what, "person", key, before, after))
