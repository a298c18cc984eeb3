"""The owners at which the privileges of a login count: those that bear its CVR number, and those that bore it until
another was stated with which nobody has signed in yet. Who mistypes their number is not shut out by it.
"""

from collections.abc import Iterable, Sequence

from sor.access.authority import AUTHORITY
from sor.core.canonical import decode
from sor.core.timeline import Run, Timeline, fold
from sor.register import Register
from sor.store import actors, audit_log, holders
from sor.store.audit_log import Noted
from sor.store.database import Connection
from sor.store.timelines import timelines

CONFIRMED = "cvr"
"""As what the audit log notes that a number was confirmed; its key is the owner and the number."""


def list_owners(register: Register, cvr: str) -> list[str]:
    """The owners at which privileges of a CVR number count today."""
    reader, today = register.database.reader(), register.today()
    stood = holders.stands(reader, "cvr", [cvr]).get(cvr, [])
    bearing = [one.unit for one in stood if one.is_known and one.from_day <= today < one.to_day]
    left = _owners(register, {one.unit for one in stood if one.is_known and one.to_day <= today} - {*bearing})
    found = timelines(reader, "unit", left)
    kept = [unit for unit in left if _is_kept(reader, unit, cvr, _numbers_so_far(found[unit], today))]
    return sorted({*_owners(register, bearing), *kept})


def list_unconfirmed(register: Register, cvr: str) -> list[str]:
    """The owners that bear a CVR number today in the place of another one, with which nobody has signed in."""
    reader, today = register.database.reader(), register.today()
    bearing = _owners(register, register.at().holders("cvr", cvr))
    found = timelines(reader, "unit", bearing)
    instead = [unit for unit in bearing if any(_number(run) != cvr for run in _numbers_so_far(found[unit], today))]
    return [unit for unit in instead if not _is_confirmed(reader, unit, cvr)]


def confirm_number(connection: Connection, unit: str, cvr: str, who: str, at: str) -> None:
    """Note that somebody has come with the CVR number of an owner: who had the one before has no rights by it."""
    audit_log.note(connection, Noted(at, who, "confirm", CONFIRMED, f"{unit}/{cvr}", None, None))


def _owners(register: Register, units: Iterable[str]) -> list[str]:
    found = register.at().summaries(sorted(units))
    return sorted(code for code, unit in found.items() if unit.get("level") == "IO")


def _is_kept(connection: Connection, unit: str, cvr: str, numbers: Sequence[Run]) -> bool:
    """Whether all that was stated in the place of a number waits for a login with it still. What the authority stated
    waits for nobody, nor does a number that was given up.
    """
    since = [run for run in numbers if run.from_day >= max(one.to_day for one in numbers if _number(one) == cvr)]
    return bool(since) and all(
        (number := _number(run)) is not None
        and not _is_confirmed(connection, unit, number)
        and not actors.was_sent_with_role(connection, run.statement.serial, AUTHORITY)
        for run in since
    )


def _numbers_so_far(timeline: Timeline, today: int) -> list[Run]:
    """The days on which each CVR number of a unit has held, up to today."""
    return [run for run in fold(timeline).get("cvr", ()) if run.from_day <= today]


def _number(run: Run) -> str | None:
    value = decode(run.statement.value)
    return value if isinstance(value, str) else None


def _is_confirmed(connection: Connection, unit: str, cvr: str) -> bool:
    return bool(audit_log.read_notes_about(connection, CONFIRMED, f"{unit}/{cvr}"))
