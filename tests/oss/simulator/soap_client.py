"""A client of Organisation 6 and its STS that shares nothing with ours: zeep signs the request for a token,
python-xmlsec the calls.
"""

import base64
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import xmlsec
from lxml import etree
from lxml.builder import ElementMaker
from lxml.etree import _Element
from zeep.wsse.signature import BinarySignature

from tests.oss.simulator.simulated import CVR, SERVICE, Running

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "wst": "http://docs.oasis-open.org/ws-sx/ws-trust/200512",
    "wsp": "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "auth": "http://docs.oasis-open.org/wsfed/authorization/200706",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "sd": "urn:oio:sagdok:3.0.0",
    "sts": "urn:oio:sts:6",
    "orgf": "http://stoettesystemerne.dk/organisation/6/",
    "e": "http://stoettesystemerne.dk/organisation/organisationenhed/6/",
    "a": "http://stoettesystemerne.dk/organisation/adresse/6/",
    "o": "http://stoettesystemerne.dk/organisation/organisation/6/",
    "sys": "http://stoettesystemerne.dk/organisation/organisationsystem/6/",
    "rh": "http://kombit.dk/xml/schemas/RequestHeader/1/",
}
STS_PATH = "/runtime/services/kombittrust/14/certificatemixed"


def maker(prefix: str) -> ElementMaker:
    return ElementMaker(namespace=NS[prefix], nsmap=NS)


S, WSA, WST, WSP, WSU, WSSE, SD, E, A, RH = map(maker, ("s", "wsa", "wst", "wsp", "wsu", "wsse", "sd", "e", "a", "rh"))


class SoapAnswer(NamedTuple):
    """An answer: its HTTP status, its envelope, and its bytes."""

    status: int
    envelope: _Element
    body: bytes

    @property
    def fault(self) -> str:
        """The subcode of a fault, without prefix; empty where there is none."""
        return (self.envelope.findtext(".//s:Subcode/s:Value", "", NS)).partition(":")[2]

    @property
    def code(self) -> str:
        """The status of StandardRetur."""
        return self.envelope.findtext(".//sd:StandardRetur/sd:StatusKode", "", NS)


def stamp(now: datetime, minutes: int = 5) -> _Element:
    """A timestamp."""
    times = (now, now + timedelta(minutes=minutes))
    created, expires = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in times)
    return WSU.Timestamp(WSU.Created(created), WSU.Expires(expires))


def rst(cvr: str, service: str = SERVICE) -> _Element:
    """A request for a token for a municipality."""
    claim = ElementMaker(namespace=NS["auth"], nsmap=NS)
    return WST.RequestSecurityToken(
        WST.TokenType("http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"),
        WST.RequestType(NS["wst"] + "/Issue"),
        WSP.AppliesTo(WSA.EndpointReference(WSA.Address(service))),
        WST.Claims(
            claim.ClaimType(claim.Value(cvr), Uri="dk:gov:saml:attribute:CvrNumberIdentifier"),
            Dialect=NS["auth"] + "/authclaims",
        ),
        WST.KeyType(NS["wst"] + "/PublicKey"),
    )


def envelope(action: str, body: _Element, *more: _Element) -> _Element:
    """A message with addressing headers and a timestamp."""
    return S.Envelope(
        S.Header(
            WSA.Action(action),
            WSA.MessageID(f"urn:uuid:{uuid.uuid4()}"),
            WSA.To("http://127.0.0.1/"),
            *more,
            WSSE.Security(stamp(datetime.now(UTC))),
        ),
        S.Body(body),
    )


def send(running: Running, path: str, message: _Element | bytes, *, tls: str | None = None) -> SoapAnswer:
    """Send a message as it is."""
    connection: HTTPConnection = HTTPConnection("127.0.0.1", running.port) if tls is None else running.tls(tls)
    body = message if isinstance(message, bytes) else etree.tostring(message)
    with closing(connection):
        connection.request("POST", path, body, {"content-type": "application/soap+xml"})
        answer = connection.getresponse()
        found = answer.read()
    return SoapAnswer(answer.status, etree.fromstring(found), found)


