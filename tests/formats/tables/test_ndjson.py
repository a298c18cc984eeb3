"""NDJSON: one unit a line in the documented shape; ``tests/jobs/test_selection.py`` shows its deltas and histories."""

import io
import json

from sor.formats.tables.ndjson import NDJSON, write, write_removal
from sor.formats.tables.unit_words import unit_columns
from tests.formats.selections import CODES, DOCTOR, Given, practice


def test_a_line_is_a_unit_and_holds_nothing_that_is_not_explained() -> None:
    out = io.BytesIO()
    assert write(Given(practice()), out) == []
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["code"] for line in lines][-1] == DOCTOR
    explained = {column.name for column in unit_columns()}
    for line in lines:
        for name, value in line.items():
            if isinstance(value, dict) and name not in ("local_attributes", "geographic_parent"):
                assert {f"{name}.{part}" for part in value} <= explained
            else:
                assert name in explained


def test_what_is_gone_is_told_in_the_documented_form() -> None:
    assert write_removal("1") == b'{"kind":"unit","key":"1","removed":true}\n'


def test_it_takes_every_selection() -> None:
    assert NDJSON.takes == {"valid", "known", "since", "history"}
    assert CODES.lists()
