"""A small sample register for the tests of the copy register, made once a session and copied."""

from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock


def sample(database: Database) -> dict[str, str]:
    """Fill a database with it."""
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    fill(register, Size(100, 4, 11, 20261101))
    return {}
