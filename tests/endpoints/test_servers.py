"""Real server processes: a change made anywhere is seen everywhere, at once or after a moment that can be awaited."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sor.core.identifiers import sor_code
from sor.register import Register
from sor.store.database import Database
from tests.endpoints.rest.clinics import CLINIC, clinics
from tests.endpoints.servers import served
from tests.store.units import create, submit

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return clinics(Database(f"sqlite:///{tmp_path_factory.mktemp('served')}/sor.db"))


@pytest.fixture(scope="module")
def address(register: Register) -> Iterator[str]:
    with served(f"sqlite:///{register.database.url.database}", "--workers", "2") as found:
        yield found


def events(stream: Iterator[str], count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in stream:
        if line.startswith("data: "):
            found.append(json.loads(line[6:]))
        if len(found) == count:
            return found
    raise AssertionError("the stream ended")


def test_a_new_unit_is_found_by_every_worker_at_the_next_question(register: Register, address: str) -> None:
    code = sor_code(9_000_100)
    submit(register, create(code, 20200101, name="Nyåbnet Øreklinik", level="OU", parent=CLINIC))
    for _ in range(20):  # each over a connection of its own, so that both workers are asked
        assert httpx.get(f"{address}/api/v1/units/{code}").json()["name"] == "Nyåbnet Øreklinik"
        found = httpx.get(f"{address}/api/v1/units", params={"q": "nyaabnet oreklinik"}).json()
        assert [unit["code"] for unit in found["units"]] == [code]


def test_the_stream_tells_entries_as_they_come_and_resumes_where_a_reader_was(register: Register, address: str) -> None:
    with httpx.stream("GET", f"{address}/api/v1/log/stream", params={"since": 1}, timeout=300) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert events(lines, 1)[0]["serial"] == 2
        last = register.serial()
        events(lines, last - 2)
        serial = submit(register, create(sor_code(9_000_101), name="Mens du ventede", level="OU", parent=CLINIC))
        assert events(lines, 1)[0]["serial"] == serial
    before = httpx.get(f"{address}/api/v1/log/{serial - 1}").json()["entry"]
    for last in (f"{serial - 1}.{before['hash']}", str(serial - 1)):
        with httpx.stream(
            "GET", f"{address}/api/v1/log/stream", headers={"Last-Event-ID": last}, timeout=300
        ) as stream:
            assert events(stream.iter_lines(), 1)[0]["serial"] == serial


def test_who_has_seen_a_serial_waits_for_it_or_is_told_to_come_back(register: Register, address: str) -> None:
    serial = register.serial()
    assert httpx.get(f"{address}/status", headers={"SOR-Serial": str(serial)}).json()["serial"] == serial
    started = time.monotonic()
    behind = httpx.get(f"{address}/api/v1/units/{CLINIC}", headers={"SOR-Serial": str(serial + 1)})
    assert time.monotonic() - started > 1.5, "it waited for it"
    assert (behind.status_code, behind.headers["retry-after"]) == (503, "1")
    assert behind.json()["detail"] == (
        f"The register has reached serial {serial}, not {serial + 1} yet. Try again in a moment."
    )


def test_head_is_get_without_its_body(address: str) -> None:
    for path in ("/status", f"/api/v1/units/{CLINIC}"):
        head = httpx.head(f"{address}{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == httpx.get(f"{address}{path}").headers["content-length"]


def test_a_served_directory_without_a_register_is_refused_before_any_server_starts(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from sor.cli.serve import serve_command

    result = CliRunner().invoke(serve_command, ["--database", f"sqlite:///{tmp_path}/none.db"])
    assert (result.exit_code, result.output) == (
        1,
        f"Error: There is no register in sqlite:///{tmp_path}/none.db. Make one with: sor init\n",
    )
