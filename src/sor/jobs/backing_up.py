"""Backup and restore, both verified: a copy is believed only after its chain was checked from the first entry on.

A restored register is another one than before, because entries after the backup may be lost: it gets a new epoch, so
that every follower starts over, and a counter of SOR codes beyond all that may have been issued (``CORE`` §5, §8).
"""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from sor.core.checkpoint import Checkpoint
from sor.jobs.whole_files import digest_of, whole_path
from sor.register import Refused, Register
from sor.store import backing_up
from sor.store.backing_up import NotABackup, NotEmpty
from sor.store.erasures import erasures
from sor.store.facts import is_demo
from sor.store.issued_codes import COUNTER
from sor.store.log import Head
from sor.store.verify import Verdict

Tell = Callable[[str, int], None]

MARGIN = 10_000
"""How far beyond the backup's the counter starts when no checkpoint says what was issued since (``CORE`` §5)."""


class BackedUp(msgspec.Struct):
    """A backup that was written and checked."""

    file: str
    serial: int
    hash: str
    bytes: int
    sha256: str


class Restored(msgspec.Struct):
    """What a restore did. lost: how many entries the checkpoint knew that the backup does not have. erasures: those
    among them that erased something, which is there again.
    """

    database: str
    serial: int
    hash: str
    epoch: str
    lost: int = 0
    erasures: list[int] = []
    counter: int | None = None


def back_up(register: Register, path: Path, tell: Tell = lambda *_: None) -> BackedUp:
    """Write a backup and check it; the file takes its name only when its chain is sound.

    Raises Refused when it is not, NotWritten when the file cannot be written.
    """
    with whole_path(path) as partial:
        backing_up.write_backup(register.database, partial, lambda step: tell("copying", step))
        verdict, head, _ = backing_up.check_backup(partial, lambda step: tell("checking", step))
        _refuse_if_damaged("The register was not backed up: its log", verdict)
    return BackedUp(str(path), head.serial, head.hash, path.stat().st_size, digest_of(path))


def restore(
    register: Register,
    path: Path,
    checkpoint: Checkpoint | None = None,
    tell: Tell = lambda *_: None,
    *,
    replace: bool = False,
) -> Restored:
    """Bring a backup into an empty database, or with replace in the place of the register that it holds.

    A register that is replaced serves as a checkpoint when it is the backup's own and none is given. Raises Refused
    when the backup is damaged, contradicts the checkpoint, or the database holds a register that is not to be replaced;
    Busy when other programs have that open; DiskFull.
    """
    database = register.database
    is_empty = backing_up.is_empty(database)
    if not is_empty and not replace:
        raise Refused(
            f"{database.shown} holds a register already. Restore into a new database, then use that one; or give"
            " --replace, and what this one knows beyond the backup is lost."
        )
    try:
        head, facts = backing_up.look_into(path)
        if not is_empty and is_demo(facts) != register.is_demo:
            raise Refused(
                f"{path} and the register in {database.shown} are not of one kind: one is a demo, the other a real"
                " register, and neither ever takes the other's place. Restore into a new database."
            )
        if checkpoint is None and not is_empty:
            checkpoint = _standing(register, path, head)
        elif checkpoint is not None and checkpoint.serial <= head.serial:
            _refuse_another(path, checkpoint)
        undone = [] if is_empty else [entry.serial for entry in erasures(database.reader(), head.serial)]
        told = {"epoch": uuid.uuid4().hex}
        counter = _counter(path, facts, checkpoint)
        if counter is not None:
            told[COUNTER] = str(counter)
        verdict = backing_up.read_backup(
            path, database, told, replace=replace, tell=lambda step: tell("restoring", step)
        )
    except (NotABackup, NotEmpty) as error:
        raise Refused(str(error)) from None
    _refuse_if_damaged(f"Nothing was restored: the log in {path}", verdict)
    _check_restored(register, head.hash, tell)
    lost = max(0, checkpoint.serial - head.serial) if checkpoint else 0
    return Restored(database.shown, head.serial, head.hash, told["epoch"], lost, undone, counter)


def _standing(register: Register, path: Path, backup: Head) -> Checkpoint | None:
    """The head of the register that is to be replaced, when its log and the backup's are the same as far as both go."""
    found, facts = register.head(), register.facts()
    if found.serial >= backup.serial:
        entry = register.entry_facts(backup.serial)
        is_same = entry is not None and entry.hash == backup.hash
    else:
        is_same = backing_up.hash_at(path, found.serial) == found.hash
    if not is_same:
        return None
    return Checkpoint(
        found.serial, found.hash, facts.get("epoch", ""), int(facts[COUNTER]) if COUNTER in facts else None
    )


def _check_restored(register: Register, expected: str, tell: Tell) -> None:
    """SQLite took the very pages that were checked; rows that were written anew are checked again."""
    register.forget()
    found = register.head().hash
    if register.database.dialect != "sqlite":
        again = register.verify(tell=lambda step: tell("checking", step))
        _refuse_if_damaged("The restored log", again)
        found = again.hash
    if found != expected:
        raise Refused(f"The restored log ends with hash {found}, the backup with {expected}. Restore again.")


def _counter(path: Path, facts: Mapping[str, str], checkpoint: Checkpoint | None) -> int | None:
    """Where a master goes on counting its SOR codes; a mirror issues none."""
    if "range" not in facts:
        return None
    first, last = (int(limit) for limit in facts["range"].split("-"))
    issued = int(facts.get(COUNTER, 0)) or min(last, max(first - 1, backing_up.highest_running_number(path)))
    if checkpoint is not None and checkpoint.counter is not None:
        return max(issued, checkpoint.counter)
    return issued + MARGIN


def _refuse_another(path: Path, checkpoint: Checkpoint) -> None:
    found = backing_up.hash_at(path, checkpoint.serial)
    if found != checkpoint.hash:
        raise Refused(
            f"{path} is not a backup of the register that the checkpoint is of: its entry {checkpoint.serial} has"
            " another hash. Use a backup of the same register, or leave the checkpoint out."
        )


def _refuse_if_damaged(what: str, verdict: Verdict) -> None:
    if verdict.fault is not None:
        where = f"entry {verdict.fault.serial}" + (f", line {verdict.fault.n}" if verdict.fault.n else "")
        raise Refused(f"{what} is damaged at {where}: {verdict.fault.what}.")
