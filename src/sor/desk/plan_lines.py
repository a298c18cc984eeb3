"""The changes of a plan from lines that were written in a spreadsheet: pasted, or saved as CSV. Pure.

The first line names the columns: members of a change (``op``, ``unit``, ``parent``, ``by``, ``as``, ``level``, …) and
fields of the unit (``name``, ``virtual_address.phone``, ``operator.unit``). What a column is called in Danish is taken
too. An empty cell says nothing.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence

from sor.changes.document import MOST_CHANGES
from sor.core.shapes import Fields, Value
from sor.core.subject import UNIT_FIELDS
from sor.desk.plan_document import BadPlan

MEMBERS = frozenset(
    {"op", "unit", "parent", "by", "as", "level", "from", "absorb", "code", "branch", "location_number"}
)
"""The columns that are members of the change itself."""

SEVERAL = frozenset({"by", "absorb"})
"""Members that name several units, parted by blanks or commas. ``unit`` does where a unit is replaced."""

FLAGS: Mapping[str, bool] = {"ja": True, "nej": False, "yes": True, "no": False, "true": True, "false": False}
CALLED: Mapping[str, str] = {
    "handling": "op", "enhed": "unit", "sor-kode": "unit", "ny overenhed": "parent", "overenhed": "parent",
    "afløses af": "by", "niveau": "level", "navn": "name", "type": "type", "enhedstype": "type", "dag": "from",
    "drives af": "operator.unit", "aftale": "operator.agreement", "shak": "shak", "kode": "code",
}  # fmt: skip
DEEDS: Mapping[str, str] = {
    "flyt": "move", "opret": "create", "luk": "close", "afløs": "replace", "erstat": "replace", "ret": "edit",
    "sammenlæg": "merge",
}  # fmt: skip
"""What operations are called in Danish."""


def read_lines(text: str, day: str) -> list[Value]:
    """The changes that lines say, all from a day unless a line says another. Raises BadPlan, which names the line."""
    lines = text.lstrip("\ufeff").splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        raise BadPlan(
            "The first line names the columns: op, unit, parent, …",
            "Den første linje nævner kolonnerne: op, unit, parent, …",
            "lines",
        )
    mark = max("\t;,", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=mark))
    columns = [_column(name) for name in rows[0]]
    if "op" not in columns:
        raise BadPlan(
            "The first line names no column op (what is to happen: move, create, close, …).",
            "Den første linje nævner ingen kolonne op (hvad der skal ske: flyt, opret, luk, …).",
            "lines",
        )
    if len(rows) - 1 > MOST_CHANGES:
        raise BadPlan(
            f"These are {len(rows) - 1} lines; a plan holds at most {MOST_CHANGES}. Split it.",
            f"Det er {len(rows) - 1} linjer; en plan rummer højst {MOST_CHANGES}. Del den op.",
            "lines",
        )
    return [change for n, row in enumerate(rows[1:], 2) if (change := _change(n, columns, row, day)) is not None]


def _column(name: str) -> str:
    plain = " ".join(name.split()).casefold()
    return CALLED.get(plain, plain)


def _change(n: int, columns: Sequence[str], row: Sequence[str], day: str) -> Value:
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column and cell.strip()}
    if not cells:
        return None
    if any(cell.strip() for cell in row[len(columns) :]):
        raise _wrong(n, "it has more cells than columns", "den har flere celler end kolonner")
    op = DEEDS.get(cells.get("op", "").casefold(), cells.get("op", "").casefold())
    if not op:
        raise _wrong(n, "op is empty: what is to happen?", "op er tom: hvad skal der ske?")
    change: Fields = {"op": op, "from": cells.get("from", day)}
    fields: Fields = {}
    for column, cell in cells.items():
        if column in ("op", "from"):
            continue
        if column in MEMBERS:
            change[column] = _member(n, op, column, cell)
        else:
            _set(n, fields, column, cell)
    if fields:
        change["set"] = fields
    return change


def _member(n: int, op: str, column: str, cell: str) -> Value:
    if column in SEVERAL or (column == "unit" and op == "replace"):
        return [*_codes(cell)]
    if column == "branch":
        return _flag(n, column, cell)
    return cell


def _set(n: int, fields: Fields, column: str, cell: str) -> None:
    field, _, part = column.partition(".")
    if field not in UNIT_FIELDS:
        raise _wrong(
            n, f"'{column[:40]}' is no column of a plan and no field of a unit",
            f"»{column[:40]}« er hverken en kolonne i en plan eller et felt på en enhed",
        )  # fmt: skip
    if not part:
        is_flag = field in ("reporting_level", "patients_admitted", "ambulant_activity")
        fields[field] = _flag(n, column, cell) if is_flag else None if cell == "-" else cell
        return
    block = fields.setdefault(field, {})
    if isinstance(block, dict):
        block[part] = cell


def _flag(n: int, column: str, cell: str) -> bool:
    if cell.casefold() not in FLAGS:
        raise _wrong(n, f"{column} is yes or no", f"{column} er ja eller nej")
    return FLAGS[cell.casefold()]


def _codes(cell: str) -> Iterator[str]:
    return (code for code in cell.replace(",", " ").split() if code)


def _wrong(n: int, english: str, danish: str) -> BadPlan:
    return BadPlan(f"Line {n}: {english}.", f"Linje {n}: {danish}.", "lines")
