"""Ranks of strings while more of them come."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sor.search.order import Order


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), max_size=80), max_size=4))
def test_ranks_are_those_of_sorting_everything(batches: list[list[str]]) -> None:
    order, everything = Order(), []
    for batch in batches:
        numbers = [order.add(text) for text in batch]
        everything += list(zip(batch, numbers, strict=True))
        assert order.ranks().tolist() == [sorted(everything).index(entry) for entry in everything]


def test_strings_that_begin_alike_are_found() -> None:
    order = Order()
    for code in ("12", "113", "11", "2", "110"):
        order.add(code)
    assert order.beginning("11") == [2, 4, 1]
    assert order.beginning("3") == []
