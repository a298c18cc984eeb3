"""Two writers in an order that a test says: while one sends a document, others write at moments that are told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from typing import Any, NamedTuple, TypeAlias

import pytest

from sor.access.authority import AUTHORITY
from sor.changes.outcome import Outcome
from sor.core.canonical import decode
from sor.core.day import START
from sor.core.log import Line, read_line
from sor.desk.actors import Actors, WantedRight
from sor.register import Register
from sor.register import deciding as hub
from sor.store.database import Connection, Database
from sor.store.log import read_line_row
from tests.changes.scene import Scene, number
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

Writes: TypeAlias = Callable[[Scene, StandingClock], Any]
"""What somebody else does to a register, or to its clock."""


def sends(*changes: dict[str, Any], **how: Any) -> Writes:
    """Somebody sends a set."""
    return lambda scene, _: scene.send(*changes, **how)


def with_senders(database: Database) -> dict[str, str]:
    """The scene with a number that no unit has, in which Anna has the right of the authority and Bo his region's."""
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    scene = Scene(register)
    free = scene.send(number("#free")).units["#free"]
    actors = Actors(register)
    actors.add("anna", "", None)
    actors.grant("anna", WantedRight(AUTHORITY, None, None, START), None)
    actors.add("bo", "", "anna")
    actors.grant("bo", WantedRight("region", scene["region"], None, START), "anna")
    return scene.codes | {"free": free}


class Between(Database):
    """A database in which others write whenever a document was decided outside the log's lock, and whenever the lock is
    to be taken: at each of these moments the next of them, until all have.
    """

    def __init__(self, url: str, others: Sequence[Callable[[], Any] | None]) -> None:
        super().__init__(url)
        self._others = [*others]
        self.done = 0
        self.seen = 0

    def _let_others(self) -> None:
        if self.done < len(self._others):
            other = self._others[self.done]
            self.done += 1
            if other is not None:
                other()

    @contextmanager
    def steady(self) -> Iterator[Connection]:
        self.seen = self.done
        with super().steady() as connection:
            yield connection
        self._let_others()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self._let_others()
        self.seen = self.done
        with super().writing() as connection:
            yield connection


class Ran(NamedTuple):
    """What came of it: the answer to the document, the register, and how many of the others it saw."""

    outcome: Outcome
    register: dict[str, list[Any]]
    seen: int


def among_others(
    new: NewDatabases, mine: Writes, others: Sequence[Writes | None], before: Sequence[Writes | None] = ()
) -> Ran:
    """A document is decided outside the lock, and others write at the moments that are told; some have before."""
    clock, (database, codes) = StandingClock(), new.filled(with_senders)
    theirs = Scene.played(Register(database, clock), codes)
    for one in before:
        _do(one, theirs, clock)
    between = Between(_url(database), [one and (lambda one=one: one(theirs, clock)) for one in others])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "FEW_CHANGES", 0)
        outcome = mine(Scene.played(Register(between, clock), codes), clock)
        seen = between.seen if outcome.serial is None else between.done
    between.close()
    for one in others[between.done :]:
        _do(one, theirs, clock)
    return Ran(outcome, everything(theirs.register), seen)


def one_after_the_other(
    new: NewDatabases, mine: Writes, others: Sequence[Writes | None], place: int, before: Sequence[Writes | None] = ()
) -> Ran:
    """The same by the plain way: each decided and written while nobody else writes, the document at some place."""
    clock, (database, codes) = StandingClock(), new.filled(with_senders)
    scene = Scene.played(Register(database, clock), codes)
    for one in (*before, *others[:place]):
        _do(one, scene, clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "FEW_CHANGES", inf)
        patch.setattr(hub, "SECONDS_INSIDE", inf)
        outcome = mine(scene, clock)
    for one in others[place:]:
        _do(one, scene, clock)
    return Ran(outcome, everything(scene.register), place)


def _do(one: Writes | None, scene: Scene, clock: StandingClock) -> None:
    if one is not None:
        one(scene, clock)


NO_FIRST_LIST = "NOT (kind = 'code' AND known_from = 1)"
TABLES = {
    "entry": ("serial, kind, recorded_at, known_at, day, actor, channel, reason, findings, subjects", "1 = 1"),
    "version": (
        "kind, key, valid_from, valid_to, known_from, known_to, first_from, parent, level, type, body", NO_FIRST_LIST),
    "identifier": ("system, value, kind, key, valid_from, valid_to, known_from, known_to", NO_FIRST_LIST),
    "touched": ("serial, kind, key", "1 = 1"),
    "finding": ("serial, rule, severity, kind, key, body", "1 = 1"),
    "answered": ("caller, idempotency_key, digest, serial, answer, answered_at", "1 = 1"),
    "confirmation": ("unit, actor, confirmed_at", "1 = 1"),
    "number_series": ("owner, first, last, next", "1 = 1"),
}  # fmt: skip


def everything(register: Register) -> dict[str, list[Any]]:
    """All that a register holds, but for its first code lists, and salts and hashes, which no two share."""
    reader = register.database.reader()
    found: dict[str, list[Any]] = {
        table: sorted(map(tuple, reader.run(f"SELECT {columns} FROM {table} WHERE {where}")), key=repr)
        for table, (columns, where) in TABLES.items()
    }
    found["line"] = [
        _said(read_line_row(row))
        for row in reader.run(
            "SELECT serial, n, kind, key, frame, content, hash FROM line WHERE serial > 1 ORDER BY serial, n"
        )
    ]
    found["counter"] = reader.run("SELECT value FROM register WHERE name = 'code_counter'").fetchall()
    register.database.close()
    return found


def _said(line: Line) -> tuple[Any, ...]:
    return line.serial, line.n, line.kind, line.key, decode(line.frame), [(s.id, s.value) for s in read_line(line)[1]]


def _url(database: Database) -> str:
    url = database.url.render_as_string(hide_password=False)
    return f"{url}?synchronous=off" if database.dialect == "sqlite" else url
