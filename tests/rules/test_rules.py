"""The rule book as a whole."""

import types

import pytest

from sor.core.subject import FIELDS
from sor.rules import BOOK, FILES, authority, changing, collect_rules, hierarchy, listed_codes, quality, replacing
from sor.rules.rule import BadRule


def test_the_rules_of_this_version() -> None:
    assert {code for code, _ in BOOK} == {
        "H1", "H2", "H3", "C6", "T1", "T3", "T4", "T9", "T10",
        "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15", "N1", "ID27",
        "L1", "L2", "L3", "L4", "L5", "L6", "L9", "L12", "L13", "D1", "D2", "D3", "C2", "C7", "C8", "I1", "I4", "I5",
        "I7", "SHAK", "OP1", "OP2", "OP3", "OP4", "OP5",
        "X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12", "X13", "X14", "X15",
        "X16", "X17", "X18", "X19", "DUP", "RESP", "SITE",
        *(code for code, _ in collect_rules([quality])),
    } | {
        rule.code
        for module in (changing, replacing, listed_codes, authority)
        for rule in collect_rules([module]).values()
    }  # fmt: skip


def test_two_rules_with_one_code_and_case_are_refused() -> None:
    second = types.ModuleType("second")
    second.again = hierarchy.is_of_one_level  # type: ignore[attr-defined]
    with pytest.raises(BadRule) as refused:
        collect_rules([*FILES, second])
    assert str(refused.value) == "There are two rules H1. Give one a case of its own."


def test_rules_read_and_blame_fields_of_units() -> None:
    fields = FIELDS["unit"]
    for rule in BOOK.values():
        assert rule.reads | rule.reads_above <= fields, rule.code
        assert rule.field == "" or rule.field in fields, rule.code


def test_every_rule_has_its_own_words() -> None:
    assert len({rule.danish for rule in BOOK.values()}) == len(BOOK)
    assert len({rule.english for rule in BOOK.values()}) == len(BOOK)
