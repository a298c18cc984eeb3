"""The map of quality: the municipalities, the darker the more of their open units are without errors and warnings."""

from functools import cache
from importlib.resources import files

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct, json

from sor.desk.quality import Quality

MAP = "/quality/map.svg"
WIDTH, HEIGHT = 366, 296
STEPS = ((99.5, "#0b5d4e"), (97.0, "#2f8f7a"), (94.0, "#7fbfae"), (90.0, "#e3b778"), (0.0, "#b3552b"))
"""From which share on a municipality has which colour."""

UNKNOWN = "#d5dbe1"
"""The colour of one without open units."""


class Outlines(Struct):
    """Paths by municipality; ``tools/municipality_outlines.py`` makes them."""

    source: str
    paths: dict[str, str]


@get(MAP, include_in_schema=False, sync_to_thread=True)
def map_picture(quality: NamedDependency[Quality]) -> Response[bytes]:
    """The picture; the figures stand in the table beside it."""
    places = quality.overview().value.places
    drawn = "".join(
        f'<path d="{path}" fill="{_colour(places[code].share) if code in places else UNKNOWN}"/>'
        for code, path in outlines().paths.items()
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g stroke="#fff" stroke-width="0.4">{drawn}</g></svg>'
    )
    return Response(picture.encode(), media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})


@cache
def outlines() -> Outlines:
    """The outlines of the municipalities."""
    return json.decode((files("sor.endpoints.web.kit") / "outlines.json").read_bytes(), type=Outlines)


def _colour(share: float) -> str:
    return next(colour for least, colour in STEPS if share >= least)


HANDLERS = [map_picture]
