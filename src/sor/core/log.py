"""The log: entries of lines, chained by digests over salted values (``CORE`` §2 and §8).

An entry is one accepted submission. A line is one subject in it: a *frame* that holds everything but values, and a
*content* of salted values. The chain runs over frames and over one leaf per value, so that a value and its salt can
later be erased, the leaf put in their place, and the chain still verifies.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from sor.core.canonical import decode, encode
from sor.core.statement import Draft, Statement, StatementId
from sor.core.timeline import Run, Timeline, winner

SCHEMA = 1
"""The version of a line's form. Lines are never rewritten: older ones are read as they were written."""

GENESIS = "0" * 64
"""What the first entry names as the entry before."""


class Entry(msgspec.Struct, frozen=True):
    """The head of an accepted submission.

    day: the Danish day the register had reached; kind: ``submission`` or ``day`` (time passed, nothing was sent).
    origin: where the content came from (file, its SHA-256, snapshot day), findings: what was wrong with it,
    subjects: of a ``day`` entry, those with a version that begins or ends in the days that passed.
    """

    serial: int
    kind: str
    recorded_at: str
    known_at: str
    day: int
    actor: str
    channel: str
    reason: str
    rule_book: str
    origin: Any
    findings: Any
    subjects: Any
    previous: str
    hash: str = ""


class Line(msgspec.Struct, frozen=True):
    """One subject's part of an entry, as it is stored."""

    serial: int
    n: int
    kind: str
    key: str
    frame: bytes
    content: bytes
    hash: str


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """What a line says, without its values: [schema, asked, statements, withdrawn, result].

    asked: the operation and what was named in it. statements: [field, from, to, over, assumed, was] each, ``was``
    being the statement that held on its first day before. withdrawn: statements taken back. result: digest of which
    statement wins when, after this line.
    """

    schema: int
    asked: Any
    statements: list[tuple[str, int, int, int, bool, StatementId | None]]
    withdrawn: list[StatementId]
    result: str


_frames = msgspec.json.Decoder(Frame)
_contents = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]])


def result_of(folded: Mapping[str, Sequence[Run]]) -> str:
    """The digest of which statement wins when: ids and days, no values. Equal folds give equal digests."""
    winners = [
        f"{field} {from_day} {to_day} {s.serial} {s.line} {s.place}"
        for field in sorted(folded)
        for from_day, to_day, s in folded[field]
    ]
    return sha256("\n".join(winners).encode()).hexdigest()


def statements_of(serial: int, n: int, drafts: Sequence[Draft]) -> list[Statement]:
    """The drafts of one line as recorded statements."""
    return [
        Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, serial, n, place)
        for place, d in enumerate(drafts)
    ]


def write_line(
    serial: int,
    n: int,
    kind: str,
    key: str,
    asked: Any,
    statements: Sequence[Statement],
    withdrawn: Sequence[StatementId],
    before: Timeline,
    result: str,
) -> Line:
    """The line that records statements about one subject; ``before`` is its timeline before them."""
    salts = os.urandom(16 * len(statements)).hex().encode()
    stated = []
    leaves = []
    content = []
    for s in statements:
        salt = salts[32 * s.place : 32 * s.place + 32]
        field, from_day, to_day, over, value = s.field, s.from_day, s.to_day, s.over, s.value
        was = winner(before[field], from_day, serial - 1) if field in before else None
        stated.append((field, from_day, to_day, over, s.assumed, was.id if was else None))
        leaves.append(leaf_of(salt, field, from_day, to_day, over, value))
        content.append(b'["%s",%s]' % (salt, value))
    frame = encode(Frame(SCHEMA, asked, stated, list(withdrawn), result))
    return Line(
        serial, n, kind, key, frame, b"[%s]" % b",".join(content), line_hash(serial, n, kind, key, frame, leaves)
    )


def leaf_of(salt: bytes, field: str, from_day: int, to_day: int, over: int, value: bytes) -> bytes:
    """The salted digest of one value; without the salt the digest of a short value could be guessed."""
    return sha256(b'%s["%s",%d,%d,%d]%s' % (salt, field.encode(), from_day, to_day, over, value)).digest()


def line_hash(serial: int, n: int, kind: str, key: str, frame: bytes, leaves: Iterable[bytes]) -> str:
    """The digest of a line: its place, its subject, its frame, and one leaf per value."""
    head = encode([serial, n, kind, key])
    return sha256(b"%s\n%s\n%s" % (head, frame, b"".join(leaves))).hexdigest()


def entry_hash(entry: Entry, line_hashes: Iterable[str]) -> str:
    """The digest of an entry: every column of its head (the hash of the entry before among them) and its lines."""
    head = msgspec.structs.replace(entry, hash="")
    digest = sha256(encode(head))
    for found in line_hashes:
        digest.update(found.encode())
    return digest.hexdigest()


class Damage(ValueError):
    """A line whose bytes are not what was recorded; the message says what is wrong with it."""


def check_line(line: Line) -> None:
    """Raises Damage unless the line's own bytes give its hash, and are canonical, so that no byte goes unseen."""
    frame, values = _read(line)
    leaves = []
    for (field, from_day, to_day, over, _, _), (salt, value) in zip(frame.statements, values, strict=True):
        leaves.append(leaf_of(salt.encode(), field, from_day, to_day, over, bytes(value)))
    if line_hash(line.serial, line.n, line.kind, line.key, line.frame, leaves) != line.hash:
        raise Damage("its content does not give its hash")


def read_line(line: Line) -> tuple[Frame, list[Statement]]:
    """The frame of a line and the statements it recorded."""
    frame, values = _read(line)
    return frame, [
        Statement(field, from_day, to_day, over, bytes(value), assumed, line.serial, line.n, place)
        for place, ((field, from_day, to_day, over, assumed, _), (_, value)) in enumerate(
            zip(frame.statements, values, strict=True)
        )
    ]


def asked_of(line: Line) -> Any:
    """What was asked in a line: the operation and what was named in it."""
    return decode(line.frame)[1]


def _read(line: Line) -> tuple[Frame, list[tuple[str, msgspec.Raw]]]:
    try:
        frame = _frames.decode(line.frame)
        values = _contents.decode(line.content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damage(f"it cannot be read: {error}") from None
    if len(frame.statements) != len(values):
        raise Damage(f"it states {len(frame.statements)} fields but holds {len(values)} values")
    if encode(values) != line.content:
        raise Damage("its values are not in canonical form")
    return frame, values
