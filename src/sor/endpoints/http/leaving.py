"""A client that leaves in the middle of its request: nothing is done for it, and it is nobody's mistake."""

from litestar.types import HTTPScope, Receive, ReceiveMessage

from sor.endpoints.http.fair_queue import Crowded

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that only ask."""


class Left(Crowded):
    """The client has closed its connection before its request was whole; what had come of it is not looked at."""


def part_in(message: ReceiveMessage) -> tuple[bool, bytes]:
    """Whether more of a request's body follows a message, and what of it the message holds."""
    if message["type"] != "http.request":
        return False, b""
    return message.get("more_body", False), message.get("body", b"")


def whole_or_left(scope: HTTPScope, receive: Receive) -> Receive:
    """What gives the parts of a request's body. Raises Left when the client leaves before the last, so that no door
    takes half a body for a whole one. Who only reads may leave at any time.
    """
    if scope["method"] in READING:
        return receive
    is_whole = False

    async def next_part() -> ReceiveMessage:
        nonlocal is_whole
        message = await receive()
        if message["type"] == "http.disconnect" and not is_whole:
            raise Left("The client left in the middle of its request.")
        goes_on, _ = part_in(message)
        is_whole = is_whole or not goes_on
        return message

    return next_part
