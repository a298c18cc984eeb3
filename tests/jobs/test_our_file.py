"""Our own file says nothing new to the register it was written from, in every format that is read again, and a file of
version 1.0.0 that differs from it in one place says just that: what the format cannot say stays.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.formats.published.exports import FORMATS
from sor.formats.recognise import read_file
from sor.formats.sor2.complete_export import BESIDE
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.importing import ImportOptions, Report, code_names, import_file
from sor.jobs.our_file import FORMS as KNOWN_TO_IMPORTING
from sor.register import Register
from sor.store.database import Database
from sor.store.timelines import timelines
from tests.conftest import StandingClock
from tests.dirty_registers import DAYS, drawn, histories, live
from tests.soaking import in_portions

DAY = st.sampled_from([str(day) for day in DAYS[1:]])


class Form(NamedTuple):
    """file: the name under which it is written; member: of a zip, the table that is loaded by itself. of_day: it is
    written of one day, else of all.
    """

    format: str
    file: str
    member: str = ""
    of_day: bool = False


FORMS = {
    **{version: Form(version, "Sor.xml", of_day=True) for version in ("xml1", "xml2", "xml3")},
    "csv": Form("csv", "sor.csv", of_day=True),
    "csv2-daily": Form("csv2", "SorEntity_daily.csv", of_day=True),
    "csv2-complete": Form("csv2", "SOR_complete.zip"),
    **{side.name: Form("csv2", "SOR_complete.zip", f"{side.name}.csv") for side in BESIDE},
    "shak": Form("shak", "SHAKCOMPLETE.TXT"),
    "edityper": Form("edityper", "edityper.csv", of_day=True),
}


def mirror(new: Callable[[], Database], history: Any = None) -> Register:
    clock = StandingClock()
    register = Register(new(), clock)
    register.init("mirror")
    if history is not None:
        live(register, clock, history)
    return register


def exported(register: Register, path: Path, day: str, form: Form = FORMS["xml1"]) -> bytes:
    valid = f"{day[:4]}-{day[4:6]}-{day[6:]}" if form.of_day else None
    export(register, ExportRequest(form.format, valid=valid, file=form.file), path)
    if form.member:
        with ZipFile(path) as archive:
            content = archive.read(form.member)
        path.write_bytes(content)
    return path.read_bytes()


def loaded(register: Register, path: Path, day: str | None = None) -> Report:
    lookups, snapshot = code_names(register, register.serial()), int(day) if day else None
    return import_file(
        register, path, partial(read_file, lookups=lookups, snapshot=snapshot), ImportOptions(force=True)
    )


def changes(report: Report) -> dict[str, tuple[int, ...]]:
    """What a report tells to be new, changed or closed, by kind."""
    counts = {"unit": (report.new, report.changed, report.closed)}
    counts |= {
        kind: tuple(n.get(what, 0) for what in ("new", "changed", "closed")) for kind, n in report.others.items()
    }
    return {kind: count for kind, count in counts.items() if any(count)}


CHECKED = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def test_every_format_that_is_read_again_is_tried() -> None:
    assert {form.format for form in FORMS.values()} == {name for name, made in FORMATS.items() if made.loses}
    assert len(KNOWN_TO_IMPORTING) == len(FORMS) - 1, "edityper.csv is the table of the message types of numbers"


@pytest.mark.slow
@settings(CHECKED, max_examples=2)
@given(histories, DAY, st.sampled_from(sorted(FORMS)))
def test_our_own_file_says_nothing_new_to_the_register_it_was_written_from(
    new_sqlite: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory, history: Any, day: str, form: str
) -> None:
    check_it_says_nothing_new(new_sqlite, tmp_path_factory.mktemp("files"), history, day, FORMS[form])


@pytest.mark.slow
@CHECKED
@given(histories, DAY)
def test_an_empty_register_gets_all_that_it_says(
    new_sqlite: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory, history: Any, day: str
) -> None:
    check_what_comes_back(new_sqlite, tmp_path_factory.mktemp("files"), history, day)


@pytest.mark.slow
@CHECKED
@given(histories, DAY, st.integers(0, 5))
def test_of_a_file_that_was_changed_by_hand_only_the_change_is_loaded(
    new_sqlite: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory, history: Any, day: str, which: int
) -> None:
    check_a_change_by_hand(new_sqlite, tmp_path_factory.mktemp("files"), history, day, which)


@pytest.mark.soak
def test_all_this_holds_for_many_registers(new_sqlite: Callable[[], Database], tmp_path: Path) -> None:
    def check(history: Any, day: str, which: int) -> None:
        for name, form in FORMS.items():
            (tmp_path / name).mkdir(exist_ok=True)
            check_it_says_nothing_new(new_sqlite, tmp_path / name, history, day, form)
        check_what_comes_back(new_sqlite, tmp_path, history, day)
        check_a_change_by_hand(new_sqlite, tmp_path, history, day, which)

    for number in in_portions("our-file", range(25), share=0.3):
        drawn(number, check, histories, DAY, st.integers(0, 5))


def check_it_says_nothing_new(new: Callable[[], Database], folder: Path, history: Any, day: str, form: Form) -> None:
    """Loaded into its own register it states nothing and closes nothing."""
    register, path = mirror(new, history), folder / (form.member or form.file)
    content = exported(register, path, day, form)
    if b"<SorTree" not in content or b"<InstitutionOwner>" in content:
        report = loaded(register, path, day)
        assert changes(report) == stated(register, report) == {}


def check_what_comes_back(new: Callable[[], Database], folder: Path, history: Any, day: str) -> None:
    """The register that loaded a file writes it again, byte for byte. A tree whose third level has no unit that 1.0.0
    can show comes back, but extracts list no such tree (H3).
    """
    path = folder / "Sor.xml"
    register = mirror(new, history)
    first = exported(register, path, day)
    other = mirror(new)
    other.clock = register.clock  # a file is read after it was written
    if all(owner.find(".//{*}OrganizationalUnit") is not None for owner in owners(first)) and owners(first):
        report = loaded(other, path)
        assert report.rejected == []
        if "X2" not in report.findings:  # a name that stands for none, such as x, is told and left out
            assert whole(exported(other, folder / "again.xml", day)) == whole(first)


def whole(content: bytes) -> bytes:
    """A file but for the time at which it was made, and what of a number may stand otherwise with each of its units:
    its dates, and of a number of several units the region, which is the municipality's where the number's own is no
    number. What stands with one of them stands with all of them the next time.
    """
    root = etree.fromstring(content)
    root.remove(root[0])
    numbers = list(root.iter("{*}EanLocationCodeEntity"))
    units = Counter(number.findtext("{*}EanLocationCode") for number in numbers)
    for number in numbers:
        shared = units[number.findtext("{*}EanLocationCode")] > 1
        for differing in [*number.findall("{*}SorStatus"), *(number.findall("{*}RegionCode") if shared else ())]:
            number.remove(differing)
    return etree.tostring(root, method="c14n2", strip_text=True)


def owners(content: bytes) -> list[Any]:
    return etree.fromstring(content).findall("{*}InstitutionOwnerEntity")


def check_a_change_by_hand(new: Callable[[], Database], folder: Path, history: Any, day: str, which: int) -> None:
    """Of a file in which one unit has another name, the register takes that name and nothing else."""
    register, path = mirror(new, history), folder / "Sor.xml"
    tree = etree.ElementTree(etree.fromstring(exported(register, path, day)))
    names = tree.findall(".//{*}EntityName")
    if names:
        name = names[which % len(names)]
        name.text = "Et andet navn"
        tree.write(path, encoding="utf-8", xml_declaration=True)
        code = name.getparent().findtext("{*}SorIdentifier")
        assert stated(register, loaded(register, path)) == {("unit", code): {"name"}}


def stated(register: Register, report: Report) -> dict[tuple[str, str], set[str]]:
    """The fields that a file stated, by subject."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in register.lines(report.serial or 0):
        known = timelines(register.database.reader(), line.kind, [line.key])[line.key].values()
        found[line.kind, line.key] = {s.field for said in known for s in said if s.serial == report.serial}
    return found
