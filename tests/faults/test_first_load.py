"""A first load has nothing to compare with: columns that hold what belongs elsewhere are told by the file itself."""

import re

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import Edit, column, moved_down, names_swapped, sorted_alone
from tests.faults.written import (
    FIRST,
    FORMATS,
    NEXT,
    Written,
    cells_of,
    differences,
    members_of,
    table_of,
    zip_of,
)
from tests.quick_part import few

SHIFTED: list[tuple[str, str, Edit, str]] = [
    ("telephones under fax", "sor-csv", names_swapped("Telefon", "Fax"), "fax numbers, which are fewer than tele"),
    ("telephones under e-mail", "sor-csv", names_swapped("Telefon", "E-mail"), "email of the virtual address that do"),
    (
        "e-mail under web site",
        "sor-csv",
        names_swapped("E-mail", "Hjemmeside"),
        "website of the virtual address that do",
    ),
    ("towns under streets", "sor-csv", names_swapped("P_By", "Postadresse"), "district of the postal address that do"),
    (
        "towns under postcodes",
        "sor-csv",
        names_swapped("P_By", "P_Postnummer"),
        "postcode of the postal address that do",
    ),
    ("CVR under P-number", "sor-csv", names_swapped("CVR", "P-nummer"), "production unit that do not look like it"),
    ("names under types", "sor-csv", names_swapped("Enhedsnavn", "Enhedstype"), "rule T1 about type: 90 of 90"),
    ("names under SHAK codes", "sor-csv", names_swapped("Enhedsnavn", "SghAfd-kode"), "shak that do not look like it"),
    ("ydernumre under local codes", "sor-csv", names_swapped("Ydernummer", "Lokalkode"), "rule F10 about local code"),
    ("names a row down", "sor-csv", moved_down("Enhedsnavn"), "whose rows name them otherwise"),
    ("names sorted", "sor-csv", sorted_alone("Enhedsnavn"), "whose rows name them otherwise"),
    ("names a row down", "sor2-daily", moved_down("EntityName"), "whose rows name them otherwise"),
    ("types a row down", "sor-csv", moved_down("Enhedstype"), "rules T1, T3 about type"),
    ("parents a row down", "sor-csv", moved_down("Parent-SOR-kode"), "rule H2 about parent"),
    ("location numbers a row down", "sor-csv", moved_down("Lokationsnummer"), "of which rows say different things"),
    ("postcodes a row down", "sor-csv", moved_down("P_Postnummer"), "towns that are not their postcode's"),
    ("towns a row down", "sor-csv", moved_down("P_By"), "towns that are not their postcode's"),
    (
        "own and inherited swapped",
        "sor-csv",
        column("Nedarvningsstatus", lambda word: {"egen": "nedarvet", "nedarvet": "egen"}.get(word, "")),
        "rules L2, L3.* about location",
    ),
    (
        "every number inactive",
        "sor-csv",
        column("Lokationsnummerstatus", lambda word: word and "inaktiv"),
        "numbers that are not active: 28 of 28",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "name", "spoil", "told"), SHIFTED, ids=[f"{what}-{name}" for what, name, *_ in SHIFTED]
)
def test_a_first_file_with_columns_in_each_others_place_is_refused(
    what: str, name: str, spoil: Edit, told: str, small: Written
) -> None:
    words = rf"Columns seem to hold what belongs elsewhere.*({told}).*load it with --force"
    with pytest.raises(BadFile, match=words) as refused:
        small.load(small.empty(), name, spoil(small.bytes_of(name)), FIRST, dry_run=True)
    figures = [(int(some), int(of)) for some, of in re.findall(r"(\d+) of (\d+)", str(refused.value))]
    assert figures
    assert all(some <= of for some, of in figures), refused.value


@pytest.mark.slow
def test_forced_it_is_loaded_and_the_reason_named(small: Written) -> None:
    spoilt = names_swapped("Telefon", "Fax")(small.bytes_of("sor-csv"))
    mirror = small.empty()
    report = small.load(mirror, "sor-csv", spoilt, FIRST, force=True)
    assert report.new == 90
    assert any(note.startswith("--force overrode: Columns seem to hold what belongs") for note in report.notes)
    again = small.load(mirror, "sor-csv", spoilt + b"\r\n", NEXT)
    assert differences(again) == {}, "who forced it once is not asked again"


@pytest.mark.parametrize("name", few(FORMATS, every=5))
def test_a_right_first_file_is_not_suspected(name: str, small: Written) -> None:
    report = small.load(small.empty(), name, small.bytes_of(name), FIRST, dry_run=True)
    assert differences(report)


@pytest.mark.slow
def test_places_with_their_street_and_number_on_one_line_are_right(small: Written) -> None:
    members = members_of(small.bytes_of("sor2-complete"))
    header, *given = cells_of(members["Geolocations.csv"].decode("utf-8-sig").encode("iso-8859-1"))
    more = [[str(800500 + n), f"Klinik {n}", f"Vestervej {n}", *given[0][3:]] for n in range(1, 15)]
    grown = zip_of(members | {"Geolocations.csv": table_of([header, *given, *more])})
    report = small.load(small.empty(), "sor2-complete", grown, FIRST, dry_run=True)
    assert report.others["place"] == {"new": len(given) + 14}
