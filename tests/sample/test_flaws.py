"""Two units in a hundred have a flaw that real data has too, listed so that others can count them."""

from collections import Counter

from sor.core.identifiers import location_number_problem
from sor.sample import flaws
from tests.sample import sample_units


def with_flaw(kind: str) -> list[str]:
    found = [code for code, flaw in sample_units.spoilt().items() if flaw == kind]
    assert found
    return found


def first(code: str, field: str) -> object:
    return sample_units.units()[code].changes[0].values.get(field)


def test_two_in_a_hundred_and_every_kind() -> None:
    counted = Counter(sample_units.spoilt().values())
    assert counted.total() == len(sample_units.units()) // flaws.EVERY - 1  # the showcases have none
    assert counted.keys() == flaws.KINDS.keys()


def test_an_orphan_names_a_parent_that_is_nowhere() -> None:
    for code in with_flaw("orphan"):
        assert first(code, "parent") not in sample_units.units()


def test_a_unit_can_be_its_own_parent() -> None:
    for code in with_flaw("own parent"):
        assert first(code, "parent") == code


def test_an_institution_stands_below_another() -> None:
    for code in with_flaw("institution below institution"):
        above = sample_units.units()[str(first(code, "parent"))]
        assert sample_units.units()[code].level == above.level == "HI"


def test_a_number_is_owned_by_two_units() -> None:
    owners = Counter(
        unit.changes[0].values["location"]["number"]
        for unit in sample_units.units().values()
        if unit.changes[0].values.get("location", {}).get("state") == "Own"
    )
    for code in with_flaw("number owned twice"):
        location = first(code, "location")
        assert isinstance(location, dict)
        assert owners[location["number"]] >= 2


def test_a_unit_is_a_day_older_than_its_parent() -> None:
    for code in with_flaw("older than its parent"):
        unit = sample_units.units()[code]
        assert unit.parent is not None
        assert unit.opened < unit.parent.opened


def test_a_ydernummer_has_lost_a_digit() -> None:
    for code in with_flaw("ydernummer of five digits"):
        assert len(str(first(code, "provider_identifier"))) == 5


def test_a_number_is_inherited_with_none_above() -> None:
    for code in with_flaw("nothing above to inherit"):
        unit = sample_units.units()[code]
        assert first(code, "location") == {"state": "None"}
        assert unit.children[0].changes[0].values["location"] == {"state": "Inherited"}


def test_a_type_is_a_name_that_no_list_has() -> None:
    for code in with_flaw("unknown type"):
        assert first(code, "type") == flaws.UNKNOWN_TYPE


def test_a_location_number_has_a_wrong_check_digit_everywhere_it_stands() -> None:
    for code in with_flaw("wrong check digit"):
        number = sample_units.units()[code].number
        assert number is not None
        assert location_number_problem(number.key) == "its check digit is wrong"
        assert first(code, "location") == {"state": "Own", "number": number.key}
        assert number.key in sample_units.claims("location_number")
