"""The day of registration: every format and door tells the same day of every unit, whoever changed it last and how; a
mirror that is fed from our files shows the same days (``docs/decisions/day-of-registration.md``).

What day it has to be is found here by asking the definition of the log's winners, statement by statement.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.day import OPEN, write_day
from sor.core.statement import Statement
from sor.core.timeline import winner
from sor.formats.published.exports import FORMATS
from sor.formats.recognise import read_file
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.generating import Size, fill
from sor.jobs.importing import ImportOptions, code_names, import_file
from sor.register import Register
from sor.store import reads
from sor.store.timelines import timelines
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

BEGUN = 20261101
ADDRESS = {"street": "Nygade", "building": "4", "postcode": "9700", "district": "Brønderslev", "municipality": "0810"}

Days = dict[str, str | None]
"""The day of registration as it is shown, by unit."""


@pytest.mark.slow
def test_a_unit_that_was_changed_here_after_its_sources_last_word_shows_the_day_of_the_change(
    register: Register, clock: StandingClock, tmp_path: Path
) -> None:
    unit = some(register, "OU", 4)
    told = register.at().unit(unit)
    assert told is not None
    assert told["updated"] < "2026-11-01", "the source's"
    first = told["first_from"]
    clock.pass_days(3)
    change(register, {"op": "correct", "unit": unit, "from": first, "set": {"note": "rettet"}})
    assert {form: days[unit] for form, days in shown(register, tmp_path).items()} == dict.fromkeys(
        [*OF_A_DAY, *OF_ALL_DAYS, "rest"], "2026-11-04"
    )


def test_an_older_version_keeps_its_day_and_what_is_undone_leaves_none(
    register: Register, clock: StandingClock
) -> None:
    unit = some(register, "OU", 4)
    before = days_of_versions(register, unit)
    clock.pass_days(2)
    edited = change(register, {"op": "edit", "unit": unit, "from": "2026-11-20", "set": {"note": "fra den 20."}})
    clock.pass_days(1)
    sent = change(register, {"op": "close", "unit": unit, "from": "2026-12-24"})
    assert days_of_versions(register, unit) == [*before, ("2026-11-20", "2026-11-04")], "of the last, that of its end"
    assert change(register, {"op": "undo", "entry": sent.serial}).accepted
    assert days_of_versions(register, unit) == [*before, ("2026-11-20", "2026-11-03")]
    assert change(register, {"op": "withdraw", "entry": edited.serial}).accepted
    assert days_of_versions(register, unit) == before


def test_what_a_source_said_later_is_registered_when_the_source_says(
    register: Register, new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    mirror, unit = loaded(new_sqlite, register, "csv", tmp_path), some(register, "OU", 2)
    before = days_of_versions(mirror, unit)[-1][1]
    clock.pass_days(4)
    change(register, {"op": "edit", "unit": unit, "from": "2026-11-05", "set": {"note": "ny"}})
    load(mirror, register, "csv", tmp_path)
    assert before < "2026-11-01"
    assert days_of_versions(mirror, unit)[-1] == ("2026-11-05", "2026-11-05")


@pytest.mark.slow
def test_a_source_without_days_of_registration_leaves_the_field_out(
    register: Register, new_sqlite: NewDatabases, tmp_path: Path
) -> None:
    export(register, ExportRequest("csv", file="sor.csv"), tmp_path / "sor.csv")
    rows = [*csv.reader(io.StringIO((tmp_path / "sor.csv").read_text("iso-8859-1"), ""), delimiter=";")]
    place = rows[0].index("Sidst_aendret_dato")
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([row[:place] + row[place + 1 :] for row in rows])
    (tmp_path / "sor.csv").write_text(text.getvalue(), "iso-8859-1")
    mirror = empty(new_sqlite)
    read_into(mirror, tmp_path / "sor.csv")
    assert "updated" not in (mirror.at().unit(some(register, "OU", 0)) or {})
    days = shown(mirror, tmp_path)
    assert {day for form in ("rest", "csv", "csv2", "ndjson") for day in days[form].values()} == {None}


MOMENTS = ["2024-01-01", "2026-10-01", "2026-11-05", "2026-11-12", "2026-12-01", "2027-03-01"]
whens = st.sampled_from(MOMENTS)
KINDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "edit": st.fixed_dictionaries({"from": whens}),
    "edit for a time": st.fixed_dictionaries({"from": whens, "to": st.just("2027-06-01")}),
    "correct": st.fixed_dictionaries({"from": whens, "to": st.sampled_from(["2026-11-20", "2027-06-01"])}),
    "correct from the first day": st.just({}),
    "close": st.fixed_dictionaries({"from": whens, "branch": st.booleans()}),
    "move": st.fixed_dictionaries({"from": whens}),
    "undo": st.just({}),
    "withdraw": st.fixed_dictionaries({"back": st.integers(0, 4)}),
    "open again": st.fixed_dictionaries({"from": whens}),
    "new": st.fixed_dictionaries({"from": whens}),
}
steps = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.tuples(st.integers(0, 2), st.just(kind), st.integers(0, 5), KINDS[kind])
)
"""Days that pass, a kind of change, which unit, and what is asked with it."""
histories = st.lists(steps, min_size=2, max_size=9)


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories, st.sampled_from(["xml2", "xml3", "csv", "csv2", "complete"]))
def test_after_any_history_every_format_tells_the_same_day(
    new_sqlite: NewDatabases, tmp_path_factory: pytest.TempPathFactory, history: Any, form: str
) -> None:
    check(new_sqlite, tmp_path_factory.mktemp("files"), history, form)


def check(new: NewDatabases, folder: Path, history: Any, form: str) -> None:
    clock = StandingClock()
    register = Register(new.holding(begin), clock)
    live(register, clock, history)
    for day in {register.today(), 20261201}:
        expected = {unit: registered(register, unit, day) for unit in units_on(register, day)}
        for name, days in shown(register, folder, day).items():
            on_the_day = {unit: told for unit, told in days.items() if unit in expected}  # csv2 lists coming units too
            assert on_the_day == {unit: expected[unit] for unit in on_the_day}, name
            assert days or name == "xml1", name
    mirror = loaded(new, register, form, folder)
    known = answered(mirror, register.today())
    now = {unit: registered(register, unit, register.today()) for unit in known}
    assert known == now, form
    assert register.verify(deep=True).fault is None


def live(register: Register, clock: StandingClock, history: Any) -> None:
    """Let a history happen; what the rules refuse does not."""
    for passing, kind, which, asked in history:
        clock.pass_days(passing)
        unit, last = some(register, "OU", which), register.serial()
        on = {"unit": unit, "set": {"note": f"{kind} {which}"}, **asked}
        asks: dict[str, dict[str, Any]] = {
            "edit": {"op": "edit", **on},
            "edit for a time": {"op": "edit", **on},
            "correct": {"op": "correct", **on},
            "correct from the first day": {"op": "correct", **on, "from": first_day(register, unit)},
            "close": {"op": "close", "unit": unit, **asked},
            "move": {"op": "move", "unit": unit, "parent": some(register, "HI", which), **asked},
            "undo": {"op": "undo", "entry": last},
            "withdraw": {"op": "withdraw", "entry": max(2, last - asked.get("back", 0))},
            "open again": {"op": "correct", "unit": unit, "set": {"open": True}, **asked},
            "new": {"op": "create", "level": "OU", "parent": some(register, "HI", which), "from": asked.get("from"),
                    "set": {"name": "Ny", "type": "550851000005109", "location": "inherit", "reporting_level": False,
                            "patients_admitted": False, "ambulant_activity": False}},
        }  # fmt: skip
        change(register, asks[kind])


def registered(register: Register, unit: str, day: int) -> str | None:
    """What day a unit's version of a day has to show, by the winners of that day's statements alone."""
    said = timelines(register.database.reader(), "unit", [unit])[unit]
    known = register.serial()

    def winners(on: int) -> dict[str, Statement]:
        found = {field: winner(statements, on, known) for field, statements in said.items()}
        return {field: s for field, s in found.items() if s is not None}

    now = winners(day)
    last = max(s.serial for s in now.values())
    edges = sorted({edge for one in said.values() for s in one for edge in (s.from_day, s.to_day, s.over)})
    turn = next((edge for edge in edges if day < edge < OPEN and winners(edge) != now), None)
    if turn is not None:
        life = winners(turn).get("open")
        if life is not None and life.value != b"true":
            last = max(last, life.serial)
    entry = register.entry(last)
    assert entry is not None
    if entry.channel == "import" and "status" in now:
        return decode(now["status"].value).get("updated")
    return write_day(entry.day)


OF_A_DAY: dict[str, Callable[[Path], Iterator[tuple[str, str | None]]]] = {}
OF_ALL_DAYS: dict[str, Callable[[Path], Iterator[tuple[str, str, str, str | None]]]] = {}


def shown(register: Register, folder: Path, day: int | None = None) -> dict[str, Days]:
    """The day of registration of every unit on a day, today unless told, by format and door."""
    on = day or register.today()
    found: dict[str, Days] = {}
    for form, read in OF_A_DAY.items():
        path = folder / FORMATS[form].file
        path.unlink(missing_ok=True)
        valid = write_day(on) if day is not None and "valid" in FORMATS[form].takes else None
        export(register, ExportRequest(form, valid=valid, file=path.name), path)
        found[form] = dict(read(path))
    for form, rows in OF_ALL_DAYS.items():
        path = folder / "all" / FILES[form][1]
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        export(register, ExportRequest(FILES[form][0], history=form != "complete", file=path.name), path)
        found[form] = {key: told for key, first, last, told in rows(path) if first <= write_day(on) < last}
    found["rest"] = answered(register, on)
    return found


def answered(register: Register, day: int) -> Days:
    at = register.at(AsOf(day, register.serial()))
    return {one["code"]: one.get("updated") for one in at.units(sorted(units_on(register, day)))[0]}


FILES = {"complete": ("csv2", "SOR_complete.zip"), "all ndjson": ("ndjson", "units.ndjson")}


def _xml(path: Path) -> Iterator[tuple[str, str | None]]:
    for status in etree.parse(path).iterfind(".//{*}SorStatus"):
        unit = status.getparent().findtext("{*}SorIdentifier")
        if unit:  # else it is that of a location number
            yield unit, status.findtext("{*}UpdatedAt")


def _csv(key: str, column: str, encoding: str) -> Callable[[Path], Iterator[tuple[str, str | None]]]:
    def read(path: Path) -> Iterator[tuple[str, str | None]]:
        for row in csv.DictReader(io.StringIO(path.read_text(encoding), ""), delimiter=";"):
            yield row[key].strip('="'), row[column][:10] or None

    return read


def _ndjson(path: Path) -> Iterator[tuple[str, str | None]]:
    for line in path.read_text().splitlines():
        row = json.loads(line)
        yield row["code"], row.get("updated")


def _ndjson_of_all_days(path: Path) -> Iterator[tuple[str, str, str, str | None]]:
    for line in path.read_text().splitlines():
        row = json.loads(line)
        yield row["code"], row["valid_from"], row["valid_to"] or "9999", row.get("updated")


def _complete(path: Path) -> Iterator[tuple[str, str, str, str | None]]:
    with ZipFile(path) as archive:
        text = archive.read("SOREntity.csv").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, ""), delimiter=";"):
        yield (
            row["SorId"].strip('="'),
            row["FromDate"][:10],
            f"{row['ToDate'][:10] or '9999'}~",
            row["UpdatedAtDate"][:10] or None,
        )


def _sqlite(path: Path) -> Iterator[tuple[str, str | None]]:
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.execute("SELECT code, updated FROM units")


def _parquet(path: Path) -> Iterator[tuple[str, str | None]]:
    for row in parquet.read_table(path, columns=["code", "updated"]).to_pylist():
        yield row["code"], row["updated"] and str(row["updated"])


def _xlsx(path: Path) -> Iterator[tuple[str, str | None]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        head, *rows = book.worksheets[0].iter_rows(values_only=True)
    key, column = head.index("SorId"), head.index("UpdatedAtDate")
    for row in rows:
        yield str(row[key]), row[column] and str(row[column])[:10]


OF_A_DAY |= {
    "xml1": _xml, "xml2": _xml, "xml3": _xml,
    "csv": _csv("SOR-kode", "Sidst_aendret_dato", "iso-8859-1"), "csv2": _csv("SorId", "UpdatedAtDate", "utf-8-sig"),
    "ndjson": _ndjson, "sqlite": _sqlite, "parquet": _parquet, "xlsx": _xlsx,
}  # fmt: skip
OF_ALL_DAYS |= {"complete": _complete, "all ndjson": _ndjson_of_all_days}
WITHOUT_A_DAY = {
    "datatypes", "shak", "shakdelta", "shaktil", "shakregion", "edityper", "municipality", "operators",
    "regiondump",
}  # fmt: skip
"""Formats that show no day of registration of a unit."""


def test_every_format_is_asked_or_shows_no_day_of_registration() -> None:
    assert OF_A_DAY.keys() | WITHOUT_A_DAY == FORMATS.keys()


@pytest.fixture
def register(new_sqlite: NewDatabases, clock: StandingClock) -> Register:
    return Register(new_sqlite.holding(begin), clock)


def begin(database: Any) -> None:
    """A master that was loaded from a source."""
    made = Register(database, StandingClock())
    made.init("master", demo=True)
    fill(made, Size(units=100, years=3, seed=5, day=BEGUN))


def units_on(register: Register, day: int) -> set[str]:
    return reads.open_keys(register.database.reader(), "unit", AsOf(day, register.serial()))


def some(register: Register, level: str, which: int) -> str:
    """One of the sample's units of a level."""
    rows = reads.all_at(register.database.reader(), "unit", AsOf(BEGUN, 2))
    keys = [row.key for row in rows if row.level == level]
    return keys[which % len(keys)]


