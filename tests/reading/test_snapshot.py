"""Answers as of a point: a row of the history is true on every day it covers, and shows whose each value is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.statement import Draft
from sor.register import Register
from sor.store.database import Database
from tests.store.units import INHERITED, NONE, begin, change, create, own, says, submit

NUMBER = "5790000000005"


@pytest.fixture
def tree(register: Register) -> Register:
    begin(
        register,
        create("owner", level="IO", name="Owner", cvr="1", location=own(NUMBER), postal_address={"street": "Old"}),
        create("clinic", level="HI", name="Clinic", parent="owner", location=INHERITED),
        create("unit", 20260301, level="OU", name="Unit", parent="clinic", location=INHERITED, shak="1301011"),
        create(NUMBER, kind="location_number", system_type="225"),
        create(f"{NUMBER}/BIN01/B0131X/receive", kind="edi", format="XML"),
        create("clinic>unit", 20260601, kind="succession", replaces=True, replaced_by=True),
    )
    submit(register, change("owner", says("postal_address", 20260501, {"street": "New"})))
    return register


def on(register: Register, day: int) -> Any:
    return register.at(AsOf(day, register.serial()))


def test_an_unknown_unit_is_none(tree: Register) -> None:
    assert on(tree, 20260601).unit("nobody") is None
    assert tree.at(AsOf(20260601, 0)).unit("owner") is None


def test_a_unit_before_it_opens_and_after_it_closes_is_shown_as_it_was_next_and_last(tree: Register) -> None:
    submit(tree, change("unit", says("open", 20260901, False), says("name", 20260801, "Last")))
    before, after = on(tree, 20260101).unit("unit"), on(tree, 20261001).unit("unit")
    assert (before["open"], before["valid_from"], before["name"]) == (False, "2026-03-01", "Unit")
    assert (after["open"], after["valid_to"], after["name"]) == (False, "2026-09-01", "Last")
    assert after["postal_address"]["street"] == "New"


def test_inherited_values_name_their_source(tree: Register) -> None:
    found = on(tree, 20260601).unit("unit")
    assert (found["owner"], found["cvr"]) == ("owner", "1")
    assert (found["postal_address"]["street"], found["postal_address"]["source"]) == ("New", "owner")
    assert (found["location"]["number"], found["location"]["source"], found["location"]["system_type"]) == (
        NUMBER, "owner", "225",
    )  # fmt: skip


def test_the_raw_history_shows_own_versions_the_resolved_one_splits_where_something_above_changes(
    tree: Register,
) -> None:
    raw = on(tree, 20260601).history("clinic")
    assert [(row["valid_from"], row["valid_to"]) for row in raw] == [("2026-01-01", None)]
    for day, street in ((20260601, "New"), (20260201, "Old"), (20250101, "Old")):
        [row] = on(tree, day).history("clinic")
        shown_on = write_day(max(day, 20260101))
        assert (row["shown_on"], row["postal_address"]["street"]) == (shown_on, street), (
            "never another day's as this one's"
        )
    assert "shown_on" not in on(tree, 20260601).history("owner")[-1]
    resolved = on(tree, 20260601).history("clinic", resolved=True)
    assert [(row["valid_from"], row["valid_to"], row["postal_address"]["street"]) for row in resolved] == [
        ("2026-01-01", "2026-05-01", "Old"), ("2026-05-01", "2026-06-01", "New"), ("2026-06-01", None, "New"),
    ]  # fmt: skip
    assert [row["replaced_by"] for row in resolved] == [[], [], ["unit"]]
    assert {row["first_from"] for row in resolved} == {"2026-01-01"}


def test_places_in_the_tree(tree: Register) -> None:
    today = on(tree, 20260601)
    assert [unit["code"] for unit in today.ancestors("unit")] == ["owner", "clinic"]
    assert [(unit["code"], unit["children"]) for unit in today.children("owner")] == [("clinic", 1)]
    found = today.tree("owner", 2)
    assert found["units"][0]["units"][0]["code"] == "unit"
    assert "units" not in today.tree("owner", 1)["units"][0]
    assert today.tree("nobody", 2) is None


def test_a_cycle_of_parents_is_answered_and_not_followed_for_ever(tree: Register) -> None:
    submit(tree, change("owner", says("parent", 20260601, "unit")))
    found = on(tree, 20260601)
    assert found.unit("unit")["postal_address"]["street"] == "New"
    assert [unit["code"] for unit in found.ancestors("unit")] == ["owner", "clinic"]
    assert found.tree("owner", 10)["units"][0]["units"][0]["units"] == []


def test_a_location_number_with_its_message_types(tree: Register) -> None:
    found = on(tree, 20260601).location_number(NUMBER)
    assert (found["number"], found["system_type"], len(found["edi"])) == (NUMBER, "225", 1)
    assert (found["edi"][0]["standard"], found["edi"][0]["version"], found["edi"][0]["direction"]) == (
        "BIN01", "B0131X", "receive",
    )  # fmt: skip
    assert on(tree, 20251231).location_number(NUMBER) is None


def test_who_carries_an_identifier_on_the_day(tree: Register) -> None:
    assert on(tree, 20260301).holders("shak", "1301011") == ["unit"]
    assert on(tree, 20260228).holders("shak", "1301011") == []
    assert [unit["code"] for unit in on(tree, 20260601).shak("1301011")["units"]] == ["unit"]
    assert on(tree, 20260228).shak("1301011") is None


def test_several_units_in_the_order_asked_and_each_once(tree: Register) -> None:
    units, unknown = on(tree, 20260601).units(["unit", "x", "owner", "unit"])
    assert ([unit["code"] for unit in units], unknown) == (["unit", "owner"], ["x"])


# A row is true on every day it covers (``CORE`` §11): history filtered on day d = snapshot of day d.

KEYS = ["a", "b", "c"]
DAYS = [20260101, 20260110, 20260120, 20260131]
GRID = [20260101, 20260105, 20260110, 20260115, 20260120, 20260125, 20260131, 20260201]
RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    field, value = draw(
        st.one_of(
            st.tuples(st.just("parent"), st.sampled_from([*KEYS, None])),
            st.tuples(st.just("open"), st.booleans()),
            st.tuples(st.just("postal_address"), st.sampled_from([{"street": "x", "municipality": "0101"}, None])),
            st.tuples(st.just("virtual_address"), st.sampled_from([{"phone": "1"}, None])),
            st.tuples(st.just("location"), st.sampled_from([own(NUMBER), own("2"), INHERITED, NONE])),
            st.tuples(st.sampled_from(["cvr", "name", "type"]), st.sampled_from(["1", "2", None])),
        )
    )
    return says(field, draw(st.sampled_from(DAYS)), value, over=draw(st.sampled_from([0, 20260115])))


lines = st.dictionaries(
    st.sampled_from(KEYS),
    st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda d: (d.field, d.from_day)),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(first=lines, second=lines)
def test_history_filtered_on_a_day_is_the_snapshot_of_that_day(
    new_sqlite: Callable[[], Database], first: Any, second: Any
) -> None:
    ticks = iter(range(10_000))
    start = datetime(2026, 1, 7, tzinfo=UTC)
    register = Register(new_sqlite(), lambda: start + timedelta(seconds=next(ticks)))
    register.init("master")
    begin(
        register,
        create("a", level="IO", name="a", postal_address={"street": "y"}, location=own(NUMBER)),
        create("b", level="HI", name="b", parent="a", location=INHERITED),
        create("c", level="OU", name="c", parent="b", location=INHERITED, type="1"),
        LINE_OF_NUMBER, create("municipality/0101", 20200101, kind="code", region="R1"),
        change("municipality/0102", kind="code"), create("a>b", 20260112, kind="succession", replaces=True),
        create("entity_type/1", 20260108, kind="code", name_da="one"),
    )  # fmt: skip
    submit(register, *(change(key, *said) for key, said in first.items()))
    submit(register, *(change(key, *said) for key, said in second.items()))
    for known in (1, 2, 3):
        at = register.at(AsOf(20260101, known))
        for key in KEYS:
            history = at.history(key, resolved=True)
            for day in GRID:
                text = write_day(day)
                rows = [row for row in history if row["valid_from"] <= text < (row["valid_to"] or "9999")]
                shown = at.on(day).unit(key)
                alive = shown if shown and shown["open"] else None
                assert [without_period(row) for row in rows] == ([without_period(alive)] if alive else [])


LINE_OF_NUMBER = create(NUMBER, 20260103, kind="location_number", system_type="225")


def without_period(row: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in row.items() if field not in ("valid_from", "valid_to")}
