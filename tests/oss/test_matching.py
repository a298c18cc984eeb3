"""What the matcher finds, held against municipalities of which the truth is known."""

from collections import Counter
from collections.abc import Iterable

import msgspec
import pytest

from sor.oss import evidence, org_unit
from sor.oss.matching import SettledPairs, UnitMatch, UnitMatcher
from sor.oss.org_unit import OrgAddress, OrgUnit
from sor.oss.reasons import tell_match
from sor.oss.street_text import write_address
from tests.oss.truth import MUST, Truth, make_truth

RECALL, RECALL_OF_A_KIND = 0.97, 0.90
PRECISION, PRECISION_OF_A_KIND = 0.995, 0.98
OTHER = "other"


def found_in(truth: Truth) -> list[UnitMatch]:
    return UnitMatcher(truth.side, truth.orgs).matches()


def count(truths: Iterable[Truth]) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """How many there are of each kind, how many of them were found, how many are sure, and sure and right."""
    there, right, sure, sure_and_right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for truth in truths:
        there.update(truth.noise.values())
        for one in found_in(truth):
            kind, is_right = truth.noise.get(one.org, OTHER), truth.pairs.get(one.org) == one.unit
            right[kind] += is_right
            sure[kind] += one.is_sure
            sure_and_right[kind] += one.is_sure and is_right
    return there, right, sure, sure_and_right


def hold_figures(truths: Iterable[Truth]) -> None:
    there, right, sure, sure_and_right = count(truths)
    recall = {kind: right[kind] / there[kind] for kind in MUST}
    precision = {kind: sure_and_right[kind] / sure[kind] for kind in sure if kind != OTHER and sure[kind]}
    assert sum(right[kind] for kind in MUST) / sum(there[kind] for kind in MUST) >= RECALL, recall
    assert min(recall.values()) >= RECALL_OF_A_KIND, recall
    assert sum(sure_and_right.values()) / sum(sure.values()) >= PRECISION, (sure, sure_and_right)
    assert min(precision.values()) >= PRECISION_OF_A_KIND, precision
    assert sum(sure.values()) > 0.7 * sum(there[kind] for kind in MUST)  # rules are worth having


def test_right_units_are_found_in_each_kind_of_noise() -> None:
    hold_figures(make_truth(seed) for seed in range(3))


@pytest.fixture(scope="module")
def truth() -> Truth:
    return make_truth(11, sor_units=80, org_units=300)


def test_each_unit_is_in_one_pair_at_most(truth: Truth) -> None:
    found = found_in(truth)
    assert len({one.org for one in found}) == len({one.unit for one in found}) == len(found)


def only(*addresses: OrgAddress, name: str = "Noget helt andet") -> OrgUnit:
    return OrgUnit("0b9f2c8e-5a5b-4a3d-8f0a-000000000001", name, None, addresses)


def test_an_equal_address_alone_is_never_enough(truth: Truth) -> None:
    unit = next(one for one in truth.side.units.values() if one.has_own_place and one.level == "OU")
    orgs = [only(OrgAddress(org_unit.CONTACT, write_address(unit.visiting)))]
    assert not [one for one in UnitMatcher(truth.side, orgs).matches() if one.is_sure]
    named = [msgspec.structs.replace(orgs[0], name=unit.name)]
    assert [(one.unit, one.is_sure) for one in UnitMatcher(truth.side, named).matches()] == [(unit.code, True)]


def test_a_team_is_not_the_team_beside_it(truth: Truth) -> None:
    teams = [one for one in truth.side.units.values() if one.name.endswith("Team 1")]
    for team in teams:
        orgs = [only(name=team.name.replace("Team 1", "Team 2"))]
        assert team.code not in [one.unit for one in UnitMatcher(truth.side, orgs).matches() if one.is_sure]


def test_a_sor_code_that_stands_on_one_unit_says_which_one_it_is(truth: Truth) -> None:
    unit = [*truth.side.units.values()][-1]
    org = only(OrgAddress(org_unit.SOR_CODE, unit.code))
    found = UnitMatcher(truth.side, [org]).matches()
    assert [(one.unit, one.is_sure, one.agreements[0].what) for one in found] == [(unit.code, True, evidence.CODE)]
    other = msgspec.structs.replace(org, uuid="0b9f2c8e-5a5b-4a3d-8f0a-000000000002")
    assert not [one for one in UnitMatcher(truth.side, [org, other]).matches() if one.is_sure]  # on two it says nothing


def test_what_was_decided_is_never_asked_again(truth: Truth) -> None:
    matcher = UnitMatcher(truth.side, truth.orgs)
    first = matcher.matches()
    linked, left_out, alone, rejected = first[0], first[1], first[2], first[3]
    found = matcher.matches(
        SettledPairs(
            {linked.org: linked.unit}, {left_out.org}, {alone.unit}, {(rejected.org, rejected.unit)}
        )
    )  # fmt: skip
    assert not {linked.org, left_out.org} & {one.org for one in found}
    assert not {linked.unit, alone.unit} & {one.unit for one in found}
    assert (rejected.org, rejected.unit) not in {(one.org, one.unit) for one in found}


def test_one_changed_unit_gives_what_a_whole_match_gives(truth: Truth) -> None:
    matcher = UnitMatcher(truth.side, truth.orgs)
    changed = [msgspec.structs.replace(unit, name=f"{unit.name} Syd") for unit in truth.orgs[5:8]]
    for unit in changed:
        matcher.update(unit)
    anew = [{one.uuid: one for one in changed}.get(unit.uuid, unit) for unit in truth.orgs]
    whole = UnitMatcher(truth.side, anew).matches()
    assert {(one.org, one.unit, one.score) for one in matcher.matches()} == {
        (one.org, one.unit, one.score) for one in whole
    }


def test_a_pair_tells_why_in_danish(truth: Truth) -> None:
    orgs = {unit.uuid: unit for unit in truth.orgs}
    found = next(
        one
        for one in found_in(truth)
        if one.disagreement is not None and one.disagreement.what == evidence.PLACE and one.runner_up_score > 0
    )
    told = tell_match(found, orgs[found.org], truth.side)
    assert "navnene ligner hinanden" in told.casefold()
    assert "Imod: en anden adresse i SOR (" in told
    assert "Næstbedst: " in told
    assert "Against: another address in SOR (" in tell_match(found, orgs[found.org], truth.side, "en")


def test_a_municipality_with_nothing_on_one_side_has_no_pairs(truth: Truth) -> None:
    assert UnitMatcher(truth.side, []).matches() == []
    assert UnitMatcher(truth.side._replace(units={}, private={}), truth.orgs).matches() == []
