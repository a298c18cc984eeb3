"""The sample as a whole: exactly so many units, the same for the same seed, deliveries that grow in knowledge."""

from collections import Counter
from hashlib import sha256

import pytest

from sor.core.canonical import encode
from sor.core.claim import Claim
from sor.core.identifiers import sor_code_problem
from sor.sample import register
from tests.sample import sample_units

pytestmark = pytest.mark.slow


def digest(units: int, seed: int) -> str:
    found = sha256()
    for delivery in register.deliveries(units, 8, seed, 20261101):
        found.update(str(delivery.known_day).encode())
        for claim in delivery.claims:
            found.update(encode([claim.kind, claim.key, claim.life, claim.pieces]))
    return found.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert digest(400, 1) == digest(400, 1)
    assert digest(400, 1) != digest(400, 2)


@pytest.mark.parametrize("units", [100, 101, 137, 500, 1001, 3000])
def test_there_are_exactly_so_many_units_with_codes_of_their_own(units: int) -> None:
    made = [unit.key for family in register.families(units, 8, 1, 20261101) for unit in family.units]
    assert len(made) == len(set(made)) == units
    assert all(sor_code_problem(code) is None for code in made)


@pytest.mark.parametrize("units", [99, 900_001])
def test_a_size_that_cannot_be_is_refused(units: int) -> None:
    with pytest.raises(register.Unready) as refusal:
        next(register.families(units, 8, 1, 20261101))
    assert str(refusal.value) == f"A sample register has 100 to 900,000 units, not {units:,}."


def test_all_five_regions_and_ninety_eight_municipalities_own_something() -> None:
    owners = Counter(unit.type_name for unit in sample_units.units().values() if unit.level == "IO")
    assert (owners["region"], owners["kommune"], owners["stat"]) == (5, 98, 1)
    assert owners["privat"] > 300


def test_every_key_is_told_once() -> None:
    keys = [(story.kind, story.key) for family in sample_units.families() for story in family.stories()]
    assert len(keys) == len(set(keys))


def test_names_fit_the_sixty_characters_of_the_register() -> None:
    for claim in sample_units.claims().values():
        assert all(0 < len(piece.values["name"]) <= 60 for piece in claim.pieces)


def test_the_first_delivery_is_followed_by_one_a_quarter() -> None:
    assert register.find_delivery_days(8, 20261101) == [
        20250501, 20250801, 20251101, 20260201, 20260501, 20260801, 20261101,
    ]  # fmt: skip
    assert register.find_delivery_days(1, 20261101)[0] == 20251101


def known(units: int) -> dict[int, dict[tuple[str, str], Claim]]:
    return {
        delivery.known_day: {(claim.kind, claim.key): claim for claim in delivery.claims}
        for delivery in register.deliveries(units, 8, 3, 20261101)
    }


def test_deliveries_add_up_to_what_is_known_on_the_day() -> None:
    last: dict[tuple[str, str], Claim] = {}
    for claims in known(600).values():
        last |= claims
    whole = {
        (story.kind, story.key): claim
        for family in register.families(600, 8, 3, 20261101)
        for story in family.stories()
        if (claim := story.claim(20261101))
    }
    assert last == whole


def test_a_later_delivery_tells_only_of_what_was_learned_since() -> None:
    sizes = [len(claims) for claims in known(600).values()]
    assert all(0 < size < sizes[0] / 4 for size in sizes[1:])


def test_deliveries_can_be_asked_for_without_reading_the_first() -> None:
    days = [delivery.known_day for delivery in register.deliveries(200, 8, 3, 20261101)]
    assert days == register.find_delivery_days(8, 20261101)


def test_what_stands_on_a_day_is_open_then_and_bears_no_scheduled_value() -> None:
    for standing in register.standing(300, 8, 1, 20261101):
        assert standing.opened <= 20261101 < standing.closed
        assert standing.piece.from_day <= 20261101


@pytest.mark.parametrize("units", [100, 300, 3000, 9000])
def test_no_two_owners_have_the_same_cvr_number(units: int) -> None:
    owners: dict[object, set[str]] = {}
    for family in register.families(units, 8, 1, 20261101):
        for unit in family.units:
            for cvr in {change.values["cvr"] for change in unit.changes if "cvr" in change.values}:
                owners.setdefault(cvr, set()).add(unit.key)
    assert {cvr: keys for cvr, keys in owners.items() if len(keys) > 1} == {}
    assert len(owners) == sum(
        unit.level == "IO" for family in register.families(units, 8, 1, 20261101) for unit in family.units
    )
