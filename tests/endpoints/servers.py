"""A real server of a register for tests: `sor serve` as a process of its own, which is forked (tests/programs.py) but
for one that is to have workers, files or a log of its own.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

from tests.ports import free_port
from tests.programs import serve_as_told, started

SOR = Path(sys.executable).parent / "sor"
TRIED = {"SOR_HOSTS": "testserver testserver.local"}
"""The settings of an application in this process: the names by which test clients call it."""


ExitCode = Callable[[], int | None]
"""With what a program has ended; None while it runs."""

PATIENCE = 300
"""Seconds in which a server that was told to end does."""


@contextmanager
def served(
    database: str,
    *options: str,
    scheme: str = "http",
    files: int | None = None,
    port: int = 0,
    stderr: IO[bytes] | None = None,
    **environment: str,
) -> Iterator[str]:
    """The address of a server that has answered once; it is stopped at the end. files: how many it may have open.
    port: 0 = a free one. stderr: where its log goes. environment: more settings.
    """
    if not port:
        port = free_port()
    given = {**os.environ, "SOR_NOW": "2026-11-01", "SOR_DATABASE": database, **environment}
    words = ["serve", "--port", str(port), *options]
    is_plain = not files and stderr is None and "--workers" not in options and "SOR_WORKERS" not in given
    with _forked(words, given) if is_plain else _begun(words, given, files, stderr) as exit_code:
        address = f"{scheme}://127.0.0.1:{port}"
        _wait_for(address, exit_code)
        yield address


@contextmanager
def _forked(words: list[str], environment: dict[str, str]) -> Iterator[ExitCode]:
    server = started(serve_as_told, words, environment)
    try:
        yield lambda: server.exitcode
    finally:
        server.terminate()
        server.join(PATIENCE)


@contextmanager
def _begun(
    words: list[str], environment: dict[str, str], files: int | None, log: IO[bytes] | None
) -> Iterator[ExitCode]:
    """As an operator begins it: a program that reads all it needs by itself."""
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$0" "$@"'] if files else []
    server = subprocess.Popen(
        [*limited, str(SOR), *words], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        yield server.poll
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


def _wait_for(address: str, exit_code: ExitCode) -> None:
    for _ in range(6000):
        assert exit_code() is None, f"the server ended before it answered, with {exit_code()}"
        try:
            if httpx.get(f"{address}/version", verify=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("the server did not answer within two minutes")
