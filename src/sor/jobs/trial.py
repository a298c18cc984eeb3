"""A file as a register of its own, in memory only: to compare files with each other, or with the register.

The file is loaded on top of what the other side of the comparison says, by the same steps as ``sor import``: what it
does not say stays, what a rejected row or a left-out tree keeps is kept, a value that it cannot tell from an inherited
one is settled with the same knowledge. So a file differs from a register in exactly what loading it would change.
"""

import tempfile
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sor.clock import Clock
from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import Claim
from sor.core.day import OPEN, START
from sor.core.identifiers import SHAK_LAST_DAY
from sor.core.newcomer import FirstSeen
from sor.formats.delivery import NOTHING, Delivery, Undated
from sor.jobs.differences import KINDS, ComparedRegister
from sor.jobs.importing import ImportOptions, Report, file_digest, import_file
from sor.jobs.inheriting import PARTS
from sor.register import Register, Submission
from sor.store import deliveries, reads
from sor.store.database import Database
from sor.store.own_folder import OwnFolder

Reader = Callable[[Path], Delivery]


class HowLoaded(NamedTuple):
    """How the very bytes of a file were loaded before: the day they describe, and whether as a part."""

    day: int | None = None
    part: bool = False


def how_loaded(register: Register, path: Path) -> HowLoaded:
    """What was said beside a file when it was loaded; nothing of one that never was."""
    earlier = deliveries.with_digest(register.database.reader(), file_digest(path))
    entry = register.entry_facts(earlier[0].serial) if earlier else None
    origin = (entry.origin if entry else None) or {}
    return HowLoaded(origin.get("snapshot"), origin.get("silence") == NOTHING)


def day_of_file(path: Path, reader: Reader) -> int:
    """The day that a file describes. Raises Undated when it does not say."""
    with reader(path) as delivery:
        if delivery.snapshot is None:
            raise Undated(delivery.file)
        return delivery.snapshot


def register_of_file(
    path: Path,
    reader: Reader,
    beside: ComparedRegister | None = None,
    *,
    part: bool = False,
    shak_end: int = SHAK_LAST_DAY,
) -> tuple[ComparedRegister, Report]:
    """A file loaded into a register that holds what another side says, on the day the file describes; compared only in
    what its format can hold. shak_end: SHAK's last valid day in a master's files. The report tells what of it
    could not be read.
    """
    told: dict[str, set[str]] = {}
    day = 0
    resolved = False

    def watch_file(file: Path) -> Delivery:
        nonlocal day, resolved
        delivery = reader(file)
        day, resolved = delivery.snapshot or 0, bool(delivery.resolved)
        for kind in delivery.kinds:
            told.setdefault(kind, set())
        delivery.claims = map(note_claim, delivery.claims)
        return delivery

    def note_claim(claim: Claim) -> Claim:
        told.setdefault(claim.kind, set()).update(claim.fields)
        return claim

    folder = OwnFolder(Path(tempfile.gettempdir()), "sor-diff")
    register = Register(Database(f"sqlite:///{folder.path}/file.db?synchronous=off"), Clock())
    weakref.finalize(register, folder.close)
    register.init()
    if beside is not None and (lines := list(_copy_subjects(beside))):
        register.submit(Submission(lines, "diff", "import"))
    options = ImportOptions(force=True, part=part, shak_end=shak_end)
    report = import_file(register, path, watch_file, options, copied=beside)
    side = ComparedRegister(
        register, AsOf(day, register.serial()), told, PARTS if resolved and beside is None else None
    )
    return side, report


def _copy_subjects(side: ComparedRegister) -> Iterator[FirstSeen]:
    """Everything that is so on a side's day, as if it had been so always."""
    connection = side.register.database.reader()
    for kind in KINDS:
        for row in reads.all_at(connection, kind, side.at):
            content = decode(row.body)
            content.pop("assumed", None)
            yield FirstSeen(kind, row.key, {"op": "copy"}, START, OPEN, START, OPEN, OPEN, content, {})
