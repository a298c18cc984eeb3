"""The warm cache of SORES: a copy of the units that is kept in step with the log and answers when the database is
gone. The one documented exception to "no caches" (``CORE`` §20); tagged with its serial, asked on any day it holds.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.core.day import day_of
from sor.following.follower import FEW, Follower, Subject
from sor.reading.snapshot import Snapshot
from sor.register import Register
from sor.search.text import plain
from sor.store import facts, reads
from sor.store.database import Connection
from sor.store.reach import Unreachable, WatchedConnection, failures
from sor.store.warm_copy import KINDS, WarmCopy

RELOAD = "sores_reload"
"""The fact that is another one each time somebody asks that all copies be made anew."""

WAIT = 0.5
"""Seconds to wait for whoever looks at the database just now."""


class Cold(RuntimeError):
    """There is nothing to answer from, and the database cannot be asked."""


class CachedRegister(NamedTuple):
    """What the cache holds: a copy, the serial it has reached, the code lists then."""

    copy: WarmCopy
    serial: int
    codes: CodeBook
    codes_of: int
    """The serial of the last entry about code lists."""


class WarmCache(Follower[CachedRegister]):
    """One per process. ``follow`` is called every moment by the server, ``reload`` by whoever wants it made anew.

    Readers do not take the lock: rows that are added for a later serial are invisible to them.
    """

    kinds = KINDS

    def __init__(self, register: Register, retention: timedelta, time_to_live: timedelta, few: int = FEW) -> None:
        super().__init__(register, few)
        self._retention = retention
        self._time_to_live = time_to_live
        self._line = WatchedConnection(register.database)
        self._confirmed: datetime | None = None
        self._reloaded: str | None = None
        self.loaded_at: datetime | None = None
        self.is_database_up = True
        """At the last look."""

    @property
    def is_warm(self) -> bool:
        """Whether there is a copy that was in step with the database not too long ago."""
        return self.at_hand(self.register.clock()) is not None

    def horizon(self, now: datetime) -> int:
        """The first day that the cache promises to hold."""
        return day_of(now - self._retention)

    def at_hand(self, now: datetime) -> CachedRegister | None:
        """What to answer from at once; None when there is nothing, or nothing that is young enough."""
        if self._confirmed is None or now - self._confirmed > self._time_to_live:
            return None
        return self._kept.state if self._kept else None

    def find_kept(self) -> CachedRegister:
        """What to answer from; made now when there is nothing yet. Raises Cold."""
        found = self.at_hand(self.register.clock())
        if found is None:
            self.follow()
            found = self.at_hand(self.register.clock())
        if found is None:
            raise Cold("The cache is empty or too old, and the register's database cannot be asked.")
        return found

    def snapshot(self, kept: CachedRegister, day: int) -> Snapshot:
        """The register on a day, read from the copy."""
        return Snapshot(kept.copy.database.reader(), AsOf(day, kept.serial), kept.codes)

    def follow(self) -> bool:
        """Look at the database and carry over what has changed. False when it cannot be asked."""
        return self._look(anew=False)

    def reload(self) -> bool:
        """Make the copy anew. False when the database cannot be asked; then the old copy stays."""
        return self._look(anew=True)

    def tell_others_to_reload(self) -> None:
        """Let every other process of the register make its copy anew at its next look. While the database takes
        nothing, nobody is told.
        """
        with suppress(*failures()), self.register.database.writing() as connection:
            facts.put(connection, RELOAD, secrets.token_hex(8))  # no time: a demo's clock may stand

    def look(self) -> bool:
        """Whether the database can be asked now; while the copy is being made, what was found then."""
        if not self.lock.acquire(timeout=WAIT):
            return self.is_database_up
        try:
            self._line.connection()
        except Unreachable:
            self.is_database_up = False
        else:
            self.is_database_up = True
        finally:
            self.lock.release()
        return self.is_database_up

    def close(self) -> None:
        """Give back the file and the connection."""
        with self.lock:
            self._line.close()
            if self._kept is not None:
                self._kept.state.copy.close()
                self._kept = None

    def build(self, source: Connection, serial: int) -> CachedRegister:
        """A copy made anew."""
        copy = WarmCopy(source, serial, self.horizon(self.register.clock()), plain)
        return self._with_codes(source, copy, serial)

    def carry(self, source: Connection, state: CachedRegister, touched: list[Subject], serial: int) -> CachedRegister:
        """The same copy with what was touched carried over."""
        state.copy.advance(source, touched, serial)
        if reads.last_change(source, "code", serial) == state.codes_of:
            return state._replace(serial=serial)
        return self._with_codes(source, state.copy, serial)

    def _with_codes(self, source: Connection, copy: WarmCopy, serial: int) -> CachedRegister:
        codes = CodeBook(reads.rows_known(source, "code", serial))
        return CachedRegister(copy, serial, codes, reads.last_change(source, "code", serial))

    def _look(self, *, anew: bool) -> bool:
        with self.lock:
            old = self._kept.state if self._kept else None
            try:
                source = self._line.connection()
                asked = facts.get(source, RELOAD)
                fresh = self.bring_state(source, anew=anew or asked != self._reloaded)
                self._reloaded = asked
            except failures(Unreachable):
                self._line.close()
                self.is_database_up = False
                return False
            now = self.register.clock()
            if fresh is not old:
                self.loaded_at = now
            if old is not None and old.copy is not fresh.copy:
                old.copy.close()
            self.is_database_up = True
            self._confirmed = now
            return True
