"""The units of SOR2 CSV: every row a version, the daily file and the complete one."""

import io
from itertools import pairwise

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile, Delivery
from sor.formats.sor2.units import read
from tests.formats.no_lookups import NoLookups

UNIT, OTHER, PARENT = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003))
NUMBER = "5790001384944"
FIRST = {"SorId": f'="{UNIT}"', "EntityName": "Afsnit A", "SorType": "OE", "FromDate": "2015-03-01",
         "ToDate": "2019-12-31", "FirstFromDate": "2015-03-01", "ParentSorId": f'="{PARENT}"'}  # fmt: skip
SECOND = FIRST | {"EntityName": "Afsnit B", "FromDate": "2020-01-01", "ToDate": ""}


def deliver(*rows: dict[str, str], complete: bool = True) -> tuple[Delivery, list[Claim]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(names), *(";".join(row.get(name, "") for name in names) for row in rows)]
    data = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    delivery = read(io.BytesIO(data), "SOREntity.csv", lookups=NoLookups(), complete=complete, snapshot=20250905)
    return delivery, list(delivery.claims)


def test_the_rows_of_a_unit_are_its_history() -> None:
    delivery, [claim] = deliver(SECOND, FIRST)
    assert (claim.key, claim.snapshot, claim.life) == (UNIT, None, [(20150301, OPEN)])
    assert [(piece.from_day, piece.to_day, piece.values) for piece in claim.pieces] == [
        (20150301, 20200101, {"name": "Afsnit A", "level": "OU", "parent": PARENT, "status": {"from": "2015-03-01"}}),
        (20200101, OPEN, {"name": "Afsnit B", "level": "OU", "parent": PARENT, "status": {"from": "2020-01-01"}}),
    ]
    assert (delivery.format, delivery.silence, delivery.rows) == ("sor2-complete", "annulled", 2)


def test_the_daily_file_lists_no_closed_units() -> None:
    delivery, [claim] = deliver(SECOND, complete=False)
    assert (delivery.format, delivery.silence) == ("sor2-daily", "closed")
    assert (claim.pieces[0].from_day, claim.life, claim.life_since) == (20200101, [(20150301, OPEN)], 10101)


def test_without_first_from_date_the_daily_file_is_silent_on_the_days_before() -> None:
    _, [claim] = deliver(SECOND | {"FirstFromDate": ""}, complete=False)
    assert (claim.life, claim.life_since) == ([(20200101, OPEN)], 20200101)


def test_a_closed_unit_has_an_end() -> None:
    _, [claim] = deliver(FIRST)
    assert claim.life == [(20150301, 20200101)]


def test_a_gap_in_the_history_is_a_gap_in_the_life() -> None:
    _, [claim] = deliver(FIRST, SECOND | {"FromDate": "2021-01-01"})
    assert claim.life == [(20150301, 20200101), (20210101, OPEN)]


def test_parts_of_an_address_stand_in_columns_of_their_own() -> None:
    delivery, [claim] = deliver(
        SECOND
        | {"PostalAddressStreetName": "Vej", "PostalAddressStreetBuildingId": "7B", "PostalAddressFloorId": "st",
           "PostalAddressPostCodeId": "8680", "PostalAddressCoordETRS89z32EMeasure": "557481,68",
           "PostalAddressRegionCode": "1082", "VirtualAddressTelephoneNumber": "12345678"}
    )  # fmt: skip
    assert claim.pieces[0].values["postal_address"] == {
        "street": "Vej", "building": "7B", "floor": "st", "postcode": "8680", "east": 557481.68, "region": "1082",
    }  # fmt: skip
    assert claim.pieces[0].values["virtual_address"] == {"phone": "12345678"}
    assert delivery.resolved == {"postal_address", "virtual_address"}


def test_a_type_by_code_is_better_than_one_by_name() -> None:
    _, claims = deliver(
        SECOND | {"EntityTypeId": "22232009", "EntityTypeName": "hospital"},
        FIRST | {"SorId": OTHER, "EntityTypeName": "klinik"},
    )
    assert [claim.pieces[0].values["type"] for claim in claims] == ["22232009", "klinik"]


def test_the_state_of_a_location_number_is_read_where_a_column_tells_it() -> None:
    number = {"EanLocationCode": NUMBER, "EanLocationCodeState": "Inherited"}
    delivery, [unit, its_number] = deliver(SECOND | number)
    assert unit.pieces[0].values["location"] == {"state": "Inherited"}
    assert its_number.key == NUMBER
    assert "location" not in delivery.resolved
    delivery, [unit, _] = deliver(SECOND | {"EanLocationCode": NUMBER})
    assert unit.pieces[0].values["location"] == {"state": "Own", "number": NUMBER}
    assert "location" in delivery.resolved


def test_a_unit_without_the_column_of_the_one_above_is_told_and_keeps_what_was_known() -> None:
    row = {name: cell for name, cell in SECOND.items() if name != "ParentSorId"}
    delivery, [claim] = deliver(row)
    assert "parent" not in claim.fields
    [missing] = delivery.notes
    assert "ParentSorId" in missing
    assert "CvrNumberId" not in missing


def test_two_rows_of_one_day_with_other_content_reject_the_second() -> None:
    delivery, [claim] = deliver(FIRST, FIRST | {"EntityName": "Afsnit X"})
    assert [(rejected.line, rejected.key) for rejected in delivery.rejected] == [(3, UNIT)]
    assert claim.pieces[0].values["name"] == "Afsnit A"


def test_a_history_that_contradicts_the_meaning_of_its_ends_is_refused() -> None:
    days = ["2015-03-01", "2016-03-01", "2017-03-01", "2018-03-01"]
    rows = [FIRST | {"FromDate": start, "ToDate": end} for start, end in pairwise(days)]
    with pytest.raises(BadFile) as refused:
        deliver(*rows)
    assert str(refused.value).startswith(
        "SOREntity.csv: ToDate is read as the last valid day, but in 2 of 2 cases the next period begins on that very"
        " day, so it is the first day no longer valid."
    )


def test_a_file_without_its_key_columns_is_refused() -> None:
    with pytest.raises(BadFile) as refused:
        deliver({"SorId": UNIT, "FromDate": "2020-01-01"})
    assert str(refused.value) == (
        "SOREntity.csv looks like SOR2 units but has no column EntityName. Fetch the whole file."
    )


def test_a_state_tells_none_from_nothing_said() -> None:
    states = [FIRST | {"EanLocationCodeState": state, "EanLocationCode": ""} for state in ("None", "Inherited", "")]
    codes = (UNIT, OTHER, PARENT)
    _, claims = deliver(*(row | {"SorId": code} for row, code in zip(states, codes, strict=True)))
    assert [claim.pieces[0].values.get("location") for claim in claims] == [
        {"state": "None"}, {"state": "Inherited"}, None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["InstitutionOwnerCvrNumberId", "institutionownercvrnumberid", "CvrNumberId", "Cvr"])
def test_the_owners_cvr_number_is_read_under_its_real_name_and_the_one_written_before(name: str) -> None:
    delivery, [owner] = deliver(SECOND | {"SorType": "IE", "ParentSorId": "", name: "13585628"})
    assert owner.pieces[0].values["cvr"] == "13585628"
    assert not any("Cvr" in note for note in delivery.notes)
    _, [unit] = deliver(SECOND | {name: "13585628"})
    assert "cvr" not in unit.fields, "the number is the owner's: it stands on every row but is no value of a unit below"
