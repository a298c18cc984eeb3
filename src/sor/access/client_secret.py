"""Secrets of programs: made by the register, shown once, kept as scrypt hashes."""

import hashlib
import hmac
import secrets
from functools import lru_cache

N, R, P = 2**14, 8, 1
"""Cost of one check: 16 MB and a few hundredths of a second."""

LONGEST = 256


def new_secret() -> str:
    """A secret of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str, salt: bytes | None = None) -> str:
    """What is kept of a secret: algorithm, costs, salt and hash."""
    salt = secrets.token_bytes(16) if salt is None else salt
    return f"scrypt${N}${R}${P}${salt.hex()}${_scrypt(secret, N, R, P, salt).hex()}"


def matches(secret: str, kept: str | None) -> bool:
    """Whether a secret is the one that was kept. Takes as long when nothing is kept, so that nobody learns from the
    time which programs there are.
    """
    if len(secret) > LONGEST:
        return False
    _, n, r, p, salt, expected = (kept or _nobody()).split("$")
    found = _scrypt(secret, int(n), int(r), int(p), bytes.fromhex(salt))
    return hmac.compare_digest(found.hex(), expected) and kept is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_secret(new_secret())


def _scrypt(secret: str, n: int, r: int, p: int, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "surrogatepass"), salt=salt, n=n, r=r, p=p, dklen=32)
