"""The sentences about who may, and the words in them."""

import pytest

from sor.access.authority import OPERATIONS, ROLES, UNKNOWN
from sor.rules.sentences import sentence
from sor.rules.words import WORDS
from tests.rules.refused import REFUSED


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_role_and_operation_has_its_words(language: str) -> None:
    assert set(OPERATIONS) <= WORDS["op"]["da"].keys()
    assert {*ROLES, UNKNOWN} <= WORDS["role"]["da"].keys()
    for found in REFUSED:
        assert "  " not in sentence(found, language)


def test_AUTH2_says_in_danish_what_was_refused_and_who_may() -> None:
    (found,) = [one for one in REFUSED if (one.rule, one.facts.get("case")) == ("AUTH2", None)]
    assert sentence(found, "da") == (
        "Som kommune må kommune-0707 ikke give eller lukke lokationsnumre for 111, der er OE under kommune."
        " Det må: registermyndigheden."
    )
