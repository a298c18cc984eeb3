"""Benchmark of changes: through the hub, by 16 callers, with the rule book and without it; one trial; one large set.

Without rules is the baseline: the same hub, the same transaction, only nobody judges. Every commit is on the disk when
it is answered (SQLite ``synchronous = full``, PostgreSQL ``fsync = on``).
"""

import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import median
from typing import Any

from bench import generated
from bench.table import Row
from sor.cli.serve import leave_to_the_end
from sor.core.day import day_of, write_day
from sor.desk.whitelists import Whitelists
from sor.jobs.backing_up import restore
from sor.register import MASTER, Register
from sor.store import facts
from sor.store.backing_up import write_backup
from sor.store.database import Database
from tests import postgres_server

CALLERS = 16
ROUNDS = 3
EACH = 25
TRIALS = 60
SET = 3000
WRITES_A_SECOND = 200
CHANGES_A_SECOND = 100
THOUSAND = 1000


def rows(units: int) -> Iterator[Row]:
    """Throughput on both databases, a trial, and a set of 3,000 changes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "master.db"
        register = master(generated.copy(generated.database(units), file))
        yield _throughput(register, "SQLite")
        yield _trial(register)
        yield _cost(register, "of one unit", 2, lambda codes, n: {"unit": codes[0], "from": soon(register, n)})
        yield _cost(register, "of as many units", 5, lambda codes, n: {"unit": codes[n], "from": soon(register, n)})
        yield _large_set(register)
        yield from _beside_large_set(register, "SQLite")
        register.database.close()
        smaller = Path(folder) / "smaller.db"
        write_backup(Database(generated.database(min(units, 20_000))), smaller)
        with postgres_server.running(durable=True) as url:
            database = Database(url)
            restore(Register(database, lambda: datetime.now(UTC)), smaller)
            on_postgresql = master(database)
            yield _throughput(on_postgresql, f"PostgreSQL, {min(units, 20_000):,} units")
            yield from _beside_large_set(on_postgresql, f"PostgreSQL, {min(units, 20_000):,} units")
            database.close()


def master(database: Database) -> Register:
    """The generated register as one that takes changes."""
    with database.writing() as connection:
        facts.put(connection, "role", MASTER)
        facts.put(connection, "range", "9000000-9999999")
    return Register(database, lambda: datetime.now(UTC))


def _throughput(register: Register, where: str) -> Row:
    codes = open_units(register, "OU", 4000)
    chance = random.Random(1)
    rates: dict[bool, list[float]] = {True: [], False: []}
    _rate(register, codes, chance, judge=True)
    for _ in range(ROUNDS):
        for judge in (False, True):
            rates[judge].append(_rate(register, codes, chance, judge=judge))
    ratio = median(on / off for on, off in zip(rates[True], rates[False], strict=True))
    ours, bare = median(rates[True]), median(rates[False])
    return Row(
        "changes", f"edits by {CALLERS} callers, {where}", f"{ours:.0f}/s", f"{bare:.0f}/s without rules",
        f"{ratio:.2f}", "0.50 of it, 100/s", ratio >= 0.5 and ours >= 100,
    )  # fmt: skip


def _rate(register: Register, codes: list[str], chance: random.Random, *, judge: bool) -> float:
    """Accepted changes per second."""
    day = soon(register)
    work = [[chance.choice(codes) for _ in range(EACH)] for _ in range(CALLERS)]
    stamp = f"{time.monotonic():.3f}"
    refused: list[Any] = []

    def call(mine: list[str]) -> None:
        for n, code in enumerate(mine):
            document = {"op": "edit", "unit": code, "from": day, "set": {"name": f"Enhed {stamp} {id(mine)} {n}"}}
            outcome = register.change(document, "bench", "rest", judge=judge)
            if outcome.serial is None:
                refused.append(outcome.findings)
        register.database.close()

    threads = [threading.Thread(target=call, args=(mine,)) for mine in work]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused, refused[0]
    return CALLERS * EACH / (time.perf_counter() - started)


def _trial(register: Register) -> Row:
    day = soon(register)
    taken = []
    for n, code in enumerate(random.Random(2).choices(open_units(register, "OU", 4000), k=TRIALS)):
        document = {"op": "edit", "unit": code, "from": day, "set": {"name": f"Prøve {n}"}}
        started = time.perf_counter()
        register.change(document, "bench", "rest", dry_run=True)
        taken.append((time.perf_counter() - started) * 1000)
    middle = median(taken)
    return Row("changes", "a dry run of one change, with its preview", f"{middle:.1f} ms", "", "", "median < 20 ms",
               middle < 20)  # fmt: skip


def _cost(register: Register, what: str, aim: int, about: Callable[[list[str], int], dict[str, Any]]) -> Row:
    """Processor time of a trial of a thousand edits, on as many days; the median of three trials."""
    codes = open_units(register, "OU", THOUSAND)
    changes = [{"op": "edit", "set": {"name": f"Enhed {n}"}} | about(codes, n) for n in range(THOUSAND)]
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        outcome = register.change({"reason": "cost", "changes": changes}, "bench", "rest", dry_run=True)
        taken.append(time.process_time() - started)
        assert outcome.accepted, outcome.findings[:3]
    middle = median(taken)
    return Row("changes", f"processor time of a trial of 1,000 edits {what}", f"{middle:.2f} s", "", "", f"< {aim} s",
               middle < aim)  # fmt: skip


def _large_set(register: Register) -> Row:
    """Two regions become one: the institutions of one move to the other, departments get new names."""
    region, other = _regions(register)
    day = soon(register)
    reader = register.database.reader()
    moving = [row[0] for row in reader.run(
        "SELECT DISTINCT key FROM version WHERE parent = :region AND valid_to = 99991231", region=region)]  # fmt: skip
    changes: list[dict[str, Any]] = [
        {"op": "move", "unit": key, "parent": other, "from": day} for key in moving[: SET // 2]
    ]
    names = open_units(register, "OU", SET)
    changes += [
        {"op": "edit", "unit": key, "from": day, "set": {"name": f"Region Østdanmark {n}"}}
        for n, key in enumerate(names[: SET - len(changes)])
    ]
    started = time.perf_counter()
    outcome = register.change({"reason": "two regions merge", "changes": changes}, "bench", "rest")
    seconds = time.perf_counter() - started
    assert outcome.accepted, [f for f in outcome.findings if f.severity == "error"][:3]
    what = (
        f"a set of {len(changes):,} changes checked and committed ({len(moving):,} moves, {outcome.touched:,} touched)"
    )
    return Row("changes", what, f"{seconds:.1f} s", "", "", "< 30 s", seconds < 30)


def _beside_large_set(register: Register, where: str) -> Iterator[Row]:
    """While another process decides and writes a large set, numbers go onto a whitelist and units that the set does not
    touch get other names, each at its appointed time: how long after it that is done. Who has to wait keeps all after
    him waiting. The median of three rounds.
    """
    found = [_one_beside_large_set(register) for _ in range(ROUNDS)]
    for what, a_second in (("operational writes", WRITES_A_SECOND), ("small changes", CHANGES_A_SECOND)):
        p99 = median(sorted(one[what])[len(one[what]) * 99 // 100] for one in found)
        longest = max(max(one[what]) for one in found)
        named = f"{a_second} {what} a second beside a set of {SET:,} changes, p99, {where}"
        yield Row("changes", named, f"{p99:.0f} ms", f"longest {longest:.0f} ms", "", "< 250 ms", p99 < 250)


def _one_beside_large_set(register: Register) -> dict[str, list[float]]:
    """What was written beside one large set, each by the milliseconds after its appointed time."""
    url = register.database.url.render_as_string(hide_password=False)
    lists = Whitelists(register, demo=True)
    names = _leaves(register, without=_read_by(register, set(open_units(register, "OU", SET))))
    day, stamp = soon(register, 1), f"{time.monotonic():.3f}"

    def write(n: int) -> None:
        lists.add("sorls", f"{10_000_000 + n % 1000}", f"no {n}", "bench", "command")

    def change(n: int) -> None:
        document = {"op": "edit", "unit": names[n % len(names)], "from": day, "set": {"name": f"Lille {stamp} {n}"}}
        assert register.change(document, "bench", "rest").serial is not None

    write(-1)
    change(-1)
    leave_to_the_end()  # as a server does that has begun
    before = register.serial()
    other = multiprocessing.get_context("spawn").Process(target=_rename_many, args=(url,))
    other.start()
    done: dict[str, list[float]] = {}
    threads = [
        threading.Thread(target=lambda one=one: done.update({one[0]: _in_time(register, other, *one[1:])}))
        for one in (
            ("operational writes", WRITES_A_SECOND, write),
            ("small changes", CHANGES_A_SECOND, change),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.join()
    assert other.exitcode == 0
    assert register.serial() > before + len(done["small changes"]), "the set was written meanwhile"
    return done


def _in_time(register: Register, other: BaseProcess, a_second: int, do: Callable[[int], None]) -> list[float]:
    """Do something so often a second while another process lives: the milliseconds after each appointed time."""
    taken: list[float] = []
    started = time.perf_counter()
    while other.is_alive() or not taken:
        due = started + len(taken) / a_second
        time.sleep(max(0.0, due - time.perf_counter()))
        do(len(taken))
        taken.append((time.perf_counter() - due) * 1000)
    register.database.close()
    return taken


def _leaves(register: Register, without: set[str]) -> list[str]:
    """Open departments with nothing below them, but for some."""
    reader = register.database.reader()
    above = {row[0] for row in reader.run("SELECT DISTINCT parent FROM version WHERE parent IS NOT NULL")}
    return [key for key in open_units(register, "OU", 2 * SET) if key not in above | without]


def _read_by(register: Register, codes: set[str]) -> set[str]:
    """The units of a set of changes, and those that deciding it reads because they name one of them as a geographic
    parent or bear a number that one of them bears: who changes such a unit touches what the set read.
    """
    rows = list(register.database.reader().run("SELECT value, key FROM identifier WHERE kind = 'unit'"))
    values = {value for value, key in rows if key in codes} | codes
    return values | {key for value, key in rows if value in values}


def _rename_many(url: str) -> None:
    register = Register(Database(url), lambda: datetime.now(UTC))
    day, stamp = soon(register, 1), f"{time.monotonic():.3f}"
    changes = [
        {"op": "edit", "unit": key, "from": day, "set": {"name": f"Enhed {stamp} {n}"}}
        for n, key in enumerate(open_units(register, "OU", SET))
    ]
    outcome = register.change({"reason": "many names", "changes": changes}, "bench", "rest")
    assert outcome.accepted, [f for f in outcome.findings if f.severity == "error"][:3]


def _regions(register: Register) -> tuple[str, str]:
    found = [row[0] for row in register.database.reader().run(
        "SELECT version.parent, count(*) FROM version JOIN version AS above ON above.kind = 'unit'"
        " AND above.key = version.parent AND above.type = '550881000005103' AND above.valid_to = 99991231"
        " WHERE version.kind = 'unit' AND version.level = 'HI' AND version.valid_to = 99991231"
        " GROUP BY version.parent ORDER BY 2 DESC LIMIT 2")]  # fmt: skip
    return found[0], found[1]


def open_units(register: Register, level: str, count: int) -> list[str]:
    """Some units of a level that are open."""
    rows = register.database.reader().run(
        "SELECT key FROM version WHERE kind = 'unit' AND level = :level AND valid_to = 99991231"
        " AND known_to = 9007199254740992 ORDER BY key LIMIT :count", level=level, count=count * 3,
    )  # fmt: skip
    keys = sorted({row[0] for row in rows})
    return random.Random(3).sample(keys, min(count, len(keys)))


def soon(register: Register, later: int = 0) -> str:
    """A day some weeks from now."""
    return write_day(day_of(register.clock() + timedelta(days=40 + later)))
