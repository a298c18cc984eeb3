"""What the simulator of FK-ORG is told of a register: its municipalities with their units, and private ones beside."""

from collections import defaultdict
from collections.abc import Iterator

from sor.core.entity_types import MUNICIPALITY, PRIVATE
from sor.core.inheritance import address
from sor.core.shapes import Address
from sor.formats.published.selected import SelectedUnit
from sor.jobs.selection import full
from sor.oss.simulator.known_units import KnownAddress, KnownMunicipality, KnownUnit
from sor.register import Register

MOST_PRIVATE = 200
"""Private units that are told of a municipality."""


def municipalities_of(register: Register) -> list[KnownMunicipality]:
    """The 98 municipalities in the order of their codes. One that owns nothing in the register has no units, and an
    invented CVR number.
    """
    at = register.at().at
    selected = full(register, at, register.clock())
    code_of: dict[str, str] = {}
    cvr_of: dict[str, str] = {}
    own: dict[str, list[KnownUnit]] = defaultdict(list)
    private: dict[str, list[KnownUnit]] = defaultdict(list)
    towns: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in selected.units():
        top = row.chain[-1][1]
        place = _place(row)
        type_name = selected.codes.name("entity_type", row.own.get("type"), at.valid) or ""
        if place:
            towns[place.get("municipality", "")].add((place.get("postcode", ""), place.get("district", "")))
        if top.get("type") == MUNICIPALITY and row.owner:
            if row.code == row.owner and place and "cvr" in top:
                code_of[row.owner], cvr_of[place.get("municipality", "")] = place.get("municipality", ""), top["cvr"]
            if code := code_of.get(row.owner):
                own[code].append(_unit(row, type_name, place, inside=True))
        elif top.get("type") == PRIVATE and row.own.get("level") != "IO" and place:
            beside = private[place.get("municipality", "")]
            if len(beside) < MOST_PRIVATE:
                beside.append(_unit(row, type_name, place, inside=False))
    return [
        KnownMunicipality(
            code,
            name,
            full_name,
            cvr_of.get(code, f"9{code}000"),
            (*own[code], *private[code]),
            tuple(sorted(towns[code])),
        )
        for code, name, full_name in _names(register)
    ]


def _names(register: Register) -> Iterator[tuple[str, str, str]]:
    """Code, name and full name of each of the 98."""
    at = register.at()
    for code, entry in sorted(at.codes.on("municipality", at.at.valid)):
        full_name = entry.values.get("addressing_name", "")
        if full_name.endswith("Kommune"):
            yield code, entry.values.get("name_da", full_name), full_name


def _place(row: SelectedUnit) -> Address | None:
    found = (
        address(row.chain, "postal_address") if row.own.get("level") == "IO" else address(row.chain, "activity_address")
    )
    return found.value if found else None


def _unit(row: SelectedUnit, type_name: str, place: Address | None, *, inside: bool) -> KnownUnit:
    own = row.own
    virtual = own.get("virtual_address", {})
    return KnownUnit(
        code=row.code,
        name=own.get("name", ""),
        level=own.get("level", ""),
        type=type_name,
        parent=own.get("parent"),
        address=_write_address(place) if place else None,
        phone=virtual.get("phone", ""),
        email=virtual.get("email", ""),
        website=virtual.get("website", ""),
        production_unit=own.get("production_unit", ""),
        inside=inside,
    )


def _write_address(place: Address) -> KnownAddress:
    return KnownAddress(
        place.get("street", ""), place.get("building", ""), place.get("floor", ""), place.get("suite", ""),
        place.get("postcode", ""), place.get("district", ""),
    )  # fmt: skip
