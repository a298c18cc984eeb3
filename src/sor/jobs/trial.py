"""A file as a register of its own, in memory only: to compare files with each other, or with the register."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sor.core.claim import Claim
from sor.differences import Side
from sor.formats.delivery import Delivery
from sor.jobs.importing import Options, import_file
from sor.register import Register
from sor.store.database import Database
from sor.store.reads import AsOf


def register_of_file(path: Path, reader: Callable[[Path], Delivery]) -> Side:
    """A file loaded into an empty register, on the day it describes; compared only in what its format can hold."""
    told: dict[str, set[str]] = {}
    day = 0

    def watched(file: Path) -> Delivery:
        nonlocal day
        delivery = reader(file)
        day = delivery.snapshot or 0
        delivery.claims = map(noted, delivery.claims)
        return delivery

    def noted(claim: Claim) -> Claim:
        told.setdefault(claim.kind, set()).update(claim.fields)
        return claim

    folder = tempfile.mkdtemp(prefix="sor-diff-")
    register = Register(Database(f"sqlite:///{folder}/file.db"), lambda: datetime.now(UTC))
    register.init()
    import_file(register, path, watched, Options(force=True))
    return Side(register, AsOf(day, register.serial()), told)
