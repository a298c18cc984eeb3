"""``sor verify``: whatever byte of the log is changed, it is noticed, and named as precisely as can be."""

import errno
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest

from sor.core.log import entry_hash
from sor.register import Register
from sor.store import log
from sor.store.database import Connection, Database
from sor.store.schema import entry, line
from sor.store.tuning import PAGE_BYTES
from sor.store.unavailable import Away, Busy, DiskFull
from sor.store.verify import LogFault
from tests.conftest import StandingClock
from tests.quick_part import few_of_several
from tests.store.units import begin, change, create, says, submit


def fill(register: Register) -> Register:
    """Four entries of a few lines, one of them with an origin and findings."""
    begin(register, create("A", name="Ærø klinik", postal_address={"street": "Nygade"}), create("B", name="B"))
    submit(register, change("A", says("name", 20260201, "Ny")), change("B", says("note", 20260301, "x")))
    submit(register, create("C", name="C"), reason="Klinik C åbner")
    submit(register, change("C", says("name", 20260401, "C2")))
    return register


@pytest.fixture
def filled(register: Register) -> Register:
    return fill(register)


def execute(register: Register, statement: str, **values: object) -> None:
    """What someone with access to the database may do behind the register's back."""
    with register.database.writing() as connection:
        connection.run(statement, **values)


def fault(register: Register) -> LogFault | None:
    return register.verify().fault


def test_an_untouched_log_is_sound_and_says_how_far_it_goes(filled: Register) -> None:
    verdict = filled.verify(deep=True)
    assert verdict.fault is None
    assert (verdict.entries, verdict.lines, verdict.hash) == (4, 7, filled.head().hash)


def test_an_empty_log_is_sound(register: Register) -> None:
    assert register.verify(deep=True)[:2] == (0, 0)


TEXT_COLUMNS = [
    (table.name, column.name) for table in (entry, line) for column in table.columns if column.python_type is str
]


@pytest.mark.parametrize(("table", "column"), few_of_several(TEXT_COLUMNS, every=4))
def test_one_changed_character_in_any_text_column_names_the_entry(filled: Register, table: str, column: str) -> None:
    """In entry 3; the first place where the chain breaks is that entry, also when its hash itself was changed."""
    where = "serial = 3" + (" AND n = 1" if table == "line" else "")
    [(before,)] = filled.database.reader().run(f"SELECT {column} FROM {table} WHERE {where}").fetchall()
    middle = len(before) // 2
    changed = before[:middle] + ("1" if before[middle : middle + 1] != "1" else "2") + before[middle + 1 :]
    execute(filled, f"UPDATE {table} SET {column} = :changed WHERE {where}", changed=changed)
    found = fault(filled)
    assert found is not None
    assert (found.serial, found.n) == (3, 1 if table == "line" else 0)


@pytest.mark.parametrize(
    ("change", "serial", "n", "what"),
    [
        ("UPDATE entry SET day = day + 1 WHERE serial = 2", 2, 0, "its head and lines do not give its hash"),
        ("UPDATE entry SET serial = 9 WHERE serial = 4", 4, 0, "it is missing"),
        ("UPDATE entry SET serial = -4 WHERE serial = 4", 4, 0, "it is missing"),
        ("UPDATE line SET n = 9 WHERE serial = 2 AND n = 1", 2, 1, "the line is missing"),
        ("UPDATE line SET serial = 9 WHERE serial = 4", 4, 0, "its head and lines do not give its hash"),
        ("UPDATE line SET serial = -1 WHERE serial = 4", 4, 0, "its head and lines do not give its hash"),
        ("DELETE FROM line WHERE serial = 2 AND n = 1", 2, 1, "the line is missing"),
        ("DELETE FROM line WHERE serial = 2 AND n = 2", 2, 0, "its head and lines do not give its hash"),
        ("DELETE FROM entry WHERE serial = 2", 2, 0, "it is missing"),
        ("DELETE FROM entry WHERE serial = 1", 1, 0, "it is missing"),
        ("UPDATE entry SET findings = ' []' WHERE serial = 2", 2, 0, "its column findings is not in canonical form"),
        ("INSERT INTO line SELECT 2, 3, kind, key, frame, content, hash FROM line WHERE serial = 2 AND n = 2", 2, 3,
         "its content does not give its hash"),
        ("INSERT INTO line SELECT 0, 1, kind, key, frame, content, hash FROM line WHERE serial = 2 AND n = 2", 0, 0,
         "it has lines but is no entry of the chain"),
        ("INSERT INTO line SELECT 7, 1, kind, key, frame, content, hash FROM line WHERE serial = 2 AND n = 2", 5, 0,
         "it is missing"),
        (("INSERT INTO entry SELECT 0, kind, recorded_at, known_at, day, actor, channel, reason, rule_book, origin,"
         " findings, subjects, previous, hash, schema, salts, erased FROM entry WHERE serial = 2"), 0, 0,
         "it is no entry of the chain"),
    ],
)  # fmt: skip
def test_what_was_changed_moved_removed_or_added_is_named(
    filled: Register, change: str, serial: int, n: int, what: str
) -> None:
    execute(filled, change)
    assert fault(filled) == LogFault(serial, n, what)


