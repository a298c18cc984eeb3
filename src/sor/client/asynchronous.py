"""The client for programs that do other things while an answer is on its way; method by method as in ``sync``."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from sor.client import calls
from sor.client.answers import Child, CodeInList, FoundUnit, FoundUnits, History, Lookup, Node, Status, Summary, Unit
from sor.client.calls import API, Asked, Call, Listing
from sor.client.errors import SorError, Unreachable, read_problem
from sor.client.feed import SILENCE, Place, Position
from sor.client.log_answers import ChangeAnswer, Entry, Job, LogPage, Me
from sor.client.opening import PATIENCE, open_settings
from sor.client.recipient_answers import Between, LocationNumber, Mapped, ReachingMessage, Recipient, Recipients
from sor.client.tokens import choose_auth

T = TypeVar("T")
Row = TypeVar("Row")


class AsyncClient:
    """A register at an address, such as ``https://sor.example``. Use it in an ``async with``, or close it.

    token: of whoever calls; or program and secret: the client fetches a token by them and renews it. Reading needs
    neither. timeout: seconds to wait for each answer. transport: another way to the register than the network.

    Every call takes ``valid`` (the day it is asked about) and ``known`` (a time, date or ``@serial``: as the register
    knew then) where the API does. Every call raises ProblemError when the register says no, Unreachable when there is
    no answer, UnreadableAnswer when there is no register.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        program: str | None = None,
        secret: str | None = None,
        timeout: float = PATIENCE,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        base, headers = open_settings(url)
        auth = choose_auth(base, token, program, secret)
        self._http = httpx2.AsyncClient(base_url=base, headers=headers, auth=auth, timeout=timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def get_unit(self, code: str, *, valid: str | None = None, known: str | None = None) -> Unit:
        """A unit on a day. Raises NotFound for a code that the register does not know."""
        return await self._ask(calls.get_unit(code, valid, known))

    def search_units(
        self, q: str | None = None, *, limit: int | None = None, **asked: str | None
    ) -> AsyncIterator[FoundUnit]:
        """Units that a search finds, best first, page after page. asked: type, region, municipality, speciality, owner,
        level, open and what else ``GET /units`` takes. limit: rows of each page.
        """
        return self._rows(calls.list_units({"q": q, "limit": limit, **asked}))

    async def find_units(self, q: str | None = None, *, limit: int | None = None, **asked: str | None) -> FoundUnits:
        """The first page of such a search, with its total and the words that were not found."""
        return await self._ask(calls.list_units({"q": q, "limit": limit, **asked}).page(None))

    async def get_history(self, code: str, *, resolved: bool = False, known: str | None = None) -> History:
        """A unit's versions; resolved: cut also where inherited values change."""
        return await self._ask(calls.get_history(code, known, resolved=resolved))

    def list_children(self, code: str, *, limit: int | None = None, **asked: str | None) -> AsyncIterator[Child]:
        """The units directly below one."""
        return self._rows(calls.list_children(code, {"limit": limit, **asked}))

    async def list_ancestors(self, code: str, *, valid: str | None = None, known: str | None = None) -> list[Summary]:
        """The units above one, the owner first."""
        return (await self._ask(calls.get_ancestors(code, valid, known))).units

    async def get_tree(
        self, code: str, *, depth: int | None = None, valid: str | None = None, known: str | None = None
    ) -> Node:
        """A unit with those below it, so many levels deep."""
        return await self._ask(calls.get_tree(code, depth, valid, known))

    async def look_up_units(self, codes: list[str], *, valid: str | None = None, known: str | None = None) -> Lookup:
        """Up to 500 units at once, and the codes that are not known."""
        return await self._ask(calls.look_up(codes, valid, known))

    async def map_identifier(self, code: str, *, valid: str | None = None, known: str | None = None) -> Mapped:
        """What any identifier (SOR, SHAK, ydernummer, GLN, CVR, P-number) is, and whose."""
        return (await self._ask(calls.map_identifier(code, valid, known))).codes[0]

    async def get_location_number(
        self, number: str, *, valid: str | None = None, known: str | None = None
    ) -> LocationNumber:
        """A location number on a day, with its message types."""
        return await self._ask(calls.get_location_number(number, valid, known))

    def list_codes(self, name: str, *, limit: int | None = None, **asked: str | None) -> AsyncIterator[CodeInList]:
        """The codes of a list that hold on a day."""
        return self._rows(calls.list_codes(name, {"limit": limit, **asked}))

    async def find_recipients(self, message: str, **asked: str | int | None) -> Recipients:
        """Where a message can be sent: the first page, with what to do when there is nobody. asked: speciality, near,
        sender.
        """
        return await self._ask(calls.list_recipients({"message": message, **asked}).page(None))

    def list_recipients(self, message: str, **asked: str | int | None) -> AsyncIterator[Recipient]:
        """The same as rows, nearest first, page after page."""
        return self._rows(calls.list_recipients({"message": message, **asked}))

    async def check_recipient(
        self, sender: str, receiver: str, message: str, *, valid: str | None = None, known: str | None = None
    ) -> Between:
        """Whether one unit can send a message to another, and why."""
        return await self._ask(calls.check_recipient(sender, receiver, message, valid, known))

    async def list_reaching_messages(
        self, unit: str, *, valid: str | None = None, known: str | None = None
    ) -> list[ReachingMessage]:
        """What is sent to a unit: each message, from how many around it, whether it arrives, and if not why."""
        return (await self._ask(calls.list_reaching_messages(unit, valid, known))).messages

    async def get_entry(self, serial: int) -> Entry:
        """An entry of the log."""
        return (await self._ask(calls.get_entry(serial))).entry

    def follow(
        self, since: int | Position = 0, *, keep: Path | None = None, wait: bool = True, **part: str | None
    ) -> "AsyncFeed":
        """Every entry of the log after one, in order, each once.

        keep: a file that remembers where the reader stands, so that it goes on there when it is started again.
        wait: go on as entries come, through cut lines and while the register is away; else end with the last one.
        part: unit, type, municipality, field: only what concerns that part. Raises StartOver when the log is not the
        one that was followed.
        """
        return AsyncFeed(self, Place(since, keep), part, wait=wait)

    async def submit_changes(
        self, document: object, *, dry_run: bool = False, key: str | None = None
    ) -> ChangeAnswer | Job:
        """Send a document of changes: all are written as one entry, or none. dry_run: only say what it would bring
        about. key: an own name of the set, under which it is written once however often it is sent. A very long set
        becomes a Job. Raises Refused with the findings, NotAllowed, NotAuthenticated.
        """
        call = calls.Submission(document, key, dry_run=dry_run)
        return call.read_either(*(await self._answer(call)))

    async def get_job(self, id: str) -> Job:
        """How a long set of changes stands."""
        return await self._ask(calls.get_job(id))

    async def get_me(self) -> Me:
        """Who one is to the register, with the rights that count now."""
        return await self._ask(calls.get_me())

    async def get_status(self) -> Status:
        """How the register stands."""
        return await self._ask(calls.get_status())

    async def list_entries(self, position: Position, part: Asked) -> LogPage:
        """A page of the log behind a position."""
        return await self._ask(calls.list_entries(position.serial, position.hash, part))

    async def wait_for_entry(self, serial: int) -> None:
        """Wait until the log has an entry after a serial, or the line is cut."""
        try:
            async with self._http.stream(
                "GET", f"{API}/log/stream", params={"since": serial}, timeout=SILENCE
            ) as answer:
                if answer.status_code != 200:
                    await answer.aread()
                    raise read_problem(answer.status_code, answer.content, answer.headers.get("retry-after"))
                async for line in answer.aiter_lines():
                    if line.startswith("id:"):
                        return
        except httpx2.HTTPError as error:
            raise Unreachable(f"The stream of the log was cut: {str(error) or type(error).__name__}.") from error

    async def _ask(self, call: Call[T]) -> T:
        return call.read(*(await self._answer(call)))

    async def _answer(self, call: Call[T]) -> tuple[int, bytes, str | None]:
        try:
            answer = await self._http.request(
                call.method, call.path, params=call.params, content=call.body, headers=call.headers
            )
        except httpx2.HTTPError as error:
            raise Unreachable(
                f"{self._http.base_url} does not answer: {str(error) or type(error).__name__}."
            ) from error
        return answer.status_code, answer.content, answer.headers.get("retry-after")

    async def _rows(self, listing: Listing[T, Row]) -> AsyncIterator[Row]:
        cursor: str | None = None
        while True:
            page = await self._ask(listing.page(cursor))
            for row in listing.rows(page):
                yield row
            cursor = listing.next(page)
            if cursor is None:
                return


class AsyncFeed:
    """The entries of a log, to be gone through once. position: what its reader has done with; an entry counts as done
    when the next one is asked for.
    """

    def __init__(self, client: AsyncClient, place: Place, part: Asked, *, wait: bool) -> None:
        self._client, self._place, self._part, self._wait = client, place, part, wait

    @property
    def position(self) -> Position:
        """Where to go on another time."""
        return self._place.position

    async def __aiter__(self) -> AsyncIterator[Entry]:
        while True:
            try:
                page = await self._client.list_entries(self.position, self._part)
            except SorError as error:
                await self._pause(error)
                continue
            for entry in page.entries:
                yield entry
                self._place.move(entry.serial, entry.hash)
            self._place.pass_by(page)
            if page.more:
                continue
            if not self._wait:
                return
            try:
                await self._client.wait_for_entry(page.last)
            except SorError as error:
                await self._pause(error)

    async def _pause(self, error: SorError) -> None:
        if not self._wait:
            raise error
        await asyncio.sleep(self._place.wait_after(error))
