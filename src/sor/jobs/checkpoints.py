"""Signed checkpoints: taken of a register, kept elsewhere, and held against the register again."""

import os
from datetime import datetime
from pathlib import Path

import msgspec

from sor.core.checkpoint import BadCheckpoint, Checkpoint, check_signature, new_key, public_key_of, sign_checkpoint
from sor.core.instant import write_instant
from sor.core.log import GENESIS
from sor.core.outside_json import NotJson, read_as
from sor.jobs.whole_files import BEGUN, whole_file
from sor.register import Refused, Register
from sor.store import audit_log
from sor.store.issued_codes import COUNTER
from sor.store.log import Head
from sor.store.own_folder import own_folder

PUBLIC = ".pub"
"""What is added to a private key's file for the public one."""


def take(
    register: Register, out: Path, key: Path, head: Head | None = None, created: datetime | None = None
) -> Checkpoint:
    """Write a signed checkpoint of the register's head, or of an earlier one, as made at a time, now unless told.

    Raises Refused, NotWritten.
    """
    head, facts = head or register.head(), register.facts()
    audit = audit_log.head(register.database.reader())
    if not head.serial and not audit.rows:
        raise Refused("The register is empty: there is nothing to hold on to yet.")
    counter = int(facts[COUNTER]) if COUNTER in facts else None
    told = Checkpoint(
        head.serial, head.hash, facts.get("epoch", ""), counter, write_instant(created or register.clock()),
        audit_rows=audit.rows, audit_hash=audit.hash,
    )  # fmt: skip
    try:
        made = sign_checkpoint(told, read_bytes(key))
    except BadCheckpoint as error:
        raise Refused(f"{key}: {error}.") from None
    with whole_file(out) as file:
        file.write(msgspec.json.format(msgspec.json.encode(made), indent=2))
    return made


def make_key(out: Path) -> Path:
    """Write a new private key that only its owner can read, and the public one beside it; gives that one's path.

    Raises Refused when there is a file of that name already.
    """
    private, public = new_key(), out.with_name(out.name + PUBLIC)
    there = f"{out} is there already. A key is never written over; choose another name."
    if out.exists():
        raise Refused(there)
    try:
        with own_folder(out.parent, BEGUN) as folder:
            with os.fdopen(os.open(folder / out.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(private)
                file.flush()
                os.fsync(file.fileno())
            with whole_file(public) as file:  # the first of the two: alone it stands in nobody's way
                file.write(public_key_of(private))
            os.link(folder / out.name, out)  # takes its name, unless another has it by now
    except FileExistsError:
        raise Refused(there) from None
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}.") from None
    return public


def read_checkpoint(path: Path, public: Path | None = None) -> Checkpoint:
    """The head that a manifest or checkpoint file names; a signature is checked, and demanded when a key to trust is
    given. Raises Refused.
    """
    try:
        found = read_as(read_bytes(path), Checkpoint)
    except NotJson:
        raise Refused(f"{path} is neither a manifest.json nor a checkpoint: it names no serial and hash.") from None
    if found.signature or public is not None:
        try:
            check_signature(found, read_bytes(public) if public else None)
        except BadCheckpoint as error:
            raise Refused(f"{path} cannot be believed: {error}.") from None
    return found


def check(register: Register, path: Path, public: Path | None = None) -> Checkpoint:
    """Hold a checkpoint against the log and the audit log. Raises Refused when one is shorter, or is another."""
    found = read_checkpoint(path, public)
    head = register.head()
    if found.serial > head.serial:
        raise Refused(
            f"{path} knows the log up to serial {found.serial}; this one ends at {head.serial}. Its tail was lost:"
            " restore a newer backup, or find out who cut it off."
        )
    there = _hash_at(register, found.serial)
    if there != found.hash:
        raise Refused(
            f"{path} is of another log: its entry {found.serial} has hash {found.hash}, here it is"
            f" {there or 'missing'}."
        )
    if found.audit_rows is not None:
        here = audit_log.hash_at(register.database.reader(), found.audit_rows)
        if here is None:
            raise Refused(
                f"{path} knows {found.audit_rows} rows of the audit log; this one has fewer. Its tail was lost: restore"
                " a newer backup, or find out who cut it off."
            )
        if here != found.audit_hash:
            raise Refused(f"{path} is of another audit log: its row {found.audit_rows} has another hash here.")
    return found


def _hash_at(register: Register, serial: int) -> str | None:
    """The hash of the log after an entry; before the first it is known. None where there is no such entry."""
    entry = register.entry_facts(serial)
    return GENESIS if not serial else entry.hash if entry else None


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises Refused."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
