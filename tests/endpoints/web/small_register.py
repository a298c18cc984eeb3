"""A small register of invented units for the pages' tests: a hospital of six levels, a practice that will move.

Its present day is 21 November 2026.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.finding import WARNING, Finding
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.core.subject import edi_key, succession_key
from sor.register import MASTER, Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.new_databases import NewDatabases

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)

PRACTICE_OWNER = sor_code(9_000_101)
PRACTICE = sor_code(9_000_102)
PRACTICE_PROVIDER = sor_code(9_000_103)
REGION = sor_code(9_000_201)
HOSPITAL = sor_code(9_000_202)
AREA = sor_code(9_000_203)
CENTRE = sor_code(9_000_204)
MAIN_DEPARTMENT = sor_code(9_000_205)
DEPARTMENT = sor_code(9_000_206)
WARD = sor_code(9_000_207)
SECRETARIAT = sor_code(9_000_208)
CLOSED_CLINIC = sor_code(9_000_301)
FUTURE_CLINIC = sor_code(9_000_302)
HOSTILE = sor_code(9_000_303)
UNKNOWN = sor_code(9_999_999)

PRACTICE_NUMBER = "5799000000015"
HOSPITAL_NUMBER = "5799000000022"

OLD_STREET = {
    "street": "Østergade", "building": "70", "postcode": "9700", "district": "Brønderslev", "municipality": "0810",
    "street_code": "2277", "country": "DK", "east": 557481.68, "north": 6347032.45,
}  # fmt: skip
NEW_STREET = OLD_STREET | {"street": "Nygade", "building": "12", "floor": "1", "east": 557301.0, "north": 6347210.0}
CONTACT = {
    "phone": "98820000", "email": "klinik@bakkegaarden.example", "website": "https://bakkegaarden.example",
}  # fmt: skip
HOSPITAL_STREET = {
    "street": "Klitvej", "building": "1", "postcode": "8000", "district": "Aarhus C", "municipality": "0751",
    "country": "DK", "east": 574800.0, "north": 6223500.0,
}  # fmt: skip
CAPITAL_STREET = {
    "street": "Havnegade", "building": "3", "postcode": "1058", "district": "København K", "municipality": "0101",
    "country": "DK", "east": 725500.0, "north": 6176000.0,
}  # fmt: skip


def says(field: str, day: int, value: Any, until: int = OPEN) -> Draft:
    """A field holds a value from a day on."""
    return Draft(field, day, until, 0, encode(value))


def unit(code: str, born: int, *more: Draft, gone: int | None = None, **fields: Any) -> LineDraft:
    """A unit born on a day with some fields, and what is said of it later."""
    drafts = [says("open", born, True), *(says(field, born, value) for field, value in fields.items()), *more]
    if gone is not None:
        drafts.append(says("open", gone, False))
    return LineDraft("unit", code, drafts, before={})


def number(value: str, born: int, **fields: Any) -> LineDraft:
    """A location number."""
    drafts = [says("open", born, True), *(says(field, born, held) for field, held in fields.items())]
    return LineDraft("location_number", value, drafts, before={})


def message(value: str, standard: str, version: str, direction: str, born: int, gone: int | None = None) -> LineDraft:
    """A message type at a location number."""
    drafts = [says("open", born, True)] + ([says("open", gone, False)] if gone else [])
    return LineDraft("edi", edi_key(value, standard, version, direction), drafts, before={})


def practice() -> list[LineDraft]:
    """An owner, its clinic and the unit that carries the ydernummer; the two below inherit address and number."""
    return [
        unit(
            PRACTICE_OWNER, 20180418,
            says("postal_address", 20261201, NEW_STREET),
            says("virtual_address", 20270115, CONTACT | {"phone": "98820099"}),
            level="IO", name="Lægerne Bakkegården I/S", type="550891000005100", cvr="99000007",
            postal_address=OLD_STREET, location={"state": "Own", "number": PRACTICE_NUMBER},
            virtual_address=CONTACT,
        ),
        unit(
            PRACTICE, 20180418,
            says("name", 20210301, "Lægehuset Bakkegården"),
            level="HI", name="Lægerne Bakkegården", type="394761003", parent=PRACTICE_OWNER,
            location={"state": "Inherited"}, production_unit="1099000001",
        ),
        unit(
            PRACTICE_PROVIDER, 20180418,
            says("name", 20210301, "Lægehuset Bakkegården"),
            level="OU", name="Lægerne Bakkegården", type="255203001", parent=PRACTICE, provider_identifier="990062",
            specialities=[{"code": "408443003", "main": True}], location={"state": "Inherited"}, ambulant_activity=True,
        ),
        number(PRACTICE_NUMBER, 20180418, system_type="225", system_supplier="162", network="41000035001",
               region="1081", active=True, internal=False),
        message(PRACTICE_NUMBER, "BIN01", "B0131X", "receive", 20180418),
        message(PRACTICE_NUMBER, "BIN02", "B0210X", "receive", 20180418, 20240101),
    ]  # fmt: skip


def hospital() -> list[LineDraft]:
    """A region, its hospital, and one unit of every clinical-administrative level below."""
    below = [
        (AREA, "Hospitalsområde Nord", HOSPITAL, "hospitalsomraade"),
        (CENTRE, "Hjertecenter", AREA, "center"),
        (MAIN_DEPARTMENT, "Overafdeling for Hjertesygdomme", CENTRE, "overafdeling"),
        (DEPARTMENT, "Afdeling for Hjertesygdomme", MAIN_DEPARTMENT, "afdeling"),
        (WARD, "Hjertesygdomme, Sengeafsnit 1", DEPARTMENT, "afsnit"),
        (SECRETARIAT, "Sekretariat", HOSPITAL, None),
    ]
    units = [
        unit(
            code, 20150101, level="OU", name=name, parent=parent, type="550851000005109",
            organisational_level=level, location={"state": "Inherited"},
        )
        for code, name, parent, level in below
    ]  # fmt: skip
    units[3].drafts = [*units[3].drafts, says("shak", 20150101, "990101")]
    return [
        unit(REGION, 20070101, level="IO", name="Region Vestland", type="550881000005103", cvr="99000015",
             postal_address=HOSPITAL_STREET, location={"state": "None"}),
        unit(HOSPITAL, 20070101, says("name", 20190101, "Vestland Universitetshospital"), level="HI",
             name="Vestland Sygehus", type="22232009", parent=REGION, shak="9901", organisational_level="hospital",
             location={"state": "Own", "number": HOSPITAL_NUMBER}),
        number(HOSPITAL_NUMBER, 20070101, region="1082", active=True),
        *units,
    ]  # fmt: skip


def odd_ones() -> list[LineDraft]:
    """A closed clinic and its successor to come; a unit whose name tries to be a script."""
    return [
        unit(CLOSED_CLINIC, 20100101, gone=20250701, level="IO", name="Havnens Fodklinik", type="550891000005100",
             postal_address=CAPITAL_STREET),
        unit(FUTURE_CLINIC, 20270201, level="IO", name="Havnens Nye Fodklinik", type="550891000005100",
             postal_address=CAPITAL_STREET),
        LineDraft("succession", succession_key(CLOSED_CLINIC, FUTURE_CLINIC),
                  [says("open", 20250701, True), says("replaces", 20250701, True), says("replaced_by", 20250701, True)],
                  before={}),
        unit(HOSTILE, 20200101, level="IO", name='<script>alert("x")</script> & Co', type="ukendt type",
             virtual_address={"website": "javascript:alert(1)", "email": "x@y.example"}),
    ]  # fmt: skip


def fill(register: Register) -> Register:
    """Make it a demo master with everything above, loaded on one day, and one later change."""
    register.init(MASTER, demo=True)
    finding = Finding("T1", WARNING, "unit", HOSTILE, "type", {"value": "ukendt type"})
    origin = {"file": "sample.xml"}
    lines = [*practice(), *hospital(), *odd_ones()]
    register.submit(Submission(lines, "founder", "import", "first load", origin, [finding]))
    moved = [LineDraft("unit", WARD, [says("name", 20260901, "Hjertesygdomme, Sengeafsnit Nord")])]
    register.submit(Submission(moved, "anna", "web", "nyt navn"))
    return register


def small_register(url: str) -> Register:
    """The register in a database that is new."""
    return small(Database(url))


def small(database: Database) -> Register:
    """The register in a database that holds nothing."""
    return fill(Register(database, lambda: NOW))


def copied(new: NewDatabases, clock: Callable[[], datetime] = lambda: NOW) -> Register:
    """The register, copied from one that was made once."""
    return Register(new.holding(small), clock)
