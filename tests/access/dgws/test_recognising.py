"""What is known is recognised by its bytes, and parsing it again would show the same: whatever stands around it."""

import pytest

from sor.access.dgws.familiar import HeaderTexts
from sor.access.dgws.issuing import Holder, make_unsigned_card, sign_assertion
from sor.access.dgws.linking import Linking
from sor.access.dgws.message import FamiliarMessage, GuardedMessage
from sor.access.dgws.names import DS, SAML, SOAP
from sor.access.dgws.recognising import recognise
from sor.access.dgws.trust import Trust
from sor.access.dgws.verified import VerifiedCards
from tests.access.dgws.messages import CARD, CVR, NOW, STS, TRUST, called, envelope, headers, message, refused


@pytest.fixture
def kept() -> VerifiedCards:
    """One card is known, in a header with a FlowID."""
    cards = VerifiedCards()
    called(envelope(headers(flow_id="flow-0")), kept=cards)
    return cards


def trust() -> Trust:
    return TRUST


def rest(text: str, kept: VerifiedCards) -> str:
    """What is still parsed of a message."""
    found = recognise(text.encode(), None, kept, trust)
    return text if found is None else found.rest.decode()


def test_nothing_is_recognised_before_it_was_verified() -> None:
    assert recognise(envelope().encode(), None, VerifiedCards(), trust) is None
    assert isinstance(message(envelope(), VerifiedCards()), GuardedMessage)


def test_a_header_of_the_known_form_is_not_parsed_and_its_texts_are_its_own(kept: VerifiedCards) -> None:
    text = envelope(headers(message_id="m/17", flow_id="urn:uuid:4"))
    found = recognise(text.encode(), None, kept, trust)
    assert found is not None
    assert found.texts == HeaderTexts(Linking("m/17", "urn:uuid:4"), "2026-11-01T12:00:00Z")
    assert "Security" not in found.rest.decode()
    assert isinstance(message(text, kept), FamiliarMessage)
    assert called(text, kept=kept).message_id == "m/17"


@pytest.mark.parametrize(
    "inside",
    [
        headers(message_id="m-1"),
        headers(message_id="m-1", flow_id="f", level=3),
        headers(message_id="m 1", flow_id="f"),
        headers(message_id="m&amp;1", flow_id="f"),
        headers(message_id="m-1", flow_id="f").replace("<medcom:Linking>", "<medcom:Linking >"),
        headers(message_id="m-1", flow_id="f") + "<x xmlns='urn:x'/>",
        "<x xmlns='urn:x'/>" + headers(message_id="m-1", flow_id="f"),
    ],
)
def test_of_a_header_of_another_form_the_card_is_recognised(kept: VerifiedCards, inside: str) -> None:
    text = envelope(inside)
    assert "Security" in rest(text, kept)
    assert "Conditions" not in rest(text, kept)
    assert isinstance(message(text, kept), GuardedMessage)
    assert called(text, kept=kept).message_id.startswith("m")


@pytest.mark.parametrize(
    "text",
    [
        envelope(headers() + CARD),
        envelope(body=CARD),
        envelope(body="<x xmlns='urn:x' id='IDCard'/>"),
        envelope(body="<x xmlns='urn:x' id='&#73;DCard'/>"),
        envelope(body="<x xmlns='urn:x'><!-- hello --></x>"),
        envelope(body="<x xmlns='urn:x'><![CDATA[hello]]></x>"),
        envelope(body="<x xmlns='urn:x'><?hello?></x>"),
        "<?xml version='1.0' encoding='iso-8859-1'?>" + envelope(),
        envelope(headers(CARD.replace(CVR, "99999999"))),
    ],
)
def test_what_leaves_a_doubt_is_parsed_whole(kept: VerifiedCards, text: str) -> None:
    assert recognise(text.encode(), None, kept, trust) is None


