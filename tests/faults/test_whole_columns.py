"""A first file whose days, names or codes were changed all together: each value may be right by itself, the whole tells
what it is. What nobody can tell is listed, with its reason, in `docs/decisions/suspicion.md`.
"""

import re
from collections.abc import Callable

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import Edit, column, day_moved, member, moved_down, names_swapped, rows
from tests.faults.written import FIRST, TOLD, Written, cells_of
from tests.quick_part import few_of_several

START, EDITED = "Gaeldende_fra_dato", "Sidst_aendret_dato"
TWO_CALENDARS = 1462
"""Days between the two calendars of spreadsheets, that of 1900 and that of 1904."""


def days(of: str, change: Callable[[str], str]) -> Edit:
    """Every day under a name, in a table or in XML, changed."""
    found = rf"((?<!First)(?:{of})>)(\d{{4}}-\d\d-\d\d)(?=<)"

    def edit(content: bytes) -> bytes:
        if content.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
            return re.sub(found.encode(), lambda m: m[1] + change(m[2].decode()).encode(), content)
        header = cells_of(content)[0]
        for name in header:
            if re.fullmatch(of, name):
                content = column(name, change)(content)
        return content

    return edit


def turned(day: str) -> str:
    """Day and month read the other way round, where that is a day too; the others kept, as spreadsheets do it."""
    year, month, of_month = day.split("-") if day else ("", "", "99")
    return f"{year}-{of_month}-{month}" if int(of_month) <= 12 else day


def century_back(day: str) -> str:
    return day and f"{int(day[:4]) - 100}{day[4:]}"


def without_letters(*letters: str) -> Callable[[str], str]:
    plain = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "Æ": "Ae", "Ø": "O", "Å": "Aa"})
    kept = {code: to for code, to in plain.items() if chr(code).casefold() in letters}
    return lambda text: text.translate(kept)


def institutions_lost(given: list[list[str]]) -> list[list[str]]:
    """As when a table is sorted by level and its middle goes."""
    return [row for row in given if not {"SI", "HI"} & {*row[:9]}]


