"""The privileges of a login: for whom they count, what narrows them, and what is no list of privileges."""

import base64
from collections.abc import Sequence

import pytest

from sor.access.authority import Right
from sor.access.login.privileges import NAMESPACES, BadPrivileges, Group, read_privileges, rights_given
from sor.access.login.providers import Granted

OURS, THEIRS = "90000012", "13585628"
KEEPER = "http://sor.example/roles/usersystemrole/sor_kommune/1"
OWNER, WARD = "90000021000016003", "90000071000016007"
ROLES = {
    KEEPER: Granted("municipality"),
    "urn:sor:authority": Granted("authority", THEIRS),
    "urn:sor:vendor": Granted("vendor", OURS),
}


def listed(inner: str, namespace: str = NAMESPACES[0]) -> str:
    return base64.b64encode(f'<p:PrivilegeList xmlns:p="{namespace}">{inner}</p:PrivilegeList>'.encode()).decode()


def group(*privileges: str, cvr: str = OURS, constraint: str = "") -> str:
    inner = "".join(f"<Privilege>{one}</Privilege>" for one in privileges)
    return f'<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:{cvr}">{inner}{constraint}</PrivilegeGroup>'


def narrowed(name: str, value: str) -> str:
    return group(KEEPER, constraint=f'<Constraint Name="{name}">{value}</Constraint>')


def rights(text: str, cvr: str | None = OURS, owners: Sequence[str] = (OWNER,)) -> list[Right]:
    return list(rights_given(read_privileges(text), cvr, ROLES, owners))


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_namespaces_in_base64_or_as_xml(namespace: str) -> None:
    text = listed(group(KEEPER), namespace)
    assert read_privileges(text) == [Group(OURS, (KEEPER,))]
    assert read_privileges(base64.b64decode(text).decode()) == [Group(OURS, (KEEPER,))]
    assert read_privileges(f"{text[:40]}\n{text[40:]}") == [Group(OURS, (KEEPER,))]


def test_a_privilege_gives_a_role_at_the_owners_of_its_organisation() -> None:
    assert rights(listed(group(KEEPER))) == [Right("municipality", OWNER)]
    assert rights(listed(group(KEEPER)), owners=()) == []


def test_a_privilege_for_another_organisation_gives_nothing() -> None:
    assert rights(listed(group(KEEPER, cvr=THEIRS))) == []
    assert rights(listed(group(KEEPER)), cvr=None) == []


def test_a_privilege_that_the_provider_may_not_give_gives_nothing() -> None:
    assert rights(listed(group("urn:other:role"))) == []


def test_a_role_that_holds_everywhere_is_given_by_one_organisation_alone() -> None:
    assert rights(listed(group("urn:sor:authority"))) == []
    assert rights(listed(group("urn:sor:authority", cvr=THEIRS)), cvr=THEIRS) == [Right("authority")]


@pytest.mark.parametrize("name", ["urn:dk:gov:saml:sorIdentifier", "http://sor.example/constraints/sorIdentifier/1"])
def test_a_group_narrowed_to_units_holds_there_below_its_own_organisation(name: str) -> None:
    assert rights(listed(narrowed(name, WARD))) == [Right("municipality", WARD, within=(OWNER,))]


@pytest.mark.parametrize(
    "constraint",
    [("urn:dk:kombit:KLE", "29.30"), ("urn:dk:kombit:orgUnit", "x"), ("urn:dk:gov:saml:sorIdentifier", "")],
)
def test_a_group_narrowed_by_what_cannot_be_judged_gives_nothing(constraint: tuple[str, str]) -> None:
    assert rights(listed(narrowed(*constraint))) == []


def test_a_group_narrowed_twice_gives_nothing() -> None:
    twice = "".join(f'<Constraint Name="x:sorIdentifier">{unit}</Constraint>' for unit in (WARD, OWNER))
    assert rights(listed(group(KEEPER, constraint=twice))) == []


def test_a_declaration_names_no_other_encoding() -> None:
    text = f'<?xml version="1.0" encoding="UTF-7"?><PrivilegeList>{group(KEEPER)}</PrivilegeList>'
    assert read_privileges(text) == [Group(OURS, (KEEPER,))]


def test_a_narrowed_group_gives_no_role_that_holds_everywhere() -> None:
    text = listed(group("urn:sor:vendor", constraint=f'<Constraint Name="x:sorIdentifier">{WARD}</Constraint>'))
    assert rights(text) == []


@pytest.mark.parametrize("scope", ["urn:dk:gov:saml:seNumberIdentifier:90000012", "90000012", ""])
def test_a_group_of_no_cvr_number_gives_nothing(scope: str) -> None:
    assert read_privileges(listed(f'<PrivilegeGroup Scope="{scope}"><Privilege>x</Privilege></PrivilegeGroup>')) == []


@pytest.mark.parametrize(
    "text",
    [
        "no base 64!",
        base64.b64encode(b"<PrivilegeList>").decode(),
        '<Other xmlns="http://digst.dk/oiosaml/basic_privilege_profile"/>',
        '<PrivilegeList xmlns="urn:other"/>',
        '<!DOCTYPE PrivilegeList [<!ENTITY e "x">]><PrivilegeList>&e;</PrivilegeList>',
        f"<PrivilegeList>{group('a<!-- -->b')}</PrivilegeList>",
        "<PrivilegeList>" + " " * 100_000,
        listed(group(f"{KEEPER}<x/>.readonly")),
        listed(group("urn:au<?x?>th")),
        listed(group(KEEPER, constraint='<o:Constraint xmlns:o="urn:o" Name="urn:dk:kombit:kle">1</o:Constraint>')),
        listed(group(KEEPER, constraint="<constraint/>")),
        listed(group(KEEPER, constraint="<Limit>1</Limit>")),
        listed(group(KEEPER).replace("<PrivilegeGroup ", '<PrivilegeGroup Until="2026" ')),
        listed(group(KEEPER) + "<Limit/>"),
        listed(narrowed("x:sorIdentifier", "A<x/>B")),
        base64.b64encode("<PrivilegeList/>".encode("utf-16")).decode(),
    ],
)
def test_what_is_no_list_of_privileges(text: str) -> None:
    with pytest.raises(BadPrivileges):
        read_privileges(text)