def first_day(register: Register, unit: str) -> str:
    found = register.at().unit(unit)
    return found["first_from"] if found else "2026-11-01"


def days_of_versions(register: Register, unit: str) -> list[tuple[str, str]]:
    history = register.at(AsOf(BEGUN, register.serial())).history(unit)
    return [(row["valid_from"], row["updated"]) for row in history]


def change(register: Register, asked: dict[str, Any]) -> Any:
    return register.change({"changes": [asked]}, "authority", "rest")


def empty(new: NewDatabases) -> Register:
    mirror = Register(new(), StandingClock())
    mirror.init("mirror")
    return mirror


def loaded(new: NewDatabases, register: Register, form: str, folder: Path) -> Register:
    """A mirror that has loaded the file of a register."""
    mirror = empty(new)
    load(mirror, register, form, folder)
    return mirror


def load(mirror: Register, register: Register, form: str, folder: Path) -> None:
    asked, name = FILES[form] if form in FILES else (form, FORMATS[form].file)
    path = folder / name
    path.unlink(missing_ok=True)
    export(register, ExportRequest(asked, file=name), path)
    read_into(mirror, path, register.today())


def read_into(mirror: Register, path: Path, day: int = BEGUN) -> None:
    names = code_names(mirror, mirror.serial())
    import_file(mirror, path, lambda file: read_file(file, lookups=names, snapshot=day), ImportOptions(force=True))
