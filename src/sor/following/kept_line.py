"""A connection to the receiver of a webhook that is kept between deliveries: HTTP/1.1, one request at a time, and of
an answer its status alone.
"""

import asyncio
import contextlib
import ssl
from time import monotonic

import httptools

from sor.following.webhook_address import Address, ReadUrl

MOST_READ = 65_536
"""Bytes of an answer that are read, so that the connection can be used again; nobody looks at them."""

READ_FOR = 1.0
"""Seconds in which the rest of an answer is to come, for the same reason."""

KEPT_FOR = 30.0
"""Seconds that a connection may lie unused."""


class KeptLine(asyncio.Protocol):
    """A connection on which the answers to one request after the other are read."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._status: asyncio.Future[int] | None = None
        self._end: asyncio.Future[None] | None = None
        self._read = 0
        self._used = monotonic()
        self._is_kept = True

    @property
    def is_open(self) -> bool:
        """Whether another request may be sent."""
        is_fresh = self._is_kept and monotonic() - self._used < KEPT_FOR
        return is_fresh and self._transport is not None and not self._transport.is_closing()

    async def post(self, content: bytes) -> int:
        """Send a whole request; the status of its answer. Raises OSError, and HttpParserError for what is no answer."""
        loop = asyncio.get_running_loop()
        status: asyncio.Future[int] = loop.create_future()
        end: asyncio.Future[None] = loop.create_future()
        self._status, self._end = status, end
        self._read = 0
        try:
            if self._transport is None or self._transport.is_closing():
                raise ConnectionResetError("the connection was closed")
            self._transport.write(content)
            answered = await status
            # A short answer is read to its end; one that is long or comes slowly is cut off, and is taken all the same.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READ_FOR):
                    await end
            self._is_kept = self._is_kept and end.done() and not end.cancelled()
            return answered
        except BaseException:
            self._is_kept = False
            raise
        finally:
            self._status = self._end = None
            self._used = monotonic()
            if not self._is_kept:
                self.close()

    def close(self) -> None:
        """Let go of the connection, whatever was not sent."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the loop calls it."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """As the loop calls it. What nobody asked for ends the connection: it could be taken for the next answer."""
        self._read += len(data)
        if self._status is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._stop(error)
        if self._read > MOST_READ:
            self._stop(ConnectionResetError("the answer is too long"))

    def connection_lost(self, exc: Exception | None) -> None:
        """As the loop calls it."""
        self._stop(exc or ConnectionResetError("the connection was closed"))

    def on_headers_complete(self) -> None:
        """As the parser calls it. Statuses of 1xx come before the answer, but for the one that leaves HTTP."""
        found = self._parser.get_status_code()
        if self._status is None or self._status.done():
            self._is_kept = False  # a second answer to one request
        elif found >= 200 or found == 101:
            self._is_kept = self._parser.should_keep_alive()
            self._status.set_result(found)

    def on_message_complete(self) -> None:
        """As the parser calls it."""
        if self._status is not None and self._status.done() and self._end is not None and not self._end.done():
            self._end.set_result(None)

    def _stop(self, error: Exception) -> None:
        self._is_kept = False
        if self._status is not None and not self._status.done():
            self._status.set_exception(error)
        if self._end is not None and not self._end.done():
            self._end.set_result(None)


async def open_line(url: ReadUrl, address: Address, context: ssl.SSLContext) -> KeptLine:
    """A connection to the very address; by HTTPS its certificate must be for the name. Raises OSError."""
    is_https = url.scheme == "https"
    _, line = await asyncio.get_running_loop().create_connection(
        KeptLine, str(address), url.port,
        ssl=context if is_https else None, server_hostname=url.host if is_https else None,
    )  # fmt: skip
    return line


def request(url: ReadUrl, headers: dict[str, str], body: bytes) -> bytes:
    """A whole request as it goes over the line."""
    lines = [
        f"POST {url.path} HTTP/1.1",
        f"host: {url.authority}",
        *(f"{name}: {is_}" for name, is_ in headers.items()),
    ]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode("ascii") + body
