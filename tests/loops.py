"""Running what is asynchronous in a test."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from litestar.testing import TestClient

T = TypeVar("T")

_stack = ExitStack()
_portals: list[BlockingPortal] = []


def asks_by_one_loop(client: TestClient[Any]) -> TestClient[Any]:
    """The same client, whose requests are answered in a loop that runs to the end of the session: by itself, outside
    of ``with``, it starts a thread and a loop for each of them, which takes longer than most answers.
    """
    if not _portals:
        _portals.append(_stack.enter_context(start_blocking_portal()))
    client.blocking_portal = _portals[0]
    return client


def end_loop() -> None:
    """At the end of the session."""
    _portals.clear()
    _stack.close()


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, run in a thread of its own: in this one a browser may have left a loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
