"""Units as Parquet, for analysis: the members of the unit JSON with their types, addresses and numbers as structs.

Needs the package pyarrow, which the extra ``parquet`` of this one brings.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from sor.core.day import write_day
from sor.core.shapes import Fields, text_in
from sor.core.unit import shown_date
from sor.formats.published.export_format import HISTORY, KNOWN, PROJECT, VALID, Format, FormatUnavailable
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection, answer_of, join_shown
from sor.formats.tables.measures import Measures
from sor.formats.tables.unit_words import BLOCKS, DAYS, ENDING, FLAGS, METRES, PLAIN, SERIAL, unit_columns

ROWS_AT_ONCE = 5000


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A selection as one Parquet file. Raises Unavailable without pyarrow."""
    measures = Measures()
    arrow, parquet = _pyarrow()
    schema = _schema(arrow)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        rows = _answers(selection, measures)
        while some := [_type_days(row) for row in islice(rows, ROWS_AT_ONCE)]:
            selection.rows[""] += len(some)
            writer.write_batch(arrow.RecordBatch.from_pylist(some, schema=schema))
    return measures.list_omitted()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 (optional, and slow to load)
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise FormatUnavailable("Parquet needs the package pyarrow. Install it with: pip install pyarrow") from None
    return pa, pq


def _answers(selection: Selection, measures: Measures) -> Iterator[Fields]:
    if not selection.history:
        for row in selection.units():
            yield {**measures(answer_of(row, selection.codes))}
        return

    def cells(row: SelectedUnit) -> Fields:
        return {**measures(answer_of(row, selection.codes)), "valid_from": None, "valid_to": None}

    for row, answer in join_shown(selection.units(), cells):
        answer["valid_from"], answer["valid_to"] = write_day(row.from_day), shown_date(row.to_day)
        yield answer


def _schema(arrow: Any) -> Any:
    """The type of every member; ``unit_words`` names them all."""
    structs = {
        block: arrow.struct([(name, _type(arrow, name)) for name, _, _ in parts]) for block, parts in BLOCKS
    } | {
        "specialities": arrow.list_(arrow.struct([("code", arrow.string()), ("main", arrow.bool_()),
                                                  ("type", arrow.string())])),
        "local_attributes": arrow.struct([(str(n), arrow.string()) for n in range(1, 6)]),
        "geographic_parent": arrow.struct([("relation", arrow.string()), ("parent", arrow.string())]),
        "replaces": arrow.list_(arrow.string()),
        "replaced_by": arrow.list_(arrow.string()),
        SERIAL: arrow.int64(),
    }  # fmt: skip
    names = [*(name for name, _, _ in PLAIN), *(block for block, _ in BLOCKS), *(name for name, _, _ in ENDING)]
    return arrow.schema([(name, structs.get(name) or _type(arrow, name)) for name in names])


def _type(arrow: Any, name: str) -> Any:
    if name in DAYS:
        return arrow.date32()
    if name in FLAGS:
        return arrow.bool_()
    return arrow.float64() if name in METRES else arrow.string()


def _type_days(answer: Fields) -> Fields:
    """An answer with its days as dates."""
    for name in DAYS & answer.keys():
        answer[name] = _date(text_in(answer, name))
    return answer


def _date(iso: str | None) -> date | None:
    try:
        return None if iso is None else date.fromisoformat(iso)
    except ValueError:
        return None


PARQUET = Format(
    name="parquet",
    version="1",
    title_da="Enheder som Parquet",
    title_en="Units as Parquet",
    takes=frozenset({VALID, KNOWN, HISTORY}),
    write=write,
    file="units.parquet",
    basis=PROJECT,
    columns=unit_columns,
)
