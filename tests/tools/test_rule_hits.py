"""Counting what the book finds."""

from pathlib import Path

from sor.rules import BOOK
from tools.rule_hits import Source, hits, written

COLUMNS = {"code": "kode", "level": "niveau", "name": "navn", "parent": "over", "type": "type"}
TABLE = """\
kode;niveau;navn;over;type
11000016002;IE;Klitgård ApS;;privat
21000016006;SI;Lægerne Bredgade;11000016002;almen lægepraksis
311000016009;OE;Asta Klitgård;21000016006;
"""


def test_units_that_break_a_rule_are_counted_by_rule_and_case(tmp_path: Path) -> None:
    (tmp_path / "clinic.csv").write_text(TABLE, "utf-8")
    found = hits(Source(tmp_path / "clinic.csv", COLUMNS, 20261101), tmp_path)
    assert [(hit.file, hit.units, hit.rule, hit.case, hit.severity, hit.hit) for hit in found] == [
        ("clinic.csv", 3, "", "", "", 0),
        ("clinic.csv", 3, "T1", "no type", "error", 1),
    ]


def test_the_counts_in_the_project_are_of_rules_that_there_are() -> None:
    counts = written()
    assert all((hit.rule, hit.case) in BOOK for hit in counts if hit.rule)
    assert all(hit.hit <= hit.units for hit in counts)
    assert all(hit.severity == BOOK[hit.rule, hit.case].severity for hit in counts if hit.rule)
