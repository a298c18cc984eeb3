"""A small private clinic as the daily SOR XML 2.0.0 lists it, for journeys: an owner, an institution, a unit."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from sor.core.day import to_date
from sor.core.identifiers import sor_code
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.formats.sor_xml.write import write

OWNER, CLINIC, DOCTOR = (sor_code(n) for n in (900_001, 900_002, 900_003))
GLN = "5790000121526"


def address(street: str, building: str = "7") -> dict[str, object]:
    return {
        "street": street, "building": building, "postcode": "9700", "district": "Brønderslev", "municipality": "0810",
        "street_code": "2277", "country": "DK", "east": 557481.68, "north": 6347032.45,
    }  # fmt: skip


@dataclass
class Clinic:
    """What the file of a day says; change a field and write the next day's file."""

    name: str = "Klitgårdens Lægehus"
    street: str = "Østergade"
    phone: str = "98765432"
    since: int = 20200101
    updated: int = 20191220
    first: int = 20180401
    codes: tuple[str, str, str] = (OWNER, CLINIC, DOCTOR)
    gln: str = GLN
    doctor: str = "Dr. Asta Klitgaard"
    more: list[ListedUnit] = field(default_factory=list)

    def units(self) -> list[ListedUnit]:
        status = ListedStatus(self.first, self.since, updated=self.updated)
        plain = ListedStatus(self.first, self.first, updated=20180320)
        owner, clinic, doctor = self.codes
        number = ListedNumber(
            self.gln,
            {"system_supplier": "162", "system_type": "225", "network": "41000035001", "region": "1081",
             "administrator": "639", "internal": False, "active": True},
            plain,
        )  # fmt: skip
        virtual = {"phone": self.phone}
        return [
            ListedUnit(
                owner, "IO", None,
                {"name": "Asta Klitgaard ApS", "type": "550891000005100", "cvr": "13585628",
                 "location": {"state": "Own", "number": self.gln},
                 "postal_address": address(self.street), "virtual_address": virtual},
                status, number,
            ),
            ListedUnit(
                clinic, "HI", owner,
                {"name": self.name, "type": "394761003", "location": {"state": "Inherited"}}, status,
            ),
            ListedUnit(
                doctor, "OU", clinic,
                {"name": self.doctor, "type": "255203001", "location": {"state": "Inherited"},
                 "provider_identifier": "019062", "specialities": [{"code": "408443003", "main": True}]},
                plain,
            ),
            *self.more,
        ]  # fmt: skip

    def xml(self, day: int) -> bytes:
        out = BytesIO()
        date = to_date(day)
        write(self.units(), out, "2.0.0", day, datetime(date.year, date.month, date.day, 0, 0, 29, tzinfo=UTC))
        return out.getvalue()

    def save(self, folder: Path, day: int) -> Path:
        path = folder / f"Sor-{day}.xml"
        path.write_bytes(self.xml(day))
        return path
