"""A server of a real register: it trusts the STS that its settings name and nobody else, the demo's least of all."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from lxml import etree

from sor.access.dgws.issuing import Algorithms, Holder, header, issue
from sor.access.dgws.names import MEDCOM
from sor.endpoints.soap.guards import LOOK
from sor.register import Register
from sor.store.database import Database
from tests.access.dgws.messages import CVR, SHA1, STRANGER, STS, envelope
from tests.conftest import StandingClock
from tests.demos import take_mark_away
from tests.endpoints.servers import served
from tests.endpoints.soap.test_dgws import ASKED

pytestmark = pytest.mark.slow


def run(database: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-c", "from sor.cli import main; main()", "--database", database, *arguments]
    given = os.environ | {"SOR_NOW": ""} | environment
    return subprocess.run(command, env=given, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('production')}/sor.db"
    run(url, "init", "--role", "master", "--demo")
    return url


@pytest.fixture(scope="module")
def demo_card(demo: str) -> str:
    return run(demo, "card", "--header")


@pytest.fixture(scope="module")
def database(demo: str, demo_card: str) -> str:
    """A real register with a demo STS and the demo's whitelists: older programs made such by a forgotten setting."""
    register = Register(Database(demo), StandingClock())
    take_mark_away(register)
    register.database.close()
    return demo


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the trusted certificates."""
    folder: Path = tmp_path_factory.mktemp("sts")
    (folder / "nsp.pem").write_text(STS.certificate)
    return folder


@pytest.fixture(scope="module")
def server(database: str, trusted: Path) -> Iterator[str]:
    run(database, "whitelist", "add", "sorls", "87654321")  # an empty list shuts the door before any card is looked at
    given = {"SOR_NOW": "", "SOR_STS_CERTIFICATES": str(trusted)}
    with served(database, **given) as address:
        yield address


def asked(server: str, text: str) -> tuple[int, str | None]:
    """(HTTP status, DGWS's code) of an answer of SORLS."""
    answer = httpx.post(f"{server}/sor-opslag/SORLookupService", content=text)
    return answer.status_code, etree.fromstring(answer.content).findtext(f".//{{{MEDCOM}}}FaultCode")


def real_card(algorithms: Algorithms | None = None, age: timedelta = timedelta(minutes=5)) -> str:
    now = datetime.now(UTC)
    card = issue(STS, Holder(CVR), now - age, "card", algorithms)
    return envelope(header(card, "message", now), ASKED)


def test_a_card_of_the_trusted_sts_gets_in_once_its_number_is_listed(server: str, database: str) -> None:
    assert asked(server, real_card()) == (500, "not_authorized"), "the demo's rows do not count"
    run(database, "whitelist", "add", "sorls", CVR, "--comment", "SOR-394")
    assert asked(server, real_card()) == (200, None)
    run(database, "whitelist", "remove", "sorls", CVR)
    assert asked(server, real_card()) == (500, "not_authorized")


def test_a_certificate_that_is_taken_away_is_believed_no_more_while_the_server_runs(
    server: str, database: str, trusted: Path
) -> None:
    shown = real_card()
    run(database, "whitelist", "add", "sorls", CVR)
    assert [asked(server, shown) for _ in range(2)] == [(200, None)] * 2, "the card is known from its first call on"
    (trusted / "nsp.pem").unlink()
    time.sleep(2 * LOOK)
    assert [asked(server, one) for one in (shown, real_card())] == [(500, "invalid_certificate")] * 2
    (trusted / "nsp-2027.pem").write_text(STRANGER.certificate + STS.certificate)
    time.sleep(2 * LOOK)
    assert asked(server, shown) == (200, None), "and one that is put there is believed"
    (trusted / "nsp-2027.pem").rename(trusted / "nsp.pem")
    run(database, "whitelist", "remove", "sorls", CVR)


def test_a_card_of_the_demos_sts_is_refused(server: str, demo_card: str) -> None:
    assert asked(server, envelope(demo_card, ASKED)) == (500, "invalid_certificate")


def test_nobody_gets_in_without_a_card(server: str) -> None:
    assert asked(server, envelope("", ASKED)) == (500, "missing_required_header")


def test_sha_1_and_yesterdays_cards_are_refused(server: str) -> None:
    assert asked(server, real_card(SHA1)) == (500, "invalid_signature")
    assert asked(server, real_card(age=timedelta(hours=25))) == (500, "expired_idcard")


def test_there_is_no_demo_sts(server: str) -> None:
    assert httpx.get(f"{server}/demo/card").status_code == 404
    assert httpx.get(f"{server}/demo/card", params={"cvr": CVR, "format": "card"}).status_code == 404
