"""DGWS's checks as its documents order them, each with its code; and what is known of a caller who is let in."""

from datetime import timedelta

import pytest

from sor.access.dgws.issuing import Holder, issue, make_unsigned_card, sign_assertion
from sor.access.dgws.trust import read_trust
from sor.access.dgws.verified import VerifiedCards
from tests.access.dgws.messages import CARD, CVR, NOW, SHA1, STS, called, envelope, headers, refused

HOUR = timedelta(hours=1)


def changed(was: str, becomes: str, holder: Holder | None = None) -> str:
    """A card that the STS signed with another content."""
    made = make_unsigned_card(holder or Holder(CVR, "Region", "System"), NOW - HOUR, "card-1").decode()
    assert was in made
    return sign_assertion(made.replace(was, becomes).encode(), STS).decode()


def test_a_system_that_is_let_in() -> None:
    caller = called(envelope(headers(flow_id="flow-1", level=3)))
    assert caller._asdict() == {
        "cvr": CVR,
        "organisation": "Region Midtjylland",
        "system": "Regionens system",
        "user": "",
        "level": 3,
        "card_id": "card-1",
        "sts": "test",
        "message_id": "message-1",
        "flow_id": "flow-1",
    }


def test_a_person_that_is_let_in() -> None:
    holder = Holder(CVR, "Region", "System", "Birgit", "Fasandahl", "SOR-administrator")
    caller = called(envelope(headers(issue(STS, holder, NOW, "card-2").decode(), level=4)))
    assert (caller.level, caller.user) == (4, "Birgit Fasandahl")


MISSING = {
    "no header at all": ("", "The header has no wsse:Security. Send the ID card of your STS in it."),
    "no ID card": (
        headers(""),
        "wsse:Security holds no saml:Assertion. Send the ID card of your STS in it.",
    ),
    "no medcom:Header": (
        headers()[: headers().index("<medcom:Header")],
        "The header has no medcom:Header. Send one with Linking and a MessageID.",
    ),
    "no MessageID": (
        headers(message_id=""),
        "medcom:Header has no Linking with a MessageID. Give every message an id of its own.",
    ),
}


@pytest.mark.parametrize("what", MISSING)
def test_1_what_must_be_there(what: str) -> None:
    inside, sentence = MISSING[what]
    assert refused(envelope(inside)) == ("missing_required_header", sentence)


def test_1_what_must_be_there_once() -> None:
    assert refused(envelope(headers() + headers())) == (
        "syntax_error",
        "There are 2 wsse:Security in the header. Send one.",
    )
    only = headers()[headers().index("<medcom:Header") :]
    assert refused(envelope(headers() + only))[0] == "syntax_error"


@pytest.mark.parametrize(
    ("passed", "sentence"),
    [
        (
            -HOUR - timedelta(seconds=1),
            "The ID card is not valid before 2026-11-01T11:00:00Z; here it is 2026-11-01T10:59:59Z.",
        ),
        (23 * HOUR, "The ID card expired at 2026-11-02T11:00:00Z. Get a new one from your STS."),
    ],
)  # fmt: skip
def test_2_the_time_of_the_card(passed: timedelta, sentence: str) -> None:
    assert refused(envelope(), now=NOW + passed) == ("expired_idcard", sentence)


def test_2_the_bounds_of_its_time() -> None:
    assert called(envelope(), now=NOW - HOUR)
    assert called(envelope(), now=NOW + 23 * HOUR - timedelta(seconds=1))


def test_2_a_card_that_says_nothing_of_its_time() -> None:
    without = changed(f' NotBefore="{NOW - HOUR:%Y-%m-%dT%H:%M:%SZ}"', "")
    assert refused(envelope(headers(without))) == (
        "invalid_idcard",
        "NotBefore of the ID card is missing. Write it as 2026-11-01T12:00:00Z.",
    )
    nonsense = changed(f'NotBefore="{NOW - HOUR:%Y-%m-%dT%H:%M:%SZ}"', 'NotBefore="soon"')
    assert refused(envelope(headers(nonsense)))[1] == (
        "NotBefore of the ID card is 'soon', which is no instant. Write it as 2026-11-01T12:00:00Z."
    )


def test_3_receipts_are_not_given() -> None:
    receipt = "<medcom:RequireNonRepudiationReceipt>yes</medcom:RequireNonRepudiationReceipt>"
    asking = headers().replace("</medcom:Linking>", f"</medcom:Linking>{receipt}")
    assert refused(envelope(asking)) == (
        "nonrepudiation_not_supported",
        "This service gives no receipts of non-repudiation. Do not ask for one.",
    )
    assert called(envelope(asking.replace(">yes<", ">no<")))


def test_4_the_signature_fits() -> None:
    assert refused(envelope(headers(CARD.replace("Regionens", "Andres")))) == (
        "invalid_signature",
        "The ID card's signature does not fit it: it was changed, or signed by another key.",
    )


def test_4_a_namespace_around_it_that_is_no_uri_changes_nothing() -> None:
    """SORUS's own is none: whoever declares it on the envelope has it around the card, too."""
    text = envelope().replace("<e:Envelope ", '<e:Envelope xmlns:v3="SOR.Services.SOAPServices.V3" ', 1)
    kept = VerifiedCards()
    assert called(text, kept=kept).cvr == called(text, kept=kept).cvr == CVR
    assert refused(text.replace(CVR, "99999999"))[0] == "invalid_signature"
    endless = text.replace('xmlns:ds="', 'xmlns:ds="' + "urn:x" * 20_000, 1)
    assert refused(endless)[0] == "invalid_signature"


