"""A real register, and people who log in through a provider of SAML: the whole way by a browser without scripts, and
every way in which an answer may be stolen, sent twice, mixed up or sent elsewhere.
"""

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import xmlsec
from lxml import etree

from sor.access.login.privileges import CVR_SCOPE
from sor.access.login.saml.keys import make_key
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import BadSetting, read_settings
from sor.store.database import Database
from tests.access.login.saml.idp import (
    ATTRIBUTES,
    AUDIENCE,
    CVR,
    EID,
    ISSUER,
    OUT,
    SLO,
    SSO,
    UUID,
    Said,
    answer,
    assertion,
    encrypted,
    identities,
    metadata,
    packed,
    response,
    signed,
)
from tests.access.login.test_privileges import KEEPER, group, listed
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in
from tests.quick_part import few

BASE = "https://sor.example"
TABLE = """
[[provider]]
id = "{id}"
issuer = "{issuer}"
client_id = "{audience}"
name_da = "MitID Erhverv"
name_en = "MitID Erhverv"
[provider.saml]
form = "oiosaml3"
metadata_file = "{metadata}"
[provider.roles."http://sor.example/roles/usersystemrole/sor_kommune/1"]
role = "municipality"
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('saml')}/sor.db"), StandingClock())
    made.init("master")
    return made


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Two providers: ``nemlogin``, and ``other`` with the same key, which would sign as it if it could."""
    folder = tmp_path_factory.mktemp("table")
    ours = identities()[2]
    (folder / "key.pem").write_text(ours.key + ours.certificate)
    rows = []
    for name, issuer in (("nemlogin", ISSUER), ("other", "https://other.example")):
        (folder / f"{name}.xml").write_text(metadata(issuer=issuer))
        audience = AUDIENCE.replace("nemlogin", name)
        rows.append(TABLE.format(id=name, issuer=issuer, audience=audience, metadata=folder / f"{name}.xml"))
    (folder / "login.toml").write_text("".join(rows))
    return {
        "SOR_LOGIN": str(folder / "login.toml"), "SOR_SAML_KEYS": str(folder / "key.pem"), "SOR_PUBLIC_URL": BASE,
    }  # fmt: skip


@pytest.fixture(scope="module")
def doors(register: Register, settings: Mapping[str, str]) -> Any:
    return app(register, read_settings(settings))


@pytest.fixture
def visitor(doors: Any) -> Browser:
    return browser_at(doors, BASE)


@pytest.fixture
def other(doors: Any) -> Browser:
    return browser_at(doors, BASE)


def asked(visitor: Browser, id: str = "nemlogin", goes_to: str = "/me") -> tuple[Any, str]:
    """The question that a browser is sent with to a provider, and what must come back with the answer."""
    way = visitor.get(f"/login/{id}", params={"next": goes_to})
    assert way.status_code == 303
    query = parse_qs(urlsplit(way.headers["location"]).query)
    xml = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
    return etree.fromstring(xml), query["RelayState"][0]


def posted(visitor: Browser, xml: str, relay: str, id: str = "nemlogin") -> Any:
    """An answer as the provider's page posts it, and the page of the register that posts it again."""
    form = {"SAMLResponse": packed(xml), "RelayState": relay}
    page = visitor.post(f"/login/{id}/acs", data=form, headers={"Origin": "https://idp.example"})
    assert page.status_code == 200
    assert "sor_session" not in str(page.headers)
    again = dict(re.findall(r'<input type="hidden" name="(SAMLResponse|RelayState)" value="([^"]*)"', page.text))
    assert again == form
    place = re.search(r'<form method="post" action="([^"]+)" data-sends-itself', page.text)
    assert place is not None
    return visitor.post(place[1], data=again, headers={"Origin": BASE})


def said(question: Any, **more: Any) -> Said:
    asked = question.get("ID")
    return Said(request=asked, confirmed=asked, **{"id": f"{asked}a", **more})


def logged_in(visitor: Browser, goes_to: str = "/me", **more: Any) -> Any:
    question, relay = asked(visitor, goes_to=goes_to)
    return posted(visitor, answer(said(question, **more), datetime.now(UTC)), relay)


