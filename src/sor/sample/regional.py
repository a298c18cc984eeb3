"""A region: its hospitals with departments and wards, SHAK codes, indicators, specialities and places."""

from collections.abc import Callable
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
from sor.sample.messages import HOSPITAL
from sor.sample.placement import Weights, below
from sor.sample.places import Town

UNITS_PER_HOSPITAL = 60
HOSPITALS_PER_REGION = 100

FIELDS_OF_CARE = {
    "Kardiologisk": "394579002",
    "Neurologisk": "394591006",
    "Ortopædkirurgisk": "394801008",
    "Gynækologisk-Obstetrisk": "394585009",
    "Onkologisk": "394592004",
    "Medicinsk": "419192003",
    "Kirurgisk": "394609007",
    "Urologisk": "394612005",
    "Pædiatrisk": "394537008",
    "Geriatrisk": "394811001",
    "Nefrologisk": "394589003",
    "Reumatologisk": "394810000",
    "Psykiatrisk": "394587001",
    "Oftalmologisk": "394594003",
    "Otologisk": "394604002",
    "Hæmatologisk": "394803006",
    "Infektionsmedicinsk": "394807007",
    "Lungemedicinsk": "418112009",
    "Dermatologisk": "394582007",
    "Neurokirurgisk": "394610002",
    "Plastikkirurgisk": "394611003",
    "Anæstesiologisk": "394577000",
}

PSYCHIATRY = "Psykiatrien"

HOSPITAL_LIKE = frozenset({"hospital", "administrativ enhed"})
"""Institutions whose units have what only hospital units have: hospitals, and psychiatry."""

WARDS = (
    "Sengeafsnit {n}", "Ambulatorium {n}", "Dagafsnit {n}", "Klinik {n}", "Sengeafsnit {l}", "Dagklinik", "Team {q}",
    "Ambulatorium, {t}",
)  # fmt: skip

OTHER_NAMES = {
    "administrativ enhed": ("Administration", "Ledelsessekretariat", "Centerledelse", "Kvalitet og Udvikling"),
    "billeddiagnostisk enhed": ("Røntgen og Skanning", "Røntgenafsnit {n}", "Ultralyd {l}", "MR-afsnit"),
    "akutmodtageenhed": ("Akutmodtagelsen", "Akutafsnit {n}"),
    "skadestue": ("Skadestuen", "Skadeklinikken {t}"),
    "intensivenhed": ("Intensivt Afsnit {n}", "Intensiv {l}"),
    "operationsgang": ("Operationsgang {n}",),
    "palliativ enhed": ("Palliativt Team {q}", "Palliativt Afsnit"),
    "serviceenhed": ("Service og Logistik", "Rengøring", "Køkkenet"),
    "forskningsenhed": ("Forskningsenheden", "Klinisk Forskning {l}"),
    "sygehusapotek": ("Sygehusapoteket", "Apotekets Produktion {n}"),
    "fysioterapiklinik": ("Fysioterapien",),
    "ergoterapiklinik": ("Ergoterapien",),
    "fysioterapi- og ergoterapiklinik": ("Fysio- og Ergoterapien {n}",),
    "diætistklinik": ("Diætisterne", "Klinisk Diætetik"),
    "præhospitalsenhed": ("Ambulanceberedskab {t}", "Akutlægebil {n}", "Vagtcentralen {q}", "Helikopterberedskab"),
    "jordemoderklinik": ("Jordemodercenter {t}",),
    "vaccinationsklinik": ("Vaccinationsklinikken",),
    "fertilitetsklinik": ("Fertilitetsklinikken",),
    "anden EDI": ("Edi {n}",),
    "COVID-19-testenhed": ("Testcenter {t}",),
}

KINDS = (
    (25, rename),
    (25, change_telephone),
    (10, rebuilt),
    (12, move),
    (8, change_network),
    (12, make_specialising([(code,) for code in FIELDS_OF_CARE.values()])),
)


