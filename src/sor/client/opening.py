"""What both clients begin with: the address of a register, and how long to wait for it."""

import httpx2

from sor import __version__

PATIENCE = 30.0
"""Seconds to wait for an answer, when nothing else is said."""


def open_settings(url: str) -> tuple[str, dict[str, str]]:
    """The address and the headers of every request. Raises ValueError for what is no address of a register."""
    try:
        read = httpx2.URL(url)
        valid = read.scheme in ("http", "https") and bool(read.host)
    except (httpx2.InvalidURL, TypeError):
        valid = False
    if not valid:
        raise ValueError(f"'{url}' is no address of a register. Write one such as https://sor.example.")
    return url.rstrip("/"), {"User-Agent": f"sor-client/{__version__}", "Accept": "application/json"}
