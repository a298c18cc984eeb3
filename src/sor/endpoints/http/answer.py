"""From a question to the bytes of its answer: the point in time, the serial, the ETag, the JSON.

Both ways to a unit (with the framework and without) end here, so that they cannot differ.
"""

import gzip
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from litestar import Response
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, Send

from sor import __version__
from sor.core.as_of import AsOf
from sor.core.shapes import Value
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.reading.before_first import before_first
from sor.reading.snapshot import Snapshot
from sor.register import BadTime, Register

COMPRESSED_FROM = 4096
"""Bytes from which an answer is compressed for those who take gzip; a unit is smaller."""

VERSION = __version__.encode()
FIRST_DAY = b"sor-first-day"
"""The header of an answer for a day before the register's first, which it names."""

KEPT_ON_304 = frozenset({b"sor-serial", b"etag", b"cache-control"})


class AnswerRequest(NamedTuple):
    """What of a request matters to every answer. address: path and query, as sent."""

    address: bytes
    if_none_match: str = ""
    accept_encoding: str = ""


async def send_whole(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, goes_on: bool = False
) -> None:
    """Send a response in one piece. goes_on: the client is to wait for more, which ``send_rest`` ends."""
    start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send_rest(send, body, goes_on=goes_on)


async def send_rest(send: Send, body: bytes, *, goes_on: bool = False) -> None:
    """Send what is left of a response."""
    rest: HTTPResponseBodyEvent = {"type": "http.response.body", "body": body, "more_body": goes_on}
    await send(rest)


class Answer(NamedTuple):
    """A response, ready to be sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def answer(
    register: Register,
    asked: AnswerRequest,
    make: Callable[[Snapshot], Mapping[str, Value]],
    valid: str | None = None,
    known: str | None = None,
) -> Answer:
    """What ``make`` gives for the asked point in time, as JSON; nothing is made for a reader who has it already.

    The head of the log is read before anything else: if it grows meanwhile, the answer is newer than it says, never
    older. A Problem becomes its document.
    """
    head = register.head()
    serial = b"%d" % head.serial
    try:
        is_now = valid is None and known is None
        at = AsOf(register.today(), head.serial) if is_now else point(register, valid, known)
        tag = etag(head.hash, at.valid, asked.address)
        if asked.if_none_match and tag in asked.if_none_match:
            headers = [(b"sor-serial", serial), (b"etag", b'"%s"' % tag.encode()), (b"cache-control", b"no-cache")]
            return Answer(304, headers, b"")
        snapshot = register.at(at)
        body = msgspec.json.encode(make(snapshot))
        told = None if valid is None else before_first(snapshot)
    except Problem as problem:
        return refusal(problem, serial)
    return compress_answer(Answer(200, [
        (b"content-type", b"application/json"),
        (b"sor-serial", serial),
        (b"etag", b'"%s"' % tag.encode()),
        (b"cache-control", b"no-cache"),
        (b"content-length", b"%d" % len(body)),
        *([] if told is None else [(FIRST_DAY, told.first.encode())]),
    ], body), asked)  # fmt: skip


def unless_known(given: Answer, asked: AnswerRequest) -> Answer:
    """A whole answer, or 304 for a reader who has it already."""
    if asked.if_none_match and given.status == 200:
        tag = dict(given.headers)[b"etag"].decode().strip('"')
        if tag in asked.if_none_match:
            return Answer(304, [header for header in given.headers if header[0] in KEPT_ON_304], b"")
    return compress_answer(given, asked)


def compress_answer(given: Answer, asked: AnswerRequest) -> Answer:
    """A long answer as gzip for a reader who takes it, under a tag of its own."""
    if given.status != 200 or len(given.body) < COMPRESSED_FROM:
        return given
    headers = dict(given.headers)
    headers[b"vary"] = b"Accept-Encoding"
    body = given.body
    if "gzip" in asked.accept_encoding:
        body = gzip.compress(body, 4, mtime=0)
        headers[b"etag"] = headers[b"etag"][:-1] + b'-gzip"'
        headers[b"content-encoding"] = b"gzip"
        headers[b"content-length"] = b"%d" % len(body)
    return Answer(200, list(headers.items()), body)


def point(register: Register, valid: str | None, known: str | None) -> AsOf:
    """The point in time that two texts name. Raises Problem."""
    try:
        return register.as_of(valid, known)
    except BadTime as error:
        raise Problem("bad-time", Sentence(error.field, error.danish, str(error))) from None


def refusal(problem: Problem, serial: bytes | None) -> Answer:
    """A problem as a response."""
    body = problem.body()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", b"%d" % len(body))]
    if serial is not None:
        headers.append((b"sor-serial", serial))
    headers += [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    return Answer(problem.status, headers, body)


def page_answer(page: Response[str]) -> Answer:
    """A page that is sent without the framework."""
    body = page.content.encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    headers += [(name.lower().encode(), str(value).encode()) for name, value in page.headers.items()]
    return Answer(page.status_code or 200, headers, body)


def etag(head: str, day: int, address: bytes) -> str:
    """The tag of an answer: the log up to its head, the asked day, the address, and the program that rendered it."""
    return blake2b(b"%s %d %s %s" % (head.encode(), day, VERSION, address), digest_size=12).hexdigest()
