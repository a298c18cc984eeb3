"""Hand-made units for guides, tours and tests. Their codes never change, whatever the size and the seed.

All is told relative to the register's day, so that what happens next month never rots.
"""

from random import Random
from typing import NamedTuple

from sor.sample import messages, municipal, numbers, places, private, regional
from sor.sample.days import SampleYears, first_friday_after, first_of_next_month, months_before, shift_day
from sor.sample.family import Family, SampleUnit
from sor.sample.private import CLINICS, Clinic

PLACES = 50
"""Places kept for the units of this file; all others come after."""

UNITS = 47
"""Units made here."""

REGION_OWNERS = {code: numbers.sor_code(n) for n, code in enumerate(("1081", "1082", "1083", "1084", "1085"))}
"""The owners Region Nordjylland, Midtjylland, Syddanmark, Hovedstaden and Sjælland, by region code."""

HOSPITAL = numbers.sor_code(5)
"""Fjordby Hospital in Region Midtjylland."""

RENAMED_WARD = numbers.sor_code(7)
"""Kardiologisk Sengeafsnit 1, which has another name from the first of next month."""

NEW_TELEPHONE = numbers.sor_code(8)
"""Kardiologisk Ambulatorium, which has another telephone number from the fifteenth of next month."""

INHERITED_ADDRESS = numbers.sor_code(10)
"""A unit whose postal address comes from its hospital, over three levels that have none."""

MOVING_CLINIC = numbers.sor_code(14)
"""Lægehuset Havneparken, which moves on the first Friday after the register's day; its owner is one code below."""

MERGED_INTO = numbers.sor_code(17)
"""Tandlægerne Kirketorvet, which took over another clinic at the beginning of the year."""

MERGED_AWAY = numbers.sor_code(20)
"""Tandlæge Birgit Fasandahl, closed on that day and replaced by the one before."""

MUNICIPALITY = "0707"
"""The municipality (Norddjurs) whose tree is eight levels deep."""

DEEPEST_OWNER, DEEPEST = numbers.sor_code(22), numbers.sor_code(29)
"""The owner of that tree and its unit on level eight."""

PHARMACY, PHARMACY_BRANCH = numbers.sor_code(31), numbers.sor_code(33)
"""A pharmacy and its branch in the next town."""

CLOSING_CLINIC = numbers.sor_code(36)
"""A chiropodist who closes at the end of next month."""

OPENING_CLINIC = numbers.sor_code(39)
"""A physiotherapy clinic that opens on the first of next month."""

BUSIEST = numbers.sor_code(42)
"""A clinic with ten versions."""

CORRECTED = numbers.sor_code(45)
"""A clinic of which the register believed for some months that it changed its name six weeks too early."""

REGION_SEATS = {"1081": "9220", "1082": "8800", "1083": "7100", "1084": "3400", "1085": "4180"}
REGION_NAMES = {
    "1081": "Region Nordjylland",
    "1082": "Region Midtjylland",
    "1083": "Region Syddanmark",
    "1084": "Region Hovedstaden",
    "1085": "Region Sjælland",
}
SHAK_HOSPITAL = 500
"""Which of SHAK's free hospital codes is Fjordby Hospital's."""


class Showcases(NamedTuple):
    """The family of all showcases, and the regions' owners in it, by region code."""

    family: Family
    regions: dict[str, SampleUnit]


def make(span: SampleYears) -> Showcases:
    """All showcases."""
    family = Family(Random(20070101), span, 0, UNITS)
    regions = {code: _region(family, code) for code in REGION_OWNERS}
    _hospital(family, regions["1082"])
    _moving(family)
    _merger(family)
    _deepest(family)
    _pharmacy(family)
    _closing(family)
    _opening(family)
    _busiest(family)
    _correct(family)
    return Showcases(family, regions)


def _region(family: Family, code: str) -> SampleUnit:
    rng, town = family.rng, places.town(REGION_SEATS[code])
    name = REGION_NAMES[code]
    return family.unit(
        "IO", "region", name, None, town, 20070101,
        cvr=numbers.cvr_number(len(family.units) * 2),
        postal_address=places.house_address(rng, town),
        virtual_address=places.virtual_address(rng, name),
        location={"state": "None"},
    )  # fmt: skip


def _old(family: Family, years: int = 3) -> int:
    """A day before the span."""
    return shift_day(family.span.begin, -365 * years - 11)


def _before(family: Family, day: int) -> int:
    """When something planned for a day was registered: two weeks before the register's day, or before the day."""
    return shift_day(min(day, family.span.day), -14)


def _hospital(family: Family, owner: SampleUnit) -> None:
    opened = _old(family)
    town = places.town("8600")
    shak = str(numbers.SHAK_HOSPITALS[SHAK_HOSPITAL])
    hospital = regional.institution(family, owner, town, shak, "hospital", "Fjordby Hospital", opened)
    department = _ward(family, hospital, "Kardiologisk Afdeling, Fjordby", opened)
    ward = _ward(family, department, "Kardiologisk Sengeafsnit 1", opened)
    clinic = _ward(family, department, "Kardiologisk Ambulatorium", opened)
    team = _ward(family, clinic, "Kardiologisk Team Hjertesvigt", opened)
    _ward(family, team, "Sygeplejeambulatorium for Hjertesvigt", opened)
    _ward(family, hospital, "Akutmodtagelsen, Fjordby", opened, "akutmodtageenhed")
    _ward(family, hospital, "Røntgen og Skanning, Fjordby", opened, "billeddiagnostisk enhed")
    next_month = first_of_next_month(family.span.day)
    family.rename(ward, "Hjertemedicinsk Sengeafsnit", next_month, _before(family, next_month))
    telephone = places.virtual_address(family.rng, "Fjordby Hospital")
    clinic.change(next_month + 14, _before(family, next_month), virtual_address=telephone)


