"""What the tests of files share: an empty mirror."""

import pytest

from sor.register import Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.store.units import NO_CODES


@pytest.fixture
def mirror(database: Database, clock: StandingClock) -> Register:
    """An empty mirror whose log begins without the bundled code lists."""
    made = Register(database, clock)
    made.init("mirror")
    made.submit(Submission([NO_CODES], "test", "import"))
    return made
