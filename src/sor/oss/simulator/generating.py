"""Inventing a municipality's organisation in FK-ORG around its units in SOR, with the truth of who is who."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from sor.oss.simulator import classification as known
from sor.oss.simulator import noise
from sor.oss.simulator.building import Building, midnight
from sor.oss.simulator.known_units import KnownAddress, KnownMunicipality, KnownUnit
from sor.oss.simulator.objects import Attribute, Gyldighed, OrgObject, Registration, Relation, Virkning
from sor.oss.simulator.other_units import BRANCHES, PRIVATE_NAMES, QUARTERS, STREETS, TEAMS, Branch, name_unit
from sor.oss.simulator.truth import UnitTruth

SOR_ONLY, RENAMED, MOVED, MERGED, SPLIT = 0.04, 0.06, 0.10, 0.03, 0.03
TOLD = 0.08
"""Shares of a municipality's units in SOR; told: FK-ORG holds the code already."""

PRIVATE = 0.005
CLOSED = 0.02
"""Shares of its units in FK-ORG."""

FEWEST_SIBLINGS = 3


class Organisation(NamedTuple):
    """A generated organisation with its truth; a year's changes are drawn by ``year.plan``."""

    building: Building
    truths: list[UnitTruth]
    sor_only: list[str]


def generate(municipality: KnownMunicipality, units: int, seed: int, begin: date) -> Organisation:
    """The organisation of one municipality with so many units, or as many as those of SOR ask for. The same numbers
    give the same organisation.
    """
    return _Generating(municipality, units, Random(f"{seed}/{municipality.code}"), begin).run()  # noqa: S311 (repeatable)


