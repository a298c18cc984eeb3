"""Cards that were verified before: RSA is done once, room is bounded, and nothing that may change is believed."""

from datetime import timedelta
from typing import Any

import pytest

from sor.access.dgws.card import Card, CardInstant, read_card
from sor.access.dgws.checks import Demands, check
from sor.access.dgws.refusal import Refusal
from sor.access.dgws.trust import Trust, Trusted, read_trust
from sor.access.dgws.verified import Verified, VerifiedCards
from tests.access.dgws.messages import CARD, CVR, NOW, STRANGER, STS, TRUST, called, envelope, headers, message, refused


def test_a_card_is_verified_once() -> None:
    asked = []

    def trust() -> Trust:
        asked.append(1)
        return TRUST

    kept = VerifiedCards()
    for number in range(3):
        text = envelope(headers(message_id=f"message-{number}"))
        assert check(message(text, kept), Demands("SORUS"), trust, kept, NOW).message_id == f"message-{number}"
    assert (len(asked), len(kept)) == (1, 1)


def test_a_known_card_of_a_certificate_that_is_trusted_no_more_is_refused() -> None:
    kept = VerifiedCards()

    def call(*trust: Trusted) -> str:
        return check(message(envelope(), kept, trust), Demands("SORUS"), lambda: trust, kept, NOW).sts

    again = read_trust("test", STS.certificate.encode())
    assert [call(*TRUST), call(*again)] == ["test", "test"], "the certificate counts, not what was read of it"
    for other in ((), read_trust("test", STRANGER.certificate.encode())):
        with pytest.raises(Refusal, match="not signed by an STS that is trusted here"):
            call(*other)
    assert call(*read_trust("renamed", STS.certificate.encode())) == "renamed"
    assert call(*TRUST) == "test"


def test_time_whitelist_and_header_are_looked_at_on_every_call() -> None:
    kept = VerifiedCards()
    called(envelope(), kept=kept)
    assert refused(envelope(), kept=kept, now=NOW + timedelta(days=1))[0] == "expired_idcard"
    assert refused(envelope(), kept=kept, listed="12345678")[0] == "not_authorized"
    assert refused(envelope(headers(level=4)), kept=kept)[0] == "security_level_failed"
    assert refused(envelope(headers(message_id="")), kept=kept)[0] == "missing_required_header"
    assert called(envelope(), kept=kept).cvr == CVR


def test_the_same_card_in_other_bytes_is_verified_anew() -> None:
    kept = VerifiedCards()
    called(envelope(), kept=kept)
    spaced = CARD.replace('Version="2.0" id="IDCard"', 'id="IDCard" Version="2.0"')
    assert called(envelope(headers(spaced)), kept=kept).cvr == CVR
    assert len(kept) == 2


def test_a_refused_card_is_not_kept() -> None:
    kept = VerifiedCards()
    refused(envelope(headers(CARD.replace(CVR, "99999999"))), kept=kept)
    assert len(kept) == 0


def test_room_is_bounded_the_expired_go_first_then_the_oldest() -> None:
    card: Any = read_card(message(envelope()).assertion)
    late = CardInstant("", NOW + timedelta(hours=1))

    def one(expires: CardInstant) -> Verified:
        made: Card = card._replace(not_on_or_after=expires)
        return Verified(made, TRUST[0], b"IDCard", {})

    kept = VerifiedCards(most=3)
    for name, expires in ((b"1", late), (b"2", CardInstant("", NOW - timedelta(hours=1))), (b"3", late)):
        kept.keep(name, one(expires), NOW)
    kept.keep(b"4", one(late), NOW)
    assert [kept.get(name) is not None for name in (b"1", b"2", b"3", b"4")] == [True, False, True, True]
    kept.keep(b"5", one(late), NOW)
    assert [kept.get(name) is not None for name in (b"1", b"3", b"4", b"5")] == [False, True, True, True]
