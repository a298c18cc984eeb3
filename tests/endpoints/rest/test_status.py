"""How the register stands, for people and for monitoring."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sor import __version__
from sor.endpoints.app import app
from sor.jobs.editions import PublishOptions, forget_failure, note_failure
from sor.jobs.publishing import publish
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED

Client = TestClient[Any]


def test_status_says_database_role_serial_and_what_is_in_it(client: Client, register: Register) -> None:
    status = client.get("/status").json()
    assert (status["role"], status["serial"], status["hash"]) == ("master", 2, register.head().hash)
    assert (status["day"], status["today"], status["range"]) == ("2026-11-01", "2026-11-01", "9000000-9999999")
    assert status["database"] == "sqlite", "not where it stands"
    assert (status["counts"]["unit"], status["counts"]["location_number"], status["age_days"]) == (3, 1, None)
    assert status["publication"] is None, "no folder of files is served"


@pytest.mark.slow
@pytest.mark.parametrize("taken", [True, False], ids=["by the folder", "by the register alone"])
def test_status_and_figures_tell_why_there_is_no_newer_edition(register: Register, tmp_path: Path, taken: bool) -> None:
    if not taken:
        (tmp_path / "files").write_text("a file where the folder should be")

    def asked() -> tuple[Any, str]:
        doors = app(register, read_settings({**TRIED, "SOR_FILES": str(tmp_path / "files")}))
        with TestClient(doors, raise_server_exceptions=False) as client:
            found = client.get("/status").json()["publication"]
            return found, client.get("/metrics").text + client.get("/files?lang=en").text

    for n in (1, 2):
        note_failure(
            tmp_path / "files", register.database, "The disk is full <5.", datetime(2026, 11, n, 12, tzinfo=UTC)
        )
    told, text = asked()
    since, last = "2026-11-01T12:00:00.000000Z", "2026-11-02T12:00:00.000000Z"
    failure = {"reason": "The disk is full <5.", "since": since, "last": last, "tries": 2}
    assert told == {"edition": None, "created": None, "behind": 2, "failure": failure}
    assert "sor_publication_failed_tries 2.0" in text
    assert "sor_publication_behind 2.0" in text
    assert "(tries: 2). The edition before stays. Reason: The disk is full &lt;5." in text
    if not taken:
        (tmp_path / "files").unlink()
    publish(register, tmp_path / "files", PublishOptions())
    forget_failure(tmp_path / "files", register.database)
    told, text = asked()
    assert (told["behind"], told["failure"]) == (0, None)
    assert told["edition"].startswith("00000002-")
    assert "sor_publication_failed_tries 0.0" in text
    assert "The edition before stays" not in text


def test_version(client: Client) -> None:
    assert client.get("/version").json() == {"version": __version__, "api": "v1"}


def test_figures_count_requests_by_the_pattern_of_their_address(client: Client) -> None:
    client.get("/api/v1/units/123")
    text = client.get("/metrics").text
    assert "sor_serial 2.0" in text
    assert 'sor_subjects{kind="unit"} 3.0' in text
    assert 'sor_request_seconds_count{address="/api/v1/units/{code}",status="404"}' in text
