"""The simulator's server: HTTP and TLS at one port, a thread for each connection.

The first byte tells which of the two a connection is, so that one address is enough: the token service wants a
certificate in TLS, everything else may be asked without.
"""

import socket
import ssl
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.graphql_door import HttpReply

TLS_HANDSHAKE = b"\x16"
LARGEST = 20_000_000
"""Bytes of a request's body."""
PATIENCE = 150
"""Seconds that an idle connection is kept."""


class HttpRequest(NamedTuple):
    """A request. headers: by name in small letters. certificate: DER, of a caller who showed one and was believed."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    certificate: bytes | None
    over_tls: bool = False


class Cut(Exception):
    """The connection is to be broken: after so many bytes of an answer."""

    def __init__(self, reply: HttpReply, after: int) -> None:
        super().__init__("the connection is cut")
        self.reply, self.after = reply, after


Answer = Callable[[HttpRequest], HttpReply]


def tls(known: Identities) -> ssl.SSLContext:
    """TLS 1.2, as KOMBIT asks of its callers: whoever shows a certificate of a foreign authority, or an expired one, is
    refused in the handshake.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(known.server.path, known.server.key_path)
    context.load_verify_locations(known.authority.path)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


class Server(ThreadingHTTPServer):
    """Listens on this machine only."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, answer: Answer, context: ssl.SSLContext) -> None:
        self.answer, self.context = answer, context
        super().__init__(("127.0.0.1", port), _Connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller who went away, or was refused in the handshake, is no news."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Connection(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """TLS where the caller begins with it."""
        self.request.settimeout(PATIENCE)
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Close also what TLS took over: the server only knows of the socket below it."""
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()

    def log_message(self, format: str, *args: object) -> None:
        """It serves in silence."""

    def do_GET(self) -> None:
        """A request of any kind."""
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 (named after the methods)

    def _answer(self) -> None:
        length = self.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            self._send(HttpReply(413, b'{"error": "the body is too large, or its length is not told"}'))
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        secure = isinstance(self.request, ssl.SSLSocket)
        shown = self.request.getpeercert(binary_form=True) if secure else None
        request = HttpRequest(self.command, self.path, headers, self.rfile.read(int(length)), shown, secure)
        try:
            self._send(self.server.answer(request))
        except Cut as cut:
            self._cut(cut)

    def _send(self, reply: HttpReply) -> None:
        self._head(reply)
        self.wfile.write(reply.body)

    def _head(self, reply: HttpReply) -> None:
        self.send_response(reply.status)
        self.send_header("content-type", reply.content_type)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()

    def _cut(self, cut: Cut) -> None:
        """Half an answer, and then nothing: the connection is reset."""
        self._head(cut.reply)
        self.wfile.write(cut.reply.body[: cut.after])
        self.wfile.flush()
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
