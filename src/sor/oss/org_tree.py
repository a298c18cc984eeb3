"""The tree of a municipality as it was fetched: what is wrong with it is told, and the rest can be worked with.

A municipality's units have one root; every other unit stands below one that is there (guideline for FK-ORG, 2019).
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sor.core.identifiers import sor_code_problem
from sor.oss.org_unit import CONTACT, POST, SOR_CODE, OrgUnit, read_uuid
from sor.oss.street_text import read_address

LONGEST_NAME = 60
"""Characters of a name in SOR; FK-ORG takes 200."""

DOUBLE, NO_PARENT, ROOTS, CYCLE, NAME, CODE, LONG, PLACE = (
    "double", "parent", "roots", "cycle", "name", "code", "long", "address",
)  # fmt: skip
MOST_TOLD = 500
"""Faults that are kept of one municipality."""


class OrgFault(msgspec.Struct, frozen=True):
    """Something wrong in what FK-ORG says. org: the unit's UUID, empty when it is of none."""

    kind: str
    org: str
    da: str
    en: str


def check_units(units: Iterable[OrgUnit]) -> tuple[list[OrgUnit], list[OrgFault]]:
    """The units, each once, none above itself and each below one that is there or at the top; and what was wrong."""
    faults: list[OrgFault] = []
    kept = _keep_once(units, faults)
    kept = _cut_cycles(_cut_missing(kept, faults), faults)
    tops = [unit for unit in kept.values() if unit.parent is None and unit.active]
    if len(tops) > 1:
        names = ", ".join(f"»{unit.name}«" for unit in tops[:5])
        faults.append(
            OrgFault(
                ROOTS, "",
                f"{len(tops)} aktive enheder står uden overordnet, hvor der skal være én: {names}.",
                f"{len(tops)} active units have no unit above them where one is expected: {names}.",
            )
        )  # fmt: skip
    for unit in kept.values():
        _check_name(unit, faults)
        _check_addresses(unit, faults)
    _check_codes(kept.values(), faults)
    return list(kept.values()), faults[:MOST_TOLD]


def _keep_once(units: Iterable[OrgUnit], faults: list[OrgFault]) -> dict[str, OrgUnit]:
    kept: dict[str, OrgUnit] = {}
    for unit in units:
        before = kept.get(unit.uuid)
        if before is None:
            if read_uuid(unit.uuid) == unit.uuid and len(unit.uuid) == 36:
                kept[unit.uuid] = unit
            else:
                faults.append(
                    OrgFault(
                        DOUBLE, "",
                        f"»{unit.name[:60]}« har ingen UUID (»{unit.uuid[:40]}«) og er udeladt.",
                        f"'{unit.name[:60]}' has no UUID ('{unit.uuid[:40]}') and is left out.",
                    )
                )  # fmt: skip
        elif before != unit:
            faults.append(
                OrgFault(
                    DOUBLE, unit.uuid,
                    f"To enheder har samme UUID: »{before.name}« og »{unit.name}«. Den første er taget.",
                    f"Two units have one UUID: '{before.name}' and '{unit.name}'. The first is taken.",
                )
            )  # fmt: skip
    return kept


def _cut_missing(units: Mapping[str, OrgUnit], faults: list[OrgFault]) -> dict[str, OrgUnit]:
    kept: dict[str, OrgUnit] = {}
    for uuid, unit in units.items():
        kept[uuid] = unit
        if unit.parent is not None and unit.parent not in units:
            kept[uuid] = msgspec.structs.replace(unit, parent=None)
            if unit.active:
                faults.append(
                    OrgFault(
                        NO_PARENT, uuid,
                        f"»{unit.name}« står under en enhed, der ikke er med ({unit.parent}).",
                        f"'{unit.name}' stands below a unit that was not sent ({unit.parent}).",
                    )
                )  # fmt: skip
    return kept


