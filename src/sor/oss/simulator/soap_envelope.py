"""Envelopes of SOAP 1.2: answers, and faults."""

import uuid

from lxml import etree
from lxml.etree import _Element

from sor.oss.simulator.graphql_door import HttpReply
from sor.oss.simulator.soap_names import CONTENT_TYPE, PREFIXES, REQUEST_HEADER, WSA, S

FAULT_ACTION = f"{WSA}/fault"


def new_envelope(action: str, relates_to: str, transaction: str = "") -> _Element:
    """An answer's envelope: a header with its addressing, and an empty body."""
    envelope = etree.Element(f"{{{S}}}Envelope", nsmap=PREFIXES)
    header = etree.SubElement(envelope, f"{{{S}}}Header")
    etree.SubElement(header, f"{{{WSA}}}Action").text = action
    etree.SubElement(header, f"{{{WSA}}}MessageID").text = f"urn:uuid:{uuid.uuid4()}"
    etree.SubElement(header, f"{{{WSA}}}To").text = f"{WSA}/anonymous"
    if relates_to:
        etree.SubElement(header, f"{{{WSA}}}RelatesTo").text = relates_to
    if transaction:
        told = etree.SubElement(header, f"{{{REQUEST_HEADER}}}RequestHeader")
        etree.SubElement(told, f"{{{REQUEST_HEADER}}}TransactionUUID").text = transaction
    etree.SubElement(envelope, f"{{{S}}}Body")
    return envelope


def fault(namespace: str, subcode: str, text: str, relates_to: str = "", status: int = 500) -> HttpReply:
    """A fault of the sender's; not signed, because nobody is known to whom it would prove anything."""
    envelope = new_envelope(FAULT_ACTION, relates_to)
    told = etree.SubElement(envelope[1], f"{{{S}}}Fault")
    code = etree.SubElement(told, f"{{{S}}}Code")
    etree.SubElement(code, f"{{{S}}}Value").text = "s:Sender"
    below = etree.SubElement(etree.SubElement(code, f"{{{S}}}Subcode"), f"{{{S}}}Value", nsmap={"f": namespace})
    below.text = f"f:{subcode}"
    reason = etree.SubElement(told, f"{{{S}}}Reason")
    line = etree.SubElement(reason, f"{{{S}}}Text")
    line.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    line.text = text
    return HttpReply(status, etree.tostring(envelope, xml_declaration=True, encoding="UTF-8"), CONTENT_TYPE)
