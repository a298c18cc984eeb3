"""Parents and children as observed; what is drawn is as frequent as it was seen."""

from collections import Counter
from random import Random

import pytest

from sor.sample.placement import Pair, below, code_of, is_known, pairs
from tests.sample import sample_units


def test_types_have_the_code_of_their_level() -> None:
    assert code_of("IO", "privat") == "550891000005100"
    assert code_of("OU", "ergoterapiklinik") == "546821000005103"
    with pytest.raises(KeyError):
        code_of("OU", "rumstation")


def test_observed_and_documented_pairs_are_known_and_no_others() -> None:
    assert pairs()[Pair("OU", "administrativ enhed", "OU", "klinisk enhed")] == 1041
    assert is_known(Pair("IO", "privat", "HI", "fodterapeutklinik"))
    assert is_known(Pair("HI", "fodterapeutklinik", "OU", "supplerende oplysninger"))
    assert not is_known(Pair("IO", "kommune", "HI", "hospital"))


def test_children_are_drawn_as_often_as_they_were_seen() -> None:
    weights = below("HI", "hospital")
    assert weights is not None
    rng = Random(1)
    drawn = Counter(weights.draw(rng) for _ in range(4000))
    assert drawn["klinisk enhed"] / 4000 == pytest.approx(390 / 776, abs=0.03)
    assert drawn["administrativ enhed"] / 4000 == pytest.approx(327 / 776, abs=0.03)
    assert below("OU", "supplerende oplysninger") is None


def test_every_pair_of_the_sample_is_known_apart_from_flaws() -> None:
    units, spoilt = sample_units.units(), sample_units.spoilt()
    for code in units.keys() - spoilt.keys():
        for parent in filter(None, sample_units.values_of(code, "parent")) if code in sample_units.claims() else ():
            above, unit = units[str(parent)], units[code]
            assert is_known(Pair(above.level, above.type_name, unit.level, unit.type_name)), (code, parent)
