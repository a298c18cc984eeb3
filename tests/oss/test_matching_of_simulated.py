"""The figures of the matcher on what the simulator makes of SOR's units: noise by other hands than the matcher's,
fetched by GraphQL as FK-ORG would give it.
"""

import csv
import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from sor.oss.graphql_source import GraphqlSource, OrgCaller
from sor.oss.matching import UnitMatcher
from sor.oss.simulator.known_units import KnownAddress, KnownMunicipality, KnownUnit
from sor.oss.sor_side import MunicipalSide, SorUnit
from tests.oss.simulator.simulated import run
from tests.oss.truth import make_truth

MUST = ("plain", "siblings", "team", "renamed", "moved", "private")
"""The kinds that are to be found; merged and split ones count for the precision only."""


def known(side: MunicipalSide) -> KnownMunicipality:
    """A side of SOR as the simulator is told of it."""

    def unit(one: SorUnit, *, inside: bool) -> KnownUnit:
        at = one.visiting
        address = KnownAddress(
            at.get("street", ""), at.get("building", ""), "", "", at.get("postcode", ""), at.get("district", "")
        )
        phone = one.virtual.get("phone", "") if "virtual_address" in one.own else ""
        return KnownUnit(
            one.code, one.name, one.level, "", one.parent, address, phone, "", "", one.production_unit, inside
        )

    owner = KnownUnit(side.owner, f"{side.name} Kommune", "IO", "kommune", None)
    units = (owner, *(unit(one, inside=True) for one in side.units.values()))
    private = tuple(unit(one, inside=False) for one in side.private.values())
    return KnownMunicipality("0615", side.name, f"{side.name} Kommune", side.cvr, (*units, *private))


def given_names() -> list[str]:
    """The real names of municipal units where they are at hand; else none, and names are made."""
    if "SOR_REAL_DATA" not in os.environ:
        return []
    path = Path(os.environ["SOR_REAL_DATA"]) / "sor-units" / "2025-11-21-medcom-orgs.csv"
    with path.open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file, delimiter=";") if row["sor_type"] == "OE"]


@pytest.mark.slow
def test_noise_by_other_hands_is_seen_through(certificates: Path) -> None:
    there, right, sure, wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    names = given_names()
    caller = OrgCaller("sor-demo", *(str(certificates / f"{name}.pem") for name in ("client", "client-key")))
    caller = caller._replace(authorities=str(certificates / "authority.pem"))
    for seed in range(2):
        Random(seed).shuffle(names)
        side = make_truth(100 + seed, given=names[:500]).side
        with run(certificates, known(side), units=2000, seed=seed) as running:
            source = GraphqlSource(f"http://127.0.0.1:{running.port}", caller)
            units = source.units(side.cvr, lambda _: None)
            source._client.close()
            truth = {one["org"]: one for one in running.truth("0615")["units"]}
        there.update(one["kind"] for one in truth.values() if one["sor"])
        for match in UnitMatcher(side, units).matches():
            one = truth[match.org]
            is_right = match.unit in (one["sor"], *one["also"])
            right[one["kind"]] += is_right
            sure[one["kind"]] += match.is_sure
            wrong[one["kind"]] += match.is_sure and not is_right
    recall = {kind: right[kind] / there[kind] for kind in MUST}
    assert sum(right[kind] for kind in MUST) / sum(there[kind] for kind in MUST) >= 0.97, recall
    assert min(recall.values()) >= 0.90, recall
    assert 1 - wrong.total() / sure.total() >= 0.995, wrong
    assert max(wrong[kind] / sure[kind] for kind in sure if sure[kind] and there[kind]) <= 0.02, wrong
