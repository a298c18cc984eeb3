"""What who reads a unit's page may do to it, as links of that page."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeAlias

from sor.endpoints.http.request import HttpRequest


class Deed(NamedTuple):
    """An operation that somebody may do, and its page. entry: the serial of what it takes back, 0 for none. query: what
    the address of the page says besides.
    """

    op: str
    address: str
    entry: int = 0
    query: Mapping[str, str] = {}


LOGIN = "login"
"""The way to what may be done, for who is not signed in."""


def is_personal(deeds: Collection[Deed]) -> bool:
    """Whether links are those of somebody who is signed in."""
    return any(deed.op != LOGIN for deed in deeds)


Deeds: TypeAlias = Callable[[HttpRequest, str, Collection[int]], list[Deed]]
"""What who sends a request may do to a unit, and to some entries that its story names."""


def nothing(_: HttpRequest, __: str, ___: Collection[int]) -> list[Deed]:
    """What may be done where nobody signs in."""
    return []
