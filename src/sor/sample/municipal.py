"""A municipality: health administration, homes, nurses, dental care and health visitors, in trees up to eight deep."""

from random import Random

from sor.sample import names, numbers, places
from sor.sample.ageing import (
    DEEPEST,
    age,
    change_network,
    change_telephone,
    make_specialising,
    move,
    rebuilt,
    rename,
    speciality_list,
)
from sor.sample.days import SampleYears
from sor.sample.family import Family, SampleUnit
from sor.sample.messages import MUNICIPAL_CARE
from sor.sample.placement import Weights, below
from sor.sample.places import Municipality, Town

SMALLEST = 3

INSTITUTIONS = ("sundhedsforvaltning", "administrativ enhed", "tandplejeklinik")
"""A municipality's institutions in the order in which a larger one has them."""

MUNICIPAL = frozenset(
    {
        "administrativ enhed", "bosted", "genoptræningsenhed", "hjemmeplejeenhed", "hjemmesygeplejeenhed", "plejehjem",
        "sundhedscenter", "sundhedsforvaltning", "sundhedsplejen", "sygeplejeklinik", "tandplejeklinik",
    }
)  # fmt: skip
"""The types below municipalities; below hospitals the same parents have other children."""

NAMES = {
    "sundhedsforvaltning": ("Sundhed og Omsorg", "Ældre og Sundhed", "Velfærd og Sundhed"),
    "administrativ enhed": ("Social og Handicap, {q}", "Område {q}", "Voksenområdet {p}", "Børn og Familie {q}"),
    "tandplejeklinik": ("Tandklinikken {p}", "Tandplejen {t}", "Tandklinik {v}"),
    "genoptræningsenhed": ("Genoptræningen {p}", "Træning {t}", "Træningscenter {p}"),
    "plejehjem": ("Plejecenter {p}", "Plejehjemmet {p}", "Lokalcenter {p}"),
    "bosted": ("Botilbuddet {p}", "Bofællesskabet {v}", "Bostedet {p}"),
    "sundhedscenter": ("Sundhedscenter {p}", "Sundhedshuset {t}", "Sundhedscenter {q}, {t}"),
    "sundhedsplejen": ("Sundhedsplejen {p}", "Sundhedsplejen, {p}skolen", "Sundhedsplejen {t}"),
    "sygeplejeklinik": ("Sygeplejeklinikken {p}", "Sygeplejen {q}, {t}"),
    "hjemmeplejeenhed": ("Hjemmeplejen {p}", "Hjemmepleje {t} {q}", "Hjemmeplejen {v}"),
    "hjemmesygeplejeenhed": ("Hjemmesygeplejen {q}", "Hjemmesygeplejen {p}"),
}

SPECIALITIES = {
    "genoptræningsenhed": "658141000005108",
    "hjemmeplejeenhed": "658171000005102",
    "hjemmesygeplejeenhed": "658161000005107",
    "sygeplejeklinik": "658161000005107",
    "tandplejeklinik": "658201000005103",
    "sundhedscenter": "658151000005105",
    "sundhedsplejen": "658191000005101",
}

KINDS = (
    (30, rename),
    (25, change_telephone),
    (20, rebuilt),
    (10, move),
    (8, change_network),
    (4, make_specialising([(code,) for code in SPECIALITIES.values()])),
)


def make(seed: int, span: SampleYears, first: int, size: int, municipality: Municipality) -> Family:
    """One municipality, so many units in all."""
    family = Family(Random(seed * 1_000_003 + first), span, first, size)
    owner = municipal_owner(family, municipality)
    slots: list[tuple[SampleUnit, Weights]] = []
    institutions = min(len(INSTITUTIONS), max(1, size // 8))
    for type_name in INSTITUTIONS[:institutions]:
        unit = institution(family, owner, type_name)
        _grow(family, unit, type_name, slots)
    while family.left and slots:
        parent, weights = slots[int(family.rng.random() ** 2 * len(slots))]
        _grow(family, parent, weights.draw(family.rng), slots)
    age(family, KINDS, keep=frozenset(unit.key for unit in family.units if unit.level != "OU"))
    return family


def municipal_owner(family: Family, municipality: Municipality) -> SampleUnit:
    """The municipality itself."""
    rng, town = family.rng, municipality.towns[0]
    name = municipality.addressing_name
    return family.unit(
        "IO", "kommune", name, None, town, family.span.pick(rng, 20070101, 20070601),
        cvr=numbers.cvr_number(family.first + len(family.units)),
        postal_address=places.address(rng, town),
        virtual_address=places.virtual_address(rng, name),
        location={"state": "None"},
    )  # fmt: skip


def institution(family: Family, owner: SampleUnit, type_name: str, name: str = "") -> SampleUnit:
    """One institution of a municipality, with a location number of its own."""
    rng = family.rng
    unit = family.unit(
        "HI", type_name, name or _name(rng, type_name, owner.town), owner, owner.town,
        family.opening(owner, young=0.05),
        virtual_address=places.virtual_address(rng, owner.first_name, full=False),
    )  # fmt: skip
    family.state(unit, location=family.own_number(unit, MUNICIPAL_CARE))
    return unit


def unit_below(
    family: Family, parent: SampleUnit, type_name: str, name: str = "", opened: int | None = None
) -> SampleUnit:
    """One unit; homes and centres mostly have an address of their own."""
    rng = family.rng
    town = rng.choice(places.towns_of(parent.town.municipality))
    own_address = rng.random() < (0.7 if type_name in {"plejehjem", "bosted", "sundhedscenter"} else 0.25)
    speciality = SPECIALITIES.get(type_name)
    unit = family.unit(
        "OU", type_name, name or _name(rng, type_name, town), parent, town if own_address else parent.town,
        family.opening(parent, young=0.4) if opened is None else max(opened, parent.opened),
        production_unit=numbers.production_unit(family.first + len(family.units)) if own_address else None,
        specialities=speciality_list((speciality,)) if speciality and rng.random() < 0.5 else None,
        visiting_address=places.address(rng, town) if own_address else None,
        virtual_address=places.virtual_address(rng, type_name, full=False) if rng.random() < 0.4 else None,
    )  # fmt: skip
    unit.namer = lambda rng: _name(rng, type_name, unit.town)
    own = rng.random()
    if own < 0.3:
        family.state(unit, location=family.own_number(unit, MUNICIPAL_CARE))
    else:
        family.state(unit, location={"state": "Inherited" if own < 0.92 else "None"})
    return unit


def _grow(family: Family, parent: SampleUnit, type_name: str, slots: list[tuple[SampleUnit, Weights]]) -> None:
    """Make one child, and open about as many places for children of its own as was seen of its type."""
    if not family.left:
        return
    unit = unit_below(family, parent, type_name)
    weights = below("OU", type_name, MUNICIPAL)
    if weights is not None and unit.depth < DEEPEST:
        slots += [(unit, weights)] * max(1, round(min(weights.children, 6) * 3))


def _name(rng: Random, type_name: str, town: Town) -> str:
    pattern = rng.choice(NAMES[type_name])
    return pattern.format(p=names.place(rng), q=names.quarter(rng), t=town.district, v=names.street(rng))[:60]
