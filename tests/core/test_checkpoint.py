"""A signed checkpoint: what was signed is believed, what was changed afterwards is not."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace

from sor.core.checkpoint import BadCheckpoint, Checkpoint, check_signature, new_key, public_key_of, sign_checkpoint

KEY, OTHER = new_key(), new_key()
HEAD = Checkpoint(17, "a" * 64, "e" * 32, 9_000_123, "2026-11-01T12:00:00.000000Z")


def test_a_signed_checkpoint_is_believed_by_those_who_know_the_key() -> None:
    made = sign_checkpoint(HEAD, KEY)
    assert (made.serial, made.hash, made.counter) == (HEAD.serial, HEAD.hash, HEAD.counter)
    check_signature(made)
    check_signature(made, public_key_of(KEY))


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 16}, {"hash": "b" * 64}, {"epoch": "f" * 32}, {"counter": None}, {"created": "2026-11-02"},
        {"signature": b64encode(bytes(64)).decode()}, {"signature": "no base64!"},
        {"public_key": sign_checkpoint(HEAD, OTHER).public_key}, {"audit_rows": 3},
        {"audit_rows": 3, "audit_hash": "c" * 64},
    ],
)  # fmt: skip
def test_a_change_to_anything_it_says_is_seen(change: dict[str, object]) -> None:
    with pytest.raises(BadCheckpoint, match="its signature does not fit: it was changed after it was signed"):
        check_signature(replace(sign_checkpoint(HEAD, KEY), **change))


def test_a_checkpoint_of_another_signer_is_not_trusted() -> None:
    with pytest.raises(BadCheckpoint, match="signed with another key than the one to trust"):
        check_signature(sign_checkpoint(HEAD, OTHER), public_key_of(KEY))


def test_what_is_not_signed_is_no_proof() -> None:
    with pytest.raises(BadCheckpoint, match="it is not signed"):
        check_signature(HEAD)


def test_only_ed25519_keys_are_taken() -> None:
    curve = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for wrong in (curve, b"letter", public_key_of(KEY)):
        with pytest.raises(BadCheckpoint, match="no private Ed25519 key"):
            sign_checkpoint(HEAD, wrong)
    for wrong in (KEY, b"letter"):
        with pytest.raises(BadCheckpoint, match="no public Ed25519 key"):
            check_signature(sign_checkpoint(HEAD, KEY), wrong)
    with pytest.raises(BadCheckpoint, match="its key is no Ed25519 key"):
        check_signature(replace(sign_checkpoint(HEAD, KEY), public_key=b64encode(b"short").decode()))


@pytest.mark.parametrize("change", [{"audit_rows": 4}, {"audit_hash": "d" * 64}, {"audit_rows": None}])
def test_the_end_of_the_audit_log_is_signed_too(change: dict[str, object]) -> None:
    made = sign_checkpoint(replace(HEAD, audit_rows=3, audit_hash="c" * 64), KEY)
    check_signature(made)
    with pytest.raises(BadCheckpoint, match="its signature does not fit"):
        check_signature(replace(made, **change))


def test_what_older_programs_signed_is_believed() -> None:
    key = "FzZlrcS1DNuD739nt1DmUPD/1BPQiGfGE1KGwe0b0CM="
    signature = "jo43QXNlxdYmaI6qrZJWXEv3LSaJMBOiaUBTqXzHSumUG+zz+9jKl4hqMQGMqzyuyVKWXjeJ98JI46vY7U78BA=="
    check_signature(replace(HEAD, public_key=key, signature=signature))
