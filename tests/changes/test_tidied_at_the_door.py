"""Identifiers lose their decorations where a document is read, wherever in it they stand."""

import pytest

from sor.changes.document import Edi, Number, Shak, read_document
from sor.changes.shapes import given_for


@pytest.mark.parametrize(
    ("field", "written", "plain"),
    [
        ("cvr", "\u00a0DK 13 58 56 28", "13585628"),
        ("production_unit", "10.12.34.56.78", "1012345678"),
        ("provider_identifier", "01\u202f90\u00a062 ", "019062"),
        ("shak", "1301-011", "1301011"),
        ("cvr", "１３５８５６２８", "13585628"),
        ("provider_identifier", "٠١٩٠٦٢", "019062"),
        ("location", {"state": "Own", "number": "５790002401473"}, {"state": "Own", "number": "5790002401473"}),
        ("location", {"state": "Own", "number": "5790 0024 01473\u00a0"}, {"state": "Own", "number": "5790002401473"}),
    ],
)
def test_the_values_of_a_unit(field: str, written: object, plain: object) -> None:
    given = given_for("unit", {field: written})
    assert given.values == {field: plain}
    assert given.wrong == []


def test_the_numbers_that_a_change_is_about() -> None:
    day = {"from": "2026-12-01"}
    number, edi, shak = read_document(
        {
            "changes": [
                {"op": "number", "location_number": "5790\u00a00024 01473", "close": True, **day},
                {"op": "edi", "location_number": "５790-0024-01473", "set": {"messages": []}, **day},
                {"op": "shak", "code": "1301 011", **day},
            ]
        }
    ).changes
    assert isinstance(number, Number)
    assert isinstance(edi, Edi)
    assert isinstance(shak, Shak)
    assert (number.location_number, edi.location_number, shak.code) == ("5790002401473", "5790002401473", "1301011")
