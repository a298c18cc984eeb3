"""The real tables, SHAK of 2010 and 2025 and MedCom's units, are told nothing of by what rows say against each other.
Collected only when SOR_REAL_DATA names their folder.
"""

import os
from pathlib import Path

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.recognise import read_file
from sor.formats.text_gate import claims_through
from sor.jobs.moved_columns import moved_columns
from sor.jobs.rows_stated import RowsStated
from sor.jobs.strange_rows import strange_rows
from tests.formats.test_real_tables import MEDCOM

REAL = Path(os.environ["SOR_REAL_DATA"])
DAY = 20260630

TABLES = {
    "shak/shakcomplete-2010-01-22.txt": None,
    "shak/shakcomplete-2025-06.csv": None,
    "sor-units/2025-11-21-medcom-orgs.csv": {name: column for name, column in MEDCOM.items() if name != "gln"},
    "sor-units/2025-12-03-medcom-hierarchy.csv": {name: column for name, column in MEDCOM.items() if name != "gln"},
    "sor-units/2026-03-medcom-gln.csv": None,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_real_table_is_told_nothing(name: str) -> None:
    names = CodeNames(periods_of(bundled_claims()))
    rows = RowsStated()
    with read_file(REAL / name, lookups=names, snapshot=DAY, columns=TABLES[name]) as delivery:
        for claim in claims_through(delivery):
            rows.take(claim)
    assert [str(one) for one in (*strange_rows(rows, names, DAY), *moved_columns(rows, is_table=True))] == []
