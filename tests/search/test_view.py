"""Which document stands for a unit on a day, and what it inherits then."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sor.search.table import Document, Table
from sor.search.view import SearchView, Span, nearest, topmost, view
from tests.search.builders import HEAD, TODAY, unit


def at(*documents: Document, valid: int = TODAY, known: int = HEAD) -> tuple[SearchView, Table]:
    table = Table()
    for document in documents:
        table.append(document)
    table.refresh()
    return view(table, valid, known), table


def towns(seen: tuple[SearchView, Table]) -> dict[str, str]:
    made, table = seen
    shown = [*table.texts.folded, "-"]
    return {table.keys[key]: shown[town] for key, town in zip(made.keys, made.town, strict=True)}


def owners(seen: tuple[SearchView, Table]) -> dict[str, str]:
    made, table = seen
    shown = [*table.keys, "-"]
    return {table.keys[key]: shown[owner] for key, owner in zip(made.keys, made.owner, strict=True)}


def test_town_and_owner_come_from_above_at_the_asked_day() -> None:
    moved = (
        unit("1", town="Hobro", level="IO", valid_to=20200101),
        unit("1", town="Skive", level="IO", valid_from=20200101),
        unit("2", parent="1", level="HI"),
        unit("3", parent="2"),
    )
    assert towns(at(*moved)) == {"1": "skive", "2": "skive", "3": "skive"}
    assert towns(at(*moved, valid=20191231)) == {"1": "hobro", "2": "hobro", "3": "hobro"}
    assert owners(at(*moved)) == {"1": "1", "2": "1", "3": "1"}


def test_the_nearest_town_above_counts() -> None:
    assert (
        towns(at(unit("1", town="Hobro"), unit("2", parent="1", town="Skive"), unit("3", parent="2")))["3"] == "skive"
    )


def test_circles_missing_parents_and_a_unit_above_itself_do_no_harm() -> None:
    seen = at(
        unit("a", parent="b"),
        unit("b", parent="c"),
        unit("c", parent="a", town="Ribe"),
        unit("below", parent="a"),
        unit("orphan", parent="nowhere"),
        unit("self", parent="self"),
    )
    assert owners(seen) == {"a": "-", "b": "-", "c": "-", "below": "-", "orphan": "orphan", "self": "self"}
    assert towns(seen)["below"] == "ribe"


def test_an_open_unit_inherits_nothing_from_a_closed_one_but_a_closed_one_does() -> None:
    closed_above = at(unit("1", town="Ribe", valid_to=20100101), unit("2", parent="1"))
    both_closed = at(unit("1", town="Ribe", valid_to=20100101), unit("2", parent="1", valid_to=20100101))
    assert towns(closed_above)["2"] == "-"
    assert towns(both_closed)["2"] == "ribe"


def test_a_unit_not_open_appears_as_it_last_was_or_else_as_it_first_will_be() -> None:
    made, table = at(
        unit("was", "Før", valid_from=20000101, valid_to=20050101),
        unit("was", "Sidst", valid_from=20050101, valid_to=20100101),
        unit("will", "Senere", valid_from=20400101),
        unit("will", "Snart", valid_from=20300101, valid_to=20400101),
        unit("gap", "Sidst", valid_to=20100101),
        unit("gap", "Igen", valid_from=20300101),
        unit("unknown", known_from=HEAD + 1),
        unit("forgotten", known_to=HEAD),
    )
    names = {table.keys[key]: table.texts.folded[name] for key, name in zip(made.keys, made.name, strict=True)}
    assert names == {"was": "sidst", "will": "snart", "gap": "sidst"}
    assert not made.is_open.any()


def test_a_view_holds_until_something_begins_or_ends() -> None:
    made, _ = at(unit("1", valid_to=20300101, known_from=7), unit("2", valid_from=20260101, known_to=60))
    assert made.span == Span(20260101, 20300101, 7, 60)
    assert made.span.covers(20260101, 59)
    assert not made.span.covers(20300101, 59)
    assert not made.span.covers(20260101, 60)


@settings(deadline=None)
@given(st.lists(st.integers(-1, 11), min_size=1, max_size=12), st.data())
def test_climbing_by_doubled_steps_is_climbing_step_by_step(drawn: list[int], data: st.DataObject) -> None:
    parent = [above if above < len(drawn) and above != i else -1 for i, above in enumerate(drawn)]
    values = data.draw(st.lists(st.integers(-1, 3), min_size=len(parent), max_size=len(parent)))

    def path(i: int) -> list[int]:
        steps = [i]
        while parent[steps[-1]] >= 0 and parent[steps[-1]] not in steps:
            steps.append(parent[steps[-1]])
        return steps

    wanted = [next((values[j] for j in path(i) if values[j] >= 0), -1) for i in range(len(parent))]
    tops = [path(i)[-1] if parent[path(i)[-1]] < 0 else -1 for i in range(len(parent))]
    assert nearest(np.array(parent), [np.array(values)])[0].tolist() == wanted
    assert topmost(np.array(parent)).tolist() == tops
