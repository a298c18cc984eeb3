"""Erasing one value of a large register, with the editions that are kept, beside publishing alone."""

import sys
import time
from collections.abc import Iterator
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
TODAY = 20261102
MOST = 60.0


def rows(units: int) -> Iterator[Row]:
    """Seconds until a value is nowhere any more, the new edition published."""
    with TemporaryDirectory(prefix="sor-bench-") as folder:
        register = _register(units, Path(folder))
        out = Path(folder) / "out"
        key, entry = _replace_a_name(register)
        began = time.monotonic()
        publish(register, out, PublishOptions())
        published = time.monotonic() - began
        made, _ = ask(register, standing.WantedErasure(entry, "unit", key, "name"), "a bench", "anna", "bench")
        began = time.monotonic()
        done = confirm(register, made.number, "bodil", "bench", FilesToErase(out, PublishOptions()))
        erased = time.monotonic() - began
        register.database.close()
        assert done.left is None, done.left
    yield Row("erasing", f"{units:,} units: one value, with its editions", f"{erased:.1f} s",
              f"{published:.1f} s a publication alone", f"{erased - published:.1f} s more", f"< {MOST:.0f} s",
              erased < MOST)  # fmt: skip


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


def _replace_a_name(register: Register) -> tuple[str, int]:
    """A unit whose name is another since today, and the entry that stated the old one."""
    row = (
        register.database.reader()
        .run(
            "SELECT key, known_from FROM version WHERE kind = 'unit' AND valid_to >= :open ORDER BY key LIMIT 1",
            open=OPEN,
        )
        .fetchone()
    )
    entries = []
    for name in ("Hans Hansens private navn", "Klinikken"):
        said = [LineDraft("unit", row[0], [Draft("name", TODAY, OPEN, 0, encode(name))])]
        entries.append(register.submit(Submission(said, "bench", "import")).serial)
    return row[0], entries[0]


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else generated.UNITS))
