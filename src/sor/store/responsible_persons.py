"""Responsible persons as rows: who answers for what the register says of a place.

Nothing here judges or knows the time. That somebody was named, changed or taken off stands in the audit log as well,
without who it was: who is taken off is forgotten.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from sor.core.as_of import AsOf
from sor.core.shapes import Value
from sor.store.as_of import AS_OF, as_of
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.marks import ask_again, by_key, by_kind
from sor.store.standing import holds_text

WHAT = "responsible"
"""As the audit log calls them."""


class ResponsibleRow(NamedTuple):
    """A responsible person of a place; see ``schema.responsible_person``."""

    id: str
    place: str
    owner: str
    role: str
    name: str
    email: str
    phone: str
    contact: str
    named_by: str
    named_at: str
    confirmed_at: str
    reminded_at: str = ""


class UnitFrame(NamedTuple):
    """What a unit is on a day and where it stands; name: empty where it states none."""

    code: str
    level: str | None
    type: str | None
    parent: str | None
    name: str


class _Named(msgspec.Struct):
    """Of a unit's values, its name."""

    name: str = ""


_NAMED = msgspec.json.Decoder(_Named)
COLUMNS = ", ".join(ResponsibleRow._fields)
FRAME = "key, level, type, parent, body"


def add(connection: Connection, row: ResponsibleRow, door: str) -> None:
    """Write a person whose id nobody had."""
    marks = ", ".join(f":{name}" for name in ResponsibleRow._fields)
    connection.run(f"INSERT INTO responsible_person ({COLUMNS}) VALUES ({marks})", **row._asdict())
    _note(connection, row.confirmed_at, row.named_by, "name", row, None, _place(row), door)


def put(connection: Connection, before: ResponsibleRow, after: ResponsibleRow, by: str, what: str, door: str) -> None:
    """Write a person anew; what: ``edit`` or ``confirm``."""
    said = ", ".join(f"{name} = :{name}" for name in ResponsibleRow._fields if name != "id")
    connection.run(f"UPDATE responsible_person SET {said} WHERE id = :id", **after._asdict())
    _note(connection, after.confirmed_at, by, what, after, _place(before), _place(after), door)


def remind(connection: Connection, id: str, at: str) -> None:
    """Note that a person was reminded."""
    connection.run("UPDATE responsible_person SET reminded_at = :at WHERE id = :id", id=id, at=at)


def remove(connection: Connection, row: ResponsibleRow, by: str, at: str, door: str) -> None:
    """Forget a person."""
    connection.run("DELETE FROM responsible_person WHERE id = :id", id=row.id)
    _note(connection, at, by, "remove", row, _place(row), None, door)


def find(connection: Connection, id: str) -> ResponsibleRow | None:
    """A person by their id, whether they count or not."""
    row = connection.run(f"SELECT {COLUMNS} FROM responsible_person WHERE id = :id", id=id).fetchone()
    return ResponsibleRow(*row) if row else None


def all_persons(connection: Connection) -> list[ResponsibleRow]:
    """Everybody who was named and not taken off, whether they count or not."""
    rows = connection.run(f"SELECT {COLUMNS} FROM responsible_person ORDER BY place, role DESC, name, id")
    return [ResponsibleRow(*row) for row in rows]


def all_of(connection: Connection, place: str) -> list[ResponsibleRow]:
    """Everybody of a place, whether they count or not."""
    rows = connection.run(
        f"SELECT {COLUMNS} FROM responsible_person WHERE place = :place ORDER BY role DESC, name, id", place=place
    )
    return [ResponsibleRow(*row) for row in rows]


def at_open_places(connection: Connection, at: AsOf, place: str = "") -> list[tuple[ResponsibleRow, UnitFrame]]:
    """The persons of the places that are open then, or of one of them: by place, the responsible before the deputy, by
    name.
    """
    persons = ", ".join(f"p.{name}" for name in ResponsibleRow._fields)
    units = ", ".join(f"v.{name}" for name in FRAME.split(", "))
    of_place = " WHERE p.place = :place" if place else ""
    rows = connection.run(
        ask_again(
            f"SELECT {persons}, {units} FROM responsible_person p JOIN version v ON v.kind = 'unit' AND v.key = p.place"
            f" AND {as_of('v')}{of_place} ORDER BY p.place, p.role DESC, p.name, p.id"
        ),
        valid=at.valid, known=at.known, place=place,
    )  # fmt: skip
    return [(ResponsibleRow(*row[:12]), _frame(*row[12:])) for row in rows]


def frames_at(connection: Connection, codes: Iterable[str], at: AsOf) -> dict[str, UnitFrame]:
    """What some units are then, by code; those that are not open are missing."""
    rows = connection.run_for(
        sorted(codes),
        by_key(f"SELECT {FRAME} FROM version WHERE kind = 'unit' AND key IN (:keys) AND {AS_OF}"),
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return {row[0]: _frame(*row) for row in rows}


def owners_and_institutions(connection: Connection, at: AsOf) -> list[UnitFrame]:
    """The owners and the institutions that are open then, by code."""
    rows = connection.run(
        by_kind(f"SELECT {FRAME} FROM version WHERE kind = 'unit' AND level IN ('IO', 'HI') AND {AS_OF} ORDER BY key"),
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return [_frame(*row) for row in rows]


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let no person hold one of some texts: who has it as name or e-mail is forgotten, a telephone number is empty."""
    for row in all_persons(connection):
        if holds_text([row.name, row.email], texts):
            remove(connection, row, by, at, "operator")
        elif holds_text(row.phone, texts):
            connection.run("UPDATE responsible_person SET phone = '' WHERE id = :id", id=row.id)


def _frame(code: str, level: str | None, type: str | None, parent: str | None, body: str) -> UnitFrame:
    return UnitFrame(code, level, type, parent, _NAMED.decode(body).name)


def _place(row: ResponsibleRow) -> dict[str, Value]:
    return {"place": row.place, "role": row.role}


def _note(
    connection: Connection, at: str, who: str, what: str, row: ResponsibleRow, before: Value, after: Value, door: str
) -> None:
    note(connection, Noted(at, who, what, WHAT, row.id, before, after, door))
