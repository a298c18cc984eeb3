"""Proofs as documents: what each holds, and how it is checked by whoever has nothing but the document and a key.

A proof is one JSON document in canonical form. What is checked, in order: its spelling, the log's signature under the
checkpoint, the leaf of the entry in the tree of that checkpoint; of a unit also its place in the tree of subjects whose
root the entry's leaf names, each of its lines – bytes, hash, leaf in the log – and that all of them, and their fold,
give the digests which that place bears, so that no line is missing, least of all the newest.
"""

import re
from collections.abc import Sequence
from functools import reduce
from hashlib import sha256
from typing import Final, Literal, TypeVar

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sor.core.canonical import decode, encode
from sor.core.checkpoint import public_key
from sor.core.day import parse_day
from sor.core.log import (
    Damage,
    Line,
    check_line,
    find_erased_field,
    find_erased_numbers,
    read_asked,
    read_line,
    result_of,
)
from sor.core.merkle import Hash, add_to_said, leaf_hash, place_of, root_by_inclusion, root_of_subjects, subject_leaf
from sor.core.shapes import Fields
from sor.core.signed_note import BadNote, TreeHead, read_head, read_key
from sor.core.statement import Statement
from sor.core.timeline import fold, run_on, stretches
from sor.core.unit import shown_date
from sor.store.timelines import timeline_of

FORM: Final = "open SOR proof 1"
HEX = re.compile(r"(?:[0-9a-f]{64})*")
LARGEST = 64_000_000
"""Letters of a document that is read."""


class BadProof(ValueError):
    """A document that proves nothing; the message says why."""


class LeafProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a leaf is in the log. leaf: as it is hashed; number: its place from 0; beside: the hashes beside its way up,
    one after the other, lowest first.
    """

    beside: str
    leaf: str
    number: int


class LineProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the log and that it is in it. frame, content: as they are hashed."""

    content: str
    frame: str
    leaf: LeafProof


class ProofDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A proof. of: an entry, or a unit on a day. checkpoint: a signed note, key: the key it is signed with.

    entry: the entry, or the one up to which the unit's lines are known. beside, lines: of a unit, the hashes beside its
    way in the tree of subjects, and everything that was said of it. digest: of all of the document but itself. The
    fields stand in the order of their names.
    """

    beside: str
    checkpoint: str
    digest: str
    entry: LeafProof
    form: Literal["open SOR proof 1"]
    key: str
    lines: tuple[LineProof, ...]
    of: Literal["entry", "unit"]
    unit: str
    valid: str


class LineLeaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The leaf of a line."""

    serial: int
    n: int
    kind: str
    key: str
    hash: str


class EntryLeaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The leaf of an entry. subjects: the root over the last word on every subject after it."""

    serial: int
    hash: str
    previous: str
    subjects: str


Leaf = TypeVar("Leaf", LineLeaf, EntryLeaf)


class Proven(msgspec.Struct, frozen=True):
    """What a proof shows. serial, digest: of the entry. Of a unit also its code, its name, and the days [from_date,
    to_date) around the asked one on which nothing of its own changes; none when it was not open. erased: the fields of
    which a value was erased. erased_later: the last erasure that comes after the entry, 0 for none: the proof does not
    hold it, and only one as known then shows that the value was erased and not just taken out of the file.
    """

    of: str
    origin: str
    serial: int
    digest: str
    size: int
    key: str
    is_trusted: bool
    code: str | None = None
    valid: str | None = None
    name: str | None = None
    from_date: str | None = None
    to_date: str | None = None
    states: Fields | None = None
    erased: tuple[str, ...] = ()
    erased_later: int = 0


def check_proof(document: bytes, trusted: bytes | None = None) -> Proven:
    """What a document proves. trusted: the raw public key of the log; without it, only that the document is as the
    holder of the key it names made it. Raises BadProof.
    """
    proof = _read(document)
    try:
        key = read_key(proof.key)
        head = read_head(proof.checkpoint, key)
    except BadNote as error:
        raise BadProof(f"its checkpoint cannot be believed: {error}") from None
    if trusted is not None and key.raw != trusted:
        raise BadProof("it is signed with another key than the one to trust")
    _check_in_log(proof.entry, head, "the entry")
    entry = _leaf(proof.entry.leaf, EntryLeaf)
    proven = Proven(proof.of, head.origin, entry.serial, entry.hash, head.size, proof.key, trusted is not None)
    if proof.of == "entry":
        if proof.unit or proof.valid or proof.beside or proof.lines:
            raise BadProof("it is of an entry and holds more than that")
        return proven
    return _of_unit(proof, head, entry, proven)


def _read(document: bytes) -> ProofDocument:
    if len(document) > LARGEST:
        raise BadProof("it is too large for a proof")
    try:
        proof = msgspec.json.decode(document, type=ProofDocument)
        written = encode(proof)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadProof(f"it cannot be read: {error}") from None
    if written != document or proof.digest != digest_of(proof):
        raise BadProof("it is not written as proofs are written: some byte of it was changed")
    return proof


def _of_unit(proof: ProofDocument, head: TreeHead, entry: EntryLeaf, proven: Proven) -> Proven:
    valid = _day(proof.valid)
    lines = [_line(given, head, proof.unit, entry.serial) for given in proof.lines]
    places = [(line.serial, line.n) for line in lines]
    if not lines or places != sorted(set(places)):
        raise BadProof("its lines are not in the order of the log")
    try:
        folded = fold(timeline_of(lines))
        result = result_of(folded)
        told = read_line(lines[-1])[0].result
    except Damage as error:
        raise BadProof(str(error)) from None
    subject = encode(("unit", proof.unit))
    said = reduce(add_to_said, (line.hash for line in lines), "")
    hung = root_of_subjects(subject_leaf(subject, result, said), place_of(subject), _hashes(proof.beside))
    if result != told or hung is None or hung.hex() != entry.subjects:
        raise BadProof("its lines are not all that was said of the unit by then")
    days = next((s for s in stretches(folded) if s.from_day <= valid < s.to_day), None)
    shown = {field: run.statement for field, found in folded.items() if (run := run_on(found, valid)) is not None}
    return msgspec.structs.replace(
        proven,
        code=proof.unit,
        valid=proof.valid,
        name=_text(shown.get("name")) if days else None,
        from_date=shown_date(days.from_day) if days else None,
        to_date=shown_date(days.to_day) if days else None,
        states={field: decode(s.value) for field, s in sorted(shown.items()) if not s.erased_by} if days else None,
        erased=tuple(sorted(field for field, s in shown.items() if s.erased_by)),
        erased_later=_check_erased(lines, entry.serial),
    )


def _check_erased(lines: Sequence[Line], serial: int) -> int:
    """A value that an entry up to the proven one took out is named by a line of that entry. Gives the last entry after
    it that is said to have taken one out; 0 for none.
    """
    named = {
        (*place, line.serial)
        for line in lines
        if find_erased_field(asked := read_asked(line)) and isinstance(asked, dict)
        for place in map(tuple, asked["values"])
    }
    gone = [(line, number, by) for line in lines for number, by in find_erased_numbers(line).items()]
    for line, number, by in gone:
        if by <= serial and (line.serial, line.n, number, by) not in named:
            raise BadProof(f"a value of entry {line.serial} is missing, and no entry {by} erased it")
    return max((by for *_, by in gone if by > serial), default=0)


def _line(given: LineProof, head: TreeHead, unit: str, serial: int) -> Line:
    """A line, held against its own hash and the log."""
    leaf = _leaf(given.leaf.leaf, LineLeaf)
    if (leaf.kind, leaf.key) != ("unit", unit) or leaf.serial > serial:
        raise BadProof(f"line {leaf.n} of entry {leaf.serial} is not about this unit, or is later than the entry")
    line = Line(leaf.serial, leaf.n, leaf.kind, leaf.key, given.frame.encode(), given.content.encode(), leaf.hash)
    try:
        check_line(line)
    except Damage as error:
        raise BadProof(f"line {leaf.n} of entry {leaf.serial} was changed: {error}") from None
    _check_in_log(given.leaf, head, f"line {leaf.n} of entry {leaf.serial}")
    return line


def _leaf(text: str, of: type[Leaf]) -> Leaf:
    try:
        return msgspec.json.decode(text.encode(), type=of)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadProof(f"a leaf cannot be read: {error}") from None


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except ValueError:
        raise BadProof(f"'{text}' is no day") from None


def _check_in_log(given: LeafProof, head: TreeHead, what: str) -> None:
    root = root_by_inclusion(leaf_hash(given.leaf.encode()), given.number, head.size, _hashes(given.beside))
    if root != head.root:
        raise BadProof(f"{what} is not in the log of the checkpoint")


def _hashes(text: str) -> list[Hash]:
    if HEX.fullmatch(text) is None:
        raise BadProof("hashes are written in small letters, 64 each")
    return [bytes.fromhex(text[at : at + 64]) for at in range(0, len(text), 64)]


def _text(statement: Statement | None) -> str | None:
    found = decode(statement.value) if statement is not None else None
    return found if isinstance(found, str) else None


def digest_of(proof: ProofDocument) -> str:
    """The digest of a document as if it had none."""
    return sha256(encode(msgspec.structs.replace(proof, digest=""))).hexdigest()


def raw_key(pem: bytes) -> bytes:
    """A public key in PEM as signatures name it. Raises BadCheckpoint."""
    return public_key(pem).public_bytes(Encoding.Raw, PublicFormat.Raw)


def write_hashes(hashes: Sequence[Hash]) -> str:
    """Hashes as a proof holds them."""
    return "".join(one.hex() for one in hashes)
