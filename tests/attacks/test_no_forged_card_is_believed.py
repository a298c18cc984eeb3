"""What attackers do to messages with ID cards: every one is refused, before and after the genuine card was verified.

The genuine card says the truth about CVR 90000012. The attacker holds it (from a log, say) and wants to be 99999999, or
has a card of a stranger's STS. The eight wrappings are those known for SAML as XSW 1–8, where the message around the
assertion is DGWS's ``wsse:Security``.
"""

import re

import pytest

from sor.access.dgws.issuing import issue
from sor.access.dgws.names import DS, WSSE
from sor.access.dgws.refusal import (
    BAD_CERTIFICATE,
    BAD_SIGNATURE,
    EXPIRED,
    MISSING_HEADER,
    NOT_AUTHORIZED,
    SYNTAX_ERROR,
)
from sor.access.dgws.signature import LARGEST, MOST_ATTRIBUTES
from sor.access.dgws.verified import VerifiedCards
from tests.access.dgws.messages import CARD, CVR, HOLDER, NOW, STRANGER, called, envelope, headers, refused

EVIL = "99999999"
SIGNATURE = re.search(r"<ds:Signature .*</ds:Signature>", CARD, re.DOTALL)[0]  # type: ignore[index]
UNSIGNED = CARD.replace(SIGNATURE, "")
FORGED = UNSIGNED.replace(CVR, EVIL)
"""The attacker's claim, without a signature."""

OPEN, CLOSE = CARD[: CARD.index(">") + 1], "</saml:Assertion>"


@pytest.fixture(params=["never seen before", "verified before"])
def kept(request: pytest.FixtureRequest) -> VerifiedCards:
    """The cards the service knows: none, or the genuine one from an earlier call."""
    cards = VerifiedCards()
    if request.param == "verified before":
        assert called(envelope(), kept=cards).cvr == CVR
        assert len(cards) == 1
    return cards


def attacked(security: str, kept: VerifiedCards, body: str = "<Ask xmlns='urn:x'/>") -> str:
    """The code with which an attack is refused, whichever of the two numbers is listed.

    security: what stands in ``wsse:Security`` instead of the card.
    """
    text = envelope(headers().replace(CARD, security), body)
    code, _ = refused(text, kept=kept, listed=EVIL)
    assert refused(text, kept=kept, listed=CVR)[0] == code
    return code


def test_the_genuine_card_is_let_in(kept: VerifiedCards) -> None:
    assert called(envelope(), kept=kept).cvr == CVR


def test_wrapping_1_the_genuine_security_header_follows_a_forged_one(kept: VerifiedCards) -> None:
    forged = headers(FORGED)
    genuine = headers()[: headers().index("</wsse:Security>") + len("</wsse:Security>")]
    assert refused(envelope(forged + genuine), kept=kept)[0] == SYNTAX_ERROR


def test_wrapping_2_a_forged_security_header_that_holds_the_genuine_one_in_its_signature(kept: VerifiedCards) -> None:
    genuine = f'<wsse:Security xmlns:wsse="{WSSE}">{UNSIGNED}</wsse:Security>'
    wrapped = SIGNATURE.replace("</ds:Signature>", f"<ds:Object>{genuine}</ds:Object></ds:Signature>")
    assert attacked(FORGED.replace(CLOSE, wrapped + CLOSE), kept) == BAD_SIGNATURE


def test_wrapping_3_a_forged_card_before_the_genuine_one(kept: VerifiedCards) -> None:
    assert attacked(FORGED + CARD, kept) == BAD_SIGNATURE
    assert attacked(FORGED.replace('id="IDCard"', 'id="Evil"') + CARD, kept) == BAD_SIGNATURE


def test_wrapping_4_a_forged_card_around_the_genuine_one(kept: VerifiedCards) -> None:
    assert attacked(FORGED.replace(CLOSE, CARD + CLOSE), kept) == BAD_SIGNATURE
    assert attacked(FORGED.replace('id="IDCard"', 'id="Evil"').replace(CLOSE, CARD + CLOSE), kept) == BAD_SIGNATURE


