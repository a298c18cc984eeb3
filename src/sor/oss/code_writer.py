"""SOR codes written to units of FK-ORG by Organisation 6: read before it is written, and the whole list sent back.

A unit has one code at most: another one that stands there ends the day on which this one begins. What is there already
is not written again, so the same write twice is one.
"""

import uuid
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime

import httpx2
from lxml import etree
from lxml.etree import _Element

from sor.clock import Clock
from sor.core.day import DENMARK
from sor.oss.graphql_source import SERVICE, OrgCaller, tls_of
from sor.oss.org_unit import SOR_CODE, read_uuid
from sor.oss.soap_message import SOAP, write_message
from sor.oss.source import OrgSourceAway, SourceFault

SAGDOK = "urn:oio:sagdok:3.0.0"
NUMBERS = "urn:oio:sts:6"
UNIT = "http://stoettesystemerne.dk/organisation/organisationenhed/6/"
ADDRESS = "http://stoettesystemerne.dk/organisation/adresse/6/"
REQUEST = "http://kombit.dk/xml/schemas/RequestHeader/1/"
WST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
POLICY = "http://schemas.xmlsoap.org/ws/2004/09/policy"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
CLAIMS = "http://docs.oasis-open.org/wsfed/authorization/200706"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
TOKEN = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"  # noqa: S105 a name
CVR = "dk:gov:saml:attribute:CvrNumberIdentifier"
STS_PATH = "/runtime/services/kombittrust/14/certificatemixed"
UNIT_ADDRESS = "9b33c0a0-a566-4ec0-8200-325cb1e5bb9a"
"""The type of every address relation of a unit."""

OK, THERE_ALREADY = 20, 49
PATIENCE = 180.0
OF_CODES = uuid.UUID("b44138cf-72df-45d1-8821-83db39b62093")
"""The name space of the addresses that hold a code: the same code of the same unit is the same address."""


