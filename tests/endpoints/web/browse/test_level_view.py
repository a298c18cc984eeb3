"""A subtree by clinical-administrative level."""

from sor.endpoints.web.browse.level_view import level_groups
from sor.endpoints.web.kit.values import Values


def test_each_unit_stands_under_the_nearest_that_has_a_level_too(values: Values) -> None:
    ward = {"code": "4", "name": "Afsnit B", "organisational_level": "afsnit"}
    other = {"code": "5", "name": "Afsnit A", "organisational_level": "afsnit", "shak": "9901011"}
    office = {"code": "3", "name": "Sekretariat", "units": [ward, other]}
    top = {"code": "1", "name": "Hospital", "organisational_level": "hospital", "units": [office]}
    found = level_groups(top, {"hospital": 1, "afsnit": 6}, values.names)
    assert [(group.name, [unit.name for unit in group.units]) for group in found["groups"]] == [
        ("Hospital", ["Hospital"]),
        ("Afsnit", ["Afsnit A", "Afsnit B"]),
    ]
    assert found["groups"][1].units[0].under == ("1", "Hospital")
    assert found["without"] == 1


def test_nothing_below_gives_no_group(values: Values) -> None:
    assert level_groups({}, {}, values.names) == {"groups": [], "without": 0}
