"""Any CSV of units, told once which column holds what."""

import io

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile, Delivery
from sor.formats.tables.columns import read, suggest
from tests.formats.no_lookups import NoLookups

OWNER, HOME, WARD, STRAY = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003, 9_000_004))
NUMBER = "5790001384944"
COLUMNS = {
    "code": "sor", "level": "slags", "name": "navn", "parent": "over", "type": "type", "cvr": "cvr", "gln": "ean"
}  # fmt: skip
HEADER = "sor;slags;navn;over;type;cvr;ean"


class Lists(NoLookups):
    """A list with one type."""

    def type_of(self, name: str, level: str | None) -> str | None:
        return {"plejehjem": "42665001"}.get(name.casefold())


def deliver(*rows: str, header: str = HEADER, columns: dict[str, str] | None = None) -> tuple[Delivery, list[Claim]]:
    data = "\n".join([header, *rows, ""]).encode()
    delivery = read(io.BytesIO(data), "enheder.csv", columns=columns or COLUMNS, lookups=Lists(), snapshot=20251203)
    return delivery, list(delivery.claims)


def test_a_unit_is_read_with_the_fields_the_file_has_and_no_others() -> None:
    delivery, [claim] = deliver(f"{HOME};SI;Plejehjemmet Åen;{OWNER};Plejehjem;29078688;")
    assert claim.fields == {"level", "name", "parent", "type", "cvr", "location"}
    assert claim.pieces[0].values == {
        "level": "HI",
        "name": "Plejehjemmet Åen",
        "parent": OWNER,
        "type": "42665001",
        "cvr": "29078688",
        "location": {"state": "None"},
    }
    assert (delivery.format, delivery.silence, delivery.resolved) == ("columns", "closed", {"location", "cvr"})


def test_without_dates_a_file_speaks_for_its_day_and_on() -> None:
    _, [claim] = deliver(f"{HOME};SI;Plejehjemmet;;;;")
    assert (claim.snapshot, claim.pieces[0].from_day, claim.life) == (20251203, 20251203, [(20251203, OPEN)])
    assert claim.life_since == 20251203


def test_a_file_with_dates_says_since_when_and_until_when() -> None:
    _, [claim] = deliver(
        f"{HOME};SI;A;;2020-01-01;2026-06-30;31-12-2019",
        header="sor;slags;navn;over;fra;til;aendret",
        columns={"code": "sor", "level": "slags", "name": "navn", "parent": "over", "valid_from": "fra",
                 "last_day": "til", "updated": "aendret"},
    )  # fmt: skip
    assert claim.life == [(20200101, 20260701)]
    assert claim.pieces[0].values["status"] == {"from": "2020-01-01", "updated": "2019-12-31"}


def test_a_cvr_equal_to_the_owners_is_inherited_and_another_one_stays() -> None:
    _, claims = deliver(
        f"{WARD};OE;C;{HOME};;29078688;", f"{HOME};SI;B;{OWNER};;55133018;", f"{OWNER};IE;A;;;29078688;"
    )
    assert [claim.pieces[0].values.get("cvr") for claim in claims] == [None, "55133018", "29078688"]


def test_a_location_number_has_a_life_beside_the_units_that_show_it() -> None:
    delivery, claims = deliver(f"{OWNER};IE;A;;;;{NUMBER}", f"{HOME};SI;B;{OWNER};;;{NUMBER}")
    assert [claim.key for claim in claims] == [OWNER, HOME, NUMBER]
    assert claims[1].pieces[0].values["location"] == {"state": "Own", "number": NUMBER}
    assert delivery.kinds == {"unit", "location_number"}
    assert "location" in delivery.resolved


def test_an_unknown_type_name_is_kept_for_rule_t1_to_tell() -> None:
    delivery, [claim] = deliver(f"{HOME};SI;A;;Rumstation;;")
    assert claim.pieces[0].values["type"] == "Rumstation"
    assert delivery.findings == []


def test_a_malformed_number_stays_on_its_unit_only() -> None:
    _, [claim] = deliver(f"{HOME};SI;A;;;;579")
    assert claim.pieces[0].values["location"] == {"state": "Own", "number": "579"}


def test_dirty_rows_are_loaded_as_what_they_are() -> None:
    delivery, claims = deliver(
        f"{HOME};SI;Egen overordnet;{HOME};;;", f"{WARD};SI;Institution under institution;{HOME};;;",
        f"{STRAY};OE;Mangler overordnet;{sor_code(9_999_999)};;;",
    )  # fmt: skip
    assert [claim.pieces[0].values.get("parent") for claim in claims] == [None, HOME, sor_code(9_999_999)]
    assert [(cell.key, cell.value, cell.reason) for cell in delivery.cells] == [(HOME, HOME, "the unit's own code")]
    assert delivery.rejected == []


