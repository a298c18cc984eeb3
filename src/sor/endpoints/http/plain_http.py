"""Reads every request as HTTP/1.1, whatever else it offers to speak, and takes an address as people type it.

Below the application: httptools ends a request that offers another protocol before its body, and knows no address
with letters that are not ASCII.
"""

import re
from typing import Any
from urllib.parse import quote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.safe_headers import LINES

FRAMING = (b"content-length", b"transfer-encoding")
"""Headers that say how long a body is."""

UNREADABLE = Problem("bad-request", Sentence(
    "",
    "Forespørgslen er ikke HTTP/1.1. I en adresse skrives et mellemrum %20, og bogstaver som æ, ø og å skrives som"
    " UTF-8 med procenttegn: ø er %C3%B8.",
    "The request is not HTTP/1.1. In an address a space is written %20, and letters such as æ, ø and å are written as"
    " UTF-8 with percent signs: ø is %C3%B8.",
))  # fmt: skip

_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


class PlainParser(httptools.HttpRequestParser):
    """A parser to which an offered upgrade is nothing: the body of such a request is read like any other.

    Java's HttpClient sends ``Upgrade: h2c`` with its first request. httptools ends the request there and takes the
    rest for another protocol (httptools #124, uvicorn #2722); here the rest goes to a parser that was told of the
    body, but not of the offer, and that reads the connection from then on.
    """

    def __init__(self, protocol: "PlainProtocol") -> None:
        self._events = _Events(protocol, self)
        super().__init__(self._events)
        self.set_dangerous_leniencies(lenient_data_after_close=True)

    def feed_data(self, data: bytes) -> None:  # type: ignore[override]
        """Read on. Raises HttpParserError for what is not HTTP/1.1."""
        try:
            super().feed_data(data)
        except httptools.HttpParserUpgrade as offered:
            protocol = self._events.protocol
            protocol.parser = follower = PlainParser(protocol)
            follower.expect(self._events.body)
            follower.feed_data(data[offered.args[0] :])

    def expect(self, framing: list[tuple[bytes, bytes]]) -> None:
        """Begin in the middle of a request: behind its head, before the body that these headers announce."""
        if framing:
            self._events.is_silent = True
            head = b"".join(b"%s: %s\r\n" % header for header in framing)
            super().feed_data(b"POST / HTTP/1.1\r\n%s\r\n" % head)
            self._events.is_silent = False


class _Events:
    """What a parser tells: handed on to the protocol, except the end of a request whose body is still to come."""

    def __init__(self, protocol: "PlainProtocol", parser: PlainParser) -> None:
        self.protocol = protocol
        self.is_silent = False
        self.body: list[tuple[bytes, bytes]] = []
        """The headers that announce a body behind an offer."""
        self._parser = parser
        self.on_body = protocol.on_body

    def on_message_begin(self) -> None:
        if not self.is_silent:
            self.protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if not self.is_silent:
            self.protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_silent:
            self.protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        if not self.is_silent:
            self.protocol.on_headers_complete()

    def on_message_complete(self) -> None:
        if self._parser.should_upgrade():
            self.body = [header for header in self.protocol.headers if header[0] in FRAMING]
        if not self.body:
            self.protocol.on_message_complete()


class PlainProtocol(HttpToolsProtocol):
    """The server's protocol, which speaks HTTP/1.1 and nothing else."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.parser = PlainParser(self)
        self._is_before_request = True
        self._is_in_first_line = False
        self._answered: Any = None

    def data_received(self, data: bytes) -> None:
        """Take what came. Letters of an address that are not ASCII, as ``curl`` sends what was typed, are escaped."""
        if self._is_before_request or self._is_in_first_line:
            line, newline, rest = data.partition(b"\n")
            self._is_in_first_line = not newline
            if not line.isascii():
                data = _NOT_ASCII.sub(_escape_letters, line) + newline + rest
        super().data_received(data)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        """A client that goes ends the answer that is being made, also when it has sent more requests behind that one:
        the server below only tells the last of them, and the others would be told as mistakes of ours.
        """
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    def _should_upgrade(self) -> bool:
        return False

    def on_message_begin(self) -> None:
        self._is_before_request = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_before_request = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (the server's own words)
        """Refuse what is no HTTP/1.1, with a sentence on what it usually is."""
        body = UNREADABLE.body()
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: %s\r\n%sconnection: close\r\ncontent-length: %d\r\n\r\n%s"
            % (MEDIA_TYPE.encode(), LINES, len(body), body)
        )
        self.transport.close()


def _escape_letters(letters: re.Match[bytes]) -> bytes:
    """Letters as an address holds them; what is not UTF-8 is the other way that letters are sent, Latin-1."""
    try:
        text = letters[0].decode()
    except UnicodeDecodeError:
        text = letters[0].decode("latin-1")
    return quote(text).encode()
