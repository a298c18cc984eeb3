"""A folder of dated files into an empty register: its known time is the files' own."""

from pathlib import Path

import pytest

from sor.formats.delivery import BadFile, Delivery
from sor.jobs.dated import import_as_dated
from sor.jobs.importing import ImportOptions
from sor.register import Refused, Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.files import SMALL, UNIT, File, clinic, owner, unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def mirror(database: Database, clock: StandingClock) -> Register:
    made = Register(database, clock)
    made.init("mirror")
    return made


class Folder:
    """A folder of files, opened each by its own reader."""

    def __init__(self, folder: Path, *files: File) -> None:
        self.folder, self.files = folder, {file.path: file for file in files}

    def read(self, path: Path) -> Delivery:
        return self.files[path].open(path)

    def load(self, register: Register) -> list[int | None]:
        return [report.serial for report in import_as_dated(register, self.folder, self.read, ImportOptions())]


def name_of(register: Register, **point: str) -> str:
    found = register.at(register.as_of(**point)).unit(UNIT)
    return str(found["name"]) if found else "unknown"


@pytest.mark.slow
def test_files_are_loaded_in_the_order_of_their_times_and_known_from_them(mirror: Register, folder: Path) -> None:
    """By creation when the file tells it, else 01:00 Danish time on its day; ``recorded_at`` still tells when."""
    Folder(
        folder,
        File(folder, 20260301, [owner(), clinic(), unit(name="March")]),
        File(folder, 20260101, SMALL, created="2026-01-02T03:00:00.000000Z"),
        File(folder, 20260201, [owner(), clinic(), unit(name="February")]),
    ).load(mirror)
    told = [(e.kind, e.day, e.known_at, e.recorded_at[:10]) for e in mirror.since(0)]
    assert told == [
        ("submission", 20260101, "2026-01-02T03:00:00.000000Z", "2026-11-01"),
        ("day", 20260201, "2026-02-01T00:00:00.000000Z", "2026-11-01"),
        ("submission", 20260201, "2026-02-01T00:00:00.000000Z", "2026-11-01"),
        ("day", 20260301, "2026-03-01T00:00:00.000000Z", "2026-11-01"),
        ("submission", 20260301, "2026-03-01T00:00:00.000000Z", "2026-11-01"),
    ]
    assert name_of(mirror, known="2026-01-31") == "Unit"
    assert name_of(mirror, known="2026-02-15") == "February"
    assert name_of(mirror, known="@5") == "March"
    assert mirror.verify(deep=True).fault is None


@pytest.mark.slow
def test_a_master_takes_a_dated_folder_as_its_first_load(register: Register, folder: Path) -> None:
    first, second = File(folder, 20260101, SMALL), File(folder, 20260201, [owner(), clinic(), unit(name="February")])
    Folder(folder, first, second).load(register)
    assert name_of(register, known="2026-01-31") == "Unit"
    assert name_of(register) == "February"


def test_a_register_that_holds_something_is_refused(mirror: Register, folder: Path) -> None:
    file = File(folder, 20260101, SMALL)
    file.load(mirror)
    with pytest.raises(Refused) as refusal:
        Folder(folder, file).load(mirror)
    assert str(refusal.value) == (
        "--as-dated is for an empty register: this one holds something already, known from its own time."
    )


def test_a_file_without_a_day_has_no_place(mirror: Register, folder: Path) -> None:
    with pytest.raises(BadFile) as refusal:
        Folder(folder, File(folder, None, SMALL)).load(mirror)
    assert str(refusal.value) == "sor-xml-2-None.xml carries no day, so it has no place in the order of dated files."
    assert mirror.serial() == 0


def test_a_file_from_the_future_is_refused(mirror: Register, folder: Path) -> None:
    with pytest.raises(Refused) as refusal:
        Folder(folder, File(folder, 20270101, SMALL)).load(mirror)
    assert str(refusal.value) == (
        "Its time, 2027-01-01T00:00:00.000000Z, has not come yet by this computer's clock"
        " (2026-11-01T12:00:00.000000Z)."
    )


def test_an_empty_folder_is_told(mirror: Register, folder: Path) -> None:
    with pytest.raises(BadFile) as refusal:
        Folder(folder).load(mirror)
    assert str(refusal.value) == f"{folder} holds no files."


def test_two_files_of_one_format_and_time_have_no_order(mirror: Register, folder: Path) -> None:
    first = File(folder, 20260101, SMALL, created="2026-01-02T03:00:00.000000Z")
    second = File(folder, 20260102, SMALL, created="2026-01-02T03:00:00.000000Z")
    with pytest.raises(BadFile) as refused:
        Folder(folder, first, second).load(mirror)
    assert str(refused.value) == (
        f"{first.path.name} and {second.path.name} have the same time, 2026-01-02T03:00:00.000000Z:"
        " which is first is not known."
    )
    assert mirror.serial() == 0
