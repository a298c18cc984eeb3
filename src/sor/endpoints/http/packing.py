"""Long pages go out as gzip to readers who take it.

Only pages without forms: a form holds the mark of its session, which the length of a packed page must not tell.
"""

from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

LEAST = 10_000
"""Bytes from which a page is packed."""
PACKED = DefineMiddleware(CompressionMiddleware, config=CompressionConfig("gzip", minimum_size=LEAST))
"""The middleware of routers whose pages are packed."""
