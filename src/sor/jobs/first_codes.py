"""Code lists in the first file of all: what the file says of codes goes over the lists that the program carries.

Without a file that knows code lists the hub brings the bundled ones along (``docs/decisions/first-entry.md``); a file
that names a few must not keep the many out.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sor.codes.bundle import bundled_claims, digest
from sor.core.claim import Claim, difference
from sor.core.statement import Draft, Statement
from sor.core.timeline import LIFE
from sor.store.append import LineDraft


def first_drafts(claim: Claim) -> list[Draft]:
    """The statements of a code that a first file names: the bundled ones, but where the file says otherwise the file's
    own.
    """
    bundled = _read_bundled().get(claim.key)
    if bundled is None:
        return difference({}, claim)
    drafts = difference({}, bundled)
    timeline: dict[str, list[Statement]] = {}
    for place, d in enumerate(drafts):
        timeline.setdefault(d.field, []).append(
            Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, 1, 1, place)
        )
    if not difference(timeline, claim):
        return drafts
    told = claim.fields | {LIFE}
    return [d for d in drafts if d.field not in told] + difference({}, claim)


def read_bundled_lines(named: Iterable[str]) -> Iterator[LineDraft]:
    """The lines of all bundled codes but those that the file names."""
    skipped = set(named)
    asked = {"op": "codes", "digest": digest()}
    for key, claim in _read_bundled().items():
        if key not in skipped:
            yield LineDraft(claim.kind, key, difference({}, claim), asked, before={})


@lru_cache(maxsize=1)
def _read_bundled() -> dict[str, Claim]:
    return {claim.key: claim for claim in bundled_claims()}
