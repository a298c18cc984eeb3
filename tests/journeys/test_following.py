"""A register followed over a real line: by `sor follow`, killed at random and then equal, answering on when its source
is gone; and by a client in another language that proves the log and folds it.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread
from typing import Any, NamedTuple

import httpx
import pytest
from click.testing import CliRunner

from sor.access.dgws.issuing import Holder, header
from sor.cli import main
from sor.clock import Clock
from sor.core.canonical import decode
from sor.desk.actors import Actors
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS
from sor.endpoints.krs.door import PATH as KRS_PATH
from sor.endpoints.krs.door import RFS_PATH
from sor.endpoints.sorls.door import PATH as SORLS_PATH
from sor.following.consumers import EVERY, Consumers
from sor.following.source import ProgramName, Source
from sor.formats.soap import krs, sorls
from sor.jobs.follow import Following
from sor.register import Register
from sor.store.database import Database
from sor.store.followed import only_follower
from tests.access.dgws.messages import envelope
from tests.changes.scene import TODAY, Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import SOR, served
from tests.following.copies import mirror, rows
from tests.new_databases import NewDatabases
from tests.programs import killed_after, started
from tests.soaking import count, in_portions, report

pytestmark = pytest.mark.slow

REPLAY = Path(__file__).parents[2] / "docs/examples/replay.mjs"


class Followed:
    """A register that is served, what writes into it, and a copy beside it."""

    def __init__(self, scene: Scene, copy: Register, address: str) -> None:
        self.scene, self.copy, self.address = scene, copy, address
        self.url = copy.database.url.set(drivername=copy.database.dialect).render_as_string(hide_password=False)

    def write(self, chance: Random) -> None:
        """A change of some kind."""
        unit = chance.choice(["@region", "@hospital", "@heart", "@ward", "@lungs", "@feet"])
        change: dict[str, Any] = {"op": "edit", "unit": unit, "from": TODAY}
        if chance.random() < 0.5:
            change["set"] = {"name": f"Navn {chance.randrange(10**6)}"}
        else:
            change["set"] = {"virtual_address": {"phone": f"{chance.randrange(10**8):08d}"}}
        self.scene.send(change, judge=False)

    def level(self) -> None:
        """Let the copy come level."""
        follow_on(self.url, self.address, once=True)


def follow_on(url: str, address: str, *, once: bool = False) -> None:
    """`sor follow` without its words, in this process."""
    from sor.jobs.follow import FollowOptions

    copy = Register(Database(url), Clock())
    with only_follower(copy.database):
        source = Source(address)
        Following(copy, source, FollowOptions(once=once)).run()
        source.close()
    copy.database.close()


@pytest.fixture
def followed(new_sqlite: NewDatabases, clock: StandingClock) -> Iterator[Followed]:
    scene = Scene.copied(new_sqlite, clock)
    with served(f"sqlite:///{scene.register.database.url.database}") as address:
        yield Followed(scene, mirror(new_sqlite(), clock), address)


def kill_followers(followed: Followed, kills: int, chance: Random) -> int:
    """Kill who follows at random moments while somebody writes; gives how many were killed while they ran."""
    killed = 0
    for _ in range(kills):
        follower = started(follow_on, followed.url, followed.address)
        until = time.monotonic() + chance.uniform(0.0, 0.4)
        while time.monotonic() < until:
            followed.write(chance)
        killed += killed_after(follower, 0)
    followed.level()
    followed.copy.forget()
    assert rows(followed.copy) == rows(followed.scene.register)
    assert followed.copy.verify(deep=True).fault is None
    return killed


def test_a_follower_killed_ten_times_at_random_ends_equal(followed: Followed) -> None:
    assert kill_followers(followed, 10, Random(14)) == 10


@pytest.mark.soak
def test_a_thousand_kills_of_a_follower_lose_and_double_nothing(followed: Followed) -> None:
    for seed in in_portions("kills of a follower", range(50)):
        killed = kill_followers(followed, 20, Random(seed))
        report(**count("followers", killed=killed), serial=followed.scene.register.serial())


class Ended(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def sor(database: str, *words: str, **more: str) -> Ended:
    """A command, in this process."""
    ran = CliRunner().invoke(main, words, env={"SOR_DATABASE": database, "SOR_NOW": "", **more})
    return Ended(ran.exit_code, ran.stdout, ran.stderr)


def test_the_command_follows_says_how_it_stands_and_the_copy_answers_on(followed: Followed, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/copy.db"
    assert sor(database, "init").returncode == 0
    assert sor(database, "follow", "--status").stdout == "This register follows nobody.\n"
    assert "Name the address" in sor(database, "follow").stderr
    assert "is no address of a register" in sor(database, "follow", "nonsense").stderr
    done = sor(database, "follow", followed.address, "--once")
    assert (done.returncode, "0 behind, level with it at" in done.stdout) == (0, True), done.stderr
    follower = subprocess.Popen([str(SOR), "follow"], env={**os.environ, "SOR_DATABASE": database, "SOR_NOW": ""})
    with served(database, SOR_NOW="") as copy:
        serial = followed.scene.send(
            {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Mens du ventede"}}, judge=False
        ).serial
        unit = f"/api/v1/units/{followed.scene['ward']}"
        until = time.monotonic() + 300
        while int((answer := httpx.get(f"{copy}{unit}")).headers["sor-serial"]) < (serial or 0):
            assert time.monotonic() < until, "the follower does not follow"
            time.sleep(0.05)
        assert answer.json()["name"] == "Mens du ventede"
        assert "Another program follows into" in sor(database, "follow", "--once").stderr
        follower.send_signal(signal.SIGTERM)
        assert follower.wait(60) == 0
        assert httpx.get(f"{copy}{unit}").headers["sor-follows"].startswith("behind=0; since=20")
        assert httpx.get(f"{copy}/status").json()["follows"]["url"] == followed.address


def test_a_copy_that_says_who_it_is_is_known_to_its_source(followed: Followed, tmp_path: Path) -> None:
    source, database = followed.scene.register, f"sqlite:///{tmp_path}/copy.db"
    Actors(source).add("kopi", "En kopi", None)
    client, secret = Actors(source).new_secret("kopi", None)
    assert sor(database, "init").returncode == 0
    wrong = sor(database, "follow", followed.address, "--once", SOR_FOLLOW_CLIENT=client, SOR_FOLLOW_SECRET="x" * 32)
    assert (wrong.returncode, "does not know the program, or its secret" in wrong.stderr) == (1, True), wrong.stderr
    alone = sor(database, "follow", followed.address, "--once", SOR_FOLLOW_CLIENT=client)
    assert "SOR_FOLLOW_CLIENT and SOR_FOLLOW_SECRET belong together" in alone.stderr
    named = {"SOR_FOLLOW_CLIENT": client, "SOR_FOLLOW_SECRET": secret}
    done = sor(database, "follow", followed.address, "--once", **named)
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + EVERY + 300
    while not (known := Consumers(source).list_known()):
        assert time.monotonic() < until, "it is not noted"
        time.sleep(0.1)
    (copy,) = known
    assert (copy.id, copy.name, copy.doors, copy.serial, copy.state) == (
        "kopi", "En kopi", ("follower",), source.serial(), "level",
    )  # fmt: skip
    waiting = Source(followed.address, name=ProgramName(client, secret))
    told = Thread(target=waiting.wait, args=(source.serial() - 1, lambda: False), daemon=True)
    told.start()
    told.join(60)
    assert not told.is_alive(), "a stream without end is read as it comes, also with a token"
    waiting.close()


def read_doors(copy: Register, code: str) -> Iterator[tuple[str, str, str, str]]:
    """A question to each read door of a copy, with a card of its demo where one is to be shown: method, address, body
    and its kind.
    """
    card = DemoSts(copy, Clock()).issue(Holder(next(iter(DEMO_CALLERS)), system="Læser"))
    rows_of = (
        "<register>sor</register><datatype>sorentity</datatype><version>1</version><registerVersion>2</registerVersion>"
    )
    for path in ("/", f"/units/{code}", f"/api/v1/units/{code}", f"/api/v1/units/{code}/history", "/api/v1/log/copy"):
        yield "GET", path, "", "text/plain"
    yield "POST", "/sores/v2", json.dumps({"Command": "GetSorEntity", "SorIds": [code]}), "application/json"
    for path, namespace, name, question in (
        (SORLS_PATH, sorls.NAMESPACE, "GetSorEntityRequest", f"<r:SorIdentifier>{code}</r:SorIdentifier>"),
        (KRS_PATH, krs.KRS, "ReplicationRequest", rows_of),
        (RFS_PATH, krs.RFS, "ReplicationRequest", f"{rows_of}<idList><id>{code}</id></idList>"),
    ):
        body = f'<r:{name} xmlns:r="{namespace}">{question}</r:{name}>'
        yield "POST", path, envelope(header(card, path, Clock()()), body), "text/xml"


def test_the_source_gone_the_copy_answers_on_and_goes_on_when_it_is_back(
    new_sqlite: NewDatabases, clock: StandingClock
) -> None:
    scene, copy = Scene.copied(new_sqlite, clock), mirror(new_sqlite(), clock)
    served_one, port_of = f"sqlite:///{scene.register.database.url.database}", f"sqlite:///{copy.database.url.database}"
    with served(served_one) as address:
        follow_on(port_of, address, once=True)
        follower = started(follow_on, port_of, address)
    time.sleep(0.5)
    assert follower.is_alive(), "it waits while its source is away"
    with served(port_of, SOR_NOW="") as doors:
        for method, path, body, kind in read_doors(copy, scene["ward"]):
            answer = httpx.request(method, f"{doors}{path}", content=body, headers={"Content-Type": kind}, timeout=60)
            assert (answer.status_code, answer.headers["sor-follows"][:15]) == (200, "behind=0; since"), (
                path,
                answer.text,
            )
            assert path == "/" or scene["ward"] in answer.text, path
    scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Tilbage"}}, judge=False)
    with served(served_one, port=int(address.rpartition(":")[2])):
        until = time.monotonic() + 300
        while copy.serial() < scene.register.serial():
            assert time.monotonic() < until, "it does not go on"
            time.sleep(0.1)
    killed_after(follower, 0)
    assert rows(copy) == rows(scene.register)


def replayed(address: str, day: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the client in another language makes of the log: what every subject holds, and how far it has proven."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, str(REPLAY), address, str(day)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    *held, end = map(json.loads, done.stdout.splitlines())
    return {one["subject"]: one["fields"] for one in held}, end


def test_a_client_in_another_language_proves_the_log_and_folds_it_to_the_same(followed: Followed) -> None:
    chance = Random(5)
    for _ in range(20):
        followed.write(chance)
    followed.scene.send({"op": "close", "unit": "@feet", "from": TODAY}, judge=False)
    register = followed.scene.register
    held, end = replayed(followed.address, 20261101)
    head = register.head()
    assert end == {"entries": head.serial, "hash": head.hash}
    bodies = register.database.reader().run(
        "SELECT kind, key, body FROM version WHERE valid_from <= 20261101 AND valid_to > 20261101 AND known_to > :head",
        head=head.serial,
    )  # fmt: skip
    ours = {f"{kind} {key}": decode(body) for kind, key, body in bodies}
    assert held.keys() == ours.keys()
    for subject, fields in ours.items():
        assert {name: value for name, value in held[subject].items() if name in fields} == fields, subject


def test_a_copy_shows_a_change_within_a_second(followed: Followed) -> None:
    followed.level()
    follower = started(follow_on, followed.url, followed.address)
    took = []
    for n in range(21):
        serial = followed.scene.send(
            {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": f"Nummer {n}"}}, judge=False
        ).serial
        began = time.monotonic()
        while followed.copy.serial() < (serial or 0):
            assert time.monotonic() < began + 300
            time.sleep(0.01)
        took.append(time.monotonic() - began)
    killed_after(follower, 0)
    assert median(took[1:]) < 1, took
