"""Receivers of webhooks for tests: real servers on the loopback that behave as they are told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import msgspec


class Delivery(NamedTuple):
    """What a receiver got, and what it answered."""

    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def serial(self) -> int:
        return int(msgspec.json.decode(self.body)["entry"]["serial"])


class Receiver:
    """One that answers with ``status`` after ``seconds``; ``plan`` tells of the first deliveries what they get."""

    def __init__(self, status: int = 204, plan: list[int] | None = None, seconds: float = 0) -> None:
        self.status, self.plan, self.seconds = status, list(plan or []), seconds
        self.location = ""
        self.got: list[Delivery] = []
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sor?x=1"

    @property
    def taken(self) -> list[int]:
        """The serials that it took, in order."""
        with self._lock:
            return [one.serial for one in self.got if 200 <= one.status < 300]

    def start(self) -> None:
        """Listen, at the same port as before."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if receiver._server is None:  # away: a call that was open is cut
                    self.close_connection = True
                    return
                if receiver.seconds:
                    time.sleep(receiver.seconds)
                with receiver._lock:
                    status = receiver.plan.pop(0) if receiver.plan else receiver.status
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    receiver.got.append(Delivery(headers, body, status))
                self.send_response(status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 100

            def handle_error(self, *_: Any) -> None:  # a deliverer that is ended hangs up
                pass

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more: who calls is not answered."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def receiving(*receivers: Receiver) -> Iterator[None]:
    try:
        yield
    finally:
        for one in receivers:
            one.stop()


def until(holds: Callable[[], bool], seconds: float = 300) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
