"""A copy of the rows that SORES answers from, in a private SQLite file: it needs the register's database only to be
made and kept in step, so it goes on answering when that database is gone.

The rows keep their shape and both their times. So every read of this folder works on the copy, and rows that are
added for a later serial are invisible to a reader who still asks at an earlier one.
"""

import shutil
import sqlite3
import weakref
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from tempfile import mkdtemp

from sor.core.statement import NEVER
from sor.core.text import show_body
from sor.store import alchemy, reads
from sor.store.as_of import KNOWN
from sor.store.database import Connection, Database
from sor.store.erasures import erasures, overwrite_what_goes, subjects_in
from sor.store.projection import VERSION, IdentifierRow, VersionRow
from sor.store.schema import identifier, version
from sor.store.tables import MetaData, StoredColumn, StoredTable

KINDS = ("unit", "location_number", "succession")

named = StoredTable(
    "named",
    MetaData(),
    StoredColumn("plain", str, primary_key=True),
    StoredColumn("key", str, primary_key=True),
    with_rowid=False,
)
"""Every name that a unit bears in the copy, as names are compared."""

when_known = StoredTable(
    "entry",
    MetaData(),
    StoredColumn("serial", int, primary_key=True),
    StoredColumn("known_at", str),
    StoredColumn("channel", str),
)
"""Of the log just what ``log.when_known`` asks for."""

IDENTIFIER = "system, value, kind, key, valid_from, valid_to, known_from, known_to"
HELD = f"{KNOWN} AND valid_to > :horizon"


