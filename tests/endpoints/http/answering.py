"""A server of one small application in a thread, for the tests of what lies below the register's doors."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from sor.endpoints.http.plain_http import PlainProtocol


@contextmanager
def answering(app: Any, protocol: type[PlainProtocol]) -> Iterator[int]:
    """The port at which an application is served by a protocol, on this machine alone."""
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, port=0, log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def answer_to(port: int, *parts: bytes) -> bytes:
    """What the server sends until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        for part in parts:
            line.sendall(part)
        found = b""
        while part := line.recv(65536):
            found += part
        return found
