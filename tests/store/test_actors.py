"""Actors, rights and programs on the desk: kept as they were given, noted in the journal, backed up, not rebuilt."""

from sor.register import Register
from sor.store import actors
from sor.store.actors import ActorRow, ClientRow, RightRow
from sor.store.audit_log import read_notes_of
from tests.store.units import begin, create

AT = "2026-11-01T12:00:00.000000Z"
RIKKE = ActorRow("rikke", "Rikke Bøgh", "13585628", "rikke@example.dk", AT, "sds")
RIGHT = RightRow(0, "rikke", "region", "100", "edit move", 20260101, 20270101, 0, "sds", AT)
PROGRAM = ClientRow("rikke", "rikke", "scrypt$…", AT, "sds")


def test_what_was_written_is_read_again(register: Register) -> None:
    with register.database.desk.writing() as connection:
        actors.add_actor(connection, RIKKE)
        assert [actors.give_right(connection, RIGHT) for _ in range(2)] == [1, 2]
        actors.put_client(connection, PROGRAM)
    connection = register.database.reader()
    assert actors.actor(connection, "rikke") == RIKKE
    assert actors.actors(connection) == actors.actors(connection, "13585628") == [RIKKE]
    assert actors.actors(connection, "1") == []
    assert actors.rights_of(connection, "rikke") == [RIGHT._replace(number=n) for n in (1, 2)]
    assert actors.client(connection, "rikke") == PROGRAM
    assert actors.clients_of(connection, "rikke") == [PROGRAM]
    assert actors.client(connection, "bo") is None


def test_the_rights_above_are_found_up_to_the_top(register: Register) -> None:
    with register.database.desk.writing() as connection:
        numbers = [actors.give_right(connection, RIGHT._replace(handed_from=n)) for n in range(4)]
    connection = register.database.reader()
    last = actors.right(connection, numbers[-1])
    assert last is not None
    assert [row.number for row in actors.rights_above(connection, [last])] == [3, 2, 1]
    assert actors.rights_above(connection, []) == []


def test_a_right_taken_back_stays_told(register: Register) -> None:
    with register.database.desk.writing() as connection:
        actors.add_actor(connection, RIKKE)
        actors.give_right(connection, RIGHT)
        assert [row.number for row in actors.rights_with_role(connection, "region")] == [1]
        actors.withdraw_right(connection, 1, "sds", AT)
    connection = register.database.reader()
    assert actors.rights_with_role(connection, "region") == []
    assert actors.right(connection, 1) == RIGHT._replace(number=1, withdrawn_by="sds", withdrawn_at=AT)
    assert [noted.what for noted in reversed(read_notes_of(connection, "right")) if noted.key == "1"] == [
        "grant",
        "withdraw",
    ]


def test_a_removed_actor_keeps_its_id_and_loses_its_name(register: Register) -> None:
    with register.database.desk.writing() as connection:
        actors.add_actor(connection, RIKKE)
        actors.remove_actor(connection, "rikke", "sds", AT)
        actors.erase_actor(connection, "rikke", "sds", AT)
    connection = register.database.reader()
    assert actors.find_removed(connection) == {"rikke"}
    assert actors.actor(connection, "rikke") == ActorRow("rikke", "", None, None, AT, "sds", AT, "sds")
    everything = connection.run("SELECT before, after FROM desk_journal").fetchall()
    assert "Bøgh" not in str(everything)
    assert "13585628" not in str(everything)


def test_no_secret_stands_in_the_audit_log(register: Register) -> None:
    with register.database.desk.writing() as connection:
        actors.put_client(connection, PROGRAM)
        key = actors.make_signing_key(connection, "sds", AT)
    noted = str(register.database.reader().run("SELECT * FROM desk_journal").fetchall())
    assert key.id in noted
    assert not any(secret in noted for secret in ("scrypt", key.value))


def test_the_newest_key_comes_first(register: Register) -> None:
    assert actors.signing_keys(register.database.reader()) == []
    with register.database.desk.writing() as connection:
        first = actors.make_signing_key(connection, "sds", AT)
        second = actors.make_signing_key(connection, "sds", AT.replace("T1", "T2"))
    assert actors.signing_keys(register.database.reader()) == [second, first]
    assert len(first.value) >= 64


def test_rebuilding_the_register_leaves_the_desk_alone(register: Register) -> None:
    begin(register, create("1"))
    with register.database.desk.writing() as connection:
        actors.add_actor(connection, RIKKE)
        actors.give_right(connection, RIGHT)
    register.rebuild()
    connection = register.database.reader()
    assert actors.actor(connection, "rikke") == RIKKE
    assert len(actors.rights_of(connection, "rikke")) == 1
