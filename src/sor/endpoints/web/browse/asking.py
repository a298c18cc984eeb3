"""A question of the search page, asked: its owner by name or code, the place it begins from, what it finds."""

from dataclasses import replace
from typing import NamedTuple

from sor.core.utm import Point
from sor.endpoints.web.browse.named_unit import UnitInField, named_unit
from sor.endpoints.web.browse.search_question import SearchQuestion
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.search.index import Hits

OWNERS = ("owner", "operator")


class AskedSearch(NamedTuple):
    """A question as it is asked of the index. named: by field, the owner that it names. near: the place; None where
    none was named, or nobody knows it.
    """

    question: SearchQuestion
    named: dict[str, UnitInField]
    near: Point | None

    @property
    def is_clear(self) -> bool:
        """Whether everything that it names is known; nothing is found otherwise."""
        return all(one.code or not one.field for one in self.named.values())


def clarify_question(site: Site, visit: Visit, question: SearchQuestion) -> AskedSearch:
    """What a question means on the visit's day."""
    named = {
        field: named_unit(site, visit, getattr(question, field), "IO") for field in OWNERS if getattr(question, field)
    }
    codes = {field: named[field].code if field in named else "" for field in OWNERS}
    clear = replace(question, owner=codes["owner"] or question.owner, operator=codes["operator"] or question.operator)
    return AskedSearch(clear, named, locate_place(site, visit, question.near) if question.near else None)


def locate_place(site: Site, visit: Visit, text: str) -> Point | None:
    """Where a place lies: a unit, the middle of a postcode, town or municipality, or degrees north and east."""
    return site.search.where(named_unit(site, visit, text).code if " · " in text else text, visit.at)


def find_hits(
    site: Site,
    visit: Visit,
    asked: AskedSearch,
    limit: int,
    offset: int = 0,
    *,
    counting: bool = False,
    together: bool = False,
) -> Hits:
    """What the question finds; nothing while it names an owner that nobody knows."""
    if not asked.is_clear:
        return Hits([], 0)
    return site.search.search_around(
        asked.question.text, visit.at, limit=limit, offset=offset, open=asked.question.is_open, near=asked.near,
        counting=counting, together=together, **asked.question.filters(),
    )  # fmt: skip
