"""RULES.md holds every rule, every row that is none, and the hits in real data."""

import re

from sor.rules import BOOK
from sor.rules.no_rules import NO_RULES, RULES_OF_FIELDS
from tools.rule_hits import written
from tools.rules_document import generate

TEXT = generate()


def test_every_rule_stands_in_the_document_with_both_sentences_and_its_source() -> None:
    for rule in BOOK.values():
        assert f"## {rule.code}\n" in TEXT
        for part in (rule.danish, rule.english, rule.remarks, rule.source):
            assert part in TEXT, rule.code


def test_a_rule_with_several_cases_is_one_chapter() -> None:
    chapters = re.findall(r"^## ([\w-]+)$", TEXT, re.MULTILINE)
    assert len(chapters) == len(set(chapters))
    assert {code for code, _ in BOOK} == set(chapters)


def test_it_tells_severity_mark_and_where_a_rule_is_judged() -> None:
    assert "**error**, about `parent`, case *no parent*; judged on every piece of time of a unit" in TEXT
    assert "**error**, about `parent`; judged about a change (edit)" in TEXT
    assert "Source (U/I): this project" in TEXT


def test_rows_that_are_no_rules_stand_with_their_reason() -> None:
    for code, why in NO_RULES.items():
        assert re.search(rf"^\| {code} \| .*{re.escape(why.reason)}", TEXT, re.MULTILINE), code


def test_every_field_stands_with_the_rules_that_judge_it() -> None:
    for field, codes in RULES_OF_FIELDS.items():
        assert re.search(rf"^\| {field} \| .* \| {', '.join(codes)} \|$", TEXT, re.MULTILINE), field


def test_the_hits_in_real_data_stand_at_their_rules_and_in_a_table() -> None:
    for hit in written():
        assert f"| {hit.file} | {hit.units} |" in TEXT
        if hit.rule:
            assert f"{hit.hit} of {hit.units} units of {hit.file}" in TEXT