def _cut_cycles(units: dict[str, OrgUnit], faults: list[OrgFault]) -> dict[str, OrgUnit]:
    """Units that stand above themselves: the one met first is put at the top."""
    sound: set[str] = set()
    for uuid in units:
        path: list[str] = []
        at: str | None = uuid
        while at is not None and at not in sound and at not in path:
            path.append(at)
            at = units[at].parent
        if at is not None and at in path:
            ring = path[path.index(at) :]
            cut = min(ring)
            units[cut] = msgspec.structs.replace(units[cut], parent=None)
            names = " → ".join(f"»{units[one].name}«" for one in ring[:5])
            faults.append(
                OrgFault(
                    CYCLE, cut,
                    f"{len(ring)} enheder står over hinanden i ring: {names}. »{units[cut].name}« er sat øverst.",
                    f"{len(ring)} units stand above each other in a circle: {names};"
                    f" '{units[cut].name}' is put on top.",
                )
            )  # fmt: skip
        sound.update(path)
    return units


def _check_name(unit: OrgUnit, faults: list[OrgFault]) -> None:
    if not any(letter.isalpha() for letter in unit.name):
        faults.append(
            OrgFault(
                NAME, unit.uuid,
                f"Enheden {unit.uuid} har intet navn (»{unit.name}«).",
                f"Unit {unit.uuid} has no name ('{unit.name}').",
            )
        )  # fmt: skip
    elif len(unit.name) > LONGEST_NAME and unit.active:
        faults.append(
            OrgFault(
                LONG, unit.uuid,
                f"»{unit.name}« har {len(unit.name)} tegn; SOR tager {LONGEST_NAME}.",
                f"'{unit.name}' has {len(unit.name)} characters; SOR takes {LONGEST_NAME}.",
            )
        )  # fmt: skip


def _check_addresses(unit: OrgUnit, faults: list[OrgFault]) -> None:
    if not unit.active:
        return
    faults += [
        OrgFault(
            PLACE, unit.uuid,
            f"»{unit.name}« har en adresse uden vej og husnummer eller uden postnummer: {text[:60]}.",
            f"'{unit.name}' has an address without street and house, or without postcode: {text[:60]}.",
        )
        for text in unit.texts(POST, CONTACT)
        if read_address(text) is None
    ]  # fmt: skip


def _check_codes(units: Iterable[OrgUnit], faults: list[OrgFault]) -> None:
    bearers: dict[str, list[OrgUnit]] = {}
    for unit in units:
        codes = unit.texts(SOR_CODE)
        if len(codes) > 1:
            faults.append(
                OrgFault(
                    CODE, unit.uuid,
                    f"»{unit.name}« har {len(codes)} SOR-koder: {', '.join(codes)}.",
                    f"'{unit.name}' has {len(codes)} SOR codes: {', '.join(codes)}.",
                )
            )  # fmt: skip
        for code in codes:
            bearers.setdefault(code, []).append(unit)
            if sor_code_problem(code) is not None:
                faults.append(
                    OrgFault(
                        CODE, unit.uuid,
                        f"»{unit.name}« har en SOR-kode, der ikke kan være en: {code[:40]}.",
                        f"'{unit.name}' has a SOR code that cannot be one: {code[:40]}.",
                    )
                )  # fmt: skip
    for code, units_with in bearers.items():
        if len(units_with) > 1:
            names = ", ".join(f"»{unit.name}«" for unit in units_with[:5])
            faults.append(
                OrgFault(
                    CODE, units_with[0].uuid,
                    f"SOR-koden {code} står på {len(units_with)} enheder: {names}.",
                    f"SOR code {code} stands on {len(units_with)} units: {names}.",
                )
            )  # fmt: skip


def line_above(units: Mapping[str, OrgUnit], uuid: str) -> list[str]:
    """The units above one, nearest first."""
    found: list[str] = []
    unit = units.get(uuid)
    while unit is not None and unit.parent is not None and unit.parent not in found:
        found.append(unit.parent)
        unit = units.get(unit.parent)
    return found


def depths(units: Sequence[OrgUnit]) -> dict[str, int]:
    """How many units stand above each."""
    by_uuid = {unit.uuid: unit for unit in units}
    found: dict[str, int] = {}
    for unit in units:
        path: list[str] = []
        at: str | None = unit.uuid
        while at is not None and at not in found and at in by_uuid:
            path.append(at)
            at = by_uuid[at].parent
        depth = found.get(at, -1) if at is not None else -1
        for one in reversed(path):
            depth += 1
            found[one] = depth
    return found
