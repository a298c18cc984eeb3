"""The log as it grows: server-sent events, one per entry, each naming its serial and hash so that a reader can resume,
and is told when the log has become another one.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Annotated, TypeVar

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from sor.core.log import Entry
from sor.endpoints.http.asking import Asking
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.takers import Taker
from sor.endpoints.rest.access import BEARER_IF_ANY
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.entries import shown_for
from sor.endpoints.rest.log import asked_part, find_followed
from sor.endpoints.rest.parameters import LogHash, OfField, OfMunicipality, OfType, OfUnit
from sor.following.consumers import FEED
from sor.following.feed_filter import EVERYTHING, FeedFilter
from sor.following.watch import Watch
from sor.register import Register

HEARTBEAT = 15.0
"""Seconds without an entry after which a comment is sent, so that nothing in between closes the line."""

AT_ONCE = 50

LAST_EVENT = re.compile(r"(?P<serial>[0-9]{1,15})(?:\.(?P<hash>[0-9a-f]{64}))?")
"""An id of the stream: the serial of an entry and its hash; who counts for themselves may send the serial alone."""

FILTERING = ThreadPoolExecutor(1, "filtered-streams")
"""Streams of a part of the register wait here for one another: what concerns a part takes long to find, and each entry
is looked through once for each of them. Together they would take the processor from who writes.
"""

Found = TypeVar("Found")


@get(
    "/log/stream",
    operation_id="follow_log",
    tags=["log"],
    security=BEARER_IF_ANY,
    responses=document_answers(str, 401, 409, media_type="text/event-stream"),
)
async def stream(
    ask: NamedDependency[Asking],
    watch: NamedDependency[Watch],
    taker: NamedDependency[Taker],
    request: HttpRequest,
    since: Annotated[
        int | None,
        QueryParameter(description="The last serial you have; new entries only when left out.", ge=0, le=2**53),
    ] = None,
    hash: LogHash = None,
    unit: OfUnit = None,
    type: OfType = None,
    municipality: OfMunicipality = None,
    field: OfField = None,
) -> Stream:
    """Server-sent events: `event: entry`, `id:` its serial and hash, `data:` the entry as in `/log`. Of an entry that
    does not concern the part that is asked for, only the `id:` is sent, so that a reader resumes behind it.

    A browser that reconnects sends `Last-Event-ID`, which goes before `since` and `hash`: 409 when the log has become
    another one since.
    """
    register = ask.register
    start, had = _find_resumed(request.headers.get("last-event-id", ""), since, hash)
    if start is None:
        start = await _off_the_loop(register.serial)
    await _off_the_loop(lambda: find_followed(register, start, had))
    part = await _off_the_loop(lambda: asked_part(register, unit, type, municipality, field))
    return Stream(
        events(register, watch, start, part, taker),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


def _find_resumed(last: str, since: int | None, hash: str | None) -> tuple[int | None, str | None]:
    """The entry that a reader had last, and its hash where it is told. Raises Problem for a Last-Event-ID that was not
    given here: to begin with what is new would leave out what came before.
    """
    if not last:
        return since, hash
    had = LAST_EVENT.fullmatch(last)
    if had is None:
        raise Problem("bad-parameter", Sentence(
            "Last-Event-ID", "Last-Event-ID kan ikke bruges. Send det id, som strømmen sidst har givet.",
            "Last-Event-ID cannot be used. Send the id that the stream has given last.",
        ))  # fmt: skip
    return int(had["serial"]), had["hash"]


async def events(
    register: Register,
    watch: Watch,
    last: int,
    part: FeedFilter = EVERYTHING,
    taker: Taker | None = None,
    *,
    heartbeat: float = HEARTBEAT,
) -> AsyncIterator[bytes]:
    """Every entry after a serial, now and as they come, in the form of server-sent events; without end. taker: who has
    them; an entry counts as taken when the next piece is asked for.
    """
    loop = asyncio.get_running_loop()
    spoken = loop.time()
    lane = FILTERING if part.asks else None
    yield b": the log of the register\nretry: 1000\n\n"
    while True:
        seen = watch.seen
        if seen.serial > last:
            for serial, text in await _off_the_loop(lambda: _write_events(register, last, part), lane):  # noqa: B023
                yield text
                last = serial
            if taker is not None and not part.asks:
                taker.took(FEED, last)
            spoken = loop.time()
            continue
        silence = heartbeat - (loop.time() - spoken)
        if silence <= 0:
            yield b": still here\n\n"
            spoken = loop.time()
            continue
        await watch.await_move(seen, silence)


def _write_events(register: Register, after: int, part: FeedFilter) -> list[tuple[int, bytes]]:
    return [(entry.serial, _event(register, entry, part)) for entry in register.since(after, AT_ONCE)]


def _event(register: Register, entry: Entry, part: FeedFilter) -> bytes:
    shown = shown_for(register, entry, part)
    if shown is None:
        return b"id: %d.%s\n\n" % (entry.serial, entry.hash.encode())
    return b"id: %d.%s\nevent: entry\ndata: %s\n\n" % (
        entry.serial, entry.hash.encode(), msgspec.json.encode(shown),
    )  # fmt: skip


async def _off_the_loop(work: Callable[[], Found], lane: Executor | None = None) -> Found:
    return await asyncio.get_running_loop().run_in_executor(lane, work)


HANDLERS = [stream]
