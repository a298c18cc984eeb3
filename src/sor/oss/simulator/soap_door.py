"""Organisation 6 over HTTP: the envelope, who sends it, which operation, and the signed answer."""

from collections.abc import Callable, Mapping
from datetime import datetime

from lxml.etree import _Element

from sor.oss.simulator.assertions import judge
from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.faults import FaultName
from sor.oss.simulator.graphql_door import HttpReply
from sor.oss.simulator.message_security import (
    Insecure,
    demand_fresh,
    demand_signed,
    read_message,
    security_of,
    sign_message,
)
from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.server import Cut
from sor.oss.simulator.soap_classes import CLASSES, SoapClass
from sor.oss.simulator.soap_envelope import fault, new_envelope
from sor.oss.simulator.soap_names import CONTENT_TYPE, DS, REQUEST_HEADER, SAML, SAML_ID, WSA, WSSE, S
from sor.oss.simulator.soap_operations import HIERARCHY, SUPPORTED, WRITES, Operations, hierarchy

ACTION = "http://kombit.dk/sts/organisation"
SYSTEM_PATH = "/organisation/organisationsystem/6"
SYSTEM_ACTION = f"{ACTION}/organisationssystem/fremsoegobjekthierarki"
INPUTS = {"ImportInput": "importer"}
PATHS: Mapping[str, SoapClass | None] = {**{one.path: one for one in CLASSES.values()}, SYSTEM_PATH: None}
"""The class of each address; None: OrganisationSystem."""


class Organisation6Door:
    """Answers at the addresses of Organisation 6. meets: whether a call of a municipality meets a fault."""

    def __init__(
        self,
        known: Identities,
        municipalities: Mapping[str, SimulatedMunicipality],
        clock: Callable[[], datetime],
        meets: Callable[[FaultName, str], bool],
        suffer: Callable[[SimulatedMunicipality], None],
    ) -> None:
        self._known, self._municipalities, self._clock = known, municipalities, clock
        self._meets, self._suffer = meets, suffer
        self._seen: dict[str, datetime] = {}

    def answer(self, path: str, body: bytes, broken: Callable[[str], HttpReply | None]) -> HttpReply:
        """The answer to a message. broken: what is answered instead, while a fault is on. Raises Cut."""
        message = ""
        try:
            envelope = read_message(body)
            message = envelope.findtext(f"{{{S}}}Header/{{{WSA}}}MessageID") or ""
            cvr = self._caller(envelope, message)
        except Insecure as error:
            return fault(WSSE, error.subcode, str(error), message)
        except ValueError as error:
            return fault(S, "Sender", str(error), message, 400)
        municipality = self._municipalities.get(cvr)
        if municipality is None:
            return fault(WSSE, "FailedAuthentication", f"there is no organisation with CVR {cvr}", message)
        if instead := broken(municipality.told.code):
            return instead
        return self._operate(path, envelope, message, municipality)

    def _operate(self, path: str, envelope: _Element, message: str, municipality: SimulatedMunicipality) -> HttpReply:
        transaction = envelope.findtext(
            f"{{{S}}}Header/{{{REQUEST_HEADER}}}RequestHeader/{{{REQUEST_HEADER}}}TransactionUUID"
        )
        if not (transaction or "").strip():
            return fault(S, "Sender", "the header RequestHeader with TransactionUUID is missing", message, 400)
        asked = next(envelope.iterfind(f"{{{S}}}Body/*"), None)
        action = (envelope.findtext(f"{{{S}}}Header/{{{WSA}}}Action") or "").strip()
        operation = _operation(path, asked, action)
        if asked is None or operation is None:
            return fault(WSA, "ActionNotSupported", f"{action[:100]} with that body is no operation of {path}", message)
        of = PATHS[path]
        with municipality.lock:
            self._suffer(municipality)
            if of is None:
                output = hierarchy(asked, municipality)
            else:
                code = municipality.told.code
                output = Operations(of, municipality, lambda name: self._meets(name, code)).answer(operation, asked)
        answer = new_envelope(f"{action}Response", message, transaction or "")
        answer[1].append(output)
        reply = HttpReply(200, sign_message(answer, self._known.service, self._clock()), CONTENT_TYPE)
        if operation in WRITES and self._meets("lost-answer", municipality.told.code):
            raise Cut(reply, 0)
        if self._meets("cut", municipality.told.code):
            raise Cut(reply, len(reply.body) // 2)
        return reply

    def _caller(self, envelope: _Element, message: str) -> str:
        """The CVR number of the token with which a message is proven. Raises Insecure."""
        now = self._clock()
        security = security_of(envelope)
        demand_fresh(security, now)
        tokens = security.findall(f"{{{SAML}}}Assertion")
        if len(tokens) != 1:
            raise Insecure("InvalidSecurity", "the Security header must hold one SAML token")
        token = judge(tokens[0], self._known, now)
        for name in ("Action", "To", "MessageID"):
            if not envelope.findtext(f"{{{S}}}Header/{{{WSA}}}{name}"):
                raise Insecure("InvalidSecurity", f"the addressing header {name} is missing")
        demand_signed(envelope, security, token.holder, {"Body", "Timestamp", "addressing"})
        for identifier in security.iterfind(f"{{{DS}}}Signature/{{{DS}}}KeyInfo//{{{WSSE}}}KeyIdentifier"):
            if identifier.get("ValueType") == SAML_ID and (identifier.text or "").strip() != token.number:
                raise Insecure("FailedCheck", "KeyInfo names another token")
        self._demand_new(message, now)
        return token.cvr

    def _demand_new(self, message: str, now: datetime) -> None:
        """Raises Insecure for a message that was taken before."""
        if message in self._seen:
            raise Insecure("FailedCheck", "a message with that MessageID was taken before")
        if len(self._seen) > 50_000:
            self._seen = {}
        self._seen[message] = now


def _operation(path: str, asked: _Element | None, action: str) -> str | None:
    """The operation that a body asks for, when address and action agree."""
    if asked is None:
        return None
    namespace, _, name = str(asked.tag)[1:].partition("}")
    of = PATHS[path]
    if of is None:
        right = namespace == HIERARCHY and name == "FremsoegObjekthierarkiInput" and action == SYSTEM_ACTION
        return "fremsoegobjekthierarki" if right else None
    operation = INPUTS.get(name, name.removesuffix("Input").lower())
    fits = namespace == of.namespace and name.endswith("Input") and operation in SUPPORTED
    return operation if fits and action == f"{ACTION}/{of.kind}/{operation}" else None
