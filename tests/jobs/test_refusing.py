"""Reasons against loading a file, and what force does about them."""

import pytest

from sor.core.finding import WARNING, Finding
from sor.formats.delivery import BadFile
from sor.jobs.refusing import NotLoaded, Reasons, list_findings


def bad() -> None:
    raise BadFile("It is bad.")


def test_all_reasons_are_told_with_the_report() -> None:
    reasons = Reasons(force=False)
    reasons.ask(bad)
    reasons.ask(bad)
    with pytest.raises(NotLoaded) as refused:
        reasons.refuse("the report")
    assert (str(refused.value), refused.value.report) == ("It is bad. It is bad.", "the report")


def test_force_sets_aside_what_can_be_forced_and_names_it() -> None:
    reasons = Reasons(force=True)
    reasons.ask(bad)
    reasons.refuse(None)
    assert reasons.notes() == ["--force overrode: It is bad."]
    reasons.ask(bad, forced=False)
    with pytest.raises(NotLoaded):
        reasons.refuse(None)


def test_findings_are_listed_with_rule_line_and_sentence() -> None:
    found = Finding("X2", WARNING, "unit", "1", "postal_address", {"column": "P_X", "value": "øst"})
    assert list_findings([found], {("unit", "1"): 7}) == [
        {
            "rule": "X2", "severity": "warning", "kind": "unit", "key": "1", "field": "postal_address", "line": 7,
            "text": 'The value "øst" in column P_X of 1 cannot be read.',
        }
    ]  # fmt: skip
