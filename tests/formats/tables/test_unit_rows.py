"""From the cells of a row to a unit: which rows are none, and how names become codes."""

from sor.core.day import OPEN
from sor.formats.delivery import Delivery
from sor.formats.tables.column_table import Column, Layout, code, day, text, whole_number
from sor.formats.tables.unit_rows import (
    FROM,
    KEY,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    RowReader,
    UnitRow,
    address_columns,
    status,
    unit_values,
)
from tests.formats.no_lookups import NoLookups

CODE = "90000011000016001"
TABLE = (Column("SorId", KEY, whole_number), Column("FromDate", FROM, day), Column("EntityName", "name", text))


def reader() -> RowReader:
    return RowReader(Layout(TABLE, ["SorId", "FromDate", "EntityName"]), Delivery("x", "x.csv", ()))


def row(**flat: object) -> UnitRow:
    return UnitRow(2, CODE, 20200101, OPEN, None, None, flat)


def test_a_row_gives_its_code_and_what_its_cells_hold() -> None:
    reading = reader()
    key, flat = reading.cells(2, ["698471000016005", "2020-01-01", "A"]) or ("", {})
    assert (key, flat) == ("698471000016005", {FROM: 20200101, "name": "A"})
    assert reading.delivery.rows == 1


def test_a_code_that_cannot_be_trusted_rejects_the_row_and_makes_the_file_uncertain() -> None:
    reading = reader()
    assert reading.cells(2, ["1057801000016000", "2020-01-01", "A"]) is None
    [rejected] = reading.delivery.rejected
    assert (rejected.reason, rejected.proposal) == (
        "'1057801000016000' is not a SOR code: its check digit is wrong",
        "1057801000016004",
    )
    assert reading.delivery.uncertain


def test_a_date_that_is_none_rejects_the_row_but_its_code_is_certain() -> None:
    reading = reader()
    assert reading.cells(2, ["698471000016005", "01/02/2020", "A"]) is None
    [rejected] = reading.delivery.rejected
    assert (rejected.reason, rejected.key) == ("FromDate is '01/02/2020', which is not a date", "698471000016005")
    assert not reading.delivery.uncertain


def test_identifiers_lose_their_decorations_and_a_rejected_row_names_its_number_without_them() -> None:
    table = (*TABLE, Column("CVR", "cvr", text), Column("GLN", "location.number", text))
    reading = RowReader(Layout(table, ["SorId", "FromDate", "CVR", "GLN"]), Delivery("x", "x.csv", ()))
    key, flat = reading.cells(2, ["698471000016005", "", "DK\u00a013.58.56.28", "5790 0024 01473"]) or ("", {})
    assert (key, flat) == ("698471000016005", {"cvr": "13585628", "location.number": "5790002401473"})
    assert reading.cells(3, ["698471000016005", "no date", "", "5790 0024 01473"]) is None
    [untold] = reading.delivery.untold
    assert untold.beside == (("location_number", "5790002401473"),)


def test_a_type_is_a_code_or_a_name_that_is_looked_up_or_kept() -> None:
    class Lists(NoLookups):
        def type_of(self, name: str, level: str | None) -> str | None:
            return {("hospital", "HI"): "22232009"}.get((name, level or ""))

    delivery = Delivery("x", "x.csv", ())
    types = [
        unit_values(row(type=written, level="HI"), Lists(), delivery, 20200101)["type"]
        for written in ("hospital", "22232009", "Rumstation")
    ]
    assert types == ["22232009", "22232009", "Rumstation"]


def test_a_code_in_the_file_is_better_than_a_name() -> None:
    delivery = Delivery("x", "x.csv", ())
    flat = {SPECIALITY_CODES[0]: "408443003", SPECIALITY_NAMES[0]: "almen medicin", SPECIALITY_NAMES[1]: "kirurgi"}
    values = unit_values(UnitRow(2, CODE, 20200101, OPEN, None, None, flat), NoLookups(), delivery, 20200101)
    assert values == {"specialities": [{"code": "408443003", "main": True}, {"code": "kirurgi", "main": False}]}


def test_the_columns_of_an_address() -> None:
    names = [(column.name, column.field) for column in address_columns([("P_X", "east"), ("P_By", "district")], "a")]
    assert names == [("P_X", "a.east"), ("P_By", "a.district")]
    assert code(" 8680 ") == "8680"


def test_the_sources_own_dates() -> None:
    assert status(20200101, None) == {"from": "2020-01-01"}
    assert status(20200101, 20191231) == {"from": "2020-01-01", "updated": "2019-12-31"}
