"""Selections made by hand: a practice of three levels, and whatever a test puts beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.formats.published.selected import SelectedSubject, SelectedUnit
from sor.reading.registered import RegisteredDays

OWNER, CLINIC, DOCTOR = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003))
GLN = "5790002401473"
DAY = 20261101

CODES = CodeBook(
    (key, start, end, body)
    for key, start, end, body in (
        ("entity_type/550891000005100", 10101, OPEN, '{"name_da":"Privat"}'),
        ("entity_type/394761003", 10101, OPEN, '{"name_da":"almen lægepraksis"}'),
        ("entity_type/547211000005108", 10101, OPEN, '{"name_da":"kommune"}'),
        ("entity_type/550881000005103", 10101, OPEN, '{"name_da":"region"}'),
        ("speciality/408443003", 10101, OPEN, '{"name_da":"almen medicin"}'),
        ("region/1081", 10101, OPEN, '{"name_da":"Region Nordjylland"}'),
        ("municipality/0810", 10101, OPEN, '{"name_da":"Brønderslev","region":"1081"}'),
        ("network/41000035001", 10101, OPEN, '{"name_da":"KMD"}'),
        ("organisational_level/afsnit", 10101, OPEN, '{"name_da":"Afsnit"}'),
        ("edi_message_type/DIS91/D9134L", 10101, OPEN, '{"name_da":"Korrespondancebrev"}'),
    )
)

ADDRESS = {
    "street": "Østergade", "building": "70", "floor": "1", "suite": "tv", "postcode": "9700", "district": "Brønderslev",
    "municipality": "0810", "street_code": "2277", "country": "DK", "east": 557481.68, "north": 6347032.45,
}  # fmt: skip
NUMBER = {"system_type": "225", "network": "41000035001", "region": "1081", "active": True}
STATUS = {"from": "2018-07-25", "updated": "2018-07-24"}

OWNER_VALUES: dict[str, Any] = {
    "name": "Asta Klitgaard ApS", "level": "IO", "type": "550891000005100", "cvr": "13585628", "status": STATUS,
    "location": {"state": "Own", "number": GLN}, "postal_address": ADDRESS, "virtual_address": {"phone": "98765432"},
}  # fmt: skip
CLINIC_VALUES: dict[str, Any] = {
    "name": "Klitgårdens Lægehus", "level": "HI", "parent": OWNER, "type": "394761003", "status": STATUS,
    "location": {"state": "Inherited"}, "shak": "1301",
}  # fmt: skip
DOCTOR_VALUES: dict[str, Any] = {
    "name": "Dr. Asta Klitgaard", "level": "OU", "parent": CLINIC, "type": "394761003", "status": STATUS,
    "location": {"state": "None"}, "provider_identifier": "019062",
    "specialities": [{"code": "408443003", "main": True}],
    "visiting_address": {"street": "Havnen", "building": "2", "postcode": "9700"},
}  # fmt: skip


def selected(code: str, own: dict[str, Any], *above: tuple[str, dict[str, Any]], **more: Any) -> SelectedUnit:
    """A row of a unit below some others, nearest first."""
    chain = [(code, own), *above]
    top, values = chain[-1]
    given: dict[str, Any] = {
        "from_day": 20180725, "to_day": OPEN, "first_from": 20180418, "closes": OPEN, "serial": 1,
        "registered": registered(own), "day": DAY, "number": NUMBER,
        "owner": top if values.get("level") == "IO" else None,
    }  # fmt: skip
    return SelectedUnit(code, chain=chain, **(given | more))


def practice(**doctor: Any) -> list[SelectedUnit]:
    """The owner, the clinic and the doctor. doctor: values of the doctor's that are others."""
    own = {field: value for field, value in (DOCTOR_VALUES | doctor).items() if value is not None}
    clinic, owner = (CLINIC, CLINIC_VALUES), (OWNER, OWNER_VALUES)
    return [selected(*owner), selected(*clinic, owner), selected(DOCTOR, own, clinic, owner)]


def subject(kind: str, key: str, values: dict[str, Any], start: int = 20180101, end: int = OPEN) -> SelectedSubject:
    """A subject of another kind."""
    return SelectedSubject(kind, key, start, end, start, end, 1, registered(values), values)


def registered(values: dict[str, Any]) -> int | None:
    """As a source says it; what no source dates was registered here on the first of October 2018."""
    days = RegisteredDays(lambda _: ("2018-10-01T08:00:00Z", "import"))
    return days.of(1, values)


class Given:
    """A selection of given rows."""

    def __init__(
        self,
        units: Sequence[SelectedUnit] = (),
        subjects: Sequence[SelectedSubject] = (),
        coming: Sequence[SelectedUnit] = (),
        changed: Sequence[tuple[str, list[SelectedSubject], list[SelectedSubject]]] = (),
        *,
        history: bool = False,
        shak_end: int | None = None,
        codes: CodeBook = CODES,
    ) -> None:
        self.valid, self.known, self.since = DAY, 7, 1 if changed else None
        self.municipality: str | None = None
        self.rows: Counter[str] = Counter()
        self.history, self.shak_end, self.codes, self.codes_before = history, shak_end, codes, codes
        self.created = datetime(2026, 11, 1, 1, tzinfo=UTC)
        self._units, self._subjects, self._coming, self._changed = units, subjects, coming, changed

    def units(self) -> Iterator[SelectedUnit]:
        return iter(self._units)

    def coming_units(self) -> Iterator[SelectedUnit]:
        return iter(self._coming)

    def subjects(self, kind: str) -> Iterator[SelectedSubject]:
        return (found for found in self._subjects if found.kind == kind)

    def carriers(self, system: str) -> list[tuple[str, str]]:
        return sorted((row.own[system], row.code) for row in self._units if system in row.own)

    def history_changes(self, kind: str) -> Iterator[tuple[str, list[SelectedSubject], list[SelectedSubject]]]:
        return iter(self._changed)