FROM = rf"{START}|FromDate|(?:\w+:)?FromDate"
MOVED = ((TWO_CALENDARS, "1 day after the first"), (-1, "1 day before the first"), (3, "3 days after the first"))
WHOLE: list[tuple[str, str, Edit, str]] = [
    *(
        (f"days moved by {by}", name, days(FROM, day_moved(by)), rf"first days of units that lie {told} of a month")
        for name in ("sor-csv", "sor2-daily", "columns", "xml1", "xml2", "xml3")
        for by, told in MOVED
    ),
    ("all days a day early", "sor2-complete", member("SOREntity.csv", days("FromDate|ToDate", day_moved(-1))),
     "first days of units that lie 1 day before the first"),
    *(
        ("day and month turned", name, days(FROM, turned), "in January in the place of firsts of months")
        for name in ("sor-csv", "sor2-daily", "xml2")
    ),
    ("first day and last edit under each other's name", "sor-csv", names_swapped(START, EDITED),
     "days of editing of units on the first of a month, where first days lie"),
    ("the last edit as the first day", "sor-csv", rows(lambda given: [
        given[0], *([*row[:3], row[5], *row[4:]] for row in given[1:])]), "that are the day of editing too: 9. of 9."),
    ("all days a century back", "sor-csv", rows(lambda given: [
        given[0], *([*row[:3], *map(century_back, row[3:6]), *row[6:]] for row in given[1:])]),
     "all more than 50 years before 2026-11-01"),
    *(
        ("first days a century back", name, days(FROM, century_back), "a century away from their day of editing")
        for name in ("sor-csv", "sor2-daily")
    ),
    *(
        ("all end on one day", "sor-csv", column("Ophoert_dato", day), f"one day for nearly all .{day} is the last")
        for day in ("2026-12-31", "2030-06-30")
    ),
    ("names in capitals", "sor-csv", column("Enhedsnavn", str.upper), "names of units without a small letter"),
    ("names in small letters", "sor2-daily", column("EntityName", str.lower), "names of units without a capital"),
    ("names cut off", "sor-csv", column("Enhedsnavn", lambda name: name[:20]), "names of units that end at 20 char"),
    ("names cut off", "sor2-daily", column("EntityName", lambda name: name[:25].rstrip()),
     "names of units that end at 25"),
    ("no Danish letters", "sor-csv", column("Enhedsnavn", without_letters("æ", "ø", "å")),
     "names of units, of which none has one of the letters æ, ø and å"),
    ("ø as o", "sor-csv", column("Enhedsnavn", without_letters("ø")), "names of units, of which none has the letter ø"),
    ("æ written out", "sor2-daily", column("EntityName", without_letters("æ")), "of which none has the letter æ"),
    ("the institutions lost", "sor-csv", rows(institutions_lost), "neither in the file nor in the register"),
    ("the institutions lost", "sor2-daily", rows(institutions_lost), "neither in the file nor in the register"),
    ("systems and suppliers under each other's name", "sor2-complete",
     member("LocationsCodes.csv", names_swapped("SystemTypeId", "SystemSupplierId")),
     "values of system supplier of the list for system type"),
    ("suppliers and networks under each other's name", "sor2-complete",
     member("LocationsCodes.csv", names_swapped("SystemSupplierId", "CommunicationSupplierId")),
     "values of network of the list for system supplier"),
    ("message types and their versions under each other's name", "sor2-complete",
     member("LocationsCodeEDITypeMap.csv", names_swapped("EDITypeCode", "EDITypeVersion")),
     "message types of location numbers that are on no list"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "format", "spoil", "told"),
    few_of_several(WHOLE, every=9),
)
def test_a_first_file_that_was_changed_as_a_whole_is_refused(
    what: str, format: str, spoil: Edit, told: str, small: Written
) -> None:
    spoilt = spoil(small.bytes_of(format))
    assert spoilt != small.bytes_of(format), what
    with pytest.raises(BadFile, match=told):
        small.load(small.empty(), format, spoilt, FIRST, dry_run=True)


def test_ydernumre_that_are_told_to_be_shak_codes_are_refused(small: Written) -> None:
    told = {**TOLD, "shak": "Ydernummer"}
    with pytest.raises(BadFile, match="SHAK codes of six digits, of departments of hospitals that nobody knows"):
        small.load(small.empty(), "columns", small.bytes_of("columns"), FIRST, told=told, dry_run=True)


def test_a_name_that_was_filled_down_is_told(small: Written) -> None:
    def filled(given: list[list[str]]) -> list[list[str]]:
        return [*given[:30], *([given[30][0], *row[1:]] for row in given[30:39]), *given[39:]]

    report = small.load(small.empty(), "sor-csv", rows(filled)(small.bytes_of("sor-csv")), FIRST, dry_run=True)
    assert any("the name may have been filled down" in note for note in report.notes)
    right = small.load(small.empty(), "sor-csv", small.bytes_of("sor-csv"), FIRST, dry_run=True)
    assert not any("filled down" in note for note in right.notes)


def test_a_file_whose_newest_day_is_long_past_is_told(small: Written) -> None:
    def edit(content: bytes) -> bytes:
        return days(f"{START}|{EDITED}|Ophoert_dato", day_moved(-TWO_CALENDARS - 1))(content)

    report = small.load(small.empty(), "sor-csv", edit(small.bytes_of("sor-csv")), FIRST, dry_run=True, force=True)
    assert any(note.startswith("The newest of the days of units is 2022-") for note in report.notes)


@pytest.mark.parametrize("name", ["E-mail", "Hjemmeside"])
def test_e_mail_addresses_and_web_sites_that_moved_by_a_row_are_refused(name: str, large: Written) -> None:
    with pytest.raises(BadFile, match="e-mail addresses whose domain is the web site of the row beside theirs"):
        large.load(large.empty(), "sor-csv", moved_down(name)(large.bytes_of("sor-csv")), FIRST, dry_run=True)
