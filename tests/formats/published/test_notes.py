"""The notes beside the files."""

from sor.formats.published.exports import FORMATS
from sor.formats.published.life_cycle import State, state_of
from sor.formats.published.notes import CHANGE_NOTES, changes_text, format_note, roadmap_text, state_in_words


def test_a_note_names_each_column_in_both_languages() -> None:
    note = format_note(FORMATS["xml2"], state_of("xml2", 20261101))
    assert "xml2, version 2.0.0: i kraft / in force" in note
    assert (
        "| `ShakIdentifier` | Sygehus- og afdelingskode (SHAK) | SHAK code; one code may stand on several units |"
        in note
    )


def test_what_is_made_by_this_project_says_so() -> None:
    note = format_note(FORMATS["xml3"], state_of("xml3", 20261101))
    assert "Formen er projektets egen, indtil en officiel beskrivelse findes." in note


def test_every_format_has_a_note() -> None:
    for name, made in FORMATS.items():
        assert made.columns(), name
        assert format_note(made, state_of(name, 20261101)).count("\n") > 5


def test_a_transition_names_its_last_day() -> None:
    state = State("in transition", 20270101, 20270701)
    assert state_in_words(state, "da") == "i overgang til 2027-07-01"
    assert state_in_words(state, "en") == "in transition until 2027-07-01"


def test_the_roadmap_and_the_changes_are_texts() -> None:
    text = roadmap_text(FORMATS, {"xml3": 20270101})
    assert "| 2027-07-01 | SOR som XML 2.0.0 (`xml2`) | ophørt / ended |" in text
    assert "ikke fastsat / not decided" in roadmap_text(FORMATS, {})
    assert all(note in changes_text(CHANGE_NOTES) for note in CHANGE_NOTES)
