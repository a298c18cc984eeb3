"""Over the years most units change once or twice, a few many times, some close; and no rule is broken by it."""

from collections import Counter

from sor.core.day import OPEN
from sor.sample.ageing import DEEPEST, speciality_list
from tests.sample import sample_units


def test_most_units_have_one_to_three_versions_and_the_busiest_about_ten() -> None:
    versions = Counter(len(claim.pieces) for claim in sample_units.claims().values())
    total = versions.total()
    assert sum(versions[n] for n in (1, 2, 3)) > 0.85 * total
    assert 9 <= max(versions) <= 14
    assert sum(versions[n] for n in versions if n >= 4) > 0.04 * total


def test_some_units_have_closed_and_changes_are_scheduled_after_the_day() -> None:
    ends = [claim.life[0][1] for claim in sample_units.claims().values() if claim.life]
    assert 100 < sum(end <= 20261101 for end in ends) < 600
    assert sum(20261101 < end < OPEN for end in ends) > 5
    scheduled = [claim for claim in sample_units.claims().values() if claim.pieces[-1].from_day > 20261101]
    assert len(scheduled) > 40


def test_units_move_but_never_in_a_circle_or_too_deep() -> None:
    moves = 0
    for code in sample_units.claims().keys() - sample_units.spoilt().keys():
        moves += len(set(sample_units.values_of(code, "parent"))) - 1
        above, depth = code, 1
        while parent := sample_units.values_of(above, "parent")[-1] if above in sample_units.claims() else None:
            above, depth = str(parent), depth + 1
            assert depth <= DEEPEST + 1
    assert moves > 20


def test_the_first_speciality_is_the_main_one() -> None:
    assert speciality_list(["394812008", "394608004"]) == [
        {"code": "394812008", "main": True},
        {"code": "394608004", "main": False},
    ]
