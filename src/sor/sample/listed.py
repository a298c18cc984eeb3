"""The sample register on its day as the daily files list it: trees in order, each unit after its parent."""

from collections.abc import Iterable, Iterator

from sor.core.day import parse_day
from sor.core.shapes import Fields, Location, as_place, as_unit
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.sample.register import SubjectOnDay, families, stands
from sor.sample.showcases import REGION_OWNERS

_BESIDE = frozenset({"level", "parent", "status"})
"""Fields of a unit that a listed unit holds elsewhere than in its values."""


class _Group:
    """The standing subjects of a family, by kind and key."""

    def __init__(self, found: Iterable[SubjectOnDay]) -> None:
        self.kinds: dict[str, dict[str, SubjectOnDay]] = {}
        for standing in found:
            self.kinds.setdefault(standing.kind, {})[standing.key] = standing
        self.replaced: dict[str, list[str]] = {}
        for key in self.kinds.get("succession", ()):
            old, _, new = key.partition(">")
            self.replaced.setdefault(new, []).append(old)

    def of(self, kind: str) -> dict[str, SubjectOnDay]:
        """The subjects of a kind."""
        return self.kinds.get(kind, {})


def listed_units(units: int, years: int, seed: int, day: int) -> Iterator[ListedUnit]:
    """The units that are open on the register's day, with their own values, in the order that SOR XML needs.

    A unit whose parent is missing comes after the tree in which it was made.
    """
    regions = set(REGION_OWNERS.values())
    waiting: dict[str, _Group] = {}
    for number, family in enumerate(families(units, years, seed, day)):
        found = [s for story in family.stories() if (claim := story.claim(day)) and (s := stands(claim, day))]
        group = _Group(found)
        if number == 0:  # the showcases hold the regions' owners, whose hospitals are other families
            waiting = dict.fromkeys(regions, group)
            yield from _trees(group, skip=regions)
            continue
        owner = next((above for unit in group.of("unit").values() if (above := _parent(unit)) in waiting), None)
        if owner is not None:
            yield from _branch(waiting.pop(owner), owner)
        yield from _trees(group, skip=set())
    for owner, group in waiting.items():
        yield from _branch(group, owner)


def _parent(standing: SubjectOnDay) -> str:
    return as_unit(standing.piece.values).get("parent", "")


def _children(group: _Group) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, standing in group.of("unit").items():
        found.setdefault(_parent(standing), []).append(key)
    return found


def _trees(group: _Group, skip: set[str]) -> Iterator[ListedUnit]:
    """Every tree of a group, then what stands in none: below a missing parent or below itself."""
    children, units = _children(group), group.of("unit")
    tops = [key for key in units if _parent(units[key]) not in units and key not in skip]
    orphans = {key for key in units if _parent(units[key]) == key}
    listed: list[str] = []
    for top in [*sorted(tops, key=lambda key: units[key].piece.values["level"] == "OU"), *sorted(orphans)]:
        listed += _below(top, children, orphans - {top})
    for key in listed:
        yield _list_unit(group, key)


def _branch(group: _Group, top: str) -> Iterator[ListedUnit]:
    for key in _below(top, _children(group), set()):
        yield _list_unit(group, key)


def _below(top: str, children: dict[str, list[str]], without: set[str]) -> list[str]:
    """A unit and all below it, each after its parent and that one's other branches."""
    found, open_ends = [], [top]
    while open_ends:
        key = open_ends.pop()
        found.append(key)
        open_ends += [c for c in reversed(children.get(key, ())) if c != key and c not in without]
    return found


def _list_unit(group: _Group, key: str) -> ListedUnit:
    standing = group.of("unit")[key]
    values = as_unit(standing.piece.values)
    location: Location = values.get("location", {})
    number = group.of("location_number").get(location.get("number", ""))
    place = group.of("place").get(values.get("geographic_location", ""))
    return ListedUnit(
        code=key,
        level=values["level"],
        parent=values.get("parent"),
        values={field: value for field, value in values.items() if field not in _BESIDE},
        status=_status(standing),
        number=_list_number(number) if number is not None else None,
        replaces=tuple(group.replaced.get(key, ())),
        place_name=as_place(place.piece.values)["name"] if place is not None else None,
    )


def _list_number(standing: SubjectOnDay) -> ListedNumber:
    values: Fields = {field: v for field, v in standing.piece.values.items() if field != "status"}
    return ListedNumber(standing.key, values, _status(standing))


def _status(standing: SubjectOnDay) -> ListedStatus:
    status = as_unit(standing.piece.values)["status"]
    return ListedStatus(standing.opened, parse_day(status["from"]), standing.closed, parse_day(status["updated"]))
