"""SHAKregion: which unit and which region a hospital of SHAK has, on every stretch of days."""

import io

import pytest
from lxml import etree

from sor.core.day import OPEN
from sor.formats.published.omitted import Omitted
from sor.formats.shak.region import SHAKREGION
from tests.formats.selections import (
    ADDRESS,
    CLINIC,
    CLINIC_VALUES,
    DOCTOR,
    OWNER,
    OWNER_VALUES,
    Given,
    selected,
    subject,
)

HOSPITAL = {"record": "sgh", "name": "Kystens Sygehus", "institution_kind": "101", "ownership": "1"}


def hospital(start: int = 20000101, end: int = OPEN, code: str = "1301", **values):
    return subject("shak", code, HOSPITAL | values, start, end)


def bearer(start: int = 20000101, end: int = OPEN, code: str = CLINIC, municipality: str = "0810"):
    own = CLINIC_VALUES | {"postal_address": ADDRESS | {"municipality": municipality}}
    return selected(code, own, (OWNER, OWNER_VALUES), from_day=start, to_day=end, day=start)


def text(units, subjects) -> tuple[list[list[str]], list[Omitted]]:
    out = io.BytesIO()
    omitted = SHAKREGION.write(Given(units, subjects, history=True), out)
    assert not out.getvalue() or out.getvalue().endswith(b"\r\n")
    return [line.split("\t") for line in out.getvalue().decode("iso-8859-1").splitlines()], omitted


def test_eight_columns_parted_by_tabs_and_no_header() -> None:
    rows, omitted = text([bearer()], [hospital()])
    assert rows == [["1301", "Kystens Sygehus", "20000101", "25000101", "1", "101", "1081", CLINIC]]
    assert omitted == []


@pytest.mark.parametrize(
    ("ownership", "written"), [("1", "1"), ("3", "1"), ("2", "2"), ("4", "3"), ("9", "3"), ("", "3")]
)
def test_public_private_or_other(ownership: str, written: str) -> None:
    assert text([bearer()], [hospital(ownership=ownership)])[0][0][4] == written


@pytest.mark.parametrize(("end", "written"), [(OPEN, "25000101"), (20260701, "20260630")])
def test_the_end_is_the_last_valid_day(end: int, written: str) -> None:
    assert text([bearer()], [hospital(end=end)])[0][0][3] == written


def test_a_row_is_true_on_every_day_it_covers() -> None:
    units = [bearer(20100101, 20150101), bearer(20150101, 20180101, municipality="9999"), bearer(20200101, code=DOCTOR)]
    rows, omitted = text(units, [hospital(20050101)])
    assert [(row[2], row[3], row[6], row[7]) for row in rows] == [
        ("20050101", "20091231", "", ""), ("20100101", "20141231", "1081", CLINIC),
        ("20150101", "20171231", "", CLINIC), ("20180101", "20191231", "", ""),
        ("20200101", "25000101", "1081", DOCTOR),
    ]  # fmt: skip
    assert [told.reason for told in omitted] == [
        "no unit bears the code from 20050101",
        "no unit bears the code from 20180101",
    ]


def test_two_units_with_one_code_are_two_rows() -> None:
    rows, _ = text([bearer(), bearer(code=DOCTOR)], [hospital()])
    assert [row[7] for row in rows] == [CLINIC, DOCTOR]


def test_wards_are_not_in_it() -> None:
    assert text([], [subject("shak", "1301011", {"record": "afd"})]) == ([], [])


def test_the_xml_has_the_elements_that_its_readers_want() -> None:
    out = io.BytesIO()
    units = [bearer()]
    omitted = SHAKREGION.for_file("SHAKregion.xml").write(
        Given(units, [hospital(), hospital(code="1401")], history=True), out
    )
    rows = etree.fromstring(out.getvalue()).findall("SHAKregion")
    assert [{cell.tag: cell.text for cell in row} for row in rows] == [
        {"SHAKkode": "1301", "DatoFra": "20000101", "Datotil": "25000101", "Ejerforhold": "1", "Institutionsart": "101",
         "Regionskode": "1081"},
    ]  # fmt: skip
    assert omitted == [Omitted("1401", "", "no region is known from 20000101")]


def test_the_columns_are_explained() -> None:
    assert len(SHAKREGION.columns()) == 8
    assert [shown.name for shown in SHAKREGION.for_file("a.xml").columns()][-1] == "Regionskode"
