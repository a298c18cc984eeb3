"""The counts beside the hits: by what is counted, the codes with their names, each a link that narrows. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from sor.endpoints.web.browse.search_question import SearchQuestion
from sor.endpoints.web.kit.names import Names
from sor.search.facets import Counts

LISTS = {"type": "entity_type", "speciality": "speciality", "region": "region", "municipality": "municipality"}
SHOWN = ("type", "speciality", "municipality", "region", "level", "owner")
MOST = 8


class FacetChoice(NamedTuple):
    """A code with its name. units: how many of what was found have it."""

    code: str
    name: str
    units: int


class Facet(NamedTuple):
    """What is counted, its most frequent codes, and how many there are beyond them."""

    kind: str
    choices: list[FacetChoice]
    more: int


def facets(
    counts: Counts,
    question: SearchQuestion,
    names: Names,
    name_of: Callable[[str], str],
    level_name: Callable[[str], str],
) -> list[Facet]:
    """Those that tell units apart and were not chosen yet. name_of: of a unit; level_name: of a level."""
    return [
        Facet(kind, [FacetChoice(code, _name(kind, code, names, name_of, level_name), count) for code, count in found],
              len(counts[kind]) - MOST)
        for kind in SHOWN
        if not getattr(question, kind) and len(counts.get(kind, ())) > 1
        for found in [counts[kind][:MOST]]
    ]  # fmt: skip


def _name(kind: str, code: str, names: Names, name_of: Callable[[str], str], level_name: Callable[[str], str]) -> str:
    if kind == "owner":
        return name_of(code)
    return level_name(code) if kind == "level" else names.of(LISTS[kind], code)
