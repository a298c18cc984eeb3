"""A strict reader of the region dump, typed from the facts (additions 14): it refuses a file for one row that breaks a
rule. Of the writer it uses nothing.
"""

import csv
import io
import re
from datetime import datetime

from sor.core.verhoeff import passes

HEADER = "CodeSOR;ParentCodeSOR;FromDate;ToDate;Name;Type;Level;Niv1;Niv2;Niv3;Niv4;Niv5;Niv6;Niv7;Niv8"
FILE = re.compile(r"[1-9][0-9]*/SOR_Region_[0-9]{6}\.csv")


class Refused(ValueError):
    """The file breaks a rule."""


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a file. Raises Refused."""
    _demand(content.startswith(b"\xef\xbb\xbf"), "no byte order mark")
    text = content[3:].decode("utf-8")
    _demand(text.endswith("\r\n") and text.count("\n") == text.count("\r\n") == text.count("\r"), "lines end otherwise")
    _demand(text.startswith(HEADER + "\r\n"), "another header")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    names = HEADER.split(";")
    _demand(all(len(cells) == len(names) for cells in lines), "a row of another length")
    rows = {cells[0]: dict(zip(names, cells, strict=True)) for cells in lines[1:]}
    _demand(len(rows) == len(lines) - 1, "a code twice")
    tops = [row for row in rows.values() if not row["ParentCodeSOR"]]
    _demand(len(tops) == 1 and tops[0]["Level"] == "1", "not one region on level 1")
    for row in rows.values():
        _judge(row, rows)
    return list(rows.values())


def _judge(row: dict[str, str], rows: dict[str, dict[str, str]]) -> None:
    code, parent = row["CodeSOR"], row["ParentCodeSOR"]
    _demand(re.fullmatch("[1-9][0-9]*100001600[0-9]", code) is not None and passes(code), f"code {code}")
    _demand(bool(row["Name"].strip()) and bool(row["Type"].strip()), f"{code}: name or type is empty")
    _demand(_is_date(row["FromDate"]) and (_is_date(row["ToDate"]) or row["ToDate"] == "99991231 23:59:00 "), "a date")
    steps = [row[f"Niv{n}"] for n in range(1, 9)]
    if parent:
        _demand(parent in rows, f"{code}: unknown parent {parent}")
        _demand(int(row["Level"]) == int(rows[parent]["Level"]) + 1, f"{code}: level")
    _demand(steps == ["SOR", *_names(row, rows), *[""] * 8][:8], f"{code}: steps")


def _names(row: dict[str, str], rows: dict[str, dict[str, str]]) -> list[str]:
    """From just below the region down to the row itself."""
    return [*_names(rows[row["ParentCodeSOR"]], rows), row["Name"]] if row["ParentCodeSOR"] else []


def _is_date(text: str) -> bool:
    try:
        return text.endswith(" 00:00:00 ") and bool(datetime.strptime(text, "%Y%m%d %H:%M:%S "))
    except ValueError:
        return False


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise Refused(what)