class _Generating:
    """One municipality on the way."""

    def __init__(self, municipality: KnownMunicipality, units: int, rng: Random, begin: date) -> None:
        self.municipality, self.rng = municipality, rng
        self.make = Building(rng, municipality, begin)
        self.wanted = units
        self.truths: list[UnitTruth] = []
        self.sor_only: list[str] = []
        self.of_sor: dict[str, str] = {}
        self.addresses: dict[str, KnownAddress | None] = {}
        self.inside = [unit for unit in municipality.units if unit.inside]
        self.towns = (
            municipality.towns
            or tuple({(unit.address.postcode, unit.address.district) for unit in self.inside if unit.address})
            or (("0000", municipality.name),)
        )

    def run(self) -> Organisation:
        """Owner, what SOR has, and everything else."""
        self.make.add_owner()
        root = self._root()
        self.branches = {branch.name: self._branch(branch, root) for branch in BRANCHES}
        self._counterparts(root)
        self._private()
        self._others()
        self._close_some()
        return Organisation(self.make, self.truths, self.sor_only)

    def _root(self) -> str:
        owner = next((unit for unit in self.inside if unit.level == "IO"), None)
        relations = self._contacts(owner, surely=True) if owner else []
        day = date(2017, 1, 1)
        root = self.make.unit(self.municipality.full_name, None, day, relations, self.make.root)
        if owner:
            self.of_sor[owner.code] = root
            self._tell(root, owner, "owner")
        return root

    def _branch(self, branch: Branch, root: str) -> str:
        day = self.make.some_day()
        number = self.make.unit(branch.name, root, day, [self.make.task(branch.task, day)])
        self.truths.append(UnitTruth(number, None, "other", branch.name))
        return number

    def _counterparts(self, root: str) -> None:
        kinds = self._kinds()
        partner = self._mergers(kinds)
        for unit in self.inside:
            kind = kinds.get(unit.code)
            if unit.level == "IO" or kind == "merged away":
                continue
            if kind == "sor_only":
                self.sor_only.append(unit.code)
                self.of_sor[unit.code] = self._above(unit, root)
                continue
            others = partner.get(unit.code, [])
            number = self._counterpart(unit, kind or "institution", others, self._above(unit, root))
            for code in [unit.code, *(other.code for other in others)]:
                self.of_sor[code] = number

    def _above(self, unit: KnownUnit, root: str) -> str:
        above = self.of_sor.get(unit.parent or "", root)
        return self.branches[BRANCHES[-1].name] if unit.level == "OU" and self.rng.random() < 0.05 else above

    def _kinds(self) -> dict[str, str]:
        """What becomes of each unit of the level OU."""
        rng = self.rng
        parents = {unit.parent for unit in self.inside}
        at_address = Counter(unit.address.text for unit in self.inside if unit.address)
        kinds: dict[str, str] = {}
        for unit in self.inside:
            if unit.level != "OU":
                continue
            drawn, leaf = rng.random(), unit.code not in parents
            bounds = (SOR_ONLY, SOR_ONLY + RENAMED, SOR_ONLY + RENAMED + MOVED, SOR_ONLY + RENAMED + MOVED + SPLIT)
            if drawn < bounds[0]:
                kind = "sor_only"
            elif drawn < bounds[1] and _is_reachable(unit):
                kind = "renamed"
            elif bounds[1] <= drawn < bounds[2]:
                kind = "moved"
            elif bounds[2] <= drawn < bounds[3] and leaf:
                kind = "split"
            elif re.search(r"\d", unit.name):
                kind = "team"
            elif unit.address and at_address[unit.address.text] >= FEWEST_SIBLINGS:
                kind = "siblings"
            else:
                kind = "plain"
            kinds[unit.code] = kind
        return kinds

    def _mergers(self, kinds: dict[str, str]) -> dict[str, list[KnownUnit]]:
        """Of some leaves beside each other and of one type the second is merged into the first."""
        parents = {unit.parent for unit in self.inside}
        beside: dict[tuple[str | None, str], list[KnownUnit]] = defaultdict(list)
        for unit in self.inside:
            if kinds.get(unit.code) in ("plain", "siblings") and unit.code not in parents:
                beside[unit.parent, unit.type].append(unit)
        pairs = [pair for group in beside.values() for pair in zip(group[::2], group[1::2], strict=False)]
        self.rng.shuffle(pairs)
        wanted = round(MERGED * len(kinds))
        for first, second in pairs[:wanted]:
            kinds[first.code], kinds[second.code] = "merged", "merged away"
        return {first.code: [second] for first, second in pairs[:wanted]}

    def _counterpart(self, unit: KnownUnit, kind: str, others: list[KnownUnit], parent: str) -> str:
        rng, name = self.rng, unit.name
        if kind == "renamed":
            name = noise.new_name(rng, name)
        elif kind == "merged":
            name = " og ".join([name, *(other.name.partition(" ")[2] or other.name for other in others)])
        elif kind == "split":
            name = f"{name}, {rng.choice(QUARTERS)}"
        else:
            name = noise.written_name(rng, name, self.municipality.name)
        if kind == "plain" and rng.random() < 0.25:
            parent = self._between(parent)
        day = self.make.some_day()
        relations = self._contacts(unit, surely=kind in ("renamed", "moved"), elsewhere=kind == "moved", day=day)
        task = known.TASKS_OF_TYPE.get(unit.type.lower())
        if task and rng.random() < 0.7:
            relations.append(self.make.task(task, day))
        told = kind in ("plain", "siblings", "team") and rng.random() < TOLD
        if told:
            relations.append(self.make.address(known.SOR, unit.code, day))
        number = self.make.unit(name, parent, day, relations)
        self.truths.append(UnitTruth(number, unit.code, kind, name, [other.code for other in others], told=told))
        self._trouble(number)
        if kind == "split":
            self._other_part(unit, parent)
        elif kind not in ("institution", "renamed") and rng.random() < 0.3:
            self._team_below(unit, number)  # below a renamed one nobody could tell the two apart
        return number

    def _other_part(self, unit: KnownUnit, parent: str) -> None:
        name = f"{unit.name}, {self.rng.choice(('team A', 'team B', 'afdeling 2'))}"
        day = self.make.begin - timedelta(days=self.rng.randint(30, 200))
        number = self.make.unit(name, parent, day, self._street(unit.address, day))
        self.truths.append(UnitTruth(number, None, "split", name, part_of=unit.code))

    def _between(self, parent: str) -> str:
        """A level that SOR does not have."""
        name, day = (
            name_unit(self.rng, self.rng.choice(("Distrikt {q}", "Område {p}", "Center {q}"))),
            self.make.some_day(),
        )
        number = self.make.unit(name, parent, day, [])
        self.truths.append(UnitTruth(number, None, "other", name))
        return number

    def _team_below(self, unit: KnownUnit, above: str) -> None:
        """A unit at the same address that SOR does not have, perhaps with the same telephone."""
        name, day = name_unit(self.rng, self.rng.choice(TEAMS)), self.make.some_day()
        relations = self._street(unit.address, day)
        if unit.phone and self.rng.random() < 0.3:
            relations.append(self.make.address(known.PHONE, noise.written_phone(self.rng, unit.phone), day))
        number = self.make.unit(name, above, day, relations)
        self.truths.append(UnitTruth(number, None, "other", name))

    def _private(self) -> None:
        """Private suppliers that the municipality keeps in FK-ORG under its own CVR number."""
        outside = [unit for unit in self.municipality.units if not unit.inside]
        wanted = max(1, round(PRIVATE * self.wanted))
        branch = self.branches[BRANCHES[-1].name]
        for unit in self.rng.sample(outside, min(wanted, len(outside))):
            name, day = noise.written_name(self.rng, unit.name, self.municipality.name), self.make.some_day()
            number = self.make.unit(name, branch, day, self._contacts(unit, surely=True, day=day))
            self.truths.append(UnitTruth(number, unit.code, "private", name))
        for _ in range(max(1, wanted // 2)):
            name, day = name_unit(self.rng, self.rng.choice(PRIVATE_NAMES)), self.make.some_day()
            number = self.make.unit(name, branch, day, self._invented_contacts(day))
            self.truths.append(UnitTruth(number, None, "private", name))

    def _others(self) -> None:
        """The rest of the administration, a few levels deep."""
        rng = self.rng
        shares = [branch.share for branch in BRANCHES]
        below: dict[str, list[str]] = {branch.name: [self.branches[branch.name]] for branch in BRANCHES}
        while self._count() < self.wanted:
            branch = rng.choices(BRANCHES, shares)[0]
            parents = below[branch.name]
            parent = parents[int(rng.random() ** 2 * len(parents))]
            name, day = name_unit(rng, rng.choice(branch.names)), self.make.some_day()
            relations = self._invented_contacts(day)
            if rng.random() < 0.6:
                relations.append(self.make.task(branch.task, day))
            number = self.make.unit(name, parent, day, relations)
            self._trouble(number)
            self.truths.append(UnitTruth(number, None, "other", name))
            if rng.random() < 0.2:
                parents.append(number)

    def _count(self) -> int:
        return len(self.truths) + (0 if self.of_sor and self.inside else 1)

    def _close_some(self) -> None:
        """Units that were closed before: inactive, relations to what is above ended; not among the wanted number."""
        for _ in range(round(CLOSED * self.wanted)):
            name, opened = name_unit(self.rng, self.rng.choice(BRANCHES[-1].names)), self.make.some_day()
            number = self.make.unit(f"{name} (lukket)", self.make.root, opened, self._invented_contacts(opened))
            one = self.make.objects[number]
            last = self.make.begin - timedelta(days=self.rng.randint(1, 29))
            one.registrations.append(close_registration(one.newest, last))

    def _contacts(
        self, unit: KnownUnit, *, surely: bool = False, elsewhere: bool = False, day: date | None = None
    ) -> list[Relation]:
        """What FK-ORG holds to reach a unit of SOR. surely: all that SOR has; elsewhere: it moved."""
        rng, day = self.rng, day or self.make.some_day()
        wrong = elsewhere or (not surely and rng.random() < 0.08)
        found = self._invented_street(day) if wrong else self._street(unit.address, day)
        if unit.phone and (surely or rng.random() < 0.75):
            role = known.PHONE if rng.random() < 0.7 else known.LANDLINE
            found.append(self.make.address(role, noise.written_phone(rng, unit.phone), day))
        if unit.email and (surely or rng.random() < 0.6):
            found.append(self.make.address(known.EMAIL, unit.email, day))
        if unit.website and (surely or rng.random() < 0.5):
            found.append(self.make.address(known.URL, unit.website, day))
        if unit.production_unit and (surely or rng.random() < 0.7):
            found.append(self.make.address(known.PNR, unit.production_unit, day))
        return found

    def _street(self, address: KnownAddress | None, day: date) -> list[Relation]:
        if address is None or not address.street:
            return []
        text = noise.written_address(self.rng, address)
        found = [self._physical(known.POST, text, address.text, day)]
        if self.rng.random() < 0.4:
            found.append(self._physical(known.VISIT, text, address.text, day))
        return found

    def _physical(self, role: str, text: str, official: str, day: date) -> Relation:
        """Three of four addresses come from DAR: its number, its text; the rest is typed."""
        from_dar = self.rng.random() < 0.75
        return self.make.address(role, official if from_dar else text, day, physical=from_dar)

    def _invented_street(self, day: date) -> list[Relation]:
        postcode, district = self.rng.choice(self.towns)
        address = KnownAddress(self.rng.choice(STREETS), str(self.rng.randint(1, 220)), "", "", postcode, district)
        return self._street(address, day)

    def _invented_contacts(self, day: date) -> list[Relation]:
        rng = self.rng
        found = self._invented_street(day) if rng.random() < 0.7 else []
        if rng.random() < 0.5:
            found.append(self.make.address(known.PHONE, f"{rng.randint(20_000_000, 99_999_999)}", day))
        if rng.random() < 0.3:
            found.append(self.make.address(known.EAN, f"5798{rng.randint(0, 999_999_999):09d}", day))
        if rng.random() < 0.3:
            found.append(self.make.address(known.LOS_ID, str(rng.randint(1000, 99_999)), day))
        if rng.random() < 0.2:
            found.append(self.make.address(known.PNR, f"10{rng.randint(0, 99_999_999):08d}", day))
        return found

    def _trouble(self, number: str) -> None:
        """What real answers hold as well: an older registration, an ended relation, the same relation twice."""
        one, rng = self.make.objects[number], self.rng
        if rng.random() < 0.08:
            one.registrations.insert(
                0, _older(one.newest, f"{one.newest.attributes[0].texts['EnhedNavn']} (gammel)"[:200])
            )
        addresses = [relation for relation in one.newest.relations if relation.name == "Adresser"]
        if addresses and rng.random() < 0.05:
            one.registrations[-1] = replace(one.newest, relations=(*one.newest.relations, rng.choice(addresses)))
        if rng.random() < 0.05:
            began = self.make.begin - timedelta(days=3000)
            old = self.make.address(known.PHONE, f"{rng.randint(20_000_000, 99_999_999)}", began)
            ended = replace(old, period=replace(old.period, end=midnight(began + timedelta(days=200))))
            one.registrations[-1] = replace(one.newest, relations=(*one.newest.relations, ended))

    def _tell(self, number: str, unit: KnownUnit, kind: str) -> None:
        self.truths.append(UnitTruth(number, unit.code, kind, unit.name))


def _is_reachable(unit: KnownUnit) -> bool:
    """Whether SOR holds something by which a unit is known though its name changed."""
    return bool(unit.phone or unit.production_unit or unit.email)


def _older(now: Registration, name: str) -> Registration:
    """A registration of a year before, with another name."""
    attributes = tuple(Attribute(one.period, {**one.texts, "EnhedNavn": name}) for one in now.attributes)
    return replace(now, moment=now.moment - timedelta(days=365), attributes=attributes)


def close_registration(now: Registration, day: date, moment: date | None = None) -> Registration:
    """A unit's registration once it is closed from a day on: inactive, the relations to what is above it ended."""
    end = midnight(day)

    def end_period(period: Virkning) -> Virkning:
        return replace(period, end=max(end, period.start or end))

    states = (
        *(Gyldighed(end_period(one.period), one.active) for one in now.states),
        Gyldighed(Virkning(end, None), active=False),
    )
    relations = tuple(
        replace(one, period=end_period(one.period)) if one.name in ("Overordnet", "Tilhoerer") else one
        for one in now.relations
    )
    when = midnight(moment or day) + timedelta(hours=9)
    return replace(
        now, moment=max(when, now.moment + timedelta(seconds=1)), life="Importeret", states=states, relations=relations
    )


def active_units(objects: dict[str, OrgObject]) -> Iterator[OrgObject]:
    """The units that were not closed."""
    return (
        one
        for one in objects.values()
        if one.kind == "organisationenhed" and one.newest.states and one.newest.states[-1].active
    )
