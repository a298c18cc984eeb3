"""``SOR_complete.zip`` as one delivery."""

import io
import zipfile

import pytest

from sor.core.claim import Claim
from sor.core.identifiers import sor_code
from sor.formats.archive import members
from sor.formats.delivery import BadFile, Delivery
from sor.formats.sor2.complete import read, recognises
from tests.formats.no_lookups import NoLookups

UNIT = sor_code(9_000_001)
NUMBER, OTHER = "5790001384944", "5790000120048"
UNITS = (
    "SorId;EntityName;SorType;FromDate;ToDate;ShakId;EanLocationCode;EanLocationCodeRegionName\n"
    f'="{UNIT}";Afsnit;OE;2015-03-01;2019-12-31;1301;{NUMBER};1082\n'
    f'="{UNIT}";Afsnit;OE;2020-01-01;;1301;{OTHER};1082\n'
)
NUMBERS = f"EanLocationCode;SystemTypeId;FromDate\n{NUMBER};225;2015-03-01\n"


def deliver(**files: str) -> tuple[Delivery, list[Claim]]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (2025, 9, 5, 3, 0, 0)), content.encode())
    listed = members(packed, "SOR_complete.zip")
    delivery = read(listed, "SOR_complete.zip", lookups=NoLookups(), snapshot=None, part=False)
    return delivery, list(delivery.claims)


def test_units_and_numbers_come_with_their_histories_on_the_day_the_member_bears() -> None:
    delivery, claims = deliver(SOREntity=UNITS, LocationsCodes=NUMBERS)
    assert (delivery.format, delivery.file, delivery.snapshot) == ("sor2-complete", "SOR_complete.zip", 20250905)
    assert [(claim.kind, claim.key) for claim in claims] == [
        ("location_number", NUMBER), ("unit", UNIT), ("location_number", OTHER),
    ]  # fmt: skip
    assert claims[0].pieces[0].values == {"system_type": "225", "status": {"from": "2015-03-01"}}
    assert delivery.kinds == {"unit", "location_number"}
    assert delivery.rows == 3


def test_a_table_that_cannot_be_read_or_says_it_again_is_noted_and_ends_nothing() -> None:
    delivery, _ = deliver(SOREntity=UNITS, LocationsCodes="Id\n7\n", SHAKSORMap="a;b\n", Laes_mig="a\n")
    assert delivery.kinds == {"unit"}
    for note in [
        "LocationsCodes.csv was not read: it has no column EanLocationCode. Its columns are: Id.",
        "SHAKSORMap.csv was not read: it has no column ShakId, SorId. Its columns are: a, b.",
        "Laes_mig.csv is no table that is known; it was not read.",
    ]:
        assert note in delivery.notes


def test_a_map_of_shak_codes_is_held_against_the_column_of_the_units() -> None:
    delivery, _ = deliver(SOREntity=UNITS, SHAKSORMap=f'ShakId;SorId\n1301;="{UNIT}"\n')
    assert "SHAKSORMap.csv was not read: the units' column ShakId says the same." in delivery.notes
    delivery, _ = deliver(SOREntity=UNITS, SHAKSORMap=f"ShakId;SorId\n1301;{UNIT}\n1309;{UNIT}\n")
    assert (
        "SHAKSORMap.csv was not read, and 1 of its 2 rows say another than the units' column ShakId"
        f" (1309 of {UNIT}). What the units say is loaded." in delivery.notes
    )


def test_a_row_rejected_beside_the_units_does_not_make_the_units_uncertain() -> None:
    delivery, _ = deliver(SOREntity=UNITS, LocationsCodes=NUMBERS + ";225;2015-03-01\n")
    assert [rejected.reason for rejected in delivery.rejected] == [
        "LocationsCodes.csv: the row names no location_number (EanLocationCode)"
    ]
    assert not delivery.uncertain


def test_it_is_known_by_its_members() -> None:
    assert recognises(["SORClassifications.csv", "SORENTITY.csv"])
    assert not recognises(["Sor.xml"])
    with pytest.raises(BadFile, match=r"holds no SOREntity\.csv; it is no complete SOR2 archive"):
        deliver(LocationsCodes=NUMBERS)
