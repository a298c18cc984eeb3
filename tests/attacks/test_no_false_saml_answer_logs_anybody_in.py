"""Whatever an attacker makes of a SAML answer, nobody is logged in by it: each false answer is refused, and for its own
reason, so that no test passes because something else was wrong.
"""

import base64
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import xmlsec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.access.dgws.trust import read_trust
from sor.access.login.saml.assertion import Asserted, Expected, read_answer
from sor.access.login.saml.forms import CIPHERS, FORMS
from sor.access.login.saml.keys import OwnKey
from sor.access.login.saml.names import DS, SAML, SAMLP, XENC
from sor.access.login.saml.reading import Unusable
from tests.access.login.saml.idp import (
    ATTRIBUTES,
    AUDIENCE,
    EID,
    GOES_TO,
    ISSUER,
    SHA1,
    SHA1_SIGNATURE,
    UUID,
    Said,
    answer,
    assertion,
    encrypted,
    identities,
    response,
    signed,
)
from tests.quick_part import few

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
FORM = FORMS["oiosaml3"]
EXPECTED = Expected(
    ISSUER, AUDIENCE, GOES_TO, "_question", FORM.name_forms, FORM.ciphers, FORM.attributes, FORM.subject, FORM.cvr
)
EVIL = Said(id="_evil", name=f"{EID}/professional/uuid/{'0' * 8}-0000-0000-0000-{'0' * 12}")
"""Somebody whom the provider never logged in."""


def read(xml: str, expected: Expected = EXPECTED, now: datetime = NOW) -> Asserted:
    provider, _, ours = identities()
    key = OwnKey(ours.key, "", NOW)
    return read_answer(xml.encode(), expected, [key], read_trust(ISSUER, provider.certificate.encode()), now)


def refused(xml: str, expected: Expected = EXPECTED) -> str:
    with pytest.raises(Unusable) as caught:
        read(xml, expected)
    assert caught.value.da
    return caught.value.en


@pytest.mark.parametrize("cipher", [CIPHERS[name] for name in FORM.ciphers])
def test_a_true_answer_is_believed(cipher: str) -> None:
    found = read(answer(Said(), NOW, cipher=cipher))
    assert found.claims["NameID"] == UUID
    assert found.claims[f"{EID}/fullName"] == "Anne Ærø"
    assert (found.session, found.id) == ("_session", "_assertion")


def test_one_uuid_is_one_person_however_it_is_written() -> None:
    upper = Said(name=f"{EID}/professional/uuid/{UUID.upper()}")
    assert read(answer(upper, NOW)).claims["NameID"] == UUID


def test_a_signature_may_name_prefixes_to_keep() -> None:
    def with_prefixes(xml: str) -> str:
        root = etree.fromstring(assertion(Said(), NOW))
        waiting = etree.fromstring(re.search(r"<ds:Signature.*</ds:Signature>", xml, re.DOTALL)[0])  # type: ignore[index]
        last = waiting.findall(f".//{{{DS}}}Transform")[-1]
        etree.SubElement(last, f"{{{'http://www.w3.org/2001/10/xml-exc-c14n#'}}}InclusiveNamespaces", PrefixList="xs")
        root.insert(1, waiting)
        sign(waiting, root)
        return etree.tostring(root).decode()

    assert read(answer(Said(), NOW, with_prefixes)).claims["NameID"] == UUID


def sign(waiting: Any, root: Any) -> None:
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(identities()[0].key, xmlsec.constants.KeyDataFormatPem)
    context.sign(waiting)


OLD = "dk:gov:saml:attribute:"
SEB = {f"{OLD}AssuranceLevel": "3", "urn:oid:2.5.4.3": "Anne Ærø", f"{OLD}CvrNumberIdentifier": "12345674"}
KOMBIT = ATTRIBUTES | {f"{OLD}KombitSpecVer": "2.0", f"{EID}/privilegesIntermediate": "PFByaXZpbGVnZUxpc3QvPg=="}
MEETS = {
    "seb": Said(name=UUID, attributes=SEB),
    "kombit": Said(attributes=KOMBIT),
    "kombit, a bare uuid": Said(name=UUID, attributes=KOMBIT),
}
"""What each form's provider sends."""
MEETS_NOT = {
    "seb": [
        Said(attributes=SEB), Said(name=UUID), Said(name=UUID, attributes={**SEB, "urn:oid:2.5.4.3": ""}),
        Said(name=UUID.replace("-", ""), attributes=SEB),
    ],
    "kombit": [
        Said(), Said(attributes=KOMBIT | {f"{OLD}KombitSpecVer": "1.0"}),
        Said(attributes={name: value for name, value in KOMBIT.items() if "privileges" not in name}),
        Said(name=f"C=DK,O=12345674,CN=A,Serial={UUID}", attributes=KOMBIT),
    ],
    "oiosaml3": [MEETS["seb"], Said(name=UUID)],
}  # fmt: skip


