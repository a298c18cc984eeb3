"""Spoilt requests, hundreds of them: each gets an answer or a fault of DGWS, nobody gets in as somebody else."""

import os
from typing import Any

import pytest
from lxml import etree

from sor.access.dgws.checks import Demands
from sor.access.dgws.names import MEDCOM
from sor.access.dgws.verified import VerifiedCards
from sor.endpoints.soap.dgws import Dgws
from sor.endpoints.soap.door import MISTAKE, Admitted
from sor.endpoints.sorls import door as sorls
from sor.following.phone_book import PhoneBook
from sor.formats.soap.envelope import ENVELOPE, Call
from sor.register import Register
from sor.store.database import Database
from tests.access.dgws.messages import CVR, NOW, TRUST, envelope, headers
from tests.conftest import StandingClock
from tests.endpoints.soap.test_dgws import ASKED
from tests.loops import run_apart
from tests.mutants import mutations

GOOD = envelope(headers(flow_id="flow-1", level=3), ASKED).encode()
COUNT = int(os.environ.get("MUTATIONS", "600"))

CLIENT = {
    "syntax_error", "missing_required_header", "expired_idcard", "invalid_signature", "invalid_certificate",
    "invalid_idcard", "security_level_failed", "invalid_date_timezone", "not_authorized",
}  # fmt: skip


class Witness(Dgws):
    """The guard, noting whom it let in."""

    let_in: list[Any]

    def admit(self, call: Call, recognised: object) -> Admitted:
        admitted = super().admit(call, recognised)
        self.let_in.append(admitted.caller)
        return admitted


@pytest.fixture
def guard() -> Witness:
    made = Witness(Demands("SORLS", lambda cvr: cvr == CVR), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
    made.let_in = []
    return made


@pytest.fixture
def door(guard: Witness, new_sqlite: Any, clock: StandingClock) -> Any:
    database: Database = new_sqlite()
    register = Register(database, clock)
    register.init("master", demo=True)
    return sorls.door(register, PhoneBook(register), guard)


async def ask(door: Any, body: bytes) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": sorls.PATH, "query_string": b"", "headers": []}
    return await door(scope, receive, send), b"".join(message.get("body", b"") for message in sent)


def judged(status: int, body: bytes, *, is_required: bool = True) -> str:
    """What an answer says: 'answered', or DGWS's code; anything else fails.

    is_required: whether the door asks for a card; otherwise a request may have lost its own and speak plain SOAP.
    """
    root = etree.fromstring(body)
    assert root.tag == f"{{{ENVELOPE}}}Envelope"
    assert MISTAKE.encode() not in body
    if not is_required and root.find(f".//{{{MEDCOM}}}Header") is None:
        assert status == 200 or root.findtext(".//faultstring")
        return "plain"
    assert root.findtext(f".//{{{MEDCOM}}}MessageID")
    if status == 200:
        assert root.findtext(f".//{{{MEDCOM}}}FlowStatus") == "flow_finalized_succesfully"
        return "answered"
    assert status in (413, 500)
    code = root.findtext(f".//detail/{{{MEDCOM}}}FaultCode") or ""
    side = root.findtext(".//faultcode")
    if code == "nonrepudiation_not_supported":
        assert side == "soap:Server"
        return code
    assert code in CLIENT, body
    assert side in ("soap:Client", "soap:VersionMismatch", "soap:MustUnderstand")
    assert root.findtext(".//faultstring")
    return code


@pytest.mark.slow
def test_every_spoilt_request_gets_an_answer_or_a_fault(door: Any, guard: Witness) -> None:
    found: dict[str, int] = {}

    async def all_of_them() -> None:
        assert judged(*await ask(door, GOOD)) == "answered"
        for spoilt in mutations(GOOD, COUNT, seed=20261122):
            said = judged(*await ask(door, spoilt))
            found[said] = found.get(said, 0) + 1
        assert judged(*await ask(door, GOOD)) == "answered"

    run_apart(all_of_them())
    assert sum(found.values()) == COUNT
    assert {"answered", "syntax_error", "invalid_signature", "missing_required_header"} <= set(found)
    genuine = guard.let_in[0]
    for caller in guard.let_in:
        assert caller._replace(message_id="", flow_id=None) == genuine._replace(message_id="", flow_id=None)
