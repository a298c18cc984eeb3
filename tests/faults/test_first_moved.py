"""Columns and elements of a first file that moved by a row: told by what other columns of the same rows say."""

import re

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import Edit, member, moved_down
from tests.faults.written import FIRST, FORMATS, TEXT, Written


def elements_moved(tag: str) -> Edit:
    """The texts of all elements of a name, each in the place of the next."""

    def edit(content: bytes) -> bytes:
        text = content.decode("utf-8" if b"UTF-8" in content[:100].upper() else TEXT)
        found = re.compile(rf"(<(?:\w+:)?{tag}>)([^<]*)(?=</)")
        held = [match[2] for match in found.finditer(text)]
        moved = iter([held[-1], *held[:-1]])
        text = found.sub(lambda match: match[1] + next(moved), text)
        return text.encode("utf-8" if b"UTF-8" in content[:100].upper() else TEXT)

    return edit


MOVED: list[tuple[str, Edit, str]] = [
    ("sor2-daily", moved_down("VirtualAddressTelephoneNumber"), "phone of the virtual address"),
    ("sor2-daily", moved_down("PostalAddressStreetName"), "street of the postal address"),
    ("sor2-daily", moved_down("ProductionUnitId"), "production unit"),
    ("sor-csv", moved_down("Telefon"), "phone of the virtual address"),
    ("xml2", elements_moved("ProductionUnitIdentifier"), "production unit"),
    ("xml2", elements_moved("SorIdentifier"), "production unit"),
    ("sor2-complete", member("LocationsCodeEDITypeMap.csv", moved_down("EanLocationCode")), "message type"),
    ("sor2-complete", member("LocationsCodes.csv", moved_down("RegionCode")), "region of a location number"),
    ("sor2-daily", moved_down("UpdatedAtDate"), "day of the last edit"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("format", "spoil", "named"), MOVED, ids=[f"{named}-{of}" for of, _, named in MOVED])
def test_what_moved_by_a_row_is_told_with_its_name(format: str, spoil: Edit, named: str, large: Written) -> None:
    spoilt = spoil(large.bytes_of(format))
    try:
        told = " ".join(large.load(large.empty(), format, spoilt, FIRST, dry_run=True).notes)
    except BadFile as refused:
        told = str(refused)
    assert re.search(rf"{named}, from \d[^ ]* to \d[^ ]*, looks moved (down|up) by one row", told)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_a_right_file_has_no_column_that_moved(format: str, large: Written) -> None:
    report = large.load(large.empty(), format, large.bytes_of(format), FIRST, dry_run=True)
    assert not [note for note in report.notes if " looks " in note]
