"""How SORES stands: the documented combinations of cache and database."""

from typing import NamedTuple

from sor import __version__
from sor.core.instant import write_instant
from sor.core.shapes import Fields
from sor.following.warm_cache import WarmCache


class SoresStanding(NamedTuple):
    """The HTTP status and the sentence of a combination."""

    status: int
    text: str


VERDICTS = {
    (False, True): SoresStanding(200, "Reload required"),
    (False, False): SoresStanding(500, "Unable to load cache"),
    (True, True): SoresStanding(200, "OK"),
    (True, False): SoresStanding(200, "Degraded"),
}
"""(the cache is warm, the database is up) → what ``/status`` answers [documented]."""


def standing(cache: WarmCache, *, is_database_up: bool) -> tuple[int, Fields]:
    """The status document. The names and ``Status`` are documented, the words of the others are ours."""
    is_warm = cache.is_warm
    verdict = VERDICTS[is_warm, is_database_up]
    return verdict.status, {
        "Version": __version__,
        "Cache": "warm" if is_warm else "cold",
        "CacheLoadTime": write_instant(cache.loaded_at) if cache.loaded_at else None,
        "Database": "up" if is_database_up else "down",
        "Status": verdict.text,
        "Serial": cache.serial,
    }
