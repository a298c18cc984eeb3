"""What browsers bring from a provider of SAML: its signed answer to a login that was begun, and its wish that one ends;
spoilt in their XML too, inside the form's wrapping.
"""

import base64
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from lxml import etree

from tests.access.login.saml.idp import AUDIENCE, ISSUER, Said, answer, identities, metadata, packed
from tests.attacks.derived_requests import FORM, Asked, Send
from tests.endpoints.web.login.test_saml_login import TABLE, logout, redirected
from tests.mutants import QUERY, XML, Change, spoilt

BASE = "https://sor.example"
PROVIDER = f"{BASE}/login/nemlogin"
IN_XML = ("SAMLResponse", "SAMLRequest")


def saml_settings(folder: Path) -> Mapping[str, str]:
    """The settings of a register with one such provider, whose files are put into a folder."""
    (folder / "key.pem").write_text(identities()[2].key + identities()[2].certificate)
    (folder / "nemlogin.xml").write_text(metadata())
    row = TABLE.format(id="nemlogin", issuer=ISSUER, audience=AUDIENCE, metadata=folder / "nemlogin.xml")
    (folder / "login.toml").write_text(row)
    return {
        "SOR_LOGIN": str(folder / "login.toml"), "SOR_SAML_KEYS": str(folder / "key.pem"), "SOR_PUBLIC_URL": BASE,
    }  # fmt: skip


async def saml_requests(send: Send) -> list[Asked]:
    """A login under way, and its end. send: how it is begun."""
    begun = await send(Asked("saml", "GET", b"/login/nemlogin", b"next=/me"))
    cookie = (b"cookie", begun.headers[b"set-cookie"].partition(b";")[0])
    query = parse_qs(urlsplit(begun.headers[b"location"].decode()).query)
    question = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)).get("ID", "")
    goes_to = f"{PROVIDER}/acs"
    said = Said(request=question, confirmed=question, id=f"{question}a", goes_to=goes_to, destination=goes_to)
    form = {"SAMLResponse": packed(answer(said, datetime.now(UTC))), "RelayState": query["RelayState"][0]}
    body = urlencode(form).encode()
    wish = logout(session="_session", goes_to=f"{PROVIDER}/logout")
    posted = urlencode({"SAMLRequest": packed(wish)}).encode()
    return [
        Asked("saml", "POST", b"/login/nemlogin/acs", b"", (cookie, FORM), body, SAML_FORM),
        Asked("saml", "POST", b"/login/nemlogin/answer", b"", (cookie, FORM), body, SAML_FORM),
        Asked("saml", "POST", b"/login/nemlogin/logout", b"", (FORM,), posted, SAML_FORM),
        Asked("saml", "GET", b"/login/nemlogin/logout", redirected(wish).encode()),
        Asked("saml", "POST", b"/login/demo/ended", b"", (FORM,), b"logout_token=e30.e30.x", QUERY),
    ]  # fmt: skip


def _inside(raw: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """The message in a form, spoilt as XML; the form itself when it holds none any more."""
    pairs = dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True))
    named = next((name for name in IN_XML if name in pairs), None)
    try:
        document = base64.b64decode(pairs[named] if named else "")
    except ValueError:
        return raw
    if not named or not document:
        return raw
    return urlencode({**pairs, named: base64.b64encode(spoilt(document, chance, XML)).decode()}).encode()


SAML_FORM: tuple[Change, ...] = (*QUERY, *[_inside] * 30)
