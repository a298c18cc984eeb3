"""The journal of the desk: what changed stays told, what is personal can be forgotten."""

import pytest

from sor.register import Register
from sor.store.desk_journal import Noted, erase, is_noted, note, noted_about, noted_of

FIRST = Noted("2026-11-01T12:00:00.000000Z", "sds", "add", "actor", "rikke", None, {"name": "Rikke Bøgh"})
SECOND = FIRST._replace(what="remove", before={"name": "Rikke Bøgh"}, after=None)


def test_changes_of_a_thing_are_told_in_order_with_before_and_after(register: Register) -> None:
    with register.database.writing() as connection:
        for noted in (FIRST, FIRST._replace(key="bo"), SECOND):
            note(connection, noted)
    assert noted_about(register.database.reader(), "actor", "rikke") == [FIRST, SECOND]


def test_what_was_erased_is_gone_from_the_table_but_not_that_it_happened(register: Register) -> None:
    with register.database.writing() as connection:
        for noted in (FIRST, FIRST._replace(key="bo"), SECOND):
            note(connection, noted)
        erase(connection, "actor", "rikke")
    connection = register.database.reader()
    assert [(noted.at, noted.who, noted.what) for noted in noted_about(connection, "actor", "rikke")] == [
        (FIRST.at, "sds", "add"),
        (FIRST.at, "sds", "remove"),
    ]
    rows = connection.run("SELECT key, before, after FROM desk_journal").fetchall()
    assert [row for row in rows if "Bøgh" in "".join(row)] == [("bo", "null", '{"name":"Rikke Bøgh"}')]


def test_changes_of_a_kind_are_told_the_newest_first_and_with_their_door(register: Register) -> None:
    listed = FIRST._replace(kind="whitelist", key="sorus/1", channel="web")
    with register.database.writing() as connection:
        for noted in (listed, FIRST, listed._replace(what="remove")):
            note(connection, noted)
    reader = register.database.reader()
    assert [(noted.what, noted.channel) for noted in noted_of(reader, "whitelist")] == [
        ("remove", "web"),
        ("add", "web"),
    ]
    assert is_noted(reader, "actor")
    assert not is_noted(reader, "news")


def test_a_change_that_is_undone_is_not_noted(register: Register) -> None:
    def undone() -> None:
        with register.database.writing() as connection:
            note(connection, FIRST)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not is_noted(register.database.reader(), "actor")