def test_a_code_that_lost_its_last_digit_is_rejected_with_its_repair() -> None:
    delivery, claims = deliver("1175141000016000;OE;Afsnit;;;;", f"{HOME};SI;A;;;;")
    [rejected] = delivery.rejected
    assert (rejected.line, rejected.reason, rejected.key, rejected.proposal) == (
        2,
        "'1175141000016000' is not a SOR code: its check digit is wrong",
        None,
        "1175141000016009",
    )
    assert delivery.uncertain
    assert [claim.key for claim in claims] == [HOME]


def test_the_same_code_with_other_content_is_rejected_and_a_repetition_counts_once() -> None:
    delivery, claims = deliver(f"{HOME};SI;A;;;;", f"{HOME};SI;B;;;;", f"{HOME};SI;A;;;;")
    assert [(r.line, r.reason, r.key) for r in delivery.rejected] == [
        (3, f"{HOME} stands on line 2 already, with other content", HOME)
    ]
    assert len(claims) == 1
    assert not delivery.uncertain
    assert delivery.notes == ["1 rows stand twice, word for word; each was read once."]


def test_an_end_before_the_beginning_is_rejected() -> None:
    delivery, _ = deliver(
        f"{HOME};SI;A;;2020-01-01;2019-06-30",
        header="sor;slags;navn;over;fra;til",
        columns={"code": "sor", "level": "slags", "name": "navn", "parent": "over", "valid_from": "fra",
                 "last_day": "til"},
    )  # fmt: skip
    assert [(r.reason, r.key) for r in delivery.rejected] == [("last_day lies before valid_from 2020-01-01", HOME)]


def refusal(columns: dict[str, str] | None, snapshot: int | None = 20251203) -> str:
    with pytest.raises(BadFile) as refused:
        read(io.BytesIO(HEADER.encode()), "enheder.csv", columns=columns, lookups=Lists(), snapshot=snapshot)
    return str(refused.value)


def test_a_file_whose_columns_were_not_told_is_refused_with_a_proposal() -> None:
    with pytest.raises(BadFile) as refused:
        read(io.BytesIO(b"sor_id;sor_type;navn;gln"), "x.csv", columns=None, lookups=Lists())
    assert str(refused.value) == (
        "x.csv is a table of none of the known formats. Say which columns hold what, for example:"
        " --columns 'code=sor_id,level=sor_type,name=navn,parent=?,location_number=gln'. Its columns are:"
        " sor_id, sor_type, navn, gln."
    )


def test_wrong_columns_are_refused() -> None:
    assert refusal({**COLUMNS, "name": "titel"}) == (
        "enheder.csv has no column 'titel'. Its columns are: sor, slags, navn, over, type, cvr, ean."
    )
    assert refusal({"code": "sor", "name": "navn"}) == "--columns must also say which column holds: level, parent."
    assert refusal({**COLUMNS, "farve": "navn"}).startswith(
        "--columns: there is no field 'farve'. The fields are: code"
    )


def test_a_column_named_for_two_fields_and_a_field_named_twice_are_refused() -> None:
    assert refusal({**COLUMNS, "production_unit": "cvr", "cvr": "cvr"}).startswith(
        "--columns: cvr is named twice: for cvr and production_unit."
    )
    told = {**COLUMNS, "gln": "ean", "location_number": "type"}
    del told["type"]
    assert refusal(told).startswith("--columns: gln and location_number are one field.")


def test_a_field_or_column_that_does_not_exist_is_told_with_the_one_that_was_probably_meant() -> None:
    assert "no field 'production_units' (was production_unit meant?)" in refusal({**COLUMNS, "production_units": "cvr"})
    assert "no column 'Navne' (was navn meant?)" in refusal({**COLUMNS, "name": "Navne"})


def test_columns_that_differ_by_a_capital_only_are_told_apart() -> None:
    _, claims = deliver(
        f"{HOME};SI;FALSK;Rigtig;", header="sor;slags;Navn;navn;over",
        columns={"code": "sor", "level": "slags", "name": "navn", "parent": "over"},
    )  # fmt: skip
    assert claims[0].pieces[0].values["name"] == "Rigtig"


def test_without_dates_the_day_must_be_given() -> None:
    assert refusal(COLUMNS, snapshot=None) == (
        "enheder.csv does not say which day it describes. Name the day: --snapshot 2026-07-01"
    )


def test_columns_are_guessed_from_known_names() -> None:
    assert suggest(["SOR-kode", "SOR-type", "Enhedsnavn", "Parent-SOR-kode", "Ydernummer"]) == {
        "code": "SOR-kode",
        "level": "SOR-type",
        "name": "Enhedsnavn",
        "parent": "Parent-SOR-kode",
        "provider_identifier": "Ydernummer",
    }
