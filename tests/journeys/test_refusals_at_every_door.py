"""Whatever keeps a document of changes from being taken, at every door that takes one: who is at fault is told alike,
in the door's own way, with its text, and nothing is written.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.access.dgws.checks import Demands
from sor.access.dgws.verified import VerifiedCards
from sor.changes.document import BadDocument
from sor.cli import main
from sor.desk import (
    approving,
    campaigns,
    case_contents,
    case_records,
    cases,
    code_lists,
    error_reports,
    letters,
    mail_links,
    newsletter,
    plan_document,
    plan_records,
    readers,
    responsible_persons,
    still_right,
    subscriptions,
)
from sor.desk.actors import Actors, Denied
from sor.desk.demo_clock import Backward
from sor.desk.jobs import BegunJob, KeyUsed
from sor.desk.sending import TooMuch
from sor.desk.sites import told as sites_told
from sor.desk.sites import treatment_sites
from sor.endpoints.app import app
from sor.endpoints.http.unavailable import TOLD
from sor.endpoints.soap.dgws import Dgws
from sor.endpoints.sorus import door as sorus
from sor.following import part_asked, webhook_address
from sor.formats.soap.sorus_choices import VERSIONS
from sor.register import IsMirror, Refused, Register
from sor.settings import Settings, read_settings
from sor.store.database import Database
from tests.access.dgws.messages import NOW, TRUST
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.endpoints.sorus.messages import edit, message
from tests.endpoints.sorus.test_door import Answer, Made, send
from tests.loops import run_apart

DAY = "2027-02-01"


class Told(NamedTuple):
    """How something is told: the status over REST, SORUS' kind of fault, the exit code of the command."""

    rest: int
    soap: str
    command: int = 1


OWN = {
    TooMuch: Told(422, "Client"),
    IsMirror: Told(403, "Client"),
    Refused: Told(422, "Client"),
    BadDocument: Told(400, "1"),  # SORUS has a code of its own for it
}  # fmt: skip
"""What is the sender's own."""

ALL: dict[type[Exception], Told] = {**OWN, **dict.fromkeys(TOLD, Told(503, "Server"))}


class Doors:
    """A region's ward, its actor, and the three doors."""

    def __init__(self, register: Register, settings: Settings, ward: str, secret: tuple[str, str]) -> None:
        self.register, self.settings, self.ward, self.secret = register, settings, ward, secret
        guard = Dgws(Demands("SORUS", None), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
        self._sorus = sorus.doors(register, settings, guard)[VERSIONS[3].path]
        self._client = TestClient(app(register, settings), raise_server_exceptions=False)
        form = {"grant_type": "client_credentials", "client_id": secret[0], "client_secret": secret[1]}
        self._token = self._client.post("/api/v1/token", data=form).json()["access_token"]

    def document(self) -> dict[str, Any]:
        return {"changes": [{"op": "edit", "unit": self.ward, "from": DAY, "set": {"name": "Navn"}}]}

    def rest(self) -> tuple[int, str]:
        shown = {"Authorization": f"Bearer {self._token}"}
        answer = self._client.post("/api/v1/changes", json=self.document(), headers=shown)
        said = [answer.json()["detail"], *(one["da"] for one in answer.json()["findings"])]
        return answer.status_code, " ".join(said)

    def sorus(self) -> tuple[str, str]:
        answer = Answer(*run_apart(send(self._sorus, message(edit(self.ward)))))
        if answer.status == 200:
            return str(answer.code), str(answer.text("ErrorText"))
        return str(answer.root.findtext(".//faultcode")).partition(":")[2], str(answer.root.findtext(".//faultstring"))

    def command(self, language: str, changes: int = 1, **more: str) -> tuple[int, str]:
        url = f"sqlite:///{self.register.database.url.database}"
        words = ["submit", "-", "--as", "region", "--lang", language, "--database", url]
        document = {"changes": self.document()["changes"] * changes}
        given = {"SOR_NOW": "2026-11-01", **TRIED, **more}
        done = CliRunner().invoke(main, words, input=json.dumps(document), env=given)
        return done.exit_code, done.output


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    register = Register(
        Database(f"sqlite:///{tmp_path_factory.mktemp('refusals')}/sor.db?synchronous=off"), StandingClock()
    )
    register.init("master", demo=True)
    made = Made(register)
    made.allow("region")
    ward = {
        "op": "create", "as": "#ward", "level": "OU", "parent": made.hospital, "from": "2020-01-01",
        "set": {"name": "Ward", "type": "309904001", "location": {"state": "None"}},
    }  # fmt: skip
    code = register.change({"changes": [ward]}, "import", "import", judge=False).units["#ward"]
    yield Doors(register, read_settings(TRIED, demo=True), code, Actors(register).new_secret("region", None))
    register.database.close()


def error_of(kind: type[Exception]) -> Exception:
    if issubclass(kind, Refused | BadDocument):
        return kind("it is so in English", "det er saadan paa dansk")
    return kind("it is so in English")


def test_the_table_names_every_kind_of_refusal() -> None:
    elsewhere = {Denied, Backward, KeyUsed, BegunJob}  # of users, the demo's clock and jobs, not of a document
    of_cases = {
        module.__name__
        for module in (
            approving,
            campaigns,
            case_contents,
            case_records,
            cases,
            code_lists,
            error_reports,
            letters,
            mail_links,
            newsletter,
            readers,
            part_asked,
            responsible_persons,
            sites_told,
            still_right,
            subscriptions,
            treatment_sites,
            webhook_address,
        )
    }
    of_cases |= {plan_document.__name__, plan_records.__name__}  # the same of plans
    elsewhere |= {kind for kind in Refused.__subclasses__() if kind.__module__ in of_cases}
    elsewhere |= {kind for kind in Refused.__subclasses__() if "oss" in kind.__module__.split(".")}  # FK-OSS' own
    assert {Refused, BadDocument, *Refused.__subclasses__()} - elsewhere == {*OWN}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL)
def test_who_is_at_fault_is_told_alike(kind: type[Exception], doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    serial, told = doors.register.serial(), ALL[kind]

    def raise_it(*_: object, **__: object) -> None:
        raise error_of(kind)

    monkeypatch.setattr(Register, "change", raise_it)
    (rest, said), (fault, text), (code, line) = doors.rest(), doors.sorus(), doors.command("en")
    assert (rest, fault, code) == told
    assert doors.register.serial() == serial
    assert line.startswith("sor: it is so in English")
    if kind in OWN:
        assert "it is so in English" in said
        assert "det er saadan paa dansk" in said
        assert "det er saadan paa dansk" in doors.command("da")[1]
        assert ("dansk" if fault == "1" else "in English") in text


@pytest.mark.slow
def test_a_document_that_asks_for_too_much_is_really_refused_so(doors: Doors) -> None:
    """By a budget that is gone at the second look at the clock, and by one change more than anybody may send."""
    nothing = doors.settings._replace(most_seconds=dict.fromkeys(doors.settings.most_seconds, 0))
    strict = Doors(doors.register, nothing, doors.ward, doors.secret)
    (rest, said), (fault, text) = strict.rest(), strict.sorus()
    assert (rest, fault) == (422, "Client")
    for told in (said, text):
        assert "takes longer than the 0 seconds of processor time that your rights give it; nothing was" in told
    few = doors.command("da", changes=21, SOR_MOST_CHANGES="region=1")
    assert few[0] == 1
    assert few[1].startswith("sor: Dokumentet har 21 ændringer; med dine rettigheder må det have 20.")
