"""A first file that names some codes of some lists keeps none of the bundled ones out."""

from sor.codes.bundle import bundled_claims
from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN, START
from sor.jobs.first_codes import first_drafts, read_bundled_lines

NORTH = next(claim for claim in bundled_claims() if claim.key == "region/1081")


def named(name: str, key: str = "region/1081") -> Claim:
    return Claim("code", key, frozenset({"name_da"}), [Piece(START, OPEN, {"name_da": name})], [(START, OPEN)])


def test_a_code_that_the_file_says_alike_is_the_bundled_one_with_all_its_fields() -> None:
    assert first_drafts(named("Region Nordjylland")) == difference({}, NORTH)


def test_a_code_that_the_file_says_otherwise_keeps_the_fields_of_which_it_is_silent() -> None:
    drafts = first_drafts(named("Nord"))
    assert {d.value for d in drafts if d.field == "name_da"} == {b'"Nord"'}
    assert {d.field for d in drafts} == {d.field for d in difference({}, NORTH)}


def test_a_code_that_is_not_bundled_is_what_the_file_says() -> None:
    assert first_drafts(named("Ny", "region/1099")) == difference({}, named("Ny", "region/1099"))


def test_all_other_bundled_codes_come_along() -> None:
    lines = list(read_bundled_lines(["region/1081"]))
    assert len(lines) == len(bundled_claims()) - 1
    assert "region/1081" not in {line.key for line in lines}
