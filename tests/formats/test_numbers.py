"""Numbers stay numbers: whatever the register holds, a strict reader of numbers reads every file of every day."""

import csv
import io
import json
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from sor.core.canonical import encode
from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.formats import sores
from sor.formats.numbers import is_decimal, number
from sor.formats.published.export_format import HISTORY, SINCE, VALID
from sor.formats.published.exports import FORMATS
from sor.formats.shak import region as shak_region
from sor.formats.soap import sorls, sorus
from sor.formats.soap.krs_tables import VIEWS
from sor.formats.soap.sorus_choices import EDIT, VERSIONS
from sor.formats.sor2 import complete_export as sor2_complete_export
from sor.formats.sor2 import export as sor2_export
from sor.formats.sor_xml import export as sor_xml_export
from sor.formats.sor_xml.tables import VERSIONS as XML_VERSIONS
from sor.formats.tables import municipality_export, sor_csv_export, xlsx
from sor.formats.xml_tables.elements import Form
from sor.jobs.editions import PublishOptions
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.publishing import publish
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.formats import selections
from tests.formats.strict_numbers import READ, TABLES, leaves_of, numbers_in

OWNER, HOSPITAL, WARD, WEST = (sor_code(9_000_100 + n) for n in range(4))
GLN = "5790002401473"
EAST = {"street": "Blegdamsvej", "building": "9", "postcode": "2100", "district": "København Ø", "municipality": "0101"}
UNITS: dict[str, dict[str, Any]] = {
    OWNER: {"level": "IO", "name": "Region Hovedstaden", "type": "en ny ejertype", "postal_address": EAST,
            "location": {"state": "Own", "number": GLN}, "cvr": "ukendt"},
    HOSPITAL: {"level": "HI", "name": "Hospitalet", "type": "22232009", "parent": OWNER, "shak": "1301",
               "location": {"state": "Inherited"}, "geographic_parent": {"relation": "ukendt", "parent": OWNER}},
    WARD: {"level": "OU", "name": "Afsnittet", "type": "550811000005108", "parent": HOSPITAL,
           "organisational_level": "afsnit", "production_unit": "P-10", "geographic_location": "plads-1",
           "postal_address": EAST | {"east": 724000.5, "north": 6177000.0},
           "visiting_address": EAST | {"region": "Region Øst", "street_code": "x", "east": "12,5 km"},
           "specialities": [{"code": "kardiologi", "main": True}, {"code": "394594003", "main": False}]},
    WEST: {"level": "OU", "name": "I vest", "type": "ukendt type", "parent": HOSPITAL,
           "postal_address": EAST | {"municipality": "0810"}},
}  # fmt: skip
NUMBER = {"region": "1084", "system_type": "Nexus", "system_supplier": "162", "network": "net", "administrator": "os"}
CSV = "sor_produktion/data/sor/sorcsv/V_1_2_1_19/sor.csv"
DAILY = "sor2_produktion/V1_00/data/SorEntity_daily.csv"
XML = "sor_produktion/data/sor/sorxml/v_2_0_0/Sor.zip"
REGION = "sor_produktion/data/shak/shakregion/SHAKregion.txt"
NOT_REGION = "{} is a number, which 'oestdanmark' is not: left out"
NOW = "2027-01-03T12:00:00+00:00"
DAYS = (20261230, 20261231, 20270101, 20270102, 20270103)


