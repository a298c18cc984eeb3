"""One municipality in FK-ORG as it stands: its objects on the day that was reached, with all that was written."""

import threading
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sor.oss.simulator.building import DENMARK
from sor.oss.simulator.faults import FaultName
from sor.oss.simulator.generating import Organisation, generate
from sor.oss.simulator.known_units import KnownMunicipality
from sor.oss.simulator.objects import Kind, OrgObject, Registration
from sor.oss.simulator.spoiling import DATA_FAULTS, FaultPlaces, Spoilt, spoil
from sor.oss.simulator.truth import MunicipalityTruth
from sor.oss.simulator.year import DAYS, YearlyChange, plan


class SimulatedMunicipality:
    """A municipality; made when it is first asked for. Whoever reads or writes it holds ``lock``."""

    def __init__(self, told: KnownMunicipality, units: int, seed: int, begin: date, foreign: str = "") -> None:
        """units: how many it has in FK-ORG. foreign: the SOR code of another owner's unit, for a fault."""
        self.told = told
        self._foreign = foreign
        self._spoilt = Spoilt({}, {}, {})
        self._faults: tuple[int, frozenset[FaultName]] = (-1, frozenset())
        self.lock = threading.RLock()
        self.version = 0
        """Grows with everything that changes what it answers."""
        self._size = units, seed
        self._begin = begin
        self._day = 0
        self._organisation: Organisation | None = None
        self._year: list[YearlyChange] = []
        self._waiting: list[YearlyChange] = []
        self.kept: dict[bytes, tuple[int, bytes]] = {}
        """Answers by what was asked, with the version that they are of."""
        self._sorted: tuple[int, list[str]] = (-1, [])
        self._below: tuple[int, dict[str, list[str]]] = (-1, {})

    @property
    def organisation(self) -> Organisation:
        """Its organisation, generated now when nobody asked before."""
        with self.lock:
            if self._organisation is None:
                units, seed = self._size
                self._organisation = generate(self.told, units, seed, self._begin)
                self._year = plan(self._organisation, units, seed)
                self._waiting = list(self._year)
                self._reach()
            return self._organisation

    @property
    def objects(self) -> dict[str, OrgObject]:
        """All objects by UUID."""
        return self.organisation.building.objects

    @property
    def now(self) -> datetime:
        """The moment at which it answers: noon of the day it has reached."""
        return datetime.combine(self._begin + timedelta(days=self._day), time(12), DENMARK)

    @property
    def day(self) -> int:
        """The day of the year that it has reached."""
        return self._day

    def reach(self, day: int) -> None:
        """Let the year go on to a day, 0-365; it never goes back. Raises ValueError."""
        with self.lock:
            if not self._day <= day <= DAYS:
                raise ValueError(f"the day must lie between {self._day}, which was reached, and {DAYS}")
            self._day = day
            if self._organisation is not None:
                self._reach()

    def _reach(self) -> None:
        while self._waiting and self._waiting[0].day <= self._day:
            self._waiting.pop(0).apply(self.objects)
        self.version += 1

    def find_object(self, kind: Kind, number: str) -> OrgObject | None:
        """An object of a kind; None when there is none, or it was deleted."""
        one = self.objects.get(number.lower())
        return one if one is not None and one.kind == kind and not one.is_gone else None

    def suffer(self, faults: set[FaultName]) -> None:
        """Tell its units with these faults of the data from now on, and no others."""
        wanted = frozenset(faults & DATA_FAULTS)
        if self._faults != (self.version, wanted):
            self._spoilt = Spoilt({}, {}, {})
            if wanted:
                self._spoilt = spoil(wanted, self._around())
            self.version += 1
            self._faults = self.version, wanted

    def _around(self) -> FaultPlaces:
        organisation, objects = self.organisation, self.objects
        actives = {unit for unit in self.unit_ids() if self._is_active(objects[unit].newest)}
        pairs = [(above, below) for above in self.unit_ids() for below in self.below(above)]
        parents = {above for above, _ in pairs}
        own = [one.org for one in organisation.truths if one.sor and one.kind not in ("owner", "private")]
        units = sorted(unit for unit in own if unit in actives and unit not in parents)
        root = organisation.building.root
        inner = [pair for pair in pairs if pair[0] != root]
        codes = [unit.code for unit in self.told.units if unit.inside and unit.level == "OU"]
        return FaultPlaces(objects, units or sorted(actives - parents), root, inner, codes, self._foreign or "0")

    def newest(self, number: str) -> Registration:
        """What is told of a unit now."""
        return self._spoilt.newest.get(number) or self.objects[number].newest

    def told_twice(self, number: str) -> Registration | None:
        """What is told of a unit the second time it comes in a list; None when it comes once."""
        return self._spoilt.twice.get(number)

    def address_text(self, number: str) -> tuple[str, str] | None:
        """(text, key) of an address; None when there is no such address."""
        if number in self._spoilt.addresses:
            return self._spoilt.addresses[number], ""
        one = self.find_object("adresse", number)
        if one is None:
            return None
        text, key = (one.newest.text(name, self.now) for name in ("AdresseTekst", "BrugervendtNoegleTekst"))
        return (text or "", key or "")

    def _is_active(self, registration: Registration) -> bool:
        state = registration.state(self.now)
        return state is not None and state.active

    def put(self, kind: Kind, number: str, registration: Registration) -> None:
        """Add a registration to an object, or the object."""
        one = self.objects.get(number)
        if one is None:
            self.objects[number] = OrgObject(kind, number, [registration])
        else:
            one.registrations.append(registration)
        self.version += 1

    def unit_ids(self) -> list[str]:
        """The units by UUID, the root first."""
        if self._sorted[0] != self.version:
            root = self.organisation.building.root
            ids = [one.uuid for one in self.objects.values() if one.kind == "organisationenhed" and not one.is_gone]
            self._sorted = self.version, sorted(ids, key=lambda number: (number != root, number))
        return self._sorted[1]

    def below(self, number: str) -> list[str]:
        """The active units directly below one."""
        if self._below[0] != self.version:
            found: dict[str, list[str]] = defaultdict(list)
            for unit in self.unit_ids():
                newest = self.newest(unit)
                parent = newest.target("Overordnet", self.now)
                if parent and self._is_active(newest):
                    found[parent].append(unit)
            self._below = self.version, found
        return self._below[1].get(number, [])

    def truth(self) -> MunicipalityTruth:
        """Who is who, and what the year brings."""
        organisation = self.organisation
        changes = [change.truth for change in self._year]
        told = self.told
        return MunicipalityTruth(told.code, told.name, told.cvr, organisation.truths, organisation.sor_only, changes)
