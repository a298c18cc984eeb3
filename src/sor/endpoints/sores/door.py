"""The door of SORES, without the framework: three versions, each with status, version, reload and the commands.

Answers come from the warm cache alone; nothing here asks the register's database but ``reload`` and ``status``.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import msgspec
import structlog
from litestar.types import HTTPScope, Receive, Send

from sor import __version__
from sor.core.day import day_of, write_day
from sor.core.shapes import Fields
from sor.endpoints.http.answer import Answer, refusal, send_whole
from sor.endpoints.http.asking import reach
from sor.endpoints.http.counted_address import counted_address
from sor.endpoints.http.fair_queue import Crowded, FairQueue, await_leaving
from sor.endpoints.http.kept_answers import KeptAnswers
from sor.endpoints.http.leaving import part_in
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.unavailable import problem_of
from sor.endpoints.sores.access import Inside
from sor.endpoints.sores.commands import FEW, LONG, answer_to
from sor.endpoints.sores.question import Question, read_question
from sor.endpoints.sores.standing import standing
from sor.following.warm_cache import CachedRegister, Cold, WarmCache
from sor.following.watch import Watch
from sor.formats.sores import ON, SERIAL
from sor.register import Register
from sor.settings import Settings
from sor.store.warm_copy import WarmCopy

ROOTS = {"v1": "/sores", "v2": "/sores/v2", "v3": "/sores/v3"}
GETS = ("status", "version", "reload", "forcereload")
ADDRESSES = {root: (version, "") for version, root in ROOTS.items()} | {
    f"{root}/{action}": (version, action) for version, root in ROOTS.items() for action in GETS
}
"""Every address of SORES: its version, and what a GET there asks for; commands are posted to those without."""

CONFIRM = 1.0
"""Seconds after which a copy to which nothing was added is held against the database again."""

PATIENCE = 3.0
"""Seconds that ``/status`` waits for a database that does not answer."""

LARGEST = 64 * 1024
"""Bytes of a command; 500 codes take a fifth of it."""

MOST_KEPT = 50_000
"""Answers that a process keeps until the register or the day moves on."""

SHORT = 200
"""Bytes of a command whose answer is kept; a longer one is hardly sent twice."""

logger = structlog.get_logger()


class Sores:
    """The service of one process."""

    def __init__(self, register: Register, settings: Settings, watch: Watch, queue: FairQueue) -> None:
        """queue: that of those who write, in which other processes are told to reload."""
        given = settings.sores
        self._register = register
        self._watch = watch
        self._queue = queue
        self.cache = WarmCache(register, given.retention, given.time_to_live)
        self._inside = Inside(given.allowed, given.token)
        self._most = given.names
        self._loads_at_start = given.loads_at_start
        self._copy: WarmCopy | None = None
        self._answers = KeptAnswers[Answer](MOST_KEPT)
        register.forget_with(self._forget)

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> int:
        """Answer a request to one of ADDRESSES; gives the HTTP status."""
        version, action = ADDRESSES[scope["path"]]
        try:
            self._inside.check(scope)
            found = await self._answer(scope, receive, version, action)
        except Problem as problem:
            found = refusal(problem, None)
        except Exception as error:  # noqa: BLE001 (told to the caller, logged there)
            found = refusal(problem_of(error, scope["path"]), None)
        await send_whole(send, found.status, found.headers, found.body)
        return found.status

    async def _answer(self, scope: HTTPScope, receive: Receive, version: str, action: str) -> Answer:
        wanted = "GET" if action else "POST"
        if scope["method"] not in (wanted, "HEAD" if action else wanted):
            raise Problem("method-not-allowed", Sentence(
                "", f"{scope['path']} tager kun {wanted}.", f"{scope['path']} takes {wanted} only.",
            ), headers={"Allow": wanted})  # fmt: skip
        if not action:
            body = await _body(receive)
            await self._reach(scope)
            return await self._command(body, version)
        if action == "version":
            return _json(200, {"Version": __version__})
        if action == "status":
            is_up = await self._within_patience(self.cache.look)
        else:
            with contextlib.suppress(Crowded):  # then this process alone reloads
                address = counted_address((scope.get("client") or ("",))[0])
                await self._queue.run(address, await_leaving(receive), self.cache.tell_others_to_reload)
            is_up = await asyncio.get_running_loop().run_in_executor(None, self.cache.reload)
            self._forget()
        return _json(*standing(self.cache, is_database_up=is_up))

    def _forget(self) -> None:
        self._answers.forget()

    async def _reach(self, scope: HTTPScope) -> None:
        """Wait until the copy has come as far as the header ``SOR-Serial`` asks. Raises Problem."""
        wanted = dict(scope["headers"]).get(b"sor-serial")
        if wanted is not None:
            await reach(lambda: self.cache.serial, wanted.decode("latin-1"))

    async def _within_patience(self, look: Callable[[], bool]) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(None, look)
        except TimeoutError:
            return False

    async def _command(self, body: bytes, version: str) -> Answer:
        """The answer to a command; the same command is not worked out twice while neither log nor day has moved."""
        now = self._register.clock()
        kept = self.cache.at_hand(now)
        if kept is None:
            return await self._answer_asked(body, version, await self._make_cached(), now)
        if kept.copy is not self._copy:  # made anew, by whichever worker was asked to: its serial may be the same
            self._copy, self._answers = kept.copy, KeptAnswers[Answer](MOST_KEPT)
        answers = self._answers.at(kept.serial, day_of(now))
        found = answers.get((version, body))
        if found is None:
            found = await self._answer_asked(body, version, kept, now)
            if len(body) <= SHORT:
                answers.keep((version, body), found)
        return found

    async def _make_cached(self) -> CachedRegister:
        try:
            return await asyncio.get_running_loop().run_in_executor(None, self.cache.find_kept)
        except Cold as error:
            raise Problem("no-cache", Sentence(
                "", "SORES har intet at svare ud fra, og registrets database kan ikke nås. Prøv /sores/reload senere.",
                f"{error} Try /sores/reload later.",
            )) from None  # fmt: skip

    async def _answer_asked(self, body: bytes, version: str, kept: CachedRegister, now: datetime) -> Answer:
        question = read_question(body)
        day = question.day or day_of(now)
        first = self.cache.horizon(now)
        if day < first:
            raise Problem("bad-time", Sentence(
                ON, f"SORES husker fra {write_day(first)}. Spørg SORLS eller /api/v1 om tidligere dage.",
                f"SORES remembers from {write_day(first)} on. Ask SORLS or /api/v1 about earlier days.",
            ))  # fmt: skip
        arguments = question, kept, day, version
        if question.command in LONG or len(question.keys) > FEW:
            return await asyncio.get_running_loop().run_in_executor(None, self._other, *arguments)
        return self._other(*arguments)

    def _other(self, question: Question, kept: CachedRegister, day: int, version: str) -> Answer:
        snapshot = self.cache.snapshot(kept, day)
        found = answer_to(question, snapshot, kept.copy.database.reader(), version, self._most)
        body = msgspec.json.encode({**found, ON: write_day(day), SERIAL: kept.serial})
        return _send_body(200, body, kept.serial)

    @contextlib.asynccontextmanager
    async def running(self, _: object) -> AsyncIterator[None]:
        """The server's lifespan: the cache is made at the start and kept in step beside the requests."""
        job = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job
            await asyncio.get_running_loop().run_in_executor(None, self.cache.close)

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        started = self._loads_at_start
        while True:
            seen = self._watch.seen
            if started or self.cache.loaded_at is not None:
                started = True
                try:
                    await loop.run_in_executor(None, self.cache.follow)
                except Exception:  # the job must outlive whatever the database does
                    logger.exception("the cache of SORES is not in step")
            await self._watch.await_move(seen, CONFIRM)


async def _body(receive: Receive) -> bytes:
    goes_on, body = part_in(await receive())
    while goes_on:
        goes_on, more = part_in(await receive())
        body += more
        if len(body) > LARGEST:
            break
    if len(body) > LARGEST:
        raise Problem("too-large", Sentence(
            "", f"Kommandoen er større end {LARGEST} byte. Del den.", f"The command is above {LARGEST} bytes. Split it."
        ))  # fmt: skip
    return body


def _json(status: int, document: Fields) -> Answer:
    serial = document.get("Serial")
    return _send_body(status, msgspec.json.encode(document), serial if isinstance(serial, int) else None)


def _send_body(status: int, body: bytes, serial: int | None) -> Answer:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if serial is not None:
        headers.append((b"sor-serial", b"%d" % serial))
    return Answer(status, headers, body)
