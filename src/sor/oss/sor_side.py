"""SOR as a municipality sees it: its owner with all open units below, and private units that lie in the municipality.

The whole register is read once; 98 municipalities are then looked up in it.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sor.access.authority import KINDS_OF_OWNER, PRIVATE, UNKNOWN
from sor.core import entity_types
from sor.core.canonical import decode
from sor.core.code_book import CodeBook
from sor.core.inheritance import Chain, address
from sor.core.shapes import Address, UnitValues, VirtualAddress, as_unit
from sor.core.subject import AddressKind
from sor.register import Refused, Register
from sor.store import selecting

SUPPLEMENT = "255203001"
"""The type of units that only hold more values of the one above: nobody means them when a unit is looked for."""


COMPARED: tuple[AddressKind, ...] = ("postal_address", "visiting_address", "virtual_address")
"""The kinds of address that FK-ORG knows too."""


class SorUnit(NamedTuple):
    """An open unit with what it shows. postal, visiting, virtual: resolved. own: the kinds of address that are its own;
    would_be: what it would show of each without its own. above: the codes above it, nearest first. first_from: the day
    on which it was opened.
    """

    code: str
    name: str
    level: str
    type: str
    parent: str | None
    above: tuple[str, ...]
    postal: Address
    visiting: Address
    virtual: VirtualAddress
    own: frozenset[str]
    production_unit: str
    location_state: str
    first_from: int
    is_private: bool
    would_be: Mapping[str, Address | VirtualAddress] = MappingProxyType({})

    @property
    def has_own_place(self) -> bool:
        """Whether it states a street address itself."""
        return bool(self.own & {"postal_address", "visiting_address"})


class MunicipalSide(NamedTuple):
    """What SOR holds of a municipality: its owner, the CVR number, the units below by code, and the private ones."""

    municipality: str
    name: str
    owner: str
    cvr: str
    units: Mapping[str, SorUnit]
    private: Mapping[str, SorUnit]

    def find(self, code: str) -> SorUnit | None:
        """A unit of either kind."""
        return self.units.get(code) or self.private.get(code)


class NotInSor(Refused):
    """A municipality that has no owner in SOR, no institution, or is none at all."""


class SorSide:
    """The register today, for any municipality."""

    def __init__(self, register: Register) -> None:
        at = register.at().at
        self.serial = at.known
        self.day = at.valid
        self.codes: CodeBook = register.code_book(at.known)
        rows = selecting.open_units(register.database.reader(), at)
        self._values: dict[str, UnitValues] = {code: as_unit(decode(row[10])) for code, row in rows.items()}
        self._first_from: dict[str, int] = {code: row[6] for code, row in rows.items()}
        self._children: dict[str, list[str]] = {}
        for code, values in self._values.items():
            if "parent" in values:
                self._children.setdefault(values["parent"], []).append(code)
        self._owners = self._find_owners()
        self._private: dict[str, list[str]] | None = None

    def municipalities(self) -> list[str]:
        """The codes of the municipalities that have an owner here."""
        return sorted(self._owners)

    def owner_of(self, municipality: str) -> str | None:
        """The owner of a municipality."""
        return self._owners.get(municipality)

    def name_of(self, municipality: str) -> str:
        """A municipality's name. Raises NotInSor for a code that is none."""
        owner = self._owners.get(municipality)
        return municipality_named(self.codes, municipality, self.day, self._values[owner] if owner else None)

    def of(self, municipality: str) -> MunicipalSide:
        """A municipality's side. Raises NotInSor."""
        name = self.name_of(municipality)
        owner = self._owners.get(municipality)
        if owner is None:
            raise NotInSor(
                f"{name} has no institution owner in SOR; the Danish Health GraphData Authority makes it.",
                f"{name} har ingen institutionsejer i SOR; den oprettes af Sundhedsdatastyrelsen.",
            )
        units = {code: self._unit(code, is_private=False) for code in self._below(owner)}
        private = {code: self._unit(code, is_private=True) for code in self._private_in(municipality)}
        return MunicipalSide(municipality, name, owner, self._values[owner].get("cvr", ""), units, private)

    def chain(self, code: str) -> Chain:
        """A unit's own values and those of the units above, nearest first."""
        found = [(code, self._values[code])]
        while (parent := found[-1][1].get("parent")) in self._values and all(parent != one for one, _ in found):
            found.append((str(parent), self._values[str(parent)]))
        return found

    def _find_owners(self) -> dict[str, str]:
        return chosen_owners(self._values, lambda owner: sum(1 for _ in self._below(owner)))

    def _below(self, owner: str) -> Iterator[str]:
        waiting, seen = [*self._children.get(owner, ())], {owner}
        while waiting:
            code = waiting.pop(0)
            if code not in seen:
                seen.add(code)
                yield code
                waiting += self._children.get(code, ())

    def _private_in(self, municipality: str) -> list[str]:
        if self._private is None:
            self._private = {}
            for code in self._values:
                chain = self.chain(code)
                kind = KINDS_OF_OWNER.get(chain[-1][1].get("type", ""), UNKNOWN)
                shown = address(chain, "visiting_address")
                if kind == PRIVATE and self._is_meant(code) and shown is not None:
                    self._private.setdefault(shown.value.get("municipality", ""), []).append(code)
        return self._private.get(municipality, [])

    def _is_meant(self, code: str) -> bool:
        values = self._values[code]
        return values.get("level") in ("HI", "OU") and values.get("type") != SUPPLEMENT

    def _unit(self, code: str, *, is_private: bool) -> SorUnit:
        chain = self.chain(code)
        own = chain[0][1]
        post, visit, virtual = (
            address(chain, "postal_address"),
            address(chain, "visiting_address"),
            address(chain, "virtual_address"),
        )
        return SorUnit(
            code, own.get("name", ""), own.get("level", ""), own.get("type", ""), own.get("parent"),
            tuple(above for above, _ in chain[1:]),
            post.value if post else {}, visit.value if visit else {}, virtual.value if virtual else {},
            frozenset(own) & frozenset({"postal_address", "visiting_address", "activity_address", "virtual_address"}),
            own.get("production_unit", ""), own.get("location", {}).get("state", ""),
            self._first_from[code], is_private, _would_be(chain),
        )  # fmt: skip