def test_the_question_is_signed_and_says_what_is_demanded(visitor: Browser) -> None:
    way = visitor.get("/login/nemlogin?next=/me").headers["location"]
    assert way.startswith(f"{SSO}?SAMLRequest=")
    signed_part, _, signature = way.partition("?")[2].partition("&Signature=")
    context = xmlsec.SignatureContext()
    certificate = identities()[2].certificate
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    raw = base64.b64decode(parse_qs(f"a={signature}")["a"][0])
    context.verify_binary(signed_part.encode(), xmlsec.constants.TransformRsaSha256, raw)
    question, _ = asked(visitor)
    text = etree.tostring(question).decode()
    assert question.get("AssertionConsumerServiceURL") == f"{BASE}/login/nemlogin/acs"
    assert question.get("Destination") == SSO
    assert 'Comparison="minimum"' in text
    assert "https://data.gov.dk/concept/core/nsis/loa/Substantial<" in text
    assert "https://data.gov.dk/eid/Professional<" in text


def test_somebody_logs_in(visitor: Browser, register: Register) -> None:
    done = logged_in(visitor, "/tree/1?lang=en")
    assert (done.status_code, done.headers["location"]) == (303, "/tree/1?lang=en")
    page = visitor.get("/me").text
    assert "Anne Ærø" in page
    assert CVR in page
    (known,) = [row for row in Actors(register).list_all() if row.id.startswith("person-")]
    assert (known.name, known.email, known.cvr) == ("Anne Ærø", "anne@example.dk", None)
    logged_in(visitor)
    assert len([row for row in Actors(register).list_all() if row.id.startswith("person-")]) == 1


def test_privileges_count_for_the_organisation_of_the_login_alone(visitor: Browser, register: Register) -> None:
    kept = register.database.reader()
    mine, theirs = listed(group(KEEPER, cvr=CVR)), listed(group(KEEPER, cvr="33257872"))
    for list_, is_mine in ((mine, True), (theirs, False)):
        attributes = ATTRIBUTES | {f"{EID}/privilegesIntermediate": list_}
        before = {row[0] for row in kept.run("SELECT id FROM session").fetchall()}
        assert logged_in(visitor, attributes=attributes).status_code == 303
        rows = kept.run("SELECT id, cvr, privileges FROM session").fetchall()
        ((_, cvr, groups),) = [row for row in rows if row[0] not in before]
        assert cvr == CVR
        assert (CVR in groups) is is_mine


LISTS = {
    "with an entity": b'<!DOCTYPE a [<!ENTITY b "c">]><PrivilegeList>&b;</PrivilegeList>',
    "of another shape": b"<List/>",
    "that is none": b"\xff\xfe",
}


@pytest.mark.parametrize("what", LISTS)
def test_a_list_of_privileges_that_cannot_be_read(visitor: Browser, what: str) -> None:
    attributes = ATTRIBUTES | {f"{EID}/privilegesIntermediate": base64.b64encode(LISTS[what]).decode()}
    refused = logged_in(visitor, attributes=attributes)
    assert refused.status_code == 403
    assert "rettigheder" in refused.text
    assert visitor.get("/me").status_code == 303


def wrapped(said: Said, now: datetime) -> str:
    """An assertion of somebody else, around the one that the provider has signed."""
    false = etree.fromstring(assertion(said._replace(id="_false", name=said.name.replace(UUID, STRANGER)), now))
    false.append(etree.fromstring(signed(assertion(said, now))))
    return response(said, now, encrypted(etree.tostring(false).decode()))


FALSE: Mapping[str, Callable[[Said, datetime], str]] = {
    "unsigned": lambda said, now: response(said, now, encrypted(assertion(said, now))),
    "signed by a stranger": lambda said, now: response(
        said, now, encrypted(signed(assertion(said, now), identities()[1]))
    ),
    "not encrypted": lambda said, now: response(said, now, signed(assertion(said, now))),
    "wrapped": wrapped,
    "doubled": lambda said, now: response(said, now, *[encrypted(signed(assertion(said, now)))] * 2),
    "expired": lambda said, now: answer(said._replace(ends=timedelta(minutes=-5)), now),
    "of an hour ago": lambda said, now: answer(said._replace(made=timedelta(hours=-1)), now),
    "for another audience": lambda said, now: answer(said._replace(audience="https://other.example"), now),
    "for another address": lambda said, now: answer(said._replace(goes_to="https://other.example/acs"), now),
    "for another destination": lambda said, now: answer(said._replace(destination="https://other.example/acs"), now),
    "named otherwise": lambda said, now: answer(said._replace(name=UUID), now),
}
"""What a provider must not send, or somebody makes of what it sent. Each is like a true answer but for one thing."""

