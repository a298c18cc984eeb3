"""What a SOR XML file does not say because it holds the elements for it nowhere: known when it has been read (CORE §4).

An element that stands somewhere is told of every unit, by its absence too; one that stands nowhere is missing from the
file, as a column is from a table.
"""

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from sor.core.claim import ENDLESS, FIRST_DAY
from sor.core.leaves import WITHOUT_FLAG
from sor.core.subject import LEVELS
from sor.formats.delivery import Unsaid
from sor.formats.sor_xml.tables import STATUS, VERSIONS, Placed, XmlVersion
from sor.formats.xml_tables.elements import Block, ElementGroup, Leaf, Part, Several, keys_of, path_below

NUMBER = "location_number"
SPECIALITY_PATHS = {"code": ("specialities",), "type": ("specialities.type", "specialities.main")}
STATUS_PATHS = {"from": ("status.from",), "to": (ENDLESS,), "updated": ("status.updated",), "first": (FIRST_DAY,)}
OF_NO_FIELD = frozenset({"code", "has_place", "place_name"})


def unsaid_in(version: XmlVersion, met: Set[str]) -> list[Unsaid]:
    """What a file says nowhere. met: the paths of the elements that it holds."""
    telling: dict[tuple[str, str, str], list[str]] = {}
    for kind, level, path, element in _list_telling(version.unit):
        telling.setdefault((kind, level, path), []).append(element)
    return [Unsaid(*what, _topmost(elements[0], met)) for what, elements in telling.items() if met.isdisjoint(elements)]


def find_unlisted_kinds(unsaid: Iterable[Unsaid]) -> set[str]:
    """The kinds of which a file, in want of what names their subjects, lists none: nobody is absent from it."""
    numbers = {what.level for what in unsaid if (what.kind, what.path) == (NUMBER, "number")}
    successions = {what.kind for what in unsaid if what.kind == "succession"}
    return successions | ({NUMBER} if numbers == {*LEVELS} else set())


def foreign_elements(
    version: XmlVersion, unsaid: Iterable[Unsaid], unknown: Iterable[str]
) -> Iterator[tuple[str, XmlVersion]]:
    """The unknown elements that another version has for what a file does not say, each with that version."""
    names, said_nowhere = {*unknown} - _names(version.unit), {what[:3] for what in unsaid}
    for other in VERSIONS.values():
        told = {
            name for what in _list_telling(other.unit) if what[:3] in said_nowhere for name in what.element.split("/")
        }
        yield from ((name, other) for name in sorted(told & names))


def _names(unit: tuple[Placed, ...]) -> set[str]:
    return {name for what in _list_telling(unit) for name in what.element.split("/")}


def _topmost(element: str, met: Set[str]) -> str:
    """The first element on the way to one that the file lacks."""
    names = element.split("/")
    ways = ["/".join(names[:n]) for n in range(1, len(names))]
    return next((way for way in ways if way not in met), element)


@lru_cache(maxsize=8)
def _list_telling(unit: tuple[Placed, ...]) -> tuple[Unsaid, ...]:
    """Every field and part of one, per kind and level, with an element that tells it."""
    return tuple(
        Unsaid(kind, "" if kind == "succession" else level, path, element)
        for placed in unit
        for level in placed.levels
        for kind, path, element in _unit_paths(placed.part)
    )


def _unit_paths(part: Part, above: str = "") -> Iterator[tuple[str, str, str]]:
    here = path_below(above, part)
    if isinstance(part, ElementGroup):
        for inner in part.parts:
            yield from _unit_paths(inner, here)
    elif part is STATUS:
        yield from _dates("unit", STATUS.parts, here)
    elif isinstance(part, Several):
        yield from _several(part, here)
    elif isinstance(part, Leaf):
        if part.key not in OF_NO_FIELD:
            yield "unit", part.key, here
    elif part.key in ("number", "location"):
        yield from _location(part, here)
    else:
        yield "unit", part.key, here
        yield from (("unit", f"{part.key}.{inner}", way) for inner, way in _leaves(part.parts, here))


def _leaves(parts: tuple[Part, ...], above: str) -> Iterator[tuple[str, str]]:
    """The parts of an address, or of another block of texts."""
    for part in parts:
        here = path_below(above, part)
        if isinstance(part, ElementGroup):
            yield from _leaves(part.parts, here)
        elif isinstance(part, Leaf):
            yield from ((key, here) for key in keys_of(part))


def _several(part: Several, here: str) -> Iterator[tuple[str, str, str]]:
    each = path_below(here, part.each)
    if isinstance(part.each, Leaf):
        yield "succession", part.key, each
    else:
        for inner in part.each.parts:
            if isinstance(inner, Leaf):
                yield from (("unit", path, path_below(each, inner)) for path in SPECIALITY_PATHS[inner.key])


def _location(part: Block, here: str) -> Iterator[tuple[str, str, str]]:
    """The state of the location number is the unit's; the data belong to the number."""
    for inner in part.parts:
        way = path_below(here, inner)
        if isinstance(inner, Block) and inner is STATUS:
            yield from _dates(NUMBER, STATUS.parts, way)
        elif isinstance(inner, Block):
            yield from _location(inner, way)
        elif isinstance(inner, Leaf) and inner.key == "number":
            yield "unit", "location", way
            yield NUMBER, "number", way
        elif isinstance(inner, Leaf) and inner.key == "inherited":
            yield "unit", WITHOUT_FLAG, way
        elif isinstance(inner, Leaf):
            yield NUMBER, inner.key, way


def _dates(kind: str, parts: tuple[Part, ...], above: str) -> Iterator[tuple[str, str, str]]:
    for part in parts:
        if isinstance(part, Leaf):
            yield from ((kind, path, path_below(above, part)) for path in STATUS_PATHS[part.key])
