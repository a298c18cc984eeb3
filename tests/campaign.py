"""Long runs over many cases: bounded by MINUTES, and going on where the run before stopped."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).resolve().parents[1] / ".cache" / "soak"

Case = TypeVar("Case")


def rest_of(name: str, cases: Sequence[Case], share: float = 1.0) -> Iterator[Case]:
    """The cases that no run before has passed, for a share of MINUTES; from the first again once all have passed. A
    case counts as passed when the next is asked for.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / name
    done = int(kept.read_text()) if kept.exists() else 0
    until = time.monotonic() + 60 * share * float(os.environ.get("MINUTES", "1"))
    for case in cases[done:]:
        if time.monotonic() > until:
            break
        yield case
        done += 1
        kept.write_text(str(done))
    report(**{name: f"{done:,} of {len(cases):,}"})
    if done >= len(cases):
        kept.unlink(missing_ok=True)


def report(**figures: object) -> None:
    """Tell what was done; shown by ``pytest -s``."""
    sys.stdout.write(" · ".join(f"{name} {figure}" for name, figure in figures.items()) + "\n")