STRANGER = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("what", [None, *FALSE])
@pytest.mark.every_case
def test_a_false_answer_opens_no_session_and_makes_nobody_known(
    visitor: Browser, register: Register, what: str | None
) -> None:
    before = [row.id for row in Actors(register).list_all()]
    question, relay = asked(visitor)
    now = datetime.now(UTC)
    done = posted(visitor, answer(said(question), now) if what is None else FALSE[what](said(question), now), relay)
    if what is None:  # and the true one does
        assert (done.status_code, visitor.get("/me").status_code) == (303, 200)
        return
    assert (done.status_code, visitor.get("/me").status_code) == (403, 303), what
    assert [row.id for row in Actors(register).list_all()] == before


@pytest.mark.parametrize("level", few(["Low", "low", "", "substantial", "Substantial High"], every=3))
def test_a_level_that_is_too_low_though_it_was_asked_for(visitor: Browser, level: str) -> None:
    attributes = ATTRIBUTES | {"https://data.gov.dk/concept/core/nsis/loa": level}
    refused = logged_in(visitor, attributes=attributes)
    assert refused.status_code == 403
    assert "sikringsniveau" in refused.text if level else "loa" in refused.text


def test_an_answer_comes_once(visitor: Browser, other: Browser) -> None:
    question, relay = asked(visitor)
    kept = visitor.cookies["__Host-sor_login"]
    xml = answer(said(question), datetime.now(UTC))
    assert posted(visitor, xml, relay).status_code == 303
    visitor.cookies.set("__Host-sor_login", kept, domain="sor.example", path="/")
    assert posted(visitor, xml, relay).status_code == 403
    assert posted(other, xml, relay).status_code == 403
    other.cookies.set("__Host-sor_login", kept, domain="sor.example", path="/")
    assert posted(other, xml, relay).status_code == 403
    assert other.get("/me").status_code == 303


def test_an_assertion_comes_once_also_for_another_login(visitor: Browser, other: Browser) -> None:
    first, relay = asked(visitor)
    assert posted(visitor, answer(said(first, id="_same"), datetime.now(UTC)), relay).status_code == 303
    second, relay = asked(other)
    assert posted(other, answer(said(second, id="_same"), datetime.now(UTC)), relay).status_code == 403


def test_an_answer_that_nobody_asked_for(visitor: Browser) -> None:
    xml = answer(Said(request="", confirmed=""), datetime.now(UTC))
    assert posted(visitor, xml, "").status_code == 403
    question, _ = asked(visitor)
    assert posted(visitor, answer(said(question), datetime.now(UTC)), "").status_code == 403
    assert visitor.get("/me").status_code == 303


@pytest.mark.parametrize("relay", ["x", "https://evil.example/", "/me", "æ"])
def test_what_comes_back_with_the_answer_leads_nowhere(visitor: Browser, relay: str) -> None:
    question, _ = asked(visitor)
    refused = posted(visitor, answer(said(question), datetime.now(UTC)), relay)
    assert refused.status_code == 403
    assert "evil" not in refused.headers.get("location", "")


def test_the_answer_of_another_login(visitor: Browser, other: Browser) -> None:
    mine, relay = asked(visitor)
    theirs, _ = asked(other)
    assert posted(visitor, answer(said(theirs), datetime.now(UTC)), relay).status_code == 403
    assert mine.get("ID") != theirs.get("ID")


def test_a_provider_answers_for_itself_alone(visitor: Browser) -> None:
    question, relay = asked(visitor, "other")
    xml = answer(said(question), datetime.now(UTC))
    assert posted(visitor, xml, relay, "nemlogin").status_code == 403
    question, relay = asked(visitor, "other")
    place = f"{BASE}/login/other/acs"
    as_other = said(question, goes_to=place, destination=place, audience=AUDIENCE.replace("nemlogin", "other"))
    assert posted(visitor, answer(as_other, datetime.now(UTC)), relay, "other").status_code == 403
    assert visitor.get("/me").status_code == 303


def test_what_is_wrong_is_told_in_the_language_of_the_visit_and_the_next_login_ends_where_this_was_to(
    visitor: Browser,
) -> None:
    refused = logged_in(visitor, "/tree/1?lang=en", ends=timedelta(minutes=-5))
    assert refused.status_code == 403
    assert "it has expired. Begin again." in refused.text
    assert "show this page to those who run the register" in refused.text
    assert re.search(r'href="/login/nemlogin\?[^"]*next=%2Ftree%2F1%3Flang%3Den', refused.text)


