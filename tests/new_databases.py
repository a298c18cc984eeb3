"""Makes the databases of tests by copying: an empty schema, or what a function has once filled in this session."""

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from sor.store.database import Database
from sor.store.desk_file import files_of
from tests.emptied_databases import EMPTIED, empty, keep

Given = TypeVar("Given")

EMPTY = "sor_empty"
"""The database on the tests' PostgreSQL server that holds the empty schema."""


class NewDatabases(ABC):
    """Makes new databases of one kind."""

    def __init__(self, empty: Any) -> None:
        self._empty = empty
        self._made: list[Database] = []

    def __call__(self) -> Database:
        """One with an empty schema."""
        self._made.append(self._copy(self._empty))
        return self._made[-1]

    def holding(self, fill: Callable[[Database], Any]) -> Database:
        """One that a function of a module has filled.

        The function runs once a session for each kind of database, whoever asks first; the rest is copied.
        """
        self._made.append(self._copy(self._filled(fill)[0]))
        return self._made[-1]

    def filled(self, fill: Callable[[Database], Given]) -> tuple[Database, Given]:
        """The same, with a copy of the plain values that the function gave."""
        return self.holding(fill), deepcopy(self._filled(fill)[1])

    def _filled(self, fill: Callable[[Database], Any]) -> tuple[Any, Any]:
        if (self._empty, fill) not in FILLED:
            database = self._copy(self._empty)
            given = fill(database)
            database.close()
            FILLED[self._empty, fill] = (self._kept(database), given)
        return FILLED[self._empty, fill]

    def remove(self) -> None:
        """Remove all that was handed out."""
        for database in self._made:
            database.close()
            self._remove(database)

    @abstractmethod
    def _copy(self, kept: Any) -> Database: ...

    @abstractmethod
    def _kept(self, database: Database) -> Any: ...

    @abstractmethod
    def _remove(self, database: Database) -> None: ...


FILLED: dict[tuple[Any, Callable[..., Any]], tuple[Any, Any]] = {}
"""The empty schema and who filled it → what is copied since, and what was given."""


class NewSqlite(NewDatabases):
    """New files in a folder. empty: the file that holds the empty schema."""

    def __init__(self, folder: Path, empty: Path) -> None:
        super().__init__(empty)
        self._folder, self._count = folder, 0

    def _copy(self, kept: Path) -> Database:
        path = self._folder / f"{self._count}.db"
        self._count += 1
        copy_register(kept, path)
        return Database(f"sqlite:///{path}?synchronous=off")

    def _kept(self, database: Database) -> Path:
        """Apart from the folder of the test that happened to ask first, which is removed before the session ends."""
        made = Path(database.url.database or "")
        assert not made.with_name(f"{made.name}-wal").exists(), "whoever filled it left a connection open"
        kept: Path = self._empty.with_name(f"{len(FILLED)}-{made.name}")
        copy_register(made, kept)
        return kept

    def _remove(self, database: Database) -> None:
        """The folder goes as a whole."""


class NewPostgresql(NewDatabases):
    """New databases on a server that holds EMPTY."""

    def __init__(self, server: str) -> None:
        super().__init__(at_server(server, EMPTY))
        self._server = server
        self._templates: dict[str, str] = {}

    def _copy(self, kept: str) -> Database:
        template = kept.partition("?")[0].rpartition("/")[2]
        name = f"sor_{os.urandom(8).hex()}"  # a new name for an old one too: the program may remember databases by it
        if emptied := EMPTIED[self._server, template]:
            self._run(f"ALTER DATABASE {emptied.pop()} RENAME TO {name}")
        else:
            self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._templates[name] = template
        return Database(at_server(self._server, name))

    def _kept(self, database: Database) -> str:
        kept = at_server(self._server, database.url.database or "")
        keep(kept)
        return kept

    def _remove(self, database: Database) -> None:
        name = database.url.database or ""
        template = self._templates[name]
        try:
            is_empty = empty(at_server(self._server, name), self._server, template)
        except psycopg.Error:  # some tests stop their server, or change what it lets in
            is_empty = False
        if is_empty:
            EMPTIED[self._server, template].append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        if self._server not in ADMINISTERS:
            ADMINISTERS[self._server] = psycopg.connect(self._server, autocommit=True)
        try:
            ADMINISTERS[self._server].execute(statement)
        except psycopg.OperationalError:
            if not ADMINISTERS.pop(self._server).closed:
                raise
            self._run(statement)  # some tests kill the processes of their server


ADMINISTERS: dict[str, psycopg.Connection[Any]] = {}
"""By server: the connection by which its databases are made and dropped. A new one for each takes as long again."""


def leave(server: str) -> None:
    """Close the connection by which a server's databases were made, before it stops."""
    if (connection := ADMINISTERS.pop(server, None)) is not None:
        connection.close()


def copy_register(source: Path, target: Path) -> None:
    """Copy a register that nobody has open: the file of its log, and that of its operational tables."""
    here, there = (files_of(Database(f"sqlite:///{path}")) for path in (source, target))
    for one, other in zip(here, there, strict=True):
        if one.exists():  # what an older program left is one file
            shutil.copy(one, other)


def at_server(url: str, name: str) -> str:
    """The URL of another database of a server."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
