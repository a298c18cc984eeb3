"""The usual small private tree: a number on the owner, inherited below; ydernummer and speciality on the unit."""

from random import Random

from sor.sample.days import SampleYears
from sor.sample.family import Family
from sor.sample.private import CLINICS, PAIR, SMALLEST, draw, make

SPAN = SampleYears.of(8, 20261101)


def family(type_name: str, size: int, first: int = 1000) -> Family:
    which = next(n for n, clinic in enumerate(CLINICS) if clinic.type_name == type_name)
    return make(7, SPAN, first, size, which)


def test_a_small_clinic_is_owner_institution_and_unit() -> None:
    owner, clinic, unit = family("almen lægepraksis", SMALLEST).units
    assert [u.type_name for u in (owner, clinic, unit)] == ["privat", "almen lægepraksis", "supplerende oplysninger"]
    assert owner.changes[0].values["location"]["state"] == "Own"
    assert clinic.changes[0].values["location"] == unit.changes[0].values["location"] == {"state": "Inherited"}
    assert {"cvr", "postal_address", "virtual_address"} <= owner.changes[0].values.keys()
    assert len(unit.changes[0].values["provider_identifier"]) == 6
    assert unit.changes[0].values["specialities"] == [{"code": "408443003", "main": True}]


def test_the_branch_of_a_pharmacy_has_its_own_address_and_the_number_stands_on_pharmacies_only() -> None:
    for first in range(1000, 1100, 10):
        for unit in family("apotek", 7, first).units:
            numbered = "pharmacy_identifier" in unit.changes[0].values
            assert numbered == (unit.type_name == "apotek")
            if unit.type_name == "apoteksfilial":
                assert "visiting_address" in unit.changes[0].values


def test_of_a_pair_one_clinic_takes_the_place_of_the_other() -> None:
    found = family("tandlægepraksis", PAIR)
    old, new = found.units[0], found.units[3]
    successions = [story.key for story in found.others if story.kind == "succession"]
    assert successions == [
        f"{old.children[0].key}>{new.children[0].key}",
        f"{old.children[0].children[0].key}>{new.children[0].children[0].key}",
    ]
    assert {unit.closed for unit in found.units[:3]} == {old.closed}
    assert new.opened <= old.closed


def test_a_private_hospital_has_departments_without_ydernummer() -> None:
    units = family("hospital", 9).units
    assert len(units) == 9
    assert all("provider_identifier" not in unit.changes[0].values for unit in units)
    assert {unit.type_name for unit in units[2:]} <= {
        "klinisk enhed", "administrativ enhed", "billeddiagnostisk enhed", "operationsgang",
    }  # fmt: skip


def test_the_sizes_drawn_are_those_that_can_be_made() -> None:
    rng = Random(1)
    for _ in range(400):
        which, size = draw(rng)
        assert size >= SMALLEST
        assert CLINICS[which].providers or size in (3, 5, 7) or CLINICS[which].type_name == "hospital"
