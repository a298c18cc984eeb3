"""The New Year's rehearsal: a copy of the register into which plans are written beforehand, to be published or served.

The register itself is only read. In the copy each plan is an entry of its author's, decided by the rule book; who has
approved it does not matter, since nothing of it is believed by anybody.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from sor.core.finding import ERROR
from sor.desk.plan_checks import DOOR
from sor.desk.plan_document import kept_plan
from sor.jobs.editions import PublishOptions, current_manifest
from sor.jobs.exporting import Progress
from sor.jobs.publishing import Publication, publish
from sor.jobs.whole_files import whole_path
from sor.register import Refused, Register
from sor.rules.sentences import sentence
from sor.settings import Settings
from sor.store import plans as desk
from sor.store.backing_up import write_backup
from sor.store.database import Database
from sor.store.own_folder import OwnFolder
from sor.store.plans import COMMITTED, REFUSED, UNDONE

SAID = 3
"""How many of the findings against a plan are told."""


def publish_with_plans(
    register: Register, settings: Settings, plans: Sequence[str], out: Path, options: PublishOptions, tell: Progress
) -> Publication:
    """The rehearsal of a day with plans laid over the register, in the order in which they are named. Raises Refused
    for a folder that holds an edition, and for a plan that cannot be laid over; what ``publish`` raises.
    """
    if current_manifest(out) is not None:
        raise Refused(f"{out} holds an edition: what is only planned never lies beside it. Name another folder.")
    with laid_over(register, settings, plans) as copy:
        return publish(copy, out, msgspec.structs.replace(options, plans=tuple(plans), checkpoint_key=None), tell)


def copy_with_plans(register: Register, settings: Settings, plans: Sequence[str], path: Path) -> int:
    """Write a copy of a register, with plans laid over it, to a new file; gives its serial. Raises Refused."""
    if path.exists():
        raise Refused(f"{path} is there already. Name a new file.")
    with whole_path(path) as partial:
        write_backup(register.database, partial)
        return _lay_over(register, _open_copy(register, partial), settings, plans)


@contextmanager
def laid_over(register: Register, settings: Settings, plans: Sequence[str]) -> Iterator[Register]:
    """A copy of a register with plans laid over it, which is gone afterwards. Raises Refused."""
    folder = OwnFolder(Path(tempfile.gettempdir()), "sor-rehearsal")
    try:
        path = folder.path / "rehearsal.db"
        write_backup(register.database, path)
        copy = _open_copy(register, path)
        _lay_over(register, copy, settings, plans)
        try:
            yield copy
        finally:
            copy.database.close()
    finally:
        folder.close()


def _open_copy(register: Register, path: Path) -> Register:
    return Register(Database(f"sqlite:///{path}?synchronous=off", is_whole=True), register.clock)


def _lay_over(register: Register, copy: Register, settings: Settings, plans: Sequence[str]) -> int:
    for named in dict.fromkeys(plans):
        number = int(named) if named.isascii() and named.isdigit() and len(named) < 16 else 0
        row = desk.find(register.database.reader(), number)
        if row is None:
            raise Refused(f"There is no plan {named[:20]}.")
        if row.state in (REFUSED, UNDONE):
            raise Refused(f"Plan {named} is {row.state}: it is not going to be.")
        said = desk.version(register.database.reader(), row.number, row.version)
        if row.state == COMMITTED or said is None:  # it is in the register already
            continue
        document = kept_plan(said.title, said.day, said.changes).document(row.number)
        made = copy.change(document, row.author, DOOR, options={"shak_end": settings.shak_end})
        if not made.accepted:
            errors = [sentence(one, "en") for one in made.findings if one.severity == ERROR]
            raise Refused(f"Plan {named} cannot be laid over the register: {' '.join(errors[:SAID])}")
    return copy.serial()