def test_two_swapped_lines_are_noticed(filled: Register) -> None:
    for one, other in ((2, 99), (1, 2), (99, 1)):
        execute(filled, "UPDATE line SET n = :other WHERE serial = 2 AND n = :one", one=one, other=other)
    assert fault(filled) == LogFault(2, 1, "its content does not give its hash")


def forged(register: Register, **more: object) -> log.Entry:
    """The last entry once more with the next serial, and the right hash of its own."""
    last = register.entry(register.serial())
    assert last is not None
    made = msgspec.structs.replace(last, serial=last.serial + 1, **more)
    return msgspec.structs.replace(made, hash=entry_hash(made, []))


def test_an_appended_entry_with_a_right_hash_of_its_own_but_a_wrong_previous_is_noticed(filled: Register) -> None:
    with filled.database.writing() as connection:
        log.append_entry(connection, forged(filled))
    assert fault(filled) == LogFault(5, 0, "it does not name the hash of the entry before")


def test_a_rewritten_entry_with_a_right_hash_is_noticed_at_the_next_one(filled: Register) -> None:
    second = filled.entry(2)
    assert second is not None
    changed = msgspec.structs.replace(second, actor="mallory")
    hashes = [o.hash for o in filled.lines(2)]
    execute(
        filled, "UPDATE entry SET actor = 'mallory', hash = :hash WHERE serial = 2", hash=entry_hash(changed, hashes)
    )
    assert fault(filled) == LogFault(3, 0, "it does not name the hash of the entry before")


def test_a_cut_tail_cannot_show_in_the_chain_itself(filled: Register) -> None:
    """Documented: the head (serial, hash) goes into checkpoints, manifests and followers, which do show it."""
    head = filled.head()
    execute(filled, "DELETE FROM line WHERE serial = 4")
    execute(filled, "DELETE FROM entry WHERE serial = 4")
    verdict = filled.verify()
    assert verdict.fault is None
    assert (verdict.entries, verdict.hash) != (head.serial, head.hash)


@pytest.mark.parametrize("change", [
    "UPDATE version SET body = '{}' WHERE key = 'A' AND valid_from = 20260201",
    "UPDATE version SET known_to = 3 WHERE key = 'A' AND valid_from = 20260201",
    "UPDATE version SET stated = 1 WHERE key = 'A' AND valid_from = 20260201",
    "DELETE FROM version WHERE key = 'A'",
    ("INSERT INTO version SELECT kind, 'never named', valid_from, valid_to, known_from, known_to, first_from, parent,"
    " level, type, body, stated FROM version WHERE key = 'B' AND valid_from = 20260101"),
    ("INSERT INTO identifier SELECT 'cvr', '1', kind, key, valid_from, valid_to, known_from, known_to FROM version"
    " WHERE key = 'B'"),
])  # fmt: skip
def test_a_changed_projection_is_noticed_by_deep_only_and_mended_by_a_rebuild(filled: Register, change: str) -> None:
    execute(filled, change)
    assert fault(filled) is None
    assert filled.verify(deep=True).fault is not None
    filled.rebuild()
    assert filled.verify(deep=True).fault is None


