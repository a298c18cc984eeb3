"""The door for SOAP: reads the request from the network within its limits, has it parsed, asked and written.

One object per service. POST asks; ``?wsdl`` and ``?xsd=NAME`` give the contract with the caller's own host in its
addresses; GET without a query is a short page for people.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias
from urllib.parse import parse_qs
from xml.sax.saxutils import quoteattr

import structlog
from litestar.types import HTTPScope, Receive, Send
from markupsafe import escape

from sor.access.dgws.checks import Caller
from sor.endpoints.http.answer import Answer as Sent
from sor.endpoints.http.answer import send_rest, send_whole
from sor.endpoints.http.counted_address import counted_address
from sor.endpoints.http.fair_queue import Crowded, FairQueue, await_leaving
from sor.endpoints.http.leaving import Left, part_in
from sor.endpoints.http.named_files import is_file
from sor.endpoints.http.own_hosts import HOST
from sor.endpoints.http.problem import Problem
from sor.endpoints.http.safe_headers import POLICY, STYLED
from sor.endpoints.http.unavailable import told_of
from sor.formats.soap import envelope as soap
from sor.formats.soap.envelope import Call, Contract, Fault, Trouble
from sor.formats.xml_tables.program import NotInXml
from sor.register import TakesLong

STYLES = "".join(
    f'<link rel="stylesheet" href="/static/{name}">' for name in ("vendor/dkfds/css/dkfds.min.css", "css/sor.css")
)
"""How the page about a service looks: as the other pages do."""

logger = structlog.get_logger()

FILE = re.compile(r"[A-Za-z0-9_\-]+\.xsd")
ALLOW = (b"allow", b"GET, HEAD, POST")
USUAL = b"text/xml; charset=utf-8"
TOO_LARGE = 413
DISCARDS_BYTES, DISCARDS_SECONDS = 200_000_000, 20
"""How much of a request that is too large is read and thrown away, and for how long."""

MISTAKE = "The register made a mistake. It is in the server's log; try again, or tell those who run it."


class Admitted(NamedTuple):
    """Who asks, and what the answer's header holds, as XML. caller: None where nobody is asked for."""

    caller: Caller | None = None
    header: str = ""


class Reply(NamedTuple):
    """The written body of an answer, and the serial up to which it knows."""

    body: bytes
    serial: int


Answer: TypeAlias = Callable[[Call, Admitted], Reply]


class Guard(Protocol):
    """Looks at who calls before the question is read."""

    def recognise(self, raw: bytes, charset: str | None) -> tuple[bytes, object]:
        """What is to be parsed of a request's bytes, and what the guard wants to be told again in ``admit``."""
        ...

    def admit(self, call: Call, recognised: object) -> Admitted:
        """Who calls. Raises Fault, with all that belongs to it, to refuse."""
        ...

    def tell_fault(self, fault: Fault, call: Call | None, admitted: Admitted) -> Fault:
        """A fault of the contract or the service with what this guard adds to it. call: None when it could not be
        read; admitted: nobody, until ``admit`` has answered.
        """
        ...


class Everyone:
    """Admits whoever asks."""

    def recognise(self, raw: bytes, _: str | None) -> tuple[bytes, object]:
        """All of it."""
        return raw, None

    def admit(self, _: Call, __: object) -> Admitted:
        """Nobody in particular."""
        return NOBODY

    def tell_fault(self, fault: Fault, _: Call | None, __: Admitted) -> Fault:
        """The fault as it is."""
        return fault


NOBODY = Admitted()
UNKNOWN = ""
"""The operation of a call that the contract does not know: its caller is told so, once it is known who that is."""

EVERYONE = Everyone()


class Service(NamedTuple):
    """A SOAP service. folder: where its WSDL and schemas lie. answers: by operation.

    slow: the operations that take milliseconds and are therefore answered in a thread. mark: what a demo says of
    itself. about: what the page for people says beside, as HTML.
    """

    title: str
    contract: Contract
    folder: Path
    wsdl: str
    answers: Mapping[str, Answer]
    slow: frozenset[str] = frozenset()
    guard: Guard = EVERYONE
    mark: str = ""
    about: str = ""