def _ward(family: Family, parent: SampleUnit, name: str, opened: int, type_name: str = "klinisk enhed") -> SampleUnit:
    unit = regional.plain_ward(family, parent, type_name, name, opened)
    if parent.level == "HI":
        family.state(unit, location=family.own_number(unit, messages.HOSPITAL[:3]))
    else:
        family.state(unit, location={"state": "Inherited"})
    return unit


def _clinic(family: Family, type_name: str, postcode: str, name: str, opened: int, size: int = 3) -> SampleUnit:
    return private.tree(family, _sort(type_name), places.town(postcode), opened, size, name)


def _sort(type_name: str) -> Clinic:
    return next(clinic for clinic in CLINICS if clinic.type_name == type_name)


def _moving(family: Family) -> None:
    owner = _clinic(family, "almen lægepraksis", "8600", "Lægehuset Havneparken", _old(family, 6))
    friday = first_friday_after(family.span.day)
    new = places.address(family.rng, places.town("8600"))
    owner.change(friday, _before(family, friday), postal_address=new)


def _merger(family: Family) -> None:
    opened = _old(family, 9)
    stays = _clinic(family, "tandlægepraksis", "5000", "Tandlægerne Kirketorvet", opened)
    goes = _clinic(family, "tandlægepraksis", "5000", "Tandlæge Birgit Fasandahl", opened)
    new_year = family.span.day // 10000 * 10000 + 101
    registered = shift_day(new_year, -20)
    private.replace(family, goes, new_year, registered, (stays, stays.children[0], stays.children[0].children[0]))
    for unit in (stays, stays.children[0]):
        family.rename(unit, "Tandlægerne Kirketorvet og Fasandahl", new_year, registered)


def _deepest(family: Family) -> None:
    found = next(m for m in places.municipalities() if m.code == MUNICIPALITY)
    owner = municipal.municipal_owner(family, found)
    unit = municipal.institution(family, owner, "sundhedsforvaltning", "Sundhed og Omsorg")
    for type_name, name in (
        ("sundhedsforvaltning", "Sundhedsområdet"),
        ("sundhedscenter", "Sundhedscenter Kystbyen"),
        ("sundhedscenter", "Sundhedscenter Kystbyen, Forebyggelse"),
        ("sygeplejeklinik", "Sygeplejeklinikken Kystbyen"),
        ("hjemmeplejeenhed", "Hjemmeplejen Kystbyen"),
        ("hjemmeplejeenhed", "Hjemmeplejen Kystbyen, Aftenhold"),
    ):
        unit = municipal.unit_below(family, unit, type_name, name, opened=_old(family, 1))


def _pharmacy(family: Family) -> None:
    _clinic(family, "apotek", "9700", "Kløverengens Apotek", _old(family, 12), size=5)


def _closing(family: Family) -> None:
    owner = _clinic(family, "fodterapeutklinik", "4700", "Fodklinikken Anemonehuset", _old(family, 4))
    day = first_of_next_month(first_of_next_month(family.span.day))
    family.close(owner, day, _before(family, day))


def _opening(family: Family) -> None:
    day = first_of_next_month(family.span.day)
    _clinic(family, "fysioterapiklinik", "6700", "Fysioterapien Nordlyset", day)
    for story in family.units[-3:]:
        story.changes[0] = story.changes[0]._replace(registered=_before(family, day))
    for other in family.others:
        if other.opened == day:
            other.changes[0] = other.changes[0]._replace(registered=_before(family, day))


BUSY_NAMES = (
    "Psykologerne Svaneparken", "Psykologerne Svaneparken og Lindegården", "Psykologhuset Svaneparken",
    "Svaneparkens Psykologhus",
)  # fmt: skip


def _busiest(family: Family) -> None:
    owner = _clinic(family, "psykologisk rådgivningsklinik", "2300", "Psykologisk Klinik Svaneparken", _old(family, 2))
    unit, span = owner.children[0], family.span
    months = (span.day // 10000 - span.begin // 10000) * 12
    for n in range(9):
        day = (
            months_before(span.day, months - 3 - n * max(months - 6, 9) // 9)
            if months > 12
            else shift_day(span.day, n * 3 - 60)
        )
        registered = shift_day(day, -9)
        if n % 2 == 0 and n < 8:
            unit.change(day, registered, name=BUSY_NAMES[n // 2])
        elif n % 4 == 1:
            unit.change(day, registered, visiting_address=places.address(family.rng, unit.town))
        else:
            unit.change(day, registered, virtual_address=places.virtual_address(family.rng, BUSY_NAMES[n // 2 % 4]))


def _correct(family: Family) -> None:
    owner = _clinic(family, "kiropraktorklinik", "7400", "Kiropraktisk Klinik Gammelbo", _old(family, 5))
    unit, day = owner.children[0], family.span.day
    believed = months_before(day, 9)
    unit.change(believed, shift_day(believed, -8), name="Kiropraktisk Klinik Lyngparken")
    unit.redate(1, shift_day(believed, 42), months_before(day, 2))
