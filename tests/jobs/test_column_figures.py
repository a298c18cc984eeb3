"""The figures of the columns of a first file, as they are shown to somebody who knows its source."""

from sor.jobs.column_figures import column_figures
from sor.jobs.rows_stated import RowsStated


def test_each_column_is_told_by_its_figures() -> None:
    rows = RowsStated()
    for n in range(12):
        firm = "EG" if n % 3 else "KMD"
        cells = {"name": f"Klinik {n}", "level": "OU" if n else "IO", "status.from": f"2026-01-{n + 1:02}"}
        rows.add("unit", f"{n}", cells | {"postal_address.east": f"{n * 100}.5"} | ({"parent": "1"} if n < 9 else {}))
        rows.add("location_number", f"{n}", {"system_supplier_name": firm})
    assert [str(one) for one in column_figures(rows)] == [
        "level: 12 of 12, OU 11, IO 1",
        "name: 12 of 12, 12 different, Klinik 0 … Klinik 9",
        "parent: 9 of 12, 1 9",
        "east of the postal address: 12 of 12, 12 different, 0.5 … 1100.5",
        "first day: 12 of 12, 12 different, 2026-01-01 … 2026-01-12",
        "system supplier name of a location number: 12 of 12, EG 8, KMD 4",
    ]
