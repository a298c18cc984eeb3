"""The log: entries of lines, chained by digests over salted values (``CORE`` §2 and §8).

An entry is one accepted submission. A line is one subject in it: a *frame* that holds everything but values, and a
*content* of salted values. The chain runs over frames and over one leaf per value, so that a value and its salt can
later be erased, the leaf put in their place, and the chain still verifies. What an entry's head says in words – its
reason, where it came from, the facts of its findings – is salted alike since the second form of heads; the hash of an
older head runs over the words themselves, so what is left of it after an erasure has a digest of its own.
"""

import os
import re
from binascii import b2a_base64
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from struct import unpack
from typing import Any, NamedTuple, TypeAlias, TypedDict

import msgspec

from sor.core.canonical import decode, encode
from sor.core.erased import make_erased_value
from sor.core.shapes import Fields, Value
from sor.core.statement import NEVER, Draft, Statement, StatementId
from sor.core.timeline import Run, Timeline, winner

SCHEMA = 1
"""The version of a line's form. Lines are never rewritten: older ones are read as they were written."""

GENESIS = "0" * 64
"""What the first entry names as the entry before."""

SALT_BYTES, SALT_LETTERS = 18, 24
"""How many random bytes salt a value, and in how many letters they are written."""

UPCOMING = NEVER - 1
"""The serial of an entry for as long as it has none: later than any."""

_ONE_SALT = f"{SALT_LETTERS}s"

ERASED_BY = b"-erased-"
"""How the salt of an erased value begins; the serial of the erasure's entry fills it up. No salt has such letters."""

HEAD_SCHEMA = 2
"""The form of an entry's head: in the first no part of it was salted."""

REASON, ORIGIN, FINDINGS = "reason", "origin", "findings"


class EntryOrigin(TypedDict, total=False):
    """Where the content of an entry came from.

    Of a file: its name, format and family, the digest of its bytes, the day that it describes, when it was made, what
    its silence means, whether it fills gaps, how many rows were rejected, what its columns were said to hold, and the
    entries of the same day that it replaces. Of a sample: its size. Of a day set back: what the clock said then. Of a
    plan that was committed: its number, and the actors who approved it beside its author.
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
    plan: str
    approved_by: list[str]


class Entry(msgspec.Struct, frozen=True):
    """The head of an accepted submission.

    day: the Danish day the register had reached; kind: ``submission``, ``day`` (time passed, nothing was sent) or
    ``erase`` (values were taken out of the log). origin: where the content came from (file, its SHA-256, snapshot day),
    findings: what was wrong with it, subjects: of a ``day`` entry, those with a version that begins or ends in the days
    that passed. schema: the form of the head. salts: of its parts, one after the other. erased: the parts that were
    taken out, each with its leaf; a head of the first form has none to give.
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
    schema: int = 1
    salts: str = ""
    erased: Mapping[str, str] = {}


class Line(msgspec.Struct, frozen=True):
    """One subject's part of an entry, as it is stored."""

    serial: int
    n: int
    kind: str
    key: str
    frame: bytes
    content: bytes
    hash: str


class HashedLine(msgspec.Struct, frozen=True):
    """A line that the copy of a part does not hold: its place, and the hash by which its entry is proven."""

    serial: int
    n: int
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

    def list_replaced(self) -> Iterator[StatementId | None]:
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
    return sha256(_write_wins(wins)).hexdigest()


def _write_wins(wins: Iterable[tuple[tuple[Win, ...], Iterable[str]]]) -> bytes:
    alike: dict[tuple[Win, ...], list[str]] = {}
    for won, fields in wins:
        if won in alike:
            alike[won] += fields
        else:
            alike[won] = [*fields]
    return encode(sorted([(won, sorted(fields)) for won, fields in alike.items()]))


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


