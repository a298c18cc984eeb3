"""Matching all 98 municipalities, 2,000 units in FK-ORG with 500 in SOR each, beside comparing names alone; and one
unit that was changed.
"""

import time
from collections.abc import Iterator

import msgspec
from rapidfuzz import fuzz, process

from bench.table import Row
from sor.oss.matching import UnitMatcher
from tests.oss.truth import make_truth

MUNICIPALITIES, MEASURED = 98, 4


def rows(_: int) -> Iterator[Row]:
    """Seconds of processor time for all municipalities, from some of them; and for one changed unit."""
    truths = [make_truth(seed) for seed in range(MEASURED)]
    started = time.process_time()
    for truth in truths:
        sor = [one.name for one in truth.side.units.values()]
        process.cdist([one.name for one in truth.orgs], sor, scorer=fuzz.token_sort_ratio)
    names = (time.process_time() - started) / MEASURED * MUNICIPALITIES
    started = time.process_time()
    matchers = [UnitMatcher(truth.side, truth.orgs) for truth in truths]
    found = sum(len(one.matches()) for one in matchers)
    whole = (time.process_time() - started) / MEASURED * MUNICIPALITIES
    told = f"{MUNICIPALITIES} × 2,000 units, {found / MEASURED:.0f} pairs each"
    yield Row(
        "matching", told, f"{whole:.0f} s", f"{names:.0f} s names only", f"{whole / names:.1f}", "< 60 s", whole < 60
    )
    changed = msgspec.structs.replace(truths[0].orgs[7], name="Et nyt navn")
    started = time.process_time()
    matchers[0].update(changed)
    matchers[0].matches()
    one = (time.process_time() - started) * 1000
    yield Row("matching", "one changed unit", f"{one:.0f} ms", "", "", "< 100 ms", one < 100)
