"""Whoever shows a changed value is touched: in small trees in words, and on random trees by comparing all answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.statement import Draft
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.database import Database
from sor.store.erasures import Erasure, ErasureOrigin
from sor.store.touched import find_affected_by_day
from tests.store.units import INHERITED, NONE, begin, change, create, own, says, submit

NUMBER = "5790000000005"


@pytest.fixture
def tree(register: Register) -> Register:
    """An owner, two clinics, a unit below the first, and one that has everything of its own."""
    begin(
        register,
        create("owner", level="IO", name="Owner", cvr="1", location=own(NUMBER), postal_address={"street": "Old"}),
        create("clinic", level="HI", name="Clinic", parent="owner", location=NONE),
        create("unit", level="OU", name="Unit", parent="clinic", location=INHERITED),
        create(
            "proud", level="OU", name="Proud", parent="clinic", location=own("5790000000012"), cvr="2",
            postal_address={"street": "Mine"}, virtual_address={"phone": "1"},
        ),
        create("other", level="HI", name="Other", parent="owner"),
        create(NUMBER, kind="location_number", system_type="225"),
    )  # fmt: skip
    return register


def touched(register: Register, *lines: LineDraft) -> set[str]:
    serial = submit(register, *lines)
    return {key for _, key in register.list_touched(serial - 1, serial)}


def test_a_name_touches_only_its_unit(tree: Register) -> None:
    assert touched(tree, change("owner", says("name", 20260201, "New"))) == {"owner"}


def test_an_address_touches_those_who_inherit_it_and_not_the_one_with_its_own(tree: Register) -> None:
    moved = change("owner", says("postal_address", 20260201, {"street": "New"}))
    assert touched(tree, moved) == {"owner", "clinic", "unit", "other"}


def test_a_visiting_address_is_not_inherited(tree: Register) -> None:
    assert touched(tree, change("owner", says("visiting_address", 20260201, {"street": "New"}))) == {"owner"}


def test_a_number_is_inherited_past_a_unit_that_has_none(tree: Register) -> None:
    assert touched(tree, change("owner", says("location", 20260201, own("5790000000029")))) == {"owner", "unit"}


def test_the_facts_of_a_number_touch_its_holder_and_those_who_inherit_it(tree: Register) -> None:
    facts = change(NUMBER, says("system_type", 20260201, "7"), kind="location_number")
    assert touched(tree, facts) == {NUMBER, "owner", "unit"}


def test_a_closing_touches_everybody_below_because_their_owner_is_another(tree: Register) -> None:
    closed = change("owner", says("open", 20260201, False))
    assert touched(tree, closed) == {"owner", "clinic", "unit", "proud", "other"}


def test_an_owner_that_is_none_any_more_touches_everybody_below(tree: Register) -> None:
    assert touched(tree, change("owner", says("level", 20260201, "HI"))) == {
        "owner", "clinic", "unit", "proud", "other",
    }  # fmt: skip


def test_a_move_touches_the_branch(tree: Register) -> None:
    submit(tree, create("new owner", level="IO", name="New"))
    assert touched(tree, change("clinic", says("parent", 20260201, "new owner"))) == {"clinic", "unit", "proud"}


def test_taking_back_a_change_touches_the_same(tree: Register) -> None:
    serial = submit(tree, change("owner", says("postal_address", 20260201, {"street": "New"})))
    back = LineDraft("unit", "owner", [], {"op": "withdraw"}, [(serial, 1, 0)])
    assert {"owner", "clinic", "unit", "other"} <= touched(tree, back)


def test_a_succession_touches_both_its_units(tree: Register) -> None:
    assert touched(tree, create("clinic>other", 20260201, kind="succession", replaces=True)) == {
        "clinic>other", "clinic", "other",
    }  # fmt: skip


def test_a_renamed_type_touches_the_units_of_that_type(tree: Register) -> None:
    submit(
        tree,
        create("entity_type/T", 20200101, kind="code", name_da="klinik"),
        change("unit", says("type", 20260101, "T")),
    )
    renamed = change("entity_type/T", says("name_da", 20260201, "praksis"), kind="code")
    assert touched(tree, renamed) == {"entity_type/T", "unit"}


def test_a_municipality_in_another_region_touches_those_who_show_its_addresses(tree: Register) -> None:
    submit(
        tree,
        create("municipality/0101", 20200101, kind="code", region="1084"),
        change("owner", says("postal_address", 20260101, {"street": "x", "municipality": "0101"})),
        change("proud", says("visiting_address", 20260101, {"street": "y", "municipality": "0101", "region": "1"})),
        create("elsewhere", level="IO", name="E", postal_address={"street": "z", "municipality": "0265"}),
    )
    moved = change("municipality/0101", says("region", 20270101, "oestdanmark"), kind="code")
    assert touched(tree, moved) == {"municipality/0101", "owner", "clinic", "unit", "other"}


def test_each_succession_of_an_entry_touches_both_its_units(tree: Register) -> None:
    assert touched(
        tree,
        create("clinic>other", 20260201, kind="succession", replaces=True),
        create("owner>proud", 20260201, kind="succession", replaces=True),
    ) == {"clinic>other", "owner>proud", "clinic", "other", "owner", "proud"}


def turned(register: Register, after: int, upto: int, *subjects: tuple[str, str]) -> set[str]:
    """Who is touched by the days (after, upto], on which some subjects begin or end to be something."""
    found = find_affected_by_day(register.database.reader(), subjects, after, upto, register.serial())
    return {key for _, key in found}


OWNER, OTHER = ("unit", "owner"), ("unit", "other")
BELOW_OWNER = {"owner", "clinic", "unit", "other", "under other"}


class TestADayThatComes:
    """It touches whoever shows what changes on it, and nobody for what changes on other days."""

    @pytest.fixture
    def scheduled(self, tree: Register) -> Register:
        """The owner changes address in February and name in March, is closed in April and opens again in May; the other
        clinic gets an address of its own in February, for a month.
        """
        submit(
            tree,
            change(
                "owner", says("postal_address", 20260201, {"street": "New"}), says("name", 20260301, "New"),
                says("open", 20260401, False, until=20260501),
            ),
            change("other", says("postal_address", 20260201, {"street": "Own"}, until=20260301)),
            create("under other", level="OU", name="Under", parent="other", location=INHERITED),
        )  # fmt: skip
        return tree

    def test_an_address_that_changes_touches_those_who_inherit_it(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260131, 20260201, OWNER) == BELOW_OWNER

    def test_a_name_that_changes_touches_its_unit(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260201, 20260301, OWNER) == {"owner"}

    def test_a_day_on_which_nothing_of_a_unit_turns_touches_the_unit_that_is_named(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260301, 20260331, OWNER) == {"owner"}

    def test_a_life_that_ends_or_begins_again_touches_the_branch(self, scheduled: Register) -> None:
        branch = {"owner", "clinic", "unit", "proud", "other", "under other"}
        assert turned(scheduled, 20260331, 20260401, OWNER) == branch
        assert turned(scheduled, 20260430, 20260501, OWNER) == branch
        assert turned(scheduled, 20251231, 20260101, OWNER) == branch

    def test_an_address_of_its_own_that_comes_or_ends_touches_those_below(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260131, 20260201, OTHER) == {"other", "under other"}
        assert turned(scheduled, 20260228, 20260301, OTHER) == {"other", "under other"}

    def test_two_that_change_on_one_day_each_touch_their_own(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260228, 20260301, OWNER, OTHER) == {"owner", "other", "under other"}

    def test_a_day_that_is_set_back_touches_what_it_goes_back_over(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260201, 20260131, OWNER) == BELOW_OWNER

    def test_a_number_whose_facts_change_touches_those_who_show_it(self, scheduled: Register) -> None:
        assert turned(scheduled, 20260131, 20260201, ("location_number", NUMBER)) == {
            NUMBER, "owner", "unit", "under other",
        }  # fmt: skip

    def test_of_two_erased_addresses_in_a_row_each_is_another(self, scheduled: Register) -> None:
        serial = scheduled.serial()
        stated = submit(scheduled, change("owner", says("postal_address", 20260115, {"street": "Before"})))
        for place in ([stated, 1, 0], [serial, 1, 0]):
            asked = {"op": "erase", "field": "postal_address", "values": [place]}
            erasure = Erasure(ErasureOrigin("bo"), [LineDraft("unit", "owner", [], asked)])
            scheduled.erase(lambda _, __, erasure=erasure: erasure, "anna", "rest", "a private address")
        assert turned(scheduled, 20260131, 20260201, OWNER) == BELOW_OWNER
        assert turned(scheduled, 20260201, 20260301, OWNER) == {"owner"}


def test_the_first_load_touches_what_it_names(tree: Register) -> None:
    assert len(tree.list_touched(0, 1)) == tree.count_lines(1)


# On random trees: every unit whose answer on some day is another than before is touched.

KEYS = ["a", "b", "c", "d"]
DAYS = [20260101, 20260110, 20260120]
GRID = [20260105, 20260112, 20260125]
RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    field, value = draw(
        st.one_of(
            st.tuples(st.just("parent"), st.sampled_from([*KEYS, None])),
            st.tuples(st.just("level"), st.sampled_from(["IO", "HI"])),
            st.tuples(st.just("open"), st.booleans()),
            st.tuples(st.just("postal_address"), st.sampled_from([{"street": "x"}, {"municipality": "0101"}, None])),
            st.tuples(st.just("virtual_address"), st.sampled_from([{"phone": "1"}, None])),
            st.tuples(st.just("location"), st.sampled_from([own(NUMBER), own("2"), INHERITED, NONE, None])),
            st.tuples(st.sampled_from(["cvr", "name", "type"]), st.sampled_from(["1", "2", None])),
        )
    )
    return says(field, draw(st.sampled_from(DAYS)), value, over=draw(st.sampled_from([0, 0, 20260115])))


lines = st.dictionaries(
    st.sampled_from(KEYS),
    st.lists(drafts(), min_size=1, max_size=3, unique_by=lambda d: (d.field, d.from_day)),
    min_size=1, max_size=3,
)  # fmt: skip
others = st.sampled_from([
    None, change(NUMBER, says("system_type", 20260110, "7"), kind="location_number"),
    change("a>b", says("replaces", 20260110, True), says("open", 20260110, True), kind="succession"),
    change("municipality/0101", says("region", 20260112, "R2"), kind="code"),
    change("entity_type/1", says("name_da", 20260112, "new"), kind="code"),
])  # fmt: skip


def answers(register: Register, known: int) -> dict[tuple[str, int], Any]:
    """Every unit on every day, as a reader would get it."""
    found = {}
    for day in GRID:
        snapshot = register.at(AsOf(day, known))
        for key in KEYS:
            found[key, day] = snapshot.unit(key)
    return found


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(tree=lines, changes=lines, other=others)
def test_no_unit_whose_answer_changes_is_left_out(new_sqlite: Callable[[], Database], tree, changes, other) -> None:
    ticks = iter(range(10_000))
    start = datetime(2026, 1, 7, tzinfo=UTC)
    register = Register(new_sqlite(), lambda: start + timedelta(seconds=next(ticks)))
    register.init("master")
    begin(
        register,
        create("a", level="IO", name="a", postal_address={"municipality": "0101"}, location=own(NUMBER), cvr="1"),
        create("b", level="HI", name="b", parent="a", location=NONE),
        create("c", level="OU", name="c", parent="b", location=INHERITED, type="1"),
        create("d", level="IO", name="d"),
        create(NUMBER, kind="location_number", system_type="1"),
        create("municipality/0101", 20200101, kind="code", region="R1"),
        create("entity_type/1", 20200101, kind="code", name_da="old"),
    )
    submit(register, *(change(key, *said) for key, said in tree.items()))
    more = [other] if other is not None else []
    submit(register, *(change(key, *said) for key, said in changes.items()), *more)
    before, after = answers(register, 2), answers(register, 3)
    differing = {key for key, day in before if before[key, day] != after[key, day]}
    told = {key for kind, key in register.list_touched(2, 3) if kind == "unit"}
    assert differing <= told
