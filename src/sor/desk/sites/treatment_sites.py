"""Treatment sites: registered, changed and deregistered by whoever keeps the unit, and kept in step with the register.

A site has the address, name and owner of its unit. What becomes otherwise there, by whatever door, is seen by following
the log before anything is read: a move moves it, a closing deregisters it (``docs/decisions/treatment-sites.md``).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from sor.access.authority import AUTHORITY, Actor, Place, keeps
from sor.core.day import OPEN, parse_day, write_day
from sor.core.identifiers import tidied
from sor.core.instant import write_instant
from sor.core.typed_day import read_typed_day
from sor.desk.actors import Actors
from sor.desk.responsible_persons import NotYourPlace
from sor.desk.sites.category import SiteCategory, find_sort
from sor.desk.sites.site_register import OurSiteRegister, SiteRegister, TurnedSite, has_ended_people
from sor.desk.sites.stays import Stay, compare, find_end, parse_stays, read_stays, stay_on, write_stays
from sor.desk.sites.told import FitSite, GivenSite, MistakenSite, SiteMistake, fit_site
from sor.register import MASTER, IsMirror, Refused, Register
from sor.store import reads
from sor.store import treatment_sites as rows
from sor.store.audit_log import Noted
from sor.store.treatment_sites import SiteRow

REGISTERED, COMING, EXEMPT, ENDED = "registered", "coming", "exempt", "deregistered"
STATES = (REGISTERED, COMING, EXEMPT, ENDED)
LONGEST_CODE = 40
MOST_LEFT = 50
"""Entries that concern no site before it is noted how far they were looked through."""


class NoSuchSite(Refused):
    """A number that no treatment site has."""

    @classmethod
    def numbered(cls, number: str) -> "NoSuchSite":
        """Of what was asked for."""
        return cls(
            f"There is no treatment site {number[:20]}. They are listed on /sites.",
            f"Der er intet behandlingssted {number[:20]}. De står på /sites.",
        )


class NotTheSupervisor(Refused):
    """The log of the sites, asked for by who is not the authority."""

    @classmethod
    def told(cls) -> "NotTheSupervisor":
        """Of everybody else."""
        return cls(
            "The log of the treatment sites is for the supervising authority. Sign in as one who has its right.",
            "Loggen over behandlingssteder er til tilsynsmyndigheden. Log ind som en, der har dens ret.",
        )


class TreatmentSite(NamedTuple):
    """A treatment site as it is on a day. stays: where its unit stands on which days; stay: on the day, or at the
    nearest end of them. ends: the first day on which patients are treated no more, OPEN for no end known.
    """

    row: SiteRow
    stays: Sequence[Stay]
    stay: Stay | None
    state: str
    ends: int

    @property
    def category(self) -> SiteCategory | None:
        """The category and why it is; None for an exempt site."""
        if self.row.exemption:
            return None
        people = read_staff(self.row)
        doctors = people.get("doctor", 0) + people.get("dentist", 0)
        posts = Decimal(self.row.posts or 0)
        count = doctors if self.row.why in ("doctors", "one_post") else sum(people.values())
        return SiteCategory(self.row.category, self.row.why, count, posts)

    @property
    def municipality(self) -> str:
        """Where patients come: a code of four digits, empty where none is known."""
        return self.stay.address.get("municipality", "") if self.stay else ""

    @property
    def coming(self) -> Stay | None:
        """Where the unit goes next, if the register knows."""
        if self.stay is None:
            return None
        following = (one for one in self.stays if one.from_day >= self.stay.to_day)
        return next((one for one in following if one.address != self.stay.address), None)


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
        self._kept_up: tuple[int, int] = (0, 0)

    def listed(self, unit: str = "") -> list[TreatmentSite]:
        """All sites as they are today, by number; those of one unit."""
        self.keep_up()
        today = self._register.today()
        return [_site(row, today) for row in self._behind.list_all(unit)]

    def site(self, number: str) -> TreatmentSite:
        """A site by its number. Raises NoSuchSite."""
        self.keep_up()
        row = self._behind.find(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
        if row is None:
            raise NoSuchSite.numbered(number)
        return _site(row, self._register.today())

    def of_unit(self, unit: str) -> TreatmentSite | None:
        """The site of a unit today, or that to come; None for none and for one that has ended."""
        return next((one for one in self.listed(unit) if one.state != ENDED), None)

    def units_with_site(self) -> frozenset[str]:
        """The units that have a site, or the notice of an exempt one, today or on a day to come."""
        return frozenset(one.row.unit for one in self.listed() if one.state != ENDED)

    def log(self, actor: Actor | None) -> list[tuple[int, Noted]]:
        """What was done to sites, the oldest first. Raises NotTheSupervisor for everybody but the authority."""
        if actor is None or not self._supervises(actor):
            raise NotTheSupervisor.told()
        self.keep_up()
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
        code = tidied("code", unit.strip())[:LONGEST_CODE]
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

    def try_to(self, actor: Actor, given: GivenSite) -> TriedSite:
        """What a site would be, without writing anything. Raises MistakenSite, NotYourPlace."""
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
        tried = self.try_to(actor, given)
        self.keep_up()
        now = write_instant(self._register.clock())
        stays = read_stays(self._register.at(), tried.begun.unit, tried.fit.from_day)
        row = self._row(tried, actor, now)._replace(stays=write_stays(stays))
        made = self._behind.register(row, actor.id, door)
        if rows.read_reached(self._register.database.reader()) == (0, 0):
            self._behind.keep_up([], now, self._register.today(), self._register.serial())
        if made._replace(number=0, registered_at=now, changed_at=now) != row:
            raise MistakenSite([SiteMistake(
                "unit", f"{tried.begun.name} is treatment site {made.number} already. Change that one.",
                f"{tried.begun.name} er allerede behandlingssted {made.number}. Ret det.",
            )])  # fmt: skip
        return _site(made, self._register.today())

    def change_site(self, actor: Actor, number: str, given: GivenSite, door: str) -> TreatmentSite:
        """Say something else of a site of the same unit. Raises Refused."""
        self._refuse_mirror()
        before = self._open(actor, number)
        tried = self.try_to(actor, given._replace(unit=before.row.unit))
        stays = read_stays(self._register.at(), before.row.unit, tried.fit.from_day)
        if tried.fit.from_day >= before.ends or not stays:
            raise MistakenSite([SiteMistake(
                "from_day", f"Site {number} ends on {write_day(before.ends)}, before that day.",
                f"Behandlingssted {number} ophører {write_day(before.ends)}, før den dag.",
            )])  # fmt: skip
        row = self._row(tried, actor, write_instant(self._register.clock()))
        made = self._behind.change(before.row.number, row._replace(stays=before.row.stays), actor.id, door)
        if made is None:
            raise NoSuchSite.numbered(number)
        return _site(made, self._register.today())

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
            raise NoSuchSite.numbered(number)
        self._behind.keep_up([], at, self._register.today(), self._register.serial())
        return _site(made, self._register.today())

    def keep_up(self) -> None:
        """Bring the sites to the head of the log and to today. A copy has no sites of its own."""
        if self._register.role != MASTER:
            return
        head, today = self._register.serial(), self._register.today()
        if self._kept_up == (head, today):
            return
        source = self._register.database.reader()
        serial, day = rows.read_reached(source)
        sites = self._behind.list_all()
        if (serial, day) == (head, today) or not sites:
            self._kept_up = (head, today)
            return
        if 0 < serial <= head:
            touched = {key for kind, key in reads.find_touched_since(source, serial, head) if kind == "unit"}
            sites = [one for one in sites if one.unit in touched]
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


def read_staff(row: SiteRow) -> dict[str, int]:
    """The people of a site by group."""
    return msgspec.json.decode(row.staff, type=dict[str, int])


def _site(row: SiteRow, today: int) -> TreatmentSite:
    stays = parse_stays(row.stays)
    ends = find_end(stays, row.from_day, row.to_day)
    stay = stay_on(stays, today) or (stays[0] if stays and stays[0].from_day > today else stays[-1] if stays else None)
    if ends <= max(today, row.from_day):
        state = ENDED
    else:
        state = EXEMPT if row.exemption else COMING if row.from_day > today else REGISTERED
    return TreatmentSite(row, stays, stay, state, ends)
