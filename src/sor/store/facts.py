"""Facts about the register itself, on the desk: its role, its range of codes, its epoch, and whether it is a demo.

A register is made as a demo or as a real one and stays what it is: the demo's mark is written when it is made.
"""

from collections.abc import Mapping

from sor.core.identifiers import DEMO_RANGE
from sor.store.database import Connection

DEMO_DAY = "demo_day"
"""The mark of a demo: the day on which it was made, or the day of the sample that it holds (yyyymmdd).

The only mark: what older programs wrote beside it (``demo`` = yes or no) they wrote into real registers, too.
"""

MARK = "desk"
"""What tells which second file belongs to a log in SQLite: nothing about the register."""

ERASING = "erasing"
"""The serial of an erasure whose traces outside the log may still have to be done away with; empty: none."""

TAKEN = "taken"
"""The serial up to which the log was taken whole from another register: a published file's; its entries came to that by
whatever door."""

RANGE = "range"
"""The running numbers from which a master issues SOR codes, as ``A-B``."""


def get(connection: Connection, name: str) -> str | None:
    """A fact by its name."""
    row = connection.run("SELECT value FROM register WHERE name = :name", name=name).fetchone()
    return row[0] if row else None


def put(connection: Connection, name: str, value: str) -> None:
    """Write a fact; the value before is replaced."""
    connection.run(
        "INSERT INTO register (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value",
        name=name, value=value,
    )  # fmt: skip


def remove(connection: Connection, name: str) -> None:
    """Take a fact away."""
    connection.run("DELETE FROM register WHERE name = :name", name=name)


def all_facts(connection: Connection) -> dict[str, str]:
    """Every fact but the mark of the second file."""
    found: dict[str, str] = dict(connection.run("SELECT name, value FROM register ORDER BY name").fetchall())
    found.pop(MARK, None)
    return found


def is_demo(found: Mapping[str, str]) -> bool:
    """Whether the facts are those of a demo."""
    return DEMO_DAY in found


def code_range(found: Mapping[str, str]) -> tuple[int, int] | None:
    """The first and last running number of a register's codes; none for a mirror, and for a master without a range.

    Older programs gave every master the demo's range; a real register issues nothing from it.
    """
    if RANGE not in found:
        return None
    first, last = (int(limit) for limit in found[RANGE].split("-"))
    return None if not is_demo(found) and is_of_demos(first, last) else (first, last)


def is_of_demos(first: int, last: int) -> bool:
    """Whether some of the running numbers are kept for demos."""
    return first <= DEMO_RANGE[1] and last >= DEMO_RANGE[0]
