"""What a case asks about units: what is scheduled ahead for where one stands."""

from pathlib import Path

import pytest

from sor.core.shapes import Value
from sor.desk.case_units import list_ahead
from sor.register import Register
from sor.sample.showcases import HOSPITAL, RENAMED_WARD
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo

pytestmark = pytest.mark.slow


def test_a_day_on_which_a_unit_only_becomes_otherwise_is_not_one_on_which_it_stands_elsewhere(
    demo_to_try: Path, tmp_path: Path
) -> None:
    register = Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock())
    before = list_ahead(register, RENAMED_WARD)  # whose name changes in a month
    assert before == []
    changes: list[Value] = [
        {"op": "edit", "unit": RENAMED_WARD, "from": "2027-06-01", "set": {"name": "Nyt"}},
        {"op": "move", "unit": RENAMED_WARD, "from": "2027-07-01", "parent": HOSPITAL},
        {"op": "close", "unit": RENAMED_WARD, "from": "2027-09-01"},
    ]
    for change in changes:
        assert register.change({"reason": "prøve", "changes": [change]}, "sds", "web").serial
    ahead = [(one.unit, one.day, one.open, one.parent) for one in list_ahead(register, RENAMED_WARD)]
    assert sorted(ahead) == [
        (RENAMED_WARD, "2027-07-01", True, HOSPITAL),
        (RENAMED_WARD, "2027-09-01", False, None),
    ]
