"""What the search page shows: the hits, and the words around them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sor.core.shapes import Value
from sor.core.unit import UnitAnswer, number_used
from sor.endpoints.web.browse.search_question import LAST_PAGE, PAGE_SIZE, SearchQuestion
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.standing import UnitStanding, standing
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Summary
from sor.search.index import Hit
from sor.search.text import identifier

ALWAYS_SHOWN = ("provider_identifier", "shak")
CARRIED_NUMBERS = (
    "provider_identifier", "shak", "location_number", "cvr", "production_unit", "pharmacy_identifier", "local_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarriedNumber:
    """An identifier of a hit; ``matched`` when it is what was typed."""

    system: str
    value: str
    matched: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """A unit found, ready to be shown."""

    code: str
    name: str
    level: str
    type: str
    town: str
    path: Sequence[Summary]
    numbers: Sequence[CarriedNumber]
    code_matched: bool
    standing: UnitStanding
    why: Sequence[str]
    """What was recognised, as ``Hit.why`` says it."""
    km: float | None
    """How far away, where that was asked for and is known."""
    together: Sequence[Summary]
    """The units that are one hit with it, from the top down; see ``Hit.together``."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in the list of hits the page stands. Numbers of hits and of pages count from 1."""

    first: int
    last: int
    total: int
    page: int
    pages: int

    @property
    def shown_pages(self) -> list[int | None]:
        """The pages to link to: the ends and those around this one; None for a gap."""
        wanted = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        found: list[int | None] = []
        for page in wanted:
            if found and found[-1] is not None and page - found[-1] > 1:
                found.append(None)
            found.append(page)
        return found


def paging(question: SearchQuestion, total: int, shown: int) -> Paging:
    """Where the page of a question stands among all hits."""
    pages = max(1, min(-(-total // PAGE_SIZE), LAST_PAGE))
    return Paging(question.offset + 1 if shown else 0, question.offset + shown, total, question.page, pages)


def hit_view(
    unit: UnitAnswer, path: Sequence[Summary], text: str, names: Names, visit: Visit, hit: Hit,
    together: Sequence[Summary] = (),
) -> HitView:  # fmt: skip
    """A hit from the unit's answer and its ancestors."""
    address = unit.get("visiting_address")
    return HitView(
        code=unit["code"],
        name=unit.get("name") or unit["code"],
        level=unit.get("level") or "OU",
        type=names.of("entity_type", unit.get("type")),
        town=" ".join(part for part in (address["postcode"], address["district"]) if part) if address else "",
        path=path,
        numbers=list(_numbers(unit, _find_typed(text))),
        code_matched=identifier(unit["code"]) in _find_typed(text),
        standing=standing(unit, visit),
        why=hit.why,
        km=None if hit.metres is None else round(hit.metres / 1_000, 1),
        together=together,
    )


def _find_typed(text: str) -> set[str]:
    """Everything in the text that may be an identifier: the whole of it and each word."""
    return {identifier(part) for part in (text, *text.split())} - {""}


def _numbers(unit: UnitAnswer, typed: set[str]) -> list[CarriedNumber]:
    own: Mapping[str, Value] = unit
    carried = {system: str(own.get(system) or "") for system in CARRIED_NUMBERS}
    carried["location_number"] = number_used(unit) or ""
    return [
        CarriedNumber(system, value, matched)
        for system in CARRIED_NUMBERS
        if (value := carried[system]) and ((matched := identifier(value) in typed) or system in ALWAYS_SHOWN)
    ]
