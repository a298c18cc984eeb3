"""What the Danish login services send, each in its own form: from this table a row of ``SOR_LOGIN`` takes its demands.

A row names a form, and may say otherwise than it; what a row does not allow is refused. Facts on login, section 11.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from sor.access.login.saml.names import (
    CORE,
    EID,
    NSIS_LEVEL,
    OIOSAML_2,
    PERSISTENT,
    TRANSIENT,
    X509_NAME,
    XENC,
    XENC11,
)

_UUID = r"(?P<uuid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"

NAME_FORMS: Mapping[str, tuple[frozenset[str], re.Pattern[str]]] = {
    "professional": (frozenset({PERSISTENT}), re.compile(rf"{re.escape(EID)}/professional/uuid/{_UUID}")),
    "person": (frozenset({PERSISTENT}), re.compile(rf"{re.escape(EID)}/person/uuid/{_UUID}")),
    "uuid": (frozenset({PERSISTENT}), re.compile(_UUID)),
    "x509": (
        frozenset({X509_NAME}),
        re.compile(rf"C=DK,O=(?P<cvr>[0-9]{{8}}),CN=(?:(?!,(?:O|CN|Serial)=).)+,Serial={_UUID}"),
    ),
    "transient": (frozenset({TRANSIENT}), re.compile(r"(?P<passing>\S{1,255})")),
}
"""How a person may be named: the formats of a NameID, and its text. A transient name is of one login alone, so a row
with it has to say which attribute names the person for ever.
"""

CIPHERS: Mapping[str, str] = {
    "aes128-gcm": f"{XENC11}aes128-gcm",
    "aes256-gcm": f"{XENC11}aes256-gcm",
    "aes128-cbc": f"{XENC}aes128-cbc",
    "aes256-cbc": f"{XENC}aes256-cbc",
}
"""With what an assertion may be encrypted."""

KEY_CIPHERS = frozenset({f"{XENC}rsa-oaep-mgf1p", f"{XENC11}rsa-oaep"})
"""With what its key may be: never RSA of PKCS 1.5, which tells who asks often enough what it holds."""

NAME_ID = "NameID"
"""What stands in ``claims.subject`` where the NameID names the person."""


class SamlForm(NamedTuple):
    """What one kind of provider sends. subject, name, email, cvr, level, privileges: under which names of attributes.
    attributes: those that must be sent, with the values of which one it must be; none: any. contexts: what is asked of
    it, ``{level}`` the lowest level that is taken.
    """

    name_forms: tuple[str, ...]
    levels: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    contexts: tuple[str, ...]
    subject: str = NAME_ID
    name: str = f"{EID}/fullName"
    email: str = f"{EID}/email"
    cvr: str = f"{EID}/professional/cvr"
    level: str = NSIS_LEVEL
    privileges: str = f"{EID}/privilegesIntermediate"
    ciphers: tuple[str, ...] = ("aes256-gcm", "aes128-gcm", "aes256-cbc")


_NSIS = ("Substantial", "High")
_PROFESSIONAL: Mapping[str, tuple[str, ...]] = {
    f"{CORE}/specVersion": ("OIO-SAML-3.0",),
    NSIS_LEVEL: (),
    f"{EID}/professional/cvr": (),
    f"{EID}/professional/orgName": (),
}
_ASKED = (f"{NSIS_LEVEL}/{{level}}", "https://data.gov.dk/eid/Professional")

FORMS: Mapping[str, SamlForm] = {
    "oiosaml3": SamlForm(("professional",), _NSIS, _PROFESSIONAL, _ASKED),
    "kombit": SamlForm(
        ("professional", "uuid"),
        _NSIS,
        {**_PROFESSIONAL, f"{EID}/privilegesIntermediate": (), f"{OIOSAML_2}KombitSpecVer": ("2.0",)},
        _ASKED[:1],
    ),
    "seb": SamlForm(
        ("uuid",),
        ("3", "4"),
        {f"{OIOSAML_2}AssuranceLevel": (), "urn:oid:2.5.4.3": ()},
        (),
        name="urn:oid:2.5.4.3",
        email="urn:oid:0.9.2342.19200300.100.1.3",
        cvr=f"{OIOSAML_2}CvrNumberIdentifier",
        level=f"{OIOSAML_2}AssuranceLevel",
        privileges=f"{OIOSAML_2}Privileges_intermediate",
    ),
}
"""``oiosaml3``: NemLog-in, MitID Erhverv; ``kombit``: KOMBIT's Context Handler; ``seb``: the health service's SEB."""


class ReadName(NamedTuple):
    """A name that was read. subject: the person's, for ever; empty when it is of this login alone. cvr: where the name
    itself holds one.
    """

    subject: str
    cvr: str = ""


def read_name(text: str, name_format: str, allowed: tuple[str, ...]) -> ReadName | None:
    """A NameID as one of the forms allowed; None when it is none of them. One UUID is one person, however written."""
    for form in allowed:
        formats, shape = NAME_FORMS[form]
        found = shape.fullmatch(text)
        if found is not None and name_format in formats:
            groups = found.groupdict()
            return ReadName((groups.get("uuid") or "").lower(), groups.get("cvr") or "")
    return None
