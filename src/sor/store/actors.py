"""Actors, their rights and their programs, on the desk. Nothing here judges; every change is noted in the audit log."""

import secrets
from typing import NamedTuple

from sor.core.shapes import Value
from sor.store import audit_log
from sor.store.audit_log import Noted
from sor.store.database import Connection
from sor.store.marks import ask_again


class ActorRow(NamedTuple):
    """Someone who may change something; removed_at: since when no longer."""

    id: str
    name: str
    cvr: str | None
    email: str | None
    added_at: str
    added_by: str
    removed_at: str | None = None
    removed_by: str | None = None


class RightRow(NamedTuple):
    """A right as it was given. ops: operations parted by blanks; None = all of the role. handed_from: 0 = none."""

    number: int
    actor: str
    role: str
    place: str | None
    ops: str | None
    from_day: int
    to_day: int
    handed_from: int
    granted_by: str
    granted_at: str
    withdrawn_by: str | None = None
    withdrawn_at: str | None = None


class KeyRow(NamedTuple):
    """A key that signs tokens, or has signed. value: the secret."""

    id: str
    value: str
    made_at: str


class ClientRow(NamedTuple):
    """A program that acts for an actor. secret: its hash."""

    id: str
    actor: str
    secret: str
    made_at: str
    made_by: str
    withdrawn_at: str | None = None


ACTOR, RIGHT, CLIENT = (", ".join(row._fields) for row in (ActorRow, RightRow, ClientRow))


def add_actor(connection: Connection, row: ActorRow) -> None:
    """Write a new actor."""
    _insert(connection, "actor", row)
    _note(connection, row.added_at, row.added_by, "add", "actor", row.id, None, _personal(row))


def actor(connection: Connection, id: str) -> ActorRow | None:
    """An actor by its id, removed ones too."""
    row = connection.run(f"SELECT {ACTOR} FROM actor WHERE id = :id", id=id).fetchone()
    return ActorRow(*row) if row else None


def actors(connection: Connection, cvr: str | None = None) -> list[ActorRow]:
    """All actors by id, or those of a CVR number."""
    where, values = ("", {}) if cvr is None else (" WHERE cvr = :cvr", {"cvr": cvr})
    return [ActorRow(*row) for row in connection.run(f"SELECT {ACTOR} FROM actor{where} ORDER BY id", **values)]


def find_removed(connection: Connection) -> set[str]:
    """The ids of the actors that are one no longer."""
    return {row[0] for row in connection.run("SELECT id FROM actor WHERE removed_at IS NOT NULL")}


def remove_actor(connection: Connection, id: str, by: str, at: str) -> None:
    """Let an actor be one no longer; its id stays taken, since the log names it."""
    connection.run("UPDATE actor SET removed_at = :at, removed_by = :by WHERE id = :id", at=at, by=by, id=id)
    _note(connection, at, by, "remove", "actor", id, None, None)


def put_email(connection: Connection, row: ActorRow, email: str, by: str, at: str) -> None:
    """Give an actor another e-mail address."""
    connection.run("UPDATE actor SET email = :email WHERE id = :id", email=email, id=row.id)
    _note(connection, at, by, "edit", "actor", row.id, _personal(row), _personal(row._replace(email=email)))


def erase_actor(connection: Connection, id: str, by: str, at: str) -> None:
    """Forget name, CVR number and e-mail of an actor, in the audit log too."""
    connection.run("UPDATE actor SET name = '', cvr = NULL, email = NULL WHERE id = :id", id=id)
    audit_log.erase(connection, "actor", id)
    _note(connection, at, by, audit_log.ERASE, "actor", id, None, None)


def give_right(connection: Connection, given: RightRow) -> int:
    """Write a right under the next number, whatever number it carries; gives that number."""
    row = connection.run("SELECT coalesce(max(number), 0) + 1 FROM right_given").fetchone()
    numbered = given._replace(number=row[0])
    _insert(connection, "right_given", numbered)
    what = {"role": given.role, "place": given.place, "ops": given.ops, "from": given.from_day, "to": given.to_day}
    after = {"actor": given.actor, **what, "handed_from": given.handed_from}
    _note(connection, given.granted_at, given.granted_by, "grant", "right", str(row[0]), None, after)
    return int(row[0])


def right(connection: Connection, number: int) -> RightRow | None:
    """A right by its number, withdrawn ones too."""
    row = connection.run(f"SELECT {RIGHT} FROM right_given WHERE number = :number", number=number).fetchone()
    return RightRow(*row) if row else None


def end_right(connection: Connection, number: int, day: int, by: str, at: str, what: str = "withdraw") -> None:
    """Let a right end before a day. what: as what it is noted."""
    before = right(connection, number)
    connection.run("UPDATE right_given SET to_day = :day WHERE number = :number", day=day, number=number)
    had = None if before is None else {"to": before.to_day}
    _note(connection, at, by, what, "right", str(number), had, {"to": day})


def find_end_before(connection: Connection, number: int, day: int) -> int | None:
    """Before which day a right was to end when it was last let end before a day; None when it was not."""
    for one in audit_log.read_notes_about(connection, "right", str(number)):
        if one.after == {"to": day} and isinstance(one.before, dict):
            return int(one.before["to"])
    return None


def withdraw_right(connection: Connection, number: int, by: str, at: str) -> None:
    """Take a right back."""
    connection.run(
        "UPDATE right_given SET withdrawn_by = :by, withdrawn_at = :at WHERE number = :number",
        by=by, at=at, number=number,
    )  # fmt: skip
    _note(connection, at, by, "withdraw", "right", str(number), {"withdrawn": None}, {"withdrawn": at})


