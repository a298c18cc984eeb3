"""DGWS at the doors: every SOAP service may be guarded by it, with or without a whitelist of its own.

Where cards are required, no message without one gets past; where they are optional (demo only) a message that shows
none is let in as nobody's, and one that shows a card is judged like everywhere else.
"""

import os
from collections.abc import Callable
from datetime import datetime

from sor.access.dgws.answering import answer_header, fault_code
from sor.access.dgws.checks import Demands, check
from sor.access.dgws.linking import Linking
from sor.access.dgws.message import FamiliarMessage, GuardedMessage, message_of
from sor.access.dgws.recognising import Recognised, recognise
from sor.access.dgws.refusal import BAD_METHOD, PROCESSING_PROBLEM, SYNTAX_ERROR, Refusal
from sor.access.dgws.trust import Trust
from sor.access.dgws.verified import VerifiedCards
from sor.endpoints.soap.door import NOBODY, Admitted
from sor.formats.soap.envelope import Call, Fault, Trouble

METHOD_NOT_ALLOWED = 405


class Dgws:
    """The guard of one service. clock: gives the time in UTC. trust: whom to trust now. kept: the cards that were
    verified already, shared by the services of a process.
    """

    def __init__(
        self,
        demands: Demands,
        clock: Callable[[], datetime],
        trust: Callable[[], Trust],
        kept: VerifiedCards,
        *,
        required: bool,
    ) -> None:
        self._demands = demands
        self._clock = clock
        self._trust = trust
        self._kept = kept
        self._required = required

    def recognise(self, raw: bytes, charset: str | None) -> tuple[bytes, Recognised | None]:
        """A message without its ID card, when that is known by its bytes; else the whole message."""
        found = recognise(raw, charset, self._kept, self._trust)
        return (raw, None) if found is None else (found.rest, found)

    def admit(self, call: Call, recognised: object) -> Admitted:
        """The caller that the message's ID card proves. Raises Fault with DGWS's code."""
        known = recognised if isinstance(recognised, Recognised) else None
        message = message_of(call.header, call.raw, call.charset, known)
        if not self._required and not message.shows_card:
            return NOBODY
        now = self._clock()
        try:
            caller = check(message, self._demands, self._trust, self._kept, now)
        except Refusal as refusal:
            header = answer_header(_linking(message), _new_id(), now, is_fault=True)
            trouble = Trouble(0, "", str(refusal))
            raise Fault(refusal.side, trouble, detail=fault_code(refusal.code), header=header) from None
        linking = Linking(caller.message_id, caller.flow_id)
        return Admitted(caller, answer_header(linking, _new_id(), now, is_fault=False))

    def tell_fault(self, fault: Fault, call: Call | None, admitted: Admitted) -> Fault:
        """A fault with DGWS's code and header, for a caller who speaks DGWS or has to."""
        if not self._required and admitted.caller is None:
            return fault
        caller = admitted.caller
        if caller is not None:
            linking = Linking(caller.message_id, caller.flow_id)
        else:
            linking = Linking() if call is None else _linking(GuardedMessage(call.header, call.raw, call.charset))
        fault.detail += "" if fault.says_code else fault_code(_code(fault))
        fault.header = answer_header(linking, _new_id(), self._clock(), is_fault=True)
        return fault


def _code(fault: Fault) -> str:
    if fault.status == METHOD_NOT_ALLOWED:
        return BAD_METHOD
    return PROCESSING_PROBLEM if fault.code == "Server" or fault.is_understood else SYNTAX_ERROR


def _linking(message: GuardedMessage | FamiliarMessage) -> Linking:
    try:
        return message.linking
    except Refusal:
        return Linking()


def _new_id() -> str:
    return os.urandom(16).hex()