def test_another_character_set_is_parsed_whole(kept: VerifiedCards) -> None:
    assert recognise(envelope().encode(), "iso-8859-1", kept, trust) is None
    assert recognise(envelope().encode("utf-16"), None, kept, trust) is None
    assert recognise(b"<?xml version='1.0' encoding='UTF-8'?>" + envelope().encode(), None, kept, trust) is not None


@pytest.mark.parametrize(
    ("moved", "code"),
    [
        (envelope(headers("")).replace("<Ask xmlns='urn:x'/>", CARD), "missing_required_header"),
        (envelope(f"<x xmlns='urn:x'>{headers()}</x>"), "missing_required_header"),
        (envelope(headers(f"<x xmlns='urn:x'>{CARD}</x>")), "missing_required_header"),
        (f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{envelope()}</e:Body></e:Envelope>', "missing_required_header"),
    ],
)
def test_a_known_card_in_another_place_is_no_card(kept: VerifiedCards, moved: str, code: str) -> None:
    assert refused(moved, kept=kept)[0] == code


def test_prefixes_that_mean_something_else_around_the_same_bytes() -> None:
    """A card whose prefixes are declared outside it, as Java's clients write."""
    declared = f'<e:Envelope xmlns:e="{SOAP}" xmlns:saml="{SAML}" xmlns:ds="{DS}">'
    bare = CARD.replace(f' xmlns:saml="{SAML}"', "").replace(f' xmlns:ds="{DS}"', "")
    text = envelope(headers(bare)).replace(f'<e:Envelope xmlns:e="{SOAP}" id="Envelope">', declared)
    kept = VerifiedCards()
    for _ in range(2):
        assert called(text, kept=kept).cvr == CVR
    assert isinstance(message(text, kept), FamiliarMessage)
    strange = text.replace(f'xmlns:ds="{DS}"', 'xmlns:ds="urn:something-else"')
    assert refused(strange, kept=kept)[0] == "invalid_signature"
    stranger = text.replace(f'xmlns:saml="{SAML}"', 'xmlns:saml="urn:something-else"')
    assert refused(stranger, kept=kept)[0] == "missing_required_header"
    shadowed = text.replace("<wsse:Security ", '<wsse:Security xmlns:x="urn:x" ')
    assert called(shadowed, kept=kept).cvr == CVR


def test_lines_keep_their_numbers() -> None:
    """A card in several lines: what is said of a line after it names the line that the caller sees."""
    made = make_unsigned_card(Holder(CVR), NOW, "card").replace(b"<saml:", b"\n<saml:")
    card = sign_assertion(made, STS).decode()
    text = envelope(headers(card), "\n<Ask xmlns='urn:x'/>")
    kept = VerifiedCards()
    called(text, kept=kept)
    assert rest(text, kept) != text
    assert rest(text, kept).count("\n") == text.count("\n") > 20
    assert rest(envelope("<x xmlns='urn:x'/>" + headers(card)), kept).count("\n") == text.count("\n") - 1


def test_the_mark_of_what_stands_for_a_card_is_made_up_anew_each_time(kept: VerifiedCards) -> None:
    marks = {recognise(envelope().encode(), None, kept, trust).mark for _ in range(50)}  # type: ignore[union-attr]
    assert len(marks) == 50


def test_a_message_that_brings_such_an_element_gains_nothing(kept: VerifiedCards) -> None:
    found = recognise(envelope().encode(), None, kept, trust)
    assert found is not None
    assert refused(found.rest.decode(), kept=kept)[0] == "missing_required_header"


def test_of_a_recognised_message_every_check_is_made(kept: VerifiedCards) -> None:
    text = envelope(headers(flow_id="flow-1"))
    assert isinstance(message(text, kept), FamiliarMessage)
    assert refused(text, kept=kept, now=NOW.replace(day=2))[0] == "expired_idcard"
    assert refused(text, kept=kept, listed="12345678")[0] == "not_authorized"
    local = text.replace("Created>2026-11-01T12:00:00Z<", "Created>2026-11-01T13:00:00+01:00<")
    assert isinstance(message(local, kept), FamiliarMessage)
    assert refused(local, kept=kept)[0] == "invalid_date_timezone"
