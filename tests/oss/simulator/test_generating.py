"""What the simulator invents around the units of a register, and the truth that goes with it."""

from collections import Counter
from datetime import date

from sor.oss.simulator import classification as known
from sor.oss.simulator.known_units import KnownMunicipality
from sor.oss.simulator.municipality import SimulatedMunicipality
from tests.oss.simulator.simulated import BEGIN, CVR, municipality

TOLD = municipality("0330", "Slagelse", CVR, homes=400)


def made(seed: int = 1, begin: date = BEGIN) -> SimulatedMunicipality:
    return SimulatedMunicipality(TOLD, 1200, seed, begin)


def test_every_unit_of_sor_is_accounted_for_once() -> None:
    truth = made().truth()
    told = [code for one in truth.units for code in [one.sor, *one.also] if code and one.kind != "private"]
    assert Counter(told + truth.sor_only) == Counter(unit.code for unit in TOLD.units if unit.inside)


def test_the_organisation_has_the_wanted_size_and_one_root() -> None:
    one = made()
    now = one.now
    active = [unit for unit in one.unit_ids() if (state := one.newest(unit).state(now)) and state.active]
    roots = [unit for unit in active if one.newest(unit).target("Overordnet", now) is None]
    assert len(active) == len(one.truth().units) == 1200
    assert roots == [one.unit_ids()[0]] == [one.organisation.building.root]


def test_every_kind_of_difference_is_there() -> None:
    kinds = Counter(one.kind for one in made().truth().units)
    wanted = {"owner", "institution", "plain", "renamed", "moved", "merged", "split", "private", "other"}
    assert wanted <= set(kinds)
    assert kinds["other"] > 600, "most of a municipality is not in SOR"


def test_a_renamed_unit_is_still_known_by_its_telephone() -> None:
    one = made()
    by_code = {unit.code: unit for unit in TOLD.units}
    for truth in one.truth().units:
        if truth.kind != "renamed" or truth.sor is None:
            continue
        assert truth.name != by_code[truth.sor].name
        roles = {
            relation.role.value: one.address_text(relation.target.value)
            for relation in one.newest(truth.org).list_related("Adresser", one.now)
            if relation.role and relation.target
        }
        text = roles.get(known.PHONE) or roles.get(known.LANDLINE)
        assert text is not None
        assert text[0].replace(" ", "").endswith(by_code[truth.sor].phone)


def test_a_municipality_that_owns_nothing_in_sor_has_an_organisation_all_the_same() -> None:
    told = KnownMunicipality("0825", "Læsø", "Læsø Kommune", "90825000", ())
    one = SimulatedMunicipality(told, 120, 1, BEGIN)
    one.reach(365)
    truth = one.truth()
    assert len(one.unit_ids()) >= 120
    assert {unit.sor for unit in truth.units} == {None}
    assert truth.changes
    assert {code for change in truth.changes for code in change.sor} == set()


def test_the_same_seed_gives_the_same_organisation_and_another_one_another() -> None:
    first, again, other = made(), made(), made(seed=2)
    assert first.truth() == again.truth()
    assert first.objects == again.objects
    assert {one.org for one in first.truth().units}.isdisjoint(one.org for one in other.truth().units)
