"""The processes of a server: a taken address is told first, and workers never outlive the process that started them."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from sor.cli.opening import closed_register
from sor.desk.actors import Actors
from sor.settings import read_settings
from tests.endpoints.servers import SOR, served
from tests.owned import wanted
from tests.ports import free_port


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_address_is_told_before_anything_is_opened_or_loaded(tmp_path: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "SOR_DATABASE": f"sqlite:///{tmp_path}/none.db"}
        ended = subprocess.run(
            [SOR, command, "--port", port], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    assert ended.returncode == 1
    assert f"Another program listens on 127.0.0.1 port {port}" in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_workers_of_a_master_that_was_killed_end_and_free_the_address(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/sor.db"
    closed_register(read_settings({"SOR_DATABASE": database})).init("master")
    port = free_port()
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
def test_every_process_of_a_server_reads_its_secrets_from_files(tmp_path: Path) -> None:
    database, key = f"sqlite:///{tmp_path}/sor.db", "of-tokens-" * 4
    register = closed_register(read_settings({"SOR_DATABASE": database}))
    register.init("master")
    actors = Actors(register)
    actors.add("sds", "", None)
    actors.grant("sds", wanted("authority"), None)
    name, secret = actors.new_secret("sds", "sds")
    register.database.close()
    held = {"SOR_DATABASE": database, "SOR_TOKEN_KEY": key, "SOR_SORES_TOKEN": "sores-" * 6}
    named = {}
    for setting, value in held.items():
        (tmp_path / setting).write_text(f"{value}\n")
        named[f"{setting}_FILE"] = str(tmp_path / setting)
    with served("", "--workers", "2", SOR_NOW="", **named) as address:
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
        shown = [httpx.post(f"{address}/api/v1/token", data=form).json()["access_token"] for _ in range(4)]
        for token in shown:
            for _ in range(4):  # whichever process answers
                assert httpx.get(f"{address}/api/v1/me", headers={"Authorization": f"Bearer {token}"}).is_success
    for token in shown:
        jwt.decode(token, OctKey.import_key(key), algorithms=["HS256"])  # signed by the key of the file


def _comes_true(question: object) -> bool:
    assert callable(question)
    for _ in range(3000):
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
