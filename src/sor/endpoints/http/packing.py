"""Long pages go out as gzip to readers who take it.

Only pages without forms, and those that somebody sees who brings no cookie: a form holds the mark of its session, which
the length of a packed page must not tell.
"""

from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

LEAST = 10_000
"""Bytes from which a page is packed."""
CONFIG = CompressionConfig("gzip", minimum_size=LEAST)
PACKED = DefineMiddleware(CompressionMiddleware, config=CONFIG)
"""The middleware of routers whose pages are packed."""


def pack_at_first(app: ASGIApp) -> ASGIApp:
    """The middleware of pages that are packed for who brings no cookie, as on a first visit."""
    packed = CompressionMiddleware(app, CONFIG)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        brings = any(name == b"cookie" for name, _ in scope["headers"])
        await (app if brings else packed)(scope, receive, send)

    return answer
