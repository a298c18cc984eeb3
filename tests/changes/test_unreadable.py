"""A document that cannot be read is told in words, in both languages: which change, which member, what is meant."""

import pytest

from sor.changes.document import BadDocument, read_document
from sor.changes.unreadable import tell_why

EDIT = {"op": "edit", "unit": "90000071000016007", "from": "2027-01-01", "set": {"name": "A"}}


@pytest.mark.parametrize(
    ("change", "danish", "english"),
    [
        (EDIT | {"op": "moove"}, "ændring 2: ukendt operation 'moove'; mente du move? Ellers en af annul, close, ",
         "change 2: unknown operation 'moove'; did you mean move? Else one of annul, close, "),
        (EDIT | {"op": "xyzzy"}, "ukendt operation 'xyzzy'; en af annul", "unknown operation 'xyzzy'; one of annul"),
        (EDIT | {"frmo": 1}, "'frmo' kan ikke stå her. Mente du from?", "'frmo' cannot stand here. Did you mean from?"),
        ({name: EDIT[name] for name in ("op", "unit")}, "ændring 2: from mangler.", "change 2: from is missing."),
        ({"unit": "1"}, "ændring 2: op (hvad der skal ske) mangler.", "change 2: op (what shall happen) is missing."),
        (EDIT | {"unit": 7}, "ændring 2, unit: her skal stå en tekst, ikke et helt tal.",
         "change 2, unit: a text is expected here, not a whole number."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_words(change: dict[str, object], danish: str, english: str) -> None:
    with pytest.raises(BadDocument) as told:
        read_document({"reason": "x", "changes": [EDIT, change]})
    assert english in str(told.value)
    assert danish in told.value.danish


@pytest.mark.parametrize(
    ("said", "danish", "english"),
    [
        ("Invalid value 'moove' - at `$.changes[1].op`",
         "ændring 2: ukendt operation 'moove'; mente du move? Ellers en af annul, close, closer, move.",
         "change 2: unknown operation 'moove'; did you mean move? Else one of annul, close, closer, move."),
        ("Invalid value 'a\nb' - at `$.changes[0].op`",
         "ændring 1: ukendt operation 'a\nb'; en af annul, close, closer, move.",
         "change 1: unknown operation 'a\nb'; one of annul, close, closer, move."),
        ("Invalid value 'closey' - at `$.changes[0].op`",
         "ændring 1: ukendt operation 'closey'; mente du close? Ellers en af annul, close, closer, move.",
         "change 1: unknown operation 'closey'; did you mean close? Else one of annul, close, closer, move."),
        ("Invalid value 'clxye' - at `$.changes[0].op`",
         "ændring 1: ukendt operation 'clxye'; en af annul, close, closer, move.",
         "change 1: unknown operation 'clxye'; one of annul, close, closer, move."),
        ("Invalid value 'moove'", "Invalid value 'moove'", "Invalid value 'moove'"),
        ("Object missing required field `changes`", "changes mangler.", "changes is missing."),
        ("Object contains unknown field `frmo` - at `$.changes[0]`",
         "ændring 1: 'frmo' kan ikke stå her. Mente du from?",
         "change 1: 'frmo' cannot stand here. Did you mean from?"),
        ("Object contains unknown field `x\ny` - at `$.changes[0]`", "ændring 1: 'x\ny' kan ikke stå her.",
         "change 1: 'x\ny' cannot stand here."),
        ("Expected `str | null`, got `int` - at `$.X-mark`",
         "X-mark: her skal stå en tekst eller null, ikke et helt tal.",
         "X-mark: a text or null is expected here, not a whole number."),
        ("Expected `array`, got `object`", "her skal stå en liste […], ikke et objekt {…}.",
         "a list […] is expected here, not an object {…}."),
        ("Expected `set`, got `object`", "Expected `set`, got `object`", "Expected `set`, got `object`"),
        ("Expected `str`, got `set`", "Expected `str`, got `set`", "Expected `str`, got `set`"),
    ],
)  # fmt: skip
def test_each_sentence_of_the_reader_stands_in_words(said: str, danish: str, english: str) -> None:
    assert tell_why(said, ("move", "close", "closer", "annul"), ("from", "unit")) == (danish, english)


def test_what_stands_beside_the_changes_is_told_too() -> None:
    with pytest.raises(BadDocument, match=r"'chnges' cannot stand here|changes is missing"):
        read_document({"chnges": []})
