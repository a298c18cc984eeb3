"""Erasing one value of a large register, with the editions that are kept, beside publishing alone."""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import generated
from bench.table import Row, show
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.desk.actors import Actors, WantedRight
from sor.jobs.backing_up import back_up, restore
from sor.jobs.editions import PublishOptions
from sor.jobs.erasing import FilesToErase, ask, confirm
from sor.jobs.publishing import publish
from sor.register import Register, Submission
from sor.store import standing
from sor.store.append import LineDraft
from sor.store.database import Database

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LONG_AGO, TODAY = 20250101, 20261102
MOST = 60.0


def rows(units: int) -> Iterator[Row]:
    """Seconds until a value is nowhere any more, the new edition published: one that was set aside, which the log alone
    holds, and one that held in the past, which every file of all days shows.
    """
    with TemporaryDirectory(prefix="sor-bench-") as folder:
        register = _register(units, Path(folder))
        out = Path(folder) / "out"
        key, set_aside, past = _replace_a_name(register)
        published = _seconds(lambda: publish(register, out, PublishOptions()))
        for which, entry in (("set aside", set_aside), ("of the past", past)):
            made, _ = ask(register, standing.WantedErasure(entry, "unit", key, "name"), "a bench", "anna", "bench")
            erased = _seconds(lambda number=made.number: _confirm(register, number, out))
            yield Row("erasing", f"{units:,} units: one value {which}, with its editions", f"{erased:.1f} s",
                      f"{published:.1f} s a publication alone", f"{erased / published:.2f}", f"< {MOST:.0f} s",
                      erased < MOST)  # fmt: skip
        register.database.close()


def _confirm(register: Register, number: int, out: Path) -> None:
    done = confirm(register, number, "bodil", "bench", FilesToErase(out, PublishOptions()))
    assert done.left is None, done.left


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _register(units: int, folder: Path) -> Register:
    """A copy of the bench's register, with two of the authority."""
    source = Register(Database(generated.database(units)), lambda: NOW)
    back_up(source, folder / "backup.db")
    register = Register(Database(f"sqlite:///{folder}/sor.db"), lambda: NOW)
    restore(register, folder / "backup.db")
    actors = Actors(register)
    for name, by in (("anna", None), ("bodil", "anna")):
        actors.add(name, name, by)
        actors.grant(name, WantedRight("authority", None, None, 20260101), by)
    return register


def _replace_a_name(register: Register) -> tuple[str, int, int]:
    """A unit with a new name since today, and the entries that stated one that never counted, and one of the past."""
    row = (
        register.database.reader()
        .run(
            "SELECT key FROM version WHERE kind = 'unit' AND valid_to >= :open ORDER BY key LIMIT 1",
            open=OPEN,
        )
        .fetchone()
    )
    entries = []
    for day, name in ((LONG_AGO, "Hans Hansens praksis"), (TODAY, "Hans Hansens private navn"), (TODAY, "Klinikken")):
        said = [LineDraft("unit", row[0], [Draft("name", day, OPEN, 0, encode(name))])]
        entries.append(register.submit(Submission(said, "bench", "import")).serial)
    return row[0], entries[1], entries[0]


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else generated.UNITS))
