"""A year of changes in a municipality's organisation: drawn once, they come day by day."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from sor.oss.simulator import classification as known
from sor.oss.simulator import noise
from sor.oss.simulator.building import midnight
from sor.oss.simulator.generating import Organisation, active_units, close_registration
from sor.oss.simulator.known_units import KnownAddress
from sor.oss.simulator.objects import OrgObject, Reference, Registration, Relation, Virkning
from sor.oss.simulator.other_units import PLACES, STREETS
from sor.oss.simulator.truth import ChangeTruth

DAYS = 365
PER_2000 = {"rename": 20, "address": 14, "move": 12, "close": 10, "new": 16, "merge": 4, "split": 4, "phone": 24}
"""Changes of a year in a municipality of 2,000 units."""

OF_SOR = 0.6
"""The share of changes that are about a unit which SOR has, too."""


class YearlyChange(NamedTuple):
    """What happens on a day. apply: does it to the objects."""

    day: int
    truth: ChangeTruth
    apply: Callable[[dict[str, OrgObject]], None]


class Year:
    """The year of one municipality while it is drawn; each unit changes once at most, and none below or above it."""

    def __init__(self, organisation: Organisation, rng: Random) -> None:
        self.make, self.rng = organisation.building, rng
        objects = self.make.objects
        self.sor_of = {
            one.org: one.sor for one in organisation.truths if one.sor and one.kind not in ("owner", "private")
        }
        kinds = {one.org: one.kind for one in organisation.truths}
        parents = {_parent(one) for one in objects.values() if one.kind == "organisationenhed"}
        others = ("owner", "institution", "split", "merged", "private")
        leaves = [
            one.uuid
            for one in active_units(objects)
            if one.uuid not in parents and kinds.get(one.uuid, "owner") not in others
        ]
        has_below = {unit.parent for unit in self.make.municipality.units if unit.parent}  # in SOR: it could not close
        leaves = [one for one in leaves if self.sor_of.get(one) not in has_below]
        rng.shuffle(leaves)
        self.with_sor = [one for one in leaves if one in self.sor_of]
        self.without = [one for one in leaves if one not in self.sor_of]
        self.above = sorted(one for one in parents if one in self.sor_of)
        self.changes: list[YearlyChange] = []

    def draw(self, units: int) -> list[YearlyChange]:
        """The changes in the order of their days; fewer where there are too few units for them."""
        kinds = [kind for kind, number in PER_2000.items() for _ in range(max(1, round(number * units / 2000)))]
        self.rng.shuffle(kinds)
        for kind in kinds:
            drawn = getattr(self, f"_{kind}")
            drawn(self.rng.randint(1, DAYS))
        return sorted(self.changes, key=lambda change: change.day)

    def _take(self, *, of_sor: bool | None = None) -> str | None:
        wanted = self.rng.random() < OF_SOR if of_sor is None else of_sor
        pool = self.with_sor if wanted and self.with_sor else self.without
        return pool.pop() if pool else None

    def _add(
        self, day: int, kind: str, units: Sequence[str], what: str, apply: Callable[[dict[str, OrgObject]], None]
    ) -> None:
        when = self.make.begin + timedelta(days=day)
        codes = [code for unit in units if (code := self.sor_of.get(unit))]
        self.changes.append(
            YearlyChange(day, ChangeTruth(day, when.isoformat(), kind, list(units), codes, what), apply)
        )

    def _on(self, day: int) -> date:
        return self.make.begin + timedelta(days=day)

    def _rename(self, day: int) -> None:
        if unit := self._take():
            name, on = noise.new_name(self.rng, _name(self.make.objects[unit])), self._on(day)
            self._add(day, "rename", [unit], name, lambda objects: rename(objects[unit], name, on))

    def _address(self, day: int) -> None:
        if unit := self._take():
            postcode, district = self.rng.choice(self._towns())
            address = KnownAddress(self.rng.choice(STREETS), str(self.rng.randint(1, 220)), "", "", postcode, district)
            on = self._on(day)
            relation = self._relate_address(known.POST, address.text, on, physical=True)
            self._add(day, "address", [unit], address.text, lambda objects: contact(objects[unit], relation, on))

    def _towns(self) -> list[tuple[str, str]]:
        units = self.make.municipality.units
        told = list(self.make.municipality.towns)
        return (
            told
            or sorted({(u.address.postcode, u.address.district) for u in units if u.inside and u.address})
            or [("0000", "")]
        )

    def _phone(self, day: int) -> None:
        if unit := self._take():
            number, on = f"{self.rng.randint(20_000_000, 99_999_999)}", self._on(day)
            relation = self._relate_address(known.PHONE, number, on)
            self._add(day, "phone", [unit], number, lambda objects: contact(objects[unit], relation, on))

    def _move(self, day: int) -> None:
        unit = self._take()
        if unit and self.above:
            parent, on = self.rng.choice(self.above), self._on(day)
            self._add(day, "move", [unit], parent, lambda objects: move(objects[unit], parent, on))

    def _close(self, day: int) -> None:
        if unit := self._take():
            on = self._on(day)
            self._add(day, "close", [unit], "", lambda objects: close(objects[unit], on))

    def _new(self, day: int) -> None:
        parent = self.rng.choice(self.above) if self.above else self.make.root
        kind = self.rng.choice(("Plejecenter", "Sundhedscenter", "Hjemmeplejen", "Bostedet"))
        name = f"{kind} {self.rng.choice(PLACES)}"
        self._open_unit(day, "new", [], name, parent)

    def _merge(self, day: int) -> None:
        stays, goes = self._take(of_sor=True), self._take(of_sor=True)
        if stays and goes:
            on = self._on(day)
            name = f"{_name(self.make.objects[stays])} og {_name(self.make.objects[goes])}"[:200]

            def apply(objects: dict[str, OrgObject]) -> None:
                rename(objects[stays], name, on)
                close(objects[goes], on)

            self._add(day, "merge", [stays, goes], name, apply)

    def _split(self, day: int) -> None:
        if unit := self._take(of_sor=True):
            one = self.make.objects[unit]
            self._open_unit(day, "split", [unit], f"{_name(one)}, team B"[:200], _parent(one) or self.make.root)

    def _open_unit(self, day: int, kind: str, before: list[str], name: str, parent: str) -> None:
        """A unit that comes on the day; it is made now, and lies aside until then."""
        on = self._on(day)
        postcode, district = self.rng.choice(self._towns())
        address = KnownAddress(self.rng.choice(STREETS), str(self.rng.randint(1, 220)), "", "", postcode, district)
        relations = [
            self._relate_address(known.POST, address.text, on, physical=True),
            self._relate_address(known.PHONE, f"{self.rng.randint(20_000_000, 99_999_999)}", on),
            self.make.task("27.35.00", on),
        ]
        unit = self.make.unit(name, parent, on, relations)
        one = self.make.objects.pop(unit)
        self._add(day, kind, [*before, unit], name, lambda objects: objects.update({unit: one}))

    def _relate_address(self, role: str, text: str, on: date, *, physical: bool = False) -> Relation:
        return self.make.address(role, text, on, physical=physical)


def plan(organisation: Organisation, units: int, seed: int) -> list[YearlyChange]:
    """A year of changes, the same for the same numbers."""
    code = organisation.building.municipality.code
    return Year(organisation, Random(f"{seed}/{code}/year")).draw(units)  # noqa: S311 (repeatable)


def _name(one: OrgObject) -> str:
    return one.newest.attributes[-1].texts["EnhedNavn"]


def _parent(one: OrgObject) -> str | None:
    targets = [relation.target for relation in one.newest.relations if relation.name == "Overordnet"]
    return targets[0].value if targets and targets[0] else None


def _next(one: OrgObject, on: date) -> Registration:
    """The newest registration, registered anew on a day."""
    now = one.newest
    return replace(now, moment=max(midnight(on) + timedelta(hours=9), now.moment + timedelta(seconds=1)))


def _until(period: Virkning, on: date) -> Virkning:
    end = midnight(on)
    return replace(period, end=max(end, period.start or end)) if period.end is None else period


def rename(one: OrgObject, name: str, on: date) -> None:
    """Another name from a day on; the old one is kept with its end."""
    now = _next(one, on)
    last = now.attributes[-1]
    old = replace(last, period=_until(last.period, on))
    new = replace(
        last,
        period=replace(last.period, start=midnight(on), end=None),
        texts={**last.texts, "EnhedNavn": name, "BrugervendtNoegleTekst": name[:50]},
    )
    one.registrations.append(replace(now, attributes=(*now.attributes[:-1], old, new)))


def contact(one: OrgObject, relation: Relation, on: date) -> None:
    """Another address in a role from a day on; those that were there are ended, not left out."""
    now = _next(one, on)
    role = relation.role and relation.role.value
    kept = tuple(
        replace(other, period=_until(other.period, on))
        if other.role and other.name == "Adresser" and other.role.value == role
        else other
        for other in now.relations
    )
    one.registrations.append(replace(now, relations=(*kept, relation)))


def move(one: OrgObject, parent: str, on: date) -> None:
    """Another unit above: the one value is overwritten."""
    now = _next(one, on)
    relations = tuple(
        replace(other, target=Reference(parent), period=replace(other.period, start=midnight(on)))
        if other.name == "Overordnet"
        else other
        for other in now.relations
    )
    one.registrations.append(replace(now, relations=relations))


def close(one: OrgObject, on: date) -> None:
    """Inactive from a day on."""
    one.registrations.append(close_registration(one.newest, on))