def ask_token(
    running: Running, cvr: str = CVR, client: str = "client", body: _Element | None = None, tls: str | None = None
) -> SoapAnswer:
    """Ask the STS for a token, the request signed by zeep."""
    message = envelope(NS["wst"] + "/RST/Issue", rst(cvr) if body is None else body)
    over = str(running.folder / f"{client}.pem")
    key = str(running.folder / f"{client}-key.pem")
    wsse = BinarySignature(
        key, over, signature_method=xmlsec.Transform.RSA_SHA256, digest_method=xmlsec.Transform.SHA256
    )
    wsse.apply(message, {})
    sign_also(message, ["wsa:Action", "wsa:MessageID", "wsa:To"], key)
    return send(running, STS_PATH, message, tls=tls)


def sign_also(message: _Element, headers: list[str], key: str) -> None:
    """Let zeep's signature cover the addressing headers as well."""
    signature = message.find(".//ds:Signature", NS)
    for name in headers:
        _refer(message.find(f"s:Header/{name}", NS), signature)
    _sign(message, signature, Path(key))


def _refer(element: Any, signature: Any) -> None:
    number = f"id-{uuid.uuid4()}"
    element.set(f"{{{NS['wsu']}}}Id", number)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{number}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)


def _sign(message: _Element, signature: Any, key: Path) -> None:
    for value in signature.iter(f"{{{NS['ds']}}}DigestValue", f"{{{NS['ds']}}}SignatureValue"):
        value.text = None
    xmlsec.tree.add_ids(message, ["Id", "ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(key), xmlsec.KeyFormat.PEM)
    context.sign(signature)


def token_of(running: Running, cvr: str = CVR) -> _Element:
    """A token."""
    found = ask_token(running, cvr).envelope.find(".//saml:Assertion", NS)
    assert found is not None
    return found


def signed_call(
    running: Running, action: str, body: _Element, token: _Element, key: str = "client", leave: tuple[str, ...] = ()
) -> _Element:
    """A call with a token, signed by the holder's key. leave: parts that are not signed."""
    header = RH.RequestHeader(RH.TransactionUUID(str(uuid.uuid4())))
    message = envelope(f"http://kombit.dk/sts/organisation/{action}", body, header)
    security = message.find("s:Header/wsse:Security", NS)
    security.append(etree.fromstring(etree.tostring(token)))
    signature = xmlsec.template.create(security, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    security.append(signature)
    parts = [
        "s:Body",
        "s:Header/wsse:Security/wsu:Timestamp",
        *(f"s:Header/wsa:{n}" for n in ("Action", "MessageID", "To")),
    ]
    for part in parts:
        if part not in leave:
            _refer(message.find(part, NS), signature)
    info = etree.SubElement(xmlsec.template.ensure_key_info(signature), f"{{{NS['wsse']}}}SecurityTokenReference")
    identifier = etree.SubElement(info, f"{{{NS['wsse']}}}KeyIdentifier")
    identifier.set("ValueType", "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID")
    identifier.text = token.get("ID")
    _sign(message, signature, running.folder / f"{key}-key.pem")
    return message


class SoapCaller:
    """Calls operations of a municipality with one token."""

    def __init__(self, running: Running, cvr: str = CVR) -> None:
        self.running, self.token = running, token_of(running, cvr)

    def call(self, kind: str, operation: str, body: _Element) -> SoapAnswer:
        """Call an operation."""
        word = "organisationssystem" if kind == "organisationsystem" else kind
        message = signed_call(self.running, f"{word}/{operation}", body, self.token)
        return send(self.running, f"/organisation/{kind}/6/", message)

    def read(self, unit: str) -> list[_Element]:
        """The registrations of a unit, the newest last."""
        answer = self.call("organisationenhed", "laes", E.LaesInput(SD.UUIDIdentifikator(unit)))
        found = answer.envelope.findall(".//e:Registrering", NS)
        return sorted(found, key=lambda one: one.findtext("sd:Tidspunkt", "", NS))


def certificate_in(answer: SoapAnswer) -> bytes:
    """The certificate by which an answer is signed."""
    return base64.b64decode(answer.envelope.findtext(".//wsse:BinarySecurityToken", "", NS))
