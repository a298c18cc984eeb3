"""A row whose own code has a wrong check digit is told the code that was meant, where just one is known and free."""

from typing import Any

import pytest

from sor.core.identifiers import sor_code_problem
from sor.register import Register
from tests.faults.strange_files import DOCTOR, HOSPITAL, WARD
from tests.faults.written import NEXT, Written, cells_of, table_of


def slips(code: str) -> list[str]:
    """One digit mistaken at every place, and each two neighbours exchanged, where that is another code."""
    mistaken = [f"{code[:i]}{(int(code[i]) + 3) % 10}{code[i + 1 :]}" for i in range(len(code))]
    exchanged = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)]
    return [slip for slip in (*mistaken, *exchanged) if slip != code and slip[0] != "0"]


def with_own_code(content: bytes, format: str, code: str, slip: str) -> bytes:
    """The row of one unit, or number, with another code, every other row as it is."""
    if format.startswith("xml"):
        return content.replace(f"<sor1:SorIdentifier>{code}<".encode(), f"<sor1:SorIdentifier>{slip}<".encode())
    place = next(
        i for i, name in enumerate(cells_of(content)[0]) if name.strip('"') in ("SOR-kode", "SORId", "SorId", "gln")
    )
    rows = cells_of(content)
    for row in rows:
        row[place] = row[place].replace(code, slip)
    return table_of(rows)


def rejected(small: Written, format: str, bad: bytes, register: Register | None = None) -> list[dict[str, Any]]:
    report = small.load(register or small.mirror(format), format, bad, NEXT, dry_run=True, force=True)
    return report.rejected


@pytest.mark.parametrize("format", ["sor-csv", "xml2"])
@pytest.mark.parametrize("code", [WARD, DOCTOR])
def test_every_slip_in_a_code_is_proposed_the_known_one(format: str, code: str, small: Written) -> None:
    good = small.bytes_of(format)
    for slip in slips(code)[:: 5 if format == "xml2" else 3]:
        assert sor_code_problem(slip)
        told = rejected(small, format, with_own_code(good, format, code, slip))
        assert {row.get("proposal") for row in told if slip in row["reason"]} == {code}, slip


@pytest.mark.parametrize("format", ["sor2-daily", "medcom-gln"])
def test_so_it_is_in_other_tables(format: str, small: Written) -> None:
    good = small.bytes_of(format)
    code = cells_of(good)[5][0].strip('="')
    for slip in (slips(code)[4], slips(code)[-1]):
        told = rejected(small, format, with_own_code(good, format, code, slip))
        assert {row.get("proposal") for row in told if slip in row["reason"]} == {code}, slip


def test_of_two_that_may_be_meant_none_is_proposed(small: Written) -> None:
    """One digit away from the hospital's code, and from the ward's, whose row is not in the file either."""
    good, between = small.bytes_of("sor-csv"), HOSPITAL[:-1] + WARD[-1]
    header, *rows = cells_of(good)
    place = header.index("SOR-kode")
    without = table_of([header, *(row for row in rows if row[place] != WARD)])
    for content, meant in ((good, HOSPITAL), (without, None)):
        told = rejected(small, "sor-csv", with_own_code(content, "sor-csv", HOSPITAL, between))
        assert [row.get("proposal") for row in told if between in row["reason"]] == [meant]
        unknown = rejected(small, "sor-csv", with_own_code(content, "sor-csv", HOSPITAL, between), small.empty())
        assert [row.get("proposal") for row in unknown if between in row["reason"]] == [None]
