"""What a new unit may be already: by number, and by name and address; a note that names the other one."""

from collections.abc import Mapping

import pytest

from sor.core.shapes import Value
from sor.following.alike import alike
from sor.following.phone_book import PhoneBook
from sor.rules.sentences import sentence
from tests.changes.scene import ADDRESS, COPENHAGEN, Scene


def told(scene: Scene, given: Mapping[str, Value], parent: str = "") -> list[str]:
    """The sentences, each with the other unit's name in the scene in place of its code."""
    snapshot = scene.register.at()
    above = snapshot.unit(scene[parent]) if parent else None
    found = alike("#1", given, above, snapshot, PhoneBook(scene.register))
    assert {(one.rule, one.severity, one.key) for one in found} <= {("DUP", "note", "#1")}
    names = {code: name for name, code in scene.codes.items()}
    return sorted(f"{names[str(one.facts['other'])]}: {sentence(one, 'en').rpartition(' has ')[2]}" for one in found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cvr": "35095748"}, ["owner: the same CVR number."]),
        ({"cvr": "DK 35095748"}, ["owner: the same CVR number."]),
        ({"cvr": "11111111", "name": "Bakkens Fodterapi"}, []),
        ({"provider_identifier": "19062"}, ["feet: the same provider identifier (ydernummer)."]),
        ({"location": "inherit"}, []),
        (
            {"name": "bakkens fodterapi", "postal_address": {**ADDRESS, **COPENHAGEN}},
            [f"{one}: the same name and address." for one in ("clinic", "feet", "owner")],
        ),
        ({"name": "Bakkens Fodterapi", "postal_address": {**ADDRESS, **COPENHAGEN, "building": "99"}}, []),
        ({"name": "Bakkens Fodterapi", "virtual_address": {"phone": "1"}}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_the_same_number_or_the_same_name_at_the_same_address(
    scene: Scene, given: Mapping[str, Value], expected: list[str]
) -> None:
    assert told(scene, given) == expected


def test_the_location_number_of_another(scene: Scene) -> None:
    number = scene.unit("hospital", 20261101)["location"]["number"]
    assert told(scene, {"location": {"state": "Own", "number": number}}) == ["hospital: the same location number."]


def test_the_address_that_is_inherited_counts(scene: Scene) -> None:
    assert told(scene, {"name": "Hjerteafdelingen"}, "hospital") == ["heart: the same name and address."]
    assert told(scene, {"name": "Hjerteafdelingen"}, "clinic") == []
