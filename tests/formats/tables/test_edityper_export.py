"""``edityper.csv``: what each location number accepts; it can be read again."""

import io

import pytest

from sor.core.day import OPEN
from sor.formats.sor2.tables import MESSAGE_TYPES_OF_NUMBERS, read
from sor.formats.tables.edityper_export import EDITYPER
from tests.formats.selections import DAY, GLN, Given, subject


def edi(direction: str, end: int = OPEN):
    return subject("edi", f"{GLN}/DIS91/D9134L/{direction}", {"format": "EDIFACT"}, 20180101, end)


def written(*subjects) -> io.BytesIO:
    out = io.BytesIO()
    assert EDITYPER.write(Given(subjects=subjects), out) == []
    out.seek(0)
    return out


def test_only_what_a_number_accepts() -> None:
    assert written(edi("receive"), edi("send")).read().decode("iso-8859-1").splitlines() == [
        "EanLocationCode;EDITypeCode;EDITypeVersion;Format;FromDate;ToDate;EDITypeName",
        "5790002401473;DIS91;D9134L;EDIFACT;2018-01-01;;Korrespondancebrev",
    ]


@pytest.mark.parametrize(("end", "cell"), [(OPEN, ""), (20270101, "2026-12-31")])
def test_to_date_is_the_last_valid_day_and_reads_back_as_the_same_end(end: int, cell: str) -> None:
    out = written(edi("receive", end))
    assert out.getvalue().decode().splitlines()[1].split(";")[5] == cell
    (claim,) = read(out, "edityper.csv", MESSAGE_TYPES_OF_NUMBERS, snapshot=DAY).claims
    assert (claim.key, claim.pieces[0].to_day) == (f"{GLN}/DIS91/D9134L/receive", end)


def test_it_is_marked_as_made_by_this_project() -> None:
    assert EDITYPER.basis == "project"
    assert len(EDITYPER.columns()) == 7
