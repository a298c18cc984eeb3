"""The SHAK files as they are published: complete, delta, supplementary; SHAK's end as a setting."""

import io

import pytest

from sor.core.day import OPEN
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedSubject
from sor.formats.shak.complete import WIDTH, read
from sor.formats.shak.export import SHAK, SHAKDELTA, SHAKTIL
from tests.formats.selections import CLINIC, Given, practice, subject

HOSPITAL = {"record": "sgh", "name": "Kystens Sygehus", "institution_kind": "101", "ownership": "1",
            "status": {"from": "1995-01-01", "updated": "1999-11-24"}}  # fmt: skip
WARD = {"record": "afd", "name": "Ørelægerne", "specialities": ["084", "014"], "groups": {"EGrp": "SKS"},
        "values": {"DVal": "3"}, "status": {"from": "2000-01-01", "updated": "2004-10-29"}}  # fmt: skip


def record(code: str, values: dict, start: int, end: int = OPEN) -> SelectedSubject:
    return subject("shak", code, values, start, end)


def lines_of(format, *records: SelectedSubject, **more) -> tuple[list[str], list[Omitted]]:
    out = io.BytesIO()
    omitted = format.write(Given(subjects=records, history=True, **more), out)
    return out.getvalue().decode("cp1252").split("\n")[:-1], omitted


def placed(*cells: tuple[int, str]) -> str:
    """A record typed by hand: the place of each text, counted from 1, as in the description of the file."""
    line = " " * 214
    for start, text in cells:
        line = line[: start - 1] + text + line[start - 1 + len(text) :]
    return line


def test_the_records_are_those_typed_by_hand() -> None:
    lines, omitted = lines_of(SHAK, record("1301", HOSPITAL, 19950101), record("1301011", WARD, 20000101, 20040101))
    assert lines == [
        placed(
            (1, "sgh1301"), (24, "199501011999112425000101Kystens Sygehus"), (168, "1011"), (180, "SKS"), (188, "3")
        ),
        placed(
            (1, "afd1301011"), (24, "200001012004102920031231Ørelægerne"), (168, "084014"), (180, "SKS"), (188, "3")
        ),
    ]
    assert (omitted, {len(line) for line in lines}) == ([], {WIDTH})


