"""What every answer tells a browser that opens it: that nothing in it runs, and that it is what its type says."""

from typing import cast

from litestar.types import Message, Send

NOTHING_RUNS = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLED = NOTHING_RUNS + b"; style-src 'self'; font-src 'self'; img-src 'self' data:"
"""The policy of a page that only shows something, in the style of the other pages."""

POLICY, TYPE = b"content-security-policy", b"x-content-type-options"
SAFE = ((POLICY, NOTHING_RUNS), (TYPE, b"nosniff"))

LINES = b"".join(b"%s: %s\r\n" % header for header in SAFE)
"""The same, for an answer that is written byte by byte."""


def with_safe_headers(send: Send) -> Send:
    """The same way to send, with these headers on whatever has none of its own, as pages have."""

    async def send_message(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"]]
            has = {name.lower() for name, _ in headers}
            headers += [header for header in SAFE if header[0] not in has]
            message = cast("Message", {**message, "headers": headers})
        await send(message)

    return send_message
