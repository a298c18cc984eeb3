"""Private care: the usual small tree of owner, clinic and *supplerende oplysninger*; pharmacies, hospitals, homes."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from sor.core.day import OPEN
from sor.sample import names, numbers, places
from sor.sample.ageing import age, change_network, change_telephone, make_specialising, rebuilt, speciality_list
from sor.sample.days import SampleYears, shift_day
from sor.sample.family import Family, SampleUnit
from sor.sample.messages import GENERAL_PRACTICE, IN, LETTERS, SampleMessage
from sor.sample.places import Town


class Clinic(NamedTuple):
    """A sort of private institution.

    weight: how many there are in Denmark, roughly. patterns: its names, ``{p}`` a place, ``{s}`` a surname, ``{v}`` a
    street, ``{t}`` the town. specialities: combinations for its units. providers: its units have a ydernummer.
    """

    type_name: str
    weight: int
    patterns: Sequence[str]
    specialities: Sequence[Sequence[str]] = ()
    providers: bool = False
    messages: Sequence[SampleMessage] = LETTERS


DENTAL = (("394812008",), ("394608004", "394812008"), ("394605001",))
SPECIALISTS = tuple(
    (code,)
    for code in (
        "394594003", "394604002", "394582007", "394585009", "394801008", "394587001", "394579002", "394591006",
        "394810000", "394584008", "394537008", "394588006", "394609007", "394611003",
    )
)  # fmt: skip

CLINICS = (
    Clinic(
        "almen lægepraksis", 1650, ("Lægehuset {p}", "Lægerne {v}", "Læge {s}", "{t} Lægehus {p}", "Lægeklinikken {p}"),
        (("408443003",),), providers=True, messages=GENERAL_PRACTICE,
    ),
    Clinic(
        "speciallægepraksis", 900, ("Speciallæge {s}", "{p} Speciallægeklinik", "Øjenlægerne {p}", "Hudklinikken {p}"),
        SPECIALISTS, providers=True, messages=(*LETTERS, SampleMessage("REF06", "H0631R", "EDIFACT", IN)),
    ),
    Clinic("tandlægepraksis", 1600, ("Tandlægerne {v}", "Tandlæge {s}", "{p} Tandklinik", "Tandlægehuset {p}, {t}"),
           DENTAL, providers=True),
    Clinic(
        "fysioterapiklinik", 900, ("{p} Fysioterapi", "Fysioterapien {v}", "{t} Fysioterapi", "FysHuset {p}"),
        providers=True, messages=(*LETTERS, SampleMessage("REF07", "H0732R", "EDIFACT", IN)),
    ),
    Clinic("fodterapeutklinik", 700, ("{t} Fodterapi", "Fodterapeut {s}", "Fodklinikken {p}"), providers=True),
    Clinic("kiropraktorklinik", 300, ("Kiropraktisk Klinik {p}", "Kiropraktor {s}", "{t} Rygcenter"), providers=True),
    Clinic(
        "psykologisk rådgivningsklinik", 900, ("Psykolog {s}", "Psykologerne {v}", "Samtalehuset {p}"), providers=True,
        messages=(*LETTERS, SampleMessage("REF10", "H1031R", "EDIFACT", IN)),
    ),
    Clinic("apotek", 250, ("{p} Apotek", "{t} {p} Apotek", "{s} Apotek"),
           messages=(*LETTERS, SampleMessage("PRE01", "LMS016", "EDIFACT", IN))),
    Clinic("hospital", 60, ("Privathospitalet {p}", "{p} Specialhospital"), SPECIALISTS, messages=GENERAL_PRACTICE[:4]),
    Clinic("plejehjem", 150, ("Friplejehjemmet {p}", "Plejehjemmet {p}, {t}")),
    Clinic("bosted", 200, ("Bostedet {p}", "Opholdsstedet {p}", "{p} Botilbud")),
    Clinic("optikervirksomhed", 250, ("Optiker {s}", "Brillehuset {v}", "{t} Optik")),
    Clinic("kosmetisk klinik", 200, ("{p} Kosmetisk Klinik", "Klinik {s}"), (("394611003",), ("394582007",))),
    Clinic("hørecenter", 60, ("Hørehuset {p}", "{t} Høreklinik")),
    Clinic("tandteknisk klinik", 80, ("Tandteknik {p}", "{s} Dentallaboratorium")),
    Clinic("akupunkturklinik", 80, ("Akupunkturklinikken {p}", "Akupunktør {s}")),
    Clinic("zoneterapiklinik", 100, ("Zoneterapien {v}", "Klinik {p} Zoneterapi")),
    Clinic("klinik for alternativ behandling", 120, ("Balancen {p}", "Naturklinikken {v}")),
    Clinic("osteopatiklinik", 60, ("{p} Osteopati", "Osteopaterne {v}")),
    Clinic("ergoterapiklinik", 30, ("Ergoterapien {p}",)),
    Clinic("diætistklinik", 60, ("Diætist {s}", "Kostvejlederne {p}")),
    Clinic("jordemoderklinik", 40, ("Jordemoderhuset {p}", "Jordemoder {s}")),
    Clinic("vaccinationsklinik", 40, ("{t} Vaccinationsklinik", "Rejsevaccinationen {v}")),
    Clinic("sygeplejeklinik", 40, ("Sygeplejeklinikken {p}", "Sygeplejerske {s}")),
    Clinic("lægelaboratorium", 15, ("Laboratoriet {p}",), (("394596001",),)),
    Clinic("fertilitetsklinik", 15, ("Fertilitetsklinikken {p}",), (("394585009",),)),
    Clinic("internetbaseret sundhedsydelse", 20, ("NetLæge {p}", "{p} Online")),
    Clinic("center for misbrugsbehandling", 40, ("Behandlingscenter {p}",)),
)  # fmt: skip

SMALLEST = 3
"""Owner, institution, unit: fewer are no tree that the extracts show."""

PAIR = 6
"""The size of a family of two small clinics, one of which takes the place of the other."""

BELOW_PRIVATE_HOSPITAL = {
    "klinisk enhed": "Klinik",
    "administrativ enhed": "Administration",
    "billeddiagnostisk enhed": "Røntgenklinik",
    "operationsgang": "Operationsgang",
}

_WEIGHTS = [clinic.weight for clinic in CLINICS]


def draw(rng: Random) -> tuple[int, int]:
    """Which sort of clinic comes next (its number in CLINICS) and how many units it has."""
    which = rng.choices(range(len(CLINICS)), _WEIGHTS)[0]
    clinic = CLINICS[which]
    if clinic.type_name == "hospital":
        return which, rng.randint(7, 14)
    if clinic.type_name == "apotek":
        return which, rng.choice((3, 3, 5, 7))
    if not clinic.providers:
        return which, SMALLEST
    share = rng.random()
    return which, PAIR if share < 0.05 else SMALLEST if share < 0.62 else SMALLEST + 1 if share < 0.85 else SMALLEST + 2


def make(seed: int, span: SampleYears, first: int, size: int, which: int) -> Family:
    """One owner with everything below; or two, when one has taken the place of the other."""
    family = Family(Random(seed * 1_000_003 + first), span, first, size)
    rng, clinic = family.rng, CLINICS[which]
    town = rng.choice(places.towns())
    if clinic.providers and size == PAIR:
        _pair(family, clinic, town)
        return family
    owner = tree(family, clinic, town, family.opening(None), size)
    kinds = [
        (30, change_telephone),
        (20, rebuilt),
        (20, _rename),
        (10, change_network),
        (10, make_specialising(clinic.specialities)),
    ]
    firsts = frozenset(unit.key for unit in family.units if unit.parent is None or unit is unit.parent.children[0])
    age(family, kinds if clinic.specialities else kinds[:4], keep=firsts)
    _move_house(family, owner)
    _end(family, owner)
    return family


def tree(family: Family, clinic: Clinic, town: Town, opened: int, size: int, name: str = "") -> SampleUnit:
    """The units of one owner, so many in all; gives the owner."""
    last = len(family.units) + size
    owner = _owner(family, clinic, town, opened, name or clinic_name(family.rng, clinic, town))
    if clinic.type_name == "apotek":
        _pharmacy(family, clinic, owner, last)
        return owner
    institution = _institution(family, clinic, clinic.type_name, owner, town)
    if clinic.type_name == "hospital":
        _hospital_units(family, clinic, institution, last)
    while len(family.units) < last:
        provider_unit(family, clinic, institution)
    return owner


def _pair(family: Family, clinic: Clinic, town: Town) -> None:
    """Two clinics: the old one closes, and either a new one opens in its place or the other takes it over."""
    rng, span = family.rng, family.span
    old = tree(family, clinic, town, shift_day(span.begin, -30 - int(rng.random() * 5000)), SMALLEST)
    day = span.pick(rng, shift_day(span.begin, 30), span.planned)
    registered = span.draw_registered(rng, day)
    takes_over = rng.random() < 0.5
    opened = shift_day(span.begin, -30 - int(rng.random() * 5000)) if takes_over else day
    tree(family, clinic, town, opened, SMALLEST)
    replace(family, old, day, registered, family.units[-SMALLEST:])


def replace(family: Family, old: SampleUnit, day: int, registered: int, new: Sequence[SampleUnit]) -> None:
    """Close an owner with all below; its institution and first unit are replaced by those of another."""
    family.close(old, day, registered)
    family.succession(old.children[0], new[1], day, registered)
    family.succession(old.children[0].children[0], new[2], day, registered)


def clinic_name(rng: Random, clinic: Clinic, town: Town) -> str:
    """A name after one of the clinic's patterns."""
    pattern = rng.choice(clinic.patterns)
    return pattern.format(p=names.place(rng), s=names.person(rng), v=names.street(rng), t=town.district)


