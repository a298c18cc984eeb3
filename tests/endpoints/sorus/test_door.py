"""SORUS at its doors, through all of it but the network: who may, what is answered, and hundreds of spoilt requests."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from sor.access.dgws.checks import Demands
from sor.access.dgws.verified import VerifiedCards
from sor.core.as_of import AsOf
from sor.core.day import START
from sor.endpoints.soap.dgws import Dgws
from sor.endpoints.soap.door import EVERYONE, SoapDoor
from sor.endpoints.sorus import door as sorus
from sor.formats.soap.sorus_choices import VERSIONS
from sor.register import Register
from sor.settings import read_settings
from sor.store import actors
from sor.store.actors import ActorRow, RightRow
from sor.store.database import Database
from tests.access.dgws.messages import CVR, NOW, TRUST
from tests.conftest import StandingClock
from tests.endpoints.sorus.messages import creation, edit, message, request
from tests.endpoints.test_mutations import judged
from tests.loops import run_apart
from tests.mutants import mutations

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("MUTATIONS", "300"))
AT = "2026-11-01T12:00:00.000000Z"
EDI = (
    "<EanLocationCodeEntity><EanLocationCode>5790000123117</EanLocationCode></EanLocationCodeEntity>"
    "<EdiTypeCollection><EdiType><Standard>XDIS91</Standard><Version>1.0</Version><Direction>send</Direction></EdiType>"
    "</EdiTypeCollection>"
)
OWNER, HOSPITAL = "#owner", "#hospital"
REGION_TREE = {
    "reason": "for tests",
    "changes": [
        {
            "op": "create", "as": OWNER, "level": "IO", "from": "2020-01-01",
            "set": {
                "name": "Region Test", "type": "550881000005103", "cvr": CVR, "location": {"state": "None"},
                "postal_address": {"street": "Skottenborg", "building": "26", "postcode": "8800", "country": "DK"},
                "virtual_address": {"phone": "78410000"},
            },
        },
        {
            "op": "create", "as": HOSPITAL, "level": "HI", "parent": OWNER, "from": "2020-01-01",
            "set": {"name": "Hospital", "type": "22232009", "location": {"state": "None"}},
        },
    ],
}  # fmt: skip


class Made:
    """A region with a hospital, and the door of version 3."""

    def __init__(self, register: Register) -> None:
        self.register = register
        made = register.change(REGION_TREE, "import", "import", judge=False)
        assert made.serial is not None, made.findings
        self.owner, self.hospital = made.units[OWNER], made.units[HOSPITAL]
        self.guard = Dgws(Demands("SORUS", None), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
        self.doors = sorus.doors(register, read_settings({}, demo=True), self.guard)
        self.door = self.doors[VERSIONS[3].path]

    def allow(self, actor: str, role: str = "region") -> None:
        with self.register.database.desk.writing() as connection:
            if actors.actor(connection, actor) is None:
                actors.add_actor(connection, ActorRow(actor, actor, CVR, None, AT, "test"))
            place = None if role == "authority" else self.owner
            right = RightRow(0, actor, role, place, None, START, 99991231, 0, "test", AT)
            actors.give_right(connection, right)

    def ask(self, text: str | bytes, version: int = 3) -> "Answer":
        return Answer(*run_apart(send(self.doors[VERSIONS[version].path], text)))


class Answer:
    """What came back, read as a result of SORUS."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        self.root = etree.fromstring(body)

    def text(self, name: str) -> str | None:
        return self.root.findtext(f".//{{*}}{name}")

    @property
    def code(self) -> int:
        return int(self.text("ErrorCode") or -1)

    @property
    def rules(self) -> list[str]:
        return [one.text or "" for one in self.root.iter("{*}Rule")]


async def send(door: SoapDoor, text: str | bytes) -> tuple[int, bytes]:
    sent: list[Any] = []
    body = text.encode() if isinstance(text, str) else text

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def take(given: Any) -> None:
        sent.append(given)

    scope = {"type": "http", "method": "POST", "path": VERSIONS[3].path, "query_string": b"", "headers": []}
    status = await door(scope, receive, take)
    return status, b"".join(given.get("body", b"") for given in sent)


@pytest.fixture
def made(new_sqlite: Callable[[], Database], clock: StandingClock) -> Made:
    register = Register(new_sqlite(), clock)
    register.init("master", demo=True)
    found = Made(register)
    found.allow("region")
    return found


