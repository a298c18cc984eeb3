"""On random histories both databases answer as the referee does, at every point of a valid × known grid."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.canonical import decode, encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Register, Submission
from sor.store import reads
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.properties.referee import Referee

DAYS = [20260101, 20260105, 20260110, 20260115, 20260120, 20260201]
GRID = [20251231, 20260101, 20260104, 20260107, 20260110, 20260112, 20260117, 20260125, 20260201, 20270101]
SUBJECTS = ["A", "B"]
FIELDS = ["name", "note"]

day = st.sampled_from(DAYS)
value = st.sampled_from(["x", "y", "z", None])


@st.composite
def statements(draw: st.DrawFn) -> Draft:
    """An edit, a temporary change, a correction, a snapshot's claim, or an annulment of life."""
    field = draw(st.sampled_from([*FIELDS, "open", "open"]))
    from_day = draw(day)
    said = encode(draw(st.booleans()) if field == "open" else draw(value))
    kind = draw(st.sampled_from(["edit", "temporary", "correct", "snapshot"]))
    later = draw(st.sampled_from([d for d in [*DAYS, OPEN] if d > from_day]))
    if kind == "edit":
        return Draft(field, from_day, OPEN, 0, said)
    if kind == "temporary":
        return Draft(field, from_day, later, 0, said)
    if kind == "correct":
        return Draft(field, from_day, later, later, said)
    return Draft(field, from_day, OPEN, min(later, 20260201), said)


entries = st.lists(
    st.dictionaries(
        st.sampled_from(SUBJECTS),
        st.tuples(
            st.lists(statements(), max_size=4, unique_by=lambda d: (d.field, d.from_day)),
            st.lists(st.integers(0, 30), max_size=1),
        ),
        min_size=1,
    ),
    min_size=1,
    max_size=6,
)


def play(register: Register, referee: Referee, history: list[dict[str, tuple[list[Draft], list[int]]]]) -> None:
    """Write a history into a register and tell it to the referee."""
    said: dict[str, list[tuple[int, int, int]]] = {subject: [] for subject in SUBJECTS}
    codes = [LineDraft("code", "list/1", [Draft("open", 10101, OPEN, 0, b"true")])]
    register.submit(Submission(codes, "test", "codes"))
    for serial, entry in enumerate(history, 2):
        lines = []
        for n, (subject, (drafts, back)) in enumerate(entry.items(), 1):
            withdrawn = [said[subject][i] for i in back if i < len(said[subject])]
            lines.append(LineDraft("unit", subject, drafts, {"op": "test"}, withdrawn))
            for place, d in enumerate(drafts):
                referee.say(serial, n, place, subject, d.field, d.from_day, d.to_day, d.over, decode(d.value))
            for statement_id in withdrawn:
                referee.take_back(serial, statement_id)
            said[subject] += [(serial, n, place) for place in range(len(drafts))]
        register.submit(Submission(lines, "test", "test"))


def assert_same(register: Register, referee: Referee, serials: int) -> None:
    connection = register.database.reader()
    for known in range(1, serials + 1):
        for valid in GRID:
            for subject in SUBJECTS:
                row = reads.version_at(connection, "unit", subject, AsOf(valid, known))
                found = None if row is None else decode(row.body)
                assert found == referee.unit(subject, valid, known, FIELDS), (subject, valid, known)


def check(database: Database, history: list[dict[str, tuple[list[Draft], list[int]]]]) -> None:
    ticks = iter(range(10_000))
    start = datetime(2026, 1, 7, tzinfo=UTC)
    register = Register(database, lambda: start + timedelta(seconds=next(ticks)))
    register.init("master")
    referee = Referee()
    play(register, referee, history)
    assert_same(register, referee, len(history) + 1)
    rows = everything(database)
    register.rebuild()
    assert everything(database) == rows
    assert register.verify(deep=True).fault is None


def everything(database: Database) -> list[tuple[object, ...]]:
    found = []
    for table in ("version", "identifier", "touched", "finding", "delivery"):
        found += sorted(map(repr, database.reader().run(f"SELECT * FROM {table}").fetchall()))
    return found


RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_sqlite_answers_as_the_referee_does(new_sqlite: Callable[[], Database], history) -> None:
    check(new_sqlite(), history)


@pytest.mark.postgres
@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_postgresql_answers_as_the_referee_does(new_postgresql: Callable[[], Database], history) -> None:
    check(new_postgresql(), history)
