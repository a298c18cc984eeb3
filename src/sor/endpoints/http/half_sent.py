"""Ends connections on which a request was begun and does not come: header and body must be here in time."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE = 30.0
"""Seconds for a request to come in, from its connection or its first byte on; more for a large one, by SLOWEST."""
SLOWEST = 50_000
"""Bytes a second at which a large request may come."""

ANSWER = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimelyProtocol(HttpToolsProtocol):
    """The server's protocol, with patience. Who has begun a request is told 408; then the line is cut."""

    patience = PATIENCE

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._begun = 0.0
        self._received = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._received += len(data)

    def on_message_begin(self) -> None:
        self._wait()
        super().on_message_begin()

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
