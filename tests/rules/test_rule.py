"""How a rule is written, and what is refused."""

from collections.abc import Iterator

import pytest

from sor.core.finding import WARNING
from sor.rules.rule import BadRule, Facts, make_reported_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts


@rule("Z1", case="x", field="name", severity=WARNING, reads=["name"])
def has_a_name(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} hedder
    {value}.

    Unit {key} is called {value}.

    Why.

    Source: here
    """
    yield {"value": "A"}


def test_the_docstring_is_the_entry_in_the_rule_book() -> None:
    assert has_a_name.danish == "Enheden {key} hedder {value}."
    assert has_a_name.english == "Unit {key} is called {value}."
    assert has_a_name.remarks == "Why."
    assert has_a_name.source == "here"


def test_a_finding_carries_rule_case_field_and_facts() -> None:
    found = has_a_name.finding("unit", "1", {"value": "A"}, 20200101, 20210101)
    assert (found.rule, found.severity, found.field, found.from_day, found.to_day) == (
        "Z1",
        "warning",
        "name",
        20200101,
        20210101,
    )
    assert found.facts == {"case": "x", "value": "A"}


def test_a_rule_without_its_source_is_refused() -> None:
    with pytest.raises(BadRule) as refused:
        make_reported_rule("Z2", "Dansk.\n\nEnglish.")
    assert str(refused.value) == ("Rule Z2 needs a Danish sentence, an English one and, last, a paragraph 'Source: …'.")


def test_sentences_that_name_different_facts_are_refused() -> None:
    with pytest.raises(BadRule) as refused:
        make_reported_rule("Z3", "Dansk {a}.\n\nEnglish {b}.\n\nSource: here")
    assert str(refused.value) == "The two sentences of rule Z3 name different facts."