def test_deep_names_the_line_whose_result_is_not_what_its_statements_give(
    filled: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that folds otherwise shows at the first line."""
    monkeypatch.setattr("sor.core.timeline.runs", lambda statements, known: [])
    assert filled.verify(deep=True).fault == LogFault(1, 1, "its result is not what its statements give")


class TestSqliteFile:
    """Bytes changed in the file itself."""

    @pytest.fixture
    def whole(self, tmp_path: Path, new_sqlite: Callable[[], Database], clock: StandingClock) -> Path:
        """A register's file, closed and whole."""
        database = new_sqlite()
        register = Register(database, clock)
        register.init("master")
        fill(register)
        with database.writing() as connection:
            connection.run("SELECT 1")
        connection = database.connect()
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        database.close()
        return Path(database.url.database or "")

    def rows(self, path: Path) -> list[tuple[object, ...]] | None:
        """Every stored value of the log with its type, read past all indices; None when it cannot be read."""
        found = []
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            try:
                for table in (entry, line):
                    columns = ", ".join(f"typeof({c.name}), {c.name}" for c in table.columns)
                    found += connection.execute(f"SELECT {columns} FROM {table.name} NOT INDEXED").fetchall()
            except sqlite3.Error:
                return None
        return found

    def check(self, path: Path, whole: Path, place: int, flip: int, clock: StandingClock) -> str:
        """Flip some bits of one byte of a copy; gives what came of it."""
        shutil.copy(whole, path)
        for more in ("-wal", "-shm"):
            path.with_name(path.name + more).unlink(missing_ok=True)
        with path.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ flip]))
        database = Database(f"sqlite:///{path}", is_whole=True)  # the file of the log alone
        verdict = Register(database, clock).verify()
        database.close()
        if verdict.fault is not None:
            assert isinstance(verdict.fault.serial, int)
            assert verdict.fault.what
            return "noticed"
        assert self.rows(path) == self.rows(whole), f"byte {place} ^ {flip} changed the log unseen"
        return "not in the log"

    def hunt(self, whole: Path, places: list[tuple[int, int]], clock: StandingClock) -> int:
        copy = whole.with_name("changed.db")
        return [self.check(copy, whole, place, flip, clock) for place, flip in places].count("noticed")

    def pages_of_the_log(self, whole: Path) -> list[int]:
        """The pages that hold a value of the log, by the values found in them."""
        with closing(sqlite3.connect(whole)) as connection:
            hashes = [row[0] for row in connection.execute("SELECT hash FROM entry UNION SELECT hash FROM line")]
        held = whole.read_bytes()
        pages = range(PAGE_BYTES, len(held), PAGE_BYTES)  # page 1 holds the schema
        return [page for page in pages if any(h.encode() in held[page : page + PAGE_BYTES] for h in hashes)]

    @pytest.mark.slow
    def test_every_kind_of_damage_in_the_pages_of_the_log(self, whole: Path, clock: StandingClock) -> None:
        chance = random.Random(1)
        pages = self.pages_of_the_log(whole)
        places = [(chance.choice(pages) + chance.randrange(PAGE_BYTES), 1 << chance.randrange(8)) for _ in range(500)]
        assert self.hunt(whole, places, clock) > 50

    def test_damage_at_the_head_of_each_page_of_the_log(self, whole: Path, clock: StandingClock) -> None:
        """The page's header and the first pointers: what SQLite itself refuses or misreads."""
        places = [(page + offset, 0xFF) for page in self.pages_of_the_log(whole) for offset in range(12)]
        assert self.hunt(whole, places, clock) > len(places) // 2

    def test_a_text_turned_into_a_blob_of_the_same_bytes_is_noticed(
        self, new_sqlite: Callable[[], Database], clock: StandingClock
    ) -> None:
        register = Register(new_sqlite(), clock)
        register.init("master")
        fill(register)
        execute(register, "UPDATE line SET content = CAST(content AS BLOB) WHERE serial = 2 AND n = 1")
        assert fault(register) == LogFault(2, 1, "its column content is not stored as text")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE line SET frame = 17 WHERE serial = 2", "UPDATE entry SET day = 'x' WHERE serial = 2",
            "UPDATE entry SET reason = x'ff' WHERE serial = 2", "UPDATE line SET n = 1.5 WHERE serial = 2 AND n = 1",
            "UPDATE line SET key = CAST(x'ff41' AS TEXT) WHERE serial = 2 AND n = 1",
            "UPDATE line SET serial = 'x' WHERE serial = 2",
        ],
    )  # fmt: skip
    def test_values_of_another_type_are_a_fault_and_no_crash(
        self, new_sqlite: Callable[[], Database], clock: StandingClock, statement: str
    ) -> None:
        register = Register(new_sqlite(), clock)
        register.init("master")
        fill(register)
        execute(register, statement)
        assert fault(register) is not None


def test_readers_see_text_as_text_again_after_a_check(filled: Register) -> None:
    connection: Connection = filled.database.connect()
    filled.verify()
    assert filled.at().unit("A")["name"] == "Ny"  # type: ignore[index]
    connection.close()


@pytest.mark.parametrize(
    ("error", "told"),
    [(psycopg.errors.DiskFull(), DiskFull), (OSError(errno.ENOSPC, ""), DiskFull),
     (psycopg.errors.AdminShutdown(), Away), (psycopg.errors.LockNotAvailable(), Busy)],
)  # fmt: skip
def test_a_database_that_cannot_be_asked_at_the_moment_is_no_damage(
    register: Register, monkeypatch: pytest.MonkeyPatch, error: Exception, told: type[Exception]
) -> None:
    begin(register, create("A", name="A"))

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sor.store.verify.find_named_by_erasures", fail)
    with pytest.raises(told):
        register.verify()


@pytest.mark.parametrize("error", [psycopg.errors.DataCorrupted("page"), sqlite3.DatabaseError("malformed")])
def test_a_page_that_is_damaged_is(register: Register, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    begin(register, create("A", name="A"))

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sor.store.verify.find_named_by_erasures", fail)
    fault = register.verify().fault
    assert fault is not None
    assert str(error) in fault.what
