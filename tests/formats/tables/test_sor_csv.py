"""``sor.csv``: what it says of a unit, what it cannot say, and how dirty rows end."""

import io
from typing import Any

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile, Delivery
from sor.formats.tables.sor_csv import COLUMNS, read
from tests.formats.no_lookups import NoLookups

OWNER, CLINIC, UNIT = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003))
NUMBER = "5790001384944"

ROW = {
    "Enhedsnavn": 'Lægehuset "Åen"',
    "Enhedstype": "almen lægepraksis",
    "SOR-type": "SI",
    "Gaeldende_fra_dato": "01-02-2019",
    "Sidst_aendret_dato": "2019-01-31",
    "SOR-kode": CLINIC,
    "Parent-SOR-kode": OWNER,
}


class Lists(NoLookups):
    """A few names, as the code lists have them."""

    def type_of(self, name: str, level: str | None) -> str | None:
        return {"almen lægepraksis": "394761003"}.get(name.casefold())

    def region_of_name(self, name: str) -> str | None:
        return {"region midtjylland": "1082", "region nordjylland": "1081"}.get(name.casefold())

    def speciality_of_name(self, name: str) -> str | None:
        return {"almen medicin": "408443003"}.get(name.casefold())

    def region_of_municipality(self, code: str, day: int) -> str | None:
        return {"0746": "1082"}.get(code)


def file_of(*rows: dict[str, str], without: tuple[str, ...] = ()) -> bytes:
    names = [column.name for column in COLUMNS if column.name not in without]
    lines = [";".join(names), *(";".join(row.get(name, "") for name in names) for row in rows)]
    return ("\n".join(lines) + "\n").encode("iso-8859-1")


def deliver(*rows: dict[str, str], without: tuple[str, ...] = ()) -> tuple[Delivery, list[Claim]]:
    delivery = read(io.BytesIO(file_of(*rows, without=without)), "sor.csv", lookups=Lists(), snapshot=20250905)
    return delivery, list(delivery.claims)


def values(**cells: str) -> dict[str, Any]:
    _, claims = deliver(ROW | {name.replace("__", "-"): cell for name, cell in cells.items()})
    return claims[0].pieces[0].values


def test_a_row_speaks_for_the_snapshot_day_and_back_to_its_date() -> None:
    _, [claim] = deliver(ROW)
    assert (claim.kind, claim.key, claim.snapshot, claim.line) == ("unit", CLINIC, 20250905, 2)
    assert (claim.pieces[0].from_day, claim.life, claim.life_since) == (20190201, [(20190201, OPEN)], 20190201)
    assert claim.pieces[0].values == {
        "name": 'Lægehuset "Åen"',
        "type": "394761003",
        "level": "HI",
        "parent": OWNER,
        "status": {"from": "2019-02-01", "updated": "2019-01-31"},
        "location": {"state": "None"},
    }


def test_the_file_lists_only_what_is_open_and_carries_no_day() -> None:
    delivery = read(io.BytesIO(file_of(ROW)), "sor.csv", lookups=Lists())
    assert (delivery.format, delivery.silence, delivery.snapshot) == ("sor-csv", "closed", None)
    assert delivery.kinds == {"unit", "location_number"}


def test_an_end_is_the_last_valid_day() -> None:
    _, [claim] = deliver(ROW | {"Ophoert_dato": "2026-06-30"})
    assert claim.life == [(20190201, 20260701)]


def test_addresses_are_resolved_values_with_the_line_taken_apart() -> None:
    delivery, [claim] = deliver(
        ROW
        | {"P_Postnummer": "8680", "P_By": "Ry", "Postadresse": "Skanderborgvej 70, 2. tv", "P_KK": "0746",
           "P_Region": "Region Midtjylland", "P_VK": "0123", "P_X": "557481,680", "P_Y": "6347032,45"}
    )  # fmt: skip
    assert claim.pieces[0].values["postal_address"] == {
        "postcode": "8680",
        "district": "Ry",
        "street": "Skanderborgvej",
        "building": "70",
        "floor": "2",
        "suite": "tv",
        "municipality": "0746",
        "street_code": "0123",
        "east": 557481.68,
        "north": 6347032.45,
    }
    assert delivery.resolved == {"postal_address", "visiting_address", "activity_address", "virtual_address"}


def test_a_region_other_than_the_municipalitys_is_kept() -> None:
    assert values(P_KK="0746", P_Region="Region Nordjylland")["postal_address"] == {
        "municipality": "0746",
        "region": "1081",
    }


def test_a_region_of_no_list_is_kept_as_a_name_with_a_finding() -> None:
    delivery, [claim] = deliver(ROW | {"A_Region": "Region Atlantis"})
    assert claim.pieces[0].values["activity_address"] == {"region": "Region Atlantis"}
    assert [(f.rule, f.field, f.facts) for f in delivery.findings] == [
        ("X1", "activity_address", {"value": "Region Atlantis"})
    ]


@pytest.mark.parametrize(
    ("inherits", "number", "expected"),
    [
        ("egen", NUMBER, {"state": "Own", "number": NUMBER}),
        ("Nedarvet", NUMBER, {"state": "Inherited"}),
        ("nedarvet", "", {"state": "Inherited"}),
        ("egen", "", {"state": "None"}),
        ("", "", {"state": "None"}),
    ],
)
def test_nedarvningsstatus_tells_whose_the_location_number_is(
    inherits: str, number: str, expected: dict[str, str]
) -> None:
    assert values(Nedarvningsstatus=inherits, Lokationsnummer=number)["location"] == expected


