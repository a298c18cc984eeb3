"""By which name the header of every page calls whoever looks at it; pages that know their visitor say so themselves."""

from collections.abc import Callable
from contextvars import ContextVar

_ASK: ContextVar[Callable[[], str]] = ContextVar("ask for the visitor's name")


def let_pages_ask(ask: Callable[[], str]) -> None:
    """Let the pages of this request ask for the visitor's name; it gives none for who is not signed in."""
    _ASK.set(ask)


def visitor_name() -> str:
    """The name of whoever is signed in where this request comes from; empty for everybody else."""
    ask = _ASK.get(None)
    return "" if ask is None else ask()
