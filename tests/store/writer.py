"""A process that writes until it is killed: files and single changes in turn; says what is committed, line by line."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sor.core.day import next_day
from sor.register import Register, Submission
from sor.store.database import Database
from tests.jobs.files import File, clinic, owner, units
from tests.store.units import NO_CODES, change, says

UNITS = 400


def say(what: object) -> None:
    """Tell the process that watches."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def write_for_ever(url: str) -> None:
    """Begin where the last one was killed; every committed serial is printed after its commit."""
    register = Register(Database(url), lambda: datetime.now(UTC))
    if register.serial() == 0:
        register.submit(Submission([NO_CODES], "test", "import"))
    day = next((next_day(day) for family, day, _ in register.deliveries() if family == "sor-xml"), 20260101)
    with tempfile.TemporaryDirectory() as folder:
        say("ready")
        while True:
            rows = [owner(name=f"Owner {day}"), clinic(), *units(UNITS)]
            for row in rows[2:]:
                row.values["note"] = str(day)
            say(File(Path(folder), day, rows).load(register, force=True).serial)  # every row changes: that is meant
            for n in range(5):
                said = change(rows[0].key, says("note", 20260101, f"{day} {n}"))
                say(register.submit(Submission([said], "test", "follow")).serial)
            day = next_day(day)


if __name__ == "__main__":
    write_for_ever(sys.argv[1])
