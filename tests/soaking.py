"""Long campaigns in portions: cases are taken for MINUTES, and the next run goes on where this one stopped.

What has passed stays passed until every campaign that was begun is through; only then, or with ``ANEW=1``, does a run
begin all of them anew. So campaigns of unlike length come to their end by the same command, given again and again.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

DONE = Path(__file__).parents[1] / ".cache" / "soak"
"""A file for each campaign that was begun: names of the cases that passed. Its ending says whether all have; beside it
what has been counted so far.
"""

UNDER_WAY, THROUGH, FIGURES = ".under-way", ".through", ".figures"

Case = TypeVar("Case")


def in_portions(
    campaign: str, cases: Iterable[Case], share: float = 1.0, name: Callable[[Case], str] = str
) -> Iterator[Case]:
    """The cases of a campaign that have not passed yet, for a share of MINUTES; then tells how many of how many have.
    A case has passed when the next is asked for. name: what a case is known by in the next run.
    """
    DONE.mkdir(parents=True, exist_ok=True)
    begin_anew(DONE)
    until = time.monotonic() + 60 * share * float(os.environ.get("MINUTES", "1"))
    noted, through, named = DONE / f"{campaign}{UNDER_WAY}", DONE / f"{campaign}{THROUGH}", {name(c): c for c in cases}
    if through.exists() and not named.keys() <= _lines(through):
        through.rename(noted)  # it has got new cases since
    before = _lines(through) | _lines(noted)
    left = [one for one in named if one not in before]
    passed = len(named) - len(left)
    if not through.exists():
        with noted.open("a") as file:
            for one in left:
                if time.monotonic() > until:
                    break
                yield named[one]
                file.write(f"{one}\n")
                file.flush()
                passed += 1
        if passed == len(named):
            noted.rename(through)
    report(**{campaign: f"{passed:,} of {len(named):,}"})


@cache
def begin_anew(folder: Path) -> None:
    """Once in a run: forget what has passed when all campaigns of a folder are through, or when ANEW asks for it."""
    if os.environ.get("ANEW") or not any(folder.glob(f"*{UNDER_WAY}")):
        for ending in (UNDER_WAY, THROUGH, FIGURES):
            for noted in folder.glob(f"*{ending}"):
                noted.unlink()


def count(campaign: str, **figures: int) -> dict[str, int]:
    """Add to the figures of a campaign, over all the runs that it takes; gives them all."""
    DONE.mkdir(parents=True, exist_ok=True)
    noted = DONE / f"{campaign}{FIGURES}"
    sums = Counter(json.loads(noted.read_text()) if noted.exists() else {})
    sums.update(figures)
    noted.write_text(json.dumps(sums))
    return dict(sums)


def report(**figures: object) -> None:
    """Tell what was done; shown by ``pytest -s``."""
    sys.stdout.write(" · ".join(f"{name} {figure}" for name, figure in figures.items()) + "\n")


def _lines(noted: Path) -> set[str]:
    return {*noted.read_text().splitlines()} if noted.exists() else set()
