"""A run of one municipality or of all: fetch, match, let rules decide, make what was accepted.

Each stands for itself: the fault of one, its time-outs and bad data, never stop another. Two runs of one municipality
at the same time would do nothing twice, but ask FK-ORG twice.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import structlog

from sor.core.instant import parse_instant, write_instant
from sor.oss.applying import AppliedRun, CodeWriter, sync
from sor.oss.fetching import OrgSnapshot, fetch, open_source
from sor.oss.making import write_json
from sor.oss.sor_side import NotInSor, SorSide
from sor.oss.source import OrgSource, SourceFault
from sor.oss.standing import MunicipalSettings, settings_of
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.database import Busy
from sor.store.oss import MunicipalityRow
from sor.store.unavailable import Unavailable

BEGINNING = "2000-01-01T00:00:00Z"
"""When a municipality that was never run is due."""

FETCHING, MAKING = "fetch", "sync"
Open = Callable[[MunicipalSettings, str], OrgSource]
"""Opens the source of a municipality."""

log = structlog.get_logger()


class RunProgress(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run does just now, and how far it is."""

    step: str
    done: int = 0
    total: int = 0


class MunicipalRun(NamedTuple):
    """What became of a municipality's run: what was made, or why not."""

    municipality: str
    snapshot: OrgSnapshot | None
    applied: AppliedRun | None
    fault: Refused | None


class MunicipalStanding(NamedTuple):
    """How a municipality stands. next_at: when it is run next by itself, None for one that is not."""

    row: MunicipalityRow
    settings: MunicipalSettings
    progress: RunProgress | None
    next_at: datetime | None


def source_text(settings: Settings, own: MunicipalSettings, row: MunicipalityRow, given: str = "") -> str:
    """Where a municipality's units come from: as told now, as it set, as all do, as the last time."""
    found = given or own.source or settings.oss.source or row.source
    return found.replace("{municipality}", row.municipality)


def fetch_one(register: Register, settings: Settings, sor: SorSide, municipality: str, given: str = "") -> OrgSnapshot:
    """Fetch a municipality's units. Raises SourceFault, NotInSor; what was fetched before stays."""
    side = sor.of(municipality)
    row = rows.municipality(register.database.reader(), municipality)
    text = source_text(settings, settings_of(row), row, given)
    with _note_step(register, municipality, FETCHING):
        with closing(open_source(register, settings, text)) as source:
            found = fetch(register, source, municipality, side.cvr, lambda _: None)
        with register.database.desk.writing() as connection:
            standing = rows.municipality(connection, municipality)
            rows.put_municipality(connection, standing._replace(source=text))
    return found


def run_one(
    register: Register,
    settings: Settings,
    sor: SorSide,
    municipality: str,
    *,
    given: str = "",
    writer: CodeWriter | None = None,
) -> MunicipalRun:
    """Run one municipality; whatever goes wrong with it is told and stays there."""
    snapshot: OrgSnapshot | None = None
    try:
        snapshot = fetch_one(register, settings, sor, municipality, given)
        with _note_step(register, municipality, MAKING):
            applied = sync(register, settings, sor, municipality, writer=writer, snapshot=snapshot)
        return MunicipalRun(municipality, snapshot, applied, None)
    except Refused as error:
        return MunicipalRun(municipality, snapshot, None, error)
    except (Busy, Unavailable) as error:
        return MunicipalRun(municipality, snapshot, None, SourceFault(str(error)))
    except Exception as error:  # one's bad data must never stop the others
        log.exception("municipality not run", municipality=municipality)
        said = f"{type(error).__name__}: {error}"[:300]
        fault = SourceFault(f"A fault of the program: {said}", f"En fejl i programmet: {said}")
        _note_fault(register, municipality, fault)
        return MunicipalRun(municipality, snapshot, None, fault)


def run_all(
    register: Register, settings: Settings, municipalities: Sequence[str], given: str = ""
) -> Iterator[MunicipalRun]:
    """Run some municipalities one after the other."""
    sor = SorSide(register)
    for municipality in municipalities:
        found = run_one(register, settings, sor, municipality, given=given)
        if found.applied is not None and found.applied.counts:
            sor = SorSide(register)
        yield found


def due(register: Register) -> list[str]:
    """The municipalities that are kept in step by themselves and are to be run now."""
    now = register.clock()
    return [one.row.municipality for one in standings(register) if one.next_at is not None and one.next_at <= now]


def standings(register: Register) -> list[MunicipalStanding]:
    """How every municipality stands that was ever touched."""
    return [standing_of(row) for row in rows.municipalities(register.database.reader())]


def standing_of(row: MunicipalityRow) -> MunicipalStanding:
    """How a municipality stands."""
    own = settings_of(row)
    progress = msgspec.json.decode(row.progress, type=RunProgress) if row.progress else None
    next_at: datetime | None = None
    if own.on:
        next_at = parse_instant(row.tried_at or BEGINNING)
        if row.tried_at:
            next_at += timedelta(hours=own.every_hours)
    return MunicipalStanding(row, own, progress, next_at)


class _Noted:
    """Notes what a run does while it does it, and how it ended."""

    def __init__(self, register: Register, municipality: str, step: str) -> None:
        self._register, self._municipality, self._step = register, municipality, step

    def __enter__(self) -> None:
        progress = write_json(RunProgress(self._step))
        self._put(lambda row, now: row._replace(tried_at=now, progress=progress))

    def __exit__(self, _: object, error: object, __: object) -> None:
        if isinstance(error, Refused):
            fault = write_json({"da": error.danish, "en": str(error)})
            self._put(lambda row, _: row._replace(fault=fault, progress=""))
        elif error is None:
            self._put(lambda row, now: row._replace(fault="", progress="", good_at=now))
        else:
            self._put(lambda row, _: row._replace(progress=""))

    def _put(self, change: Callable[[MunicipalityRow, str], MunicipalityRow]) -> None:
        now = write_instant(self._register.clock())
        with self._register.database.desk.writing() as connection:
            rows.put_municipality(connection, change(rows.municipality(connection, self._municipality), now))


def _note_step(register: Register, municipality: str, step: str) -> _Noted:
    return _Noted(register, municipality, step)


def _note_fault(register: Register, municipality: str, fault: Refused) -> None:
    with register.database.desk.writing() as connection:
        row = rows.municipality(connection, municipality)
        told = write_json({"da": fault.danish, "en": str(fault)})
        rows.put_municipality(connection, row._replace(fault=told, progress=""))


def institutions_missing(sor: SorSide, municipality: str) -> NotInSor | None:
    """That a municipality has no institution in SOR yet, below which its units could stand; None when it has one."""
    side = sor.of(municipality)
    if any(unit.level == "HI" for unit in side.units.values()):
        return None
    return NotInSor(
        f"{side.name} has no institution in SOR yet; ask the authority for one with a case of kind institution.",
        f"{side.name} har endnu ingen sundhedsinstitution i SOR; bed om en med en sag af slagsen institution.",
    )
