"""The SOSI ID card: what a SAML assertion says of the caller. Reading it proves nothing; the signature does."""

from datetime import datetime
from typing import NamedTuple

from lxml.etree import _Element

from sor.access.dgws.names import CVR_FORMAT, SAML
from sor.access.dgws.refusal import BAD_CARD, Refusal
from sor.core.instant import parse_instant

_ISSUER, _CONDITIONS, _STATEMENT, _ATTRIBUTE, _VALUE = (
    f"{{{SAML}}}{name}" for name in ("Issuer", "Conditions", "AttributeStatement", "Attribute", "AttributeValue")
)


class CardInstant(NamedTuple):
    """An instant as the card writes it, and what it means."""

    written: str
    at: datetime


class Card(NamedTuple):
    """An ID card. care_provider: the organisation's number, in the format that ``care_provider_format`` names.

    kind: ``system`` (level 3) or ``user`` (level 4). level: as written. not_zulu: an instant that is not written in
    UTC with a Z, as DGWS 1.0.1 demands.
    """

    issuer: str
    issued: CardInstant
    not_before: CardInstant
    not_on_or_after: CardInstant
    id: str
    version: str
    kind: str
    level: str
    system: str
    care_provider: str
    care_provider_format: str
    care_provider_name: str
    user: str
    not_zulu: str | None

    @property
    def cvr(self) -> str:
        """The caller's CVR number; empty when the card names its organisation by another number."""
        return self.care_provider if self.care_provider_format == CVR_FORMAT else ""


def read_card(assertion: _Element) -> Card:
    """The card in an assertion. Raises Refusal for one that lacks what every card has."""
    conditions = assertion.find(_CONDITIONS)
    if conditions is None:
        raise Refusal(BAD_CARD, "The ID card has no Conditions, so nobody can tell until when it holds.")
    told = _attributes(assertion)
    provider_format, provider = told.get("medcom:CareProviderID", ("", ""))

    def value(name: str) -> str:
        return told[name][1] if name in told else ""

    moments = _moment(assertion, "IssueInstant"), _moment(conditions, "NotBefore"), _moment(conditions, "NotOnOrAfter")
    return Card(
        issuer=(assertion.findtext(_ISSUER) or "").strip(),
        issued=moments[0],
        not_before=moments[1],
        not_on_or_after=moments[2],
        id=value("sosi:IDCardID"),
        version=value("sosi:IDCardVersion"),
        kind=value("sosi:IDCardType"),
        level=value("sosi:AuthenticationLevel"),
        system=value("medcom:ITSystemName"),
        care_provider=provider,
        care_provider_format=provider_format,
        care_provider_name=value("medcom:CareProviderName"),
        user=" ".join(filter(None, (value("medcom:UserGivenName"), value("medcom:UserSurName")))),
        not_zulu=next((moment.written for moment in moments if not moment.written.endswith("Z")), None),
    )


def _attributes(assertion: _Element) -> dict[str, tuple[str, str]]:
    """Attribute to (NameFormat, value)."""
    found: dict[str, tuple[str, str]] = {}
    for statement in assertion.iterchildren(_STATEMENT):
        for attribute in statement.iterchildren(_ATTRIBUTE):
            name = attribute.get("Name", "")
            if name in found:
                raise Refusal(BAD_CARD, f"The ID card says {name} twice.")
            if len(attribute) == 1 and attribute[0].tag == _VALUE and not len(attribute[0]):
                found[name] = attribute.get("NameFormat", ""), (attribute[0].text or "").strip()
    return found


def _moment(element: _Element, name: str) -> CardInstant:
    written = element.get(name, "").strip()
    try:
        return CardInstant(written, parse_instant(written))
    except ValueError:
        text = f"is '{written[:40]}', which is no instant" if written else "is missing"
        raise Refusal(BAD_CARD, f"{name} of the ID card {text}. Write it as 2026-11-01T12:00:00Z.") from None
