"""The demo's clock, to be moved so that what is scheduled can be watched (``CORE`` §15)."""

from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody

from sor.core.day import day_of, write_day
from sor.core.instant import parse_instant, write_instant
from sor.desk import demo_clock
from sor.endpoints.http.fair_queue import FairQueue, address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.text_gate import passed_body
from sor.register import Register

ADDRESS = "/demo/clock"


class Moving(msgspec.Struct):
    """Where the clock is to go: a day (noon, Danish time) or a time."""

    now: Annotated[str, msgspec.Meta(max_length=40, description="2026-12-24 or 2026-12-24T09:30")]


def routes(register: Register, queue: FairQueue) -> list[Router]:
    """Reading and moving the clock. queue: that of those who write."""

    def tell_time() -> Response[dict[str, str]]:
        now = register.clock()
        return Response({"now": write_instant(now), "today": write_day(day_of(now))})

    @get(ADDRESS, sync_to_thread=True, include_in_schema=False)
    def read_clock() -> Response[dict[str, str]]:
        """The register's time and Danish day."""
        return tell_time()

    def set_clock(wanted: datetime) -> Response[dict[str, str]]:
        demo_clock.move_forward(register, wanted)
        return tell_time()

    @post(ADDRESS, status_code=200, include_in_schema=False)
    async def move_clock(request: HttpRequest, data: JSONBody[Moving]) -> Response[dict[str, str]]:
        """Move the clock forward, for every process of the demo. The day that comes is noted in the log."""
        now = passed_body({"now": data.now})["now"]
        try:
            wanted = parse_instant(f"{now}T12:00" if len(now) == 10 else now)
        except ValueError:
            raise _bad(f"'{now}' er intet tidspunkt. Skriv 2026-12-24.",
                       f"'{now}' is no time. Write 2026-12-24.") from None  # fmt: skip
        try:
            return await queue.run(address_of(request), await_leaving(request.receive), partial(set_clock, wanted))
        except demo_clock.Backward as error:
            raise _bad(error.danish, str(error)) from None

    return [Router("/", route_handlers=[read_clock, move_clock])]


def _bad(danish: str, english: str) -> Problem:
    return Problem("bad-parameter", Sentence("now", danish, english))
