"""Coordinates in the formats of our own are numbers or nothing, and what is left out is told."""

import io
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sor.core.as_of import AsOf
from sor.formats.tables import ndjson, parquet
from sor.formats.tables.measures import Measures
from sor.jobs import selection
from sor.jobs.ready_database import write_sqlite
from tests.formats.selections import DOCTOR, Given, practice

HAVNEN = {"street": "Havnen", "east": "12,5 km", "north": 6347032.45}
TOLD = [(DOCTOR, "visiting_address.east", "east is a number, which '12,5 km' is not: left out")]


def test_what_is_no_number_is_taken_out_and_told_once() -> None:
    measures = Measures()
    answer = {"code": DOCTOR, "name": "Dr.", "visiting_address": HAVNEN, "postal_address": {"east": 1.5}}
    for _ in range(2):
        assert measures(answer) == answer | {"visiting_address": {"street": "Havnen", "north": 6347032.45}}
    assert measures.list_omitted() == TOLD
    assert answer["visiting_address"] is HAVNEN, "what the register answers stays as it is"


@pytest.mark.parametrize("form", [ndjson, parquet])
@pytest.mark.parametrize("history", [False, True])
def test_every_selection_of_ndjson_and_parquet_has_numbers_only(form: Any, history: bool) -> None:
    rows = [row for row in practice(visiting_address=HAVNEN) if row.code == DOCTOR]
    out = io.BytesIO()
    omitted = form.write(Given(rows, history=history), out)
    assert [line for line in omitted if line.field == "visiting_address.east"] == TOLD
    if form is ndjson:
        (found,) = map(json.loads, out.getvalue().splitlines())
        assert ("east" in found["visiting_address"], found["visiting_address"]["north"]) == (False, 6347032.45)


@pytest.mark.slow
def test_the_ready_database_has_numbers_where_numbers_stand_and_yes_or_no_as_1_or_0(tmp_path, register) -> None:
    """A program in any language takes 0 for no; it would take the text '0' for yes."""
    register.change(
        {"op": "create", "as": "#1", "level": "IO", "from": "2020-01-01",
         "set": {"name": "Firma", "postal_address": {"street": "Nygade", "east": 557481.5}}},
        "anna", "web", judge=False,
    )  # fmt: skip
    selected = selection.full(register, AsOf(register.today(), register.serial()), register.clock())
    write_sqlite(register, selected, tmp_path / "sor.sqlite", lambda _: None)
    with closing(sqlite3.connect(tmp_path / "sor.sqlite")) as ready:
        query = "SELECT open, postal_address_inherited, postal_address_east, serial, code FROM units"
        (found,) = ready.execute(query).fetchall()
    assert found[:4] == (1, 0, 557481.5, 1)
    assert [type(value) for value in found] == [int, int, float, int, str]
