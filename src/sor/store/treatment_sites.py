"""Treatment sites as rows. Nothing here judges or knows the time.

What was done to a site stands in the audit log as well, without names of people and without words: who is responsible
is forgotten when the site ends.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Fields, Value
from sor.store import audit_log
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.standing import holds_text, without_texts

WHAT = "treatment_site"
"""As the audit log calls them."""

FIRST_NUMBER = 1001


class SiteRow(NamedTuple):
    """A treatment site, or the notice of an exempt one; see ``schema.treatment_site``."""

    number: int
    unit: str
    category: int
    why: str
    staff: str
    posts: str
    exemption: str
    reason: str
    from_day: int
    to_day: int
    stays: str
    person_name: str
    person_email: str
    person_phone: str
    registered_by: str
    registered_at: str
    changed_at: str


PERSONAL = ("person_name", "person_email", "person_phone")
COLUMNS = ", ".join(SiteRow._fields)


def next_number(connection: Connection) -> int:
    """The number of the next site; no number comes twice, as no row is taken out."""
    (last,) = connection.run("SELECT max(number) FROM treatment_site").fetchone()
    return FIRST_NUMBER if last is None else last + 1


def add(connection: Connection, row: SiteRow, what: str, by: str, told: Fields, door: str) -> None:
    """Write a site with a number of its own."""
    marks = ", ".join(f":{name}" for name in SiteRow._fields)
    connection.run(f"INSERT INTO treatment_site ({COLUMNS}) VALUES ({marks})", **row._asdict())
    _note(connection, row, what, by, None, told, door)


def put(connection: Connection, row: SiteRow, what: str, by: str, before: Value, told: Value, door: str) -> None:
    """Write a site anew. before, told: what the log says of it."""
    write(connection, row)
    _note(connection, row, what, by, before, told, door)


def write(connection: Connection, row: SiteRow) -> None:
    """Write a site anew without a word in the log."""
    said = ", ".join(f"{name} = :{name}" for name in SiteRow._fields if name != "number")
    connection.run(f"UPDATE treatment_site SET {said} WHERE number = :number", **row._asdict())


def find(connection: Connection, number: int) -> SiteRow | None:
    """A site by its number."""
    row = connection.run(f"SELECT {COLUMNS} FROM treatment_site WHERE number = :number", number=number).fetchone()
    return SiteRow(*row) if row else None


def all_sites(connection: Connection) -> list[SiteRow]:
    """All sites that ever were, by number."""
    return [SiteRow(*row) for row in connection.run(f"SELECT {COLUMNS} FROM treatment_site ORDER BY number")]


def of_unit(connection: Connection, unit: str) -> list[SiteRow]:
    """The sites that a unit had and has, by number."""
    rows = connection.run(f"SELECT {COLUMNS} FROM treatment_site WHERE unit = :unit ORDER BY number", unit=unit)
    return [SiteRow(*row) for row in rows]


def of_units(connection: Connection, units: Sequence[str]) -> list[SiteRow]:
    """The sites that some units had and have."""
    found = connection.run_for(units, f"SELECT {COLUMNS} FROM treatment_site WHERE unit IN (:keys)")
    return [SiteRow(*row) for row in found]


def find_numbered(connection: Connection, numbers: Sequence[int]) -> list[SiteRow]:
    """The sites of some numbers."""
    found = connection.run_for(numbers, f"SELECT {COLUMNS} FROM treatment_site WHERE number IN (:keys)")
    return [SiteRow(*row) for row in found]


def is_any(connection: Connection) -> bool:
    """Whether there ever was a site."""
    return connection.run("SELECT 1 FROM treatment_site LIMIT 1").fetchone() is not None


def read_reached(connection: Connection) -> tuple[int, int]:
    """The serial and the day up to which sites were kept in step with the register; 0 before the first time."""
    row = connection.run("SELECT serial, day FROM treatment_site_reached WHERE id = 1").fetchone()
    return (row[0], row[1]) if row else (0, 0)


def reach(connection: Connection, serial: int, day: int) -> None:
    """Note it."""
    connection.run("DELETE FROM treatment_site_reached WHERE id = 1")
    connection.run(
        "INSERT INTO treatment_site_reached (id, serial, day) VALUES (1, :serial, :day)", serial=serial, day=day
    )


def log_of(connection: Connection) -> list[tuple[int, Noted]]:
    """What was done to sites, each with its number in the audit log, the oldest first."""
    return sorted(audit_log.rows_of(connection, WHAT), key=lambda one: one[0])


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no site hold one of some texts: what holds one is empty."""
    for row in all_sites(connection):
        stays = msgspec.json.encode(without_texts(msgspec.json.decode(row.stays), texts)).decode()
        told = {name: getattr(row, name) for name in (*PERSONAL, "reason")}
        left = {name: "" if holds_text(one, texts) else one for name, one in told.items()}
        after = row._replace(
            stays=stays, reason=left["reason"], person_name=left["person_name"], person_email=left["person_email"],
            person_phone=left["person_phone"],
        )  # fmt: skip
        if after != row:
            write(connection, after)


def _note(connection: Connection, row: SiteRow, what: str, by: str, before: Value, after: Value, door: str) -> None:
    note(connection, Noted(row.changed_at, by, what, WHAT, str(row.number), before, after, door))
