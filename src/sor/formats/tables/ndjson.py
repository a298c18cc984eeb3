"""One unit a line, as JSON: the shape of REST and of ``sor show``, inherited values resolved and marked with their
source. The one format with every selection: full, history, and delta.

A delta holds the same lines for what is new or changed, and ``{"kind": "unit", "key": …, "removed": true}`` for what
is gone: a reader replaces by ``code`` and drops the removed, and then has the full file of the later serial.
"""

from typing import BinaryIO

import msgspec

from sor.core.code_book import CodeBook
from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.core.unit import shown_date
from sor.formats.published.export_format import HISTORY, KNOWN, PROJECT, SINCE, VALID, Format
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection, answer_of, join_shown
from sor.formats.tables.measures import Measures
from sor.formats.tables.unit_words import unit_columns

encode = msgspec.json.encode


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A selection as lines; only a coordinate that is no number is left out, since readers take a number there."""
    measures = Measures()
    if selection.since is not None:
        _write_delta(selection, out, measures)
    elif selection.history:
        _write_history(selection, out, measures)
    else:
        for row in selection.units():
            _add(selection, out, line(row, selection.codes, measures))
    return measures.list_omitted()


def line(row: SelectedUnit, codes: CodeBook, measures: Measures) -> bytes:
    """A unit as its line."""
    return encode(measures(answer_of(row, codes))) + b"\n"


def write_removal(code: str) -> bytes:
    """The line for a unit that is gone."""
    return encode({"kind": "unit", "key": code, "removed": True}) + b"\n"


def _add(selection: Selection, out: BinaryIO, text: bytes) -> None:
    out.write(text)
    selection.rows[""] += 1


def _write_delta(selection: Selection, out: BinaryIO, measures: Measures) -> None:
    for code, before, after in selection.unit_changes():
        if after is None:
            _add(selection, out, write_removal(code))
            continue
        now = line(after, selection.codes, measures)
        if before is None or line(before, selection.codes_before, Measures()) != now:
            _add(selection, out, now)


def _write_history(selection: Selection, out: BinaryIO, measures: Measures) -> None:
    def cells(row: SelectedUnit) -> Fields:
        return {**measures(answer_of(row, selection.codes)), "valid_from": None, "valid_to": None}

    for row, answer in join_shown(selection.units(), cells):
        answer["valid_from"], answer["valid_to"] = write_day(row.from_day), shown_date(row.to_day)
        _add(selection, out, encode(answer) + b"\n")


NDJSON = Format(
    name="ndjson",
    version="1",
    title_da="Enheder som JSON, én pr. linje",
    title_en="Units as JSON, one a line",
    takes=frozenset({VALID, KNOWN, SINCE, HISTORY}),
    write=write,
    file="units.ndjson",
    basis=PROJECT,
    columns=unit_columns,
    encoding="utf-8",
)
