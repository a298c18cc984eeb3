"""DGWS from outside: zeep calls a started server with cards of the demo's STS; lists are changed while it runs."""

import json
import shlex
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import etree
from zeep import Client
from zeep.exceptions import Fault

from sor.access.dgws.names import MEDCOM, WSSE
from sor.sample.showcases import HOSPITAL
from tests.guide_examples import said_by_ours

pytestmark = pytest.mark.slow

OTHER = "12345678"


@pytest.fixture(scope="session")
def sorls(address: str) -> Iterator[Any]:
    client = Client(f"{address}?wsdl")
    yield client.service
    client.transport.session.close()


@pytest.fixture
def sor(database: str) -> Any:
    """The command line over the server's database."""

    def run(*arguments: str) -> str:
        return said_by_ours(shlex.join(["sor", "--database", database, *arguments]), {"SOR_NOW": ""})

    return run


def entries(printed: str) -> list[Any]:
    """The header entries that `sor card --header` prints, as zeep takes them."""
    return list(etree.fromstring(f"<x>{printed}</x>"))


def code(fault: Fault) -> str:
    """DGWS's code in a fault."""
    return str(fault.detail.findtext(f"{{{MEDCOM}}}FaultCode"))


def test_a_card_from_the_command_line_is_all_it_takes(sorls: Any, sor: Any) -> None:
    shown = entries(sor("card", "--header"))
    for _ in range(3):
        answer = sorls.GetSorEntity(SorIdentifier=int(HOSPITAL), _soapheaders=shown)
        body = getattr(answer, "body", answer)
        assert body.SorEntity.EntityName == "Fjordby Hospital"


def test_an_answer_is_linked_to_its_request(address: str, sor: Any) -> None:
    header = sor("card", "--header")
    request = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' + header + "</e:Header><e:Body>"
        f'<GetSorEntityRequest xmlns="urn:open-sor:sorls:1"><SorIdentifier>{HOSPITAL}</SorIdentifier>'
        "</GetSorEntityRequest></e:Body></e:Envelope>"
    )
    sent = entries(header)[1].findtext(f".//{{{MEDCOM}}}MessageID")
    for _ in range(2):
        answer = etree.fromstring(httpx.post(address, content=request).content)
        assert answer.findtext(f".//{{{MEDCOM}}}InResponseToMessageID") == sent
        assert answer.findtext(f".//{{{MEDCOM}}}FlowStatus") == "flow_finalized_succesfully"


def test_a_changed_card_is_refused(sorls: Any, sor: Any) -> None:
    changed = entries(sor("card", "--header").replace("90000012", "90000099"))
    with pytest.raises(Fault) as refused:
        sorls.GetSorEntity(SorIdentifier=int(HOSPITAL), _soapheaders=changed)
    assert code(refused.value) == "invalid_signature"


def test_who_may_call_is_changed_while_the_server_runs(sorls: Any, sor: Any) -> None:
    shown = entries(sor("card", OTHER, "--person", "Anna Berg", "--header"))

    def calling() -> str:
        try:
            sorls.GetSorEntity(SorIdentifier=int(HOSPITAL), _soapheaders=shown)
        except Fault as fault:
            return code(fault)
        return "answered"

    assert calling() == "not_authorized"
    sor("whitelist", "add", "sorls", OTHER, "--comment", "SOR-394", "--as", "sds")
    assert calling() == "answered"
    sor("whitelist", "remove", "sorls", OTHER, "--as", "sds")
    assert calling() == "not_authorized"
    history = json.loads(sor("whitelist", "history", "--json"))
    assert [(one["who"], one["key"]) for one in history[:2]] == [("sds", f"sorls/{OTHER}")] * 2


def test_the_page_gives_a_request_that_is_answered(server: str, address: str) -> None:
    page = httpx.get(f"{server}/demo/card", params={"cvr": "90000012"})
    assert page.status_code == 200
    assert "Nummeret står på listen for SORLS, SORUS." in page.text
    request = httpx.get(f"{server}/demo/card", params={"format": "request"})
    assert request.headers["content-type"].startswith("text/xml")
    assert f"{{{WSSE}}}Security" in [element.tag for element in etree.fromstring(request.content).iter()]
    answer = httpx.post(address, content=request.content)
    assert answer.status_code == 200
    assert b"<Code>0</Code>" in answer.content
