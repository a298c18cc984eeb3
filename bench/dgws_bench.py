"""Benchmark of DGWS: SORLS asked with ID cards that it has seen before, beside the same questions without any.

One server, in turns, so that a busy machine slows both. Every request shows one of a few cards, as callers do who get
a card in the morning and use it all day.

Run by itself: `python -m bench.dgws_bench sqlite:///FILE [seconds]`. The bench runner calls `rows`.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median

from bench import generated
from bench.http_load import Asked, Load, load, middle
from bench.lookup_bench import codes_of
from bench.serving import serving
from bench.sorls_bench import question
from bench.table import Row
from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.names import SOAP
from sor.clock import Clock
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS, Whitelists
from sor.endpoints.sorls.door import PATH
from sor.register import Register
from sor.store.database import Database

CONNECTIONS = 50
ROUNDS = 3
CARDS = 20
SOME, ALL = 5_000, 1_000_000
REQUESTS = 20_000
AIM = 0.7


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    database = generated.database(units)
    for what, count in ((f"{SOME:,} units again and again", SOME), ("any unit, most for the first time", ALL)):
        signed, plain, ratio = measure(database, codes_of(database, count))
        yield Row(
            "DGWS",
            f"SORLS with known ID cards, {CONNECTIONS} connections, {what}",
            f"{signed.rate:,.0f}/s",
            f"{plain.rate:,.0f}/s without cards",
            f"{ratio:.2f}",
            f"≥ {AIM}",
            ratio >= AIM,
        )


def measure(database: str, codes: Sequence[str], seconds: float = 4.0) -> tuple[Load, Load, float]:
    """(with cards, without, the ratio of their rates), each the middle of some rounds."""
    chance = random.Random(11)
    asked = [question(chance.choice(codes)).decode() for _ in range(REQUESTS)]
    headers = [f'<h:Header xmlns:h="{SOAP}">{one}</h:Header>' for one in _headers(database)]
    mark = "<soap-env:Body>"
    kinds = {
        "plain": [Asked("POST", PATH, one, "</GetSorEntityResponse>") for one in asked],
        "signed": [
            Asked("POST", PATH, one.replace(mark, chance.choice(headers) + mark), "flow_finalized_succesfully")
            for one in asked
        ],
    }
    found: dict[str, list[Load]] = {kind: [] for kind in kinds}
    with serving("ours", database) as port:
        for requests in kinds.values():
            load(port, requests, 2.0, CONNECTIONS)
        for _ in range(ROUNDS):
            for kind, requests in kinds.items():
                found[kind].append(load(port, requests, seconds, CONNECTIONS))
    wrong = max(one.errors for loads in found.values() for one in loads)
    if wrong > 0:
        raise SystemExit(f"{wrong:.1%} of the answers were wrong")
    ratio = median(one.rate / other.rate for one, other in zip(found["signed"], found["plain"], strict=True))
    return middle(found["signed"]), middle(found["plain"]), ratio


def _headers(database: str) -> list[str]:
    """The headers of messages, each with a card of its own."""
    register = Register(Database(database), Clock())
    Whitelists(register, demo=True).begin_demo()
    sts = DemoSts(register, Clock())
    cvr = next(iter(DEMO_CALLERS))
    now = datetime.now(UTC)
    made = [header(sts.issue(Holder(cvr, system=f"System {n}")), f"message-{n}", now) for n in range(CARDS)]
    register.database.close()
    return made


def main(arguments: Sequence[str]) -> None:
    """Measure one database and print."""
    seconds = float(arguments[1]) if len(arguments) > 1 else 4.0
    for what, count in (("again and again", SOME), ("any unit", ALL)):
        signed, plain, ratio = measure(arguments[0], codes_of(arguments[0], count), seconds)
        for name, one in (("without", plain), ("signed", signed)):
            print(f"{name:8} {one.rate:8,.0f}/s  median {one.median:.2f} ms  p95 {one.p95:.2f}  p99 {one.p99:.2f}")
        print(f"{what}: rate {ratio:.2f} (aim ≥ {AIM})")


if __name__ == "__main__":
    main(sys.argv[1:])
