"""Bearer tokens: who is calling, signed, for a quarter of an hour. What may be done is never in them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from sor.core.shapes import Fields, text_in

ALGORITHM = "HS256"
"""The only one that is taken: a token that names another, or none, is refused whatever it says."""

LIFETIME = 900
"""Seconds for which a token is good."""

SKEW = 60
"""Seconds by which the clock of the server that made a token may be ahead of the one that reads it."""

LONGEST = 4096


class BadToken(ValueError):
    """A token that cannot be believed; the message says why, without telling secrets."""


class Bearer(NamedTuple):
    """What a token says: the actor, the program that got it, and which of the program's secrets it had then."""

    actor: str
    client: str
    secret_of: str


def sign(key: str, issuer: str, bearer: Bearer, now: datetime) -> str:
    """A token. issuer: the register and its epoch."""
    issued = int(now.timestamp())
    claims = {
        "iss": issuer,
        "sub": bearer.actor,
        "client_id": bearer.client,
        "secret_of": bearer.secret_of,
        "iat": issued,
        "exp": issued + LIFETIME,
    }
    return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt"}, claims, OctKey.import_key(key), algorithms=[ALGORITHM])


def read(keys: Sequence[str], issuer: str, token: str, now: datetime) -> Bearer:
    """What a token says that one of the keys signed. Raises BadToken when it is not one of ours, was changed, has run
    out or is not good yet.
    """
    if len(token) > LONGEST:
        raise BadToken("The token is too long to be one of this register's.")
    try:
        said = _claims(keys, token)
        JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=0,
            iss={"essential": True, "value": issuer},
            sub={"essential": True},
            exp={"essential": True},
        ).validate({name: claim for name, claim in said.items() if name != "iat"})
        if float(str(said["iat"])) > now.timestamp() + SKEW:
            raise BadToken("The token is from the future.")
        told = [text_in(said, name) for name in ("sub", "client_id", "secret_of")]
    except (JoseError, ValueError, KeyError, TypeError):
        raise BadToken("The token is not one of this register's, or has run out. Get a new one.") from None
    texts = [text for text in told if text is not None]
    if len(texts) != len(Bearer._fields):
        raise BadToken("The token is not one of this register's, or has run out. Get a new one.")
    return Bearer(*texts)


def _claims(keys: Sequence[str], token: str) -> Fields:
    for key in keys[:-1]:
        with suppress(JoseError):
            return jwt.decode(token, OctKey.import_key(key), algorithms=[ALGORITHM]).claims
    return jwt.decode(token, OctKey.import_key(keys[-1]), algorithms=[ALGORITHM]).claims
