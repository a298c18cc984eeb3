"""The desk is held against the audit log: whatever is written into its tables past the program is found."""

from collections.abc import Callable

import pytest

from sor.register import Register
from sor.store import actors, desk_check, erasure_requests, series, sessions, whitelist
from sor.store.actors import ActorRow, ClientRow, RightRow
from sor.store.database import Connection
from sor.store.desk_check import check_desk
from sor.store.erasure_requests import WantedErasure
from sor.store.schema import metadata
from sor.store.sessions import PersonRow
from sor.store.whitelist import ListChanger, Listed

AT, LATER = "2026-11-01T12:00:00.000000Z", "2026-11-02T12:00:00.000000Z"
SDS = ListChanger("sds", "operator", AT)
SUPPORTED = ("actor", "right_given", "client", "signing_key", "person", "whitelist", "number_series", "erasure")
NOT_NOTED = {("number_series", "next"), ("erasure", "reason")}
"""Columns that are no decision: how far a series has come follows from the log; a reason is told by the note alone."""


@pytest.fixture
def lived(register: Register) -> Register:
    """A desk on which everything happened that is noted of what is held."""
    with register.database.desk.writing() as connection:
        for name in ("sds", "bo", "gone"):
            actors.add_actor(connection, ActorRow(name, name.title(), "33052499", None, AT, "sds"))
        row = actors.actor(connection, "bo")
        assert row is not None
        actors.put_email(connection, row, "bo@example.dk", "sds", LATER)
        actors.remove_actor(connection, "gone", "sds", LATER)
        actors.erase_actor(connection, "gone", "sds", LATER)
        first = RightRow(0, "bo", "private", "700000000016000", None, 20260101, 20270101, 0, "sds", AT)
        number = actors.give_right(connection, first)
        given = first._replace(actor="sds", ops="edit close", handed_from=number, granted_by="bo")
        actors.end_right(connection, actors.give_right(connection, given), 20260601, "bo", LATER)
        actors.withdraw_right(connection, actors.give_right(connection, given), "sds", LATER)
        for secret in ("one", "two"):
            actors.put_client(connection, ClientRow("program", "bo", secret, AT, "bo"))
        actors.put_client(connection, ClientRow("old", "bo", "three", AT, "bo"))
        actors.withdraw_client(connection, "old", "bo", LATER)
        for at in (AT, LATER):
            actors.make_signing_key(connection, "sds", at)
        actors.drop_signing_key(connection, actors.signing_keys(connection)[1].id, "sds", LATER)
        for subject in ("a", "b"):
            sessions.link(connection, PersonRow("https://login.example", subject, "bo", AT, "sds"))
        sessions.unlink(connection, PersonRow("https://login.example", "b", "bo", AT, "sds"), "sds", LATER)
        for comment in ("", "SOR-394"):
            whitelist.put(connection, Listed("sorus", "33052499", comment, "operator"), SDS)
        whitelist.put(connection, Listed("sorls", "33052499", "", "operator"), SDS)
        whitelist.take(connection, "sorls", "33052499", SDS)
        series.add(connection, "authority", 579000012000, 579000012099, "sds", AT)
        wanted = WantedErasure(1, "unit", "700000000016000", "name", 20260101, "")
        for state in (erasure_requests.ASKED, erasure_requests.WITHDRAWN):
            made = erasure_requests.add(connection, wanted, "a person", "sds", AT, "operator")
            erasure_requests.decide(connection, made.number, state, "bo", LATER, "operator")
        made = erasure_requests.add(connection, wanted, "Bo Bo", "sds", AT, "operator")
        erasure_requests.forget_texts(connection, ["Bo Bo"], "sds", LATER)
        whitelist.put(connection, Listed("krs", "33052499", "Bo Bo", "operator"), SDS)
        whitelist.forget_texts(connection, ["Bo Bo"], "sds", LATER)
    return register


def past_the_program(register: Register, write: Callable[[Connection], object]) -> str:
    """What is found of the desk after somebody wrote into its tables; it is undone. Empty: nothing."""
    found = ""

    def try_it() -> None:
        nonlocal found
        with register.database.desk.writing() as connection:
            write(connection)
            fault = check_desk(connection)
            found = "" if fault is None else f"{fault.kind} {fault.key}: {fault.what}"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        try_it()
    return found


def test_a_desk_that_only_the_program_wrote_is_as_noted(lived: Register) -> None:
    assert lived.verify_desk() is None
    assert lived.verify_audit_log() is None


@pytest.mark.parametrize(
    ("table", "column"),
    [(name, column.name) for name in SUPPORTED for column in metadata.tables[name].columns],
)
def test_another_value_in_any_column_of_a_table_is_found(lived: Register, table: str, column: str) -> None:
    is_number = metadata.tables[table].columns[column].python_type is int
    where = {
        "actor": "id = 'bo'", "right_given": "number = 2", "client": "id = 'program'", "person": "subject = 'a'",
        "whitelist": "service = 'sorus'", "erasure": "number = 1",
    }.get(table, "1 = 1")  # fmt: skip
    other = f"{column} + 7" if is_number else f"coalesce({column}, '') || 'x'"
    found = past_the_program(lived, lambda c: c.run(f"UPDATE {table} SET {column} = {other} WHERE {where}"))
    assert bool(found) == ((table, column) not in NOT_NOTED), found


@pytest.mark.parametrize("table", SUPPORTED)
def test_a_row_that_is_gone_is_found(lived: Register, table: str) -> None:
    assert past_the_program(lived, lambda c: c.run(f"DELETE FROM {table}")).endswith(
        "it is gone, and nobody noted that"
    )


def test_what_is_found_is_named(lived: Register) -> None:
    wider = past_the_program(
        lived, lambda c: c.run("UPDATE right_given SET ops = NULL, handed_from = 0 WHERE number = 2")
    )
    assert wider == "right 2: nobody noted its handed_from, ops"
    back = past_the_program(lived, lambda c: c.run("UPDATE right_given SET withdrawn_at = NULL WHERE number = 3"))
    assert back == "right 3: nobody noted its withdrawn_at"
    taken = past_the_program(lived, lambda c: c.run("UPDATE client SET secret = 'mine' WHERE id = 'program'"))
    assert taken == "client program: nobody noted its secret"
    new = "INSERT INTO right_given SELECT 9, 'bo', 'authority', NULL, NULL, 0, 99991231, 0, 'sds', added_at, NULL, NULL"
    added = past_the_program(lived, lambda c: c.run(f"{new} FROM actor WHERE id = 'sds'"))
    assert added == "right 9: it is there, and nobody noted it"


def test_notes_of_older_programs_say_less_and_hold_the_rest(lived: Register) -> None:
    """They did not tell of what a right is a part, nor by what secrets are known."""

    def as_before(connection: Connection) -> None:
        for kind, names in (("right", ("handed_from",)), ("client", ("secret",)), ("key", ("value",))):
            for n, noted in desk_check.audit_log.rows_of(connection, kind):
                if isinstance(noted.after, dict):
                    after = {name: value for name, value in noted.after.items() if name not in names}
                    text = desk_check.audit_log.msgspec.json.encode(after or None).decode()
                    connection.run("UPDATE desk_journal SET after = :text WHERE n = :n", text=text, n=n)

    assert past_the_program(lived, as_before) == ""

    def as_before_and_wider(connection: Connection) -> None:
        as_before(connection)
        connection.run("UPDATE right_given SET place = NULL WHERE number = 2")

    assert past_the_program(lived, as_before_and_wider) == "right 2: nobody noted its place"