def test_wrapping_5_a_changed_signed_card_and_the_genuine_one_unsigned_at_the_end(kept: VerifiedCards) -> None:
    changed = CARD.replace(CVR, EVIL)
    assert attacked(changed + UNSIGNED, kept) == BAD_SIGNATURE
    assert attacked(changed, kept, body=UNSIGNED) == BAD_SIGNATURE
    assert attacked(changed.replace('id="IDCard"', 'id="Evil"'), kept, body=UNSIGNED) == BAD_SIGNATURE


def test_wrapping_6_a_changed_signed_card_with_the_genuine_one_in_its_signature(kept: VerifiedCards) -> None:
    changed = CARD.replace(CVR, EVIL)
    for place in ("</ds:Signature>", "</ds:SignedInfo>", "</ds:KeyInfo>", "</ds:SignatureValue>"):
        assert attacked(changed.replace(place, UNSIGNED + place, 1), kept) == BAD_SIGNATURE, place


def test_wrapping_7_a_forged_card_in_an_extension(kept: VerifiedCards) -> None:
    extension = f'<Extensions xmlns="urn:x">{FORGED}</Extensions>'
    assert attacked(extension + CARD, kept) == BAD_SIGNATURE
    assert attacked(CARD.replace(OPEN, OPEN + extension), kept) == BAD_SIGNATURE
    assert attacked(extension, kept) == MISSING_HEADER


def test_wrapping_8_the_genuine_card_in_an_object_of_a_forged_ones_signature(kept: VerifiedCards) -> None:
    wrapped = SIGNATURE.replace("</ds:Signature>", f"<ds:Object>{UNSIGNED}</ds:Object></ds:Signature>")
    assert attacked(FORGED.replace(CLOSE, wrapped + CLOSE), kept) == BAD_SIGNATURE
    renamed = FORGED.replace('id="IDCard"', 'id="Evil"')
    assert attacked(renamed.replace(CLOSE, wrapped + CLOSE), kept) == BAD_SIGNATURE


def test_an_unsigned_card(kept: VerifiedCards) -> None:
    assert attacked(FORGED, kept) == BAD_SIGNATURE
    assert refused(envelope(headers(UNSIGNED)), kept=kept) == (
        BAD_SIGNATURE,
        "The ID card is not signed. Have your STS sign it.",
    )


def test_a_stripped_signature_leaves_nothing_to_be_verified(kept: VerifiedCards) -> None:
    hollow = f'<ds:Signature xmlns:ds="{DS}" id="OCESSignature"/>'
    for stripped in (UNSIGNED.replace(CLOSE, hollow + CLOSE), re.sub(r"(<ds:SignatureValue>)[^<]*", r"\1", CARD)):
        assert attacked(stripped, kept) == BAD_SIGNATURE


def test_a_signature_beside_the_card_instead_of_in_it(kept: VerifiedCards) -> None:
    beside = SIGNATURE.replace("<ds:Signature ", f'<ds:Signature xmlns:ds="{DS}" ')
    assert attacked(UNSIGNED + beside, kept) == BAD_SIGNATURE


def test_doubled_cards(kept: VerifiedCards) -> None:
    assert attacked(CARD + CARD, kept) == BAD_SIGNATURE
    assert attacked(CARD, kept, body=CARD) == BAD_SIGNATURE


def test_doubled_signatures(kept: VerifiedCards) -> None:
    assert attacked(CARD.replace(SIGNATURE, SIGNATURE + SIGNATURE), kept) == BAD_SIGNATURE


@pytest.mark.parametrize("name", ["id", "ID", "Id", "wsu:Id", "xml:id"])
def test_another_element_with_the_cards_id(kept: VerifiedCards, name: str) -> None:
    twin = f'<x xmlns="urn:x" xmlns:wsu="urn:wsu" {name}="IDCard"/>'
    assert attacked(CARD, kept, body=twin) == BAD_SIGNATURE
    assert attacked(twin + CARD, kept) == BAD_SIGNATURE


