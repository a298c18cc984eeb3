"""Selections: full shows what a look-up shows, history is true on every day, a delta leads from one to the next."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sor.core.as_of import AsOf
from sor.core.day import OPEN, write_day
from sor.formats.published.selected import answer_of
from sor.formats.tables.ndjson import write
from sor.jobs import selection
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.random_registers import DAYS, entries, live
from tests.store.units import INHERITED, begin, change, create, own, says, submit

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def lines(selected: selection.Selected) -> list[bytes]:
    out = BytesIO()
    write(selected, out)
    return out.getvalue().splitlines()


def by_code(found: list[bytes]) -> dict[str, bytes]:
    return {json.loads(line)["code"]: line for line in found}


def full_at(register: Register, serial: int) -> dict[str, bytes]:
    entry = register.entry(serial)
    assert entry is not None
    return by_code(lines(selection.full(register, AsOf(entry.day, serial), NOW)))


def brought_up(had: dict[str, bytes], delta: list[bytes]) -> dict[str, bytes]:
    """What a reader has after a delta."""
    now = dict(had)
    for line in delta:
        found = json.loads(line)
        if found.get("removed"):
            del now[found["key"]]
        else:
            now[found["code"]] = line
    return now


def check(new_database: Callable[[], Database], history: Any) -> None:
    clock = StandingClock()
    register = Register(new_database(), clock)
    register.init("master", demo=True)
    live(register, clock, history)
    head = register.serial()
    for day in DAYS:
        at = AsOf(day, head)
        snapshot = register.at(at)
        rows = {row.code: answer_of(row, snapshot.codes) for row in selection.full(register, at, NOW).units()}
        assert rows == {code: snapshot.unit(code) for code in rows}
        assert len(rows) == snapshot.count("unit")
        past = [json.loads(line) for line in lines(selection.history(register, head, NOW))]
        iso = write_day(day)
        then = [row for row in past if row["valid_from"] <= iso and (row["valid_to"] or "9999") > iso]
        assert {row["code"]: period_aside(row) for row in then} == {c: period_aside(row) for c, row in rows.items()}
    for since in range(1, head + 1):
        delta = lines(selection.delta(register, since, head, NOW))
        assert brought_up(full_at(register, since), delta) == full_at(register, head)
        assert not set(delta) & set(full_at(register, since).values()), "a delta says only what the reader lacks"


def period_aside(row: Any) -> Any:
    return {name: value for name, value in row.items() if name not in ("valid_from", "valid_to")}


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_full_history_and_delta_agree_whatever_happened(new_sqlite: Callable[[], Database], history: Any) -> None:
    check(new_sqlite, history)


@pytest.mark.postgres
@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_they_agree_on_postgresql_too(new_postgresql: Callable[[], Database], history: Any) -> None:
    check(new_postgresql, history)


@pytest.mark.postgres
@settings(max_examples=5, deadline=None, suppress_health_check=RELAXED)
@given(history=entries)
def test_the_same_register_gives_the_same_bytes_on_either_database(
    new_sqlite: Callable[[], Database], new_postgresql: Callable[[], Database], history: Any
) -> None:
    written = []
    for new in (new_sqlite, new_postgresql):
        clock = StandingClock()
        register = Register(new(), clock)
        register.init("master", demo=True)
        live(register, clock, history)
        head = register.serial()
        written.append([
            lines(selection.full(register, AsOf(DAYS[2], head), NOW)),
            lines(selection.history(register, head, NOW)),
            lines(selection.delta(register, 1, head, NOW)),
        ])  # fmt: skip
    assert written[0] == written[1]


def test_a_unit_stands_after_the_one_above_it_and_strays_come_last(register: Register) -> None:
    begin(
        register, create("2", level="HI", parent="9"), create("9", level="IO"), create("1", level="OU", parent="2"),
        create("5", level="OU", parent="6"), create("6", level="OU", parent="5"), create("3", level="OU", parent="77"),
    )  # fmt: skip
    found = selection.full(register, AsOf(20261101, 1), NOW).units()
    assert [(row.code, [code for code, _ in row.chain]) for row in found] == [
        ("9", ["9"]), ("2", ["2", "9"]), ("1", ["1", "2", "9"]), ("3", ["3"]), ("5", ["5", "6"]), ("6", ["6", "5"]),
    ]  # fmt: skip


def test_a_scheduled_change_is_in_the_delta_of_the_day_on_which_it_takes_effect(
    register: Register, clock: StandingClock
) -> None:
    begin(register, create("1", level="IO", name="Før"))
    submit(register, change("1", says("name", 20261103, "Efter")))
    before = register.serial()
    clock.pass_days(2)
    register.turn_day()
    (line,) = lines(selection.delta(register, before, register.serial(), NOW))
    assert json.loads(line)["name"] == "Efter"


def test_a_parents_new_address_is_in_the_delta_for_every_unit_that_inherits_it(register: Register) -> None:
    begin(
        register, create("1", level="IO", postal_address={"street": "Nygade"}), create("2", level="HI", parent="1"),
        create("3", level="OU", parent="2"), create("4", level="OU", parent="2", postal_address={"street": "Havnen"}),
    )  # fmt: skip
    submit(register, change("1", says("postal_address", 20260601, {"street": "Vestergade"})))
    found = [json.loads(line) for line in lines(selection.delta(register, 1, 2, NOW))]
    assert [(unit["code"], unit["postal_address"]["street"]) for unit in found] == [
        ("1", "Vestergade"), ("2", "Vestergade"), ("3", "Vestergade"),
    ]  # fmt: skip
    assert found[2]["postal_address"]["source"] == "1"


def test_units_that_open_later_come_with_what_they_will_be(register: Register) -> None:
    begin(
        register, create("1", level="IO", location=own("5790000121526")),
        create("2", day=20270101, level="HI", parent="1", location=INHERITED),
        create("5790000121526", kind="location_number", system_type="225"),
    )  # fmt: skip
    (row,) = selection.full(register, AsOf(20261101, 1), NOW).coming_units()
    assert (row.code, row.from_day, row.number) == ("2", 20270101, {"system_type": "225"})


def test_a_life_that_goes_on_after_a_version_closes_at_its_own_end(register: Register) -> None:
    begin(register, create("1", level="IO", name="A"))
    submit(register, change("1", says("name", 20261201, "B"), says("open", 20270201, False)))
    (row,) = selection.full(register, AsOf(20261101, 2), NOW).units()
    assert (row.to_day, row.closes) == (20261201, 20270201)
    assert [r.closes for r in selection.history(register, 2, NOW).units()] == [20270201, 20270201]
    submit(register, change("1", says("open", 20270401, True)))
    assert [r.closes for r in selection.history(register, 3, NOW).units()] == [20270201, 20270201, OPEN]


def test_subjects_of_other_kinds_are_selected_the_same_way(register: Register) -> None:
    begin(register, create("1301", kind="shak", name="Før"), create("1401", kind="shak", day=20270101, name="Ny"))
    submit(register, change("1301", says("name", 20261001, "Efter"), kind="shak"))
    now = selection.full(register, AsOf(20261101, 2), NOW)
    assert [(s.key, s.values["name"], s.from_day) for s in now.subjects("shak")] == [("1301", "Efter", 20261001)]
    past = selection.history(register, 2, NOW).subjects("shak")
    assert [(s.key, s.values["name"]) for s in past] == [("1301", "Før"), ("1301", "Efter"), ("1401", "Ny")]
    ((key, before, after),) = selection.delta(register, 1, 2, NOW).changes("shak")
    assert before is not None
    assert after is not None
    assert (key, before.values["name"], after.values["name"]) == ("1301", "Før", "Efter")


def test_a_format_that_shows_names_from_above_is_told_of_all_below_a_change(register: Register) -> None:
    begin(register, create("1", level="IO", name="A"), create("2", level="HI", parent="1"))
    submit(register, change("1", says("name", 20261001, "B")))
    delta = selection.delta(register, 1, 2, NOW)
    assert [code for code, _, _ in delta.unit_changes()] == ["1"]
    assert [code for code, _, _ in delta.unit_changes(shows_above=True)] == ["1", "2"]


def test_only_a_delta_can_say_what_changed(register: Register) -> None:
    begin(register, create("1", level="IO"))
    with pytest.raises(ValueError, match="This selection is no delta: it was made without a serial to start from"):
        list(selection.full(register, AsOf(20261101, 1), NOW).unit_changes())