def rights_of(connection: Connection, id: str) -> list[RightRow]:
    """An actor's rights in the order in which they were given, withdrawn ones too."""
    rows = connection.run(f"SELECT {RIGHT} FROM right_given WHERE actor = :id ORDER BY number", id=id)
    return [RightRow(*row) for row in rows]


def all_rights(connection: Connection) -> list[RightRow]:
    """Every right that was ever given, in that order."""
    return [RightRow(*row) for row in connection.run(f"SELECT {RIGHT} FROM right_given ORDER BY number")]


def rights_above(connection: Connection, given: list[RightRow]) -> list[RightRow]:
    """The rights out of which these were handed on, up to those that stand by themselves."""
    known = {row.number for row in given}
    found: list[RightRow] = []
    wanted = {row.handed_from for row in given} - known - {0}
    while wanted:
        above = [row for number in sorted(wanted) if (row := right(connection, number)) is not None]
        found += above
        known |= wanted
        wanted = {row.handed_from for row in above} - known - {0}
    return found


def rights_with_role(connection: Connection, role: str) -> list[RightRow]:
    """Every right of a role that is not withdrawn and whose holder is not removed."""
    rows = connection.run(
        f"SELECT {', '.join('r.' + name for name in RightRow._fields)} FROM right_given r"
        " JOIN actor a ON a.id = r.actor"
        " WHERE r.role = :role AND r.withdrawn_at IS NULL AND a.removed_at IS NULL ORDER BY r.number",
        role=role,
    )
    return [RightRow(*row) for row in rows]


def was_sent_with_role(connection: Connection, serial: int, role: str) -> bool:
    """Whether an entry was sent, not loaded from a file, by somebody who held a role when it was recorded."""
    row = connection.run(
        ask_again(
            "SELECT 1 FROM entry e JOIN right_given r ON r.actor = e.actor"
            " WHERE e.serial = :serial AND r.role = :role AND e.channel <> 'import' AND r.granted_at <= e.recorded_at"
            " AND (r.withdrawn_at IS NULL OR r.withdrawn_at > e.recorded_at) LIMIT 1"
        ),
        serial=serial, role=role,
    ).fetchone()  # fmt: skip
    return row is not None


def put_client(connection: Connection, row: ClientRow) -> None:
    """Write a program, or give one that is there another secret."""
    had = client(connection, row.id) is not None
    connection.run("DELETE FROM client WHERE id = :id", id=row.id)
    _insert(connection, "client", row)
    _note(connection, row.made_at, row.made_by, "secret", "client", row.id, had,
          {"actor": row.actor, "secret": audit_log.fingerprint(row.secret)})  # fmt: skip


def client(connection: Connection, id: str) -> ClientRow | None:
    """A program by its id."""
    row = connection.run(f"SELECT {CLIENT} FROM client WHERE id = :id", id=id).fetchone()
    return ClientRow(*row) if row else None


def has_client(connection: Connection, *, but_made_by: str) -> bool:
    """Whether any program is in use that others have made."""
    row = connection.run(
        "SELECT 1 FROM client WHERE withdrawn_at IS NULL AND made_by <> :but_made_by LIMIT 1", but_made_by=but_made_by
    ).fetchone()
    return row is not None


def all_clients(connection: Connection) -> list[ClientRow]:
    """Every program, by id."""
    return [ClientRow(*row) for row in connection.run(f"SELECT {CLIENT} FROM client ORDER BY id")]


def clients_of(connection: Connection, actor_id: str) -> list[ClientRow]:
    """The programs of an actor, by id."""
    rows = connection.run(f"SELECT {CLIENT} FROM client WHERE actor = :actor_id ORDER BY id", actor_id=actor_id)
    return [ClientRow(*row) for row in rows]


def withdraw_client(connection: Connection, id: str, by: str, at: str) -> None:
    """Let a program get no tokens any more; those it has end at once."""
    connection.run("UPDATE client SET withdrawn_at = :at WHERE id = :id", at=at, id=id)
    _note(connection, at, by, "withdraw", "client", id, {"withdrawn": None}, {"withdrawn": at})


def signing_keys(connection: Connection) -> list[KeyRow]:
    """The keys of tokens, the newest, which signs, first."""
    rows = connection.run("SELECT id, value, made_at FROM signing_key ORDER BY made_at DESC, id")
    return [KeyRow(*row) for row in rows]


def make_signing_key(connection: Connection, by: str, at: str) -> KeyRow:
    """A new key, which signs from now on. Within the write transaction."""
    made = KeyRow(secrets.token_hex(8), secrets.token_urlsafe(48), at)
    connection.run("INSERT INTO signing_key (id, value, made_at) VALUES (:id, :value, :made_at)", **made._asdict())
    _note(connection, at, by, "make", "key", made.id, None, {"value": audit_log.fingerprint(made.value)})
    return made


def drop_signing_key(connection: Connection, id: str, by: str, at: str) -> None:
    """Forget a key: the tokens it signed are believed no longer."""
    connection.run("DELETE FROM signing_key WHERE id = :id", id=id)
    _note(connection, at, by, "remove", "key", id, None, None)


def _personal(row: ActorRow) -> dict[str, str | None]:
    return {"name": row.name, "cvr": row.cvr, "email": row.email}


def _insert(connection: Connection, table: str, row: ActorRow | RightRow | ClientRow) -> None:
    values = row._asdict()
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", **values)


def _note(
    connection: Connection, at: str, who: str, what: str, kind: str, key: str, before: Value, after: Value
) -> None:
    audit_log.note(connection, Noted(at, who, what, kind, key, before, after))