def make(seed: int, span: SampleYears, first: int, size: int, owner: SampleUnit, numbered_from: int) -> Family:
    """The hospitals of a region, below its owner. numbered_from: which of SHAK's free hospital codes come first."""
    family = Family(Random(seed * 1_000_003 + first), span, first, size)
    hospitals = max(1, min(HOSPITALS_PER_REGION, size // UNITS_PER_HOSPITAL))
    for n in range(hospitals):
        share = (size - len(family.units)) // (hospitals - n)
        type_name = "præhospitalsenhed" if n % 20 == 5 else "administrativ enhed" if n % 8 == 2 else "hospital"
        hospital(family, owner, share, numbers.SHAK_HOSPITALS[numbered_from + n], type_name)
    age(family, KINDS, keep=frozenset(unit.key for unit in family.units if unit.level == "HI"))
    return family


def hospital(
    family: Family, owner: SampleUnit, size: int, shak: int, type_name: str = "hospital", name: str = ""
) -> SampleUnit:
    """One institution with its units, so many in all; gives the institution."""
    rng = family.rng
    town = rng.choice(places.towns(owner.town.region))
    head = institution(family, owner, town, str(shak), type_name, name or hospital_name(rng, type_name))
    last = len(family.units) + size - 1
    slots: list[tuple[SampleUnit, Weights]] = []
    departments = below("HI", type_name)
    while departments is not None and len(family.units) < last:
        parent, weights = head, departments
        if slots and len(head.children) >= 1 + size * 0.28:
            parent, weights = slots[int(rng.random() ** 2 * len(slots))]
        unit = ward(family, parent, weights.draw(rng))
        _open_slots(slots, unit)
    return head


def hospital_name(rng: Random, type_name: str) -> str:
    """What an invented hospital may be called."""
    if type_name == "præhospitalsenhed":
        return f"Præhospitalet {names.place(rng)}"
    if type_name == "administrativ enhed":
        return f"{PSYCHIATRY} {names.place(rng)}"
    return f"{names.place(rng)} {rng.choice(('Hospital', 'Sygehus', 'Regionshospital'))}"


def _open_slots(slots: list[tuple[SampleUnit, Weights]], unit: SampleUnit) -> None:
    """Let a unit have children about as often as was seen of its type."""
    weights = below("OU", unit.type_name)
    if weights is not None and unit.depth < DEEPEST - 2:
        slots += [(unit, weights)] * round(weights.children * 4)


def institution(
    family: Family, owner: SampleUnit, town: Town, shak: str, type_name: str, name: str, opened: int | None = None
) -> SampleUnit:
    """A hospital, or another institution of a region, with a number, a SHAK code and, as a hospital, a place."""
    rng = family.rng
    first_day = max(family.opening(None, young=0.05), owner.opened) if opened is None else max(opened, owner.opened)
    unit = family.unit(
        "HI", type_name, name, owner, town, first_day,
        postal_address=places.house_address(rng, town),
        virtual_address=places.virtual_address(rng, name),
    )  # fmt: skip
    family.state(unit, location=family.own_number(unit, HOSPITAL))
    family.own_shak(unit, shak, "sgh", institution_kind=rng.choice(("101", "102", "103", "121")), ownership="1")
    if type_name == "hospital":
        site = family.site(str(800_000 + unit.place), name, town, unit.opened)
        family.state(unit, geographic_location=site.key)
    return unit


def plain_ward(family: Family, parent: SampleUnit, type_name: str, name: str, opened: int) -> SampleUnit:
    """A department or ward that inherits all its addresses."""
    rng = family.rng
    field = name.split(" ", maxsplit=1)[0]
    of_hospitals = {
        "reporting_level": parent.level == "HI" or rng.random() < 0.3,
        "patients_admitted": "Senge" in name or rng.random() < 0.2,
        "ambulant_activity": "Ambul" in name or rng.random() < 0.6,
        "organisational_level": {2: "overafdeling", 3: "afdeling"}.get(parent.depth, "afsnit"),
    }
    unit = family.unit(
        "OU", type_name, name, parent, parent.town, max(opened, parent.opened),
        **(of_hospitals if _institution_of(parent).type_name in HOSPITAL_LIKE else {}),
        specialities=speciality_list((FIELDS_OF_CARE[field],)) if field in FIELDS_OF_CARE else None,
        geographic_location=parent.changes[0].values.get("geographic_location"),
    )  # fmt: skip
    _give_shak(family, unit, parent)
    return unit


def ward(family: Family, parent: SampleUnit, type_name: str) -> SampleUnit:
    """One department or ward below a hospital or another unit, with things of its own as chance will have it."""
    rng = family.rng
    field = _field_of(parent) or rng.choice(tuple(FIELDS_OF_CARE))
    namer = _namer(type_name, field, parent)
    unit = plain_ward(family, parent, type_name, namer(rng), family.opening(parent, young=0.3))
    unit.namer = namer
    own, share = 0.55 if parent.level == "HI" else 0.3, rng.random()
    if share < own:
        family.state(unit, location=family.own_number(unit, HOSPITAL[:3]))
    else:
        family.state(unit, location={"state": "Inherited" if share < 0.93 else "None"})
    if rng.random() < 0.4:
        family.state(unit, virtual_address=places.virtual_address(rng, field, full=False))
    if rng.random() < 0.08:
        family.state(unit, activity_address=places.house_address(rng, unit.town))
    if rng.random() < 0.2:
        local_code = f"{field[:3].upper()}{rng.randint(1, 99)}"
        if _institution_of(parent).type_name in HOSPITAL_LIKE:
            family.state(unit, local_code=local_code)
    if rng.random() < 0.08:
        family.state(unit, local_attribute_1=rng.choice(("Somatik", "Akut", "Elektiv")))
    return unit


def _institution_of(unit: SampleUnit) -> SampleUnit:
    """The institution at or above a unit."""
    return unit if unit.level == "HI" or unit.parent is None else _institution_of(unit.parent)


def _give_shak(family: Family, unit: SampleUnit, parent: SampleUnit) -> None:
    above = parent.shak.key if parent.shak is not None else ""
    number = len(parent.children) - 1
    if parent.level == "HI":
        code = numbers.shak_department(above, number + 1) if above else ""
    else:
        code = numbers.shak_ward(above, number) if len(above) == 6 else ""
    if code:
        family.own_shak(unit, code, "afd")


def _field_of(unit: SampleUnit | None) -> str | None:
    """The field of care that a unit, or one above it, bears in its name."""
    while unit is not None:
        first = str(unit.changes[0].values["name"]).split(" ", maxsplit=1)[0]
        if first in FIELDS_OF_CARE:
            return first
        if first == PSYCHIATRY:
            return "Psykiatrisk"
        unit = unit.parent
    return None


def _namer(type_name: str, field: str, parent: SampleUnit) -> Callable[[Random], str]:
    patterns = OTHER_NAMES.get(type_name, WARDS)
    district = parent.town.district
    hospital_of = parent.first_name.split(" ")[0] if parent.level == "HI" else ""

    def name(rng: Random) -> str:
        end = f", {hospital_of}" if hospital_of and rng.random() < 0.6 else ""
        if type_name == "klinisk enhed" and parent.level == "HI":
            return f"{field} Afdeling{end}"
        written = rng.choice(patterns).format(
            n=rng.randint(1, 9), l=rng.choice("ABCDE"), q=names.quarter(rng), t=district
        )
        if type_name != "klinisk enhed":
            return written + end
        return f"{field} {written}"

    return name
