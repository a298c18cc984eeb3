"""The table of identity providers: what a row says, and what is refused with a sentence that helps."""

from pathlib import Path

import pytest

from sor.access.login.claims import NotLetIn, Person, person_of
from sor.access.login.privileges import Group
from sor.access.login.providers import BadProviders, Named, Provider, read_providers
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
