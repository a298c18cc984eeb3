"""The log: entries of lines, chained by digests over salted values (``CORE`` §2 and §8).

An entry is one accepted submission. A line is one subject in it: a *frame* that holds everything but values, and a
*content* of salted values. The chain runs over frames and over one leaf per value, so that a value and its salt can
later be erased, the leaf put in their place, and the chain still verifies.
"""

import os
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from struct import unpack
from typing import TypeAlias, TypedDict

import msgspec

from sor.core.canonical import decode, encode
from sor.core.shapes import Fields, Value
from sor.core.statement import Draft, Statement, StatementId
from sor.core.timeline import Run, Timeline, winner

SCHEMA = 1
"""The version of a line's form. Lines are never rewritten: older ones are read as they were written."""

GENESIS = "0" * 64
"""What the first entry names as the entry before."""

SALT_BYTES, SALT_LETTERS = 18, 24
"""How many random bytes salt a value, and in how many letters they are written."""

_ONE_SALT = f"{SALT_LETTERS}s"


class EntryOrigin(TypedDict, total=False):
    """Where the content of an entry came from.

    Of a file: its name, format and family, the digest of its bytes, the day that it describes, when it was made, what
    its silence means, whether it fills gaps, how many rows were rejected, what its columns were said to hold, and the
    entries of the same day that it replaces. Of a sample: its size. Of a day set back: what the clock said then.
    """

    file: str
    format: str
    family: str
    digest: str
    snapshot: int | None
    created: str | None
    silence: str
    backfill: bool
    rejected: int
    columns: dict[str, str]
    replaces: list[int]
    sample: Fields
    clock: str


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
    origin: EntryOrigin | None
    findings: Sequence[Fields]
    subjects: Sequence[Sequence[str]]
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


Period: TypeAlias = tuple[int, int, int, bool]
"""The days for which a value is stated: from, to, over, and whether it is only assumed."""


class FieldBlock(msgspec.Struct, frozen=True, array_like=True):
    """Fields that a line states alike: each has a value of its own, all hold for the same periods.

    was: for each field, and in it for each period, the statement that held on its first day before; empty when none
    of them replaces any.
    """

    periods: Sequence[Period]
    fields: Sequence[str]
    was: Sequence[StatementId | None] = ()


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """What a line says, without its values: [schema, asked, blocks, withdrawn, result].

    asked: the operation and what was named in it. blocks: what is stated; the place of a statement is its number
    among block, field and period. withdrawn: statements taken back. result: digest of which statement wins when,
    after this line.
    """

    schema: int
    asked: Value
    blocks: Sequence[FieldBlock]
    withdrawn: Sequence[StatementId]
    result: str

    def replaced(self) -> Iterator[StatementId | None]:
        """For each statement, in the order of their places, the one that held on its first day before."""
        for block in self.blocks:
            yield from block.was or [None] * (len(block.fields) * len(block.periods))


_frames = msgspec.json.Decoder(Frame)
_contents = msgspec.json.Decoder(list[msgspec.Raw])

Win: TypeAlias = tuple[int, int, int, int, int]
"""Days [from, to) and the statement that wins them: entry, line, and the day from which it was stated."""


def result_of(folded: Mapping[str, Sequence[Run]]) -> str:
    """The digest of which statement wins when: days and places in the log, no values. Equal folds give equal digests.

    A line states a field once from a day, so entry, line and that day name a statement.
    """
    return digest_of_wins((tuple(map(_win, runs)), (field,)) for field, runs in folded.items())


def _win(run: Run) -> Win:
    from_day, to_day, statement = run
    return from_day, to_day, statement.serial, statement.line, statement.from_day


def digest_of_wins(wins: Iterable[tuple[tuple[Win, ...], Iterable[str]]]) -> str:
    """The digest of wins and the fields that have them; fields that were always stated alike stand together."""
    alike: dict[tuple[Win, ...], list[str]] = {}
    for won, fields in wins:
        if won in alike:
            alike[won] += fields
        else:
            alike[won] = [*fields]
    return sha256(encode(sorted([(won, sorted(fields)) for won, fields in alike.items()]))).hexdigest()


def statements_of(serial: int, n: int, drafts: Sequence[Draft]) -> list[Statement]:
    """The drafts of one line as recorded statements."""
    return [
        Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, serial, n, place)
        for place, d in enumerate(drafts)
    ]


