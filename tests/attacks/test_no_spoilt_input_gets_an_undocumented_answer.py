"""Mutated documents, a million of them: every reader refuses a spoilt file in its own words or says what it rejects,
every door gives an answer that it documents; never a mistake of the register, never without bounds, and nothing is
written in another's name.

How they are spoilt stands in ``tests/mutants.py``. Each copy follows from the seed of its batch.
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.attacks.derived_requests import Asked, address_of
from tests.attacks.filled_forms import KEEPER
from tests.attacks.mutated_files import Files
from tests.attacks.mutated_requests import Doors, is_soap
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.loops import run_apart
from tests.new_databases import NewDatabases
from tests.soaking import count, in_portions, report

pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")

BATCH = 5_000
FILES, REQUESTS = 140, 60
"""Batches: 10⁶ copies. A request costs three times as much as a file."""

MEMORY = 1024**3
"""Bytes that reading and answering may take beyond what the process has."""

SECONDS = 5.0
"""Of processor time for one copy; a thousand times what it takes. Only the campaign looks: a test does not time."""


REFUSED = {
    ("GET", "/api/{path}"): "404",  # there is none yet
    ("DELETE", "/api/v1/jobs/{id}"): "409",  # begun already
    ("POST", "/responsible/{id}/write"): "503",  # nobody takes mail here
    ("POST", "/login/{provider}/ended"): "400",  # of no login that was begun
    ("POST", "/login/{provider}/logout"): "403",  # providers say it by the query
    ("GET", "/sores"): "405", ("GET", "/sores/v2"): "405", ("GET", "/sores/v3"): "405",
}  # fmt: skip
"""What is not let through as it is asked here."""


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Nothing gets more than MEMORY beyond what there is; addresses that threads reserve and do not use are free."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (used + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def read_spoilt(files: Files, number: int, seed: int, most_seconds: float | None = None) -> Counter[str]:
    """Have so many spoilt files read; gives what came of them."""
    found: Counter[str] = Counter()
    for kind, content in files.spoilt(number, seed):
        began = time.process_time()
        try:
            found[f"files: {kind.read(content)}"] += 1
        except Exception as error:
            raise AssertionError(
                f"{kind.name}, seed {seed}: {type(error).__name__} {error}: {content[:5_000]!r}"
            ) from error
        took = time.process_time() - began
        assert most_seconds is None or took < most_seconds, (
            f"{kind.name}, seed {seed}: {took} s for {content[:5_000]!r}"
        )
    return found


def send_spoilt(doors: Doors, number: int, seed: int, most_seconds: float | None = None) -> Counter[str]:
    """Send so many spoilt requests; gives what was answered. The register is sound afterwards, nobody wrote in another
    name, and what is genuine is answered.
    """
    found: Counter[str] = Counter()
    chance = Random(seed)

    async def all_of_them() -> None:
        async with doors.opened():
            usual = [await doors.judged(one) for one in doors.genuine]
            assert {"200", "201", "answered"} <= set(usual)
            for asked in doors.spoilt(number, seed):
                began = time.process_time()
                said = await doors.judged(asked, f"127.0.{chance.randrange(256)}.{chance.randrange(1, 255)}")
                took = time.process_time() - began
                assert most_seconds is None or took < most_seconds, f"seed {seed}: {took} s for {asked}"
                found[f"{'soap' if is_soap(asked) else 'http'}: {said}"] += 1
            after = [await doors.judged(one) for one in doors.genuine if one.method == "GET"]
            assert "200" in after  # of a unit that a copy of a change has annulled, another answer is right

    run_apart(all_of_them())
    entries = list(doors.register.since(doors.began))
    of_who_was_let_in = {
        *(("sds", door) for door in ("rest", "sorus", "web", "oss")),
        (KEEPER, "web"),
        ("clock", "job"),
    }
    assert {(entry.actor, entry.channel) for entry in entries} <= of_who_was_let_in
    for entry in entries:
        named = {line.key for line in doors.register.lines(entry.serial) if line.kind == "unit"}
        assert entry.actor != KEEPER or not named & doors.of_others, f"{KEEPER} wrote {named & doors.of_others}"
    assert doors.register.verify(deep=True).fault is None
    found["changes made"] += len(entries)
    return found


@pytest.mark.slow
def test_spoilt_files_are_refused_or_told_about(new_sqlite: NewDatabases, tmp_path: Path) -> None:
    files = Files(tmp_path, new_sqlite)
    found = read_spoilt(files, 4 * len(files.kinds), seed=1)
    assert {f"files: {said}" for said in ("refused whole", "rows rejected", "read")} <= set(found)


@pytest.mark.slow
def test_spoilt_requests_get_documented_answers(new_sqlite: NewDatabases, tmp_path: Path) -> None:
    doors = Doors(Scene.copied(new_sqlite, StandingClock()), tmp_path)
    found = send_spoilt(doors, 300, seed=1)
    assert doors.unasked() == []
    assert {"http: 200", "http: 400", "http: 404", "soap: syntax_error"} <= set(found)


def ends_something(asked: Asked) -> int:
    """How late it is asked: others may not be let through after it. It replaces somebody who was written to, ends a
    site, or takes rights, drafts or subscriptions away.
    """
    ending = (b"/access", b"/drafts/", b"/logout", b"/me/sessions")
    if asked.method == "DELETE" or asked.path.startswith(ending):
        return 2
    return int(asked.path.startswith(b"/api/v1/responsible/") or asked.path.endswith((b"/end", b"/deregister")))


@pytest.mark.slow
def test_nothing_that_is_served_is_left_out(new_sqlite: NewDatabases, tmp_path: Path) -> None:
    """Every address is asked by every method that it takes, and what is asked comes through: a request that is spoilt
    must have been one that does something.
    """
    doors = Doors(Scene.copied(new_sqlite, StandingClock()), tmp_path)
    best: dict[tuple[str, str], str] = {}

    async def all_of_them() -> None:
        async with doors.opened():
            for one in sorted([*doors.genuine, *doors.derived], key=ends_something):
                said = await doors.judged(one)
                asked = one.method, address_of(one.path.decode()) or ""
                best[asked] = min(best.get(asked, "999"), "200" if said in ("answered", "plain") else said)

    run_apart(all_of_them())
    assert doors.unasked() == []
    assert doors.unasked(("POST", "/new-door")) == [("POST", "/new-door")]
    assert {asked: said for asked, said in best.items() if said >= "400"} == REFUSED


@pytest.mark.soak
def test_a_million_of_them(new_sqlite: NewDatabases, tmp_path: Path) -> None:
    """In batches, of files and of requests in turn; each batch on a register of its own, copied from one that was made
    once, and with a seed of its own.
    """
    files = Files(tmp_path, new_sqlite)

    def requests(seed: int) -> Counter[str]:
        folder = tmp_path / f"doors-{seed}"
        folder.mkdir()
        return send_spoilt(Doors(Scene.copied(new_sqlite, StandingClock()), folder), BATCH, seed, SECONDS)

    batches: dict[str, Callable[[], Counter[str]]] = {}
    for n in range(FILES):
        batches[f"files {n}"] = partial(read_spoilt, files, BATCH, n, SECONDS)
        if n < REQUESTS:
            batches[f"requests {n}"] = partial(requests, n)
    for name in in_portions("spoilt-inputs", batches):
        began = time.process_time()
        with bounded_memory():
            found = batches[name]()
        found["processor ms"] = round(1000 * (time.process_time() - began))
        report(**{name: dict(count("spoilt-inputs", inputs=BATCH, **found))})
