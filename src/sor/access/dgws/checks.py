"""The checks of DGWS 1.0.1, in the documented order, each with its documented code (facts §10.7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.card import Card, read_card
from sor.access.dgws.familiar import HeaderTexts
from sor.access.dgws.instants import zulu
from sor.access.dgws.linking import Linking, demand_message_id
from sor.access.dgws.message import FamiliarMessage, GuardedMessage
from sor.access.dgws.names import CARD_VERSION
from sor.access.dgws.recognising import context_of, learn
from sor.access.dgws.refusal import (
    BAD_CARD,
    BAD_LEVEL,
    EXPIRED,
    NO_RECEIPTS,
    NOT_AUTHORIZED,
    NOT_ZULU,
    Refusal,
)
from sor.access.dgws.signature import demand_valid, verify_card
from sor.access.dgws.trust import Trust, Trusted
from sor.access.dgws.verified import Verified, VerifiedCards

OLDEST = timedelta(hours=24)
LEVELS = ("3", "4")
"""3: a system, by a company's or function's certificate; 4: a user, by an employee's."""


class Caller(NamedTuple):
    """Who calls, proven. cvr: empty only where no whitelist asks for it and the card has none.

    system: the name of the calling IT system; user: the name of the person on a card of level 4. sts: the trust
    domain that vouches. message_id, flow_id: of this message.
    """

    cvr: str
    organisation: str
    system: str
    user: str
    level: int
    card_id: str
    sts: str
    message_id: str
    flow_id: str | None


class Demands(NamedTuple):
    """What a service asks of its callers. is_listed: whether a CVR number is on its whitelist; None without one."""

    service: str
    is_listed: Callable[[str], bool] | None = None


def check(
    message: GuardedMessage | FamiliarMessage,
    demands: Demands,
    trust: Callable[[], Trust],
    kept: VerifiedCards,
    now: datetime,
) -> Caller:
    """The caller of a message. trust: asked only for cards that are not known yet; they are put into ``kept``.
    now: UTC. Raises Refusal.
    """
    assertion = message.assertion
    linking = message.linking
    demand_message_id(linking)
    known = message.known
    card = known.card if known else read_card(assertion)
    _check_in_time(card, now)
    if linking.wants_receipt:
        raise Refusal(NO_RECEIPTS, "This service gives no receipts of non-repudiation. Do not ask for one.")
    message.demand_one_card()
    signer = known.signer if known else _verify_signer(message, assertion, card, trust(), kept, now)
    demand_valid(signer, now)
    if card.version != CARD_VERSION:
        raise Refusal(BAD_CARD, f"The ID card has version '{card.version[:20]}'; this service takes {CARD_VERSION}.")
    _check_level(card, linking)
    if now - card.issued.at > OLDEST:
        raise Refusal(
            EXPIRED, f"The ID card was issued at {card.issued.written}, more than 24 hours ago. Get a new one."
        )
    _check_zulu(card, message.created)
    _check_listed(card, demands)
    return Caller(
        card.cvr, card.care_provider_name, card.system, card.user, int(card.level), card.id, signer.sts,
        linking.message_id, linking.flow_id,
    )  # fmt: skip


def _verify_signer(
    message: GuardedMessage | FamiliarMessage,
    assertion: _Element,
    card: Card,
    trust: Trust,
    kept: VerifiedCards,
    now: datetime,
) -> Trusted:
    """Who signed a card that is not known yet; from now on it is."""
    signer = verify_card(etree.tostring(assertion, encoding="utf-8", with_tail=False), trust, now)
    verified = Verified(card, signer, assertion.get("id", "").encode(), context_of(assertion))
    learn(message.raw, assertion, verified, HeaderTexts(message.linking, message.created), kept, now)
    return signer


def _check_in_time(card: Card, now: datetime) -> None:
    if now < card.not_before.at:
        raise Refusal(EXPIRED, f"The ID card is not valid before {card.not_before.written}; here it is {zulu(now)}.")
    if now >= card.not_on_or_after.at:
        raise Refusal(EXPIRED, f"The ID card expired at {card.not_on_or_after.written}. Get a new one from your STS.")


def _check_level(card: Card, linking: Linking) -> None:
    if card.level not in LEVELS:
        raise Refusal(BAD_LEVEL, f"The ID card has level '{card.level[:10]}'; this service asks for level 3 or 4.")
    if linking.level is not None and linking.level != card.level:
        raise Refusal(
            BAD_LEVEL,
            f"medcom:SecurityLevel says {linking.level[:10]}, but the ID card has level {card.level}.",
        )


def _check_zulu(card: Card, created: str | None) -> None:
    written = card.not_zulu or (created if created is not None and not created.endswith("Z") else None)
    if written is not None:
        raise Refusal(NOT_ZULU, f"'{written[:40]}' is not in Zulu time. Write UTC with a Z: 2026-11-01T12:00:00Z.")


def _check_listed(card: Card, demands: Demands) -> None:
    if demands.is_listed is None:
        return
    if not card.cvr:
        raise Refusal(NOT_AUTHORIZED, "medcom:CareProviderID of the ID card is no CVR number (medcom:cvrnumber).")
    if not demands.is_listed(card.cvr):
        raise Refusal(
            NOT_AUTHORIZED,
            f"CVR {card.cvr[:20]} is not on the whitelist of {demands.service}. Ask those who run it to add it.",
        )