def test_without_nedarvningsstatus_the_location_number_is_a_resolved_value() -> None:
    delivery, claims = deliver(ROW | {"Lokationsnummer": NUMBER}, without=("Nedarvningsstatus",))
    assert "location" in delivery.resolved
    assert claims[0].pieces[0].values["location"] == {"state": "Own", "number": NUMBER}
    assert delivery.notes == ["Columns that are missing; what they would say stays as it is: Nedarvningsstatus."]


def test_the_data_of_a_number_are_its_own_and_those_of_its_holder_are_believed() -> None:
    number = {"Lokationsnummer": NUMBER, "Netoperatoer": "KMD", "Region": "Region Midtjylland"}
    below = ROW | number | {"SOR-kode": UNIT, "Nedarvningsstatus": "nedarvet", "Netoperatoer": "TDC",
                            "Gaeldende_fra_dato": "2015-01-01", "Sidst_aendret_dato": "2024-01-01"}  # fmt: skip
    holder = ROW | number | {"Nedarvningsstatus": "egen", "Lokationsnummerstatus": "aktiv"}
    delivery, claims = deliver(below, holder)
    claim = claims[-1]
    assert (claim.kind, claim.key) == ("location_number", NUMBER)
    assert claim.pieces[0].values == {"network_name": "KMD", "region": "1082", "active": True}
    assert claim.fields == {"network_name", "region", "active", "system_type_name", "system_supplier_name"}
    assert (claim.life, claim.life_since) == ([(20150101, OPEN)], 20250905)
    assert [(f.rule, f.key, f.facts) for f in delivery.findings] == [
        ("X3", NUMBER, {"unit": CLINIC, "other": UNIT, "other_network_name": "TDC", "other_region": "1082"})
    ]


def test_a_cvr_number_is_the_owners_alone() -> None:
    owner = ROW | {"SOR-kode": OWNER, "SOR-type": "IE", "Parent-SOR-kode": "", "CVR": "29078688"}
    _, [above, below] = deliver(owner, ROW | {"CVR": "29078688"})
    assert above.pieces[0].values["cvr"] == "29078688"
    assert "cvr" in above.fields
    assert "cvr" not in below.pieces[0].values
    assert "cvr" not in below.fields


def test_what_the_file_cannot_hold_is_not_spoken_of() -> None:
    _, [claim] = deliver(ROW, without=("Ydernummer",))
    assert not claim.fields & {"local_attribute_1", "note", "reporting_level", "organisational_level", "open"}
    assert "provider_identifier" not in claim.fields
    assert "shak" in claim.fields


def test_specialities_are_codes_the_main_one_first() -> None:
    delivery, [claim] = deliver(ROW | {"Hovedspeciale": "Almen medicin", "Speciale2": "Astrologi"})
    assert claim.pieces[0].values["specialities"] == [
        {"code": "408443003", "main": True},
        {"code": "Astrologi", "main": False},
    ]
    assert [(f.rule, f.facts) for f in delivery.findings] == [("X1", {"value": "Astrologi"})]


def test_identifiers_keep_their_zeros() -> None:
    found = values(Ydernummer="019062", SghAfd__kode="1301011")
    assert (found["provider_identifier"], found["shak"]) == ("019062", "1301011")


def test_an_unreadable_coordinate_is_left_out_with_a_finding() -> None:
    delivery, [claim] = deliver(ROW | {"P_X": "øst", "P_By": "Ry"})
    assert claim.pieces[0].values["postal_address"] == {"district": "Ry"}
    assert [(f.rule, f.field, f.facts) for f in delivery.findings] == [
        ("X2", "postal_address", {"column": "P_X", "value": "øst"})
    ]


@pytest.mark.parametrize(
    ("cells", "reason", "key", "proposal"),
    [
        ({"SOR-kode": "1102231000016000"}, "'1102231000016000' is not a SOR code: its check digit is wrong", None,
         "1102231000016008"),
        ({"SOR-kode": ""}, "the row has no SOR code", None, None),
        ({"SOR-kode": "1301x"}, "'1301x' is not a SOR code: a SOR code has digits only", None, None),
        ({"Gaeldende_fra_dato": "foraar"}, "Gaeldende_fra_dato is 'foraar', which is not a date", UNIT, None),
        ({"Gaeldende_fra_dato": ""}, "Gaeldende_fra_dato is empty", UNIT, None),
        ({"Ophoert_dato": "2019-01-31"}, "Ophoert_dato lies before Gaeldende_fra_dato 2019-02-01", UNIT, None),
        ({"SOR-kode": CLINIC}, f"{CLINIC} stands on line 2 already, with other content", CLINIC, None),
        ({"Enhedsnavn": "A;B"}, "the row has 61 fields where the header has 60", None, None),
    ],
)  # fmt: skip
def test_a_bad_row_is_rejected_and_the_others_are_read(
    cells: dict[str, str], reason: str, key: str | None, proposal: str | None
) -> None:
    delivery, claims = deliver(ROW, ROW | {"SOR-kode": UNIT, "Enhedsnavn": "X"} | cells)
    found = [(r.line, r.reason, r.key, r.proposal) for r in delivery.rejected]
    assert found == [(3, reason, key, proposal)]
    assert delivery.uncertain == (key is None)
    assert [claim.key for claim in claims] == [CLINIC]
    assert delivery.rows == 2


def test_a_file_without_its_key_columns_is_refused() -> None:
    with pytest.raises(BadFile) as refused:
        deliver(ROW, without=("SOR-type", "Enhedsnavn"))
    assert str(refused.value) == (
        "sor.csv looks like sor.csv but has no column SOR-type, Enhedsnavn. Fetch the whole file."
    )