class LineAhead(NamedTuple):
    """A line of the entry ``UPCOMING``, but for what hangs on its serial: the digest of its result and its own hash.

    wins: what the result is the digest of, cut where the serial stands. frame: without its end, the result.
    """

    n: int
    kind: str
    key: str
    wins: Sequence[bytes]
    frame: bytes
    content: bytes
    leaves: bytes

    def at(self, serial: int) -> Line:
        """The line in the entry that got this serial."""
        result = sha256((b"%d" % serial).join(self.wins)).hexdigest()
        frame = b'%b"%b"]' % (self.frame, result.encode())
        hashed = line_hash(serial, self.n, self.kind, self.key, frame, self.leaves)
        return Line(serial, self.n, self.kind, self.key, frame, self.content, hashed)


def line_ahead(
    n: int, kind: str, key: str, frame: Frame, folded: Mapping[str, Sequence[Run]], values: Sequence[bytes]
) -> LineAhead:
    """A line before its entry has a serial. frame: with no result yet. folded: the timeline with what it states, as of
    ``UPCOMING``, which is later than all that the line lies over, as any serial that it gets will be: so the same
    statements win, and stand in the same order.
    """
    wins = _write_wins((tuple(map(_win, runs)), (field,)) for field, runs in folded.items())
    cut = wins.split(b"%d" % UPCOMING)
    return LineAhead(n, kind, key, cut, encode(frame).removesuffix(b'""]'), *salt_values(values))


