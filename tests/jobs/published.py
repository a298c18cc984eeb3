"""A small register to be published: the clinic as a daily file lists it, and what happens to it."""

from pathlib import Path

from sor.formats.delivery import Delivery
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, import_file
from sor.register import Register
from sor.store.database import Database
from tests.clinic import Clinic
from tests.conftest import StandingClock
from tests.formats.no_lookups import NoLookups


def loaded_mirror(database: Database, clock: StandingClock, folder: Path) -> Register:
    """A mirror that holds the clinic's first file."""
    made = Register(database, clock)
    made.init("mirror")
    load(made, folder, 20261101)
    return made


def load(register: Register, folder: Path, day: int, clinic: Clinic | None = None) -> None:
    """Load the clinic's file of a day."""

    def read(path: Path) -> Delivery:
        return read_file(path, lookups=NoLookups(), snapshot=None, columns=None, part=False)

    import_file(register, (clinic or Clinic()).save(folder, day), read, ImportOptions())
