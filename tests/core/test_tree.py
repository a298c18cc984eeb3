"""Two walks: up one line of units, and over everything that hangs together."""

from sor.core.tree import DEEPEST, line_above, reach_nodes

PARENTS: dict[str, str | None] = {
    "owner": None, "clinic": "owner", "ward": "clinic", "lost": "nobody", "a": "b", "b": "c", "c": "b",
}  # fmt: skip


def line(key: str | None) -> list[str]:
    above = line_above(key, lambda at: (at, PARENTS[at]) if at in PARENTS else None, lambda held: held[1])
    return [at for at, _ in above]


def test_a_line_goes_up_from_the_unit_itself_to_the_top() -> None:
    assert line("ward") == ["ward", "clinic", "owner"]
    assert line("owner") == ["owner"]


def test_a_line_ends_where_nothing_is_held_of_a_unit() -> None:
    assert line("lost") == ["lost"]
    assert line("nobody") == line(None) == []


def test_a_circle_is_cut_where_it_closes() -> None:
    assert line("a") == ["a", "b", "c"]
    assert line("c") == ["c", "b"]
    assert [at for at, _ in line_above("x", lambda at: at, lambda at: at)] == ["x"]


def test_each_unit_comes_with_what_is_held_of_it() -> None:
    assert list(line_above("ward", {"ward": 1, "clinic": 0}.get, lambda _: "clinic")) == [("ward", 1), ("clinic", 0)]


def test_a_line_is_followed_no_further_than_so_many_steps() -> None:
    numbers = [at for at, _ in line_above("0", int, lambda n: str(n + 1))]
    assert numbers == [str(n) for n in range(DEEPEST + 1)]


BELOW = {"owner": ["clinic", "other"], "clinic": ["ward"], "other": ["ward", "owner", "cellar"], "ward": ["bed"]}


def test_all_that_hangs_together_is_reached_once_and_the_nearest_first() -> None:
    assert list(reach_nodes(["owner"], lambda at: BELOW.get(at, ()))) == ["clinic", "other", "ward", "cellar", "bed"]
    assert list(reach_nodes(["clinic", "owner"], lambda at: BELOW.get(at, ()))) == ["ward", "other", "bed", "cellar"]
    assert list(reach_nodes([], lambda at: BELOW[at])) == []


def test_where_a_node_leads_is_asked_once_and_only_when_its_turn_comes() -> None:
    asked: list[str] = []

    def further(at: str) -> list[str]:
        asked.append(at)
        return BELOW.get(at, [])

    found = reach_nodes(["owner", "owner"], further)
    assert next(found) == "clinic"
    assert asked == ["owner"]
    assert [*found][-1] == "bed"
    assert sorted(asked) == ["bed", "cellar", "clinic", "other", "owner", "ward"]