class SoapWriter:
    """Writes codes at an address. transport: by which it is reached; None: the network."""

    def __init__(
        self, url: str, caller: OrgCaller, sts: str = "", transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:  # fmt: skip
        self._base = url.rstrip("/").removesuffix("/organisation/organisationhent/1")
        self._sts = sts or f"https://{self._base.partition('://')[2].partition('/')[0]}{STS_PATH}"
        self._caller, self._clock = caller, clock or Clock()
        self._client = httpx2.Client(transport=transport, timeout=PATIENCE, verify=tls_of(caller))
        self._tokens: dict[str, bytes] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def write(self, cvr: str, org: str, codes: Sequence[str]) -> None:
        """Let a unit have exactly these SOR codes. Raises SourceFault."""
        relations = self._read(cvr, org)
        now = self._clock().astimezone(DENMARK)
        has = [one for one in relations.findall(f"{{{SAGDOK}}}Adresser") if _is_code(one) and _holds(one, now)]
        wanted = {str(uuid.uuid5(OF_CODES, f"{org}/{code}")): code for code in codes}
        for one in has:
            if (found := _target(one)) in wanted:
                del wanted[found]
            elif found is not None:
                _end(one, now)
        if not wanted and all(_holds(one, now) for one in has):
            return
        for address, code in wanted.items():
            self._make_address(cvr, address, code, now)
            _insert(relations, _relation(address, now))
        body = etree.Element(f"{{{UNIT}}}RetInput")
        _say(body, "UUIDIdentifikator", org)
        body.append(relations)
        self._demand(self._call(cvr, "organisationenhed", "ret", body), "ret", (OK,))

    def _read(self, cvr: str, org: str) -> _Element:
        """The relations of the newest registration of a unit."""
        body = etree.Element(f"{{{UNIT}}}LaesInput")
        _say(body, "UUIDIdentifikator", org)
        answer = self._call(cvr, "organisationenhed", "laes", body)
        self._demand(answer, "laes", (OK,))
        found = list(answer.iter(f"{{{UNIT}}}Registrering"))
        newest = max(found, key=lambda one: one.findtext(f"{{{SAGDOK}}}Tidspunkt") or "", default=None)
        relations = newest.find(f"{{{UNIT}}}RelationListe") if newest is not None else None
        if relations is None:
            raise SourceFault(f"FK-ORG tells nothing of unit {org}.", f"FK-ORG siger intet om enheden {org}.")
        return deepcopy(relations)

    def _make_address(self, cvr: str, address: str, code: str, now: datetime) -> None:
        body = etree.Element(f"{{{ADDRESS}}}ImportInput")
        one = etree.SubElement(body, f"{{{ADDRESS}}}Adresse")
        _say(one, "UUIDIdentifikator", address)
        registered = etree.SubElement(one, f"{{{ADDRESS}}}Registrering")
        attributes = etree.SubElement(registered, f"{{{ADDRESS}}}AttributListe")
        part = etree.SubElement(attributes, f"{{{ADDRESS}}}Egenskab")
        _period(part, now)
        _say(part, "BrugervendtNoegleTekst", code)
        etree.SubElement(part, f"{{{NUMBERS}}}AdresseTekst").text = code
        for name in ("TilstandListe", "RelationListe"):
            etree.SubElement(registered, f"{{{ADDRESS}}}{name}")
        answer = self._call(cvr, "adresse", "importer", body)
        self._demand(answer, "importer", (OK, THERE_ALREADY))  # there already: a write that was cut off before

    def _call(self, cvr: str, of: str, operation: str, body: _Element) -> _Element:
        url = f"{self._base}/organisation/{of}/6/"
        action = f"http://kombit.dk/sts/organisation/{of}/{operation}"
        header = etree.Element(f"{{{REQUEST}}}RequestHeader")
        etree.SubElement(header, f"{{{REQUEST}}}TransactionUUID").text = str(uuid.uuid4())
        message = self._sign_message(action, url, body, self._token(cvr), header)
        return self._post(url, message)

    def _token(self, cvr: str) -> bytes:
        if cvr in self._tokens:
            return self._tokens[cvr]
        asked = etree.Element(f"{{{WST}}}RequestSecurityToken", nsmap={"wst": WST})
        etree.SubElement(asked, f"{{{WST}}}TokenType").text = TOKEN
        etree.SubElement(asked, f"{{{WST}}}RequestType").text = f"{WST}/Issue"
        applies = etree.SubElement(asked, f"{{{POLICY}}}AppliesTo")
        endpoint = etree.SubElement(applies, f"{{{ADDRESSING}}}EndpointReference")
        etree.SubElement(endpoint, f"{{{ADDRESSING}}}Address").text = SERVICE
        claims = etree.SubElement(asked, f"{{{WST}}}Claims", Dialect=f"{CLAIMS}/authclaims")
        claim = etree.SubElement(claims, f"{{{CLAIMS}}}ClaimType", Uri=CVR)
        etree.SubElement(claim, f"{{{CLAIMS}}}Value").text = cvr
        etree.SubElement(asked, f"{{{WST}}}KeyType").text = f"{WST}/PublicKey"
        answer = self._post(self._sts, self._sign_message(f"{WST}/RST/Issue", self._sts, asked))
        found = next(answer.iter(f"{{{SAML}}}Assertion"), None)
        if found is None:
            raise SourceFault(f"{self._sts} gives no token.", f"{self._sts} giver ingen adgangsbillet.")
        found.tail = None
        self._tokens[cvr] = etree.tostring(found, method="c14n", exclusive=True)
        return self._tokens[cvr]

    def _sign_message(
        self, action: str, to: str, body: _Element, token: bytes | None = None, header: _Element | None = None
    ) -> bytes:  # fmt: skip
        now = Clock()()
        try:
            return write_message(action, to, body, self._caller.certificate, self._caller.key, now, token, header)
        except (OSError, ValueError) as error:
            raise SourceFault(
                f"The certificate towards FK-ORG cannot be used: {error}.",
                f"Certifikatet over for FK-ORG kan ikke bruges: {error}.",
            ) from None

    def _post(self, url: str, message: bytes) -> _Element:
        try:
            answer = self._client.post(url, content=message, headers={"Content-Type": "application/soap+xml"})
        except httpx2.HTTPError as error:
            why = str(error) or type(error).__name__
            raise OrgSourceAway(f"{url} cannot be reached: {why}.", f"{url} kan ikke nås: {why}.") from None
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            found = etree.fromstring(answer.content, parser)
        except etree.XMLSyntaxError:
            raise OrgSourceAway(
                f"{url} answers with status {answer.status_code}.", f"{url} svarer med status {answer.status_code}."
            ) from None
        fault = found.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
        if fault is not None:
            self._tokens.clear()
            said = fault.findtext(f".//{{{SOAP}}}Text") or ""
            raise SourceFault(f"{url} refuses: {said[:300]}", f"{url} afviser: {said[:300]}")
        return found

    def _demand(self, answer: _Element, operation: str, taken: Sequence[int]) -> None:
        told = next(answer.iter(f"{{{SAGDOK}}}StandardRetur"), None)
        status = (told.findtext(f"{{{SAGDOK}}}StatusKode") if told is not None else None) or "?"
        if status not in map(str, taken):
            said = (told.findtext(f"{{{SAGDOK}}}FejlbeskedTekst") if told is not None else "") or ""
            raise SourceFault(
                f"FK-ORG answers {operation} with status {status}. {said}".strip(),
                f"FK-ORG svarer {operation} med status {status}. {said}".strip(),
            )


def _say(parent: _Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{SAGDOK}}}{name}").text = text


