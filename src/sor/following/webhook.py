"""One delivery of a webhook: signed as Standard Webhooks has it, sent to an address that was looked at, judged by its
status alone.
"""

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import datetime

import httpcore2

from sor.following.pinned_line import FAILS, PinnedLine
from sor.following.webhook_address import Address, BadUrl, Network, ReadUrl, is_number, look_up, read_url

TIME_LIMIT = 10.0
"""Seconds that a delivery may take, from the look-up of the name to the status."""

SAID = {"content-type": "application/json", "accept": "*/*", "accept-encoding": "identity", "user-agent": "sor-webhook"}
"""What stands above each delivery, whoever gets it."""

PREFIX = "whsec_"
GONE = 410
"""The status by which a receiver says that it wants no more, ever."""


class NotDelivered(Exception):
    """A delivery that the receiver did not take; the message says why. is_gone: it wants no more."""

    def __init__(self, why: str, *, is_gone: bool = False) -> None:
        super().__init__(why)
        self.is_gone = is_gone


def sign_delivery(secrets: Sequence[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a delivery. secrets: as their owners have them (``whsec_…``); each signs."""
    timestamp = str(int(at.timestamp()))
    content = b"%s.%s.%s" % (id.encode(), timestamp.encode(), body)
    signatures = [hmac.digest(_key(secret), content, hashlib.sha256) for secret in secrets]
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


class Receiver:
    """The other end of a webhook, with connections of its own, so that none is used for another's name.

    names: threads in which names are looked up. context: what certificates are held against.
    """

    def __init__(self, url: str, allowed: Sequence[Network], names: Executor, context: ssl.SSLContext) -> None:
        self._url = url
        self._allowed = allowed
        self._names = names
        self._context = context
        self._read: ReadUrl | None = None
        self._kept: tuple[Address, PinnedLine] | None = None

    async def deliver(self, headers: dict[str, str], body: bytes) -> None:
        """Send a body. Raises NotDelivered."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                status = await self._send(headers, body)
        except TimeoutError:
            raise NotDelivered(f"no answer within {TIME_LIMIT:.0f} seconds") from None
        except BadUrl as error:
            raise NotDelivered(str(error)) from None
        except (*FAILS, OSError, ValueError) as error:
            raise NotDelivered(f"not reached ({type(error).__name__})") from error
        if not 200 <= status < 300:
            told = "answered with a redirect, which is not followed" if 300 <= status < 400 else "answered"
            raise NotDelivered(f"{told}: status {status}", is_gone=status == GONE)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._kept is not None:
            kept, self._kept = self._kept[1], None
            await kept.close()

    async def _send(self, headers: dict[str, str], body: bytes) -> int:
        url = self._read = self._read or read_url(self._url)
        loop = asyncio.get_running_loop()
        addresses = (
            look_up(url, self._allowed)  # a number is looked up nowhere, and waits for nobody
            if is_number(url.host)
            else await loop.run_in_executor(self._names, look_up, url, self._allowed)
        )
        for n, address in enumerate(addresses, 1):
            line = await self._line_to(url, address)
            try:
                return await line.post(headers | SAID, body)
            except httpcore2.ConnectError:
                if n == len(addresses):
                    raise
        raise NotDelivered("its name leads nowhere")

    async def _line_to(self, url: ReadUrl, address: Address) -> PinnedLine:
        """The line that was kept, when it leads to the very address."""
        if self._kept is not None and self._kept[0] == address and self._kept[1].is_open:
            return self._kept[1]
        await self.close()
        line = PinnedLine(url, address, self._context)
        self._kept = address, line
        return line
