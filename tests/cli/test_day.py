"""`sor day`: which day the register has reached; whoever may say that another one is true says so with a reason."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from sor.cli import main
from sor.core.day import DENMARK
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from sor.store.unavailable import Stopped
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.owned import wanted
from tests.store.units import begin, create

Command = Callable[..., Result]


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A real master whose log has reached a day 40 days before the computer's."""
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db?synchronous=off")
    clock = StandingClock()
    clock.now = (datetime.now(DENMARK) - timedelta(days=40)).astimezone(UTC)  # the same hour, whatever lies between
    register = Register(Database(f"sqlite:///{tmp_path}/sor.db?synchronous=off"), clock)
    register.init("master", codes=(2_000_000, 2_000_100))
    begin(register, create("698481000016007", name="Alfa"))
    return lambda *arguments, given=None: CliRunner().invoke(main, arguments, input=given)


def test_it_tells_the_day_and_why_nothing_is_written(sor: Command) -> None:
    told = json.loads(sor("day", "--json").output)
    assert (told["serial"], told["recorded_ahead_until"]) == (1, None)
    assert "40 days after the register's last day" in told["stopped"]
    assert told["stopped"] in sor("day").output.replace("\n", " ")


def test_the_clock_is_accepted(sor: Command) -> None:
    done = sor("day", "--accept")
    assert (done.exit_code, "Nothing is written" in done.output) == (0, False)
    told = json.loads(sor("day", "--json").output)
    assert (told["day"], told["stopped"], told["serial"]) == (told["today"], None, 2)


def test_a_day_set_back_takes_a_reason_and_the_authority(sor: Command, tmp_path: Path) -> None:
    sor("day", "--accept")
    actors = Actors(Register(Database(f"sqlite:///{tmp_path}/sor.db"), StandingClock()))
    actors.add("sds", "Registermyndigheden", None)
    actors.grant("sds", wanted("authority"), None)
    actors.add("anna", "Anna", "sds")
    for arguments, sentence in (
        (("--set", "2026-10-01"), "Say who does it, with --as ACTOR: this register has an authority."),
        (("--set", "2026-10-01", "--as", "anna"), "anna may not do this: only the register authority may."),
        (("--set", "2026-10-01", "--as", "sds"), "to set it back, give a reason."),
    ):
        refused = sor("day", *arguments)
        assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
    done = sor("day", "--set", "2026-10-01", "--as", "sds", "--reason", "Dagen løb for langt")
    assert "The register has reached 2026-10-01, at serial 3." in done.output
    assert "Nothing is written" in done.output, "the computer's clock still says another day"


def test_wrong_use(sor: Command) -> None:
    assert sor("day", "--accept", "--set", "2026-10-01").exit_code == 2
    assert sor("day", "--set", "yesterday").exit_code == 2


@pytest.mark.slow
def test_every_door_says_so_and_reading_goes_on(sor: Command, tmp_path: Path) -> None:
    changes = {"changes": [{"op": "confirm", "unit": "698481000016007"}]}
    (tmp_path / "changes.json").write_text(json.dumps(changes))
    register = Register(Database(f"sqlite:///{tmp_path}/sor.db"), lambda: datetime.now(UTC), most_days_ahead=31)
    actors = Actors(register)
    actors.add("sds", "Registermyndigheden", None)
    actors.grant("sds", wanted("authority"), None)
    refused = sor("submit", str(tmp_path / "changes.json"), "--as", "sds")
    assert (refused.exit_code, "say so: sor day --accept" in refused.output) == (1, True), refused.output
    with pytest.raises(Stopped):
        publish(register, tmp_path / "files", PublishOptions())
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        assert "40 days after" in client.get("/status").json()["stopped"]
        assert "The register has stopped writing" in client.get("/?lang=en").text
        assert client.get("/api/v1/units/698481000016007").json()["name"] == "Alfa"
        answer = _send(client, *actors.new_secret("sds", "sds"), changes)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "stopped" in answer.json()["type"]
    assert register.serial() == 1


def _send(client: TestClient[Any], program: str, secret: str, changes: Any) -> Any:
    form = {"grant_type": "client_credentials", "client_id": program, "client_secret": secret}
    token = client.post("/api/v1/token", data=form).json()["access_token"]
    return client.post("/api/v1/changes", json=changes, headers={"Authorization": f"Bearer {token}"})