def test_a_unit_is_made_in_the_name_of_the_callers_actor(made: Made) -> None:
    answer = made.ask(message(creation(parent=made.hospital)))
    assert (answer.status, answer.code) == (200, 0), answer.text("ErrorText")
    code = answer.text("SorIdentifier")
    entry = made.register.entry(made.register.serial())
    assert entry is not None
    assert (entry.actor, entry.channel) == ("region", "sorus")
    assert CVR not in str(entry), "the number finds the actor and is not written"
    unit = made.register.at(AsOf(20261224, made.register.serial())).unit(code or "")
    assert unit is not None
    assert (unit["name"], unit["parent"]) == ("Afsnit & co", made.hospital)


def test_a_card_is_always_asked_for(made: Made) -> None:
    without = creation(parent=made.hospital)
    answer = made.ask(
        f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{without}</e:Body></e:Envelope>'
    )
    assert (answer.status, answer.text("FaultCode")) == (500, "missing_required_header")
    door = sorus.doors(made.register, read_settings({}, demo=True), EVERYONE)[VERSIONS[3].path]
    status, body = run_apart(send(door, message(without)))
    assert (status, Answer(status, body).text("faultstring")) == (500, "SORUS answers nobody without an ID card.")


def test_a_caller_without_an_actor_has_no_right(made: Made) -> None:
    with made.register.database.desk.writing() as connection:
        actors.remove_actor(connection, "region", "test", AT)
    answer = made.ask(message(creation(parent=made.hospital)))
    assert answer.status == 200
    assert answer.code > 1000
    assert any(rule.startswith("AUTH") for rule in answer.rules)


def test_of_several_actors_the_first_that_may_is_the_sender(made: Made) -> None:
    made.allow("edi", role="vendor")
    with made.register.database.desk.writing() as connection:
        actors.remove_actor(connection, "region", "test", AT)
    made.allow("zone")
    assert made.ask(message(creation(parent=made.hospital))).code == 0
    entry = made.register.entry(made.register.serial())
    assert entry is not None
    assert entry.actor == "zone"


def test_the_same_message_is_answered_again_and_done_once(made: Made) -> None:
    asked = message(creation(parent=made.hospital), "once")
    first, again = made.ask(asked), made.ask(asked)
    assert first.text("SorIdentifier") == again.text("SorIdentifier")
    serial = made.register.serial()
    changed = made.ask(message(creation("2026-12-25", made.hospital), "once"))
    assert changed.rules == ["X35"]
    assert made.register.serial() == serial


def test_the_same_message_is_answered_alike_after_a_later_change(made: Made) -> None:
    """Rendered again from its serial: what was changed since does not show."""
    asked = message(creation(parent=made.hospital), "once")
    first = made.ask(asked)
    code = first.text("SorIdentifier") or ""
    assert made.ask(message(edit(code, "2026-12-24").replace("Afsnit &amp; co", "Nyt navn"))).code == 0
    again = made.ask(asked)
    assert again.text("EntityName") == first.text("EntityName") == "Afsnit & co"


def test_a_day_outside_the_register_is_a_fault_with_its_element(made: Made) -> None:
    answer = made.ask(message(creation("0001-01-01", made.hospital)))
    assert (answer.status, answer.text("FaultCode"), answer.text("Element")) == (500, "syntax_error", "FromDate")


def test_what_another_changed_lately_is_not_set_back_unseen(made: Made) -> None:
    code = made.ask(message(creation(parent=made.hospital))).text("SorIdentifier") or ""
    made.register.change(
        {"op": "edit", "unit": code, "from": "2027-01-01", "set": {"name": "En andens navn"}},
        "anna",
        "web",
        judge=False,
    )
    answer = made.ask(message(edit(code)))
    assert answer.code == 0
    assert "X51" in answer.rules


def test_a_setting_refuses_it(made: Made) -> None:
    code = made.ask(message(creation(parent=made.hospital))).text("SorIdentifier") or ""
    made.register.change(
        {"op": "edit", "unit": code, "from": "2027-01-01", "set": {"name": "En andens navn"}},
        "anna",
        "web",
        judge=False,
    )
    made.doors = sorus.doors(made.register, read_settings({"SOR_SORUS_STALE": "error"}, demo=True), made.guard)
    made.door = made.doors[VERSIONS[3].path]
    serial = made.register.serial()
    answer = made.ask(message(edit(code)))
    assert answer.code > 1000
    assert "X51" in answer.rules
    assert made.register.serial() == serial


