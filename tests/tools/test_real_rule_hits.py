"""The hits told in RULES.md are those in the real files. Collected only when SOR_REAL_DATA names their folder."""

import os
from pathlib import Path

from tools.rule_hits import counted, written


def test_the_hits_in_real_files_are_as_told() -> None:
    assert counted(Path(os.environ["SOR_REAL_DATA"])) == written()