def expected_of(form: str) -> Expected:
    demanded = FORMS[form]
    return EXPECTED._replace(
        name_forms=demanded.name_forms, ciphers=demanded.ciphers, attributes=demanded.attributes,
        subject=demanded.subject, cvr=demanded.cvr,
    )  # fmt: skip


@pytest.mark.parametrize("what", MEETS)
def test_each_provider_is_met_in_its_own_form(what: str) -> None:
    form = what.partition(",")[0]
    found = read(answer(MEETS[what], NOW), expected_of(form))
    assert found.claims["NameID"] == UUID
    assert found.claims[FORMS[form].cvr] == "12345674"


@pytest.mark.parametrize(("form", "at"), [(form, at) for form, said in MEETS_NOT.items() for at in range(len(said))])
def test_what_another_form_would_send_is_refused(form: str, at: int) -> None:
    assert re.search("form that is not agreed|attribute", refused(answer(MEETS_NOT[form][at], NOW), expected_of(form)))


X509 = EXPECTED._replace(name_forms=("x509",))
"""A row of KOMBIT's old form, whose names hold a CVR number."""


def test_the_cvr_number_in_a_name_is_that_of_the_login() -> None:
    def named(cvr: str) -> Said:
        name = f"C=DK,O={cvr},CN=Anne,Serial={UUID}"
        return Said(name=name, name_format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName")

    assert read(answer(named("12345674"), NOW), X509).claims["NameID"] == UUID
    assert "12345674" in refused(answer(named("33257872"), NOW), X509)


def test_a_passing_name_needs_an_attribute_that_lasts() -> None:
    lasting = f"{EID}/professional/uuid/persistent"
    row = EXPECTED._replace(name_forms=("transient",), subject=lasting)
    passing = Said(name="_x1", name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
    for value in (UUID, f"{EID}/professional/uuid/{UUID.upper()}"):
        found = read(answer(passing._replace(attributes=ATTRIBUTES | {lasting: value}), NOW), row)
        assert (found.claims[lasting], found.claims["NameID"], found.name_id) == (UUID, "", "_x1")
    assert "not agreed" in refused(answer(passing, NOW), row)
    assert "not agreed" in refused(answer(passing._replace(attributes=ATTRIBUTES | {lasting: "anne"}), NOW), row)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


SAID: dict[str, tuple[Said, str]] = {
    "for another question": (Said(request="_other"), "InResponseTo is '_other'"),
    "confirmed for another question": (Said(confirmed="_other"), "InResponseTo is '_other'"),
    "sent to another address": (Said(destination="https://evil.example/acs"), "Destination"),
    "sent to a longer address": (Said(destination=f"{GOES_TO}/x"), "Destination"),
    "for another recipient": (Said(goes_to="https://evil.example/acs"), "Recipient"),
    "for a longer recipient": (Said(goes_to=f"{GOES_TO}.evil.example"), "Recipient"),
    "for another audience": (Said(audience="https://other.example"), "another service"),
    "by another provider": (Said(issuer="https://other.example"), "Issuer"),
    "sent by another provider": (Said(sender="https://other.example"), "Issuer"),
    "expired": (Said(ends=minutes(-2)), "expired"),
    "not yet valid": (Said(begins=minutes(2)), "does not hold yet"),
    "made long ago": (Said(made=minutes(-20), ends=minutes(60)), "too old"),
    "made in the future": (Said(made=minutes(2)), "in the future"),
    "not logged in": (Said(status="urn:oasis:names:tc:SAML:2.0:status:Responder"), "not logged in there .Responder"),
    "a person, no professional": (Said(name=f"{EID}/person/uuid/{UUID}"), "form that is not agreed"),
    "a bare uuid": (Said(name=UUID), "form that is not agreed"),
    "a passing name": (
        Said(name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), "form that is not agreed",
    ),
    "a name with something after it": (Said(name=f"{EID}/professional/uuid/{UUID}x"), "form that is not agreed"),
    "of another profile": (
        Said(attributes=ATTRIBUTES | {"https://data.gov.dk/model/core/specVersion": "DK-SAML-2.0"}), "DK-SAML-2.0",
    ),
    **{
        f"without {name}": (
            Said(attributes={one: value for one, value in ATTRIBUTES.items() if one != name}), f"{name} is missing",
        )
        for name in FORM.attributes
    },
}  # fmt: skip


@pytest.mark.parametrize("what", few(SAID, every=3))
def test_signed_and_still_not_for_this_login(what: str) -> None:
    said, why = SAID[what]
    assert re.search(why, refused(answer(said, NOW)))


def test_what_is_a_little_late_or_early_is_let_through() -> None:
    assert read(answer(Said(ends=timedelta(seconds=-30)), NOW))
    assert read(answer(Said(begins=timedelta(seconds=30)), NOW))


def test_unsigned() -> None:
    assert refused(response(Said(), NOW, encrypted(assertion(Said(), NOW)))) == "it is not signed"


def test_signed_by_a_stranger() -> None:
    other = signed(assertion(Said(), NOW), identities()[1])
    assert "does not fit" in refused(response(Said(), NOW, encrypted(other)))


def test_a_strangers_key_inside_the_signature_is_no_key() -> None:
    def with_their_key(xml: str) -> str:
        stranger = identities()[1]
        root = etree.fromstring(signed(assertion(Said(), NOW), stranger))
        lines = stranger.certificate.strip().splitlines()
        info = etree.SubElement(etree.SubElement(root[1], f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
        etree.SubElement(info, f"{{{DS}}}X509Certificate").text = "".join(lines[1:-1])
        return etree.tostring(root).decode()

    assert "does not fit" in refused(answer(Said(), NOW, with_their_key))


@pytest.mark.parametrize("old", [(SHA1_SIGNATURE, SHA1), (SHA1_SIGNATURE, f"{XENC}sha256")])
def test_signed_with_sha_1(old: tuple[str, str]) -> None:
    weak = signed(assertion(Said(), NOW), None, *old)
    assert "sha1" in refused(response(Said(), NOW, encrypted(weak)))


def test_a_digest_of_sha_1() -> None:
    weak = signed(assertion(Said(), NOW), None, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", SHA1)
    assert "sha1" in refused(response(Said(), NOW, encrypted(weak)))


@pytest.mark.parametrize("method", [f"{DS}hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "", "none"])
def test_the_kind_of_key_is_not_the_senders_to_choose(method: str) -> None:
    """The provider's certificate is public: with it as the secret of a HMAC anybody could sign."""

    def confused(xml: str) -> str:
        return re.sub(r"(SignatureMethod Algorithm=)\"[^\"]*", rf'\1"{method}', xml)

    assert "signed with" in refused(answer(Said(), NOW, confused))


CHANGED: dict[str, tuple[Callable[[str], str], str]] = {
    "another name": (lambda xml: xml.replace(UUID, "0" * 8 + UUID[8:]), "does not fit"),
    "a higher level": (lambda xml: xml.replace("Substantial", "High"), "does not fit"),
    "a longer time": (lambda xml: xml.replace("12:05:00Z", "13:05:00Z"), "does not fit"),
    "a comment in the name": (lambda xml: xml.replace(UUID, f"{UUID[:8]}<!---->{UUID[8:]}"), "comments"),
    "a comment after the name": (lambda xml: xml.replace(UUID, f"{UUID}<!-- x -->"), "comments"),
    "an instruction in the name": (lambda xml: xml.replace(UUID, f"{UUID[:8]}<?x?>{UUID[8:]}"), "instructions"),
    "characters as they are": (lambda xml: xml.replace("Eksempel", "<![CDATA[Eksempel]]>"), "CDATA"),
    "a document type": (lambda xml: f'<!DOCTYPE a [<!ENTITY b "c">]>{xml}', "document type"),
    "an entity": (lambda xml: xml.replace("Eksempel", "&x;"), "no XML"),
    "two assertions": (lambda xml: xml + xml, "no XML"),
    "one id twice": (lambda xml: xml.replace("<saml:Subject>", '<saml:Subject ID="_assertion">'), "one id twice"),
    "another spelling of its id": (
        lambda xml: xml.replace("<saml:Subject>", '<saml:Subject Id="_assertion">'), "one id twice",
    ),
    "two names": (
        lambda xml: xml.replace("</saml:NameID>", "</saml:NameID><saml:NameID>x</saml:NameID>"), "does not fit",
    ),
    "a transform": (lambda xml: xml.replace("#enveloped-signature", "#base64"), "another shape"),
    "a reference to nothing": (lambda xml: xml.replace('URI="#_assertion"', 'URI=""'), "another shape"),
    "a reference elsewhere": (
        lambda xml: xml.replace('URI="#_assertion"', 'URI="https://evil.example/"'), "another shape",
    ),
    "two references": (
        lambda xml: re.sub(r"(<ds:Reference .*?</ds:Reference>)", r"\1\1", xml, flags=re.DOTALL), "another shape",
    ),
    "two signatures": (
        lambda xml: re.sub(r"(<ds:Signature .*</ds:Signature>)", r"\1\1", xml, flags=re.DOTALL), "one signature",
    ),
    "an object in the signature": (
        lambda xml: xml.replace("</ds:Signature>", "<ds:Object/></ds:Signature>"), "another shape",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", few(CHANGED, every=3))
def test_changed_after_it_was_signed(what: str) -> None:
    change, why = CHANGED[what]
    assert change(signed(assertion(Said(), NOW))) != signed(assertion(Said(), NOW))
    assert why in refused(answer(Said(), NOW, change))


def evil_root() -> Any:
    return etree.fromstring(assertion(EVIL, NOW))


def true_root() -> Any:
    return etree.fromstring(signed(assertion(Said(), NOW)))


def stripped(root: Any) -> tuple[Any, Any]:
    """A signed assertion without its signature, and that."""
    found = root[1]
    root.remove(found)
    return root, found


def wrapped_below() -> Any:
    """XSW 4: around the signed assertion."""
    root = evil_root()
    root.append(true_root())
    return root


def wrapped_with_its_signature() -> Any:
    """XSW 5: the signature is at the false assertion, what it speaks of below it."""
    root = evil_root()
    true, signature = stripped(true_root())
    root.insert(1, signature)
    root.append(true)
    return root


def wrapped_in_the_signature() -> Any:
    """XSW 6: what the signature speaks of lies in the signature."""
    root = evil_root()
    true, signature = stripped(true_root())
    root.insert(1, signature)
    signature.append(true)
    return root


def wrapped_in_extensions() -> Any:
    """XSW 7: in an element that may hold anything."""
    root = evil_root()
    etree.SubElement(root, f"{{{SAML}}}Advice").append(true_root())
    return root


def wrapped_in_an_object() -> Any:
    """XSW 8: in an object of the signature."""
    root = evil_root()
    true, signature = stripped(true_root())
    root.insert(1, signature)
    etree.SubElement(signature, f"{{{DS}}}Object").append(true)
    return root


WRAPPED = [
    wrapped_below, wrapped_with_its_signature, wrapped_in_the_signature, wrapped_in_extensions, wrapped_in_an_object,
]  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPED)
def test_wrapped_within_what_is_encrypted(wrap: Callable[[], Any]) -> None:
    root = wrap()
    if wrap in REACHED:
        assert naive_signature_holds(deepcopy(root)), "the attack is none: its signature does not hold by itself"
    assert re.search("just one assertion", refused(response(Said(), NOW, encrypted(etree.tostring(root).decode()))))


@pytest.mark.parametrize("wrap", WRAPPED)
def test_wrapped_and_called_otherwise(wrap: Callable[[], Any]) -> None:
    """The same with the inner assertion hidden from whoever counts assertions by their name."""
    root = wrap()
    (inner,) = [one for one in root.iter(f"{{{SAML}}}Assertion") if one is not root]
    inner.tag = f"{{{SAML}}}Audience"
    assert re.search("signature", refused(response(Said(), NOW, encrypted(etree.tostring(root).decode()))))


REACHED = (wrapped_below, wrapped_with_its_signature, wrapped_in_extensions)
"""Where xmlsec finds what the signature speaks of; inside a signature other libraries do."""


def naive_signature_holds(root: Any) -> bool:
    """What a careless reader asks: does the first signature that stands anywhere hold?"""
    xmlsec.tree.add_ids(root, ["ID"])
    signature = next(root.iter(f"{{{DS}}}Signature"))
    context = xmlsec.SignatureContext()
    certificate = identities()[0].certificate
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def signed_response() -> Any:
    return etree.fromstring(signed(response(Said(), NOW, encrypted(signed(assertion(Said(), NOW))))))


def test_xsw_1_and_2_a_signed_message_around_a_false_assertion() -> None:
    """A signature over the message counts for nothing: only the assertion's own does."""
    evil = etree.fromstring(response(Said(), NOW, encrypted(assertion(EVIL, NOW))))
    evil.set("ID", "_evil_response")
    true = signed_response()
    signature = true[1]
    true.remove(signature)
    for place in ("object", "before"):
        root = deepcopy(evil)
        mark = deepcopy(signature)
        root.insert(1, mark)
        if place == "object":
            etree.SubElement(mark, f"{{{DS}}}Object").append(deepcopy(true))
        else:
            root.insert(1, deepcopy(true))
        assert place == "object" or naive_signature_holds(deepcopy(root))
        assert re.search("EncryptedAssertion|just one assertion|not signed", refused(etree.tostring(root).decode()))


def test_a_message_that_is_signed_as_well_is_believed() -> None:
    assert read(etree.tostring(signed_response()).decode()).claims["NameID"] == UUID


def test_a_signed_message_does_not_sign_its_assertion() -> None:
    unsigned = signed(response(Said(), NOW, encrypted(assertion(Said(), NOW))))
    assert refused(unsigned) == "it is not signed"


TRUE, FALSE = (lambda: encrypted(signed(assertion(Said(), NOW)))), (lambda: encrypted(assertion(EVIL, NOW)))
BESIDE: dict[str, tuple[Callable[[], tuple[str, ...]], str]] = {
    "XSW 3: a false one before": (lambda: (FALSE(), TRUE()), "just one assertion, encrypted"),
    "a false one after": (lambda: (TRUE(), FALSE()), "just one assertion, encrypted"),
    "the same twice": (lambda: (TRUE(), TRUE()), "just one assertion, encrypted"),
    "a clear one before": (lambda: (assertion(EVIL, NOW), TRUE()), "just one assertion, encrypted"),
    "a clear one after": (lambda: (TRUE(), signed(assertion(Said(), NOW))), "just one assertion, encrypted"),
    "a clear one alone": (lambda: (signed(assertion(Said(), NOW)),), "just one assertion, encrypted"),
    "none": (tuple, "just one assertion, encrypted"),
    "XSW 7: a false one in an extension": (
        lambda: (f"<samlp:Extensions>{FALSE()}</samlp:Extensions>", TRUE()), "just one assertion, encrypted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BESIDE)
def test_beside_the_one_encrypted_assertion(what: str) -> None:
    holds, why = BESIDE[what]
    assert why in refused(response(Said(), NOW, *holds()))


def test_encrypted_for_somebody_else() -> None:
    assert "somebody else" in refused(answer(Said(), NOW, certificate=identities()[1].certificate))


@pytest.mark.parametrize("cipher", [f"{XENC}tripledes-cbc", CIPHERS["aes128-cbc"]])
def test_a_cipher_that_the_row_does_not_allow(cipher: str) -> None:
    assert "encrypted with" in refused(answer(Said(), NOW, cipher=cipher))
    only_gcm = EXPECTED._replace(ciphers=("aes256-gcm",))
    assert "encrypted with" in refused(answer(Said(), NOW, cipher=CIPHERS["aes256-cbc"]), only_gcm)


def test_a_key_wrapped_as_pkcs_1_5_does() -> None:
    assert "rsa-1_5" in refused(answer(Said(), NOW, key_cipher=f"{XENC}rsa-1_5"))


def read_or_hidden(xml: str) -> Asserted | None:
    """What an answer says; None where it is refused without saying why."""
    try:
        return read(xml)
    except Unusable as unusable:
        if not unusable.hidden:
            raise
        return None


def test_no_cipher_text_tells_what_was_wrong_with_it() -> None:
    """Whoever changes a byte learns the same from every change: else CBC could be read byte by byte."""
    text = answer(Said(), NOW, cipher=CIPHERS["aes256-cbc"])
    head, value, tail = re.split(r"([A-Za-z0-9+/=\s]{500,})", text, maxsplit=1)
    raw = base64.b64decode(value)
    for at in (20, 40, len(raw) // 2, len(raw) - 17, len(raw) - 1):
        changed = bytearray(raw)
        changed[at] ^= 1
        told = read_or_hidden(head + base64.b64encode(changed).decode() + tail)
        # The last two blocks decide the padding: where only what stands behind the end changes, it is the same answer.
        assert told is None or (at >= len(raw) - 17 and told == read(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no XML"),
        ("<a/>", "no answer to a login"),
        (f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a xmlns="{SAMLP}"/>', "document type"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>', "document type"),
        ("<a>" * 400, "no XML"),
        ("<a " + " ".join(f'b{n}="c"' for n in range(40)) + "/>", "more parts"),
        ("<a>" + "<b/>" * 4000 + "</a>", "more parts"),
        ("<a>" + "x" * 300_000 + "</a>", "larger"),
    ],
)
def test_what_is_no_answer_at_all(text: str, why: str) -> None:
    assert why in refused(text)


def test_in_another_alphabet() -> None:
    with pytest.raises(Unusable, match="not UTF-8"):
        read_answer(answer(Said(), NOW).encode("utf-16"), EXPECTED, [], [], NOW)


def test_an_attribute_twice_or_with_several_values() -> None:
    cvr = f"{EID}/professional/cvr"
    once = re.search(rf'<saml:Attribute Name="{cvr}".*?</saml:Attribute>', assertion(Said(), NOW))
    assert once is not None

    def doubled(xml: str) -> str:
        return signed(assertion(Said(), NOW).replace(once[0], once[0] + once[0]))

    def manifold(xml: str) -> str:
        return signed(
            assertion(Said(), NOW).replace(
                "</saml:AttributeValue>", "</saml:AttributeValue><saml:AttributeValue>x</saml:AttributeValue>"
            )
        )

    assert "twice" in refused(answer(Said(), NOW, doubled))
    assert "is missing" in refused(answer(Said(), NOW, manifold))


def test_a_condition_that_nobody_knows() -> None:
    def odd(xml: str) -> str:
        return signed(
            assertion(Said(), NOW).replace("<saml:AudienceRestriction>", "<saml:Condition/><saml:AudienceRestriction>")
        )

    assert "unknown condition" in refused(answer(Said(), NOW, odd))


def test_without_an_end_or_an_audience() -> None:
    def endless(xml: str) -> str:
        return signed(re.sub(r'(<saml:Conditions [^>]*?) NotOnOrAfter="[^"]*"', r"\1", assertion(Said(), NOW)))

    def for_all(xml: str) -> str:
        return signed(re.sub(r"<saml:AudienceRestriction>.*</saml:AudienceRestriction>", "", assertion(Said(), NOW)))

    def holder_of_key(xml: str) -> str:
        return signed(assertion(Said(), NOW).replace("cm:bearer", "cm:holder-of-key"))

    assert "how long" in refused(answer(Said(), NOW, endless))
    assert "another service" in refused(answer(Said(), NOW, for_all))
    assert "one SubjectConfirmation" in refused(answer(Said(), NOW, holder_of_key))


def spoilt(text: bytes, n: int, where: int, length: int, put: bytes) -> bytes:
    """A text with a stretch of it taken out, doubled, put elsewhere or written over."""
    at, end = where % len(text), where % len(text) + length
    kept = {
        0: text[:at] + put + text[end:],
        1: text[:at] + text[end:],
        2: text[:end] + text[at:end] + text[end:],
        3: text[at:end] + text[:at] + text[end:],
        4: text[:at] + text[at:end].swapcase() + text[end:],
    }
    return kept[n]


SPOILT = st.tuples(
    st.integers(0, 4), st.integers(0, 100_000), st.integers(0, 200),
    st.sampled_from([
        b"", b"x", b"\x00", b"\xff", b"<!---->", b"<?x?>", b"&amp;", b"&#x30;", b"<a/>", b' ID="_assertion"',
        b' xmlns:saml="x"', b"<saml:Assertion>", b"</saml:Assertion>", b"\r", "\u202e".encode(),
    ]),
)  # fmt: skip


@pytest.mark.slow
@given(how=SPOILT, is_inner=st.booleans())
@settings(max_examples=80)
def test_a_spoilt_answer_says_the_same_or_nothing(how: tuple[int, int, int, bytes], is_inner: bool) -> None:
    """Wherever it was spoilt: before it was encrypted, or on its way. Space within a tag, say, no signature sees."""
    true = signed(assertion(Said(), NOW)).encode()
    if is_inner:
        text = response(Said(), NOW, encrypted(spoilt(true, *how))).encode()
    else:
        text = spoilt(response(Said(), NOW, encrypted(true)).encode(), *how)
    provider, _, ours = identities()
    signers = read_trust(ISSUER, provider.certificate.encode())
    try:
        found = read_answer(text, EXPECTED, [OwnKey(ours.key, "", NOW)], signers, NOW)
    except Unusable:
        return
    assert found == read(response(Said(), NOW, encrypted(true)))
