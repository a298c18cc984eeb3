"""What the bundled code lists say, as claims that can be loaded into the log."""

import csv
from collections import Counter

import pytest

from sor.codes import bundle
from sor.codes.lists import LISTS
from sor.core.claim import Claim, difference
from sor.core.day import OPEN, START

CLAIMS = {claim.key: claim for claim in bundle.bundled_claims()}


def only_piece(key: str) -> dict[str, object]:
    [piece] = CLAIMS[key].pieces
    return piece.values


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("entity_type", 77),
        ("speciality", 56),
        ("region", 6),
        ("municipality", 104),
        ("postal_code", 1121),
        ("country", 249),
        ("edi_message_type", 206),
        ("network", 7),
        ("system_type_v1", 2),
        ("system_type_v2", 1),
        ("organisational_level", 6),
        ("medcom_system_type", 27),
        ("mandatory_standard", 33),
    ],
)
def test_a_list_has_as_many_codes_as_its_sources(name: str, codes: int) -> None:
    assert Counter(key.partition("/")[0] for key in CLAIMS)[name] == codes


def test_every_shipped_file_is_a_list_and_every_list_is_shipped() -> None:
    shipped = {entry.name for entry in bundle.DATA.iterdir() if entry.name.endswith(".csv")}
    assert shipped == {f"{name}.csv" for name in LISTS}


def test_every_code_is_stated_once_with_a_source_and_a_mark() -> None:
    claims = bundle.bundled_claims()
    assert len(claims) == len(CLAIMS)
    for claim in claims:
        for piece in claim.pieces:
            assert piece.values["source"], claim.key
            assert piece.values["mark"] in {"D", "O", "I", "U"}, claim.key


def test_the_rows_of_one_code_stand_together_and_in_order_of_time() -> None:
    for claim in CLAIMS.values():
        days = [day for piece in claim.pieces for day in (piece.from_day, piece.to_day)]
        assert days == sorted(days), claim.key


def test_no_cell_has_stray_spaces() -> None:
    for name in LISTS:
        for row in csv.reader((bundle.DATA / f"{name}.csv").read_text("utf-8").splitlines(), strict=True):
            assert [cell for cell in row if cell != cell.strip()] == []


def test_a_list_without_dates_holds_from_the_first_day_there_is() -> None:
    claim = CLAIMS["country/DK"]
    assert claim.life == [(START, OPEN)]
    assert [(piece.from_day, piece.to_day) for piece in claim.pieces] == [(START, OPEN)]
    assert only_piece("country/DK")["name_da"] == "Danmark"


def test_an_entity_type_names_all_levels_on_whose_lists_it_stands() -> None:
    assert only_piece("entity_type/42665001")["levels"] == ["HI", "OU"]
    assert only_piece("entity_type/22232009")["levels"] == ["HI"]
    assert "levels" not in only_piece("entity_type/284546000"), "the level of hospice is not known"


def test_the_eastern_regions_end_when_the_new_one_begins() -> None:
    assert CLAIMS["region/1084"].life == [(START, 20270101)]
    assert CLAIMS["region/1085"].life == [(START, 20270101)]
    assert CLAIMS["region/oestdanmark"].life == [(20270101, OPEN)]
    assert only_piece("region/oestdanmark")["mark"] == "U"


def test_an_eastern_municipality_changes_region_and_lives_on() -> None:
    claim = CLAIMS["municipality/0101"]
    assert claim.life == [(START, OPEN)]
    assert [(p.from_day, p.values["region"]) for p in claim.pieces] == [(START, "1084"), (20270101, "oestdanmark")]


def test_a_western_municipality_does_not_change() -> None:
    assert only_piece("municipality/0810")["region"] == "1081"


def test_christiansoe_lies_in_no_region() -> None:
    assert "region" not in only_piece("municipality/0411")


def test_a_message_type_is_known_by_standard_and_version() -> None:
    values = only_piece("edi_message_type/REF01/H0131R")
    assert (values["standard"], values["version"], values["format"]) == ("REF01", "H0131R", "EDIFACT")


def test_own_codes_never_look_official() -> None:
    for key, claim in CLAIMS.items():
        if any(piece.values["mark"] == "U" for piece in claim.pieces) and not key.startswith("entity_type/"):
            assert not key.partition("/")[2].isdigit(), key


def test_the_claims_state_every_field_and_the_life_of_a_code() -> None:
    drafts = difference({}, CLAIMS["region/1084"])
    assert {draft.field for draft in drafts} == {"open", "name_da", "name_en", "iso3166_2", "mark", "source", "note"}
    assert {(draft.from_day, draft.to_day) for draft in drafts} == {(START, 20270101)}


def test_the_digest_is_that_of_the_shipped_files() -> None:
    assert bundle.digest() == bundle.digest()
    assert len(bundle.digest()) == 64


def test_claims_are_about_codes() -> None:
    assert all(isinstance(claim, Claim) and claim.kind == "code" for claim in CLAIMS.values())
