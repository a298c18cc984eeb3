"""Changes as a person reads them."""

import pytest

from sor.core.leaves import PARTS
from sor.core.story import Change
from sor.core.unit import ShownLocation
from sor.endpoints.web.browse.change_view import ChangeLine, change_views
from sor.endpoints.web.kit.values import Values
from sor.register import Register
from tests.endpoints.web.conftest import values_of
from tests.endpoints.web.small_register import NEW_STREET, OLD_STREET, PRACTICE, PRACTICE_OWNER


def from_owner(value: dict[str, object]) -> dict[str, object]:
    return {"inherited": True, "source": PRACTICE_OWNER, **value}


def test_addresses_that_follow_the_postal_one_are_told_once(register: Register) -> None:
    values = values_of(register, names={PRACTICE_OWNER: "Lægerne Bakkegården I/S"})
    fallen = {"taken_from": "postal_address"}
    before, after = from_owner(OLD_STREET), from_owner(NEW_STREET)
    changes = [Change("postal_address", before, after), Change("visiting_address", before | fallen, after | fallen)]
    (told,) = change_views(changes, PRACTICE, values)
    assert told.fields == ["Postadresse", "Besøgsadresse"]
    assert told.lines == [ChangeLine("", "Østergade 70, 9700 Brønderslev", "Nygade 12, 1., 9700 Brønderslev")]
    assert told.source == told.source_before == (PRACTICE_OWNER, "Lægerne Bakkegården I/S"), "on both sides"


def test_a_telephone_changes_alone(values: Values) -> None:
    (told,) = change_views(
        [Change("virtual_address", {"phone": "1", "email": "a@b.example"}, {"phone": "2", "email": "a@b.example"})],
        PRACTICE, values,
    )  # fmt: skip
    assert told.lines == [ChangeLine("Telefon", "1", "2")]


def test_the_region_of_an_address_changes_without_its_street(values: Values) -> None:
    (told,) = change_views(
        [Change("postal_address", OLD_STREET | {"region": "1084"}, OLD_STREET | {"region": "oestdanmark"})],
        PRACTICE, values,
    )  # fmt: skip
    assert told.lines == [ChangeLine("Region", "Region Hovedstaden", "Region Østdanmark")]


def test_the_same_value_from_elsewhere_is_told_as_that(values: Values) -> None:
    own = {"inherited": False, "source": PRACTICE, **OLD_STREET}
    (told,) = change_views([Change("postal_address", own, from_owner(OLD_STREET))], PRACTICE, values)
    assert told.only_source
    assert told.source_before is None
    (back,) = change_views([Change("postal_address", from_owner(OLD_STREET), own)], PRACTICE, values)
    assert (back.source_before is not None, back.source) == (True, None)
    assert told.lines == [ChangeLine("", "", "Østergade 70, 9700 Brønderslev")]


def test_a_field_that_came_or_went(values: Values) -> None:
    came, went = change_views([Change("name", None, "A"), Change("virtual_address", {"phone": "1"}, None)], "1", values)
    assert came.lines == [ChangeLine("", "", "A")]
    assert went.lines == [ChangeLine("", "1", "")]


def test_a_location_number_and_its_system(values: Values) -> None:
    before = {"state": "Own", "number": "5799000000015", "network": "41000035001"}
    (told,) = change_views([Change("location", before, before | {"network": "91000035009"})], "1", values)
    assert told.lines == [ChangeLine("Net", "KMD (41000035001)", "INU-IT A/S (91000035009)")]


PARTS_OF = {
    "local_attributes": list("12345"),
    **{field: sorted(parts) for field, parts in PARTS.items() if field not in ("specialities", "status")},
    "location": sorted(set(ShownLocation.__annotations__) - {"inherited", "source", "taken_from"}),
}


@pytest.mark.parametrize("field", PARTS_OF)
def test_every_part_of_a_value_is_told_by_its_name(field: str, values: Values) -> None:
    """Whichever parts become others, each alone."""
    for part in PARTS_OF[field]:
        (told,) = change_views([Change(field, {part: "1"}, {part: "2"})], PRACTICE, values)
        assert told.lines, part


def test_a_second_local_attribute_is_told_beside_the_first(values: Values) -> None:
    (told,) = change_views([Change("local_attributes", {"1": "a"}, {"1": "a", "2": "b"})], PRACTICE, values)
    assert told.lines == [ChangeLine("Lokal attribut 2", "", "b")]


def test_a_type_is_told_once_though_its_name_is_a_field_too(values: Values) -> None:
    told = change_views(
        [Change("type", "264372000", "22232009"), Change("type_name", "apotek", "hospital")], "1", values
    )
    assert [view.fields for view in told] == [["Enhedstype"]]
