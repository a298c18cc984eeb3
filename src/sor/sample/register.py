"""The sample register as a whole: how many units of each sort, what was known when, and how it stood on a day."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from sor.core.claim import Claim, Piece
from sor.sample import flaws, municipal, places, private, regional, showcases, state
from sor.sample.days import SampleYears, months_before
from sor.sample.family import Family
from sor.sample.story import Story

SAMPLE_DAY = 20261101
"""The day of the bundled sample register: the demo's today."""

SAMPLE_UNITS, SAMPLE_YEARS, SAMPLE_SEED = 3000, 8, 2026

FEWEST, MOST = 100, 900_000
"""How many units a register may have: the showcases and some more; the codes of the demo range."""

REGIONAL, MUNICIPAL, STATE = 0.28, 0.30, 0.01
"""Shares of units; what is left is private."""

REGION_SHARES = {"1084": 0.31, "1082": 0.23, "1083": 0.21, "1085": 0.14, "1081": 0.11}
"""The regions' shares, roughly those of their inhabitants."""

DELIVERIES_BEGIN, DELIVERIES_EVERY = 18, 3
"""Months before the day at which the register was first loaded, and between two later deliveries."""


class Plot(NamedTuple):
    """A family to be made: where its places begin, how many units, and which of its sort."""

    sort: str
    first: int
    size: int
    which: int = 0


class SampleDelivery(NamedTuple):
    """What the register learned on one day: one entry of the log.

    claims: one per subject, each with its whole history as known then; read them once and in order.
    """

    known_day: int
    reason: str
    claims: Iterator[Claim]


class Unready(ValueError):
    """A size that no sample register can have."""


def check_size(units: int) -> None:
    """Raises Unready for a number of units outside [FEWEST, MOST]."""
    if not FEWEST <= units <= MOST:
        raise Unready(f"A sample register has {FEWEST} to {MOST:,} units, not {units:,}.")


def families(units: int, years: int, seed: int, day: int) -> Iterator[Family]:
    """All families, one after the other, with exactly so many units; each can be forgotten before the next."""
    check_size(units)
    span = SampleYears.of(years, day)
    shown = showcases.make(span)
    yield shown.family
    put: Counter[str] = Counter()
    for plot in _plots(units, seed):
        family = _make_family(plot, seed, span, shown)
        flaws.put_flaws(family, put)
        yield family


def _make_family(plot: Plot, seed: int, span: SampleYears, shown: showcases.Showcases) -> Family:
    if plot.sort == "region":
        region = list(REGION_SHARES)[plot.which]
        return regional.make(seed, span, plot.first, plot.size, shown.regions[region], plot.which * 100)
    if plot.sort == "municipality":
        return municipal.make(seed, span, plot.first, plot.size, places.municipalities()[plot.which])
    if plot.sort == "state":
        return state.make(seed, span, plot.first, plot.size)
    return private.make(seed, span, plot.first, plot.size, plot.which)


def _plots(units: int, seed: int) -> Iterator[Plot]:
    """The plan: regions, municipalities, the state, and private owners for all that is left."""
    first, left = showcases.PLACES, units - showcases.UNITS
    rng = Random(seed)
    fixed = [*_regional_plots(left), *_municipal_plots(left), Plot("state", 0, round(left * STATE))]
    for plot in fixed:
        if plot.size >= municipal.SMALLEST:
            yield plot._replace(first=first)
            first, left = first + plot.size, left - plot.size
    while left:
        which, size = private.draw(rng)
        if left < size or 0 < left - size < private.SMALLEST:
            which, size = _last(left)
        yield Plot("private", first, size, which)
        first, left = first + size, left - size


def _last(left: int) -> tuple[int, int]:
    """A general practice that leaves either nothing or enough for one more tree."""
    size = left if left <= private.SMALLEST + 2 else private.SMALLEST
    return 0, size if left - size not in (1, 2) else size + 1


def _regional_plots(units: int) -> Iterator[Plot]:
    for which, share in enumerate(REGION_SHARES.values()):
        yield Plot("region", 0, round(units * REGIONAL * share), which)


def _municipal_plots(units: int) -> Iterator[Plot]:
    """The largest municipalities first, if there are too few units for all."""
    found = places.municipalities()
    numbers = [n for n, m in enumerate(found) if m.code != showcases.MUNICIPALITY]
    numbers.sort(key=lambda n: -len(found[n].towns))
    quota = round(units * MUNICIPAL)
    chosen = numbers[: max(1, quota // 7)]
    total = sum(len(found[n].towns) for n in chosen)
    spare = quota - municipal.SMALLEST * len(chosen)
    for n in chosen:
        size = municipal.SMALLEST + spare * len(found[n].towns) // total
        yield Plot("municipality", 0, size, n)


def find_delivery_days(years: int, day: int) -> list[int]:
    """The days of the deliveries: the first load, then one a quarter, the last on the register's day."""
    months = range(min(DELIVERIES_BEGIN, 12 * years), 0, -DELIVERIES_EVERY)
    return [*(months_before(day, n) for n in months), day]


def deliveries(units: int, years: int, seed: int, day: int) -> Iterator[SampleDelivery]:
    """What the register learned when. The first delivery holds everything known by then, the later ones the whole
    history of each subject of which something was learned since; what nobody could know yet is left out.

    units: exactly so many in the end, those opened later included. years: how far back changes go. day: the
    register's day; some changes are scheduled after it.
    """
    check_size(units)
    days = find_delivery_days(years, day)
    later: list[list[Story]] = [[] for _ in days]
    first = _first_claims(families(units, years, seed, day), days, later)
    yield SampleDelivery(days[0], "Første indlæsning", first)
    for _ in first:
        pass
    for known_day, stories in zip(days[1:], later[1:], strict=True):
        yield SampleDelivery(known_day, "Kvartalets ændringer", _claims(stories, known_day))


def _first_claims(made: Iterator[Family], days: list[int], later: list[list[Story]]) -> Iterator[Claim]:
    """The claims of the first day, and on the way who comes again in which later delivery."""
    for family in made:
        for story in family.stories():
            claim = story.claim(days[0])
            if claim is not None:
                yield claim
            learned = {n for day in story.registered_days() if (n := _delivery_of(day, days)) is not None}
            for n in learned:
                later[n].append(story)


def _delivery_of(registered: int, days: list[int]) -> int | None:
    """The later delivery that first tells what was registered on a day; None for the first load and the future."""
    if registered <= days[0]:
        return None
    return next((n for n, day in enumerate(days) if registered <= day), None)


def _claims(stories: list[Story], known_day: int) -> Iterator[Claim]:
    for story in stories:
        claim = story.claim(known_day)
        if claim is not None:
            yield claim


class SubjectOnDay(NamedTuple):
    """How a subject stands on one day. opened: its first day; closed: its first day no longer, if that is known."""

    kind: str
    key: str
    piece: Piece
    opened: int
    closed: int


def standing(units: int, years: int, seed: int, day: int) -> Iterator[SubjectOnDay]:
    """Every subject that is open on the register's day, as it stands then; what is scheduled is left out."""
    for family in families(units, years, seed, day):
        for story in family.stories():
            claim = story.claim(day)
            found = claim and stands(claim, day)
            if found:
                yield found


def stands(claim: Claim, day: int) -> SubjectOnDay | None:
    """How a claimed subject stands on a day; None when it is not open then."""
    opened, closed = claim.life[0] if claim.life else (day, day)
    if not opened <= day < closed:
        return None
    piece = next(p for p in reversed(claim.pieces) if p.from_day <= day)
    return SubjectOnDay(claim.kind, claim.key, piece, opened, closed)