def test_a_mirror_takes_nothing(new_sqlite: Callable[[], Database], clock: StandingClock) -> None:
    register = Register(new_sqlite(), clock)
    register.init("mirror")
    guard = Dgws(Demands("SORUS", None), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
    door = sorus.doors(register, read_settings({}, demo=True), guard)[VERSIONS[3].path]
    answer = Answer(*run_apart(send(door, message(creation()))))
    assert (answer.status, answer.text("FaultCode")) == (500, "processing_problem")
    assert "This register is a mirror" in (answer.text("faultstring") or "")


def test_every_spoilt_request_gets_a_result_or_a_fault(made: Made) -> None:
    """Spoilt anywhere, and spoilt in the body alone, where the card lets it in."""
    code = made.ask(message(creation(parent=made.hospital))).text("SorIdentifier") or ""
    dated, named = "<FromDate>2027-01-01</FromDate>", f"<SorIdentifier>{code}</SorIdentifier>"
    bodies = [
        creation(parent=made.hospital),
        edit(code),
        request("UpdateEdi", f"{dated}{named}{EDI}"),
        request("ReplaceSorEntity", f"{dated}{named}<ReplacedByEntityCollection>{named}</ReplacedByEntityCollection>"),
        request("MoveSorEntity", f"{dated}{named}<ParentSorIdentifier>{made.hospital}</ParentSorIdentifier>"),
        request("CloseSorEntity", f"<SorIdentifier>{code}</SorIdentifier><ToDate>2027-01-01</ToDate>"),
    ]
    found: dict[str, int] = {}

    def judge(text: bytes) -> None:
        status, body = run_apart(send(made.door, text))
        said = judged(status, body)
        if said == "answered":
            assert Answer(status, body).text("ErrorText")
        found[said] = found.get(said, 0) + 1

    for body in bodies:
        for spoilt in mutations(message(body).encode(), COUNT // 12, seed=5):
            judge(spoilt)
        for spoilt in mutations(body.encode(), COUNT // 12, seed=6):
            before, mark, after = message("<here/>").encode().partition(b"<here/>")
            assert mark
            judge(before + spoilt + after)
    assert sum(found.values()) >= COUNT - 12
    assert {"answered", "syntax_error", "invalid_signature"} <= set(found)
    assert made.ask(message(creation(parent=made.hospital))).code == 0


USED = "5790000123117"
NUMBER = f"<EanLocationCodeEntity><EanLocationCode>{USED}</EanLocationCode></EanLocationCodeEntity>"


def with_used_number(body: str) -> str:
    return body.replace("None</EanLocationCodeState>", f"Own</EanLocationCodeState>{NUMBER}")


@pytest.fixture
def former(made: Made) -> str:
    """A department that closed with its location number."""
    values = {"name": "Nedlagt", "type": "309904001", "location": {"state": "None"}}
    number = {"op": "number", "location_number": USED, "unit": "#old", "issue": {"system_type": "225"}}
    changes: list[dict[str, Any]] = [
        {"op": "create", "as": "#old", "level": "OU", "parent": made.hospital, "from": "2026-11-01", "set": values},
        number | {"from": "2026-11-02"},
    ]
    old = made.register.change({"changes": changes}, "import", "import", judge=False).units["#old"]
    closed = {"op": "close", "unit": old, "from": "2026-11-20"}
    assert made.register.change(closed, "import", "import", judge=False).accepted
    return old


def test_a_used_number_goes_to_the_unit_that_takes_the_place_over_as_the_refusal_says(made: Made, former: str) -> None:
    refused = made.ask(message(with_used_number(creation(parent=made.hospital))))
    assert refused.rules == ["L13"]
    assert "oprettes da uden nummeret" in (refused.text("ErrorText") or "")
    code = made.ask(message(creation(parent=made.hospital))).text("SorIdentifier") or ""
    asked = with_used_number(edit(code))
    assert made.ask(message(asked)).rules == ["L13"]
    by = f"<ReplacedByEntityCollection><SorIdentifier>{code}</SorIdentifier></ReplacedByEntityCollection>"
    noted = f"<FromDate>2026-12-24</FromDate><SorIdentifier>{former}</SorIdentifier>{by}"
    assert made.ask(message(request("ReplaceSorEntity", noted))).code == 0
    answer = made.ask(message(asked))
    assert (answer.code, answer.text("EanLocationCode")) == (0, USED), answer.text("ErrorText")


def test_of_several_actors_the_authority_is_told_what_it_may_do_with_a_used_number(made: Made, former: str) -> None:
    """The region's refusal is no last word: whoever else has the CVR number is asked, and who says most answers."""
    asked = with_used_number(creation(parent=made.hospital))
    made.allow("vendor", role="vendor")
    assert made.ask(message(asked)).rules == ["L13"]
    made.allow("the-authority", role="authority")
    answer = made.ask(message(asked))
    assert answer.rules == ["L13"]
    assert "REST" in (answer.text("ErrorText") or "")
