"""The answer of a SAML provider: what is demanded of the message and of its one assertion, and what is then believed.

The order is that of trust: the message must be meant for here and for this very login; what it holds is decrypted, and
read as a document of its own; that document must be signed, all of it, by the provider; only then is it asked whether
it is meant for here, holds now, and says what the provider's row demands.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from lxml.etree import _Element

from sor.access.dgws.trust import Trusted
from sor.access.login.saml.encryption import decrypt_assertion
from sor.access.login.saml.forms import NAME_ID, ReadName, read_name
from sor.access.login.saml.keys import OwnKey
from sor.access.login.saml.names import BEARER, ENTITY, PERSISTENT, SAML, SAMLP, SUCCESS
from sor.access.login.saml.reading import Unusable, only, read_xml, text_of
from sor.access.login.saml.signature import demand_signed
from sor.core.instant import parse_instant

SKEW = timedelta(seconds=60)
"""By how much clocks may differ."""

FRESH = timedelta(minutes=15)
"""How old an answer may be, however long it says to hold: no longer than a login may be under way."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_ASSERTION, _ENCRYPTED = f"{{{SAML}}}Assertion", f"{{{SAML}}}EncryptedAssertion"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_CONDITIONS = {f"{{{SAML}}}{name}" for name in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction")}


class Expected(NamedTuple):
    """What an answer must fit. issuer: who answers; audience: who the register is to them; goes_to: the address at
    which answers come in; request: the id of the question. name_forms, ciphers, attributes: as the row demands.
    subject, cvr: the attributes that name the person for ever, and their organisation.
    """

    issuer: str
    audience: str
    goes_to: str
    request: str
    name_forms: tuple[str, ...]
    ciphers: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    subject: str
    cvr: str


class Asserted(NamedTuple):
    """What a provider has said and signed. claims: its attributes, and the person's name for ever as ``NameID``.
    name_id, name_format, session: by which it knows this login when it is to end. id, ends: of the assertion.
    """

    claims: Mapping[str, object]
    name_id: str
    name_format: str
    session: str
    id: str
    ends: datetime


def read_answer(
    content: bytes, expected: Expected, keys: Sequence[OwnKey], signers: Sequence[Trusted], now: datetime
) -> Asserted:
    """What an answer (``samlp:Response``) says. keys: the register's; signers: the provider's. Raises Unusable."""
    response = read_xml(content)
    _demand_response(response, expected, now)
    inner = decrypt_assertion(only(response, _ENCRYPTED), keys, expected.ciphers)
    try:
        assertion = read_xml(inner)
    except Unusable as unusable:
        raise Unusable(unusable.da, unusable.en, hidden=True) from None
    if assertion.tag != _ASSERTION or len(list(assertion.iter(_ASSERTION, _ENCRYPTED))) != 1:
        raise Unusable("den indeholder ikke netop én attest", "it holds not just one assertion", hidden=True)
    demand_signed(assertion, signers, now)
    return _read_asserted(assertion, expected, now)


def _demand_response(response: _Element, expected: Expected, now: datetime) -> None:
    """Raises Unusable unless the message answers the question, at its address, and holds one encrypted assertion."""
    if response.tag != f"{{{SAMLP}}}Response":
        raise Unusable("den er intet svar på et login", "it is no answer to a login")
    demand_version(response)
    demand("InResponseTo", response.get("InResponseTo"), expected.request)
    demand("Destination", response.get("Destination"), expected.goes_to)
    demand_fresh(response, now)
    if any(child.tag == f"{{{SAML}}}Issuer" for child in response):
        demand_issuer(response, expected.issuer)
    code = only(only(response, f"{{{SAMLP}}}Status"), f"{{{SAMLP}}}StatusCode")
    if code.get("Value") != SUCCESS:
        below = next((one.get("Value", "") for one in code), "") or code.get("Value", "")
        word = below.rsplit(":", 1)[-1][:60]
        raise Unusable(f"du er ikke logget ind der ({word})", f"you were not logged in there ({word})")
    allowed = {f"{{{SAML}}}Issuer", _SIGNATURE, f"{{{SAMLP}}}Status", _ENCRYPTED}
    if any(child.tag not in allowed for child in response) or any(response.iter(_ASSERTION)):
        raise Unusable("den skal have netop én krypteret attest", "it must hold just one assertion, encrypted")
    if len(list(response.iter(_ENCRYPTED))) != 1:
        raise Unusable("den skal have netop én krypteret attest", "it must hold just one assertion, encrypted")


LASTING = ("professional", "uuid")
"""The forms of a name for ever in an attribute."""


def _read_asserted(assertion: _Element, expected: Expected, now: datetime) -> Asserted:
    """What an assertion says whose signature holds."""
    demand_version(assertion)
    demand_fresh(assertion, now)
    demand_issuer(assertion, expected.issuer)
    subject = only(assertion, f"{{{SAML}}}Subject")
    name = only(subject, f"{{{SAML}}}NameID")
    ends = _find_confirmed_until(subject, expected, now)
    _demand_conditions(only(assertion, f"{{{SAML}}}Conditions"), expected, now)
    statement = only(assertion, f"{{{SAML}}}AuthnStatement")
    session_ends = statement.get("SessionNotOnOrAfter")
    if session_ends and instant(session_ends) + SKEW <= now:
        raise Unusable("loginet hos udbyderen er udløbet", "the login at the provider has run out")
    claims = _attributes(only(assertion, f"{{{SAML}}}AttributeStatement"))
    _demand_attributes(claims, expected.attributes)
    text, name_format = text_of(name), name.get("Format", "")
    found = _read_name(NAME_ID, text, name_format, expected.name_forms)
    claims[NAME_ID] = found.subject
    if expected.subject != NAME_ID:
        claims[expected.subject] = _read_name(
            expected.subject, claims.get(expected.subject, ""), PERSISTENT, LASTING
        ).subject
    if found.cvr:
        demand(expected.cvr, claims.setdefault(expected.cvr, found.cvr), found.cvr)
    return Asserted(claims, text, name_format, statement.get("SessionIndex", ""), assertion.get("ID", ""), ends)


