"""Which type of unit stands below which, and how often: the pairs observed in real data, and a few documented ones."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of


class Pair(NamedTuple):
    """A parent and a child, by level and name of type."""

    parent_level: str
    parent_type: str
    child_level: str
    child_type: str


class Weights(NamedTuple):
    """Children of one type of parent, to draw from. children: how many such a parent has on average."""

    types: tuple[str, ...]
    cumulative: tuple[float, ...]
    children: float

    def draw(self, rng: Random) -> str:
        """The type of a child."""
        return rng.choices(self.types, cum_weights=self.cumulative)[0]


NOT_GIVEN = "(not given)"
"""What the observation calls a unit without a type; its list knew 20 types, so we read most as administrativ enhed."""

ADMINISTRATIVE = "administrativ enhed"


@cache
def code_of(level: str, name: str) -> str:
    """The code of an entity type on a level. Raises KeyError for a name that no code list has."""
    found = _names().type_of(name, level)
    if found is None:
        raise KeyError(name)
    return found


@cache
def _names() -> CodeNames:
    return CodeNames(periods_of(bundled_claims()))


@cache
def pairs() -> Mapping[Pair, int]:
    """Every pair with its count; 'not given' counted as administrativ enhed."""
    found: dict[Pair, int] = {}
    for row in csv.DictReader((files("sor.sample") / "data" / "placement.csv").read_text("utf-8").splitlines()):
        parent = ADMINISTRATIVE if row["parent_type"] == NOT_GIVEN else row["parent_type"]
        pair = Pair(row["parent_level"], parent, row["child_level"], row["child_type"])
        found[pair] = found.get(pair, 0) + int(row["count"])
    return found


def is_known(pair: Pair) -> bool:
    """Whether a pair was observed, or is documented (T2, T6).

    Documented are any clinic below a private owner, and *supplerende oplysninger* below any institution.
    """
    clinic = pair[:3] == ("IO", "privat", "HI")
    return clinic or pair in pairs() or (pair[2:] == ("OU", "supplerende oplysninger") and pair.parent_level == "HI")


@cache
def below(level: str, parent_type: str, among: frozenset[str] | None = None) -> Weights | None:
    """What stands below an HI or OU of a type, restricted to some types; None when nothing was seen there."""
    found = {p.child_type: n for p, n in pairs().items() if p[:2] == (level, parent_type) and p.child_level == "OU"}
    chosen = {kind: n for kind, n in found.items() if among is None or kind in among}
    if not chosen:
        return None
    total, cumulative = 0, []
    for count in chosen.values():
        total += count
        cumulative.append(float(total))
    parents = sum(n for p, n in pairs().items() if p.child_type == parent_type and p.child_level == level)
    return Weights(tuple(chosen), tuple(cumulative), total / max(parents, 1))