def salt_values(values: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Values as the content of a line, each salted anew, and their leaves one after the other."""
    salts = _new_salts(len(values))
    return _content(salts, values), leaves_of(salts, values)


def _new_salts(count: int) -> bytes:
    return b2a_base64(os.urandom(SALT_BYTES * count), newline=False)


def _content(salts: bytes, values: Sequence[bytes]) -> bytes:
    """[salts, value, value ...]: the salts are one text, as long for each value."""
    return b",".join((b'["%b"' % salts, *values)) + b"]"


def leaves_of(salts: bytes, values: Sequence[bytes]) -> bytes:
    """The leaves of values: the digest of each with its salt, one after the other; of an erased one what stands there.

    Of what, and since when, a value is, stands in the frame. Without its salt the leaf of a short value could be
    guessed.
    """
    each = unpack(_ONE_SALT * len(values), salts)
    if ERASED_BY in salts:
        return b"".join([_leaf(salt, value) for salt, value in zip(each, values, strict=True)])
    return b"".join([sha256(salt + value).digest() for salt, value in zip(each, values, strict=True)])


def _leaf(salt: bytes, value: bytes) -> bytes:
    if not salt.startswith(ERASED_BY):
        return sha256(salt + value).digest()
    if not salt[len(ERASED_BY) :].isdigit() or _LEAF.fullmatch(value) is None:
        raise Damage("in the place of an erased value stands no leaf")
    return bytes.fromhex(value[1:-1].decode())


def line_hash(serial: int, n: int, kind: str, key: str, frame: bytes, leaves: bytes) -> str:
    """The digest of a line: its place, its subject, its frame, and one leaf per value."""
    return sha256(b"%b\n%b\n%b" % (encode((serial, n, kind, key)), frame, leaves)).hexdigest()


def without_values(line: Line, numbers: Collection[int], by: int) -> Line:
    """A line whose values with these numbers were taken out by the entry with a serial: in their place stand their
    leaves, and its hash is what it was. What was taken out before stays as it is. Raises Damage for numbers of none.
    """
    _, salts, values = _read(line)
    each = [bytearray(salt) for salt in unpack(_ONE_SALT * len(values), salts)]
    for number in numbers:
        if not 0 <= number < len(values):
            raise Damage(f"it has no value {number}")
        if not each[number].startswith(ERASED_BY):
            values[number] = b'"%b"' % _leaf(bytes(each[number]), values[number]).hex().encode()
            each[number][:] = ERASED_BY + b"%016d" % by
    return msgspec.structs.replace(line, content=_content(b"".join(each), values))


def find_erased_numbers(line: Line) -> dict[int, int]:
    """The numbers of the values that were taken out of a line, each with the serial of the erasure."""
    if ERASED_BY not in line.content:
        return {}
    _, salts, values = _read(line)
    each = unpack(_ONE_SALT * len(values), salts)
    return {n: int(salt[len(ERASED_BY) :]) for n, salt in enumerate(each) if salt.startswith(ERASED_BY)}


def value_numbers(frame: Frame) -> list[int]:
    """For each statement of a line, in the order of their places, the number of the value that it states."""
    found: list[int] = []
    number = 0
    for block in frame.blocks:
        for _ in block.fields:
            found += [number] * len(block.periods)
            number += 1
    return found


def seal_entry(entry: Entry) -> Entry:
    """An entry's head with a salt for each of its parts: as every new one is written."""
    salts = _new_salts(len(_parts(entry))).decode()
    return msgspec.structs.replace(entry, schema=HEAD_SCHEMA, salts=salts)


def entry_hash(entry: Entry, line_hashes: Iterable[str]) -> str:
    """The digest of an entry: its head (the hash of the entry before among it) and its lines. Of the first form every
    column enters, since then the parts of the head by their leaves. Raises Damage.
    """
    if entry.schema != 1:
        return _digest(_by_leaves(entry), line_hashes)
    if entry.salts or entry.erased:
        raise Damage("its head is of the first form, and the hash of what it was cannot be computed")
    return _digest(_first_form(entry, ""), line_hashes)


def hash_what_is_left(entry: Entry, line_hashes: Iterable[str]) -> str:
    """The digest of what an erasure left of an entry of the first form, whose own hash nobody can compute any more.
    Raises Damage.
    """
    if entry.salts or any(entry.erased.values()):
        raise Damage("its head is of the first form, which has no salts and no leaves")
    return _digest((sorted(entry.erased), _first_form(entry, entry.hash)), line_hashes)


def _digest(head: Any, line_hashes: Iterable[str]) -> str:
    digest = sha256(encode(head))
    for one in line_hashes:
        digest.update(one.encode())
    return digest.hexdigest()


def _first_form(entry: Entry, own: str) -> msgspec.Struct:
    """The columns that a head had at first, in their order. own: the entry's own hash, which its hash leaves out."""
    return _FirstForm(*[own if name == "hash" else getattr(entry, name) for name in _FIRST])


def _by_leaves(entry: Entry) -> dict[str, Any]:
    """A head with leaves in the place of what is salted."""
    if entry.schema != HEAD_SCHEMA:
        raise Damage(f"this program does not know heads of form {entry.schema}")
    parts = _parts(entry)
    if len(entry.salts) != SALT_LETTERS * len(parts) or not entry.salts.isascii():
        raise Damage(f"its head has {len(parts)} parts but salt of {len(entry.salts)} letters")
    leaves: dict[str, str] = {}
    each = unpack(_ONE_SALT * len(parts), entry.salts.encode())
    for (part, value), salt in zip(parts.items(), each, strict=True):
        gone = entry.erased.get(part)
        if (gone is None) is salt.startswith(ERASED_BY) or (gone is not None and value not in _NOTHING):
            raise Damage(f"its {part} is partly erased")
        leaves[part] = sha256(salt + encode(value)).hexdigest() if gone is None else gone
    if entry.erased.keys() - parts.keys():
        raise Damage("it names an erased part that it does not have")
    found = {name: getattr(entry, name) for name in _PLAIN}
    found[REASON] = leaves[REASON]
    if isinstance(entry.origin, dict):
        found[ORIGIN] = {key: leaves[f"{ORIGIN}.{key}"] for key in entry.origin}
    elif entry.origin is not None:
        raise Damage("its origin is not told thing by thing")
    found[FINDINGS] = [
        [{key: value for key, value in finding.items() if key != FACTS}, leaves[f"{FINDINGS}.{n}"]]
        for n, finding in enumerate(entry.findings)
    ]
    return found


def _parts(entry: Entry) -> dict[str, Any]:
    """What of a head is salted, by name: its reason, each thing told of its origin, the facts of each finding."""
    parts = {REASON: entry.reason}
    if isinstance(entry.origin, dict):
        told: dict[str, Any] = {**entry.origin}
        parts |= {f"{ORIGIN}.{key}": told[key] for key in sorted(told)}
    return parts | {f"{FINDINGS}.{n}": finding.get(FACTS) for n, finding in enumerate(entry.findings)}


def head_parts(entry: Entry) -> dict[str, Any]:
    """What of a head can be erased, by name, as far as it holds anything."""
    return {part: value for part, value in _parts(entry).items() if value not in _NOTHING}


def without_parts(entry: Entry, parts: Collection[str], by: int) -> Entry:
    """An entry whose head lost some parts by the entry with a serial: in their place stand their leaves, and its hash
    is what it was. What was lost before stays as it is. Raises Damage for parts that it does not have.
    """
    order = list(_parts(entry))
    taken = [part for part in parts if part not in entry.erased]
    if set(taken) - set(order):
        raise Damage(f"its head has no {min(set(taken) - set(order))}")
    if entry.schema == 1:
        leaves = dict.fromkeys(taken, "")
        salts = entry.salts
    else:
        known = _parts(entry)
        each = [bytes(salt) for salt in unpack(_ONE_SALT * len(order), entry.salts.encode())]
        leaves = {part: sha256(each[order.index(part)] + encode(known[part])).hexdigest() for part in taken}
        for part in taken:
            each[order.index(part)] = ERASED_BY + b"%016d" % by
        salts = b"".join(each).decode()
    origin: Any = entry.origin
    if isinstance(origin, dict):
        origin = {key: None if f"{ORIGIN}.{key}" in taken else value for key, value in origin.items()}
    findings = [
        {key: value for key, value in finding.items() if key != FACTS or f"{FINDINGS}.{n}" not in taken}
        for n, finding in enumerate(entry.findings)
    ]
    return msgspec.structs.replace(
        entry,
        reason="" if REASON in taken else entry.reason,
        origin=origin,
        findings=findings,
        salts=salts,
        erased=dict(sorted({**entry.erased, **leaves}.items())),
    )


FACTS = "facts"
"""What of a finding is salted."""

_NOTHING: tuple[Any, ...] = ("", None)
_FIRST = [name for name in Entry.__struct_fields__ if name not in ("schema", "salts", "erased")]
_FirstForm = msgspec.defstruct("_FirstForm", _FIRST)
_PLAIN = [name for name in Entry.__struct_fields__ if name not in (REASON, ORIGIN, FINDINGS, "hash", "salts", "erased")]
_LEAF = re.compile(rb'"[0-9a-f]{64}"')
_HASH = re.compile("[0-9a-f]{64}")


class Damage(ValueError):
    """A line whose bytes are not what was recorded; the message says what is wrong with it."""


def is_hash(text: str) -> bool:
    """Whether a text is a digest as the log writes them."""
    return _HASH.fullmatch(text) is not None


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
    gone = find_erased_numbers(line)
    statements: list[Statement] = []
    number = 0
    for block in frame.blocks:
        for field in block.fields:
            value, by = values[number], gone.get(number, 0)
            if by:
                value = make_erased_value(field)
            number += 1
            for from_day, to_day, over, assumed in block.periods:
                place = len(statements)
                said = Statement(field, from_day, to_day, over, value, assumed, line.serial, line.n, place)
                said.erased_by = by
                statements.append(said)
    return frame, statements


def read_asked(line: Line) -> Value:
    """What was asked in a line: the operation and what was named in it."""
    return decode(line.frame)[1]


ERASE = "erase"
"""The kind of an erasure's entry, and the operation of its lines."""


def find_erased_field(asked: Any) -> frozenset[str]:
    """The field of which a line, by what was asked in it, took values out; none for every other line."""
    is_erasure = isinstance(asked, dict) and asked.get("op") == ERASE
    return frozenset({asked["field"]} if is_erasure else ())


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