def _read_name(where: str, text: str, name_format: str, forms: tuple[str, ...]) -> ReadName:
    found = read_name(text, name_format, forms)
    if found is None:
        wanted = ", ".join(forms)
        raise Unusable(
            f"den navngiver dig på en form, der ikke er aftalt ({where}; aftalt er {wanted})",
            f"it names you in a form that is not agreed ({where}; agreed: {wanted})",
        )
    return found


def _find_confirmed_until(subject: _Element, expected: Expected, now: datetime) -> datetime:
    """Until when whoever brings an assertion is believed to be its subject."""
    bearers = [one for one in subject if one.tag == f"{{{SAML}}}SubjectConfirmation" and one.get("Method") == BEARER]
    if len(bearers) != 1:
        raise Unusable("den skal have én SubjectConfirmation (bearer)", "it must hold one SubjectConfirmation (bearer)")
    data = only(bearers[0], f"{{{SAML}}}SubjectConfirmationData")
    demand("Recipient", data.get("Recipient"), expected.goes_to)
    demand("InResponseTo", data.get("InResponseTo"), expected.request)
    return _demand_now(data, now)


def _demand_conditions(conditions: _Element, expected: Expected, now: datetime) -> None:
    if odd := next((str(one.tag) for one in conditions if one.tag not in _CONDITIONS), ""):
        raise Unusable(f"den stiller et ukendt vilkår ({odd[:80]})", f"it holds an unknown condition ({odd[:80]})")
    _demand_now(conditions, now)
    restrictions = [one for one in conditions if one.tag == f"{{{SAML}}}AudienceRestriction"]
    if not restrictions or not all(
        expected.audience in [text_of(one) for one in restriction] for restriction in restrictions
    ):
        raise Unusable("den er bestemt for en anden tjeneste (Audience)", "it is meant for another service (Audience)")


def _demand_now(element: _Element, now: datetime) -> datetime:
    """When a period ends that must hold now."""
    if element.get("NotOnOrAfter") is None:
        raise Unusable("den siger ikke, hvor længe den gælder", "it does not say how long it holds")
    ends = instant(element.get("NotOnOrAfter", ""))
    if ends + SKEW <= now:
        raise Unusable("den er udløbet", "it has expired")
    begins = element.get("NotBefore")
    if begins is not None and instant(begins) - SKEW > now:
        raise Unusable("den gælder ikke endnu", "it does not hold yet")
    return ends


def demand_fresh(element: _Element, now: datetime) -> None:
    """Raises Unusable unless a message or an assertion was made a moment ago."""
    made = instant(element.get("IssueInstant", ""))
    if made - SKEW > now:
        raise Unusable("den er lavet i fremtiden", "it was made in the future")
    if now - made > FRESH + SKEW:
        raise Unusable("den er for gammel", "it is too old")


def demand_issuer(element: _Element, wanted: str) -> None:
    """Raises Unusable unless a message or an assertion is of that provider."""
    issuer = only(element, f"{{{SAML}}}Issuer")
    if issuer.get("Format", ENTITY) != ENTITY:
        raise Unusable("dens afsender er ikke en udbyder (Issuer)", "its issuer is no provider")
    demand("Issuer", text_of(issuer), wanted)


def demand_version(element: _Element) -> None:
    """Raises Unusable unless it is SAML 2.0."""
    demand("Version", element.get("Version"), "2.0")


def demand(what: str, found: str | None, wanted: str) -> None:
    """Raises Unusable unless something is as it must be."""
    if found != wanted:
        said = (found or "–")[:200]
        raise Unusable(f"{what} er '{said}' og ikke '{wanted}'", f"{what} is '{said}', not '{wanted}'")


def _attributes(statement: _Element) -> dict[str, str]:
    """The attributes that have just one text; of what is empty, manifold or holds XML nothing is read."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for attribute in statement:
        if attribute.tag != f"{{{SAML}}}Attribute":
            raise Unusable("den har en krypteret egenskab", "it holds an attribute that is encrypted")
        name = attribute.get("Name", "")
        if name in seen:
            raise Unusable(f"den har egenskaben {name[:100]} to gange", f"it holds the attribute {name[:100]} twice")
        seen.add(name)
        if len(attribute) == 1 and len(attribute[0]) == 0:
            found[name] = text_of(attribute[0])
    return found


def _demand_attributes(found: Mapping[str, str], demanded: Mapping[str, tuple[str, ...]]) -> None:
    for name, values in demanded.items():
        value = found.get(name, "")
        if not value:
            raise Unusable(f"egenskaben {name} mangler", f"the attribute {name} is missing")
        if values and value not in values:
            raise Unusable(
                f"egenskaben {name} er '{value[:60]}' og ikke {' / '.join(values)}",
                f"the attribute {name} is '{value[:60]}', not {' / '.join(values)}",
            )


def instant(text: str) -> datetime:
    """A time as SAML writes it, always in UTC. Raises Unusable."""
    if not _INSTANT.fullmatch(text):
        raise Unusable(f"'{text[:40]}' er intet tidspunkt i UTC", f"'{text[:40]}' is no instant in UTC")
    try:
        return parse_instant(text)
    except ValueError:
        raise Unusable(f"'{text[:40]}' er intet tidspunkt i UTC", f"'{text[:40]}' is no instant in UTC") from None
