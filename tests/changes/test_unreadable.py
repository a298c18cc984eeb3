"""A document that cannot be read is told in words, in both languages: which change, which member, what is meant."""

import pytest

from sor.changes.document import BadDocument, read_document

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


def test_what_stands_beside_the_changes_is_told_too() -> None:
    with pytest.raises(BadDocument, match=r"'chnges' cannot stand here|changes is missing"):
        read_document({"chnges": []})
