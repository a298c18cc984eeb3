"""Canonical JSON: equal values are equal bytes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import NULL, decode, encode

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(values)
def test_a_value_survives_and_its_spelling_does_not_change(value: Any) -> None:
    assert decode(encode(value)) == value
    assert encode(decode(encode(value))) == encode(value)


@given(st.dictionaries(st.text(), values, max_size=5))
def test_the_order_in_which_keys_were_written_does_not_matter(value: dict[str, Any]) -> None:
    assert encode(dict(reversed(value.items()))) == encode(value)


def test_keys_sorted_no_white_space_danish_letters_as_they_are() -> None:
    assert encode({"b": 1, "a": ["Ærø", None, True, 1.5]}) == '{"a":["Ærø",null,true,1.5],"b":1}'.encode()
    assert encode(None) == NULL
