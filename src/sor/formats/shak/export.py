"""The files of SHAK as exports: SHAKCOMPLETE with its whole history, SHAKDELTA, and SHAKTIL with ``A`` before codes.

SHAK itself comes to an end. A master writes codes without an end of their own with that day, as the file of June 2025
has it; the register keeps them open. A mirror writes what its source says.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from sor.core.day import next_day, write_day
from sor.core.shapes import ShakValues, Status, as_shak
from sor.formats.published import export_format
from sor.formats.published.export_format import DOCUMENTED, KNOWN, PROJECT, Format, ShownColumn
from sor.formats.published.left_out import SHAK as LEFT_OUT
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedSubject, Selection
from sor.formats.shak.complete import ENCODING, FIELDS, Record, cells_of, line_of, write
from sor.formats.shak.words import WORDS

ADDED, CHANGED, DELETED = "1", "3", "2"
"""What DVal says (observed)."""

GROUP = "SKS"
"""What EGrp says on every record that has an operation code (observed)."""
SINCE = 19980101
"""Readers pass over records without an operation code. In the files of 2010 and 2025 all 8,929 records that end before
this day have neither code nor group, and every other record has both."""


def write_complete(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as SHAKCOMPLETE."""
    classified: set[str] = set()

    def note_subjects() -> Iterator[SelectedSubject]:
        for subject in selection.subjects("shak"):
            classified.add(subject.key)
            yield subject

    omitted = write(_count_records(selection, records_of(note_subjects(), selection.shak_end)), out)
    return [*omitted, *after_the_end(selection), *on_units_only(selection, classified)]


def after_the_end(selection: Selection) -> list[Omitted]:
    """Versions of SHAK codes that begin after SHAK's last day: the file has ended before them."""
    if selection.shak_end is None:
        return []
    return [
        Omitted(subject.key, "", f"its version from {write_day(subject.from_day)} begins after SHAK's last day")
        for subject in selection.subjects("shak")
        if subject.from_day > selection.shak_end
    ]


def on_units_only(selection: Selection, classified: set[str]) -> list[Omitted]:
    """SHAK codes that units bear and the classification does not have: no record can be written for them."""
    return [
        Omitted(code, "", f"unit {unit} bears it, but the classification has no such code")
        for code, unit in selection.carriers("shak")
        if code not in classified
    ]


def write_supplementary(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as SHAKTIL: the same records, each code in its supplementary form."""
    records = records_of(selection.subjects("shak"), selection.shak_end)
    omitted = write(_count_records(selection, (record._replace(code=f"A{record.code}") for record in records)), out)
    return [*omitted, *after_the_end(selection)]


def write_delta(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A delta as SHAKDELTA: records that are new, changed or gone since the reader's serial, DVal saying which."""
    omitted: list[Omitted] = []
    end = selection.shak_end
    for _, before, after in selection.history_changes("shak"):
        changed = list(compare_records(records_of(before, end), records_of(after, end)))
        selection.rows[""] += len(changed)
        out.writelines(line_of(record, cells_of(record) | {"DVal": done}, omitted) for record, done in changed)
    return omitted


def _count_records(selection: Selection, records: Iterable[Record]) -> Iterator[Record]:
    for record in records:
        selection.rows[""] += 1
        yield record


def records_of(subjects: Iterable[SelectedSubject], last_day: int | None = None) -> Iterator[Record]:
    """Versions of SHAK codes as records. A record that begins after SHAK's last day is none."""
    end = None if last_day is None else next_day(last_day)
    for subject in subjects:
        if end is not None and subject.from_day >= end:
            continue
        to_day = subject.to_day if end is None else min(subject.to_day, end)
        yield Record(subject.key, subject.from_day, to_day, fill_demanded(subject, to_day))


def fill_demanded(subject: SelectedSubject, to_day: int) -> ShakValues:
    """The values of a record with all that readers demand of it, where no source gave it: the day of the change (its
    first day where the source told none), the operation code and the group.
    """
    values = as_shak(subject.values)
    status: Status = values.get("status") or {}
    updated = write_day(subject.registered or subject.from_day)
    values = {**values, "status": {**status, "updated": updated}}
    if to_day <= SINCE:
        return values
    changed = updated > write_day(subject.from_day)
    return {
        **values,
        "groups": {"EGrp": GROUP} | values.get("groups", {}),
        "values": {"DVal": CHANGED if changed else ADDED} | values.get("values", {}),
    }


def compare_records(before: Iterable[Record], after: Iterable[Record]) -> Iterator[tuple[Record, str]]:
    """What happened to the records of one code, in order of their first day; a record's key is that day."""
    was = {record.from_day: record for record in before}
    now = {record.from_day: record for record in after}
    for day in sorted(was | now):
        if day not in now:
            yield was[day], DELETED
        elif day not in was:
            yield now[day], ADDED
        elif _content(was[day]) != _content(now[day]):
            yield now[day], CHANGED


def _content(record: Record) -> dict[str, str]:
    """The texts of a record, without what was done to it; an end that is spelt otherwise is the same end."""
    return {name: text for name, text in cells_of(record).items() if text and name != "DVal"}


def _columns() -> list[ShownColumn]:
    return [ShownColumn(f"{field.name} ({field.start}, {field.length})", *WORDS[field.name]) for field in FIELDS]


def _supplementary_columns() -> list[ShownColumn]:
    """The same, of a code in its supplementary form: one character longer."""
    return [
        ShownColumn(
            column.name,
            "SHAK-koden med A foran, 5, 7 eller 8 tegn",
            "the SHAK code with A before it, 5, 7 or 8 characters",
        )
        if column.name.startswith("SKSkode ")
        else column
        for column in _columns()
    ]


SHAK = Format(
    name="shak",
    version="1",
    title_da="SHAK med historik",
    title_en="SHAK with its history",
    takes=frozenset({KNOWN}),
    write=write_complete,
    file="SHAKCOMPLETE.TXT",
    basis=DOCUMENTED,
    columns=_columns,
    loses=lambda: dict(LEFT_OUT),
    whole=True,
    encoding=ENCODING,
)
SHAKDELTA = SHAK._replace(
    name="shakdelta",
    title_da="Ændringer i SHAK",
    title_en="Changes of SHAK",
    takes=frozenset({KNOWN, export_format.SINCE}),
    write=write_delta,
    file="SHAKDELTA.TXT",
    loses=None,
    needs=frozenset({export_format.SINCE}),
    whole=False,
)
SHAKTIL = SHAK._replace(
    name="shaktil",
    title_da="SHAK som tillægskoder",
    title_en="SHAK as supplementary codes",
    write=write_supplementary,
    file="SHAKTIL.TXT",
    basis=PROJECT,
    columns=_supplementary_columns,
    loses=None,
)
