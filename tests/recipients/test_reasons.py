"""Every sentence stands in both languages over the same facts."""

import string

import pytest

from sor.recipients.reasons import SENTENCES


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("rule", SENTENCES)
def test_both_languages_tell_the_same_facts(rule: str) -> None:
    da, en = SENTENCES[rule]
    assert facts(da) == facts(en)
    assert da != en
