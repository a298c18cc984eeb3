"""A file as a register of its own, in memory only: to compare files with each other, or with the register."""

import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from sor.clock import Clock
from sor.core.claim import Claim
from sor.differences import Side
from sor.formats.delivery import Delivery
from sor.jobs.importing import Options, import_file
from sor.jobs.inheriting import PARTS
from sor.register import Register
from sor.store.database import Database
from sor.store.reads import AsOf


def register_of_file(path: Path, reader: Callable[[Path], Delivery]) -> Side:
    """A file loaded into an empty register, on the day it describes; compared only in what its format can hold."""
    told: dict[str, set[str]] = {}
    day = 0
    resolved = False

    def watched(file: Path) -> Delivery:
        nonlocal day, resolved
        delivery = reader(file)
        day, resolved = delivery.snapshot or 0, bool(delivery.resolved)
        delivery.claims = map(noted, delivery.claims)
        return delivery

    def noted(claim: Claim) -> Claim:
        told.setdefault(claim.kind, set()).update(claim.fields)
        return claim

    folder = tempfile.TemporaryDirectory(prefix="sor-diff-")
    register = Register(Database(f"sqlite:///{folder.name}/file.db?synchronous=off"), Clock())
    weakref.finalize(register, folder.cleanup)
    register.init()
    import_file(register, path, watched, Options(force=True))
    return Side(register, AsOf(day, register.serial()), told, PARTS if resolved else None)
