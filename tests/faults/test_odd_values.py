"""Values that are read, and are not what they should be: degrees and other coordinates, letters of a wrong encoding.

Every kind in every format that can hold it; the file is loaded, each oddity is told with its unit and line.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from lxml import etree

from sor.core.canonical import decode
from sor.core.day import write_day
from sor.core.utm import position
from sor.formats.dates import read_day
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, code_names, import_file
from sor.register import Register
from sor.store import reads
from tests.faults.spoiling import UNIT_COLUMNS
from tests.faults.written import NEXT, TEXT, TOLD, Written, differences, members_of, reader, zip_of

METRES = (724333.648, 6175791.93)
"""12.568° east, 55.676° north."""

KEPT = "kept"


class Oddity(NamedTuple):
    """Coordinates as a file has them, the finding they bring, and what is stored: metres, or the very values."""

    east: str
    north: str
    rule: str
    stored: Any


PLACES = (
    Oddity("12.568", "55.676", "X6", METRES),
    Oddity("12,568", "55,676", "X6", METRES),
    Oddity("55.676", "12.568", "X6", METRES),
    Oddity("6175791.930", "724333.648", "X7 swapped", KEPT),
    Oddity("0.000", "0.000", "X7", KEPT),
    Oddity("18.060", "59.330", "X7", KEPT),
    Oddity("724333.648", "55.676", "X7", KEPT),
    Oddity("5574816800000.000", "6347032450000.000", "X7", KEPT),
    Oddity("865399.000", "6108000.000", "", KEPT),
)

TEXTS = (
    ("Bernstorffsvej KÃ¸benhavn", "X8", "Bernstorffsvej København"),
    ("Ã˜ster AllÃ©", "X8", "Øster Allé"),
    ("Ã†blegÃ¥rden", "X8", "Æblegården"),
    ("KlinikkenÃƒÂ¸st", "X8", "Klinikkenøst"),
    ("S&oslash;borg", "X8", "Søborg"),
    ("Nord â€“ Syd", "X8", "Nord – Syd"),
    ("S›borg", "X8", "Søborg"),
    ("K?benhavn", "X8 lost", None),
    ("Kï¿½benhavn", "X8 lost", None),
    ("Ærø Ålborg Åse’s »Café« – É? Ä!", "", None),
)

WITH_COORDINATES = ("sor-csv", "sor2-daily", "sor2-complete", "columns", "xml2", "xml3")
EAST_NORTH = {
    "sor-csv": ("P_X", "P_Y"), "columns": ("P_X", "P_Y"),
    **dict.fromkeys(("sor2-daily", "sor2-complete"), ("PostalAddressCoordETRS89z32EMeasure",
                                                      "PostalAddressCoordETRS89z32NMeasure")),
}  # fmt: skip
FORMATS = (*WITH_COORDINATES, "xml1", "shak", "shak-csv")


def in_table(content: bytes, change: Callable[[list[dict[str, str]]], None]) -> bytes:
    text = content.decode("utf-8-sig" if is_utf8(content) else TEXT)
    header, *rows = (line.split(";") for line in text.split("\r\n" if "\r\n" in text else "\n")[:-1])
    found = [dict(zip(header, cells, strict=True)) for cells in rows]
    change(found)
    rows = [header, *([row[name] for name in header] for row in found)]
    return "".join(";".join(row) + "\r\n" for row in rows).encode()


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def in_tables(format: str, content: bytes, change: Callable[[list[dict[str, str]]], None]) -> bytes:
    if format == "sor2-complete":
        members = members_of(content)
        return zip_of(members | {"SOREntity.csv": in_table(members["SOREntity.csv"], change)})
    return in_table(content, change)


def in_xml(content: bytes, path: str, change: Callable[[int, Any], None], count: int) -> tuple[bytes, dict[str, str]]:
    """A SOR XML file with the first elements of a path changed; the codes of their units, each with a day."""
    root = etree.fromstring(content)
    codes = {}
    for n, found in enumerate(root.xpath(path)[:count]):
        change(n, found)
        unit = found
        while not etree.QName(unit).localname.startswith(("InstitutionOwner", "HealthI", "OrganizationalUnit")):
            unit = unit.getparent()
        codes[unit.xpath("string(*[local-name()='SorIdentifier'])")] = "2026-11-02"
    return etree.tostring(root, xml_declaration=True, encoding="utf-8"), codes


def with_places(format: str, content: bytes, places: Sequence[Oddity]) -> tuple[bytes, dict[str, str]]:
    """A file in which the postal addresses of as many units have other coordinates; their codes, each with a day."""
    if format.startswith("xml"):

        def put(n: int, address: Any) -> None:
            for axis, value in (("E", places[n].east), ("N", places[n].north)):
                (found,) = address.xpath(f"*[local-name()='CoordETRS89z32{axis}Measure']")
                found.text = value

        path = "//*[local-name()='PostalAddressInformation'][*[local-name()='CoordETRS89z32NMeasure']]"
        return in_xml(content, path, put, len(places))
    codes: dict[str, str] = {}
    east, north = EAST_NORTH[format]

    def change(rows: list[dict[str, str]]) -> None:
        filled = {row[UNIT_COLUMNS[format][0]]: row for row in rows if row[east]}
        for (code, row), odd in zip(filled.items(), places, strict=False):
            row[east], row[north] = odd.east, odd.north
            codes[re.sub(r'[="]', "", code)] = row[UNIT_COLUMNS[format][1]]

    return in_tables(format, content, change), codes


def with_names(format: str, content: bytes, names: Sequence[str]) -> tuple[bytes, dict[str, str]]:
    """A file in which the first units, or SHAK codes, have other names; their codes, each with a day."""
    if format.startswith("xml"):

        def put(n: int, name: Any) -> None:
            name.text = names[n]

        return in_xml(content, "//*[local-name()='EntityName']", put, len(names))
    if format == "shak":
        lines = content.decode("cp1252").splitlines()
        for n, name in enumerate(names):
            lines[n] = lines[n][:47] + name.ljust(120) + lines[n][167:]
        return "".join(line + "\n" for line in lines).encode(), {
            line[3:23].strip(): line[23:31] for line in lines[: len(names)]
        }
    codes: dict[str, str] = {}
    key, *_, name_column = UNIT_COLUMNS[format]

    def change(rows: list[dict[str, str]]) -> None:
        last = {row[key]: row for row in rows}
        for (code, row), name in zip(last.items(), names, strict=False):
            row[name_column] = f'"{name}"'
            codes[re.sub(r'[="]', "", code)] = row[UNIT_COLUMNS[format][1]]

    return in_tables(format, content, change), codes


def load(written: Written, format: str, content: bytes, **options: Any) -> tuple[Register, Any]:
    register = written.fresh(format)
    path = written.save(format, content, NEXT)
    told = TOLD | {"postal_address.east": "P_X", "postal_address.north": "P_Y"} if format == "columns" else None
    opened = reader(register, format, NEXT) if told is None else columns_reader(register, told)
    return register, import_file(register, path, opened, ImportOptions(listing=True, force=True, **options))


def columns_reader(register: Register, told: dict[str, str]) -> Any:
    names = code_names(register, register.serial())
    return lambda path: read_file(path, lookups=names, snapshot=NEXT, columns=told)


def rule_of(finding: dict[str, Any]) -> str:
    if finding["rule"] == "X7" and "other's place" in finding["text"]:
        return "X7 swapped"
    return "X8 lost" if finding["text"].startswith("Letters of") else str(finding["rule"])


def name_of(register: Register, kind: str, key: str, day: str) -> Any:
    rows = reads.versions_at(register.database.reader(), kind, [key], register.as_of(write_day(read_day(day)), None))
    return decode(rows[key].body)["name"]


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_odd_is_told_with_its_line_and_kept_but_degrees_become_metres(format: str, written: Written) -> None:
    content, places = written.bytes_of(format), dict[str, str]()
    if format in WITH_COORDINATES:
        content, places = with_places(format, content, PLACES)
    content, names = with_names(format, content, [text for text, _, _ in TEXTS])
    register, report = load(written, format, content)
    told = [f for f in report.found if f["rule"] in ("X6", "X7", "X8") and f["field"] in ("postal_address", "name")]
    assert all(finding["line"] > 0 for finding in told)

    rules = {f["key"]: rule_of(f) for f in told if f["field"] == "postal_address"}
    assert rules == {code: odd.rule for code, odd in zip(places, PLACES, strict=False) if odd.rule}
    for (code, day), odd in zip(places.items(), PLACES, strict=False):
        address = (register.at(register.as_of(day, None)).unit(code) or {})["postal_address"]
        wanted = (float(odd.east), float(odd.north)) if odd.stored == KEPT else odd.stored
        assert (float(address["east"]), float(address["north"])) == wanted, odd

    kind = "shak" if format.startswith("shak") else "unit"
    sentences = {f["key"]: f["text"] for f in told if f["field"] == "name" and f["kind"] == kind}
    rules = {f["key"]: rule_of(f) for f in told if f["field"] == "name" and f["kind"] == kind}
    assert rules == {code: rule for code, (_, rule, _) in zip(names, TEXTS, strict=True) if rule}
    for (code, day), (text, _, meant) in zip(names.items(), TEXTS, strict=True):
        assert name_of(register, kind, code, day) == text, "a doubtful value is kept as the source has it"
        assert meant is None or f'"{meant}" is probably meant' in sentences[code]


@pytest.mark.parametrize(("decimals", "changed"), [(4, 0), (7, 0), (5, 1)])
@pytest.mark.parametrize("format", ["sor-csv", "sor2-complete"])
def test_a_source_that_changes_to_degrees_moves_nobody(
    format: str, decimals: int, changed: int, written: Written
) -> None:
    """changed: so many units are moved a little, by more than the decimals leave open."""
    left = changed

    def change(rows: list[dict[str, str]]) -> None:
        nonlocal left
        axes = [name for name in rows[0] if re.search(r"_X$|32E", name)]
        for row in reversed(rows):
            for east in axes:
                north = re.sub(r"_X$", "_Y", east).replace("32E", "32N")
                if row[east]:
                    metres = [float(row[axis].replace(",", ".")) for axis in (east, north)]
                    found = position(metres[0] + 30 * (left > 0), metres[1])
                    row[east], row[north] = (f"{x:.{decimals}f}" for x in (found.longitude, found.latitude))
            left = 0

    content = in_tables(format, written.bytes_of(format), change)
    report = written.load(written.mirror(format), format, content, NEXT, dry_run=True)
    assert (differences(report).get("main", {}).get("changed", 0), report.rejected) == (changed, [])
    assert report.findings["X6"] > written.units
