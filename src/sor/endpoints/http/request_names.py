"""Each request under a name of its own: in its answer, and in every line that the server writes about it."""

import re
import uuid

from litestar.types import HTTPScope, Message, Send

HEADER = b"x-request-id"
TAKEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""Names that are taken over from a trusted proxy: nothing that could write a line of its own into a log."""


def name_of(scope: HTTPScope, *, is_trusted: bool) -> str:
    """The name of a request: that of a trusted proxy when it gives one, else a new one. What anybody else calls it is
    not believed: a name that another request has would lead the reader of a log astray.
    """
    if is_trusted:
        for name, value in scope["headers"]:
            if name == HEADER and TAKEN.fullmatch(value):
                return value.decode()
    return uuid.uuid4().hex


def with_name(name: str, send: Send) -> Send:
    """The same way to send, with the header ``X-Request-ID``."""
    header = HEADER, name.encode()

    async def send_message(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], header]}
        await send(message)

    return send_message
