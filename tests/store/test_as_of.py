"""The conditions on the two times of a row, asked of rows on both sides of every boundary."""

import sqlite3

import pytest

from sor.core.statement import NEVER
from sor.store.as_of import as_of, known_now, say_known

DAYS = {"before": (1, 5), "on its first day": (5, 9), "on its last day": (4, 6), "after": (6, 9)}
SERIALS = {"before": (1, 3), "since then": (3, 4), "always": (1, NEVER), "later": (4, NEVER)}


@pytest.mark.parametrize("name", ["", "up"])
def test_a_row_holds_from_its_first_day_and_serial_to_before_its_last(name: str) -> None:
    rows = sqlite3.connect(":memory:")
    rows.execute("CREATE TABLE version (day, serial, valid_from, valid_to, known_from, known_to)")
    for day, period in DAYS.items():
        for serial, since in SERIALS.items():
            rows.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)", (day, serial, *period, *since))

    def found(condition: str) -> set[tuple[str, str]]:
        asked = f"SELECT day, serial FROM version AS {name or 'version'} WHERE {condition}"
        return set(rows.execute(asked, {"valid": 5, "known": 3}))

    was_known = {"since then", "always"}
    assert found(say_known(name)) == {(day, serial) for day in DAYS for serial in was_known}
    assert found(as_of(name)) == {
        (day, serial) for day in ("on its first day", "on its last day") for serial in was_known
    }
    assert found(known_now(name)) == {(day, serial) for day in DAYS for serial in ("always", "later")}
    rows.close()
