"""First files as filters, searches that replaced, exports of other systems and merges leave them: each is refused, or
told, and what a file alone cannot show stands in the figures of its columns.
"""

import re

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import Edit, column, member, pattern, rows
from tests.faults.written import FIRST, Written, cells_of, table_of
from tests.quick_part import few_of_several


def all_equal(*names: str) -> Edit:
    """Columns that hold in every row what they hold in the first."""

    def edit(content: bytes) -> bytes:
        header, *given = cells_of(content)
        for place in map(header.index, names):
            for row in given:
                row[place] = given[0][place]
        return table_of([header, *given])

    return edit


def once_each_name(given: list[list[str]]) -> list[list[str]]:
    """Rows without those whose name stood above, as `remove duplicates` leaves them."""
    return [given[0], *({row[0]: row for row in reversed(given[1:])}.values())]


def below_the_owner(given: list[list[str]]) -> list[list[str]]:
    """Every unit right below its owner, as a report by owners has it."""
    level, code, parent, owner = (
        given[0].index(name) for name in ("SOR-type", "SOR-kode", "Parent-SOR-kode", "Institutionsejer")
    )
    codes = {row[0]: row[code] for row in given[1:] if row[level] == "IE"}
    return [
        given[0],
        *([*row[:parent], codes[row[owner]] if row[level] == "OE" else row[parent], *row[parent + 1 :]]
          for row in given[1:]),
    ]  # fmt: skip


def reversed_check_digit(number: str) -> str:
    return number and f"{number[:12]}{(int(number[12]) + 1) % 10}"


REFUSED: list[tuple[str, str, Edit, str]] = [
    ("a digit of telephones replaced", "sor-csv", column("Telefon", lambda c: c.replace("9", "8")), "the digit 9"),
    ("wrong check digits", "sor-csv", column("Lokationsnummer", reversed_check_digit), "L4 about location"),
    ("sites without an end", "sor-csv", column("Hjemmeside", lambda c: c.replace(".example", "")), "website of the"),
    ("addresses with a name", "sor-csv", column("E-mail", lambda c: c and f"Klinik <{c}>"), "email of the virtual"),
    ("addresses as links", "sor-csv", column("E-mail", lambda c: c and f"mailto:{c}"), "email of the virtual"),
    ("addresses kept from robots", "sor-csv", column("E-mail", lambda c: c.replace("@", " (at) ")), "email of the"),
    ("country for a zero", "sor-csv", column("Telefon", lambda c: c and f"+45{c[1:]}"), "rule X18 about phone"),
    ("numbers with extensions", "sor-csv", column("Telefon", lambda c: c and f"{c}-1"), "rule X18 about phone"),
    ("zeros in an empty column", "sor-csv", column("Fax", "0"), "Fax: 290 of 290 cells"),
    ("metres of another zone", "sor-csv", column("P_X", lambda c: c and f"{float(c.replace(',', '.')) - 378000:.2f}"),
     "kilometres away from their municipality"),
    ("full stops for commas, and commas for them", "sor-csv", lambda content: content.replace(b".", b","), "email of"),
    ("a name once each", "sor-csv", rows(once_each_name), "as after rows were lost"),
    ("a tree without its middle", "sor-csv", rows(below_the_owner), "institutions below which no unit stands"),
    ("all ended yesterday", "sor-csv", column("Ophoert_dato", "2026-10-31"), "one day for nearly all"),
    ("no house numbers", "sor-csv", column("Postadresse", lambda c: re.sub(r" \d.*", "", c)), "without a house number"),
    ("country before postcodes", "xml2", pattern(r"(PostCodeIdentifier>)(\d{4})", r"\1DK-\2"), "rule X9 about post"),
    ("one number for all", "xml2", pattern(r"(EanLocationCode>)57\d{11}", r"\g<1>5790990000054"), "one value"),
    ("types emptied", "xml2", pattern(r"(<(?:\w+:)?EntityTypeIdentifier>)[^<]*", r"\1"), "break rule F"),
    ("one type for all", "xml2", pattern(r"(EntityTypeIdentifier>)\d+", r"\g<1>22232009"), "rule T1 about type|F9"),
    ("one owner's number for all", "sor2-daily", all_equal("InstitutionOwnerCvrNumberId"), "CVR number: one value"),
    ("days of editing long ago", "xml2", pattern(r"UpdatedAt>20", r"UpdatedAt>10"), "day of editing"),
    ("lives that begin today", "sor2-daily", column("FirstFromDate", "2026-10-31"), "FirstFromDate"),
]  # fmt: skip

TOLD: list[tuple[str, str, Edit, str]] = [
    ("streets in capitals", "xml2",
     lambda content: re.sub(rb"(StreetName>)([^<]*)", lambda m: m[1] + m[2].decode().upper().encode(), content),
     "street of the postal address: without a small letter"),
    ("names of places lost", "sor2-complete", member("Geolocations.csv", pattern(r"(?m)^(\d+;)[^;]*", r"\1")),
     "places without a name"),
    ("an owner's tree twice", "xml2", pattern(r"(<InstitutionOwnerEntity>.*?</InstitutionOwnerEntity>)", r"\1\1", 1),
     "stands twice with the same content"),
    ("message types twice", "sor2-complete",
     member("LocationsCodeEDITypeMap.csv", lambda content: content + content.partition(b"\n")[2]),
     "rows stand twice, word for word"),
    ("numbers of another week", "sor2-complete",
     member("LocationsCodes.csv", lambda content: b"".join(content.splitlines(keepends=True)[:-12])),
     "lacks [0-9]+ of the [0-9]+ location numbers that units have"),
    ("row numbers in front", "sor-csv",
     rows(lambda given: [[str(n) if n else "Nr", *row] for n, row in enumerate(given)]), "not read: Nr"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("what", "format", "spoil", "told"), few_of_several(REFUSED, every=9, tested=2))
def test_a_first_file_is_refused_with_its_cause(what: str, format: str, spoil: Edit, told: str, large: Written) -> None:
    spoilt = spoil(large.bytes_of(format))
    assert spoilt != large.bytes_of(format)
    with pytest.raises(BadFile, match=told):
        large.load(large.empty(), format, spoilt, FIRST, dry_run=True)


@pytest.mark.slow
@pytest.mark.parametrize(("what", "format", "spoil", "told"), TOLD, ids=[what for what, *_ in TOLD])
def test_a_first_file_is_loaded_and_told(what: str, format: str, spoil: Edit, told: str, large: Written) -> None:
    spoilt = spoil(large.bytes_of(format))
    assert spoilt != large.bytes_of(format)
    report = large.load(large.empty(), format, spoilt, FIRST, dry_run=True)
    assert any(re.search(told, note) for note in report.notes), report.notes


def test_what_a_file_alone_cannot_show_stands_in_its_figures(small: Written) -> None:
    """Suppliers and networks that took each other's place, all of one region: right files have each of these."""
    only = rows(
        lambda given: [given[0], *(row for row in given[1:] if row[given[0].index("P_Region")].endswith("jylland"))]
    )
    report = small.load(small.empty(), "sor-csv", only(small.bytes_of("sor-csv")), FIRST, dry_run=True)
    figures = {f"{one.kind} {one.path}": one for one in report.columns}
    assert figures["location_number region"].values.keys() <= {"1081", "1082"}
    assert figures["unit level"].values.keys() == {"IO", "HI", "OU"}
    assert figures["unit name"].of == report.read
    assert not small.load(
        small.mirror("sor-csv"), "sor-csv", small.bytes_of("sor-csv") + b"\r\n", FIRST + 1, dry_run=True
    ).columns
