"""Parquet: the members of the unit JSON with their types."""

import builtins
import io
from datetime import date

import pytest

from sor.formats.published.export_format import FormatUnavailable
from sor.formats.tables.parquet import write
from tests.formats.selections import ADDRESS, DOCTOR, Given, practice


def test_codes_are_text_days_are_dates_and_addresses_are_structs() -> None:
    from pyarrow import parquet

    out = io.BytesIO()
    assert write(Given(practice()), out) == []
    table = parquet.read_table(out)
    owner, _, doctor = table.to_pylist()
    assert (doctor["code"], doctor["provider_identifier"]) == (DOCTOR, "019062")
    assert (owner["valid_from"], owner["valid_to"], owner["open"]) == (date(2018, 7, 25), None, True)
    assert owner["postal_address"]["east"] == ADDRESS["east"]
    assert doctor["postal_address"]["inherited"] is True
    assert doctor["specialities"] == [{"code": "408443003", "main": True, "type": None}]
    assert doctor["shak"] is None


def test_a_coordinate_that_is_no_number_is_left_out_rather_than_stop_the_file() -> None:
    from pyarrow import parquet

    rows = practice(visiting_address={"street": "Havnen", "east": "ukendt", "north": 1.0})
    out = io.BytesIO()
    write(Given(rows), out)
    found = parquet.read_table(out).to_pylist()[2]["visiting_address"]
    assert (found["street"], found["east"], found["north"]) == ("Havnen", None, 1.0)


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def without(name: str, *more: object, **named: object) -> object:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return known(name, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FormatUnavailable, match=r"pyarrow\. Install it with: pip install pyarrow$"):
        write(Given(practice()), io.BytesIO())
