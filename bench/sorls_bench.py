"""Benchmark of SORLS: GetSorEntity through the whole server, beside a bare ASGI app that parses and validates the same
request and sends stored bytes.

Server and load generator are processes of their own; the two apps take turns, so that a busy machine slows both. Asked
twice: for some units again and again, and for all units of the register at random, most of them for the first time.

Run by itself: `python -m bench.sorls_bench sqlite:///FILE [seconds]`. The bench runner calls `rows`.
"""

import os
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import uvicorn

from bench import generated
from bench.http_load import Asked, Compared, Load, in_turns
from bench.lookup_bench import codes_of
from bench.serving import started
from bench.table import Row
from sor.cli.serve import application
from sor.endpoints.sorls.door import PATH
from sor.formats.soap import envelope as soap
from sor.formats.soap import sorls

CONNECTIONS = 50
ROUNDS = 3
STORED = 100
REQUESTS = 20_000
SOME, ALL = 5_000, 1_000_000
RATE_AIM, P99_AIM = 0.6, 3.0
NAME = "register"


def question(code: str) -> bytes:
    """A request for one unit, as a client library sends it."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f'<soap-env:Envelope xmlns:soap-env="{soap.ENVELOPE}"><soap-env:Body>'
        f'<ns0:GetSorEntityRequest xmlns:ns0="{sorls.NAMESPACE}"><ns0:SorIdentifier>{code}</ns0:SorIdentifier>'
        "</ns0:GetSorEntityRequest></soap-env:Body></soap-env:Envelope>"
    ).encode()


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    database = generated.database(units)
    for what, count in ((f"{SOME:,} units again and again", SOME), ("any unit, most for the first time", ALL)):
        found = measure(database, codes_of(database, count))
        yield Row(
            "SORLS",
            f"GetSorEntity, {CONNECTIONS} connections, {what}",
            f"{found.register.rate:,.0f}/s",
            f"{found.bare.rate:,.0f}/s parse, validate, stored bytes",
            f"{found.rate_ratio:.2f}",
            f"≥ {RATE_AIM}",
            found.rate_ratio >= RATE_AIM,
        )
        yield Row(
            "SORLS",
            f"p99, {what}",
            f"{found.register.p99:.1f} ms",
            f"{found.bare.p99:.1f} ms",
            f"{found.p99_ratio:.2f}",
            f"≤ {P99_AIM:.0f}",
            found.p99_ratio <= P99_AIM,
        )


def measure(database: str, codes: Sequence[str], seconds: float = 4.0, rounds: int = ROUNDS) -> Compared:
    """Both apps under the same load, in turns. codes: the units asked for; of many, others in each round."""

    def asked() -> list[Asked]:
        some = random.sample(codes, min(REQUESTS, len(codes)))
        return [Asked("POST", PATH, question(code).decode(), "</GetSorEntityResponse>") for code in some]

    module = "bench.sorls_bench"
    with started(module, "serve", "bare", database) as bare, started(module, "serve", NAME, database) as register:
        return in_turns(register, bare, asked, CONNECTIONS, seconds, rounds)


def _serve(kind: str, database: str, port: int) -> None:
    os.environ["SOR_DATABASE"] = database
    app: Any = _bare(application()) if kind == "bare" else application()
    uvicorn.run(app, port=port, access_log=False, log_level="error", server_header=False)


def _bare(server: Any) -> Any:
    """Parses and validates, then sends one of the first hundred answers, in turns: the same sizes as the server."""
    contract = sorls.contract()
    stored: list[bytes] = []
    sending = cycle(stored)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        contract.parse(message["body"])
        if len(stored) < STORED:
            stored.append(await _answer(server, scope, message))
            body = stored[-1]
        else:
            body = next(sending)
        headers = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _answer(server: Any, scope: Any, message: Any) -> bytes:
    bodies: list[bytes] = []

    async def receive() -> Any:
        return message

    async def send(sent: Any) -> None:
        bodies.append(sent.get("body", b""))

    await server(scope, receive, send)
    return b"".join(bodies)


def main(arguments: Sequence[str]) -> None:
    """``serve`` is the process that ``measure`` starts; else measure one database and print."""
    if arguments[0] == "serve":
        _serve(arguments[1], arguments[2], int(arguments[3]))
    else:
        seconds = float(arguments[1]) if len(arguments) > 1 else 4.0
        for what, count in (("again and again", SOME), ("any unit", ALL)):
            found = measure(arguments[0], codes_of(arguments[0], count), seconds)
            for name in ("bare", NAME):
                load: Load = getattr(found, name)
                print(
                    f"{name:9} {load.rate:8,.0f}/s  median {load.median:.2f} ms  p95 {load.p95:.2f}  p99 {load.p99:.2f}"
                )
            print(
                f"{what}: rate {found.rate_ratio:.2f} (aim ≥ {RATE_AIM})   p99 {found.p99_ratio:.2f} (aim ≤ {P99_AIM})"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
