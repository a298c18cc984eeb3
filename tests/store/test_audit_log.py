"""The audit log: what changed stays told, what is personal can be forgotten, and nothing else can be changed unseen."""

import pytest

from sor.core.text import Unfit
from sor.register import Register
from sor.store.audit_log import (
    ERASE,
    AuditHead,
    Noted,
    check,
    erase,
    hash_at,
    head,
    is_noted,
    note,
    read_notes_of,
)
from sor.store.database import Connection
from sor.store.schema import desk_journal
from tests.quick_part import few

FIRST = Noted("2026-11-01T12:00:00.000000Z", "sds", "add", "actor", "rikke", None, {"name": "Rikke Bøgh"})
SECOND = FIRST._replace(what="remove", before={"name": "Rikke Bøgh"}, after=None)


def about(connection: Connection, kind: str, key: str) -> list[Noted]:
    """Every change of one thing, the oldest first."""
    return [noted for noted in reversed(read_notes_of(connection, kind)) if noted.key == key]


def test_changes_of_a_thing_are_told_in_order_with_before_and_after(register: Register) -> None:
    with register.database.desk.writing() as connection:
        for noted in (FIRST, FIRST._replace(key="bo"), SECOND):
            note(connection, noted)
    assert about(register.database.reader(), "actor", "rikke") == [FIRST, SECOND]


def test_what_was_erased_is_gone_from_the_table_but_not_that_it_happened(register: Register) -> None:
    with register.database.desk.writing() as connection:
        for noted in (FIRST, FIRST._replace(key="bo"), SECOND):
            note(connection, noted)
        erase(connection, "actor", "rikke")
    connection = register.database.reader()
    assert [(noted.at, noted.who, noted.what) for noted in about(connection, "actor", "rikke")] == [
        (FIRST.at, "sds", "add"),
        (FIRST.at, "sds", "remove"),
    ]
    rows = connection.run("SELECT key, before, after FROM desk_journal").fetchall()
    assert [row for row in rows if "Bøgh" in "".join(row)] == [("bo", "null", '{"name":"Rikke Bøgh"}')]


def test_changes_of_a_kind_are_told_the_newest_first_and_with_their_door(register: Register) -> None:
    listed = FIRST._replace(kind="whitelist", key="sorus/1", channel="web")
    with register.database.desk.writing() as connection:
        for noted in (listed, FIRST, listed._replace(what="remove")):
            note(connection, noted)
    reader = register.database.reader()
    assert [(noted.what, noted.channel) for noted in read_notes_of(reader, "whitelist")] == [
        ("remove", "web"),
        ("add", "web"),
    ]
    assert is_noted(reader, "actor")
    assert not is_noted(reader, "news")


def test_a_change_that_is_undone_is_not_noted(register: Register) -> None:
    def undone() -> None:
        with register.database.desk.writing() as connection:
            note(connection, FIRST)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not is_noted(register.database.reader(), "actor")


@pytest.fixture
def chained(register: Register) -> Register:
    """A register whose audit log has three rows, two of them about Rikke."""
    with register.database.desk.writing() as connection:
        for noted in (FIRST, FIRST._replace(key="bo"), SECOND):
            note(connection, noted)
    return register


def run(register: Register, sql: str, **values: object) -> None:
    with register.database.desk.writing() as connection:
        connection.run(sql, **values)


def test_the_rows_are_a_chain(chained: Register) -> None:
    connection = chained.database.reader()
    assert check(connection) is None
    assert chained.verify_audit_log() is None
    assert head(connection).rows == 3
    assert [hash_at(connection, n) for n in (0, 3, 4)] == [AuditHead().hash, head(connection).hash, None]


@pytest.mark.parametrize("column", few([column.name for column in desk_journal.columns], every=4))
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_change_in_any_column_of_any_row_is_found(chained: Register, column: str, n: int) -> None:
    run(chained, f"UPDATE desk_journal SET {column} = {10 if column == 'n' else chr(39) + 'x' + chr(39)} WHERE n = {n}")
    fault = chained.verify_audit_log()
    assert fault is not None
    assert fault.n == n


@pytest.mark.parametrize("n", [1, 2])
def test_a_row_that_is_gone_is_found(chained: Register, n: int) -> None:
    run(chained, f"DELETE FROM desk_journal WHERE n = {n}")
    assert chained.verify_audit_log() == (n, "it is missing")


def test_rows_that_changed_places_are_found(chained: Register) -> None:
    for one, other in ((1, 10), (2, 1), (10, 2)):
        run(chained, f"UPDATE desk_journal SET n = {other} WHERE n = {one}")
    assert chained.verify_audit_log() == (1, "it does not give its hash")


def test_an_erasure_leaves_the_chain_whole_and_is_noted_itself(chained: Register) -> None:
    before = head(chained.database.reader())
    with chained.database.desk.writing() as connection:
        erase(connection, "actor", "rikke")
        assert check(connection) == (1, "it was emptied, and no erasure was noted")
        note(connection, FIRST._replace(what=ERASE, after=None))
    assert chained.verify_audit_log() is None
    assert hash_at(chained.database.reader(), 3) == before.hash


def test_no_text_goes_past_the_gate(register: Register) -> None:
    with (
        pytest.raises(Unfit, match="actor rikke: character 3 is U\\+200B"),
        register.database.desk.writing() as connection,
    ):
        note(connection, FIRST._replace(after={"name": "Ri\u200bkke"}))
    assert about(register.database.reader(), "actor", "rikke") == []
