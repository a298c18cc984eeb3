"""The real tables: MedCom's units, SHAK of 2010 and 2025. Collected only when SOR_REAL_DATA names their folder."""

import io
import os
from collections import Counter
from pathlib import Path

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.shak import complete as shak
from sor.formats.tables import columns

REAL = Path(os.environ["SOR_REAL_DATA"])
MEDCOM = {
    "code": "sor_id", "level": "sor_type", "name": "name", "parent": "parent_sor_id", "type": "unit_type_name",
    "cvr": "cvr", "gln": "gln",
}  # fmt: skip


def medcom(name: str) -> tuple[columns.Delivery, Counter[tuple[str, str | None]]]:
    with (REAL / "sor-units" / name).open("rb") as stream:
        lists = CodeNames(periods_of(bundled_claims()))
        delivery = columns.read(stream, name, columns=MEDCOM, lookups=lists, snapshot=20251203)
        return delivery, Counter((claim.kind, claim.pieces[0].values.get("level")) for claim in delivery.claims)


def test_the_medcom_hierarchy() -> None:
    delivery, counts = medcom("2025-12-03-medcom-hierarchy.csv")
    assert delivery.rows == 1037
    assert counts == {
        ("unit", "IO"): 117,
        ("unit", "HI"): 133,
        ("unit", "OU"): 787,
        ("location_number", None): 119,
    }
    assert (delivery.rejected, delivery.findings) == ([], [])


def test_the_medcom_organisations() -> None:
    delivery, counts = medcom("2025-11-21-medcom-orgs.csv")
    assert delivery.rows == 1999
    assert counts == {("unit", "IO"): 2, ("unit", "HI"): 222, ("unit", "OU"): 1775}
    assert (delivery.rejected, delivery.findings) == ([], [])


def test_shak_of_2025() -> None:
    with (REAL / "shak/shakcomplete-2025-06.csv").open("rb") as stream:
        delivery = shak.read_csv(stream, "shak")
        claims = list(delivery.claims)
    assert (delivery.rows, len(claims), delivery.rejected) == (23_978, 14_201, [])
    assert sum(len(claim.pieces) for claim in claims) == 23_978
    assert sum(len(claim.life or ()) > 1 for claim in claims) == 380
    assert sum((claim.life or [])[-1][1] == 20260701 for claim in claims) == 5_098


def test_shak_of_2010_is_written_byte_for_byte() -> None:
    data = (REAL / "shak/shakcomplete-2010-01-22.txt").read_bytes()
    delivery = shak.read(io.BytesIO(data), "shak")
    out = io.BytesIO()
    shak.write(shak.records_of(delivery.claims), out)
    assert (delivery.rows, delivery.rejected) == (18_646, [])
    assert out.getvalue() == data
