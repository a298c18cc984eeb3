"""New codes are the next of the register's own range; none is given twice, and none beyond the range."""

import pytest

from sor.changes.minting import RESERVED_FROM, NoCodesLeft, none_left, upcoming_codes, use_codes
from sor.core.identifiers import sor_code
from sor.store import facts
from sor.store.database import Database


def test_codes_are_counted_on_when_they_are_used(database: Database) -> None:
    with database.writing() as connection:
        facts.put(connection, facts.RANGE, "2000-2003")
        assert upcoming_codes(connection, 2) == upcoming_codes(connection, 2) == [sor_code(2000), sor_code(2001)]
        use_codes(connection, [sor_code(2001), sor_code(2000)])
        assert upcoming_codes(connection, 2) == [sor_code(2002), sor_code(2003)]
        assert upcoming_codes(connection, 0) == []
        with pytest.raises(NoCodesLeft, match=r"^2000-2003$") as used_up:
            upcoming_codes(connection, 3)
    told = none_left(used_up.value)
    assert (told.severity, told.kind, told.key, told.facts) == ("error", "register", "", {"range": "2000-2003"})


def test_a_register_without_a_range_has_none(database: Database) -> None:
    with database.writing() as connection, pytest.raises(NoCodesLeft) as none:
        upcoming_codes(connection, 1)
    told = none_left(none.value)
    assert (told.kind, told.key, told.facts) == ("register", "", {})


def test_a_demo_keeps_its_last_codes_for_parents_that_nobody_knows(database: Database) -> None:
    with database.writing() as connection:
        facts.put(connection, facts.RANGE, f"{RESERVED_FROM - 1}-{RESERVED_FROM + 5}")
        facts.put(connection, facts.DEMO_DAY, "20261101")
        assert upcoming_codes(connection, 1) == [sor_code(RESERVED_FROM - 1)]
        with pytest.raises(NoCodesLeft):
            upcoming_codes(connection, 2)
