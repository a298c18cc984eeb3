"""RULES.md holds every rule."""

from sor.rules import BOOK
from tools.rules_document import generate


def test_every_rule_stands_in_the_document_with_both_sentences_and_its_source() -> None:
    text = generate()
    for rule in BOOK.values():
        assert f"## {rule.code}\n" in text
        for part in (rule.danish, rule.english, rule.remarks, rule.source):
            assert part in text, rule.code


def test_a_rule_with_several_cases_is_one_chapter() -> None:
    assert generate().count("## H2\n") == 1
