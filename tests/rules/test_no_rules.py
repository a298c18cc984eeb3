"""Every row of the two collected tables is covered: by rules, or by a reason why it is none."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from sor.rules import BOOK, collect_rules, quality
from sor.rules.no_rules import NO_RULES, RULES_OF_FIELDS
from sor.rules.rule import MARKS, Rule

ROOT = Path(__file__).resolve().parents[2]
QUALITY = {rule.code for rule in collect_rules([quality]).values()}
CODES = {code for code, _ in BOOK}


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("sor.rules") / "data" / name).read_text("utf-8").splitlines()))


BUSINESS_RULES = {row["id"]: row for row in rows("business_rules.csv")}


def test_every_business_rule_is_a_rule_or_has_the_reason_why_not() -> None:
    assert set(BUSINESS_RULES) - CODES == set(NO_RULES)
    assert CODES & set(NO_RULES) == set()


def test_every_row_of_the_field_rules_has_its_rules() -> None:
    assert [row["field"] for row in rows("field_rules.csv")] == list(RULES_OF_FIELDS)
    assert {code for codes in RULES_OF_FIELDS.values() for code in codes} <= CODES


def test_the_rules_of_our_own_are_those_about_files_and_changes_and_a_few_more() -> None:
    own = {code for code in CODES - set(BUSINESS_RULES) if not re.fullmatch(r"X\d+|AUTH\w*", code)}
    assert own == {"SHAK", "ID27", "I7", "L13", "DUP", "RESP", "OP1", "OP2", "OP3", "OP4", "OP5", "SITE", *QUALITY}


@pytest.mark.parametrize("code", sorted(CODES & set(BUSINESS_RULES)))
def test_the_rules_of_a_row_keep_its_mark_and_each_case_has_one(code: str) -> None:
    marks = [set(rule.mark.split("/")) for rule in BOOK.values() if rule.code == code]
    assert all(mark and mark <= MARKS for mark in marks)
    assert set(BUSINESS_RULES[code]["mark"].split("/")) & set().union(*marks)


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.values() if rule.mark == "D"], ids=lambda r: f"{r.code} {r.case}"
)
def test_what_is_documented_is_an_error_unless_the_entry_says_why_not(rule: Rule) -> None:
    assert rule.severity == "error" or rule.remarks


def test_what_is_only_observed_or_inferred_is_no_error() -> None:
    weak = {(rule.code, rule.case) for rule in BOOK.values() if rule.mark and "D" not in rule.mark}
    errors = {name for name in weak if BOOK[name].severity == "error"}
    decided = {("C6", ""), ("H2", "own parent"), ("SHAK", ""), ("F6", "form"), ("F7", "twice")}
    assert errors == decided, "by decision, sense, setting"


@pytest.mark.parametrize("code", NO_RULES)
def test_the_places_named_are_there(code: str) -> None:
    for path in re.findall(r"`((?:access|changes|core|formats|data|tests)/[\w/.]+)`", NO_RULES[code].where):
        places = [ROOT / path, ROOT / "src/sor" / path, ROOT / "src/sor/rules" / path]
        assert any(place.exists() for place in places), path
