"""Hand-made SOR XML files and what they say, used both ways: bytes read give the units, units written the bytes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sor.core.day import OPEN
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit

FIXTURES = Path(__file__).parent / "fixtures"

OWNER, INSTITUTION, UNIT, LAST = "90000011000016004", "90000021000016008", "90000031000016005", "90000041000016003"
NUMBER, OTHER_NUMBER = "5790099900019", "5790099900026"


class Example(NamedTuple):
    """One file: its version, its day, when it was made, its units."""

    version: str
    path: Path
    snapshot: int
    created: datetime
    units: list[ListedUnit]


FIRST = Example(
    "1.0.0",
    FIXTURES / "sor_xml_1.xml",
    20100126,
    datetime(2010, 1, 25, 23, tzinfo=UTC),
    [
        ListedUnit(
            OWNER,
            "IO",
            None,
            {
                "name": "Region Midgård",
                "type": "550891000005100",
                "location": {"state": "None"},
                "postal_address": {
                    "sublocation": "Administrationen",
                    "street": "Ved Asgårdsporten",
                    "addressing_name": "V Asgårdsporten",
                    "building": "12B",
                    "floor": "st",
                    "suite": "tv",
                    "subdivision": "Søby",
                    "po_box": "17",
                    "postcode": "0999",
                    "district": "Midgård C",
                    "country": "DNK",
                    "country_scheme": "iso3166-alpha3",
                    "stairway": "A",
                },
                "virtual_address": {
                    "email": "post@midgaard.example",
                    "website": "www.midgaard.example",
                    "phone": "00000001",
                    "fax": "00000002",
                },
            },
            ListedStatus(19990101, 19990101, OPEN, 20090331),
        ),
        ListedUnit(
            INSTITUTION,
            "HI",
            OWNER,
            {
                "name": "Midgård Sygehus & Hospital",
                "type": "22232009",
                "shak": "0001",
                "location": {"state": "Own", "number": NUMBER},
                "geographic_parent": {"relation": "1"},
            },
            ListedStatus(20010203, 20010203, OPEN, 20090331),
            ListedNumber(
                NUMBER,
                {
                    "internal": False,
                    "active": False,
                    "system_supplier": "641000055002",
                    "system_type": "1611000045003",
                    "network": "41000035001",
                    "region": "1084",
                    "administrator": "116",
                    "note": "Kun til prøve",
                },
                ListedStatus(20010203, 20050607, 20110101, 20090331),
            ),
        ),
        ListedUnit(
            UNIT,
            "OU",
            INSTITUTION,
            {
                "name": "Medicinsk afdeling",
                "type": "550811000005108",
                "local_code": "MED",
                "pharmacy_identifier": "362,1",
                "shak": "000101",
                "provider_identifier": "019062",
                "location": {"state": "Inherited"},
                "geographic_parent": {"relation": "3", "parent": INSTITUTION},
                "activity_address": {
                    "street": "Bifrostvej",
                    "building": "1",
                    "postcode": "0999",
                    "district": "Midgård C",
                    "country": "DK",
                },
                "specialities": [
                    {"code": "408443003", "main": True},
                    {"code": "394594003", "main": False, "type": "99"},
                ],
                "ambulant_activity": True,
                "patients_admitted": False,
                "reporting_level": True,
                "local_attribute_1": "en",
                "local_attribute_5": "fem",
            },
            ListedStatus(20091007, 20091007, OPEN, 20091001),
            replaces=(LAST,),
        ),
        ListedUnit(
            LAST,
            "OU",
            INSTITUTION,
            {
                "name": "Medicinsk afdeling (nedlagt)",
                "location": {"state": "None"},
                "geographic_parent": {"relation": "2"},
            },
            ListedStatus(20040101, 20040101, 20091007, 20091001),
            replaced_by=(UNIT,),
        ),
    ],
)

SECOND = Example(
    "2.0.0",
    FIXTURES / "sor_xml_2.xml",
    20260701,
    datetime(2026, 6, 30, 23, 0, 29, 626971, tzinfo=UTC),
    [
        ListedUnit(
            OWNER,
            "IO",
            None,
            {
                "name": "Lægerne Æbleø",
                "type": "550891000005100",
                "cvr": "99999918",
                "location": {"state": "Own", "number": NUMBER},
                "postal_address": {
                    "street": "Æblevej",
                    "building": "70",
                    "postcode": "0999",
                    "district": "Æbleby",
                    "country": "DK",
                    "municipality": "0810",
                    "street_code": "2277",
                    "region": "1081",
                    "north": 6347032.45,
                    "east": "557481.7",
                },
                "virtual_address": {"phone": "00000001"},
            },
            ListedStatus(20180418, 20180725, OPEN, 20180724),
            ListedNumber(
                NUMBER,
                {
                    "internal": True,
                    "active": True,
                    "system_supplier": "162",
                    "system_type": "225",
                    "network": "41000035001",
                    "region": "1081",
                    "administrator": "639",
                },
                ListedStatus(20180418, 20180725, OPEN, 20180724),
            ),
        ),
        ListedUnit(
            INSTITUTION,
            "HI",
            OWNER,
            {
                "name": "Lægehuset Æbleø",
                "type": "394761003",
                "production_unit": "1000000001",
                "geographic_location": "77",
                "visiting_address": {
                    "street": "Pærevej",
                    "building": "2",
                    "postcode": "0999",
                    "district": "Æbleby",
                },
            },
            ListedStatus(20180418, 20260901, 20270201, 20260630),
            place_name="Æblehaven",
        ),
        ListedUnit(
            UNIT,
            "OU",
            INSTITUTION,
            {
                "name": "Idun Æble",
                "type": "255203001",
                "provider_identifier": "019062",
                "location": {"state": "Inherited"},
                "specialities": [{"code": "408443003", "main": True}],
            },
            ListedStatus(20180418, 20180418, OPEN, 20180411),
        ),
        ListedUnit(
            LAST,
            "OU",
            UNIT,
            {"name": "Idun Æbles hjælper", "type": "255203001", "location": {"state": "None"}},
        ),
    ],
)


def _third() -> list[ListedUnit]:
    """The same with what version 3 adds."""
    owner, institution, unit, last = SECOND.units
    values = {**unit.values, "organisational_level": "900000000000001"}
    return [owner, institution, ListedUnit(unit.code, unit.level, unit.parent, values, unit.status), last]


THIRD = SECOND._replace(version="3", path=FIXTURES / "sor_xml_3.xml", units=_third())

EXAMPLES = [FIRST, SECOND, THIRD]