def _name_element(parent: _Element, name: str, number: str) -> None:
    _say(etree.SubElement(parent, f"{{{SAGDOK}}}{name}"), "UUIDIdentifikator", number)


def _period(parent: _Element, now: datetime) -> None:
    """From today on, without end; times are whole days."""
    period = etree.SubElement(parent, f"{{{SAGDOK}}}Virkning")
    start = etree.SubElement(period, f"{{{SAGDOK}}}FraTidspunkt")
    _say(start, "TidsstempelDatoTid", _midnight(now))
    _say(etree.SubElement(period, f"{{{SAGDOK}}}TilTidspunkt"), "GraenseIndikator", "true")


def _midnight(now: datetime) -> str:
    return now.replace(hour=0, minute=0, second=0, microsecond=0).isoformat()


def _relation(address: str, now: datetime) -> _Element:
    made = etree.Element(f"{{{SAGDOK}}}Adresser")
    _period(made, now)
    _name_element(made, "ReferenceID", address)
    _name_element(made, "Rolle", SOR_CODE)
    _name_element(made, "Type", UNIT_ADDRESS)
    _say(made, "Indeks", "1")
    return made


def _insert(relations: _Element, made: _Element) -> None:
    """Addresses come first in the schema: the new one stands after the last of them."""
    relations.insert(len(relations.findall(f"{{{SAGDOK}}}Adresser")), made)


def _is_code(relation: _Element) -> bool:
    return read_uuid(_text(relation, "Rolle")) == SOR_CODE


def _target(relation: _Element) -> str | None:
    return read_uuid(_text(relation, "ReferenceID")) or None


def _text(relation: _Element, name: str) -> str:
    part = relation.find(f"{{{SAGDOK}}}{name}")
    return "".join(str(one) for one in part.itertext()).strip() if part is not None else ""


def _holds(relation: _Element, now: datetime) -> bool:
    """Whether a relation is not ended: old ones come back when they are read."""
    text = relation.findtext(f"{{{SAGDOK}}}Virkning/{{{SAGDOK}}}TilTidspunkt/{{{SAGDOK}}}TidsstempelDatoTid")
    if not text:
        return True
    try:
        end = datetime.fromisoformat(text.strip())
    except ValueError:
        return True
    return (end if end.tzinfo else end.replace(tzinfo=DENMARK)) > now


def _end(relation: _Element, now: datetime) -> None:
    """A relation ends today; it is not left out."""
    end = relation.find(f"{{{SAGDOK}}}Virkning/{{{SAGDOK}}}TilTidspunkt")
    if end is not None:
        for one in list(end):
            end.remove(one)
        _say(end, "TidsstempelDatoTid", _midnight(now))