class WarmCopy:
    """Units, location numbers and successions as known at one serial, on the days from ``horizon`` on.

    plain: the form in which names are compared.
    """

    def __init__(self, source: Connection, serial: int, horizon: int, plain: Callable[[str], str]) -> None:
        folder = mkdtemp(prefix="sor-warm-")
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.database = Database(f"sqlite:///{folder}/copy.db", is_whole=True)
        self.serial = serial
        self.horizon = horizon
        self._plain = plain
        self._has_old_pages = False
        engine = self.database.engine()
        alchemy.create(engine, [version, identifier, named, when_known])
        engine.dispose()
        with self.database.writing() as target:
            self._take_entries(source, target, 0, serial)
            for kind in KINDS:
                asked = {"kind": kind, "known": serial, "horizon": horizon}
                found = source.run(f"SELECT {VERSION} FROM version WHERE kind = :kind AND {HELD}", **asked)
                self._keep(target, (VersionRow(*row) for row in found))
                found = source.run(f"SELECT {IDENTIFIER} FROM identifier WHERE kind = :kind AND {HELD}", **asked)
                target.insert(identifier, (IdentifierRow(*row) for row in found))

    def advance(self, source: Connection, subjects: Iterable[tuple[str, str]], serial: int) -> None:
        """Bring the copy to a later serial; ``subjects`` are those that were touched since."""
        anew = {(kind, key) for entry in erasures(source, self.serial) for kind, key in subjects_in(source, entry)}
        with self.database.writing() as target:
            overwrite_what_goes(target)
            self._take_entries(source, target, self.serial, serial)
            for kind, key in subjects:
                if (kind, key) in anew:
                    self._forget_one(target, kind, key)
                    self._take_one(source, target, kind, key, serial)
                elif kind in KINDS:
                    self._advance_one(source, target, kind, key, serial)
        self._has_old_pages = self._has_old_pages or bool(anew)
        if self._has_old_pages:
            self._empty_journal()
        self.serial = serial

    def _empty_journal(self) -> None:
        """Let the journal hold no page of before an erasure; while somebody reads one, it is tried the next time."""
        with closing(self.database.connect()) as connection, suppress(sqlite3.OperationalError):
            busy, *_ = connection.run("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()
            self._has_old_pages = bool(busy)

    def close(self) -> None:
        """Take the copy away. Threads that still read it may finish."""
        self.database.close()
        self._remove()

    def _take_entries(self, source: Connection, target: Connection, after: int, upto: int) -> None:
        target.insert(
            when_known,
            source.run(
                "SELECT serial, known_at, channel FROM entry WHERE serial > :after AND serial <= :upto",
                after=after, upto=upto,
            ),
        )  # fmt: skip

    def _advance_one(self, source: Connection, target: Connection, kind: str, key: str, serial: int) -> None:
        subject = {"kind": kind, "key": key}
        versions = [row for row in reads.history_of(source, kind, key) if row.known_from <= serial]
        fresh = [row for row in versions if row.known_from > self.serial and row.valid_to > self.horizon]
        self._keep(target, fresh)
        for row in versions:
            if row.known_from <= self.serial < row.known_to <= serial:
                target.run(
                    "UPDATE version SET known_to = :known_to WHERE kind = :kind AND key = :key"
                    " AND valid_from = :valid_from AND known_from = :known_from",
                    known_to=row.known_to, valid_from=row.valid_from, known_from=row.known_from, **subject,
                )  # fmt: skip
        found = source.run(f"SELECT {IDENTIFIER} FROM identifier WHERE kind = :kind AND key = :key", **subject)
        for held in (IdentifierRow(*row) for row in found):
            if self.serial < held.known_from <= serial and held.valid_to > self.horizon:
                target.insert(identifier, [held])
            elif held.known_from <= self.serial < held.known_to <= serial:
                target.run(
                    "UPDATE identifier SET known_to = :known_to WHERE kind = :kind AND key = :key AND system = :system"
                    " AND value = :value AND valid_from = :valid_from AND known_from = :known_from",
                    known_to=held.known_to, system=held.system, value=held.value, valid_from=held.valid_from,
                    known_from=held.known_from, **subject,
                )  # fmt: skip

    def _forget_one(self, target: Connection, kind: str, key: str) -> None:
        for table in (version, identifier):
            target.run(f"DELETE FROM {table.name} WHERE kind = :kind AND key = :key", kind=kind, key=key)
        target.run("DELETE FROM named WHERE key = :key", key=key)

    def _take_one(self, source: Connection, target: Connection, kind: str, key: str, serial: int) -> None:
        """Take all rows of a subject that are known at a serial: those of before an erasure are others now."""
        known = [
            row._replace(known_to=row.known_to if row.known_to <= serial else NEVER)
            for row in reads.history_of(source, kind, key)
            if row.known_from <= serial and row.valid_to > self.horizon
        ]
        self._keep(target, known)
        found = source.run(f"SELECT {IDENTIFIER} FROM identifier WHERE kind = :kind AND key = :key", kind=kind, key=key)
        held = [IdentifierRow(*row) for row in found]
        target.insert(
            identifier,
            [
                one._replace(known_to=one.known_to if one.known_to <= serial else NEVER)
                for one in held
                if one.known_from <= serial and one.valid_to > self.horizon
            ],
        )

    def _keep(self, target: Connection, rows: Iterable[VersionRow]) -> None:
        names: dict[tuple[str, str], None] = {}

        def note_rows() -> Iterable[VersionRow]:
            for row in rows:
                name = show_body(row.body).get("name") if row.kind == "unit" else None
                if name:
                    names[self._plain(name), row.key] = None
                yield row

        target.insert(version, note_rows())
        target.driver.executemany("INSERT OR IGNORE INTO named (plain, key) VALUES (?, ?)", names)


def keys_named(connection: Connection, asked: str) -> list[str]:
    """The units that bear or bore a name in which a text stands: first those named just so, then those whose name
    begins with it, then the others; each in the order of their names. asked: in the form that names are compared in.
    """
    found = connection.run(
        "SELECT key, min((plain <> :text) + (substr(plain, 1, length(:text)) <> :text)) AS worth, min(plain) AS name"
        " FROM named WHERE instr(plain, :text) > 0 GROUP BY key ORDER BY worth, name, key",
        text=asked,
    )
    return [row[0] for row in found]
