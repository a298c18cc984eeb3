"""The desk's memory: what was changed by whom, the newest first, each table by itself. On both databases."""

from sor.register import Register
from sor.store.desk import Hand, changes, has_changes, note_change

ANNA = Hand("anna", "web", "2026-11-01T12:00:00.000000Z")


def test_changes_are_numbered_through_and_told_by_table(register: Register) -> None:
    with register.database.writing() as connection:
        note_change(connection, ANNA, "whitelist", "sorus/1", None, {"comment": "æøå"})
        note_change(connection, ANNA, "news", "1", "old", "new")
        note_change(connection, ANNA, "whitelist", "sorus/1", {"comment": "æøå"}, None)
    reader = register.database.reader()
    told = changes(reader, "whitelist")
    assert [(one.n, one.before, one.after) for one in told] == [
        (3, {"comment": "æøå"}, None),
        (1, None, {"comment": "æøå"}),
    ]
    assert told[0][1:6] == ("2026-11-01T12:00:00.000000Z", "anna", "web", "whitelist", "sorus/1")
    assert has_changes(reader, "news")
    assert not has_changes(reader, "drafts")


def test_a_change_that_is_undone_is_not_remembered(register: Register) -> None:
    try:
        with register.database.writing() as connection:
            note_change(connection, ANNA, "whitelist", "sorus/1", None, 1)
            raise RuntimeError
    except RuntimeError:
        assert changes(register.database.reader(), "whitelist") == []
