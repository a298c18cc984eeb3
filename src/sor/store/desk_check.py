"""Holding the desk against the audit log: actors, rights, programs, keys, people, whitelists, series and decisions must
stand as their last changes that are noted left them. Whoever writes into the tables past the program is found so.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sor.store import actors, audit_log, erasure_requests, series, sessions, whitelist
from sor.store.audit_log import ERASE, Noted, fingerprint
from sor.store.database import Connection

Columns = dict[str, Any]
"""What is known of a row: columns that were noted, with their values."""


class DeskFault(NamedTuple):
    """A row of the desk that is not as it was noted. kind, key: as the audit log calls it."""

    kind: str
    key: str
    what: str


class Held(NamedTuple):
    """A table that is held. rows: what stands in it, by key. become: what is known of a row after one more change of it
    was noted; None = it is gone.
    """

    kind: str
    rows: Callable[[Connection], Iterable[tuple[str, Mapping[str, Any]]]]
    become: Callable[[Columns, Noted], Columns | None]


def check_desk(connection: Connection) -> DeskFault | None:
    """The first row of the desk that is not as the audit log tells; None when all are."""
    for one in HELD:
        noted = _fold(one, connection)
        for key, row in one.rows(connection):
            known = noted.pop(key, None)
            if known is None:
                return DeskFault(one.kind, key, "it is there, and nobody noted it")
            odd = sorted(name for name, value in known.items() if row[name] != value)
            if odd:
                return DeskFault(one.kind, key, f"nobody noted its {', '.join(odd)}")
        gone = sorted(key for key, known in noted.items() if known is not None)
        if gone:
            return DeskFault(one.kind, gone[0], "it is gone, and nobody noted that")
    return None


def _fold(one: Held, connection: Connection) -> dict[str, Columns | None]:
    found: dict[str, Columns | None] = {}
    for _, noted in audit_log.rows_of(connection, one.kind):
        found[noted.key] = one.become(found.get(noted.key) or {}, noted)
    return found


def _tell_columns(noted: Noted) -> Columns:
    """What a change says of a row after it; nothing where that was erased."""
    return dict(noted.after) if isinstance(noted.after, dict) else {}


def _actor(known: Columns, noted: Noted) -> Columns:
    if noted.what == "add":
        known = {"added_at": noted.at, "added_by": noted.who, "removed_at": None, "removed_by": None}
    if noted.what == "remove":
        return known | {"removed_at": noted.at, "removed_by": noted.who}
    if noted.what == ERASE:
        return known | {"name": "", "cvr": None, "email": None}
    return known | _tell_columns(noted)


RIGHT = {"actor": "actor", "role": "role", "place": "place", "ops": "ops", "from": "from_day", "to": "to_day"}
RIGHT |= {"handed_from": "handed_from"}


def _right(known: Columns, noted: Noted) -> Columns:
    told = _tell_columns(noted)
    if "actor" in told:
        known = {"granted_by": noted.who, "granted_at": noted.at, "withdrawn_by": None, "withdrawn_at": None}
    if "withdrawn" in told:
        return known | {"withdrawn_by": noted.who, "withdrawn_at": told["withdrawn"]}
    return known | {column: told[name] for name, column in RIGHT.items() if name in told}


def _client(known: Columns, noted: Noted) -> Columns:
    told = _tell_columns(noted)
    if noted.what == "secret":
        return {"made_at": noted.at, "made_by": noted.who, "withdrawn_at": None, **told}
    return known | {"withdrawn_at": told.get("withdrawn")}


def _key(_: Columns, noted: Noted) -> Columns | None:
    return None if noted.what == "remove" else {"made_at": noted.at, **_tell_columns(noted)}


def _person(_: Columns, noted: Noted) -> Columns:
    return {"linked_at": noted.at, "linked_by": noted.who, "actor": sessions.NOBODY, **_tell_columns(noted)}


def _list_columns(known: Columns, noted: Noted) -> Columns | None:
    if noted.what == ERASE:  # a comment, of which nothing is known any more
        return {name: value for name, value in known.items() if name != "comment"}
    return None if noted.what == "remove" else _tell_columns(noted)


def _series(_: Columns, noted: Noted) -> Columns:
    told = _tell_columns(noted)
    return {"added_by": noted.who, "added_at": noted.at} | told | {end: int(told[end]) for end in ("first", "last")}


WANTED = {"entry": 0, "kind": "", "key": "", "field": "", "from_day": 0, "part": ""}
"""What is to be erased, as far as a note does not say it."""

UNDECIDED = {"decided_by": None, "decided_at": None, "serial": 0}


def _request(known: Columns, noted: Noted) -> Columns:
    if noted.what == ERASE:
        return known
    if noted.what == "ask":
        told = {name: value for name, value in _tell_columns(noted).items() if name != "reason"}
        known = {"asked_by": noted.who, "asked_at": noted.at, "state": erasure_requests.ASKED, **UNDECIDED}
        return known | (WANTED | told if told else {})
    return known | {"decided_by": noted.who, "decided_at": noted.at, **_tell_columns(noted)}


def _actors(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((row.id, row._asdict()) for row in actors.actors(connection))


def _rights(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((str(row.number), row._asdict()) for row in actors.all_rights(connection))


def _clients(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((row.id, {**row._asdict(), "secret": fingerprint(row.secret)}) for row in actors.all_clients(connection))


def _keys(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((row.id, {**row._asdict(), "value": fingerprint(row.value)}) for row in actors.signing_keys(connection))


def _persons(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((f"{row.issuer} {row.subject}", row._asdict()) for row in sessions.all_persons(connection))


def _lists(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((f"{row.service}/{row.cvr}", row._asdict()) for row in whitelist.list_rows(connection))


def _all_series(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((f"{row.first:012d}-{row.last:012d}", row._asdict()) for row in series.all_series(connection))


def _requests(connection: Connection) -> Iterable[tuple[str, Columns]]:
    return ((str(row.number), row._asdict()) for row in erasure_requests.all_requests(connection))


HELD = (
    Held("actor", _actors, _actor),
    Held("right", _rights, _right),
    Held("client", _clients, _client),
    Held("key", _keys, _key),
    Held("person", _persons, _person),
    Held(whitelist.WHAT, _lists, _list_columns),
    Held(series.WHAT, _all_series, _series),
    Held(erasure_requests.WHAT, _requests, _request),
)
