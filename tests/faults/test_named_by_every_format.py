"""What `--strict`, `--dry-run` and `--json` name of a spoilt file of each format: every row, line, rule and proposal,
whether it is refused or not.
"""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from sor.cli import main
from tests.faults.editing import Edit, cell, member
from tests.faults.written import FIRST, FORMATS, TOLD, Written
from tests.quick_part import few

XRAY, WARD = "90000121000016007", "90000061000016002"


def replaced(*pairs: tuple[bytes, bytes]) -> Edit:
    def edit(content: bytes) -> bytes:
        for old, new in pairs:
            assert old in content, old
            content = content.replace(old, new, 1)
        return content

    return edit


def in_turn(*edits: Edit) -> Edit:
    def edit(content: bytes) -> bytes:
        for one in edits:
            content = one(content)
        return content

    return edit


WRONG_CODE = XRAY.encode(), b"90000121000016008"
XML = replaced(WRONG_CODE, (b">5790990000054<", b">5790990000062<"), (b"Hospital<", b"Hospital, 010170-1234<"))

SPOILT: dict[str, Edit] = {
    "sor-csv": in_turn(
        cell(XRAY, "SOR-kode", "90000121000016008"), cell(WARD, "P_KK", "851"), cell(WARD, "Ydernummer", "26071")
    ),
    "sor2-daily": replaced(WRONG_CODE),
    "sor2-complete": member("SOREntity.csv", replaced(WRONG_CODE)),
    **dict.fromkeys(("xml1", "xml2", "xml3"), XML),
    "shak": replaced((b"910001 ", b"91001  ")),
    "shak-csv": replaced((b"910001", b"91001")),
    "columns": in_turn(cell(XRAY, "SOR-kode", "90000121000016008"), cell(WARD, "CVR", "90000013")),
    "medcom-gln": replaced((b"5790990000054", b"5790990000062"), (b";active", b";closed")),
}


def run(small: Written, format: str, *options: str) -> tuple[int, str, str]:
    path = small.save(format, SPOILT[format](small.bytes_of(format)), FIRST)
    told = () if format.startswith("xml") else ("--snapshot", "2026-11-01")
    if format == "columns":
        told = (*told, "--columns", ",".join(f"{field}={column}" for field, column in TOLD.items()))
    address = small.empty().database.url.render_as_string(hide_password=False)
    done = CliRunner().invoke(main, ["import", str(path), *told, *options, "--database", address])
    return done.exit_code, done.stdout, done.output


def whole(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("rejected", "cells", "findings", "found")}


@pytest.mark.slow
@pytest.mark.parametrize("format", few(FORMATS, every=4, tested=2))
def test_each_row_line_rule_and_proposal_is_named(format: str, small: Written) -> None:
    code, told, _ = run(small, format, "--dry-run", "--json")
    tried = json.loads(told)
    assert (code, bool(tried["rejected"])) == (0, True)
    code, told, _ = run(small, format, "--strict", "--json")
    refused = json.loads(told)
    assert (code, whole(refused)) == (1, whole(tried)), "a refused file is told no less of"
    assert sum(tried["findings"].values()) == len(tried["found"])
    assert all("line" in one for name in ("rejected", "cells", "found") for one in tried[name])
    _, _, text = run(small, format, "--strict")
    for one in [*tried["rejected"], *tried["cells"]]:
        assert f"line {one['line']}" in text
        assert one["reason"] in text
        assert one.get("proposal") is None or f"did it mean {one['proposal']}?" in text
    for one in tried["found"]:
        assert f"finding {one['rule']} " in text
        assert one["text"] in text
