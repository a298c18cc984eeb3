"""The processes of a server: a taken address is told first, and workers never outlive the process that started them."""

import json
import os
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from sor.cli.opening import closed_register
from sor.core.day import START
from sor.desk.actors import Actors, Wanted
from sor.settings import read_settings
from tests.endpoints.servers import SOR, served


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_address_is_told_before_anything_is_opened_or_loaded(tmp_path: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "SOR_DATABASE": f"sqlite:///{tmp_path}/none.db"}
        ended = subprocess.run(
            [SOR, command, "--port", port], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert f"Another program listens on 127.0.0.1 port {port}" in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_workers_of_a_master_that_was_killed_end_and_free_the_address(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/sor.db"
    closed_register(read_settings({"SOR_DATABASE": database})).init("master")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SOR_DATABASE": database}
    master = subprocess.Popen(
        [SOR, "serve", "--port", str(port), "--workers", "2"], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    started: list[int] = []
    try:
        assert _comes_true(lambda: _answers(port)), "the server did not start"
        started = _children(master.pid)
        assert len(started) >= 2
        master.send_signal(signal.SIGKILL)
        master.wait()
        assert _comes_true(lambda: not any(map(_runs, started))), "a worker outlived its master"
        assert not _answers(port)
    finally:
        master.kill()
        for pid in filter(_runs, started):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_token_that_one_worker_gave_is_good_at_the_other(tmp_path: Path) -> None:
    """Two real workers; whose a connection is, is read from the sockets that each process holds."""
    database = f"sqlite:///{tmp_path}/sor.db"
    register = closed_register(read_settings({"SOR_DATABASE": database}))
    register.init("master", demo=True)
    actors = Actors(register)
    actors.add("sds", "Registermyndigheden", None)
    actors.grant("sds", Wanted("authority", None, None, START), None)
    program, secret = actors.new_secret("sds", "sds")
    form = urlencode({"grant_type": "client_credentials", "client_id": program, "client_secret": secret})
    with served(database, "--workers", "2", SOR_NOW="") as address:
        first, second = _one_at_each_worker(int(address.rpartition(":")[2]))
        for giving, other in ((first, second), (second, first)):
            token = _answer(giving, "POST", "/api/v1/token", form)["access_token"]
            for asked in (giving, other):
                assert _answer(asked, "GET", "/api/v1/me", token=token)["actor"] == "sds"


def _one_at_each_worker(port: int) -> list[HTTPConnection]:
    """A connection that stays open to each of two workers."""
    found: dict[str, HTTPConnection] = {}
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        _answer(connection, "GET", "/version")
        found.setdefault(_holder(connection), connection)
        if len(found) == 2:
            return [*found.values()]
    raise AssertionError(f"only {sorted(found)} answered")


def _holder(connection: HTTPConnection) -> str:
    """The process that holds the other end of a connection, by the tables of the kernel."""
    ours, theirs = (f"0100007F:{address[1]:04X}" for address in (
        connection.sock.getsockname(), connection.sock.getpeername()
    ))  # fmt: skip
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    (inode,) = (row[9] for row in rows if (row[1], row[2]) == (theirs, ours))
    for opened in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if opened.readlink() == Path(f"socket:[{inode}]"):
                return opened.parts[2]
        except OSError:
            continue  # closed meanwhile, or another user's
    raise AssertionError("nobody holds the other end")


def _answer(connection: HTTPConnection, method: str, path: str, form: str | None = None, token: str = "") -> Any:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(method, path, form, headers)
    with connection.getresponse() as response:
        body = response.read()
    assert response.status < 300, body
    return json.loads(body)


def _comes_true(question: object) -> bool:
    assert callable(question)
    for _ in range(400):
        if question():
            return True
        time.sleep(0.1)
    return False


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/version").status_code == 200
    except httpx.TransportError:
        return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    """Whether a process is there and is no zombie, which only waits to be noted by whoever took it over."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