def test_4_sha_1_only_where_it_is_allowed_for_that_sts() -> None:
    old = envelope(headers(issue(STS, Holder(CVR), NOW, "old", SHA1).decode()))
    code, sentence = refused(old)
    assert code == "invalid_signature"
    assert sentence == (
        "The ID card is signed with http://www.w3.org/2000/09/xmldsig#rsa-sha1 and digest"
        " http://www.w3.org/2000/09/xmldsig#sha1, which are not allowed here for its STS."
    )
    assert called(old, trust=read_trust("old", STS.certificate.encode(), sha1=True)).sts == "old"


def test_5_the_certificate_is_trusted_and_within_its_time() -> None:
    assert refused(envelope(), trust=())[0] == "invalid_certificate"
    (one,) = read_trust("test", STS.certificate.encode())
    ended = one._replace(not_after=NOW - timedelta(days=1))
    assert refused(envelope(), trust=(ended,)) == (
        "invalid_certificate",
        "The certificate of test holds from 2000-01-01 to 2026-10-31.",
    )


def test_5_the_certificates_time_is_looked_at_on_every_call() -> None:
    (one,) = read_trust("test", STS.certificate.encode())
    ending = (one._replace(not_after=NOW + HOUR),)
    kept = VerifiedCards()
    assert called(envelope(), trust=ending, kept=kept)
    assert refused(envelope(), trust=ending, kept=kept, now=NOW + 2 * HOUR)[0] == "invalid_certificate"


def test_6_the_version_of_the_card() -> None:
    assert refused(envelope(headers(changed(">1.0.1<", ">1.0<")))) == (
        "invalid_idcard",
        "The ID card has version '1.0'; this service takes 1.0.1.",
    )


def test_7_the_level_of_the_card() -> None:
    assert refused(envelope(headers(changed(">3<", ">2<")))) == (
        "security_level_failed",
        "The ID card has level '2'; this service asks for level 3 or 4.",
    )
    assert refused(envelope(headers(level=4))) == (
        "security_level_failed",
        "medcom:SecurityLevel says 4, but the ID card has level 3.",
    )


def test_8_the_age_of_the_card() -> None:
    issued = f"{NOW - HOUR:%Y-%m-%dT%H:%M:%SZ}"
    old = changed(f'IssueInstant="{issued}"', 'IssueInstant="2026-10-31T11:59:59Z"')
    assert refused(envelope(headers(old))) == (
        "expired_idcard",
        "The ID card was issued at 2026-10-31T11:59:59Z, more than 24 hours ago. Get a new one.",
    )
    assert called(envelope(headers(changed(f'IssueInstant="{issued}"', 'IssueInstant="2026-10-31T12:00:00Z"'))))


@pytest.mark.parametrize("written", ["2026-11-01T12:00:00+01:00", "2026-11-01T12:00:00"])
@pytest.mark.parametrize("name", ["IssueInstant", "NotBefore"])
def test_9_every_instant_of_the_card_is_in_zulu_time(name: str, written: str) -> None:
    card = changed(f'{name}="{NOW - HOUR:%Y-%m-%dT%H:%M:%SZ}"', f'{name}="{written}"')
    assert refused(envelope(headers(card))) == (
        "invalid_date_timezone",
        f"'{written}' is not in Zulu time. Write UTC with a Z: 2026-11-01T12:00:00Z.",
    )


def test_9_the_message_too() -> None:
    local = headers().replace("Created>2026-11-01T12:00:00Z<", "Created>2026-11-01T13:00:00+01:00<")
    assert refused(envelope(local))[0] == "invalid_date_timezone"


def test_10_the_whitelist() -> None:
    assert refused(envelope(), listed="12345678") == (
        "not_authorized",
        f"CVR {CVR} is not on the whitelist of SORUS. Ask those who run it to add it.",
    )
    other = changed(' NameFormat="medcom:cvrnumber"', ' NameFormat="medcom:ynumber"')
    assert refused(envelope(headers(other))) == (
        "not_authorized",
        "medcom:CareProviderID of the ID card is no CVR number (medcom:cvrnumber).",
    )


def test_the_first_check_that_fails_gives_the_code() -> None:
    """Everything is wrong; one thing after the other is put right."""
    asking = "<medcom:RequireNonRepudiationReceipt>yes</medcom:RequireNonRepudiationReceipt></medcom:Header>"
    made = make_unsigned_card(Holder("12345678"), NOW - 3 * HOUR, "card").decode()
    bad = made.replace(">1.0.1<", ">0<").replace(">3<", ">1<").replace(
        f'IssueInstant="{NOW - 3 * HOUR:%Y-%m-%dT%H:%M:%SZ}"', 'IssueInstant="2026-10-30T09:00:00+00:00"'
    )  # fmt: skip
    late = NOW + 25 * HOUR

    def code(card: str, *, header: bool = True, receipt: bool = True, now: object = NOW) -> str:
        inside = headers(card) if header else headers(card)[: headers(card).index("<medcom:Header")]
        return refused(envelope(inside.replace("</medcom:Header>", asking) if receipt else inside), now=now)[0]

    assert code(bad, header=False, now=late) == "missing_required_header"
    assert code(bad, now=late) == "expired_idcard"
    assert code(bad) == "nonrepudiation_not_supported"
    assert code(bad, receipt=False) == "invalid_signature"
    mended = sign_assertion(bad.encode(), STS).decode()
    assert code(mended, receipt=False) == "invalid_idcard"
    for was, becomes, expected in (
        (">0<", ">1.0.1<", "security_level_failed"),
        (">1<", ">3<", "expired_idcard"),
        ("2026-10-30T09", "2026-11-01T09", "invalid_date_timezone"),
        ("09:00:00+00:00", "09:00:00Z", "not_authorized"),
    ):
        bad = bad.replace(was, becomes)
        assert code(sign_assertion(bad.encode(), STS).decode(), receipt=False) == expected
