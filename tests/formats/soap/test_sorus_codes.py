"""The codes of SORUS's findings: every rule has one, and keeps it."""

from sor.core.finding import Finding
from sor.formats.soap.sorus_codes import FIRST, UNNUMBERED, Numbered, as_csv, as_page, code_of, give_numbers, read_kept
from sor.rules import BOOK


def test_every_rule_has_a_code_of_its_own() -> None:
    given = read_kept()
    assert {(one.rule, one.case) for one in given} >= BOOK.keys(), "tools/check_generated.py --write gives them"
    codes = [one.code for one in given]
    assert codes == sorted(set(codes))
    assert codes[0] == FIRST


def test_the_first_codes_are_what_they_were_when_they_were_published() -> None:
    first = {(one.rule, one.case): one.code for one in read_kept()}
    assert (first["H1", ""], first["H2", ""], first["F1", ""], first["D2", "create"]) == (1001, 1002, 1017, 1080)


def test_a_new_rule_gets_the_next_number_and_an_old_one_keeps_its_row() -> None:
    given = [Numbered(1001, "GONE", ""), Numbered(1007, *next(iter(BOOK)))]
    found = give_numbers(given)
    assert found[:2] == given
    assert [one.code for one in found[2:4]] == [1008, 1009]
    assert len(found) == len(BOOK) + 1
    assert "| 1001 | GONE | | (no longer in use) |" in as_page(found)


def test_the_table_is_read_as_it_was_written() -> None:
    assert as_csv(read_kept()).splitlines()[:2] == ["code,rule,case", "1001,H1,"]


def test_a_finding_without_a_number_is_still_answered() -> None:
    assert code_of(Finding("Z99", "error", "unit", "1")) == UNNUMBERED
    assert code_of(Finding("H2", "error", "unit", "1", facts={"case": "no parent"})) == 1003
