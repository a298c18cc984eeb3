"""Messages for the tests of DGWS: a made-up STS, a stranger's STS, cards of theirs, envelopes around them."""

from datetime import UTC, datetime, timedelta

from lxml import etree

from sor.access.dgws.checks import Caller, Demands, check
from sor.access.dgws.issuing import Algorithms, Holder, header, issue, new_identity
from sor.access.dgws.message import FamiliarMessage, GuardedMessage, message_of
from sor.access.dgws.names import DS, SOAP
from sor.access.dgws.recognising import recognise
from sor.access.dgws.refusal import Refusal
from sor.access.dgws.trust import Trust, read_trust
from sor.access.dgws.verified import VerifiedCards

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CVR = "90000012"
STS, STRANGER = new_identity("Test STS"), new_identity("Stranger's STS")
TRUST: Trust = read_trust("test", STS.certificate.encode())
HOLDER = Holder(CVR, "Region Midtjylland", "Regionens system")
CARD = issue(STS, HOLDER, NOW - timedelta(hours=1), "card-1").decode()

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
"""As the SOAP layer parses."""

SHA1 = Algorithms(f"{DS}rsa-sha1", f"{DS}sha1")
"""What the national STS signed with for years."""


def headers(card: str = CARD, message_id: str = "message-1", **more: object) -> str:
    """``wsse:Security`` with a card, and ``medcom:Header``."""
    return header(card.encode(), message_id, NOW, **more)  # type: ignore[arg-type]


def envelope(inside: str | None = None, body: str = "<Ask xmlns='urn:x'/>") -> str:
    """A whole message; without anything else said, a good one."""
    shown = headers() if inside is None else inside
    return (
        f'<e:Envelope xmlns:e="{SOAP}" id="Envelope"><e:Header>{shown}</e:Header><e:Body>{body}</e:Body></e:Envelope>'
    )


def message(
    text: str | bytes, kept: VerifiedCards | None = None, trust: Trust = TRUST
) -> GuardedMessage | FamiliarMessage:
    """A message as the SOAP layer hands it over. kept: the cards known by now."""
    raw = text.encode() if isinstance(text, str) else text
    recognised = recognise(raw, None, kept or VerifiedCards(), lambda: trust)
    rest = raw if recognised is None else recognised.rest
    root = etree.fromstring(rest, PARSER)
    return message_of(root.find(f"{{{SOAP}}}Header"), rest, None, recognised)


def called(
    text: str | bytes, now: datetime = NOW, kept: VerifiedCards | None = None, trust: Trust = TRUST, listed: str = CVR
) -> Caller:
    """Who calls with a message."""
    demands = Demands("SORUS", lambda cvr: cvr == listed)
    cards = VerifiedCards() if kept is None else kept
    return check(message(text, cards), demands, lambda: trust, cards, now)


def refused(text: str | bytes, **given: object) -> tuple[str, str]:
    """The code and the sentence with which a message is refused; raises AssertionError when it is not."""
    try:
        caller = called(text, **given)  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal.code, str(refusal)
    raise AssertionError(f"let in: {caller}")
