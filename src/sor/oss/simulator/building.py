"""Making FK-ORG objects one by one, in the form in which a municipality's own system would have sent them."""

import base64
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from sor.oss.simulator import classification as known
from sor.oss.simulator.known_units import KnownMunicipality
from sor.oss.simulator.objects import Attribute, Gyldighed, Kind, OrgObject, Reference, Registration, Relation, Virkning

DENMARK = ZoneInfo("Europe/Copenhagen")
ACCESS_ADDRESS = uuid.uuid5(uuid.NAMESPACE_URL, "https://dar.example/adresse")
"""Addresses of one text have one number, as those of DAR have; DAR's own numbers are not known here."""


def midnight(day: date) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(), DENMARK)


@cache
def make_shared(number: str, *, is_urn: bool = False) -> Reference:
    """A reference that many relations hold: a role, a type, a task."""
    return Reference(number, is_urn)


def new_uuid(rng: Random) -> str:
    """A random UUID, version 4, that a seed repeats."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def dar_uuid(text: str) -> str:
    """The number of a physical address."""
    return str(uuid.uuid5(ACCESS_ADDRESS, " ".join(text.lower().split())))


def cursor_of(unit: str) -> str:
    """A unit's cursor in lists."""
    return base64.b64encode(unit.encode()).decode()


class Building:
    """The objects of one municipality while they are made. begin: the day on which the year of changes begins."""

    def __init__(self, rng: Random, municipality: KnownMunicipality, begin: date) -> None:
        self.rng = rng
        self.municipality = municipality
        self.begin = begin
        self.objects: dict[str, OrgObject] = {}
        self.organisation = new_uuid(rng)
        self.company = new_uuid(rng)
        self.authority = new_uuid(rng)
        self.root = new_uuid(rng)
        self._own = Reference(self.organisation)
        self._periods: dict[date, Virkning] = {}

    def some_day(self) -> date:
        """A day in the years before the beginning."""
        return self.begin - timedelta(days=self.rng.randint(30, 2500))

    def from_day(self, day: date) -> Virkning:
        """From a day on without end, said by the municipality."""
        if day not in self._periods:
            self._periods[day] = Virkning(midnight(day), None, self.organisation, "Organisation")
        return self._periods[day]

    def add(self, kind: Kind, number: str, registration: Registration) -> str:
        """Add an object; gives its UUID."""
        self.objects[number] = OrgObject(kind, number, [registration])
        return number

    def add_owner(self) -> None:
        """The municipality's Organisation, Virksomhed and Myndighed, kept by KOMBIT."""
        day = date(2017, 1, 1)
        period, moment = self.from_day(day), midnight(day)
        name, cvr, code = self.municipality.full_name, self.municipality.cvr, self.municipality.code.lstrip("0")

        def texts(**given: str) -> tuple[Attribute, ...]:
            return (Attribute(period, {element.replace("_", "-"): text for element, text in given.items()}),)

        self.add(
            "virksomhed",
            self.company,
            Registration(moment, "Importeret", texts(BrugervendtNoegleTekst=cvr, CVR_NummerTekst=cvr, NavnTekst=name)),
        )
        self.add(
            "myndighed",
            self.authority,
            Registration(
                moment,
                "Importeret",
                texts(BrugervendtNoegleTekst=code, CVR_NummerTekst=cvr, NavnTekst=name, MyndighedsKode=code),
            ),
        )
        relations = tuple(
            Relation(to, period, Reference(target))
            for to, target in (("Myndighed", self.authority), ("Overordnet", self.root), ("Virksomhed", self.company))
        )
        self.add(
            "organisation",
            self.organisation,
            Registration(
                moment,
                "Importeret",
                texts(BrugervendtNoegleTekst=name, OrganisationNavn=name),
                (Gyldighed(period, active=True),),
                relations,
            ),
        )

    def address(self, role: str, text: str, day: date, *, physical: bool = False, index: str = "") -> Relation:
        """A relation to an address, whose object is made where there is none. physical: it carries DAR's number."""
        number = dar_uuid(text) if physical else new_uuid(self.rng)
        period = self.from_day(day)
        if number not in self.objects:
            attribute = Attribute(period, {"BrugervendtNoegleTekst": text[:50], "AdresseTekst": text[:200]})
            self.add("adresse", number, Registration(midnight(day), "Importeret", (attribute,)))
        as_urn = self.rng.random() < 0.03
        return Relation(
            "Adresser",
            period,
            Reference(number),
            make_shared(role, is_urn=as_urn),
            make_shared(known.UNIT_ADDRESS),
            index or "1",
        )

    def task(self, number: str, day: date) -> Relation:
        """A relation to a task of KLE."""
        role, kind = make_shared(known.RESPONSIBLE), make_shared(known.UNIT_TASK)
        return Relation("Opgaver", self.from_day(day), make_shared(task_uuid(number)), role, kind, "1")

    def unit(
        self, name: str, parent: str | None, day: date, relations: list[Relation], number: str | None = None
    ) -> str:
        """A unit below another; none above: the root."""
        number = number or new_uuid(self.rng)
        period = self.from_day(day)
        team = known.TEAM if "team" in name.lower() else known.DEPARTMENT
        found = [
            *relations,
            Relation("Enhedstype", period, make_shared(team, is_urn=True)),
            Relation("Tilhoerer", period, self._own),
        ]
        if parent:
            found.append(Relation("Overordnet", period, Reference(parent)))
        name = name[:200]
        attribute = Attribute(period, {"BrugervendtNoegleTekst": name[:50], "EnhedNavn": name})
        moment = midnight(day) + timedelta(seconds=self.rng.randint(28_800, 57_600))
        self.add(
            "organisationenhed",
            number,
            Registration(moment, "Importeret", (attribute,), (Gyldighed(period, active=True),), tuple(found)),
        )
        return number


def task_uuid(number: str) -> str:
    """The number in Klassifikation of a task."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://kle.example/{number}"))


TASK_OF_UUID = {task_uuid(number): number for number in known.TASKS}
"""The KLE number of each task."""
