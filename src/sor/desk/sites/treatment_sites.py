"""Treatment sites: registered, changed and deregistered by whoever keeps the unit, and kept in step with the register.

A site has the address, name and owner of its unit. What becomes otherwise there, by whatever door, is seen by following
the log before anything is read: a move moves it, a closing deregisters it (``docs/decisions/treatment-sites.md``).
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from sor.access.authority import AUTHORITY, Actor, Place, keeps
from sor.core.day import OPEN, parse_day, write_day
from sor.core.identifiers import tidy_identifier
from sor.core.instant import write_instant
from sor.core.typed_day import read_typed_day
from sor.desk.actors import Actors
from sor.desk.responsible_persons import NotYourPlace
from sor.desk.sites.category import find_sort
from sor.desk.sites.site_book import SiteBook
from sor.desk.sites.site_on_day import ENDED, TreatmentSite, site_on_day
from sor.desk.sites.site_register import OurSiteRegister, SiteRegister
from sor.desk.sites.stays import read_stays, stay_on, write_stays
from sor.desk.sites.told import FitSite, GivenSite, MistakenSite, SiteMistake, fit_site
from sor.register import MASTER, IsMirror, Refused, Register
from sor.store import treatment_sites as rows
from sor.store.audit_log import Noted
from sor.store.treatment_sites import SiteRow

LONGEST_CODE = 40


class NoSuchSite(Refused):
    """A number that no treatment site has."""

    @classmethod
    def of_number(cls, number: str) -> "NoSuchSite":
        """Of what was asked for."""
        return cls(
            f"There is no treatment site {number[:20]}. They are listed on /sites.",
            f"Der er intet behandlingssted {number[:20]}. De står på /sites.",
        )


class NotTheSupervisor(Refused):
    """The log of the sites, asked for by who is not the authority."""

    @classmethod
    def for_everybody(cls) -> "NotTheSupervisor":
        """Of everybody else."""
        return cls(
            "The log of the treatment sites is for the supervising authority. Sign in as one who has its right.",
            "Loggen over behandlingssteder er til tilsynsmyndigheden. Log ind som en, der har dens ret.",
        )


class BegunSite(NamedTuple):
    """What a form for a unit begins with. sort: of place. owner: its SOR code. address: where patients come. own: the
    site that the unit has today, or that is to come.
    """

    unit: str
    name: str
    type: str
    sort: str
    owner: str
    owner_name: str
    cvr: str
    address: Mapping[str, str]
    given: GivenSite
    own: TreatmentSite | None


class TriedSite(NamedTuple):
    """What a site would be. is_late: whether patients were treated before it was told."""

    fit: FitSite
    begun: BegunSite
    is_late: bool


class TreatmentSites:
    """The treatment sites of one register."""

    def __init__(self, register: Register, behind: SiteRegister | None = None) -> None:
        self._register = register
        self._behind = behind or OurSiteRegister(register.database)
        self._actors = Actors(register)
        self._book = SiteBook(register, self._behind)

    def list_sites(self, unit: str = "") -> list[TreatmentSite]:
        """All sites as they are today, by number, without who is responsible; those of one unit, with them."""
        if not unit:
            return [one.site for one in self._book.now().sites.values()]
        self._book.keep_up()
        today = self._register.today()
        return [site_on_day(row, today) for row in self._behind.list_all(unit)]

    def find(self, word: str, state: str = "", unit: str = "") -> list[TreatmentSite]:
        """The sites whose number, unit, name or address holds a word, by number; of one unit. state: only those that
        stand so; empty for all that have not ended.
        """
        sought = word.casefold()
        return [
            site
            for site, words in self._book.now().sites.values()
            if unit in ("", site.row.unit)
            and (site.state == state if state else site.state != ENDED)
            and sought in words
        ]

    def site(self, number: str) -> TreatmentSite:
        """A site by its number. Raises NoSuchSite."""
        self._book.keep_up()
        row = self._behind.find(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
        if row is None:
            raise NoSuchSite.of_number(number)
        return site_on_day(row, self._register.today())

    def of_unit(self, unit: str) -> TreatmentSite | None:
        """The site of a unit today, or that to come; None for none and for one that has ended."""
        return next((one for one in self.list_sites(unit) if one.state != ENDED), None)

    def units_with_site(self) -> frozenset[str]:
        """The units that have a site, or the notice of an exempt one, today or on a day to come."""
        return self._book.now().with_site

    def log(self, actor: Actor | None) -> list[tuple[int, Noted]]:
        """What was done to sites, the oldest first. Raises NotTheSupervisor for everybody but the authority."""
        if actor is None or not self._supervises(actor):
            raise NotTheSupervisor.for_everybody()
        self._book.keep_up()
        return self._behind.list_log()

    def supervises(self, actor: Actor | None) -> bool:
        """Whether somebody reads the log, and who is responsible."""
        return actor is not None and self._supervises(actor)

    def _supervises(self, actor: Actor) -> bool:
        """The authority, by whatever part of its right: who supervises sites need be allowed to change nothing."""
        today = self._register.today()
        return any(one.role == AUTHORITY and one.from_day <= today < one.to_day for one in actor.rights)

    def may_keep(self, actor: Actor | None, unit: str) -> bool:
        """Whether somebody tells of the site of a unit."""
        place = self._place(unit)
        return actor is not None and place is not None and keeps(actor, place, self._register.today())

    def begin(self, unit: str) -> BegunSite:
        """What the register says of a unit that may be a site. Raises MistakenSite for one that is not open."""
        code = tidy_identifier("code", unit.strip())[:LONGEST_CODE]
        snapshot = self._register.at()
        found, place = snapshot.unit(code) if code else None, self._place(code)
        if found is None or place is None or not found["open"]:
            raise MistakenSite([SiteMistake(
                "unit", f"There is no open unit {code}. Write the SOR code of the place where patients are treated.",
                f"Der er ingen åben enhed {code}. Skriv SOR-koden for det sted, hvor patienterne behandles.",
            )])  # fmt: skip
        if place.level == "IO":
            raise MistakenSite([SiteMistake(
                "unit", f"{code} is an owner. A site is the institution or unit where patients come: name that.",
                f"{code} er en ejer. Et behandlingssted er den institution eller enhed, hvor patienterne kommer: skriv"
                " dens kode.",
            )])  # fmt: skip
        owner = snapshot.unit(place.owner) if place.owner else None
        sort = find_sort(found.get("type", ""), in_hospital=place.hospital)
        contact = found.get("virtual_address")
        practitioners = [one for one in snapshot.children(code) if one.get("provider_identifier")]
        staff = {STAFF_OF_TYPE.get(found.get("type", ""), "other"): str(max(1, len(practitioners)))}
        given = GivenSite(
            code, write_day(self._register.today()), staff if sort == "staff" else {},
            person_name=practitioners[0].get("name", "")[:60] if len(practitioners) == 1 else "",
            person_email=str(contact["email"] or "") if contact else "",
            person_phone=str(contact["phone"] or "") if contact else "",
        )  # fmt: skip
        stays = read_stays(snapshot, code, self._register.today())
        stay = stay_on(stays, self._register.today())
        return BegunSite(
            code, found.get("name", code), found.get("type", ""), sort, place.owner or "",
            "" if owner is None else owner.get("name", ""), "" if owner is None else owner.get("cvr", ""),
            stay.address if stay else {}, given, self.of_unit(code),
        )  # fmt: skip

    def try_to(self, actor: Actor, given: GivenSite, number: str = "") -> TriedSite:
        """What a site would be, without writing anything. number: of the site that is changed, empty for a new one.
        Raises whatever doing it raises.
        """
        self._refuse_mirror()
        if number:
            return self._try_change(self._open(actor, number), actor, given)
        tried = self._try(actor, given)
        if tried.begun.own is not None:
            self._refuse_other(self._row(tried, actor, ""), tried.begun.own.row, tried.begun.name)
        return tried

    def _try_change(self, before: TreatmentSite, actor: Actor, given: GivenSite) -> TriedSite:
        """What an open site would become. Raises MistakenSite."""
        tried = self._try(actor, given._replace(unit=before.row.unit))
        stays = read_stays(self._register.at(), before.row.unit, tried.fit.from_day)
        if tried.fit.from_day >= before.ends or not stays:
            raise MistakenSite([SiteMistake(
                "from_day", f"Site {before.row.number} ends on {write_day(before.ends)}, before that day.",
                f"Behandlingssted {before.row.number} ophører {write_day(before.ends)}, før den dag.",
            )])  # fmt: skip
        return tried

    def _try(self, actor: Actor, given: GivenSite) -> TriedSite:
        """What a site would be, whether its unit has one or not. Raises MistakenSite, NotYourPlace."""
        begun = self.begin(given.unit)
        self._refuse_stranger(actor, begun.unit)
        fit = fit_site(given, begun.sort, write_day(self._register.today()))
        if not begun.address and not given.exemption:
            raise MistakenSite([SiteMistake(
                "unit",
                f"{begun.name} has no street address. A site is a fixed place: give the unit its address first.",
                f"{begun.name} har ingen adresse. Et behandlingssted er et fast sted: giv først enheden dens adresse.",
            )])  # fmt: skip
        return TriedSite(fit, begun, fit.from_day < self._register.today() and not given.exemption)

    def register_site(self, actor: Actor, given: GivenSite, door: str) -> TreatmentSite:
        """Register a site, or tell of one that is exempt; the same once more is the same site. Raises Refused."""
        self._refuse_mirror()
        tried = self._try(actor, given)
        self._book.keep_up()
        now = write_instant(self._register.clock())
        stays = read_stays(self._register.at(), tried.begun.unit, tried.fit.from_day)
        row = self._row(tried, actor, now)._replace(stays=write_stays(stays))
        made = self._behind.register(row, actor.id, door)
        if rows.read_reached(self._register.database.reader()) == (0, 0):
            self._behind.keep_up([], now, self._register.today(), self._register.serial())
        self._refuse_other(row, made, tried.begun.name)
        return site_on_day(made, self._register.today())

    def change_site(self, actor: Actor, number: str, given: GivenSite, door: str) -> TreatmentSite:
        """Say something else of a site of the same unit. Raises Refused."""
        self._refuse_mirror()
        before = self._open(actor, number)
        tried = self._try_change(before, actor, given)
        row = self._row(tried, actor, write_instant(self._register.clock()))
        made = self._behind.change(before.row.number, row._replace(stays=before.row.stays), actor.id, door)
        if made is None:
            raise NoSuchSite.of_number(number)
        return site_on_day(made, self._register.today())

    def end_site(self, actor: Actor, number: str, day: str, door: str) -> TreatmentSite:
        """Deregister a site; day: the first on which patients are treated no more. Raises Refused."""
        self._refuse_mirror()
        before = self._open(actor, number)
        read = read_typed_day(day or write_day(self._register.today()))
        if read is None or not before.row.from_day <= parse_day(read) < OPEN:
            raise MistakenSite([SiteMistake(
                "to_day", f"'{day[:40]}' is no day on or after {write_day(before.row.from_day)}, when the site began.",
                f"»{day[:40]}« er ingen dag fra og med {write_day(before.row.from_day)}, hvor stedet begyndte.",
            )])  # fmt: skip
        at = write_instant(self._register.clock())
        made = self._behind.end(before.row.number, parse_day(read), at, actor.id, door)
        if made is None:
            raise NoSuchSite.of_number(number)
        self._behind.keep_up([], at, self._register.today(), self._register.serial())
        return site_on_day(made, self._register.today())

    def _row(self, tried: TriedSite, actor: Actor, now: str) -> SiteRow:
        fit = tried.fit
        category, why = (fit.category.number, fit.category.why) if fit.category else (0, "")
        return SiteRow(
            0, tried.begun.unit, category, why, msgspec.json.encode(fit.staff).decode(), str(fit.posts),
            fit.exemption, fit.reason, fit.from_day, OPEN, "[]",
            fit.person_name, fit.person_email, fit.person_phone, actor.id, now, now,
        )  # fmt: skip

    def _open(self, actor: Actor, number: str) -> TreatmentSite:
        """A site that somebody keeps and that has not ended. Raises Refused."""
        found = self.site(number)
        if found.state == ENDED:
            raise MistakenSite([SiteMistake(
                "unit", f"Site {number} has ended. Register the place anew when patients are treated there again.",
                f"Behandlingssted {number} er afmeldt. Registrér stedet igen, når der atter behandles patienter.",
            )])  # fmt: skip
        self._refuse_stranger(actor, found.row.unit)
        return found

    @staticmethod
    def _refuse_other(wanted: SiteRow, stands: SiteRow, name: str) -> None:
        """Raises MistakenSite where a unit's site is not the one that was to be registered."""
        since = stands._replace(number=0, stays="", registered_at="", changed_at="")
        if since != wanted._replace(stays="", registered_at="", changed_at=""):
            raise MistakenSite([SiteMistake(
                "unit", f"{name} is treatment site {stands.number} already. Change that one.",
                f"{name} er allerede behandlingssted {stands.number}. Ret det.",
            )])  # fmt: skip

    def _place(self, unit: str) -> Place | None:
        try:
            return self._actors.place_of(unit)
        except Refused:
            return None

    def _refuse_stranger(self, actor: Actor, unit: str) -> None:
        if not self.may_keep(actor, unit):
            raise NotYourPlace(
                f"The treatment site of {unit} is told of by whoever keeps the unit, and by the register authority. You"
                " hold no right over it; ask for one with a case of kind access.",
                f"Behandlingsstedet {unit} registreres af den, der vedligeholder enheden, og af registermyndigheden. Du"
                " har ingen ret over den; bed om en med en sag om adgang.",
            )

    def _refuse_mirror(self) -> None:
        if self._register.role == MASTER:
            return
        source = self._register.follows()
        if source is not None:
            raise IsMirror.copy_of(source.url)
        raise IsMirror(
            "This register is a mirror and takes no changes of its own.",
            "Dette register er et spejl og tager ikke selv imod ændringer.",
        )


STAFF_OF_TYPE = {
    "394761003": "doctor", "550671000005100": "doctor", "702871004": "doctor", "550681000005102": "dentist",
    "550691000005104": "dental_hygienist", "550701000005104": "dental_technician", "554031000005103": "dietician",
    "546821000005103": "occupational_therapist", "554061000005105": "chiropodist", "547011000005103": "physiotherapist",
    "550861000005106": "physiotherapist", "550631000005103": "midwife", "703069008": "nurse",
}  # fmt: skip
"""Whom a form begins with, by the type of unit."""
