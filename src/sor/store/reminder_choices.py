"""How often who answers for a place is reminded, as rows. That it was chosen stands in the audit log as well."""

from typing import NamedTuple

from sor.store.audit_log import Noted, note
from sor.store.database import Connection


class ReminderChoice(NamedTuple):
    """Of a place. months: between two reminders. paused_until: the first day on which they go on, 0 = not paused."""

    place: str
    months: int
    paused_until: int


COLUMNS = ", ".join(ReminderChoice._fields)


def all_choices(connection: Connection) -> dict[str, ReminderChoice]:
    """Every choice that somebody made, by place."""
    rows = connection.run(f"SELECT {COLUMNS} FROM reminder_choice")
    return {row[0]: ReminderChoice(*row) for row in rows}


def choose(connection: Connection, chosen: ReminderChoice, by: str, at: str, door: str) -> None:
    """Write a choice in the place of the one before."""
    before = all_choices(connection).get(chosen.place)
    connection.run("DELETE FROM reminder_choice WHERE place = :place", place=chosen.place)
    marks = ", ".join(f":{name}" for name in ReminderChoice._fields)
    connection.run(f"INSERT INTO reminder_choice ({COLUMNS}) VALUES ({marks})", **chosen._asdict())
    was, now = (None if one is None else {"months": one.months, "until": one.paused_until} for one in (before, chosen))
    note(connection, Noted(at, by, "set", "reminders", chosen.place, was, now, door))
