"""`sor serve` delivers as soon as somebody subscribes, by one process beside it, started again when it dies."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from sor.access.authority import Actor
from sor.desk.actors import Actors
from sor.desk.subscriptions import Subscriptions
from sor.following.feed_filter import FeedFilter
from sor.register import Register
from sor.store.database import Database
from sor.store.followed import only_deliverer
from tests.conftest import StandingClock
from tests.endpoints.servers import SOR, served
from tests.following.receivers import Receiver, receiving, until
from tests.following.test_deliverer import LOOPBACK
from tests.store.units import begin, change, create, says, submit

pytestmark = pytest.mark.slow


def deliverers(database: str) -> list[int]:
    """The processes that deliver for a database."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"\0deliver\0" in command and f"SOR_DATABASE={database}\0".encode() in environment:
            found.append(int(folder.name))
    return found


def filled(url: str) -> tuple[Register, Actor]:
    """A register with a unit, and somebody who subscribes."""
    register = Register(Database(url), StandingClock())
    register.init("master", demo=True)
    begin(register, create("100016003", name="Et"))
    Actors(register).add("anna", "Anna", None)
    anna = Actors(register).actor("anna")
    assert anna is not None
    return register, anna


def test_the_server_delivers_and_a_deliverer_that_dies_is_started_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sor.db"
    register, anna = filled(url)
    receiver = Receiver()
    with receiving(receiver), served(url, "--workers", "2", SOR_WEBHOOK_ALLOWED="127.0.0.0/8"):
        assert deliverers(url) == []  # nobody subscribes
        Subscriptions(register, LOOPBACK).add_webhook(anna, receiver.url, FeedFilter(), "rest")
        sent = [submit(register, change("100016003", says("name", 20260101, "To")))]
        until(lambda: receiver.taken == sent)
        (first,) = deliverers(url)
        os.kill(first, signal.SIGKILL)
        sent += [submit(register, change("100016003", says("name", 20260101, name))) for name in ("Tre", "Fire")]
        until(lambda: list(dict.fromkeys(receiver.taken)) == sent)
        (second,) = deliverers(url)
        assert second != first
    until(lambda: deliverers(url) == [])


def test_one_program_delivers_and_another_waits_for_its_end(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sor.db"
    register, anna = filled(url)
    receiver = Receiver()
    environment = {**os.environ, "SOR_DATABASE": url, "SOR_WEBHOOK_ALLOWED": "127.0.0.0/8"}
    with receiving(receiver):
        Subscriptions(register, LOOPBACK).add_webhook(anna, receiver.url, FeedFilter(), "rest")
        sent = submit(register, change("100016003", says("name", 20260101, "To")))
        with only_deliverer(register.database) as is_only:
            assert is_only
            with only_deliverer(register.database) as is_second:
                assert not is_second
            waiting = subprocess.Popen([SOR, "deliver"], env=environment)
        try:
            until(lambda: receiver.taken == [sent])
        finally:
            waiting.terminate()
            assert waiting.wait(300) == 0
