"""Tokens: believed only as they were signed, only for a quarter of an hour, only by the register that made them."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from sor.access.token import LIFETIME, SKEW, BadToken, Bearer, read, sign

KEY, OTHER_KEY, ISSUER = "k" * 48, "o" * 48, "sor:epoch-1"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BEARER = Bearer("region-1082", "region-1082", "2026-11-01T11:00:00.000000Z")
TOKEN = sign(KEY, ISSUER, BEARER, NOW)


def part(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


def said() -> dict[str, Any]:
    middle = TOKEN.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


def resigned(key: Any, algorithm: str = "HS256", **changed: Any) -> str:
    claims = {name: value for name, value in {**said(), **changed}.items() if value is not ...}
    return jwt.encode({"alg": algorithm}, claims, key, algorithms=[algorithm])


def test_a_token_says_who_and_by_which_program() -> None:
    assert read([KEY], ISSUER, TOKEN, NOW) == BEARER


def test_a_token_says_nothing_of_what_its_bearer_may_do() -> None:
    assert set(said()) == {"iss", "sub", "client_id", "secret_of", "iat", "exp"}


@pytest.mark.parametrize(
    ("after", "good"), [(-SKEW - 1, False), (-SKEW, True), (0, True), (LIFETIME - 1, True), (LIFETIME, False)]
)
def test_a_token_is_good_for_a_quarter_of_an_hour(after: int, good: bool) -> None:
    now = NOW + timedelta(seconds=after)
    if good:
        assert read([KEY], ISSUER, TOKEN, now) == BEARER
    else:
        with pytest.raises(BadToken):
            read([KEY], ISSUER, TOKEN, now)


HEAD, MIDDLE, SIGNATURE = TOKEN.split(".")
OURS = OctKey.import_key(KEY)
FORGED = {
    "another actor in it": f"{HEAD}.{part({**said(), 'sub': 'authority'})}.{SIGNATURE}",
    "no algorithm": f"{part({'alg': 'none'})}.{MIDDLE}.",
    "no algorithm, signature kept": f"{part({'alg': 'none'})}.{MIDDLE}.{SIGNATURE}",
    "no algorithm in other letters": f"{part({'alg': 'nOnE'})}.{MIDDLE}.",
    "another key": resigned(OctKey.import_key(OTHER_KEY)),
    "another algorithm, our key": resigned(OURS, "HS512"),
    "a public key of its own": resigned(RSAKey.generate_key(2048, private=True), "RS256"),
    "a key that it brings along": f"{part({'alg': 'HS256', 'jwk': {'kty': 'oct', 'k': 'AAAA'}})}.{MIDDLE}.{SIGNATURE}",
    "no signature": f"{HEAD}.{MIDDLE}.",
    "no end": resigned(OURS, exp=...),
    "an end that is no time": resigned(OURS, exp="never"),
    "no beginning": resigned(OURS, iat=...),
    "no actor": resigned(OURS, sub=...),
    "an actor that is no text": resigned(OURS, client_id=["a"]),
    "another register": resigned(OURS, iss="sor:epoch-0"),
    "no register": resigned(OURS, iss=...),
    "a list instead of claims": f"{HEAD}.{base64.urlsafe_b64encode(b'[]').rstrip(b'=').decode()}.{SIGNATURE}",
    "nothing": "",
    "no token": "demo",
    "three empty parts": "..",
    "five parts": "a.b.c.d.e",
    "letters that are none": "é.ø.å",
    "endless": "a" * 100_000,
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_token_that_is_not_ours_is_not_believed(forged: str) -> None:
    with pytest.raises(BadToken) as refused:
        read([KEY], ISSUER, forged, NOW)
    assert KEY not in str(refused.value)


def test_a_key_that_signs_no_longer_may_still_be_believed() -> None:
    for keys in ([KEY], [OTHER_KEY, KEY], [KEY, OTHER_KEY], ["x" * 32, OTHER_KEY, KEY]):
        assert read(keys, ISSUER, TOKEN, NOW) == BEARER
    with pytest.raises(BadToken):
        read([OTHER_KEY, "x" * 32], ISSUER, TOKEN, NOW)
