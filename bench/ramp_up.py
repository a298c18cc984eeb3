"""NSP's ramp-up test: load grows step by step until more of it no longer helps; finds the knee and prints the curve.

A step is so many connections in each of so many load processes. It has to bring 60 % of its growth in load as growth in
answers: missing that with more connections means one more process; missing it with one more process ends the run.
Answers are checked, wrong ones are errors; a step with 0.5 % of them ends the run too.

    python -m bench.ramp_up [--door sores|rest] [--database URL] [--seconds 300] [--workers 1] [--out FILE.md]

NSP's own runs take about five minutes a step; fewer seconds show the same shape with more noise.
"""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bench import generated
from bench.http_load import Asked, Load, load
from bench.lookup_bench import codes_of
from bench.serving import serving
from bench.sores_bench import answered, commands

GROWTH_DEMANDED = 0.6
"""Share of the growth in load that answers per second have to grow by."""

MOST_ERRORS = 0.005
THREADS = (1, 2, 3, 5, 8, 11, 16, 24)
BAR = 40


class Step(NamedTuple):
    """A step's load, what came of it, and the growth (%) demanded and reached; None for the first."""

    threads: int
    nodes: int
    rate: float
    errors: float
    median: float
    p95: float
    p99: float
    demanded: float | None
    reached: float | None

    @property
    def met(self) -> bool:
        """Whether it brought what was demanded."""
        return self.errors < MOST_ERRORS and (self.demanded is None or (self.reached or 0) >= self.demanded)


def ramp_up(port: int, asked: Sequence[Asked], seconds: float) -> list[Step]:
    """The steps of a run."""
    place, nodes = 0, 1
    steps = [_step(port, asked, seconds, THREADS[0], nodes, None)]
    print(told(steps[-1]), flush=True)
    while steps[-1].errors < MOST_ERRORS:
        if steps[-1].met and place + 1 < len(THREADS) and nodes == 1:
            place += 1
        elif nodes > 1 and not steps[-1].met:
            break
        else:
            nodes += 1
        steps.append(_step(port, asked, seconds, THREADS[place], nodes, steps[-1]))
        print(told(steps[-1]), flush=True)
    return steps


def knee(steps: Sequence[Step]) -> Step:
    """The last step that brought what was demanded: beyond it more load is only more waiting."""
    return [step for step in steps if step.met][-1]


def _step(port: int, asked: Sequence[Asked], seconds: float, threads: int, nodes: int, before: Step | None) -> Step:
    with ThreadPoolExecutor(nodes) as pool:
        rounds = list(pool.map(lambda _: load(port, asked, seconds, threads), range(nodes)))
    all_of = _together(rounds)
    demanded = reached = None
    if before is not None:
        demanded = 100 * GROWTH_DEMANDED * (threads * nodes / (before.threads * before.nodes) - 1)
        reached = 100 * (all_of.rate / before.rate - 1)
    return Step(threads, nodes, all_of.rate, all_of.errors, all_of.median, all_of.p95, all_of.p99, demanded, reached)


def _together(rounds: Sequence[Load]) -> Load:
    """Load processes as one: rates are summed, times are those of the slowest."""
    worst = [max(getattr(one, name) for one in rounds) for name in ("errors", "median", "p95", "p99")]
    return Load(sum(one.rate for one in rounds), *worst)


HEADINGS = (
    "connections × processes",
    "answers/s",
    "errors",
    "median ms",
    "p95 ms",
    "p99 ms",
    "demanded",
    "reached",
    "",
)


def cells(step: Step) -> list[str]:
    """A step as the columns of a table."""
    percent = ["–" if value is None else f"{value:+.0f} %" for value in (step.demanded, step.reached)]
    times = [f"{value:.2f}" for value in (step.median, step.p95, step.p99)]
    return [
        f"{step.threads} × {step.nodes}", f"{step.rate:,.0f}", f"{step.errors:.2%}", *times, *percent,
        "met" if step.met else "missed",
    ]  # fmt: skip


def told(step: Step) -> str:
    """A step as a line."""
    return "  ".join(f"{cell:>9}" for cell in cells(step))


def curve(steps: Sequence[Step]) -> str:
    """Answers per second over the load, as text; the knee is marked."""
    most = max(step.rate for step in steps)
    at = knee(steps)
    return "\n".join(
        f"{step.threads:>3} × {step.nodes}  {'█' * round(BAR * step.rate / most):<{BAR}}  {step.rate:>8,.0f}/s"
        f"  p95 {step.p95:>7.2f} ms{'  ← knee' if step is at else ''}"
        for step in steps
    )


def report(door: str, steps: Sequence[Step], seconds: float, workers: int, units: int) -> str:
    """The run as Markdown."""
    at = knee(steps)
    table = "\n".join("| " + " | ".join(row) + " |" for row in (HEADINGS, ["---"] * len(HEADINGS), *map(cells, steps)))
    return (
        f"**{door}**: {workers} server process{'es' if workers > 1 else ''}, {units:,} units, {seconds:.0f} s a step,"
        f" {os.cpu_count()} cores shared with the load, Python {platform.python_version()}.\n"
        f"The knee is at {at.threads} × {at.nodes}: **{at.rate:,.0f} answers/s**, median {at.median:.2f} ms,"
        f" p95 {at.p95:.2f} ms, p99 {at.p99:.2f} ms, {at.errors:.2%} errors.\n\n"
        f"{table}\n\n```\n{curve(steps)}\n```\n"
    )


def questions(door: str, codes: Sequence[str]) -> list[Asked]:
    """What is asked of a door; each answer has to name its unit."""
    if door == "sores":
        return commands(codes)
    return [Asked("GET", f"/api/v1/units/{code}", wants=json.dumps(code)) for code in codes]


def main() -> None:
    """Run, print, and write the report where asked."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--door", choices=("sores", "rest"), default="sores")
    wanted.add_argument("--database")
    wanted.add_argument("--seconds", type=float, default=300)
    wanted.add_argument("--workers", type=int, default=1)
    wanted.add_argument("--out", type=Path)
    given = wanted.parse_args()
    database = given.database or generated.database()
    codes = codes_of(database, 20_000)
    with serving("ours", database, given.workers) as port:
        answered(port, commands(codes)[0])
        print("  ".join(f"{heading:>9}" for heading in HEADINGS))
        steps = ramp_up(port, questions(given.door, codes), given.seconds)
    print(curve(steps))
    if given.out:
        given.out.write_text(report(given.door, steps, given.seconds, given.workers, len(codes_of(database, 10**9))))


if __name__ == "__main__":
    main()
