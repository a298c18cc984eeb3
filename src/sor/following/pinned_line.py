"""A connection to the receiver of a webhook that is kept between deliveries, and leads to the very address that was
looked at, whatever its name comes to mean.

HTTP is httpcore's. Only where it connects to, and how much of an answer is read, is decided here.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Iterable, Mapping

import httpcore2

from sor.following.webhook_address import Address, ReadUrl

MOST_READ = 65_536
"""Bytes of an answer that are read, so that the connection can be used again; nobody looks at them."""

READ_FOR = 1.0
"""Seconds in which the rest of an answer is to come, for the same reason."""

KEPT_FOR = 30.0
"""Seconds that a connection may lie unused."""

FAILS = (
    httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, httpcore2.ConnectionNotAvailable,
)  # fmt: skip
"""What a delivery may fail with."""


class PinnedNetwork(httpcore2.AsyncNetworkBackend):
    """The network as far as one address: nothing is looked up, and no other is reached."""

    def __init__(self, address: Address) -> None:
        self._address = str(address)
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 (the name, which is not looked up)
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (as httpcore has it)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """As httpcore calls it."""
        return await self._network.connect_tcp(self._address, port, timeout, local_address, socket_options)


class PinnedLine:
    """A connection to an address; by HTTPS its certificate must be for the name."""

    def __init__(self, url: ReadUrl, address: Address, context: ssl.SSLContext) -> None:
        self._url = url
        self._connection = httpcore2.AsyncHTTPConnection(
            httpcore2.Origin(url.scheme.encode(), url.host.encode(), url.port),
            ssl_context=context,
            keepalive_expiry=KEPT_FOR,
            network_backend=PinnedNetwork(address),
        )

    @property
    def is_open(self) -> bool:
        """Whether another request may be sent: the answer before has ended, and neither side hung up."""
        return self._connection.is_available() and not self._connection.has_expired()

    async def post(self, headers: Mapping[str, str], body: bytes) -> int:
        """Send a body; the status of the answer. Raises one of ``FAILS``; ConnectError when nobody was reached."""
        url = self._url
        answer = await self._connection.handle_async_request(
            httpcore2.Request(
                "POST",
                httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.path),
                headers=[("host", url.authority), *headers.items(), ("content-length", str(len(body)))],
                content=body,
            )
        )
        # A short answer is read to its end; one that is long or comes slowly is cut off, and is taken all the same.
        with contextlib.suppress(TimeoutError, *FAILS):
            async with asyncio.timeout(READ_FOR):
                read = 0
                async with contextlib.aclosing(answer.aiter_stream()) as pieces:
                    async for piece in pieces:
                        read += len(piece)
                        if read > MOST_READ:
                            break
        await answer.aclose()
        return answer.status

    async def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(*FAILS, OSError):
            await self._connection.aclose()
