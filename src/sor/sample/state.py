"""The state: treatment units of prisons below one owner."""

from random import Random

from sor.sample import names, numbers, places
from sor.sample.ageing import age, change_telephone, rebuilt, rename
from sor.sample.days import SampleYears
from sor.sample.family import Family
from sor.sample.messages import LETTERS

SMALLEST = 3
PRISON = "behandlingsenhed i fængsel eller arresthus"
KINDS = ((30, change_telephone), (20, rename), (20, rebuilt))


def make(seed: int, span: SampleYears, first: int, size: int) -> Family:
    """The state's owner with prisons, so many units in all."""
    family = Family(Random(seed * 1_000_003 + first), span, first, size)
    rng = family.rng
    town = rng.choice(places.towns())
    name = "Statens Sundhedstjeneste"
    owner = family.unit(
        "IO", "stat", name, None, town, family.opening(None, young=0),
        cvr=numbers.cvr_number(first),
        postal_address=places.house_address(rng, town),
        virtual_address=places.virtual_address(rng, name),
        location={"state": "None"},
    )  # fmt: skip
    while family.left:
        where = rng.choice(places.towns())
        prison = f"{rng.choice(('Fængslet', 'Arresthuset'))} {names.place(rng)}"
        unit = family.unit(
            "HI", PRISON, prison, owner, where, family.opening(owner, young=0.1),
            postal_address=places.house_address(rng, where),
        )  # fmt: skip
        family.state(unit, location=family.own_number(unit, LETTERS))
        for _ in range(2 if family.left == 2 else 1):
            family.unit(
                "OU", "supplerende oplysninger", f"Sygeplejen, {prison}", unit, where,
                family.opening(unit, young=0.2),
                location={"state": "Inherited"},
            )  # fmt: skip
    age(family, KINDS, keep=frozenset(unit.key for unit in family.units if unit.level != "OU"))
    return family
