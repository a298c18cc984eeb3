"""What happens to a unit over the years: new names, numbers and addresses, moves within its tree, closing."""

from bisect import bisect
from collections.abc import Callable, Sequence
from random import Random

from sor.core.day import OPEN
from sor.core.shapes import Fields
from sor.sample import places
from sor.sample.days import shift_day
from sor.sample.family import NETWORKS, Family, SampleUnit
from sor.sample.placement import Pair, pairs

CHANGES_IN_EIGHT_YEARS = ((0.46, 0), (0.76, 1), (0.90, 2), (0.955, 3), (0.98, 4), (0.992, 6), (1.0, 9))
"""(share of units up to here, number of changes): most have one to three versions, the busiest about ten."""

CLOSING_IN_EIGHT_YEARS = 0.09
DEEPEST = 8

Kind = Callable[[Family, SampleUnit, int, int], None]


def age(family: Family, kinds: Sequence[tuple[int, Kind]], *, keep: frozenset[str] = frozenset()) -> None:
    """Let the span's years pass for all units of a family; those in ``keep`` (by key) are not closed.

    kinds: (weight, change) to draw from.
    """
    rng, years = family.rng, (family.span.day - family.span.begin) / 10000
    for unit in reversed(family.units):  # leaves first: what is closed below does not hold its parent open
        if unit.key not in keep and not unit.children and rng.random() < CLOSING_IN_EIGHT_YEARS * years / 8:
            _close(family, unit)
    weights = [weight for weight, _ in kinds]
    for unit in family.units:
        for _ in range(_number_of_changes(rng, years)):
            earliest = max(shift_day(unit.opened, 1), family.span.begin)
            latest = min(family.span.planned, shift_day(unit.closed, -1) if unit.closed < OPEN else OPEN)
            if earliest < latest:
                from_day = family.span.pick(rng, earliest, latest)
                change = rng.choices(kinds, weights)[0][1]
                change(family, unit, from_day, family.span.draw_registered(rng, from_day))


def _number_of_changes(rng: Random, years: float) -> int:
    drawn = CHANGES_IN_EIGHT_YEARS[bisect(CHANGES_IN_EIGHT_YEARS, (rng.random(), 0))][1]
    exact = drawn * min(years, 12) / 8
    return int(exact) + (rng.random() < exact % 1)


def _close(family: Family, unit: SampleUnit) -> None:
    earliest = max(shift_day(unit.opened, 90), family.span.begin)
    if earliest < family.span.planned:
        day = family.span.pick(family.rng, earliest, family.span.planned)
        family.close(unit, day, family.span.draw_registered(family.rng, day))


def rename(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """A new name of the same sort."""
    if unit.namer is not None:
        family.rename(unit, unit.namer(family.rng), from_day, registered)


def change_telephone(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """A new telephone number, e-mail address or web site."""
    full = family.rng.random() < 0.5
    value = places.virtual_address(family.rng, unit.first_name, full=full)
    unit.change(from_day, registered, virtual_address=value)


def rebuilt(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """An own visiting address elsewhere in town, or back to the inherited one."""
    if unit.level != "IO":
        new = places.house_address if unit.owner.type_name == "region" else places.address
        own = None if family.rng.random() < 0.2 else new(family.rng, unit.town)
        unit.change(from_day, registered, visiting_address=own)


def change_network(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """Another network supplier for the unit's own number."""
    number = unit.number
    if number is not None and number.opened < from_day < number.closed:
        number.change(from_day, registered, network=family.rng.choice(NETWORKS))


def move(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """A unit without children comes below another parent of a type that was seen above it."""
    old = unit.parent
    if unit.level != "OU" or old is None or unit.children:
        return
    for _ in range(4):
        new = family.rng.choice(family.units)
        pair = Pair(new.level, new.type_name, "OU", unit.type_name)
        fits = new.opened <= unit.opened and new.closed == OPEN and new is not unit and new is not old
        if fits and new.depth < DEEPEST and pair in pairs() and new.town.municipality == old.town.municipality:
            unit.change(from_day, registered, parent=new.key)
            new.children.append(unit)  # so that it does not move itself any more: no cycles
            unit.depth = max(unit.depth, new.depth + 1)
            return


def make_specialising(specialities: Sequence[Sequence[str]]) -> Kind:
    """Other specialities, drawn from combinations."""

    def change(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
        if unit.level == "OU":
            value = speciality_list(family.rng.choice(specialities))
            unit.change(from_day, registered, specialities=value)

    return change


def speciality_list(codes: Sequence[str]) -> list[Fields]:
    """The value of ``specialities``: the first one is the main one."""
    return [{"code": code, "main": n == 0} for n, code in enumerate(codes)]
