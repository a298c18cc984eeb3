"""The warm cache of SORES: a copy of the units that is kept in step with the log and answers when the database is
gone. The one documented exception to "no caches" (``CORE`` §20); tagged with its serial, asked on any day it holds.
"""

import threading
from datetime import datetime, timedelta
from typing import NamedTuple

from sor.core.code_book import CodeBook
from sor.core.day import day_of
from sor.register import Register
from sor.search.text import plain
from sor.snapshot import Snapshot
from sor.store import log, reads
from sor.store.database import Connection
from sor.store.reach import FAILURES, Line, Unreachable
from sor.store.reads import AsOf
from sor.store.warm_copy import WarmCopy

FEW = 5000
"""Up to so many changed subjects are carried over one by one; beyond that the copy is made anew."""

WAIT = 0.5
"""Seconds to wait for whoever looks at the database just now."""


class Cold(RuntimeError):
    """There is nothing to answer from, and the database cannot be asked."""


class Kept(NamedTuple):
    """What the cache holds: a copy, the serial it has reached, the code lists then."""

    copy: WarmCopy
    serial: int
    codes: CodeBook
    codes_of: int
    """The serial of the last entry about code lists."""


class WarmCache:
    """One per process. ``follow`` is called every moment by the server, ``reload`` by whoever wants it made anew."""

    def __init__(self, register: Register, retention: timedelta, time_to_live: timedelta) -> None:
        self._register = register
        self._retention = retention
        self._time_to_live = time_to_live
        self._line = Line(register.database)
        self._lock = threading.Lock()
        self._kept: Kept | None = None
        self._confirmed: datetime | None = None
        self.loaded_at: datetime | None = None
        self.is_database_up = True
        """At the last look."""

    @property
    def is_warm(self) -> bool:
        """Whether there is a copy that was in step with the database not too long ago."""
        return self.at_hand(self._register.clock()) is not None

    @property
    def serial(self) -> int:
        """The serial that the copy has reached; 0 when there is none."""
        return self._kept.serial if self._kept else 0

    def horizon(self, now: datetime) -> int:
        """The first day that the cache promises to hold."""
        return day_of(now - self._retention)

    def at_hand(self, now: datetime) -> Kept | None:
        """What to answer from at once; None when there is nothing, or nothing that is young enough."""
        if self._confirmed is None or now - self._confirmed > self._time_to_live:
            return None
        return self._kept

    def kept(self) -> Kept:
        """What to answer from; made now when there is nothing yet. Raises Cold."""
        found = self.at_hand(self._register.clock())
        if found is None:
            self.follow()
            found = self.at_hand(self._register.clock())
        if found is None:
            raise Cold("The cache is empty or too old, and the register's database cannot be asked.")
        return found

    def snapshot(self, kept: Kept, day: int) -> Snapshot:
        """The register on a day, read from the copy."""
        return Snapshot(kept.copy.database.reader(), AsOf(day, kept.serial), kept.codes)

    def follow(self) -> bool:
        """Look at the database and carry over what has changed. False when it cannot be asked."""
        return self._look(anew=False)

    def reload(self) -> bool:
        """Make the copy anew. False when the database cannot be asked; then the old copy stays."""
        return self._look(anew=True)

    def look(self) -> bool:
        """Whether the database can be asked now; while the copy is being made, what was found then."""
        if not self._lock.acquire(timeout=WAIT):
            return self.is_database_up
        try:
            self._line.connection()
        except Unreachable:
            self.is_database_up = False
        else:
            self.is_database_up = True
        finally:
            self._lock.release()
        return self.is_database_up

    def close(self) -> None:
        """Give back the file and the connection."""
        with self._lock:
            self._line.close()
            if self._kept is not None:
                self._kept.copy.close()
                self._kept = None

    def _look(self, *, anew: bool) -> bool:
        with self._lock:
            try:
                source = self._line.connection()
                head = log.head_serial(source)
                if anew or self._kept is None or head < self._kept.serial:
                    self._replace(self._made(source, head))
                elif head > self._kept.serial:
                    self._replace(self._advanced(source, self._kept, head))
            except (Unreachable, *FAILURES):
                self._line.close()
                self.is_database_up = False
                return False
            self.is_database_up = True
            self._confirmed = self._register.clock()
            return True

    def _replace(self, fresh: Kept) -> None:
        old, self._kept = self._kept, fresh
        self.loaded_at = self._register.clock()
        if old is not None and old.copy is not fresh.copy:
            old.copy.close()

    def _made(self, source: Connection, head: int) -> Kept:
        codes_of = reads.last_change(source, "code", head)
        codes = CodeBook(reads.rows_known(source, "code", head))
        return Kept(WarmCopy(source, head, self.horizon(self._register.clock()), plain), head, codes, codes_of)

    def _advanced(self, source: Connection, kept: Kept, head: int) -> Kept:
        touched = reads.touched_since(source, kept.serial, head)
        if len(touched) > FEW:
            return self._made(source, head)
        kept.copy.advance(source, touched, head)
        codes_of = reads.last_change(source, "code", head)
        if codes_of == kept.codes_of:
            return kept._replace(serial=head)
        return Kept(kept.copy, head, CodeBook(reads.rows_known(source, "code", head)), codes_of)
