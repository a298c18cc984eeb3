"""The header of an answer, and DGWS's code in the detail of a fault (facts §10.8–10.9)."""

from datetime import datetime
from xml.sax.saxutils import escape

from sor.access.dgws.instants import zulu
from sor.access.dgws.linking import Linking
from sor.access.dgws.names import FINALIZED, MEDCOM, WSSE, WSU


def answer_header(linking: Linking, message_id: str, now: datetime, *, is_fault: bool) -> str:
    """The entries of an answer's ``soap:Header``, as XML. linking: the request's; message_id: the answer's own."""
    flow = "" if linking.flow_id is None else f"<medcom:FlowID>{escape(linking.flow_id)}</medcom:FlowID>"
    answers = (
        f"<medcom:InResponseToMessageID>{escape(linking.message_id)}</medcom:InResponseToMessageID>"
        if linking.message_id
        else ""
    )
    status = "" if is_fault else f"<medcom:FlowStatus>{FINALIZED}</medcom:FlowStatus>"
    return (
        f'<wsse:Security xmlns:wsse="{WSSE}"><wsu:Timestamp xmlns:wsu="{WSU}">'
        f"<wsu:Created>{zulu(now)}</wsu:Created></wsu:Timestamp></wsse:Security>"
        f'<medcom:Header xmlns:medcom="{MEDCOM}"><medcom:Linking>{flow}'
        f"<medcom:MessageID>{message_id}</medcom:MessageID>{answers}</medcom:Linking>{status}</medcom:Header>"
    )


def fault_code(code: str) -> str:
    """The element that carries DGWS's code inside a fault's detail, as XML."""
    return f'<medcom:FaultCode xmlns:medcom="{MEDCOM}">{code}</medcom:FaultCode>'
