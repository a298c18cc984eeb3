"""The server's part in deciding long sets of changes: one after the other, beside everything else."""

import asyncio
import contextlib
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import structlog

from sor.access.authority import Actor
from sor.desk.jobs import BEAT, MOST_DEATHS, Sent, unpack_document
from sor.desk.plan_checks import CHECK_KEY
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, internal
from sor.endpoints.http.unavailable import told_of
from sor.endpoints.rest.plan_problems import do_deed
from sor.endpoints.rest.submission import answer_outcome, decided_as_job
from sor.store.job import JobRow

LOOK = 2.0
"""Seconds between two looks at the line; a job that this process was sent is begun at once."""

PAUSE = 1.0
"""Seconds before what could not be written down is written down again."""

log = structlog.get_logger()


class Ending(Exception):
    """The server ends; what it was deciding is decided by another, or when it is started again."""


class Deciding:
    """Decides the jobs of a register, as one of several processes that do. look, beat: seconds."""

    def __init__(self, callers: Callers, look: float = LOOK, beat: float = BEAT) -> None:
        self._callers = callers
        self._jobs = callers.jobs
        self._look, self._beat = look, beat
        self._by = uuid.uuid4().hex
        self._ends = threading.Event()
        self._woken = asyncio.Event()
        self._spent = 0.0

    def wake(self) -> None:
        """Look at the line at once: there is a new job."""
        self._woken.set()

    @contextlib.asynccontextmanager
    async def running(self, _: object) -> AsyncIterator[None]:
        """The server's lifespan with this job beside it."""
        self._ends.clear()
        self._woken = asyncio.Event()  # of the loop that runs now: an application may be started again in another
        with ThreadPoolExecutor(2, thread_name_prefix="jobs") as threads:  # one decides, the other says that it does
            job = asyncio.create_task(self._go_on(threads))
            try:
                yield
            finally:
                self._ends.set()
                self._woken.set()
                await job

    async def _go_on(self, threads: ThreadPoolExecutor) -> None:
        while not self._ends.is_set():
            taken = None
            try:
                taken = await asyncio.get_running_loop().run_in_executor(threads, self._jobs.take, self._by)
                if taken is not None:
                    await self._decide(taken, threads)
            except Exception as error:  # the job must outlive a database that is away for a moment
                if told_of(error) is None:
                    log.exception("job not decided")
            if taken is None:
                await self._wait()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._look):
                await self._woken.wait()
        self._woken.clear()

    async def _decide(self, row: JobRow, threads: ThreadPoolExecutor) -> None:
        """Decide a job in the thread; say meanwhile, again and again, that it is still being decided."""
        self._spent = 0.0
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(threads, self._decide_job, row)
        while not work.done():
            await asyncio.wait({work}, timeout=self._beat)
            if not work.done():
                with contextlib.suppress(Exception):  # another sign of life follows
                    await loop.run_in_executor(threads, self._jobs.see, row, self._by, self._spent)
        work.result()

    def _decide_job(self, row: JobRow) -> None:
        """Decide a job and write down what became of it; where that cannot be done now, it waits again."""
        try:
            status, answer = self._answer(row)
        except Ending:
            self._note(lambda: self._jobs.put_back(row, self._by, 0))
        except Exception as error:
            told = told_of(error)
            if told is not None:
                log.warning("job waits again", job=row.id, reason=str(error))
                self._note(lambda: self._jobs.put_back(row, self._by, told.retry_after))
                return
            log.exception("mistake", job=row.id)
            status, answer = _given_up()
            self._note(lambda: self._jobs.end(row, self._by, status, answer, self._spent))
        else:
            self._note(lambda: self._jobs.end(row, self._by, status, answer, self._spent))

    def _answer(self, row: JobRow) -> tuple[int, str]:
        """Status and body of what the sender would have been answered."""
        # The key is what makes it done once, whoever was killed while deciding it; no caller's key has a blank.
        key = row.idempotency_key or f"job {row.id}"
        if row.deaths >= MOST_DEATHS and not self._jobs.is_written(row, key):
            log.error("job given up: programs end while they decide it", job=row.id, deaths=row.deaths)
            return _given_up()
        sent = Sent(unpack_document(row.document), row.base, bool(row.dry_run), key)
        try:
            if key.startswith(CHECK_KEY):
                plan = do_deed(lambda: self._callers.plans.checks.check_job(row, sent.body))
                return 200, msgspec.json.encode({"plan": str(plan.number), "state": plan.state}).decode()
            outcome = decided_as_job(self._callers, Actor(row.actor), sent, self._tell)
            body, status, _ = answer_outcome(self._callers, outcome, dry_run=sent.dry_run)
        except Problem as problem:
            return problem.status, problem.body().decode()
        return status, msgspec.json.encode(body).decode()

    def _note(self, write: Callable[[], None]) -> None:
        """Write down what became of a job; while the database is away again and again, for it has become of it."""
        while True:
            try:
                write()
                return
            except Exception as error:  # told and tried again, unless it is a mistake
                if told_of(error) is None or self._ends.wait(PAUSE):
                    raise

    def _tell(self, seconds: float) -> None:
        self._spent = seconds
        if self._ends.is_set():
            raise Ending


def _given_up() -> tuple[int, str]:
    problem = internal()
    return problem.status, problem.body().decode()
