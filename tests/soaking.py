"""Long campaigns in portions: cases are taken for MINUTES, and the next run goes on where this one stopped."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

DONE = Path(__file__).parents[1] / ".cache" / "soak"


def in_portions(campaign: str, cases: Iterable[str]) -> Iterator[str]:
    """The cases of a campaign that have not passed yet, until MINUTES are over; after the last it begins anew."""
    DONE.mkdir(parents=True, exist_ok=True)
    noted = DONE / f"{campaign}.txt"
    passed = set(noted.read_text().splitlines()) if noted.exists() else set()
    until = time.monotonic() + float(os.environ.get("MINUTES", "1")) * 60
    with noted.open("a") as file:
        for case in cases:
            if case in passed:
                continue
            if time.monotonic() > until:
                return
            yield case
            file.write(f"{case}\n")
            file.flush()
    noted.unlink()