def _owner(family: Family, clinic: Clinic, town: Town, opened: int, name: str) -> SampleUnit:
    rng = family.rng
    owner = family.unit(
        "IO", "privat", name, None, town, opened,
        cvr=numbers.cvr_number(family.first + len(family.units)),
        postal_address=places.address(rng, town),
        virtual_address=places.virtual_address(rng, name),
    )  # fmt: skip
    family.state(owner, location=family.own_number(owner, tuple(clinic.messages)))
    owner.namer = lambda rng: clinic_name(rng, clinic, town)
    return owner


def _institution(family: Family, clinic: Clinic, type_name: str, owner: SampleUnit, town: Town) -> SampleUnit:
    """An institution: the first opens with its owner and inherits the address, a branch has its own."""
    rng, branch = family.rng, bool(owner.children)
    opened = family.opening(owner, young=0.3) if branch else owner.opened
    unit = family.unit(
        "HI", type_name, owner.first_name, owner, town, opened,
        location={"state": "Inherited"},
        production_unit=numbers.production_unit(family.first + len(family.units)),
        visiting_address=places.address(rng, town) if branch or rng.random() < 0.2 else None,
    )  # fmt: skip
    unit.namer = lambda rng: clinic_name(rng, clinic, town)
    return unit


def provider_unit(family: Family, clinic: Clinic, institution: SampleUnit) -> SampleUnit:
    """A unit *supplerende oplysninger*, which bears ydernummer and specialities."""
    rng = family.rng
    first = not institution.children
    name = institution.first_name if first else f"{names.person(rng)}"
    place = family.first + len(family.units)
    unit = family.unit(
        "OU", "supplerende oplysninger", name, institution, institution.town,
        institution.opened if first else family.opening(institution, young=0.1),
        location={"state": "Inherited"},
        provider_identifier=numbers.provider_identifier(place) if clinic.providers else None,
        specialities=speciality_list(rng.choice(clinic.specialities)) if clinic.specialities else None,
    )  # fmt: skip
    unit.namer = lambda rng: clinic_name(rng, clinic, institution.town) if first else names.person(rng)
    return unit


