"""The register of treatment sites as this program speaks with it, and ours behind it.

The interface of the authority's own register is not public. One that is to be spoken with gets a class of its own here,
with the same deeds; nothing else knows where sites are kept.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.desk.sites.stays import Turn, find_end, parse_stays
from sor.store import audit_log
from sor.store import treatment_sites as rows
from sor.store.audit_log import Noted
from sor.store.database import Connection, Database
from sor.store.treatment_sites import SiteRow

KEPT_UP = "register"
"""Who stands in the log for what becomes of a site by what happens to its unit."""

REGISTERED, EXEMPTED, CHANGED, DEREGISTERED = "registered", "exempted", "changed", "deregistered"


class TurnedSite(NamedTuple):
    """A site whose unit is otherwise: where it stands now, and what became otherwise."""

    number: int
    stays: str
    turns: Sequence[Turn]


class SiteRegister(Protocol):
    """A register of treatment sites."""

    def list_all(self, unit: str = "") -> list[SiteRow]:
        """All sites that ever were, or those of a unit."""

    def list_of(self, units: Sequence[str]) -> list[SiteRow]:
        """The sites that some units had and have."""

    def list_since(self, noted: int | None, units: Sequence[str]) -> tuple[int, list[SiteRow]]:
        """The sites of which something was told after a row of their log, and those of some units; all for None. Gives
        the row up to which that is.
        """

    def find(self, number: int) -> SiteRow | None:
        """A site by its number."""

    def register(self, row: SiteRow, by: str, door: str) -> SiteRow:
        """Register a site and give it a number; gives the one that stands for the unit then, if there is one."""

    def change(self, number: int, after: SiteRow, by: str, door: str) -> SiteRow | None:
        """Say something else of a site; None for one that has ended or never was."""

    def end(self, number: int, day: int, at: str, by: str, door: str) -> SiteRow | None:
        """Deregister a site from a day on; None for one that never was."""

    def keep_up(self, turned: Iterable[TurnedSite], at: str, today: int, serial: int) -> None:
        """Note what became of sites by their units, up to an entry of the log; forget the people of ended ones."""

    def list_log(self) -> list[tuple[int, Noted]]:
        """What was done to sites, the oldest first."""


class OurSiteRegister:
    """The register of treatment sites that stands on the desk of this one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_all(self, unit: str = "") -> list[SiteRow]:
        """All sites that ever were, or those of a unit."""
        source = self._database.reader()
        return rows.of_unit(source, unit) if unit else rows.all_sites(source)

    def list_of(self, units: Sequence[str]) -> list[SiteRow]:
        """The sites that some units had and have."""
        return rows.of_units(self._database.reader(), units)

    def list_since(self, noted: int | None, units: Sequence[str]) -> tuple[int, list[SiteRow]]:
        """The sites of which something was told after a row of their log, and those of some units; all for None. Gives
        the row up to which that is.
        """
        source = self._database.reader()
        upto = audit_log.head(source).rows  # before the sites are read: what is told meanwhile is read once more
        if noted is None or upto < noted:
            return upto, rows.all_sites(source)
        told = audit_log.keys_since(source, rows.WHAT, noted) if upto > noted else []
        return upto, [*rows.of_units(source, units), *rows.find_numbered(source, [int(key) for key in told])]

    def find(self, number: int) -> SiteRow | None:
        """A site by its number."""
        return rows.find(self._database.reader(), number)

    def register(self, row: SiteRow, by: str, door: str) -> SiteRow:
        """Register a site and give it a number; gives the one that stands for the unit then, if there is one."""
        with self._database.desk.writing() as connection:
            for one in rows.of_unit(connection, row.unit):
                if one.from_day < row.to_day and row.from_day < _ends(one):
                    return one
            made = row._replace(number=rows.next_number(connection))
            rows.add(connection, made, EXEMPTED if made.exemption else REGISTERED, by, _note_site(made), door)
        return made

    def change(self, number: int, after: SiteRow, by: str, door: str) -> SiteRow | None:
        """Say something else of a site; None for one that never was."""
        with self._database.desk.writing() as connection:
            before = rows.find(connection, number)
            if before is None:
                return None
            made = after._replace(
                number=number, unit=before.unit, stays=before.stays, to_day=before.to_day,
                registered_by=before.registered_by, registered_at=before.registered_at,
            )  # fmt: skip
            rows.put(
                connection,
                made,
                CHANGED,
                by,
                _note_site(before),
                _note_site(made) | _person_changed(before, made),
                door,
            )
        return made

    def end(self, number: int, day: int, at: str, by: str, door: str) -> SiteRow | None:
        """Deregister a site from a day on; None for one that never was."""
        with self._database.desk.writing() as connection:
            before = rows.find(connection, number)
            if before is None:
                return None
            made = before._replace(to_day=day, changed_at=at)
            rows.put(connection, made, DEREGISTERED, by, _note_site(before), _note_site(made), door)
        return made

    def keep_up(self, turned: Iterable[TurnedSite], at: str, today: int, serial: int) -> None:
        """Note what became of sites by their units, up to an entry of the log; forget the people of ended ones."""
        with self._database.desk.writing() as connection:
            for one in turned:
                self._turn(connection, one, at, serial)
            for row in rows.all_sites(connection):
                if has_ended_people(row, today):
                    rows.write(connection, row._replace(person_name="", person_email="", person_phone=""))
            rows.reach(connection, serial, today)

    def list_log(self) -> list[tuple[int, Noted]]:
        """What was done to sites, the oldest first."""
        return rows.log_of(self._database.reader())

    def _turn(self, connection: Connection, one: TurnedSite, at: str, serial: int) -> None:
        before = rows.find(connection, one.number)
        if before is None or before.stays == one.stays:
            return
        after = before._replace(stays=one.stays, changed_at=at)
        rows.write(connection, after)
        for turn in one.turns:
            told: Fields = {"from": write_day(turn.day), "serial": serial}
            rows.put(connection, after, turn.what, KEPT_UP, None, told, "")


def has_ended_people(row: SiteRow, today: int) -> bool:
    """Whether a site has ended that still tells of people."""
    return _ends(row) <= today and any(getattr(row, name) for name in rows.PERSONAL)


def _ends(row: SiteRow) -> int:
    return find_end(parse_stays(row.stays), row.from_day, row.to_day)


def _note_site(row: SiteRow) -> Fields:
    """What the log says of a site: nothing of people, and no words."""
    found: Fields = {"unit": row.unit, "from": write_day(row.from_day), "to": write_day(row.to_day)}
    if row.exemption:
        return found | {"exemption": row.exemption}
    return found | {"category": row.category, "staff": row.staff, "posts": row.posts}


def _person_changed(before: SiteRow, after: SiteRow) -> Fields:
    changed = any(getattr(before, name) != getattr(after, name) for name in rows.PERSONAL)
    return {"person": "changed"} if changed else {}
