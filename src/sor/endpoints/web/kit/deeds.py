"""What who reads a unit's page may do to it, as links of that page."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from sor.endpoints.http.request import HttpRequest


class Deed(NamedTuple):
    """An operation that somebody may do, and its page."""

    op: str
    address: str


Deeds: TypeAlias = Callable[[HttpRequest, str], list[Deed]]
"""What who sends a request may do to a unit."""


def nothing(_: HttpRequest, __: str) -> list[Deed]:
    """What may be done where nobody signs in."""
    return []
