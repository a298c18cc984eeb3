"""Which field stands on which level."""

import pytest

from sor.core.subject import FIELDS
from sor.rules.field_levels import FIELD_OF, forbidden_on, mandatory_on


def test_every_field_named_is_one_of_a_unit() -> None:
    assert set(FIELD_OF.values()) <= FIELDS["unit"]


@pytest.mark.parametrize(
    ("field", "forbidden", "mandatory"),
    [
        ("name", "", "IO HI OU"),
        ("postal_address", "", "IO"),
        ("visiting_address", "IO", ""),
        ("activity_address", "IO HI", ""),
        ("cvr", "HI OU", ""),
        ("provider_identifier", "IO HI", ""),
        ("shak", "IO", ""),
        ("organisational_level", "", ""),
    ],
)
def test_the_levels_of_a_field(field: str, forbidden: str, mandatory: str) -> None:
    assert (forbidden_on(field), mandatory_on(field)) == (frozenset(forbidden.split()), frozenset(mandatory.split()))


def test_a_field_without_a_row_is_refused() -> None:
    with pytest.raises(KeyError):
        forbidden_on("note")
