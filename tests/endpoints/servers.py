"""A real server of a register for tests: `sor serve` as a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

from tests.ports import free_port

SOR = Path(sys.executable).parent / "sor"
TRIED = {"SOR_HOSTS": "testserver testserver.local"}
"""The settings of an application in this process: the names by which test clients call it."""


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
    command = [str(SOR), "serve", "--port", str(port), *options]
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$0" "$@"'] if files else []
    server = subprocess.Popen([*limited, *command], env=given, stdout=subprocess.PIPE, stderr=stderr, text=True)
    try:
        address = f"{scheme}://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=300)


def _wait_for(address: str) -> None:
    for _ in range(1200):
        try:
            if httpx.get(f"{address}/version", verify=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two minutes")