def blocks_of(statements: Sequence[Statement], before: Timeline) -> tuple[list[FieldBlock], list[bytes]]:
    """Statements as blocks, in their order, and the values, one per field of each block.

    before: the subject's timeline before them; each replaces what stands there on its first day.
    """
    grouped: list[tuple[list[Period], list[str], list[StatementId | None]]] = []
    values: list[bytes] = []
    for (field, value), group in groupby(statements, lambda s: (s.field, s.value)):
        periods: list[Period] = []
        was: list[StatementId | None] = []
        for s in group:
            held = winner(before[field], s.from_day, s.serial - 1) if field in before else None
            was.append(held.id if held else None)
            periods.append((s.from_day, s.to_day, s.over, s.assumed))
        if not grouped or grouped[-1][0] != periods:
            grouped.append((periods, [], []))
        grouped[-1][1].append(field)
        grouped[-1][2].extend(was)
        values.append(value)
    return [FieldBlock(periods, fields, was if any(was) else ()) for periods, fields, was in grouped], values


def write_line(serial: int, n: int, kind: str, key: str, frame: Frame, content: bytes, leaves: bytes) -> Line:
    """The line of a frame and its salted content."""
    written = encode(frame)
    return Line(serial, n, kind, key, written, content, line_hash(serial, n, kind, key, written, leaves))


def salted(values: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Values as the content of a line, each salted anew, and their leaves one after the other."""
    salts = b2a_base64(os.urandom(SALT_BYTES * len(values)), newline=False)
    return _content(salts, values), leaves_of(salts, values)


def _content(salts: bytes, values: Sequence[bytes]) -> bytes:
    """[salts, value, value ...]: the salts are one text, as long for each value."""
    return b",".join((b'["%b"' % salts, *values)) + b"]"


def leaves_of(salts: bytes, values: Sequence[bytes]) -> bytes:
    """The leaves of values: the digest of each with its salt, one after the other.

    Of what, and since when, a value is, stands in the frame. Without its salt the leaf of a short value could be
    guessed.
    """
    each = unpack(_ONE_SALT * len(values), salts)
    return b"".join([sha256(salt + value).digest() for salt, value in zip(each, values, strict=True)])


def line_hash(serial: int, n: int, kind: str, key: str, frame: bytes, leaves: bytes) -> str:
    """The digest of a line: its place, its subject, its frame, and one leaf per value."""
    return sha256(b"%b\n%b\n%b" % (encode((serial, n, kind, key)), frame, leaves)).hexdigest()


def entry_hash(entry: Entry, line_hashes: Iterable[str]) -> str:
    """The digest of an entry: every column of its head (the hash of the entry before among them) and its lines."""
    head = msgspec.structs.replace(entry, hash="")
    digest = sha256(encode(head))
    for one in line_hashes:
        digest.update(one.encode())
    return digest.hexdigest()


class Damage(ValueError):
    """A line whose bytes are not what was recorded; the message says what is wrong with it."""


def check_line(line: Line) -> None:
    """Raises Damage unless the line's own bytes give its hash, and are canonical, so that no byte goes unseen."""
    _, salts, values = _read(line)
    if _content(salts, values) != line.content:
        raise Damage("its values are not in canonical form")
    leaves = leaves_of(salts, values)
    if line_hash(line.serial, line.n, line.kind, line.key, line.frame, leaves) != line.hash:
        raise Damage("its content does not give its hash")


def read_line(line: Line) -> tuple[Frame, list[Statement]]:
    """The frame of a line and the statements it recorded."""
    frame, _, values = _read(line)
    statements: list[Statement] = []
    given = iter(values)
    for block in frame.blocks:
        for field in block.fields:
            value = next(given)
            for from_day, to_day, over, assumed in block.periods:
                place = len(statements)
                statements.append(Statement(field, from_day, to_day, over, value, assumed, line.serial, line.n, place))
    return frame, statements


def asked_of(line: Line) -> Value:
    """What was asked in a line: the operation and what was named in it."""
    return decode(line.frame)[1]


def _read(line: Line) -> tuple[Frame, bytes, list[bytes]]:
    """The frame, the salts and the values of a line."""
    try:
        frame = _frames.decode(line.frame)
        given = [bytes(one) for one in _contents.decode(line.content)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damage(f"it cannot be read: {error}") from None
    stated = sum([len(block.fields) for block in frame.blocks])
    if stated + 1 != len(given):
        raise Damage(f"it states {stated} fields but holds {max(len(given) - 1, 0)} values")
    salts = given[0][1:-1]
    if len(salts) != SALT_LETTERS * stated:
        raise Damage(f"it holds {stated} values but salt of {len(salts)} letters")
    return frame, salts, given[1:]
