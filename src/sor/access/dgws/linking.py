"""``medcom:Header``: how a message is linked to others, and what its sender asks for (facts §10.2)."""

from typing import NamedTuple

from lxml.etree import _Element

from sor.access.dgws.names import MEDCOM
from sor.access.dgws.refusal import MISSING_HEADER, SYNTAX_ERROR, Refusal

LONGEST_ID = 300
"""Characters of a message's or flow's id; those in use have some forty."""

_LEVEL, _LINKING, _RECEIPT, _FLOW, _MESSAGE = (
    f"{{{MEDCOM}}}{name}"
    for name in ("SecurityLevel", "Linking", "RequireNonRepudiationReceipt", "FlowID", "MessageID")
)


class Linking(NamedTuple):
    """message_id: empty when it is missing; flow_id: None when there is none. level: as the header claims it."""

    message_id: str = ""
    flow_id: str | None = None
    level: str | None = None
    wants_receipt: bool = False


def linking_of(header: _Element) -> Linking:
    """What a ``medcom:Header`` says. Raises Refusal for an id that is too long."""
    message_id, flow_id, level, wants_receipt = "", None, None, False
    for child in header:
        if child.tag == _LINKING:
            ids = {one.tag: (one.text or "").strip() for one in child}
            if any(len(one) > LONGEST_ID for one in ids.values()):
                raise Refusal(
                    SYNTAX_ERROR, f"An id in medcom:Linking is longer than {LONGEST_ID} characters. Shorten it."
                )
            message_id, flow_id = ids.get(_MESSAGE, ""), ids.get(_FLOW) or None
        elif child.tag == _LEVEL:
            level = (child.text or "").strip()
        elif child.tag == _RECEIPT:
            wants_receipt = (child.text or "").strip() != "no"
    return Linking(message_id, flow_id, level, wants_receipt)


def demand_message_id(linking: Linking) -> None:
    """Raises Refusal when the message has no id to be answered to."""
    if not linking.message_id:
        raise Refusal(
            MISSING_HEADER, "medcom:Header has no Linking with a MessageID. Give every message an id of its own."
        )
