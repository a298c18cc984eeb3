"""The sandbox of a SORUS caller: a small region of its own, whose codes and numbers follow from the CVR number.

So examples can be typed from a guide, and callers do not meet in one tree.
"""

from typing import NamedTuple

from stdnum import ean

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, write_day
from sor.core.identifiers import sor_code
from sor.core.shapes import Fields
from sor.core.subject import LOCATION_NUMBER_FIELDS, UNIT_FIELDS

OPENED = 20200101
"""The day on which every unit of a sandbox was opened."""

OWNER, HOSPITAL, DEPARTMENT, OTHER_DEPARTMENT, WARD, WARD_WITH_NUMBER = range(6)
"""The units: a region, its hospital, two departments, and two wards below the first of them."""

USED, NUMBERS = 2, 10
"""Of ten location numbers the hospital and a ward have one each; the others may be issued."""

STREET = {
    "street": "Sandvejen", "building": "1", "postcode": "8600", "district": "Silkeborg", "municipality": "0740",
    "country": "DK",
}  # fmt: skip
HOSPITAL_UNIT = {"reporting_level": False, "patients_admitted": False, "ambulant_activity": True}
NUMBER_DATA = {
    "active": True, "internal": False, "system_supplier": "162", "system_type": "225", "network": "41000035001",
    "region": "1082", "administrator": "1",
}  # fmt: skip


class Sandbox(NamedTuple):
    """The sandbox of a CVR number (eight digits, the first not 0)."""

    cvr: str

    def code(self, place: int) -> str:
        """The SOR code of one of its units."""
        return sor_code(int(self.cvr[:7]) * 10 + place)

    def number(self, place: int) -> str:
        """One of its ten location numbers."""
        body = self.body(place)
        return body + ean.calc_check_digit(body)

    def body(self, place: int) -> str:
        """The same without its check digit."""
        return f"5799{self.cvr[:7]}{place}"

    @property
    def actor(self) -> str:
        """The id of the actor who keeps it."""
        return f"sandkasse-{self.cvr}"

    def names(self) -> dict[str, str]:
        """Its units' names by code, in the order of the tree."""
        return {self.code(place): str(values["name"]) for place, values in enumerate(self._units())}

    def claims(self) -> list[Claim]:
        """All that holds in it at first."""
        units = [
            _whole("unit", self.code(place), UNIT_FIELDS - {"geographic_location"}, values)
            for place, values in enumerate(self._units())
        ]
        fields = LOCATION_NUMBER_FIELDS
        return units + [_whole("location_number", self.number(n), fields, dict(NUMBER_DATA)) for n in range(USED)]

    def _units(self) -> list[Fields]:
        inherited = {"location": {"state": "Inherited"}}
        contact = {"email": "sandkasse@example.org", "phone": "86000000", "website": "https://example.org"}
        ward = {"level": "OU", "type": "309904001", **HOSPITAL_UNIT}
        return [
            {
                "name": f"Sandkasseregionen {self.cvr}", "level": "IO", "type": "550881000005103", "cvr": self.cvr,
                "postal_address": STREET, "virtual_address": contact, "location": {"state": "None"},
            },
            {
                "name": "Sandkassehospitalet", "level": "HI", "type": "22232009", "parent": self.code(OWNER),
                "postal_address": STREET | {"building": "2"}, "virtual_address": contact,
                "location": {"state": "Own", "number": self.number(0)},
            },
            {"name": "Afdeling A", "parent": self.code(HOSPITAL), **ward, **inherited},
            {"name": "Afdeling B", "parent": self.code(HOSPITAL), **ward, **inherited},
            {"name": "Afsnit A1", "parent": self.code(DEPARTMENT), **ward, **inherited},
            {
                "name": "Afsnit A2", "parent": self.code(DEPARTMENT), **ward,
                "location": {"state": "Own", "number": self.number(1)},
            },
        ]  # fmt: skip


def never(kind: str, key: str) -> Claim:
    """A subject that a caller made: it never was."""
    return Claim(kind, key, frozenset(), [], life=[])


def _whole(kind: str, key: str, fields: frozenset[str], values: Fields) -> Claim:
    told = {**values, "status": {"from": write_day(OPENED), "updated": write_day(OPENED)}}
    return Claim(kind, key, fields - {"open"}, [Piece(OPENED, OPEN, told)], life=[(OPENED, OPEN)])
