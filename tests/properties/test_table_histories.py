"""A row is true on every day it covers: the history of SOR2 filtered on a day is the snapshot of that day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.formats.sor2.export import PATHS, history_rows
from sor.formats.tables.unit_cells import UnitCells
from sor.jobs import selection
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database

OWNER, OTHER_OWNER, CLINIC, UNIT, BELOW = (sor_code(number) for number in range(9_000_001, 9_000_006))
GLN = "5790002401473"
DAYS = [20200101, 20200201, 20200301, 20210101, 20220101]
GRID = [20191231, *DAYS, 20200115, 20200229, 20201231, 20211231, 20270101]

ADDRESS = st.sampled_from(["Havnen", "Torvet", None]).map(lambda street: street and {"street": street})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "open": st.booleans(),
    "name": st.sampled_from(["A", "B"]),
    "note": st.sampled_from(["1", "2", None]),
    "type": st.sampled_from(["550891000005100", "22232009"]),
    "postal_address": ADDRESS,
    "visiting_address": ADDRESS,
    "location": st.sampled_from([{"state": "Own", "number": GLN}, {"state": "Inherited"}, {"state": "None"}]),
    "shak": st.sampled_from(["1301", None]),
}
PARENTS = {CLINIC: [OWNER, OTHER_OWNER], UNIT: [CLINIC], BELOW: [UNIT, CLINIC]}
LEVELS = {OWNER: "IO", OTHER_OWNER: "IO", CLINIC: "HI", UNIT: "OU", BELOW: "OU"}


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str, Draft]:
    """An edit, a temporary change or a correction of one field of one subject."""
    if draw(st.integers(0, 5)) == 0:
        kind, key, field, value = "location_number", GLN, "region", draw(st.sampled_from(["1081", "1082"]))
    else:
        kind, key = "unit", draw(st.sampled_from(list(LEVELS)))
        field = draw(st.sampled_from([*VALUES, "parent"] if key in PARENTS else list(VALUES)))
        value = draw(st.sampled_from(PARENTS[key]) if field == "parent" else VALUES[field])
    start = draw(st.sampled_from(DAYS))
    end = draw(st.sampled_from([*(day for day in DAYS if day > start), OPEN]))
    over = draw(st.sampled_from([0, end]))
    return kind, key, Draft(field, start, end, over, encode(value))


entries = st.lists(
    st.lists(edits(), min_size=1, max_size=5, unique_by=lambda edit: (edit[1], edit[2].field, edit[2].from_day)),
    max_size=6,
)


def play(database: Database, history: list[list[tuple[str, str, Draft]]]) -> Register:
    ticks = iter(range(10_000))
    register = Register(database, lambda: datetime(2020, 1, 1, 12, tzinfo=UTC) + timedelta(seconds=next(ticks)))
    register.init("master")
    first = [
        LineDraft("unit", key, [
            Draft("open", 20200101, OPEN, 0, b"true"), Draft("level", 20200101, OPEN, 0, encode(level)),
            Draft("name", 20200101, OPEN, 0, encode(key[:8])),
            Draft("parent", 20200101, OPEN, 0, encode(PARENTS.get(key, [None])[0])),
        ], {"op": "test"})
        for key, level in LEVELS.items()
    ]  # fmt: skip
    number = LineDraft("location_number", GLN, [Draft("open", 20200101, OPEN, 0, b"true")], {"op": "test"})
    register.submit(Submission([*first, number], "test", "test"))
    for entry in history:
        lines: dict[tuple[str, str], list[Draft]] = {}
        for kind, key, draft in entry:
            lines.setdefault((kind, key), []).append(draft)
        register.submit(
            Submission(
                [LineDraft(kind, key, drafts, {"op": "test"}) for (kind, key), drafts in lines.items()], "t", "t"
            )
        )
    return register


def check(database: Database, history: list[list[tuple[str, str, Draft]]]) -> None:
    register = play(database, history)
    serial, now = register.serial(), datetime(2026, 1, 1, tzinfo=UTC)
    whole = list(history_rows(selection.history(register, serial, now), []))
    for day in GRID:
        on_day = selection.full(register, AsOf(day, serial), now)
        cells_of = UnitCells(on_day.codes)
        snapshot = {
            row.code: {path: cell for path, cell in cells_of(row).items() if path in PATHS} for row in on_day.units()
        }
        filtered = [(row.code, cells) for row, cells in whole if row.from_day <= day < row.to_day]
        assert len(filtered) == len(dict(filtered)), "two rows of one unit on one day"
        assert dict(filtered) == snapshot, day


RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_sqlite(new_sqlite: Callable[[], Database], history) -> None:
    check(new_sqlite(), history)


@pytest.mark.postgres
@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_postgresql(new_postgresql: Callable[[], Database], history) -> None:
    check(new_postgresql(), history)