def test_the_second_step_is_taken_from_this_register_alone(visitor: Browser) -> None:
    question, relay = asked(visitor)
    form = {"SAMLResponse": packed(answer(said(question), datetime.now(UTC))), "RelayState": relay}
    foreign = visitor.post("/login/nemlogin/answer", data=form, headers={"Origin": "https://idp.example"})
    assert foreign.status_code == 403
    assert visitor.get("/me").status_code == 303
    assert visitor.post("/login/nemlogin/acs", data={"SAMLResponse": '"><script>'}).text.count("<script>") == 0


class TestEnds:
    """A login ends on both sides, whoever ends it."""

    def test_signing_out_leads_to_the_provider(self, visitor: Browser) -> None:
        logged_in(visitor)
        out = visitor.post("/logout", data={"csrf": csrf_in(visitor.get("/me").text)})
        assert out.status_code == 200
        way = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', out.text)
        assert way is not None
        address = way[1].replace("&amp;", "&")
        assert address.startswith(f"{SLO}?SAMLRequest=")
        query = parse_qs(urlsplit(address).query)
        question = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15).decode()
        assert UUID in question
        assert "<samlp:SessionIndex>_session</samlp:SessionIndex>" in question
        assert "Signature" in query
        assert visitor.get("/me").status_code == 303

    def test_the_provider_ends_a_login(self, visitor: Browser, other: Browser) -> None:
        logged_in(visitor, session="_one")
        logged_in(other, session="_two")
        answered = other.get(f"/login/nemlogin/logout?{redirected(logout(session='_one'))}")
        assert visitor.get("/me").status_code == 303
        assert other.cookies.get("__Host-sor_session") is None  # this browser is at the provider's page of logging out
        query = parse_qs(urlsplit(answered.headers["location"]).query)
        told = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLResponse"][0]), -15))
        assert (told.get("InResponseTo"), query["RelayState"]) == ("_out", ["theirs"])
        assert "status:Success" in etree.tostring(told).decode()

    def test_all_of_somebodys_logins(self, visitor: Browser, doors: Any) -> None:
        logged_in(visitor, session="_three")
        elsewhere = browser_at(doors, BASE)
        elsewhere.get(f"/login/nemlogin/logout?{redirected(logout(session='', id='_all'))}")
        assert visitor.get("/me").status_code == 303

    @pytest.mark.parametrize(
        "change",
        few([
            {"issuer": "https://other.example"}, {"goes_to": "https://evil.example/"}, {"name": f"{EID}/x"},
            {"made": timedelta(minutes=-30)}, {"until": timedelta(minutes=-1)}, {"signer": 1}, {"session": "_x"},
        ], every=3),
    )  # fmt: skip
    def test_a_wish_that_is_false(self, visitor: Browser, doors: Any, change: dict[str, Any]) -> None:
        logged_in(visitor, session="_kept")
        signer = change.pop("signer", 0)
        wish = logout(**{"session": "_kept", "id": f"_{sorted(change)}".replace("'", "").strip("[]") or "_k", **change})
        browser_at(doors, BASE).get(f"/login/nemlogin/logout?{redirected(wish, signer)}")
        assert visitor.get("/me").status_code == 200

    def test_a_wish_is_taken_once(self, visitor: Browser, doors: Any) -> None:
        query = redirected(logout(session="", id="_once"))
        browser_at(doors, BASE).get(f"/login/nemlogin/logout?{query}")
        logged_in(visitor)
        browser_at(doors, BASE).get(f"/login/nemlogin/logout?{query}")
        assert visitor.get("/me").status_code == 200

    def test_what_comes_back_after_signing_out(self, visitor: Browser) -> None:
        assert visitor.get("/login/nemlogin/logout").status_code == 403
        assert visitor.post("/login/nemlogin/logout", data={"SAMLRequest": "x"}).status_code == 403


def logout(
    *,
    session: str,
    id: str = "_out",
    issuer: str = ISSUER,
    goes_to: str = OUT,
    name: str = f"{EID}/professional/uuid/{UUID}",
    made: timedelta = timedelta(0),
    until: timedelta = timedelta(minutes=5),
) -> str:
    now = datetime.now(UTC)
    index = f"<samlp:SessionIndex>{session}</samlp:SessionIndex>" if session else ""
    times = f'IssueInstant="{now + made:%Y-%m-%dT%H:%M:%SZ}" NotOnOrAfter="{now + until:%Y-%m-%dT%H:%M:%SZ}"'
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" {times} Destination="{goes_to}">'
        f"<saml:Issuer>{issuer}</saml:Issuer><saml:NameID>{name}</saml:NameID>{index}</samlp:LogoutRequest>"
    )


