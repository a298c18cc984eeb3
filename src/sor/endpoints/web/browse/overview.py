"""The register at a glance, on the front page: how many units there are by type, region, municipality and owner, where
they lie, and how they have become as many.
"""

from collections.abc import Sequence
from typing import NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.day import write_day
from sor.endpoints.web.administration.quality_map import HEIGHT, UNKNOWN, WIDTH, outlines
from sor.endpoints.web.browse.facets_view import FacetChoice
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import SAFE_HEADERS
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.search.index import Hits
from sor.search.text import sort_key

MAP = "/map.svg"
MOST_TYPES, MOST_OWNERS, MOST_YEARS = 12, 10, 10
SHADES = ("#cfe3df", "#9fcabf", "#62a898", "#2f8577", "#0b5d4e")
"""From few units to many; each is for a fifth of the municipalities."""


class RegisterOverview(NamedTuple):
    """What there is on a day. types and owners: most first; regions and municipalities: in the order of the alphabet.
    growth: the units that were open at the beginning of each year, and today.
    """

    types: Sequence[FacetChoice]
    regions: Sequence[FacetChoice]
    municipalities: Sequence[FacetChoice]
    owners: Sequence[FacetChoice]
    growth: Sequence[tuple[str, int]]


def overview(site: Site, visit: Visit, names: Names) -> RegisterOverview:
    """The register as the visit looks at it."""
    counts = count_register(site, visit).counts
    snapshot = site.register.at(visit.at)
    owners = [
        FacetChoice(code, (found and found.get("name")) or code, count)
        for code, count in counts["owner"][:MOST_OWNERS]
        for found in [snapshot.summary(code)]
    ]
    return RegisterOverview(
        [FacetChoice(code, names.of("entity_type", code), count) for code, count in counts["type"][:MOST_TYPES]],
        _by_name("region", counts["region"], names),
        _by_name("municipality", counts["municipality"], names),
        owners,
        _growth(site, visit),
    )


def count_register(site: Site, visit: Visit) -> Hits:
    """All open units of the visit's day, counted."""
    return site.search.search_around(
        "", visit.at, limit=1, offset=0, open=True, near=None, counting=True, together=False
    )


def _by_name(code_list: str, counts: Sequence[tuple[str, int]], names: Names) -> list[FacetChoice]:
    named = [FacetChoice(code, names.of(code_list, code), count) for code, count in counts]
    return sorted(named, key=lambda one: sort_key(one.name))


def _growth(site: Site, visit: Visit) -> list[tuple[str, int]]:
    """From the first of the last ten years at the beginning of which there were units."""
    year = visit.at.valid // 10_000
    days = [before * 10_000 + 101 for before in range(year - MOST_YEARS + 1, year + 1)]
    days += [visit.at.valid] if visit.at.valid != days[-1] else []
    counted = zip(days, site.search.open_on(days, visit.at.known), strict=True)
    return [(write_day(day), count) for day, count in counted if count]


@get(MAP, sync_to_thread=True, include_in_schema=False)
def map_picture(site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[bytes]:
    """The municipalities, the darker the more units; the figures stand in the list beside it."""
    counts = dict(count_register(site, visit).counts["municipality"])
    ranked = sorted(counts.values())
    drawn = "".join(
        f'<path d="{path}" fill="{_shade(ranked, counts.get(code, 0))}"/>' for code, path in outlines().paths.items()
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g stroke="#fff" stroke-width="0.4">{drawn}</g></svg>'
    )
    told = SAFE_HEADERS | {"Cache-Control": "private, no-cache"}
    return Response(picture.encode(), media_type="image/svg+xml", headers=told)


def _shade(ranked: Sequence[int], count: int) -> str:
    if not count:
        return UNKNOWN
    below = sum(1 for one in ranked if one < count)
    return SHADES[min(below * len(SHADES) // len(ranked), len(SHADES) - 1)]