@pytest.mark.parametrize("name", ["id", "ID", "Id"])
def test_an_id_twice_inside_the_card(kept: VerifiedCards, name: str) -> None:
    twin = f'<saml:Advice {name}="IDCardData"/>'
    assert attacked(CARD.replace(OPEN, OPEN + twin), kept) == BAD_SIGNATURE
    own = f'<saml:Advice {name}="IDCard"/>'
    assert attacked(CARD.replace(OPEN, OPEN + own), kept) == BAD_SIGNATURE


@pytest.mark.parametrize("name", ["ID", "Id"])
def test_a_card_whose_id_is_spelled_otherwise(kept: VerifiedCards, name: str) -> None:
    assert attacked(CARD.replace(' id="IDCard"', f' {name}="IDCard"'), kept) == BAD_SIGNATURE


def test_a_second_reference(kept: VerifiedCards) -> None:
    reference = re.search(r"<ds:Reference .*</ds:Reference>", CARD, re.DOTALL)[0]  # type: ignore[index]
    assert attacked(CARD.replace(reference, reference + reference), kept) == BAD_SIGNATURE


@pytest.mark.parametrize("uri", ["", "#IDCardData", "#xpointer(/)", "file:///etc/hostname", "http://127.0.0.1:9/"])
def test_a_reference_to_something_else(kept: VerifiedCards, uri: str) -> None:
    assert attacked(CARD.replace('URI="#IDCard"', f'URI="{uri}"'), kept) == BAD_SIGNATURE


@pytest.mark.parametrize(
    "transform",
    [
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform>',
        '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>',
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
    ],
)
def test_one_transform_more(kept: VerifiedCards, transform: str) -> None:
    assert attacked(CARD.replace("</ds:Transforms>", f"{transform}</ds:Transforms>"), kept) == BAD_SIGNATURE


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (f"{DS}enveloped-signature", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", f"{DS}hmac-sha1"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", f"{DS}rsa-sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", f"{DS}sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5"),
    ],
)
def test_another_algorithm(kept: VerifiedCards, was: str, becomes: str) -> None:
    assert attacked(CARD.replace(was, becomes), kept) == BAD_SIGNATURE


@pytest.mark.parametrize("remark", ["<!-- -->", "<!--99999999-->", "<?x y?>"])
def test_comments_and_instructions_in_values(kept: VerifiedCards, remark: str) -> None:
    divided = CARD.replace(f">{CVR}<", f">{CVR[:4]}{remark}{CVR[4:]}<")
    assert divided != CARD
    assert attacked(divided, kept) == BAD_SIGNATURE


def test_the_genuine_card_in_a_comment_beside_a_forged_one(kept: VerifiedCards) -> None:
    assert attacked(f"<!--{CARD}-->{FORGED}", kept) == BAD_SIGNATURE


def test_comments_in_another_encoding(kept: VerifiedCards) -> None:
    divided = envelope(headers(CARD.replace(f">{CVR}<", f">{CVR[:4]}<!-- -->{CVR[4:]}<")))
    assert refused(divided.encode("utf-16"), kept=kept)[0] == BAD_SIGNATURE
    assert called(envelope().encode("utf-16"), kept=kept).cvr == CVR


@pytest.mark.parametrize("remark", ["<!-- made by a program -->", "<?made by?>"])
@pytest.mark.parametrize(
    "place", ["<wsse:Security", "<saml:Assertion", "</wsse:Security>", "<medcom:Header", "<medcom:Linking"]
)
def test_a_comment_between_the_elements_of_the_header_is_nobodys_business(
    kept: VerifiedCards, remark: str, place: str
) -> None:
    message = envelope()
    assert place in message
    assert called(message.replace(place, f"{remark}{place}", 1), kept=kept).cvr == CVR


@pytest.mark.parametrize("place", ["<saml:Issuer>", "<saml:Subject>", "</saml:Assertion>", "<ds:SignedInfo>"])
def test_a_comment_anywhere_in_the_card_is_refused(kept: VerifiedCards, place: str) -> None:
    assert place in CARD
    assert attacked(CARD.replace(place, f"<!-- -->{place}", 1), kept) == BAD_SIGNATURE


