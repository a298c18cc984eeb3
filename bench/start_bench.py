"""Benchmark of starting: the processor time of commands as a user gives them, beside that of a bare Python with click.

Ours and the baseline in turns, each a process of its own; told is the median of the rounds and how far they spread.

Run by itself: `python -m bench.start_bench sqlite:///FILE`. The bench runner calls `rows`.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench import generated
from bench.table import Row
from sor.register import Register
from sor.store.database import Database

ROUNDS = 7
BARE = [sys.executable, "-c", "import click"]
SOR = [sys.executable, "-c", "from sor.cli import main; main()"]


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    yield from measured(generated.database(units))


def measured(database: str) -> Iterator[Row]:
    """A row for each command."""
    unit = some_unit(database)
    for aim, words in ((0.25, ["--help"]), (0.35, ["show", unit]), (0.35, ["tree", unit])):
        yield _row(words, aim, [*SOR, "--database", database, *words])


def some_unit(database: str) -> str:
    """A unit that is open today."""
    register = Register(Database(database), generated.now)
    found = register.at().example("shak")
    return register.at().holders("shak", found or "")[0]


def _row(words: list[str], aim: float, command: list[str]) -> Row:
    taken(command), taken(BARE)  # from here on everything is compiled, and in the memory of the system
    pairs = [(taken(command), taken(BARE)) for _ in range(ROUNDS)]
    ours, bare = sorted(one for one, _ in pairs), median(other for _, other in pairs)
    return Row(
        "start", f"sor {words[0]}, processor time ({ours[0]:.2f} to {ours[-1]:.2f} s)", f"{median(ours):.2f} s",
        f"{bare:.2f} s bare Python with click", f"{median(one / other for one, other in pairs):.1f}",
        f"< {aim} s", median(ours) < aim,
    )  # fmt: skip


def taken(command: list[str]) -> float:
    """The processor time of a command and all that it starts, in seconds."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given |= {"SOR_NOW": "", "PYTHONPYCACHEPREFIX": str(generated.CACHE / "pycache")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=given)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    from bench.table import show

    show(measured(sys.argv[1]))
