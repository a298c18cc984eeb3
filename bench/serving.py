"""A server for the benchmarks: our doors, or a bare app that takes the same commands and gives stored answers.

Run as a process of its own: ``python -m bench.serving ours|bare DATABASE WORKERS PORT``.
"""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import uvicorn


def serving(kind: str, what: str, workers: int = 1) -> contextlib.AbstractContextManager[int]:
    """The port of a server of this file that is up; it is stopped at the end."""
    return started("bench.serving", kind, what, str(workers))


@contextlib.contextmanager
def started(module: str, *words: str) -> Iterator[int]:
    """The port of a server that is up: a module as a process of its own, told some words and, last, the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", module, *words, str(port)])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(120)  # what was begun is done, which takes its time on a busy machine


def bare(file: str) -> Any:
    """The least that an app can do with a command: read its JSON, fetch one stored answer by its key, send it.

    file: an SQLite database with a table ``stored`` of keys and bodies.
    """
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA mmap_size = 268435456")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        sent = message["body"]
        while message.get("more_body"):
            message = await receive()
            sent += message["body"]
        key = msgspec.json.decode(sent)["SorIds"][0]
        body = connection.execute("SELECT body FROM stored WHERE key = ?", (key,)).fetchone()[0].encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def store(file: str, bodies: Mapping[str, str]) -> None:
    """Write what the bare app sends."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE stored (key TEXT PRIMARY KEY, body TEXT NOT NULL)")
    connection.executemany("INSERT INTO stored VALUES (?, ?)", bodies.items())
    connection.commit()
    connection.close()


if __name__ == "__main__":
    kind, what, workers, port = sys.argv[1:]
    quiet: dict[str, Any] = {"port": int(port), "access_log": False, "log_level": "error", "server_header": False}
    if kind == "ours":
        os.environ["SOR_DATABASE"] = what
        uvicorn.run("sor.cli.serve:application", factory=True, workers=int(workers), **quiet)
    else:
        uvicorn.run(bare(what), **quiet)