class Response(NamedTuple):
    """What goes back over HTTP."""

    status: int
    body: bytes
    media_type: str = soap.CONTENT_TYPE
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Upload:
    """The body of one request, as it comes in from the network."""

    def __init__(self, scope: HTTPScope, receive: Receive) -> None:
        self._scope = scope
        self.receive = receive
        self._goes_on = True

    async def read(self, limit: int) -> bytes:
        """The whole body. Of one beyond the limit nothing more is kept. Raises Fault."""
        for name, value in self._scope["headers"]:
            if name == b"content-length" and int(value) > limit:
                raise soap.too_large(limit)
        chunks: list[bytes] = []
        size = 0
        while True:
            chunks.append(await self._next())
            size += len(chunks[-1])
            if size > limit:
                raise soap.too_large(limit)
            if not self._goes_on:
                return b"".join(chunks)

    async def discard(self) -> None:
        """Take the rest and throw it away, for a while: most clients send everything before they read the answer, and
        would otherwise see a broken connection instead of it.
        """
        discarded = 0
        with contextlib.suppress(TimeoutError, Left):
            async with asyncio.timeout(DISCARDS_SECONDS):
                while self._goes_on and discarded < DISCARDS_BYTES:
                    discarded += len(await self._next())

    async def _next(self) -> bytes:
        self._goes_on, body = part_in(await self.receive())
        return body


class SoapDoor:
    """The ASGI application of one service. in_thread: answer everything in a thread (a database over a network).
    queue: where what is slow waits for its turn, by the caller's address, since it is not known yet who it is.
    """

    def __init__(self, service: Service, *, in_thread: bool, queue: FairQueue | None = None) -> None:
        self._queue = queue
        self._service = service
        self._slow = frozenset(service.answers) | {UNKNOWN} if in_thread else service.slow

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> int:
        """Answer one request; gives the HTTP status."""
        method = scope["method"]
        upload = Upload(scope, receive)
        if method == "POST":
            response = await self._call(scope, upload)
        elif method in ("GET", "HEAD"):
            response = self._document(scope)
        else:
            fault = Fault("Client", Trouble(0, "", "Send a SOAP request with POST, or GET with ?wsdl."), status=405)
            response = _refuse_call(self._service.guard.tell_fault(fault, None, NOBODY), (ALLOW,))
        headers = [
            (b"content-type", response.media_type.encode()),
            (b"content-length", b"%d" % len(response.body)),
            *response.headers,
        ]
        body = b"" if method == "HEAD" else response.body
        is_too_large = response.status == TOO_LARGE
        await send_whole(send, response.status, headers, body, goes_on=is_too_large)
        if is_too_large:
            await upload.discard()
            await send_rest(send, b"")
        return response.status

    def refusal(self, problem: Problem) -> Sent:
        """A request that was refused before this door, as a fault of the service."""
        side = "Server" if problem.status >= 500 else "Client"
        fault = Fault(side, Trouble(0, "", str(problem)), status=problem.status)
        told = _refuse_call(self._service.guard.tell_fault(fault, None, NOBODY))
        headers = [(b"content-type", told.media_type.encode()), (b"content-length", b"%d" % len(told.body))]
        return Sent(told.status, [*headers, *told.headers], told.body)

    async def _call(self, scope: HTTPScope, upload: "Upload") -> Response:
        """The answer to a request, or its fault; nothing that a request holds gets further than this."""
        guard, contract = self._service.guard, self._service.contract
        try:
            try:
                charset = _charset(scope)
                body, recognised = guard.recognise(await upload.read(contract.limits.size), charset)
                call = contract.open(body, charset)
            except Fault as fault:
                raise guard.tell_fault(fault, None, NOBODY) from None
            if call.operation in self._slow and self._queue is not None:
                address = counted_address((scope.get("client") or ("",))[0])
                work = partial(self._answer, call, recognised)
                return await self._queue.run(address, await_leaving(upload.receive), work, may_begin_again=True)
            if call.operation in self._slow:
                return await asyncio.get_running_loop().run_in_executor(None, self._answer, call, recognised)
            return self._answer(call, recognised)
        except Fault as fault:
            return _refuse_call(fault)
        except Exception as error:  # noqa: BLE001 (told to the caller, logged there)
            return _refuse_call(guard.tell_fault(_tell_unexpected(error, scope["path"]), None, NOBODY))

    def _answer(self, call: Call, recognised: object) -> Response:
        """Who calls, whether the question keeps to the contract, and the answer, in this order. Raises Fault."""
        guard = self._service.guard
        admitted = guard.admit(call, recognised)
        try:
            self._service.contract.check(call)
            reply = self._service.answers[call.operation](call, admitted)
        except Fault as fault:
            raise guard.tell_fault(fault, call, admitted) from None
        except TakesLong:
            raise
        except NotInXml as problem:
            logger.warning("unwritable", problem=str(problem))
            raise guard.tell_fault(soap.server_fault(str(problem)), call, admitted) from None
        except Exception as error:  # noqa: BLE001 (told to the caller, logged there)
            raise guard.tell_fault(_tell_unexpected(error, call.operation), call, admitted) from None
        return Response(200, soap.write(reply.body, admitted.header), headers=((b"sor-serial", b"%d" % reply.serial),))

    def _document(self, scope: HTTPScope) -> Response:
        """The WSDL, a schema, or the page that says where they are."""
        given = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = {name.lower(): values for name, values in given.items()}
        address = address_of(scope)
        if "wsdl" in query:
            return self._file(self._service.wsdl, address)
        if "xsd" in query:
            return self._file(query["xsd"][0], address)
        return Response(200, self._page(address), "text/html; charset=utf-8", ((POLICY, STYLED),))

    def _file(self, name: str, address: str) -> Response:
        path = self._service.folder / name
        if name != self._service.wsdl and not (FILE.fullmatch(name) and is_file(path)):
            return _plain(404, f"There is no schema {name}. The WSDL, at ?wsdl, names those there are.")
        return Response(200, at_address(path.read_text("utf-8"), address).encode(), soap.CONTENT_TYPE)

    def _page(self, address: str) -> bytes:
        operations = "".join(f"<li>{escape(name)}</li>" for name in self._service.answers)
        mark = f"<p><strong>{escape(self._service.mark)}</strong></p>" if self._service.mark else ""
        return (
            f'<!doctype html><html lang="da"><meta charset="utf-8"><title>{escape(self._service.title)}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{STYLES}<main id='main' class='wide message-page doc'><h1>{escape(self._service.title)}</h1>{mark}"
            f"<p>En SOAP-tjeneste (SOAP 1.1, document/literal). Send forespørgsler med POST hertil."
            f' Kontrakten: <a href="?wsdl">{escape(address)}?wsdl</a></p>'
            f'<p lang="en">A SOAP service. Send requests here with POST; the contract is at ?wsdl.</p>'
            f"<ul>{operations}</ul>{self._service.about}</main></html>"
        ).encode()