def stated(kind: str, key: str, values: dict[str, Any]) -> LineDraft:
    said = {"open": True, **values}
    return LineDraft(kind, key, [Draft(field, 20200101, OPEN, 0, encode(value)) for field, value in said.items()])


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A register with words where codes would be, published on each of the days."""
    folder = tmp_path_factory.mktemp("numbers")
    clock = StandingClock("2026-12-30T12:00:00+00:00")

    register = Register(Database(f"sqlite:///{folder}/sor.db"), clock)
    register.init("mirror")
    lines = [stated("unit", code, values) for code, values in UNITS.items()]
    lines += [
        stated("location_number", GLN, NUMBER),
        stated("place", "plads-1", {"name": "P", "region": "oestdanmark"}),
    ]
    lines += [stated("shak", "1301", {"record": "sgh", "name": "RH", "institution_kind": "101"})]
    register.submit(Submission(lines, "anna", "import"))
    found: dict[int, Path] = {}
    for day in DAYS:
        done = publish(register, folder / "files", PublishOptions())
        found[day] = folder / "files/editions" / str(done.edition)
        clock.pass_days(1)
    return found


def rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding), newline=""), delimiter=";", strict=True))


def left_out(path: Path) -> list[tuple[str, str, str]]:
    report = path.with_name(path.name + ".left-out.csv")
    return [(row["code"], row["field"], row["reason"]) for row in rows(report, "utf-8")]


@pytest.mark.slow
def test_a_strict_reader_of_numbers_reads_every_file_of_every_day(editions: dict[int, Path]) -> None:
    for day, edition in editions.items():
        files = json.loads((edition / "manifest.json").read_bytes())["files"]
        found = {file["name"]: {name for name, _ in numbers_in(edition / file["name"])} for file in files}
        of_all = set().union(*found.values())
        assert {"SOR-kode", "EntityTypeId", "EntityTypeIdentifier", "RegionCode", "Regionskode"} <= of_all, day
        assert {"DatoTil", "SnapshotDate", "postal_address.east", "postal_address_east"} <= of_all, day
        rows = {file["name"]: file["rows"] for file in files}
        assert {name for name, numbers in found.items() if not numbers} <= {name for name, n in rows.items() if not n}


@pytest.mark.slow
def test_every_format_and_every_selection_of_it_is_read_strictly(editions: dict[int, Path], tmp_path: Path) -> None:
    """What ``sor export`` alone writes: XML 1, histories and deltas, on each of the days."""
    register = Register(Database(f"sqlite:///{next(iter(editions.values())).parents[2]}/sor.db"), StandingClock(NOW))
    for form in (one for made in FORMATS.values() for one in (made, *made.also)):
        for asked in ({}, {HISTORY: True}, {SINCE: "1"}, {VALID: "2026-12-31"}, {VALID: "2027-01-01"}):
            if asked.keys() <= form.takes and (asked.keys() >= form.needs):
                path = tmp_path / form.file
                path.unlink(missing_ok=True)
                export(register, ExportRequest(form.name, file=form.file, **asked), path)
                list(numbers_in(path))


def test_a_file_that_the_strict_reader_does_not_know_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a;b")
    with pytest.raises(LookupError, match=r"new\.csv is read by no strict reader of numbers"):
        list(numbers_in(tmp_path / "new.csv"))


@pytest.mark.slow
def test_an_address_in_the_new_region_has_its_name_and_no_code_until_that_is_public(editions: dict[int, Path]) -> None:
    for day, edition in editions.items():
        is_new = day >= 20270101
        (classic,) = (r for r in rows(edition / CSV, "iso-8859-1") if r["SOR-kode"] == HOSPITAL)
        assert classic["P_Region"] == ("Region Østdanmark" if is_new else "Region Hovedstaden")
        (west,) = (r for r in rows(edition / CSV, "iso-8859-1") if r["SOR-kode"] == WEST)
        assert west["P_Region"] == "Region Nordjylland"
        (daily,) = (r for r in rows(edition / DAILY) if r["SorId"] == f'="{HOSPITAL}"')
        assert daily["PostalAddressRegionCode"] == ("" if is_new else "1084")
        assert daily["EanLocationCodeRegionName"] == "Region Hovedstaden", "what a number states is data and stays"
        told = (HOSPITAL, "postal_address.region", NOT_REGION.format("PostalAddressRegionCode"))
        assert left_out(edition / DAILY).count(told) == is_new
        root = etree.fromstring(zipfile.ZipFile(edition / XML).read("Sor.xml"))
        owner = root.find(".//{*}InstitutionOwner")
        assert (owner.find("{*}PostalAddressInformation/{*}RegionCode") is None) == is_new
        assert owner.findtext("{*}EanLocationCodeEntity/{*}RegionCode") == "1084"
        told = (OWNER, "postal_address.region", NOT_REGION.format("RegionCode"))
        assert left_out(edition / XML).count(told) == is_new


@pytest.mark.slow
def test_a_file_that_wants_a_region_has_the_one_of_the_day_before_and_says_so(editions: dict[int, Path]) -> None:
    edition = editions[20270103]
    lines = [line.split("\t") for line in (edition / REGION).read_text("iso-8859-1").splitlines()]
    assert [(line[2], line[3], line[6]) for line in lines if line[0] == "1301"] == [
        ("20200101", "20261231", "1084"),
        ("20270101", "25000101", "1084"),
    ]
    assert [(code, field) for code, field, _ in left_out(edition / REGION)] == [("1301", "region")]
    told = left_out((edition / REGION).with_suffix(".xml"))
    assert "the code of the region oestdanmark is not public; 1084, of the region before, stands" in told[0][2]


@pytest.mark.slow
def test_a_type_in_no_list_stands_by_its_name_and_not_as_a_code(editions: dict[int, Path]) -> None:
    (west,) = (r for r in rows(editions[20261230] / DAILY) if r["SorId"] == f'="{WEST}"')
    assert (west["EntityTypeId"], west["EntityTypeName"]) == ("", "ukendt type")
    told = {field for code, field, _ in left_out(editions[20261230] / DAILY) if code == WARD}
    assert told >= {
        "organisational_level", "production_unit", "geographic_location", "visiting_address.region",
        "visiting_address.street_code", "visiting_address.east", "speciality.1.code",
    }  # fmt: skip


WORDS = st.sampled_from(["oestdanmark", "afsnit", "12a", "²", "٣", "1,5", "-1", "", " 7", "1" * 19, "0810", "1084"])
FIELDS = ("type", "organisational_level", "production_unit", "geographic_location", "cvr", "shak")
PARTS = ("municipality", "street_code", "region", "po_box", "postcode", "east", "north")
WRITERS = {
    "sor.csv": sor_csv_export.write_csv,
    "SorEntity_daily.csv": sor2_export.write_daily,
    "SOREntity.csv": sor2_export.write_history,
    "SOR_complete.zip": sor2_complete_export.write_complete,
    "units.xlsx": xlsx.write,
    "municipalities.csv": municipality_export.write,
    "SHAKregion.txt": shak_region.write_text,
    "SHAKregion.xml": shak_region.write_xml,
    **{f"{n}/Sor.xml": partial(sor_xml_export.write_xml, version=n) for n in ("1.0.0", "2.0.0", "3")},
}


EAST_CODES = CodeBook(
    [
        ("region/1084", 10101, 20270101, '{"name_da":"Region Hovedstaden"}'),
        ("region/oestdanmark", 20270101, OPEN, '{"name_da":"Region Østdanmark"}'),
        ("municipality/0101", 10101, 20270101, '{"name_da":"København","region":"1084"}'),
        ("municipality/0101", 20270101, OPEN, '{"name_da":"København","region":"oestdanmark"}'),
    ]
)


@pytest.mark.parametrize(
    ("version", "region", "municipality", "day", "shown"),
    [
        ("1.0.0", "oestdanmark", "0101", 20270101, "1084"),
        ("1.0.0", "oestdanmark", "9999", 20270101, None),
        ("1.0.0", "oestdanmark", None, 20270101, None),
        ("1.0.0", "1081", "0101", 20270101, "1081"),
        ("1.0.0", "1084", "0101", 20261231, "1084"),
        ("1.0.0", None, "0101", 20270101, None),
        ("2.0.0", "oestdanmark", "0101", 20270101, None),
        ("3", "oestdanmark", "0101", 20270101, None),
    ],
)
def test_a_number_has_in_xml_1_the_region_before_where_its_own_has_no_code(
    version: str, region: str | None, municipality: str | None, day: int, shown: str | None
) -> None:
    """XML 1 wants a region of every location number; the others leave it out. What does not stand is told once."""
    facts: dict[str, Any] = {
        "system_type": "225", "system_supplier": "162", "network": "41000035001", "administrator": "77",
        "active": True, "internal": False,
    } | ({"region": region} if region else {})  # fmt: skip
    own = selections.subject("location_number", selections.GLN, facts)
    address = {"street": "Gade"} | ({"municipality": municipality} if municipality else {})
    *over, row = selections.practice(location={"state": "Own", "number": selections.GLN}, postal_address=address)
    given = selections.Given([*over, replace(row, own_number=own, number=facts)], codes=EAST_CODES)
    given.valid = day
    out = io.BytesIO()
    omitted = sor_xml_export.write_xml(given, out, version)
    numbers = etree.fromstring(out.getvalue()).findall(".//{*}OrganizationalUnit//{*}EanLocationCodeEntity")
    is_needed = version == "1.0.0" and shown is None
    assert [number.findtext("{*}RegionCode") for number in numbers] == ([] if is_needed else [shown])
    of_row = [line for line in omitted if line.code == row.code and not line.field.endswith("address.region")]
    told = [line.reason for line in of_row if "oestdanmark" in line.reason]
    if region != "oestdanmark":
        assert told == []
    elif shown:
        assert told == [
            "RegionCode is a number, which 'oestdanmark' is not: 1084, of the municipality's region before, stands"
        ]
    else:
        assert len(told) == 1
        assert "RegionCode" in told[0]
        assert "left out" in told[0]


def some(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, WORDS))


@pytest.mark.slow
@given(
    some(FIELDS), some(PARTS), some(PARTS), st.lists(some(("code", "type")), max_size=2),
    some(("region", "system_type", "system_supplier", "network", "administrator")), some(("relation", "parent")),
)  # fmt: skip
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_word_comes_through_whatever_stands_where_a_code_would(
    tmp_path_factory: pytest.TempPathFactory, fields, postal, visiting, specialities, facts, above
) -> None:
    doctor = {**fields, "visiting_address": visiting, "postal_address": postal, "geographic_parent": above}
    doctor["specialities"] = [{"code": "408443003", "main": False} | one for one in specialities]
    doctor["location"] = {"state": "Own", "number": selections.GLN}
    own = selections.subject("location_number", selections.GLN, facts)
    *over, row = selections.practice(**doctor)
    units = [*over, replace(row, own_number=own, number=facts)]
    others = [own, selections.subject("place", fields.get("geographic_location") or "7", {"name": "x", **visiting})]
    others += [selections.subject("shak", "1301", {"record": "sgh", "institution_kind": "101"})]
    folder = tmp_path_factory.mktemp("words")
    for name, write in WRITERS.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        is_history = name in ("SOREntity.csv", "SOR_complete.zip") or name.startswith("SHAK")
        with path.open("wb") as out:
            write(selections.Given(units, others, history=is_history), out)
        list(numbers_in(path))


LONGS = {
    "OwnerType", "InstitutionType", "UnitType", "EntityTypeIdentifier", "EanLocationCode", "SystemSupplier",
    "SystemType",
    "CommunicationSupplier", "RegionCode", "EdiAdministrator", "SystemSupplierIdentifier", "SystemTypeIdentifier",
    "CommunicationSupplierIdentifier", "EdiAdministratorIdentifier", "GeographicalParentRelation",
    "GeographicalParentSorIdentifier", "SpecialityCode", "SpecialityType", "PostOfficeBoxIdentifier",
    "MunicipalityCode",
    "StreetCode", "CVRnumberIdentifier", "ProductionUnitIdentifier", "GeographicalLocalisationIdentifier",
    "OrganisationalLevel", "CoordETRS89z32NMeasure", "CoordETRS89z32EMeasure",
}  # fmt: skip
"""The elements of SOR XML that are numbers, from the facts (data formats, sections 3.4, 4,
5 and 6); SorIdentifier aside,
which is a key and well formed."""


def test_the_tables_of_xml_call_a_number_what_the_facts_call_one() -> None:
    leaves = [leaf for version in XML_VERSIONS.values() for placed in version.unit for leaf in leaves_of(placed.part)]
    called = {leaf.name.partition(":")[2] for leaf in leaves if leaf.form in (Form.NUMBER, Form.METRE)}
    assert called == LONGS
    assert not {leaf.name.partition(":")[2] for leaf in leaves if leaf.form not in (Form.NUMBER, Form.METRE)} & LONGS


def test_the_tables_call_a_number_what_looks_like_one_by_its_name() -> None:
    """Codes of regions, municipalities and streets, coordinates, SNOMED CT and SOR codes, and the like."""
    ends = ("SorId", "RegionCode", "MunicipalityCode", "StreetCode", "TypeId", "SupplierId", "AdministratorId",
            "Measure", "_KK", "_VK", "_X", "_Y", "CvrNumberId", "CVR", "P-nummer", "SOR-kode", "Regionskode", "SORkode",
            "UnitId", "Lokationsnummer", "EanLocationCode", "LocalisationId", "LevelCode",
            "ParentRelation")  # fmt: skip
    for name, columns in TABLES.items():
        for column in columns:
            is_speciality = "Speciality" in column.name and column.name.endswith("Id")
            if column.name.endswith(ends) or is_speciality:
                assert column.read in READ, f"{name}: {column.name}"


INTEGERS = {
    "sorNummer", "eanLokationsnummer", "regionCode", "apotekNummer", "filialNummer", "cvr", "pcvr", "praksisSorNummer",
    "sygehusSorNummer", "overafdelingSorNummer", "underlagtSygehusSorNummer", "afdelingTypeKode",
}  # fmt: skip
"""The elements that are integers in the public schemas of the copy register's first version (trifork/sdm,
doc/schemas/sor)."""


def test_the_tables_of_the_copy_register_call_a_number_what_its_public_schemas_do() -> None:
    columns = [column for view in VIEWS if view.register_version == 1 for column in view.columns]
    assert {column.name for column in columns if column.form is Form.LONG} == INTEGERS
    assert not {column.name for column in columns if column.form is not Form.LONG} & INTEGERS


def test_what_a_number_is() -> None:
    assert [number(code) for code in ("0810", "1" * 18, "1" * 19, "", "-1", "²", "٣", "oestdanmark", None, 7)] == [
        "0810", "1" * 18, *[None] * 8,
    ]  # fmt: skip
    measures = ("1.5", "-2", "1,5", "nan", "1e5", "", 1.5, float("nan"), float("inf"))
    assert [is_decimal(measure) for measure in measures] == [True, True, *[False] * 4, True, False, False]


@pytest.mark.parametrize(("region", "shown"), [("1084", ["1084", "1084"]), ("oestdanmark", []), ("Region Øst", [])])
def test_no_service_has_a_word_for_a_region(region: str, shown: list[str]) -> None:
    """An address in the new region, and a location number in it, as SORLS, SORUS and SORES show them."""
    unit = {
        "code": OWNER, "level": "IO", "name": "R", "type": "en ny type", "valid_from": "2020-01-01", "valid_to": None,
        "first_from": "2020-01-01", "postal_address": {"street": "x", "region": region, "inherited": False},
        "location": {"state": "Own", "number": GLN, "region": region, "inherited": False},
    }  # fmt: skip
    found = sorls.answer("GetSorEntity", sorls.FOUND, sorls.show_unit(unit, None, None))
    assert [element.text for element in etree.fromstring(found).iter("{*}RegionCode")] == shown
    assert b"en ny type" not in found
    for version in VERSIONS.values():
        values = {"code": "0", "text": "", "entity": sorus.entity_of(unit, None, None, None)}
        found = sorus.Writer(version).body(EDIT, values)
        assert [element.text for element in etree.fromstring(found).iter("{*}RegionCode")] == shown
        assert b"en ny type" not in found
    answer = sores.entity(unit, "v3")
    blocks = (answer["PostalAddressInformation"], answer["EanLocationCodeEntity"])
    assert [block["RegionCode"] for block in blocks if "RegionCode" in block] == shown
    assert "EntityTypeIdentifier" not in answer
