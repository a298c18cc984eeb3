"""Making checkpoints and proofs: the log's signature over its trees, and what shows that something is in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from sor.core.canonical import encode
from sor.core.checkpoint import BadCheckpoint, public_key_of
from sor.core.day import write_day
from sor.core.signed_note import BadNote, NoteKey, TreeHead, note_key, sign_head
from sor.following.proof_tree import FILLS, NotProvenYet, ProofTree
from sor.jobs.checkpoints import read_bytes
from sor.jobs.offline import FORM, LeafProof, LineProof, ProofDocument, digest_of, write_hashes
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import demo_checkpoint_key, facts, log
from sor.store.proof_rows import EntryRoots

NO_KEY = Refused(
    "SOR_CHECKPOINT_KEY is not set: nothing can be proven without a key to sign with. Make one: sor checkpoint"
    " --new-key FILE",
    "SOR_CHECKPOINT_KEY er ikke sat: intet kan bevises uden en nøgle at underskrive med. Lav en: sor checkpoint"
    " --new-key FIL",
)


class NotInLog(LookupError):
    """There is no such entry or unit by then; ``danish`` says the same as the message."""

    def __init__(self, english: str, danish: str) -> None:
        super().__init__(english)
        self.danish = danish


WITNESSED = "witnessed"
"""The fact that keeps the newest checkpoint that witnesses signed."""


class Prover:
    """Signs the log of a register and proves what is in it. origin: the name under which the log is known."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings
        self.tree = ProofTree(register)

    @property
    def origin(self) -> str:
        """Its host and epoch: after a restore that lost entries it is another log."""
        public = urlsplit(self._settings.public_url).netloc or self._settings.host  # no port: commands know none
        return f"{public}/{self._register.facts()['epoch']}"

    def can_sign(self) -> bool:
        """Whether there is a key to sign with; a demo makes its own."""
        return bool(self._settings.checkpoint_key) or self._register.is_demo

    def key(self) -> NoteKey:
        """The log's key. Raises Refused."""
        try:
            return note_key(self.origin, public_key_of(self._private()))
        except (BadCheckpoint, BadNote) as error:
            raise Refused(f"The key of SOR_CHECKPOINT_KEY cannot be used: {error}.") from None

    def checkpoint(self, fills: float = FILLS) -> str:
        """The signed head of the log, as far as its trees have come, with the signatures of witnesses that have seen
        it. Raises Refused, NotProvenYet.
        """
        own = self.own_checkpoint(fills)
        kept = facts.get(self._register.database.reader(), WITNESSED) or ""
        return kept if kept.startswith(own) else own

    def own_checkpoint(self, fills: float = FILLS) -> str:
        """The same, signed by the log alone."""
        return self._sign_head(self.tree.find_reached(fills))

    def keep_witnessed(self, note: str) -> None:
        """Keep a checkpoint that a witness signed, beside what others signed of the same."""
        with self._register.database.writing() as connection:
            before = facts.get(connection, WITNESSED) or ""
            own = note[: note.index("\n", note.index("\n\n") + 2) + 1]
            others = before.removeprefix(own).splitlines(keepends=True) if before.startswith(own) else []
            new = [line for line in note.removeprefix(own).splitlines(keepends=True) if line not in others]
            facts.put(connection, WITNESSED, own + "".join(others + new))

    def entry(self, serial: int, fills: float = FILLS) -> bytes:
        """The proof that an entry is in the log. Raises NotInLog, Refused, NotProvenYet."""
        last = self._register.serial()
        if not 0 < serial <= last:
            raise NotInLog(f"The log has no entry {serial}; it ends at {last}.",
                           f"Loggen har ingen post {serial}; den slutter ved {last}.")  # fmt: skip
        head = self.tree.find_reached(fills)
        (leaf,) = self._leaves([self.tree.number_of_entry(serial)], head)
        return self._write_proof(head, leaf, "", (), "entry", "", "")

    def unit(self, code: str, valid: int, known: int, fills: float = FILLS) -> bytes:
        """The proof of what a unit said of itself on a day, as known at a serial. Raises NotInLog, Refused,
        NotProvenYet.
        """
        said = log.lines_of(self._register.database.reader(), "unit", [code]).get(code, [])
        lines = [line for line in said if line.serial <= known]
        if not lines:
            raise NotInLog(f"Nothing was said of a unit {code} up to entry {known}.",
                           f"Der var intet sagt om en enhed {code} til og med post {known}.")  # fmt: skip
        head = self.tree.find_reached(fills)
        beside = write_hashes(self.tree.beside_subject("unit", code, known))
        of_lines = [self.tree.number_of_line(line.serial, line.n) for line in lines]
        leaf, *leaves = self._leaves([self.tree.number_of_entry(known), *of_lines], head)
        proofs = tuple(
            LineProof(line.content.decode(), line.frame.decode(), one) for line, one in zip(lines, leaves, strict=True)
        )
        return self._write_proof(head, leaf, beside, proofs, "unit", code, write_day(valid))

    def _write_proof(
        self, head: EntryRoots, leaf: LeafProof, beside: str, lines: tuple[LineProof, ...],
        of: Literal["entry", "unit"], unit: str, valid: str,
    ) -> bytes:  # fmt: skip
        key = self.key().write_key()
        proof = ProofDocument(beside, self._sign_head(head), "", leaf, FORM, key, lines, of, unit, valid)
        return encode(msgspec.structs.replace(proof, digest=digest_of(proof)))

    def _leaves(self, numbers: Sequence[int], head: EntryRoots) -> list[LeafProof]:
        if max(numbers) >= head.size:  # another process has added it since the head was looked at
            raise NotProvenYet(head.serial)
        found = []
        for number, beside in zip(numbers, self.tree.inclusions(numbers, head.size), strict=True):
            (leaf,) = self.tree.leaves(number, 1)
            found.append(LeafProof(write_hashes(beside), leaf.decode(), number))
        return found

    def _sign_head(self, head: EntryRoots) -> str:
        try:
            return sign_head(TreeHead(self.origin, head.size, self.tree.root(head.size)), self._private())
        except (BadCheckpoint, BadNote) as error:
            raise Refused(f"The key of SOR_CHECKPOINT_KEY cannot be used: {error}.") from None

    def _private(self) -> bytes:
        path = self._settings.checkpoint_key
        if path:
            return read_bytes(Path(path))
        if not self._register.is_demo:
            raise NO_KEY
        return demo_checkpoint_key.keep_key(self._register.database)