def _pharmacy(family: Family, clinic: Clinic, owner: SampleUnit, last: int) -> None:
    """The pharmacy and its branches, each an institution with one unit.

    The pharmacy's number, a comma and the branch stand on institutions of type apotek only (F13).
    """
    rng, home = family.rng, owner.town
    near = places.towns_of(home.municipality)
    number = 1000 + family.first % 9000
    for branch in range(1, (last - len(family.units)) // 2 + 1):
        is_branch = branch > 1 and rng.random() < 0.5
        town = home if branch == 1 else rng.choice(near)
        unit = _institution(family, clinic, "apoteksfilial" if is_branch else "apotek", owner, town)
        if not is_branch:
            family.state(unit, pharmacy_identifier=f"{number},{branch}")
        if branch > 1:
            family.state(unit, name=f"{owner.changes[0].values['name']}, {town.district}"[:60])
        provider_unit(family, clinic, unit)
    while len(family.units) < last:
        provider_unit(family, clinic, owner.children[0])


def _hospital_units(family: Family, clinic: Clinic, hospital: SampleUnit, last: int) -> None:
    rng, types = family.rng, list(BELOW_PRIVATE_HOSPITAL)
    while len(family.units) < last:
        type_name = types[int(rng.random() ** 3 * len(types))]
        number = sum(unit.type_name == type_name for unit in hospital.children) + 1
        family.unit(
            "OU", type_name, f"{BELOW_PRIVATE_HOSPITAL[type_name]} {number}", hospital, hospital.town,
            family.opening(hospital, young=0.2),
            location={"state": "Inherited"},
            specialities=speciality_list(rng.choice(clinic.specialities)),
            patients_admitted=rng.random() < 0.4,
            ambulant_activity=rng.random() < 0.7,
            reporting_level=rng.random() < 0.5,
        )  # fmt: skip


def _rename(family: Family, unit: SampleUnit, from_day: int, registered: int) -> None:
    """A new name: an owner takes its first institution along, an institution its first unit."""
    if unit.namer is None:
        return
    name = unit.namer(family.rng)
    while unit.opened < from_day < unit.closed:
        family.rename(unit, name, from_day, registered)
        if not unit.children or unit.level == "OU":
            return
        unit = unit.children[0]


def _move_house(family: Family, owner: SampleUnit) -> None:
    """One owner in four moves within the span: a new postal address, inherited by all below."""
    span, rng = family.span, family.rng
    earliest = max(shift_day(owner.opened, 1), span.begin)
    if rng.random() < 0.25 and earliest < span.planned:
        from_day = span.pick(rng, earliest, span.planned)
        address = places.address(rng, owner.town)
        owner.change(from_day, span.draw_registered(rng, from_day), postal_address=address)


def _end(family: Family, owner: SampleUnit) -> None:
    """One owner in ten closes within the span, with all below."""
    span, rng = family.span, family.rng
    latest_opening = max(unit.opened for unit in family.units)
    earliest = max(shift_day(latest_opening, 60), span.begin)
    if owner.closed == OPEN and rng.random() < 0.1 and earliest < span.planned:
        day = span.pick(rng, earliest, span.planned)
        family.close(owner, day, span.draw_registered(rng, day))