def at_address(document: str, address: str) -> str:
    """A WSDL or schema whose own address and those of the schemas beside it are a caller's."""
    with_schemas = re.sub(
        r'schemaLocation="([A-Za-z0-9_\-]+\.xsd)"',
        lambda found: f"schemaLocation={quoteattr(f'{address}?xsd={found[1]}')}",
        document,
    )
    return re.sub(r'(<soap:address location=)"[^"]*"', lambda found: found[1] + quoteattr(address), with_schemas)


def address_of(scope: HTTPScope) -> str:
    """The address under which the caller reached this door."""
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    host = given if HOST.fullmatch(given) else _own_host(scope)
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}{scope['path']}"


def _own_host(scope: HTTPScope) -> str:
    host, port = scope.get("server") or ("127.0.0.1", 8080)
    return f"{host}:{port}"


def _charset(scope: HTTPScope) -> str | None:
    """The character set that the transport names; it comes before what the document says of itself (RFC 7303)."""
    for name, value in scope["headers"]:
        if name == b"content-type" and value != USUAL:
            found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9._:\-]+)", value, re.IGNORECASE)
            if found is not None and found[1].lower() not in (b"utf-8", b"utf8"):
                return found[1].decode()
    return None


def _tell_unexpected(error: Exception, where: str) -> Fault:
    """The fault for a database that cannot be used for a moment, or for a mistake of ours, which is logged whole."""
    told = told_of(error)
    if told is None:
        logger.error("mistake", where=where, exc_info=error)
        return soap.server_fault(MISTAKE)
    if not isinstance(error, Crowded):
        logger.warning("database not available", where=where, reason=str(error))
    return Fault("Server", Trouble(0, "", told.en), status=503, retry_after=told.retry_after)


def _refuse_call(fault: Fault, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Response:
    if fault.retry_after is not None:
        headers = (*headers, (b"retry-after", b"%d" % fault.retry_after))
    return Response(fault.status, soap.write_fault(fault), headers=headers)


def _plain(status: int, text: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Response:
    return Response(status, f"{text}\n".encode(), "text/plain; charset=utf-8", headers)
