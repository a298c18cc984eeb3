"""Municipalities with a known truth: which unit of FK-ORG is which unit of SOR, and how it was spoilt on the way.

Names are made by the sample register's words, or given (the real municipal names, where they are at hand).
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple
from uuid import UUID

from sor.core.identifiers import sor_code
from sor.core.shapes import Address, VirtualAddress
from sor.oss import org_unit
from sor.oss.care_kinds import KINDS, kinds_in
from sor.oss.names import plain_words
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit
from sor.oss.sor_side import MunicipalSide, SorUnit
from sor.oss.street_text import write_address
from sor.sample import names
from sor.sample.municipal import NAMES

KINDS_OF_NOISE = ("plain", "sibling", "team", "renamed", "moved", "private", "merged", "split")
MUST = ("plain", "sibling", "team", "renamed", "moved", "private")
"""The kinds of which the right unit is found in nine of ten; merged and split ones are only told."""

OTHER_NAMES = (
    "{p} Skole", "Børnehaven {p}", "Vuggestuen {v}", "Jobcenter {q}", "Plan og Byg {q}", "Borgerservice {p}",
    "Biblioteket {p}", "Sekretariatet {q}", "Økonomi {q}", "Vej og Park {p}", "Dagplejen {q}", "SFO {p}",
    "Ungdomsskolen {p}", "Køkkenet {p}", "Visitationen {q}", "IT og Digitalisering {q}", "Klub {v}",
)  # fmt: skip


class Truth(NamedTuple):
    """A municipality on both sides. pairs: SOR codes by UUID; noise: what was done to each of these."""

    side: MunicipalSide
    orgs: list[OrgUnit]
    pairs: dict[str, str]
    noise: dict[str, str]


class _Maker:
    def __init__(self, seed: int, sor_units: int, org_units: int, given: Sequence[str]) -> None:
        self.rng = Random(seed)
        self.first = 40_000_000 + seed * 10_000
        self.sor_units, self.org_units = sor_units, org_units
        self.given = [*given]
        self.units: dict[str, SorUnit] = {}
        self.private: dict[str, SorUnit] = {}
        self.uuids: dict[str, str] = {}
        self.taken: set[str] = set()

    def make(self) -> Truth:
        owner = sor_code(self.first)
        self.grow(owner)
        for _ in range(max(4, self.sor_units // 25)):
            self.add_private()
        side = MunicipalSide("0615", "Horsens", owner, "29189889", self.units, self.private)
        return self.spoil(side)

    def name(self) -> str:
        for _ in range(50):
            found = self.given.pop() if self.given else self.written(self.rng.choice([*NAMES]))
            if found not in self.taken:
                break
        self.taken.add(found)
        return found

    def written(self, kind: str) -> str:
        return self.pattern(self.rng.choice(NAMES[kind]))

    def pattern(self, pattern: str) -> str:
        rng = self.rng
        return pattern.format(p=names.place(rng), q=names.quarter(rng), t=names.place(rng), v=names.street(rng))[:60]

    def address(self) -> Address:
        rng = self.rng
        return {
            "street": names.street(rng),
            "building": str(rng.randint(1, 120)),
            "postcode": rng.choice(["8700", "8732", "8740"]),
            "district": "Horsens",
            "municipality": "0615",
        }

    def add(self, name: str, above: SorUnit | None, owner: str, *, private: bool = False) -> SorUnit:
        rng = self.rng
        n = len(self.units) + len(self.private) + 1
        has_place, has_phone = above is None or rng.random() < 0.4, above is None or rng.random() < 0.5
        visiting = self.address() if has_place or above is None else above.visiting
        virtual: VirtualAddress = (
            {"phone": f"{rng.randint(20000000, 99999999)}"} if has_phone or above is None else above.virtual
        )
        own = ({"visiting_address"} if has_place else set()) | ({"virtual_address"} if has_phone else set())
        kinds = sorted(kinds_in(plain_words(name)))
        unit = SorUnit(
            sor_code(self.first + n), name, "HI" if above is None else "OU",
            KINDS[kinds[0]].types[0] if kinds else "550811000005108",
            owner if above is None else above.code, (owner,) if above is None else (above.code, *above.above),
            visiting, visiting, virtual, frozenset(own),
            f"10{rng.randint(10_000_000, 99_999_999)}" if has_place else "", "Inherited",
            20150101 + rng.randint(0, 27), private,
        )  # fmt: skip
        (self.private if private else self.units)[unit.code] = unit
        return unit

    def grow(self, owner: str) -> None:
        rng = self.rng
        places = [self.add(name, None, owner) for name in ("Sundhed og Omsorg", "Social og Handicap", "Tandplejen")]
        while len(self.units) < self.sor_units:
            above = places[int(rng.random() ** 1.5 * len(places))]
            if rng.random() < 0.12:
                first = self.name()
                for number in range(1, rng.randint(3, 6)):
                    self.add(f"{first} Team {number}"[:60], above, owner)
                continue
            unit = self.add(self.name(), above, owner)
            if len(unit.above) < 6:
                places.append(unit)

    def add_private(self) -> None:
        name = f"{self.written('plejehjem')} {self.rng.choice(['ApS', 'fonden', ''])}".strip()
        self.add(name, None, sor_code(self.first + 9_000 + len(self.private)), private=True)

    # the other side

    def uuid(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def spoil(self, side: MunicipalSide) -> Truth:
        rng = self.rng
        orgs: list[OrgUnit] = [OrgUnit(self.uuid(), "Horsens Kommune")]
        tops = [OrgUnit(self.uuid(), name, orgs[0].uuid) for name in ("Velfærd", "Børn og Unge", "Teknik", "Stab")]
        orgs += tops
        pairs: dict[str, str] = {}
        noise: dict[str, str] = {}
        of_code: dict[str, str] = {}
        skipped: set[str] = set()
        for unit in self.units.values():
            if unit.code in skipped:
                continue
            kind = self.kind_of(unit)
            above = of_code.get(unit.parent or "", rng.choice(tops).uuid)
            if kind == "moved":
                above = rng.choice(orgs).uuid
            if kind == "merged":
                other = next(
                    (o for o in self.units.values() if o.parent == unit.parent and o.code not in of_code and o != unit),
                    None,
                )
                if other is None:
                    kind = "plain"
                else:
                    skipped.add(other.code)
            made = self.org_of(unit, above, kind)
            orgs.append(made)
            pairs[made.uuid], noise[made.uuid], of_code[unit.code] = unit.code, kind, made.uuid
            if kind == "split":
                half = self.org_of(unit, above, "split")
                orgs.append(half)
                pairs[half.uuid], noise[half.uuid] = unit.code, kind
        for unit in self.private.values():
            made = self.org_of(unit, rng.choice(orgs).uuid, "private")
            orgs.append(made)
            pairs[made.uuid], noise[made.uuid] = unit.code, "private"
        inside = [one for one in orgs if one.addresses]
        while len(orgs) < self.org_units:
            addresses = tuple(one for one in rng.choice(inside).addresses if one.role == org_unit.CONTACT)
            if rng.random() < 0.7:
                addresses = (OrgAddress(org_unit.CONTACT, write_address(self.address())),)
            made = OrgUnit(self.uuid(), self.pattern(rng.choice(OTHER_NAMES)), rng.choice(orgs).uuid, addresses)
            orgs.append(made)
        rng.shuffle(orgs)
        return Truth(side, orgs, pairs, noise)

    def kind_of(self, unit: SorUnit) -> str:
        if unit.level == "HI":
            return "plain"
        if " Team " in unit.name:
            return "team"
        drawn = self.rng.random()
        if drawn < 0.12 and unit.own:
            return "renamed"
        if drawn < 0.2:
            return "moved"
        if drawn < 0.23:
            return "merged"
        if drawn < 0.26:
            return "split"
        return "plain" if unit.has_own_place else "sibling"

    def org_of(self, unit: SorUnit, above: str, kind: str) -> OrgUnit:
        rng = self.rng
        name = self.renamed(unit.name) if kind == "renamed" else self.misspelt(unit.name, kind)
        if kind == "split":
            name += rng.choice([" Nord", " Syd", " dag", " aften"])
        visiting = unit.visiting
        if kind == "moved" or (kind not in ("renamed", "private") and rng.random() < 0.2):
            visiting = self.address()
        addresses = [OrgAddress(org_unit.CONTACT, write_address(visiting))]
        keeps = kind == "renamed"
        phone = unit.virtual.get("phone")
        if phone and (keeps or rng.random() < 0.6):
            addresses.append(OrgAddress(org_unit.PHONE, rng.choice([phone, f"+45 {phone[:4]} {phone[4:]}"])))
        if unit.production_unit and (keeps or rng.random() < 0.3):
            addresses.append(OrgAddress(org_unit.PRODUCTION_UNIT, unit.production_unit))
        tasks = (OrgTask("29.18.00", "Sundhed"),) if rng.random() < 0.4 else ()
        return OrgUnit(self.uuid(), name, above, tuple(addresses), tasks)

    def renamed(self, name: str) -> str:
        """Another name of the same sort: whoever is renamed goes on with what they do."""
        kinds = kinds_in(plain_words(name))
        alike = [kind for kind, some in NAMES.items() if any(kinds & kinds_in(plain_words(one)) for one in some)]
        if alike:
            return self.written(self.rng.choice(alike))
        return f"{name.split(maxsplit=1)[0]} {names.place(self.rng)} {names.quarter(self.rng)}"

    def misspelt(self, name: str, kind: str) -> str:
        rng = self.rng
        words = name.split()
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            sort = rng.randrange(7)
            if sort == 0 and len(words) > 1 and kind != "team":
                words = words[1:] + words[:1]
            elif sort == 1:
                at = max(range(len(words)), key=lambda n: len(words[n]))
                word = words[at]
                if len(word) > 4:
                    n = rng.randrange(1, len(word) - 1)
                    words[at] = rng.choice([word[:n] + word[n + 1 :], word[:n] + word[n + 1] + word[n] + word[n + 2 :]])
            elif sort == 2:
                words = [w.replace("æ", "ae").replace("ø", "oe").replace("å", "aa") for w in words]
            elif sort == 3:
                words.append(rng.choice(["(Horsens)", "Horsens Kommune", "- afdeling"]))
            elif sort == 4:
                words = [w.upper() if rng.random() < 0.5 else w for w in words]
            elif sort == 5:
                words = [
                    {"Sundhedscenter": "Sundhedsctr.", "Plejecenter": "Plejectr.", "Team": "team"}.get(w, w)
                    for w in words
                ]
            elif sort == 6:
                words = [*words[:1], "i", *words[1:]]
        return " ".join(words)


def make_truth(seed: int, sor_units: int = 500, org_units: int = 2000, given: Sequence[str] = ()) -> Truth:
    """A municipality with its truth."""
    return _Maker(seed, sor_units, org_units, given).make()
