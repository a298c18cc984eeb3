"""Publishing by itself: soon after the register changed, and when a new day has come. Whatever fails is tried again
and told in the folder, or in the register when the folder takes no file: ``/status``, the metrics and the page of the
files read it there.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from sor.formats.published.omitted import CannotWrite
from sor.jobs.editions import forget_failure, note_failure
from sor.jobs.publishing import Publication, PublishOptions, publish
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
    is tried again.
    """
    shown: tuple[int, int] | None = None
    waiting_since = last_change = 0.0
    seen: tuple[int, int] | None = None
    while not stop.is_set():
        now = time.monotonic()
        try:
            state = (register.serial(), register.today())
            if state != seen:
                last_change = now
                waiting_since = waiting_since or now
                seen = state
            due = now - last_change >= min(QUIET, pause * 2) or now - waiting_since >= AT_LATEST
            published = publish(register, out, options) if state != shown and (shown is None or due) else None
            if published is not None:
                forget_failure(out, register.database)
        except Exception as error:  # noqa: BLE001 (whatever one edition fails for, the next may succeed)
            _tell(out, register, error)
            stop.wait(min(AT_LATEST, pause * 30))
            continue
        if published is not None:
            shown, waiting_since = (published.serial, state[1]), 0.0
            seen = shown
            if published.edition is not None:
                done(published)
        stop.wait(pause)


def _tell(out: Path, register: Register, error: Exception) -> None:
    """Say why there is no new edition, in the log and in the folder or the register."""
    expected = isinstance(error, CannotWrite | NotWritten | Unavailable)
    told = str(error) if expected else f"{type(error).__name__}: {error}"
    log.warning("not published, the edition before stays", reason=told, exc_info=None if expected else error)
    try:
        note_failure(out, register.database, told, register.clock())
    except Exception as untold:  # noqa: BLE001 (the log has said it, and the publisher goes on)
        log.warning("neither folder nor register takes the reason", reason=str(untold))