@pytest.mark.parametrize("made", [SHAK, SHAKTIL], ids=lambda made: made.name)
def test_a_code_that_the_register_itself_made_carries_what_readers_demand(made) -> None:
    """Readers since 1999 pass over a record without operation code; the old records in real files have none."""
    undated = {"from": "2027-01-01"}
    bare = {"record": "sgh", "name": "Nyt Sygehus"}
    lines, _ = lines_of(
        made,
        record("1301", bare, 20270101),
        record("1401", bare | {"status": {"from": "2027-01-01", "updated": "2027-02-01"}}, 20270101),
        record("1501", bare | {"status": undated}, 19800101, 19980102),
        record("1601", bare | {"status": undated}, 19800101, 19980101),
        record("1701", bare | {"values": {"DVal": "2"}, "status": undated}, 20270101),
    )  # fmt: skip
    assert [(line[31:39], line[176:182], line[187]) for line in lines] == [
        ("20181001", "   SKS", "1"), ("20270201", "   SKS", "3"), ("19800101", "   SKS", "1"),
        ("19800101", "      ", " "), ("20270101", "   SKS", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(("end", "written"), [(OPEN, "25000101"), (20260701, "20260630"), (20280301, "20280229")])
def test_dato_til_is_the_last_valid_day_and_reads_back_as_the_same_end(end: int, written: str) -> None:
    out = io.BytesIO()
    SHAK.write(Given(subjects=[record("1301", HOSPITAL, 19950101, end)], history=True), out)
    assert out.getvalue()[39:47].decode() == written
    out.seek(0)
    assert next(iter(read(out, "shak").claims)).pieces[0].to_day == end


def test_the_end_of_shak_closes_what_is_open_and_leaves_out_what_would_begin_after_it() -> None:
    lines, omitted = lines_of(
        SHAK,
        record("1301", HOSPITAL, 19950101), record("1401", HOSPITAL, 19950101, 20200101),
        record("1501", HOSPITAL, 20260701), record("1601", HOSPITAL, 19950101, 20270101),
        shak_end=20260630,
    )  # fmt: skip
    assert [(line[3:7], line[39:47]) for line in lines] == [
        ("1301", "20260630"), ("1401", "20191231"), ("1601", "20260630"),
    ]  # fmt: skip
    assert omitted == [Omitted("1501", "", "its version from 2026-07-01 begins after SHAK's last day")]


def test_supplementary_codes_have_an_a_before_them() -> None:
    lines, _ = lines_of(SHAKTIL, record("1301011", WARD, 20000101))
    assert lines[0][:24] == "afdA1301011            2"


def test_a_delta_says_what_was_added_changed_and_deleted() -> None:
    renamed = WARD | {"name": "Øreklinikken"}
    before = [record("1301011", WARD, 20000101, 20040101), record("1301011", WARD, 20040101)]
    after = [record("1301011", WARD, 20000101, 20040101), record("1301011", renamed, 20040101, 20260101),
             record("1301011", renamed, 20270101)]  # fmt: skip
    gone = [record("1301012", WARD, 20000101)]
    lines, _ = lines_of(SHAKDELTA, changed=[("1301011", before, after), ("1301012", gone, []), ("1301013", gone, gone)])
    assert [(line[3:10], line[23:31], line[47:60].strip(), line[187]) for line in lines] == [
        ("1301011", "20040101", "Øreklinikken", "3"), ("1301011", "20270101", "Øreklinikken", "1"),
        ("1301012", "20000101", "Ørelægerne", "2"),
    ]  # fmt: skip


def test_a_letter_that_the_file_has_not_is_told_and_so_is_what_of_a_text_does_not_fit() -> None:
    lines, omitted = lines_of(SHAK, record("1301", HOSPITAL | {"name": "Dvořák – Klinik"}, 19950101))
    assert lines[0][47:62] == "Dvorák – Klinik"
    assert omitted == [
        Omitted(
            "1301", "Kodetekst", "the file has no such letter: U+0159 LATIN SMALL LETTER R WITH CARON is written 'r'"
        )
    ]
    lines, [cut] = lines_of(SHAK, record("1301", HOSPITAL | {"name": "x" * 121}, 19950101))
    assert lines[0][47:167] == "x" * 120
    assert (cut.code, cut.field) == ("1301", "Kodetekst")
    assert cut.reason.endswith("is cut: the field has 120 characters")
    lines, [left] = lines_of(SHAK, record("1301", HOSPITAL | {"name": "a\nb\u200bc"}, 19950101))
    assert lines[0][47:167].rstrip() == "a bc"
    assert left.reason == "U+200B ZERO WIDTH SPACE cannot be written and is left out"


def test_the_formats_say_what_they_need() -> None:
    assert (SHAK.whole, SHAKTIL.whole, SHAKDELTA.whole) == (True, True, False)
    assert SHAKDELTA.needs == {"since"}
    assert len(SHAK.columns()) == 17


def test_a_code_that_only_units_bear_is_in_the_side_report_and_not_in_the_file() -> None:
    clinic = practice()[1]
    assert clinic.own["shak"] == "1301"
    out = io.BytesIO()
    assert SHAK.write is not None
    omitted = SHAK.write(Given(units=[clinic], history=True), out)
    assert out.getvalue() == b""
    assert omitted == [Omitted("1301", "", f"unit {CLINIC} bears it, but the classification has no such code")]
    assert SHAK.write(Given(units=[clinic], subjects=[record("1301", HOSPITAL, 19950101)], history=True), out) == []