def test_a_comment_in_a_value_of_the_header_is_refused(kept: VerifiedCards) -> None:
    message = envelope()
    identifier = re.search(r"<medcom:MessageID>(.)", message)
    assert identifier is not None
    parted = message.replace(identifier[0], f"{identifier[0]}<!-- -->", 1)
    assert refused(parted, kept=kept)[0] == BAD_SIGNATURE
    emptied = re.sub(r"(<medcom:MessageID>)[^<]*", r"\1<!-- -->", message, count=1)
    assert refused(emptied, kept=kept)[0] in (BAD_SIGNATURE, MISSING_HEADER, SYNTAX_ERROR)


def test_a_comment_outside_the_header_is_nobodys_business(kept: VerifiedCards) -> None:
    assert called(envelope(body="<Ask xmlns='urn:x'><!-- now --></Ask>"), kept=kept).cvr == CVR


def test_a_changed_value(kept: VerifiedCards) -> None:
    assert attacked(CARD.replace(CVR, EVIL), kept) == BAD_SIGNATURE
    assert attacked(CARD.replace("<saml:AttributeValue>3<", "<saml:AttributeValue>4<"), kept) == BAD_SIGNATURE
    assert attacked(re.sub(r'NotOnOrAfter="2026', 'NotOnOrAfter="2036', CARD), kept) == BAD_SIGNATURE


def test_a_card_that_would_cost_the_reader_much(kept: VerifiedCards) -> None:
    """Its canonical form is made before the signature is known to be false: 40,000 attributes took 84 seconds."""
    many = " ".join(f'a{n}=""' for n in range(MOST_ATTRIBUTES + 1))
    for inside, says in (
        (f"<saml:Advice {many}/>", "more than 20 attributes"),
        (f"<saml:Advice>{'<x/>' * (LARGEST // 4)}</saml:Advice>", "larger than the 50,000 bytes"),
    ):
        costly = CARD.replace(OPEN, OPEN + inside)
        assert attacked(costly, kept) == BAD_SIGNATURE
        assert says in refused(envelope(headers(costly)), kept=kept)[1]


def test_a_card_of_a_stranger(kept: VerifiedCards) -> None:
    foreign = issue(STRANGER, HOLDER, NOW, "card-2").decode()
    assert refused(envelope(headers(foreign)), kept=kept) == (
        BAD_CERTIFICATE,
        "The ID card is not signed by an STS that is trusted here.",
    )


def test_a_card_of_a_stranger_that_names_a_trusted_certificate(kept: VerifiedCards) -> None:
    own = re.search(r"<ds:KeyInfo><ds:X509Data>.*</ds:KeyInfo>", CARD, re.DOTALL)[0]  # type: ignore[index]
    foreign = issue(STRANGER, HOLDER, NOW, "card-2").decode()
    for key_info in (own, "", f"<ds:KeyInfo xmlns:ds='{DS}'><ds:KeyName>IDCard</ds:KeyName></ds:KeyInfo>"):
        claimed = re.sub(r"<ds:KeyInfo><ds:X509Data>.*</ds:KeyInfo>", key_info, foreign, flags=re.DOTALL)
        assert refused(envelope(headers(claimed)), kept=kept)[0] == BAD_SIGNATURE


def test_an_expired_and_a_coming_card(kept: VerifiedCards) -> None:
    assert refused(envelope(), kept=kept, now=NOW.replace(day=2))[0] == EXPIRED
    assert refused(envelope(), kept=kept, now=NOW.replace(hour=10))[0] == EXPIRED


def test_a_card_with_a_wrong_cvr(kept: VerifiedCards) -> None:
    assert refused(envelope(), kept=kept, listed=EVIL) == (
        NOT_AUTHORIZED,
        "CVR 90000012 is not on the whitelist of SORUS. Ask those who run it to add it.",
    )
