"""The header of an answer: linked to the request, in the same flow, finished unless it is a fault."""

from lxml import etree

from sor.access.dgws.answering import answer_header, fault_code
from sor.access.dgws.linking import Linking
from sor.access.dgws.names import MEDCOM, WSU
from tests.access.dgws.messages import NOW

ASKED = Linking("request & 1", "flow <1>")


def texts(linking: Linking, *, is_fault: bool = False) -> dict[str, str]:
    root = etree.fromstring(f"<x>{answer_header(linking, 'answer-1', NOW, is_fault=is_fault)}</x>")
    return {str(element.tag): element.text or "" for element in root.iter() if not len(element)}


def test_an_answer() -> None:
    assert texts(ASKED) == {
        f"{{{WSU}}}Created": "2026-11-01T12:00:00Z",
        f"{{{MEDCOM}}}FlowID": "flow <1>",
        f"{{{MEDCOM}}}MessageID": "answer-1",
        f"{{{MEDCOM}}}InResponseToMessageID": "request & 1",
        f"{{{MEDCOM}}}FlowStatus": "flow_finalized_succesfully",
    }


def test_a_fault_finishes_nothing() -> None:
    assert f"{{{MEDCOM}}}FlowStatus" not in texts(ASKED, is_fault=True)


def test_an_answer_to_what_could_not_be_read() -> None:
    assert texts(Linking(), is_fault=True) == {
        f"{{{WSU}}}Created": "2026-11-01T12:00:00Z",
        f"{{{MEDCOM}}}MessageID": "answer-1",
    }


def test_the_code_of_a_fault() -> None:
    element = etree.fromstring(fault_code("expired_idcard"))
    assert (element.tag, element.text) == (f"{{{MEDCOM}}}FaultCode", "expired_idcard")
