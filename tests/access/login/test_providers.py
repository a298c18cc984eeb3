"""The table of identity providers: what a row says, and what is refused with a sentence that helps."""

from pathlib import Path

import pytest

from sor.access.login.claims import NotLetIn, Person, person_of
from sor.access.login.privileges import Group
from sor.access.login.providers import BadProviders, Named, Provider, read_providers
from sor.access.login.saml.forms import FORMS
from tests.access.login.test_privileges import KEEPER, OURS, group, listed

ROW = """
[[provider]]
id = "mitid"
issuer = "https://login.example"
client_id = "sor"
name_da = "MitID Erhverv"
name_en = "MitID Erhverv"
scope = "openid nemlogin"
levels = ["Substantial", "High"]
[provider.claims]
cvr = "nemlogin.cvr"
level = "loa"
privileges = "privileges"
[provider.roles."http://sor.example/roles/usersystemrole/sor_kommune/1"]
role = "municipality"
"""


def read(folder: Path, text: str) -> list[Provider]:
    (folder / "login.toml").write_text(text, "utf-8")
    return list(read_providers(str(folder / "login.toml")))


def test_a_row_is_read(tmp_path: Path) -> None:
    (row,) = read(tmp_path, ROW)
    assert (row.id, row.claims.cvr, row.levels) == ("mitid", "nemlogin.cvr", ("Substantial", "High"))
    assert row.roles[KEEPER].role == "municipality"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('id = "mitid"', 'id = "Mit ID"', "small letters"),
        ("https://login", "http://login", "only https"),
        ("https://login.example", "login.example", "write the address"),
        ('client_id = "sor"', 'client_id = "sor"\nalgorithms = ["none"]', "algorithms holds none"),
        ('client_id = "sor"', 'client_id = "sor"\nalgorithms = ["HS256"]', "algorithms holds HS256"),
        ('client_id = "sor"', 'client_id = "sor"\nis_own = true', "is_own is the demo's"),
        ('client_id = "sor"', 'client_id = "sor"\nsecret_file = "/no/such"', "cannot be read"),
        ("openid nemlogin", "nemlogin", "scope lacks openid"),
        ('level = "loa"\n', "", "does not say where the level"),
        ('cvr = "nemlogin.cvr"\n', "", "roles need"),
        ('"municipality"', '"mayor"', "the roles are"),
        ('"municipality"', '"authority"', "say with cvr whose"),
        ('"municipality"', '"authority"\ncvr = "12345678"', "modulo 11"),
        ("name_en", "nameEn", "nameEn"),
        ("[[provider]]", "[[providers]]", "providers"),
    ],
)
def test_a_row_that_cannot_be_used(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    assert was in ROW
    with pytest.raises(BadProviders, match=told):
        read(tmp_path, ROW.replace(was, becomes))


SAML = """
[[provider]]
id = "nemlogin"
issuer = "https://saml.nemlog-in.dk"
client_id = "https://sor.example"
name_da = "MitID Erhverv"
name_en = "MitID Erhverv"
[provider.saml]
form = "oiosaml3"
metadata_file = "/etc/sor/nemlogin.xml"
"""


@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_saml_demands_what_its_form_does(tmp_path: Path, form: str) -> None:
    (row,) = read(tmp_path, SAML.replace("oiosaml3", form))
    demanded = FORMS[form]
    assert row.saml is not None
    assert (row.levels, row.saml.name_forms, row.saml.encryption) == (
        demanded.levels, demanded.name_forms, demanded.ciphers,
    )  # fmt: skip
    assert row.saml.attributes == dict(demanded.attributes)
    assert (row.claims.subject, row.claims.level) == (demanded.subject, demanded.level)


def test_a_row_of_saml_may_say_otherwise(tmp_path: Path) -> None:
    more = 'name_forms = ["x509"]\nencryption = ["aes256-gcm"]\ncontexts = []\n'
    (row,) = read(tmp_path, SAML.replace("name_da", 'levels = ["High"]\nname_da', 1) + more)
    assert row.saml is not None
    assert (row.levels, row.saml.name_forms, row.saml.encryption, row.saml.contexts) == (
        ("High",), ("x509",), ("aes256-gcm",), (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('"oiosaml3"', '"oiosaml2"', "the ones there are: oiosaml3, kombit, seb"),
        ('form = "oiosaml3"\n', "", "form"),
        ('metadata_file = "/etc/sor/nemlogin.xml"', "", "metadata_file"),
        ('"oiosaml3"', '"oiosaml3"\nname_forms = ["mail"]', "holds mail"),
        ('"oiosaml3"', '"oiosaml3"\nencryption = ["none"]', "holds none"),
        ('"oiosaml3"', '"oiosaml3"\nname_forms = ["transient"]', "transient name is of one login"),
        ("client_id", 'scope = "openid x"\nclient_id', "scope is of OpenID Connect"),
        ("client_id", 'algorithms = ["ES256"]\nclient_id', "algorithms is of OpenID Connect"),
        ("client_id", "asks_userinfo = true\nclient_id", "asks_userinfo is of OpenID Connect"),
        ("[provider.saml]", '[provider.claims]\nsubject = "NameID"\n[provider.saml]', "claims must name level"),
        ("[provider.saml]", '[provider.roles."a"]\nrole = "mayor"\n[provider.saml]', "the roles are"),
        ("[provider.saml]", '[provider.roles."a"]\nrole = "authority"\n[provider.saml]', "say with cvr whose"),
    ],
)
def test_a_row_of_saml_that_cannot_be_used(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    assert was in SAML
    with pytest.raises(BadProviders, match=told):
        read(tmp_path, SAML.replace(was, becomes, 1))


@pytest.mark.parametrize("text", ["", ROW + ROW, "provider = 1", "\x00"])
def test_a_table_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadProviders):
        read(tmp_path, text)
    with pytest.raises(BadProviders, match="cannot be read"):
        read_providers(str(tmp_path / "none.toml"))


def provider(tmp_path: Path) -> Provider:
    return read(tmp_path, ROW)[0]


CLAIMS = {"sub": "0e1f", "name": "Anne Ærø", "email": "anne@example.dk", "loa": "High", "nemlogin": {"cvr": OURS}}


def test_a_person_as_claims_tell(tmp_path: Path) -> None:
    person = person_of(provider(tmp_path), {**CLAIMS, "privileges": listed(group(KEEPER))})
    groups = (Group(OURS, (KEEPER,)),)
    assert person == Person("https://login.example", "0e1f", "Anne Ærø", "anne@example.dk", OURS, groups)


def test_a_name_with_dots_is_found_as_it_stands(tmp_path: Path) -> None:
    row = Provider("a", "https://a", "sor", "A", "A", claims=Named(cvr="https://data.gov.dk/cvr"))
    assert person_of(row, {"sub": "x", "https://data.gov.dk/cvr": OURS}).cvr == OURS


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sub": ""}, "did not say who"),
        ({"sub": None}, "did not say who"),
        ({"sub": "x" * 256}, "did not say who"),
        ({"sub": 7}, "did not say who"),
        ({"sub": "a\nb"}, "did not say who"),
        ({"sub": "a\x00"}, "did not say who"),
        ({"sub": "e\u0301"}, "did not say who"),
        ({"loa": "Low"}, "assurance level 'Low'"),
        ({"loa": None}, "assurance level"),
        ({"loa": ["High"]}, "assurance level"),
        ({"nemlogin": {"cvr": "12345678"}}, "it is none"),
        ({"privileges": "no list!"}, "cannot be read"),
    ],
)
def test_who_is_not_let_in(tmp_path: Path, changed: dict[str, object], told: str) -> None:
    with pytest.raises(NotLetIn, match=told):
        person_of(provider(tmp_path), {**CLAIMS, **changed})


def test_two_subjects_that_differ_by_a_blank_are_two_people(tmp_path: Path) -> None:
    assert person_of(provider(tmp_path), {**CLAIMS, "sub": " 0e1f"}).subject == " 0e1f"


def test_what_no_text_may_hold_is_left_out_of_a_name(tmp_path: Path) -> None:
    assert person_of(provider(tmp_path), {**CLAIMS, "name": "An\u202ene\x00"}).name == "Anne"


@pytest.mark.parametrize(
    "email",
    ["a@b.dk, c@d.dk", "x@y.dk\r\nBcc: e@x.dk", "a" * 65 + "@b.dk", "a@" + "b" * 5_000 + ".dk", "ingen", ["a@b.dk"]],
)
def test_what_is_not_one_address_is_no_address_of_a_login(tmp_path: Path, email: object) -> None:
    assert person_of(provider(tmp_path), {**CLAIMS, "email": email}).email is None
