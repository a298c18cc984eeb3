"""The reasons: every one in both languages, with the same facts, and every one is given by some check."""

from pathlib import Path
from string import Formatter

import pytest

from sor.certification import checks
from sor.certification.misses import SENTENCES, Miss

CHECKS = Path(checks.__file__).read_text("utf-8")


@pytest.mark.parametrize("reason", SENTENCES)
def test_both_languages_name_the_same_facts(reason: str) -> None:
    danish, english = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in SENTENCES[reason])
    assert danish == english


@pytest.mark.parametrize("reason", SENTENCES)
def test_every_reason_is_given(reason: str) -> None:
    assert f'Miss("{reason}"' in CHECKS


def test_a_reason_in_words() -> None:
    miss = Miss("left_out", {"element": "LocalCode"})
    assert miss.sentence("da") == (
        "LocalCode blev ikke sendt. I dette tilfælde sendes alle data, der gælder for enheden."
    )
    assert miss.sentence("en") == "LocalCode was not sent. This case sends all data that apply to the unit."
