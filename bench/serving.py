"""A server for the benchmarks: our doors, or a bare app that takes the same requests and gives stored bytes.

Run as a process of its own: ``python -m bench.serving ours|bare DATABASE-or-BYTES PORT``.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from sor.cli.serve import application


@contextlib.contextmanager
def serving(kind: str, what: str) -> Iterator[int]:
    """The port of a server that is up; it is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "bench.serving", kind, what, str(port)])
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def bare(body: bytes) -> Any:
    """The least that an app can do with a command: read it whole and send stored bytes."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


if __name__ == "__main__":
    kind, what, port = sys.argv[1:]
    if kind == "ours":
        os.environ["SOR_DATABASE"] = what
    app = application() if kind == "ours" else bare(Path(what).read_bytes())
    uvicorn.run(app, port=int(port), access_log=False, log_level="error", server_header=False)
