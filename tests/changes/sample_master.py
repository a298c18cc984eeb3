"""The demo's sample as a master with keepers and with changes that are scheduled, and what stands in it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.jobs.demo_actors import add_demo_actors
from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.store import reads
from sor.store.database import Database
from tests.conftest import StandingClock

DAY = 20261101
TODAY, SOON, LATER = "2026-11-01", "2026-12-01", "2027-02-01"
NEVER = 2**53


def sample_master(database: Database, clock: StandingClock, units: int = 300) -> Register:
    """A master that holds the sample of so many units."""
    register = Register(database, clock)
    register.init("master", demo=True)
    fill(register, Size(units=units, years=4, seed=11, day=DAY))
    register.turn_day()
    add_demo_actors(register)
    return register


def open_units(register: Register) -> list[dict[str, Any]]:
    """The answers of all units that are open today, by code."""
    keys = reads.open_keys(register.database.reader(), "unit", AsOf(DAY, register.serial()))
    return register.at().units(sorted(keys))[0]


def schedule(register: Register, units: list[dict[str, Any]]) -> None:
    """To come, for every tenth unit: another name, a unit below it, a predecessor, and for some another place."""
    for n, unit in enumerate(units):
        if n % 10:
            continue
        code = unit["code"]
        change(register, {"op": "edit", "unit": code, "from": SOON, "set": {"name": "Kommende navn"}})
        change(register, {"op": "replace", "unit": [units[n - 1]["code"]], "by": [code], "from": SOON})
        if unit["level"] == "OU":
            change(register, {
                "op": "create", "level": "OU", "parent": code, "from": LATER,
                "set": {"name": "Kommende", "type": "550851000005109", "location": "inherit", "reporting_level": False,
                        "patients_admitted": False, "ambulant_activity": False},
            })  # fmt: skip


def change(register: Register, *changes: dict[str, Any], actor: str = "sds", **how: Any) -> Outcome:
    """Send a set."""
    return register.change({"changes": list(changes)}, actor, "rest", **how)


SAID = "kind, key, valid_from, valid_to, first_from, parent, level, type, body"
CARRIED = "system, value, kind, key, valid_from, valid_to"


def standing(register: Register) -> Counter[tuple[Any, ...]]:
    """All that is known now of every subject, and who carries which identifier: every answer comes from it."""
    return _rows(register, "known_to = :never")


def differs(register: Register, serial: int) -> Counter[tuple[Any, ...]]:
    """The rows of ``standing`` that are not as they were at a serial: counted up when they are new, down when gone.
    Rows are only added, and ended by entries, so whatever else there is stands as it stood.
    """
    found = _rows(register, "known_to = :never AND known_from > :serial", serial=serial)
    found.subtract(_rows(register, "known_to < :never AND known_from <= :serial AND known_to > :serial", serial=serial))
    return Counter({row: count for row, count in found.items() if count})


def _rows(register: Register, where: str, **values: Any) -> Counter[tuple[Any, ...]]:
    reader = register.database.reader()
    rows = [
        row
        for columns, table in ((SAID, "version"), (CARRIED, "identifier"))
        for row in reader.run(f"SELECT {columns} FROM {table} WHERE {where}", never=NEVER, **values).fetchall()
    ]
    return Counter(map(tuple, rows))


BESIDE = ("serial", "updated", "valid_from", "valid_to")


def answers(register: Register, known: int, since: int | None = None) -> dict[tuple[str, str], list[Any]]:
    """What every subject that the last entry touches, or each after a serial, answers on all days, as known at a
    serial; days with the same answer joined. Not when it was registered: a correction has a day of its own.
    """
    snapshot, found = register.at(AsOf(DAY, known)), {}
    for kind, key in register.list_touched(register.serial() - 1 if since is None else since, register.serial()):
        if kind == "unit":
            found[kind, key] = list(_joined(snapshot.history(key, resolved=True)))
        else:
            rows = reads.history_of(register.database.reader(), kind, key, known)
            plain = [{"valid_from": r.valid_from, "valid_to": r.valid_to, "body": r.body} for r in rows]
            found[kind, key] = list(_joined(plain))
    return found


def _joined(history: list[dict[str, Any]]) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    found: list[tuple[Any, Any, dict[str, Any]]] = []
    for row in history:
        said = {field: value for field, value in row.items() if field not in BESIDE}
        if found and found[-1][1] == row["valid_from"] and found[-1][2] == said:
            found[-1] = (found[-1][0], row["valid_to"], said)
        else:
            found.append((row["valid_from"], row["valid_to"], said))
    yield from found
