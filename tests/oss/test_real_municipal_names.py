"""The figures of the matcher on the names that municipal units really have in SOR, spoilt as in the made ones."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.oss.test_matching import hold_figures
from tests.oss.truth import Truth, make_truth


def truths() -> Iterator[Truth]:
    path = Path(os.environ["SOR_REAL_DATA"]) / "sor-units" / "2025-11-21-medcom-orgs.csv"
    with path.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter=";") if row["sor_type"] == "OE"]
    assert len(names) == 1775
    for seed in range(4):
        Random(seed).shuffle(names)
        yield make_truth(100 + seed, given=names[:500])


def test_right_units_are_found_by_their_real_names() -> None:
    hold_figures(truths())
