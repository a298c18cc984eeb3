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

import httpx2

from sor.following.webhook_address import Address, BadUrl, Network, ReadUrl, is_number, look_up, read_url

TIME_LIMIT = 10.0
"""Seconds that a delivery may take, from the look-up of the name to the status."""

TIMEOUT = httpx2.Timeout(TIME_LIMIT).as_dict()

MOST_READ = 65_536
"""Bytes of an answer that are read, so that the connection can be used again; nobody looks at them."""

PREFIX = "whsec_"
GONE = 410
"""The status by which a receiver says that it wants no more, ever."""


class NotDelivered(Exception):
    """A delivery that the receiver did not take; the message says why. is_gone: it wants no more."""

    def __init__(self, why: str, *, is_gone: bool = False) -> None:
        super().__init__(why)
        self.is_gone = is_gone


def signed(secrets: Sequence[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
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
        # The transport without a client around it: no redirect, cookie, proxy or password is ever followed or sent, and
        # a delivery costs half as much.
        self._transport = httpx2.AsyncHTTPTransport(
            verify=context, trust_env=False,
            limits=httpx2.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=30),
        )  # fmt: skip
        self._read: ReadUrl | None = None
        self._at: tuple[Address, httpx2.URL] | None = None

    async def deliver(self, headers: dict[str, str], body: bytes) -> None:
        """Send a body. Raises NotDelivered."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                status = await self._send(headers, body)
        except TimeoutError:
            raise NotDelivered(f"no answer within {TIME_LIMIT:.0f} seconds") from None
        except BadUrl as error:
            raise NotDelivered(str(error)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
            raise NotDelivered(f"not reached ({type(error).__name__})") from error
        if not 200 <= status < 300:
            told = "answered with a redirect, which is not followed" if 300 <= status < 400 else "answered"
            raise NotDelivered(f"{told}: status {status}", is_gone=status == GONE)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    async def _send(self, headers: dict[str, str], body: bytes) -> int:
        url = self._read = self._read or read_url(self._url)
        loop = asyncio.get_running_loop()
        addresses = (
            look_up(url, self._allowed)  # a number is looked up nowhere, and waits for nobody
            if is_number(url.host)
            else await loop.run_in_executor(self._names, look_up, url, self._allowed)
        )
        asked = {
            **headers, "host": url.authority, "content-type": "application/json", "accept-encoding": "identity",
            "user-agent": "sor-webhook",
        }  # fmt: skip
        extensions = {"sni_hostname": url.host, "timeout": TIMEOUT}
        for n, address in enumerate(addresses, 1):
            request = httpx2.Request(
                "POST", self._url_at(url, address), headers=asked, content=body, extensions=extensions
            )
            try:
                answer = await self._transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if n == len(addresses):
                    raise
                continue
            try:
                await _read_away(answer)
            finally:
                await answer.aclose()
            return answer.status_code
        raise NotDelivered("its name leads nowhere")

    def _url_at(self, url: ReadUrl, address: Address) -> httpx2.URL:
        """The address with a number in the place of the name; read once as long as the name leads there."""
        if self._at is None or self._at[0] != address:
            self._at = address, httpx2.URL(url.at(address))
        return self._at[1]


async def _read_away(answer: httpx2.Response) -> None:
    """Read a short answer to its end; one that is long, or comes slowly, is cut off, and is taken all the same."""
    read = 0
    try:
        async with asyncio.timeout(1):
            async for piece in answer.aiter_raw():
                read += len(piece)
                if read > MOST_READ:
                    return
    except (TimeoutError, httpx2.HTTPError):
        return
