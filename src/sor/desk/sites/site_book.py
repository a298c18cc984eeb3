"""The list of treatment sites, kept in step with the register and with what is told of sites: who asks for it reads
what became otherwise since, however many sites there are. Each process has its own.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.instant import write_instant
from sor.desk.sites.site_on_day import ENDED, TreatmentSite, site_on_day
from sor.desk.sites.site_register import SiteRegister, TurnedSite, has_ended_people
from sor.desk.sites.stays import compare, parse_stays, read_stays, write_stays
from sor.register import MASTER, Register
from sor.store import erasures, reads
from sor.store import treatment_sites as rows
from sor.store.treatment_sites import SiteRow

MOST_LEFT = 50
"""Entries that concern no site before it is noted how far they were looked through."""


class ListedSite(NamedTuple):
    """A site of the list, without who is responsible for it: that is read where it is shown, and forgotten when a site
    ends. words: what it is found by, in small letters.
    """

    site: TreatmentSite
    words: str


class SiteList(NamedTuple):
    """All sites on a day, by number. serial, noted: the entry of the log, and the row of the log of sites, that they
    are in step with. with_site: the units of those that have not ended.
    """

    serial: int
    epoch: str
    day: int
    noted: int
    sites: Mapping[int, ListedSite]
    with_site: frozenset[str]


class SiteBook:
    """The treatment sites of one register, as they are now."""

    def __init__(self, register: Register, behind: SiteRegister) -> None:
        self._register = register
        self._behind = behind
        self._lock = threading.Lock()
        self._kept: SiteList | None = None
        self._kept_up: tuple[int, int] = (0, 0)

    def now(self) -> SiteList:
        """The list as it is now."""
        self.keep_up()
        with self._lock:
            kept, today, epoch = self._kept, self._register.today(), self._register.facts().get("epoch", "")
            source, serial = self._register.database.reader(), self._register.serial()
            if (
                kept is None
                or (kept.day, kept.epoch) != (today, epoch)
                or serial < kept.serial
                or erasures.last_erasure(source) > kept.serial
            ):
                noted, changed = self._behind.list_since(None, ())
                self._kept = _with(SiteList(serial, epoch, today, noted, {}, frozenset()), changed)
                return self._kept
            units: Sequence[str] = ()
            if serial > kept.serial:
                touched = reads.find_touched_since(source, kept.serial, serial)
                units = [key for kind, key in touched if kind == "unit"]
            noted, changed = self._behind.list_since(kept.noted, units)
            kept = kept._replace(serial=serial, noted=noted)
            self._kept = _with(kept, changed) if changed else kept
            return self._kept

    def keep_up(self) -> None:
        """Bring the sites to the head of the log and to today. A copy has no sites of its own."""
        if self._register.role != MASTER:
            return
        head, today = self._register.serial(), self._register.today()
        if self._kept_up == (head, today):
            return
        source = self._register.database.reader()
        serial, day = rows.read_reached(source)
        if (serial, day) == (head, today) or not rows.is_any(source):
            self._kept_up = (head, today)
            return
        if 0 < serial <= head:
            touched = reads.find_touched_since(source, serial, head)
            sites = self._behind.list_of([key for kind, key in touched if kind == "unit"])
        else:
            sites = self._behind.list_all()
        snapshot, turned = self._register.at(), []
        for row in sites:
            stays = read_stays(snapshot, row.unit, row.from_day)
            if write_stays(stays) != row.stays:
                turns = [*compare(parse_stays(row.stays), stays, row.from_day, today)]
                turned.append(TurnedSite(row.number, write_stays(stays), turns))
        ended = day != today and any(has_ended_people(one, today) for one in self._behind.list_all())
        if turned or ended or not serial <= head < serial + MOST_LEFT:
            self._behind.keep_up(turned, write_instant(self._register.clock()), today, head)
        self._kept_up = (head, today)


def _with(kept: SiteList, changed: Sequence[SiteRow]) -> SiteList:
    """A list with some sites as they are told now, and each in its place."""
    sites = {**kept.sites, **{row.number: _list_sites(row, kept.day) for row in changed}}
    return kept._replace(
        sites=dict(sorted(sites.items())),
        with_site=frozenset(one.site.row.unit for one in sites.values() if one.site.state != ENDED),
    )


def _list_sites(row: SiteRow, day: int) -> ListedSite:
    site = site_on_day(row._replace(person_name="", person_email="", person_phone=""), day)
    stay = site.stay
    told = (
        str(row.number), row.unit, stay.name if stay else "", *(stay.address.values() if stay else ())
    )  # fmt: skip
    return ListedSite(site, "\n".join(told).casefold())
