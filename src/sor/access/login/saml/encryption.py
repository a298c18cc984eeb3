"""What is encrypted for the register: with what it may be, and what it says."""

from collections.abc import Sequence
from copy import deepcopy

import xmlsec
from lxml import etree
from lxml.etree import _Element

from sor.access.login.saml.forms import CIPHERS, KEY_CIPHERS
from sor.access.login.saml.keys import OwnKey, to_decrypt
from sor.access.login.saml.names import DS, XENC
from sor.access.login.saml.reading import Unusable, only

_DATA, _KEY, _METHOD = (f"{{{XENC}}}{name}" for name in ("EncryptedData", "EncryptedKey", "EncryptionMethod"))
_KEY_INFO, _ELSEWHERE = f"{{{DS}}}KeyInfo", (f"{{{XENC}}}CipherReference", f"{{{XENC}}}AgreementMethod")
MOST_KEYS = 4
"""For how many readers an assertion may be encrypted."""


def decrypt_assertion(element: _Element, keys: Sequence[OwnKey], ciphers: Sequence[str]) -> bytes:
    """What an ``EncryptedAssertion`` holds. ciphers: the row's. Raises Unusable."""
    data = only(element, _DATA)
    for_keys = list(element.iter(_KEY))
    if not 0 < len(for_keys) <= MOST_KEYS or any(element.iter(*_ELSEWHERE)):
        raise _refuse("dens nøgle står ikke i den", "its key does not stand in it")
    cipher = only(data, _METHOD).get("Algorithm", "")
    if cipher not in {CIPHERS[name] for name in ciphers}:
        raise _refuse(f"den er krypteret med {cipher[:80]}", f"it is encrypted with {cipher[:80]}")
    for one in for_keys:
        method = only(one, _METHOD).get("Algorithm", "")
        if method not in KEY_CIPHERS:
            raise _refuse(f"dens nøgle er krypteret med {method[:80]}", f"its key is encrypted with {method[:80]}")
    for own in keys:
        for one in for_keys:
            if (found := _open_content(data, one, own)) is not None:
                return found
    raise _refuse("den er krypteret til en anden", "it is encrypted for somebody else, or damaged")


def _open_content(data: _Element, for_key: _Element, own: OwnKey) -> bytes | None:
    """The content, as bytes: read inside the message it would inherit what stands around it."""
    alone = deepcopy(data)
    alone.tail = None
    alone.attrib.pop("Type", "")
    for info in alone.findall(_KEY_INFO):
        alone.remove(info)
    info = etree.Element(_KEY_INFO)
    inner = deepcopy(for_key)
    inner.tail = None
    info.append(inner)
    alone.insert(1, info)
    manager = xmlsec.KeysManager()
    manager.add_key(to_decrypt(own))
    context = xmlsec.EncryptionContext(manager)
    try:
        found: object = context.decrypt(alone)
    except xmlsec.Error:
        return None
    return found if isinstance(found, bytes) else None


def _refuse(da: str, en: str) -> Unusable:
    return Unusable(da, en, hidden=True)
