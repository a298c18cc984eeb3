"""Signed notes: a text and who signed it, in the form that transparency logs use (C2SP signed-note, tlog-checkpoint,
tlog-cosignature; the facts have it in ``operation-and-proofs`` §2).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sor.core.checkpoint import BadCheckpoint, private_key, public_key

LOG, WITNESS = 0x01, 0x04
"""The kinds of a signature: Ed25519 over the text; the cosignature of a witness, which names its time."""

KEY_BYTES, ID_BYTES, TIME_BYTES = 32, 4, 8
MOST_SIGNATURES = 64
NAME = re.compile(r"[^\s+]+")
SIGNED = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """A note or a key that cannot be believed or read; the message says why."""


class NoteKey(NamedTuple):
    """A key by which signatures are checked. name: the log's origin, or the witness."""

    name: str
    kind: int
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:ID_BYTES]

    def write_key(self) -> str:
        """The key in one line (vkey)."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.raw).decode()}"


class TreeHead(NamedTuple):
    """How far a log is: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def note_key(name: str, public_pem: bytes) -> NoteKey:
    """A log's key under its name. Raises BadNote."""
    if NAME.fullmatch(name) is None:
        raise BadNote(f"'{name}' is no name of a key: it holds a blank or a plus")
    try:
        raw = public_key(public_pem).public_bytes(Encoding.Raw, PublicFormat.Raw)
    except BadCheckpoint as error:
        raise BadNote(str(error)) from None
    return NoteKey(name, LOG, raw)


def read_key(text: str) -> NoteKey:
    """A key written in one line. Raises BadNote."""
    name, _, rest = text.strip().partition("+")
    id_, _, key = rest.partition("+")
    try:
        raw = strict_base64(key)
    except BadNote:
        raw = b""
    found = NoteKey(name, raw[0], raw[1:]) if len(raw) == KEY_BYTES + 1 else None
    if found is None or NAME.fullmatch(name) is None or found.id.hex() != id_ or found.kind not in (LOG, WITNESS):
        raise BadNote(f"'{text.strip()}' is no key of a log or a witness")
    return found


def sign_head(head: TreeHead, private_pem: bytes) -> str:
    """A checkpoint: a tree head, signed by the log under its origin. Raises BadCheckpoint, BadNote."""
    key = private_key(private_pem)
    public = NoteKey(head.origin, LOG, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    if NAME.fullmatch(head.origin) is None:
        raise BadNote(f"'{head.origin}' is no origin of a log: it holds a blank or a plus")
    return f"{head.text()}\n{_line(public, key.sign(head.text().encode()))}"


def _line(key: NoteKey, signature: bytes) -> str:
    return f"— {key.name} {b64encode(key.id + signature).decode()}\n"


def read_head(note: str, key: NoteKey) -> TreeHead:
    """The tree head of a checkpoint that a log has signed. Raises BadNote."""
    text = check_note(note, [key])
    origin, size, root, *more = text[:-1].split("\n") if text.count("\n") >= 3 else ("", "", "")
    if origin != key.name:
        raise BadNote(f"it is a checkpoint of '{origin}', not of '{key.name}'")
    if more or SIZE.fullmatch(size) is None or len(strict_base64(root)) != KEY_BYTES:
        raise BadNote("it is no checkpoint of three lines")
    return TreeHead(origin, int(size), strict_base64(root))


def check_note(note: str, keys: Iterable[NoteKey]) -> str:
    """The text of a note that each of some keys has signed; signatures of others are left aside. Raises BadNote."""
    text, is_parted, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not is_parted or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES or any(_is_control(c) for c in text):
        raise BadNote("it is no signed note")
    text += "\n"
    given = [SIGNED.fullmatch(line) for line in lines]
    if None in given:
        raise BadNote("a line of its signatures cannot be read")
    read = [(match[1], strict_base64(match[2])) for match in given if match]
    for key in keys:
        mine = [blob[ID_BYTES:] for name, blob in read if name == key.name and blob[:ID_BYTES] == key.id]
        if len(mine) != 1:
            raise BadNote(f"it is signed {len(mine)} times with the key of {key.name}, not once")
        check_signature(key, text, mine[0])
    return text


def check_signature(key: NoteKey, text: str, signature: bytes) -> None:
    """Raises BadNote unless a key has signed a text."""
    signed = text.encode()
    if key.kind == WITNESS:
        time, signature = int.from_bytes(signature[:TIME_BYTES]), signature[TIME_BYTES:]
        signed = b"cosignature/v1\ntime %d\n%b" % (time, signed)
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise BadNote(f"the signature of {key.name} does not fit: it was changed after it was signed") from None


def strict_base64(text: str) -> bytes:
    """What base64 stands for, written in the one way that there is. Raises BadNote."""
    try:
        found = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        found = b""
    if b64encode(found).decode() != text:
        raise BadNote(f"'{text[:80]}' is not base64 in its one form")
    return found


def _is_control(character: str) -> bool:
    return character < " " and character != "\n"
