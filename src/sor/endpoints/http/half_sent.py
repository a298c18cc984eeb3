"""Ends connections on which a request was begun and does not come, and those whose head has no end.

Header and body must be here in time; the header is bounded, because all of it is kept until it is whole.
"""

import asyncio
import sys
from typing import Any

from sor.endpoints.http.plain_http import PlainProtocol

PATIENCE = 30.0
"""Seconds for a request to come in, from its connection or its first byte on; more for a large one, by SLOWEST."""
SLOWEST = 50_000
"""Bytes a second at which a large request may come."""

UNREAD = 120.0
"""Seconds in which a client must take something of its answer.

Not fewer: what a slow one takes is seen here only when the system's own buffers have room again.
"""

LARGEST_HEAD = 64_000
"""Bytes of a request before its body, and of what may follow it: ten times what proxies and browsers send."""

TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
ANSWER = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

LINE = "sor.line"
"""In the state of a request's scope: a function that says whether its line is cut."""

DEAF = 10.0
"""Seconds in which a client that could not be heard out reads the answer; one that has read it ends the line itself."""
SHORT = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimelyProtocol(PlainProtocol):
    """The server's protocol, with patience. Who has begun a request is told 408; then the line is cut."""

    patience = PATIENCE
    unread = UNREAD

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._begun = 0.0
        self._received = 0
        self._timer: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._unsent = 0
        self._requests = 0
        self._in_head = True
        self._head = 0
        self._is_deaf = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._stop_watching()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        self._stop_watching()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """End an idle connection, also when its client never takes the rest of its last answer."""
        super().timeout_keep_alive_handler()
        self._watch_reader()

    def _watch_reader(self) -> None:
        self._stop_watching()
        self._unsent = self.transport.get_write_buffer_size()
        if self._unsent:
            self._reader = self.loop.call_later(self.unread, self._look_at_reader)

    def _look_at_reader(self) -> None:
        """Cut off a client that has taken nothing of its answer: it would keep connection, file and answer for ever."""
        if self.transport.get_write_buffer_size() < self._unsent:
            self._watch_reader()
        else:
            self.transport.abort()

    def _stop_watching(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def data_received(self, data: bytes) -> None:
        if self._is_deaf:
            return
        before = self._requests
        try:
            super().data_received(data)
        except MemoryError:
            self._say_short()
            return
        self._received += len(data)
        # A header without end is handed on to nobody, but kept: so what comes is counted as well as what is read of it.
        if self._in_head and self._requests == before:
            self._head += len(data)
            if self._head > LARGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("")

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read; of what is too large, it is said."""
        error = sys.exc_info()[1]
        if self._head > LARGEST_HEAD:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        elif error is not None and isinstance(error.__cause__ or error.__context__, MemoryError):
            self._say_short()
        else:
            super().send_400_response(msg)

    def _say_short(self) -> None:
        """There is no memory left to take the request in; it may be right. What still comes of it is thrown away for a
        while: a client that is sending would otherwise see a broken line instead of the answer.
        """
        self._is_deaf = True
        self.transport.write(SHORT)
        self.loop.call_later(DEAF, self.transport.close)

    def _count(self, *parts: bytes) -> None:
        """Count what was read of a head, or of a trailer. Raises ValueError, which ends the reading of the request."""
        self._head += sum(map(len, parts)) + len(": \r\n")
        if self._head > LARGEST_HEAD:
            raise ValueError("the head of the request is too large")

    def on_message_begin(self) -> None:
        self._requests, self._in_head, self._head = self._requests + 1, True, 0
        self._wait()
        super().on_message_begin()
        self.scope["state"][LINE] = self.transport.is_closing

    def on_message_complete(self) -> None:
        self._stop()
        super().on_message_complete()

    def _wait(self) -> None:
        self._stop()
        self._begun, self._received = self.loop.time(), 0
        self._timer = self.loop.call_later(self.patience, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """The time is up, unless so much has come that it may take longer."""
        left = self._begun + self.patience + self._received / SLOWEST - self.loop.time()
        if left > 0.01:
            self._timer = self.loop.call_later(left, self._look)
            return
        self._timer = None
        if self.transport.is_closing():
            return
        cycle: Any = self.cycle  # None before the first request
        if self._received and (cycle is None or cycle.response_complete or not cycle.response_started):
            self.transport.write(ANSWER)
        self.transport.close()