def chosen_owners(units: Mapping[str, UnitValues], size: Callable[[str], int]) -> dict[str, str]:
    """The owner by municipality: of that kind, with its post there; of several, the one with the most units. units: all
    or only those of that kind, by code and in its order.
    """
    found: dict[str, str] = {}
    for code, values in units.items():
        if values.get("level") != "IO" or values.get("type") != entity_types.MUNICIPALITY:
            continue
        place = values.get("postal_address", {}).get("municipality", "")
        before = found.get(place)
        if place and (before is None or size(code) > size(before)):
            found[place] = code
    return found


def municipality_named(codes: CodeBook, municipality: str, day: int, owner: UnitValues | None) -> str:
    """A municipality's name. Raises NotInSor for a code that is none."""
    name = codes.name("municipality", municipality, day)
    if name is None and owner is not None:  # a register whose code lists are not loaded
        return owner.get("name", "").removesuffix(" Kommune")
    if name is None:
        raise NotInSor(
            f"{municipality[:10]} is no municipality; write its four digits, such as 0615.",
            f"{municipality[:10]} er ingen kommune; skriv dens fire cifre, for eksempel 0615.",
        )
    return name


def _would_be(chain: Chain) -> dict[str, Address | VirtualAddress]:
    """What a unit would show of each kind of address if it had none of that kind itself."""
    found: dict[str, Address | VirtualAddress] = {}
    for kind in COMPARED:
        without = {field: value for field, value in chain[0][1].items() if field != kind}
        shown = address([(chain[0][0], as_unit(without)), *chain[1:]], kind)
        if shown is not None:
            found[kind] = shown.value
    return found
