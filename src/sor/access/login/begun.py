"""A login under way, as the browser carries it to the provider and back: signed, so that nothing is kept here before
somebody has proved who they are.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from sor.access.token import ALGORITHM

PURPOSE = "login"
LASTS = 900
"""Seconds that somebody may be at the provider."""

USED = (
    "Dette login er brugt, for gammelt eller begyndt i en anden browser. Begynd forfra.",
    "This login was used, is too old or was begun in another browser. Begin again.",
)
"""What is said of a login that gives no session any more."""

LONGEST = 3000
"""Characters of the signed text; browsers keep cookies up to 4096."""


class Begun(NamedTuple):
    """A login that has begun. state, nonce, verifier: secrets that the provider's answer must fit. goes_to: the page on
    which it is to end.
    """

    provider: str
    goes_to: str
    state: str
    nonce: str
    verifier: str


def begin(provider: str, goes_to: str) -> Begun:
    """A login that begins now, with secrets of its own."""
    return Begun(provider, goes_to, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def seal(key: str, begun: Begun, now: datetime) -> str:
    """The login as a signed text."""
    claims = {"iss": PURPOSE, "exp": int(now.timestamp()) + LASTS, **begun._asdict()}
    return jwt.encode({"alg": ALGORITHM, "typ": PURPOSE}, claims, OctKey.import_key(key), algorithms=[ALGORITHM])


def open_login(keys: Sequence[str], text: str, now: datetime) -> Begun | None:
    """The login that one of the keys signed; None when there is none, or it took too long."""
    if not text or len(text) > LONGEST:
        return None
    for key in keys:
        with suppress(JoseError, ValueError, KeyError, TypeError):
            claims = jwt.decode(text, OctKey.import_key(key), algorithms=[ALGORITHM]).claims
            if claims["iss"] == PURPOSE and claims["exp"] > now.timestamp():
                return Begun(*(str(claims[name]) for name in Begun._fields))
    return None