def redirected(xml: str, signer: int = 0) -> str:
    """A message as a query that the provider, or a stranger, has signed."""
    packer = zlib.compressobj(wbits=-15)
    token = base64.b64encode(packer.compress(xml.encode()) + packer.flush()).decode()
    algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    query = urlencode({"SAMLRequest": token, "RelayState": "theirs", "SigAlg": algorithm})
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(identities()[signer].key, xmlsec.constants.KeyDataFormatPem)
    made = context.sign_binary(query.encode(), xmlsec.constants.TransformRsaSha256)
    return f"{query}&{urlencode({'Signature': base64.b64encode(made).decode()})}"


def test_the_register_says_of_itself_what_a_provider_needs(visitor: Browser) -> None:
    told = visitor.get("/login/nemlogin/metadata")
    assert told.headers["content-type"].startswith("application/samlmetadata+xml")
    root = etree.fromstring(told.content)
    assert root.get("entityID") == AUDIENCE
    assert f'Location="{BASE}/login/nemlogin/acs"' in told.text
    assert f'Location="{OUT}"' in told.text
    assert 'AuthnRequestsSigned="true" WantAssertionsSigned="true"' in told.text
    assert visitor.get("/login/none/metadata").status_code == 404


@pytest.mark.slow
def test_keys_are_exchanged_while_the_server_runs(
    register: Register, settings: Mapping[str, str], tmp_path: Path
) -> None:
    """What a provider still encrypts for the old key is read, what it encrypts for the new one too; then both sides go
    on with the new one alone.
    """
    old, new = tmp_path / "old.pem", tmp_path / "new.pem"
    old.write_text(identities()[2].key + identities()[2].certificate)
    new.write_bytes(make_key("sor.example", datetime.now(UTC)))
    both = app(register, read_settings({**settings, "SOR_SAML_KEYS": f"{new}:{old}"}))
    visitor = browser_at(both, BASE)
    assert logged_in(visitor).status_code == 303
    fresh = re.search(r"-----BEGIN CERT.*", new.read_text(), re.DOTALL)
    assert fresh is not None
    question, relay = asked(visitor)
    xml = answer(said(question), datetime.now(UTC), certificate=fresh[0])
    assert posted(visitor, xml, relay).status_code == 303
    before = visitor.get("/login/nemlogin/metadata").text
    assert before.count('use="signing"') == 2
    assert before.count('use="encryption"') == 1
    new.write_bytes(make_key("sor.example", datetime.now(UTC)))
    assert visitor.get("/login/nemlogin/metadata").text != before


@pytest.mark.slow
def test_a_providers_new_key_counts_at_once(register: Register, settings: Mapping[str, str], tmp_path: Path) -> None:
    published = tmp_path / "idp.xml"
    published.write_text(metadata(identity=identities()[1]))
    (tmp_path / "login.toml").write_text(
        TABLE.format(id="nemlogin", issuer=ISSUER, audience=AUDIENCE, metadata=published)
    )
    visitor = browser_at(app(register, read_settings({**settings, "SOR_LOGIN": str(tmp_path / "login.toml")})), BASE)
    assert logged_in(visitor).status_code == 403
    published.write_text(metadata() + "\n")
    assert logged_in(visitor).status_code == 303
    published.write_text(metadata(until=' validUntil="2020-01-01T00:00:00Z"'))
    away = visitor.get("/login/nemlogin")
    assert (away.status_code, away.headers["retry-after"]) == (503, "10")


@pytest.mark.parametrize(
    "base", ["https://sor", "https://localhost:8443", "https://10.0.0.7", "https://[fd00::7]:8443"]
)
def test_a_register_of_any_name_asks(register: Register, settings: Mapping[str, str], base: str) -> None:
    visitor = browser_at(app(register, read_settings({**settings, "SOR_PUBLIC_URL": base})), BASE)
    visitor.headers["Host"] = urlsplit(base).netloc
    assert asked(visitor)[0].get("AssertionConsumerServiceURL") == f"{base}/login/nemlogin/acs"


@pytest.mark.parametrize(
    ("missing", "told"),
    [("SOR_SAML_KEYS", "sor keys saml"), ("SOR_PUBLIC_URL", "SOR_PUBLIC_URL is not set")],
)
def test_what_is_missing_is_told_when_the_server_starts(
    register: Register, settings: Mapping[str, str], missing: str, told: str
) -> None:
    with pytest.raises(BadSetting, match=told):
        app(register, read_settings({name: value for name, value in settings.items() if name != missing}))


def test_the_scope_is_the_one_of_nemlogin() -> None:
    assert CVR_SCOPE == "urn:dk:gov:saml:cvrNumberIdentifier:"
