"""A street line is taken apart only where its parts give the very line again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.formats.tables.street_line import join_line, split_line


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Nørregade 10", {"street": "Nørregade", "building": "10"}),
        ("Skt. Jørgens Gade 7B", {"street": "Skt. Jørgens Gade", "building": "7B"}),
        ("10. Februar Vej 12", {"street": "10. Februar Vej", "building": "12"}),
        ("Århusgade 70, 2. tv", {"street": "Århusgade", "building": "70", "floor": "2", "suite": "tv"}),
        ("Århusgade 70, st.", {"street": "Århusgade", "building": "70", "floor": "st"}),
        ("Vestervej 3a, kl. 12", {"street": "Vestervej", "building": "3a", "floor": "kl", "suite": "12"}),
    ],
)
def test_the_plain_danish_form_is_taken_apart(line: str, parts: dict[str, str]) -> None:
    assert split_line(line) == parts
    assert join_line(parts) == line


@pytest.mark.parametrize(
    "line",
    [
        "Nørregade 10 A", "Nørregade 10-12", "Nørregade", "Postboks 12", "Bygning 4", "c/o Hansen, Nørregade 10",
        "Nørregade 10, 2 tv", "Vej 1 3", "Nørregade  10", "", " Nørregade 10 ",
    ],
)  # fmt: skip
def test_any_other_line_is_kept_whole(line: str) -> None:
    assert split_line(line) == {"street": line}


@given(
    st.one_of(
        st.text(),
        st.from_regex(
            r"\A[A-ZÆØÅa-zæøå. ]{0,12} {0,2}[0-9]{0,4}[A-Za-z]?(, ?(st|kl|k3|[0-9]{1,3})\.?( [a-z0-9]{0,5})?)?\Z"
        ),
    )
)
def test_the_parts_joined_are_the_line(line: str) -> None:
    assert join_line(split_line(line)) == line
