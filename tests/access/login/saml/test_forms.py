"""How people may be named: what each form takes, and that one UUID is one person."""

import pytest

from sor.access.login.saml.forms import CIPHERS, FORMS, NAME_FORMS, ReadName, read_name
from sor.access.login.saml.names import PERSISTENT, TRANSIENT, X509_NAME
from tests.access.login.saml.idp import EID, UUID

OLD = f"C=DK,O=12345674,CN=Anne Ærø, Hansen,Serial={UUID}"


@pytest.mark.parametrize(
    ("form", "name", "name_format", "found"),
    [
        ("professional", f"{EID}/professional/uuid/{UUID}", PERSISTENT, ReadName(UUID)),
        ("professional", f"{EID}/professional/uuid/{UUID.upper()}", PERSISTENT, ReadName(UUID)),
        ("person", f"{EID}/person/uuid/{UUID}", PERSISTENT, ReadName(UUID)),
        ("uuid", UUID, PERSISTENT, ReadName(UUID)),
        ("x509", OLD, X509_NAME, ReadName(UUID, "12345674")),
        ("transient", "abc", TRANSIENT, ReadName("")),
        ("professional", f"{EID}/person/uuid/{UUID}", PERSISTENT, None),
        ("professional", f"http{EID[5:]}/professional/uuid/{UUID}", PERSISTENT, None),
        ("professional", f"{EID}/professional/uuid/{UUID}", TRANSIENT, None),
        ("professional", f"{EID}/professional/uuid/{UUID}\n", PERSISTENT, None),
        ("professional", f"{EID}/professional/uuid/{UUID[:-1]}", PERSISTENT, None),
        ("uuid", f"{EID}/professional/uuid/{UUID}", PERSISTENT, None),
        ("uuid", UUID.replace("-", ""), PERSISTENT, None),
        ("uuid", UUID, "", None),
        ("x509", OLD, PERSISTENT, None),
        ("x509", f"C=DK,O=12345674,CN=A,Serial={UUID},Serial={UUID}", X509_NAME, None),
        ("x509", f"C=DK,O=12345674,CN=A,O=33257872,CN=B,Serial={UUID}", X509_NAME, None),
        ("x509", f"C=SE,O=12345674,CN=A,Serial={UUID}", X509_NAME, None),
    ],
)
def test_a_name(form: str, name: str, name_format: str, found: ReadName | None) -> None:
    assert read_name(name, name_format, (form,)) == found


def test_what_no_row_names_is_not_taken() -> None:
    assert read_name(UUID, PERSISTENT, ()) is None


def test_every_form_can_be_met() -> None:
    for form in FORMS.values():
        assert form.levels
        assert {*form.name_forms} <= {*NAME_FORMS}
        assert {*form.ciphers} <= {*CIPHERS}
        assert "transient" not in form.name_forms
        assert form.level in form.attributes
