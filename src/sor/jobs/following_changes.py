"""Publishing by itself: soon after the register changed, and when a new day has come. Whatever fails is tried again
and told in the folder, or in the register when the folder takes no file: ``/status``, the metrics and the page of the
files read it there. What has come since the newest edition lies beside it within seconds (``jobs/newest_delta.py``).
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from sor.core.day import end_of_day
from sor.core.instant import write_instant
from sor.formats.published.omitted import CannotWrite
from sor.jobs.editions import NextEdition, PublishOptions, forget_failure, newest_manifest, note_failure
from sor.jobs.erased_files import withdraw_from_all
from sor.jobs.newest_delta import NewestDelta
from sor.jobs.publishing import Publication, publish
from sor.jobs.whole_files import NotWritten
from sor.register import Register
from sor.store.unavailable import Unavailable

LOOK = 2.0
"""Seconds between two looks at the register."""

QUIET = 5.0
"""Seconds without a further change before an edition is made, so that a load of several files gives one edition."""

AT_LATEST = 60.0
"""Seconds after which changes that keep coming are published all the same; also before a failure is tried again."""

log = structlog.get_logger()


def publish_on_change(
    register: Register,
    out: Path,
    options: PublishOptions,
    stop: threading.Event,
    done: Callable[[Publication], None] = lambda _: None,
    pause: float = LOOK,
) -> None:
    """Publish now and on every change, until ``stop`` is set. Whatever fails is told; the edition before stays, and it
    is tried again. Beside it, what has come since the newest edition is written seconds after each entry, and what was
    erased is taken out of the editions.
    """
    newest = NewestDelta(register, out, partial(withdraw_from_all, register, out))
    over = threading.Event()
    beside = threading.Thread(target=newest.keep, args=(over, pause / 2), name="newest delta")
    beside.start()
    try:
        _Publishing(register, out, options, newest, pause).run(stop, done)
    finally:
        over.set()
        beside.join()


class _Publishing:
    """One run of publishing by itself, which says of each edition beforehand what it will hold and when."""

    def __init__(
        self, register: Register, out: Path, options: PublishOptions, newest: NewestDelta, pause: float
    ) -> None:
        self._register, self._out, self._options = register, out, options
        self._newest, self._pause = newest, pause
        self._quiet = min(QUIET, pause * 2)
        before = newest_manifest(out)
        self._took = before.next.took if before is not None and before.next is not None else 0.0

    def run(self, stop: threading.Event, done: Callable[[Publication], None]) -> None:
        shown: tuple[int, int] | None = None
        waiting_since = last_change = 0.0
        seen: tuple[int, int] | None = None
        while not stop.is_set():
            now = time.monotonic()
            try:
                state = (self._register.serial(), self._register.today())
                if state != seen:
                    last_change = now
                    waiting_since = waiting_since or now
                    seen = state
                    self._expect(state[0], min(self._quiet, waiting_since + AT_LATEST - now))
                due = now - last_change >= self._quiet or now - waiting_since >= AT_LATEST
                published = self._publish() if state != shown and (shown is None or due) else None
                if published is not None:
                    forget_failure(self._out, self._register.database)
            except Exception as error:  # noqa: BLE001 (whatever one edition fails for, the next may succeed)
                _tell(self._out, self._register, error)
                stop.wait(min(AT_LATEST, self._pause * 30))
                continue
            if published is not None:
                shown, waiting_since = (published.serial, state[1]), 0.0
                seen = shown
                self._expect_tomorrow(published.serial)
                if published.edition is not None:
                    done(published)
            stop.wait(self._pause)

    def _publish(self) -> Publication:
        started = time.monotonic()
        made = publish(self._register, self._out, self._options, begun=lambda serial: self._expect(serial, None))
        if made.edition is not None:
            self._took = time.monotonic() - started
        return made

    def _expect(self, serial: int, wait: float | None) -> None:
        """Say what the next edition will hold. wait: seconds until it is begun, None when it is."""
        at = self._register.clock() + timedelta(seconds=(wait or 0.0) + self._took)
        self._newest.expect(NextEdition(serial, write_instant(at), wait is None, round(self._took, 1)))

    def _expect_tomorrow(self, serial: int) -> None:
        """Say that the next edition is that of the next day, when nothing changes before."""
        register = self._register
        day = max(register.today(), register.head().day)
        at = end_of_day(day) + timedelta(seconds=self._quiet + self._took)
        self._newest.expect(NextEdition(serial + 1, write_instant(at), took=round(self._took, 1)))


def _tell(out: Path, register: Register, error: Exception) -> None:
    """Say why there is no new edition, in the log and in the folder or the register."""
    expected = isinstance(error, CannotWrite | NotWritten | Unavailable)
    told = str(error) if expected else f"{type(error).__name__}: {error}"
    log.warning("not published, the edition before stays", reason=told, exc_info=None if expected else error)
    try:
        note_failure(out, register.database, told, register.clock())
    except Exception as untold:  # noqa: BLE001 (the log has said it, and the publisher goes on)
        log.warning("neither folder nor register takes the reason", reason=str(untold))
