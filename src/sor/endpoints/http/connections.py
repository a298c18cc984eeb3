"""No more connections than there are files. Where a process has as many as it may, who has sent nothing for the longest
makes room for who comes; where all are being answered, who comes is told to come again. Writers who wait hold only a
part of them (``fair_queue``), so that there is always room for readers.
"""

import asyncio
import os
from collections import OrderedDict
from typing import Any, ClassVar

from sor.endpoints.http.half_sent import TimelyProtocol
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.safe_headers import LINES

KEPT = 300
"""Files that connections leave to everything else: the database's files in every thread, what is published, logs."""

UNLIMITED = 2**20
"""Files of a process that the system does not bound."""

SILENT = 1.0
"""Seconds without a byte after which a connection that is not being answered may have to make room."""

REFUSING = 1.0
"""Seconds that a connection which is refused has to send its request; who is answered before may not see the answer."""

RETRY_AFTER = 2
CROWDED = Problem("crowded", Sentence(
    "",
    "Der er for mange forbindelser lige nu; intet blev gjort. Prøv igen om lidt.",
    "There are too many connections at the moment; nothing was done. Try again in a moment.",
))  # fmt: skip


class Counted:
    """The connections of one process that were ended because there were too many."""

    def __init__(self) -> None:
        self.open = 0
        self.made_room = 0
        """How many had sent nothing for the longest, and made room for others."""
        self.refused = 0
        """How many were told to come again."""


COUNTED = Counted()


def most_files() -> int:
    """How many files this process may have open at once."""
    if os.name != "posix":
        return UNLIMITED
    import resource  # noqa: PLC0415 (not every system has it)

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return UNLIMITED if soft == resource.RLIM_INFINITY else soft


def most_connections() -> int:
    """How many connections this process takes at once; the others of its files are for its own work."""
    return most_files() - _count_kept()


def backlog() -> int:
    """How many may be taken in one go before anything is counted."""
    return max(8, min(2048, _count_kept() // 3))


def most_waiting(usual: int) -> int:
    """How many connections may wait in one queue; all queues of a process leave most of its connections to readers."""
    return max(1, min(usual, most_connections() // 14))


class BoundedProtocol(TimelyProtocol):
    """The server's protocol, of which there are no more than this process has files for."""

    silent: ClassVar["OrderedDict[BoundedProtocol, float]"] = OrderedDict()
    """Those that are not being answered, with when the last byte came; the longest silent first."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        most = most_connections()
        if len(self.connections) > most and not self._has_made_room():
            self._is_refused = True
            if len(self.connections) > most + _count_kept() // 3:
                self._refuse()
            else:
                self._stop()
                self._timer = self.loop.call_later(REFUSING, self._refuse)
        else:
            self._falls_silent()
        COUNTED.open = len(self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        self.silent.pop(self, None)
        super().connection_lost(exc)
        COUNTED.open = len(self.connections)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            self._refuse()
            return
        if self in self.silent:
            self._falls_silent()
        super().data_received(data)

    def on_message_complete(self) -> None:
        self.silent.pop(self, None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._falls_silent()

    def pause_writing(self) -> None:
        """Who does not take its answer is as silent as who asks nothing."""
        super().pause_writing()
        self._falls_silent()

    def resume_writing(self) -> None:
        super().resume_writing()
        cycle: Any = self.cycle  # None before the first request
        if cycle is not None and not cycle.response_complete:
            self.silent.pop(self, None)

    def _falls_silent(self) -> None:
        self.silent.pop(self, None)
        self.silent[self] = self.loop.time()

    def _has_made_room(self) -> bool:
        """End the connection that has been silent for the longest, if it has been for long enough."""
        longest = next(iter(self.silent), None)
        if longest is None or self.loop.time() - self.silent[longest] < SILENT:
            return False
        COUNTED.made_room += 1
        del self.silent[longest]
        self.connections.discard(longest)  # counted no more, whenever the system gives its file back
        if longest.transport.get_write_buffer_size():
            longest.transport.abort()  # closing waits until all was taken
        else:
            longest.transport.close()
        return True

    def _refuse(self) -> None:
        self._stop()
        if not self.transport.is_closing():
            COUNTED.refused += 1
            body = CROWDED.body()
            self.transport.write(
                b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: %s\r\nretry-after: %d\r\n%sconnection: close\r\n"
                b"content-length: %d\r\n\r\n%s" % (MEDIA_TYPE.encode(), RETRY_AFTER, LINES, len(body), body)
            )
            self.transport.close()


def _count_kept() -> int:
    return min(KEPT, most_files() // 2)
