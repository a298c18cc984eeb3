"""A checkpoint: the head of a register, signed, to be kept where nobody who can change the register can reach it.

A chain of hashes shows every change but not that its tail was cut off; a checkpoint does (``CORE`` §8). Signed with
Ed25519 over the canonical JSON of all that it says.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sor.core.canonical import encode

CONTEXT = b"open SOR checkpoint 1\n"
"""What is signed begins with this, so that a signature can never be taken for one of something else."""


class LogCheckpoint(msgspec.Struct):
    """The end of a register's log alone: all that older programs wrote and signed.

    created: the instant. counter: the running number of the SOR code issued last, of a master. public_key, signature:
    in base64; empty when nobody signed.
    """

    serial: int
    hash: str
    epoch: str = ""
    counter: int | None = None
    created: str = ""
    public_key: str = ""
    signature: str = ""


class Checkpoint(LogCheckpoint):
    """The head of a register as something outside of it remembers: a manifest of published files, or a signed file.

    audit_rows, audit_hash: the end of the audit log; None and empty in manifests and in files of older programs.
    """

    audit_rows: int | None = None
    audit_hash: str = ""


class BadCheckpoint(ValueError):
    """A checkpoint or key that cannot be believed or used; the message says why."""


def new_key() -> bytes:
    """A new private key, in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_key_of(private: bytes) -> bytes:
    """The public key of a private one, both in PEM. Raises BadCheckpoint."""
    return private_key(private).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign_checkpoint(checkpoint: Checkpoint, private: bytes) -> Checkpoint:
    """A checkpoint with a signature. private: a key in PEM. Raises BadCheckpoint."""
    key = private_key(private)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    named = msgspec.structs.replace(checkpoint, public_key=b64encode(public).decode(), signature="")
    return msgspec.structs.replace(named, signature=b64encode(key.sign(_content(named))).decode())


def check_signature(checkpoint: Checkpoint, public: bytes | None = None) -> None:
    """Raises BadCheckpoint unless the signature is good. public: the key to trust, in PEM; without it only that the
    file is as its signer left it is checked, whoever that was.
    """
    if not checkpoint.signature:
        raise BadCheckpoint("it is not signed")
    try:
        named = b64decode(checkpoint.public_key, validate=True)
        if public is not None and public_key(public).public_bytes(Encoding.Raw, PublicFormat.Raw) != named:
            raise BadCheckpoint("it is signed with another key than the one to trust")
        signature = b64decode(checkpoint.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(named).verify(signature, _content(checkpoint))
    except (InvalidSignature, NotBase64, UnsupportedAlgorithm):
        raise BadCheckpoint("its signature does not fit: it was changed after it was signed") from None
    except ValueError as error:
        raise error if isinstance(error, BadCheckpoint) else BadCheckpoint("its key is no Ed25519 key") from None


def _content(checkpoint: Checkpoint) -> bytes:
    said = msgspec.structs.replace(checkpoint, signature="")
    if checkpoint.audit_rows is None and not checkpoint.audit_hash:
        return CONTEXT + encode(msgspec.convert(said, LogCheckpoint, from_attributes=True))
    return CONTEXT + encode(said)


def private_key(pem: bytes) -> Ed25519PrivateKey:
    """The private key in a PEM. Raises BadCheckpoint."""
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadCheckpoint("the key is no private Ed25519 key without a password, in PEM")
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """The public key in a PEM. Raises BadCheckpoint."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise BadCheckpoint("the key to trust is no public Ed25519 key, in PEM")
    return key
