"""Publishing: an edition is there whole or not at all, whatever happens, and the one before stays until then."""

import errno
import fcntl
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.formats.published import exports
from sor.formats.published.export_format import Format, FormatUnavailable
from sor.formats.sor_xml.listed_unit import ListedStatus, ListedUnit
from sor.jobs.editions import PublishOptions, current_manifest
from sor.jobs.publishing import NotToCome, publish
from sor.jobs.whole_files import NotWritten
from sor.register import Register, Submission
from sor.store import log
from sor.store.append import LineDraft, append
from sor.store.database import Busy
from tests.clinic import CLINIC, OWNER, Clinic
from tests.conftest import StandingClock
from tests.formats.walking import walk
from tests.jobs.counting import rows_of
from tests.jobs.published import load

pytestmark = pytest.mark.slow

BY_DAY = (
    "open/units.ndjson", "open/municipalities.csv", "sor_produktion/data/sor/sorcsv/V_1_2_1_19/sor.csv",
    "sor2_produktion/V1_00/data/SorEntity_daily.csv",
)  # fmt: skip
XML = "sor_produktion/data/sor/sorxml/v_2_0_0/Sor.zip"


@pytest.fixture
def mirror(new_sqlite: Any, clock: StandingClock, tmp_path: Path) -> Register:
    """A mirror that holds the clinic."""
    made = Register(new_sqlite(), clock)
    made.init("mirror")
    load(made, tmp_path, 20261101)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "files"


def everything(out: Path) -> dict[str, str]:
    """Every published file by its name, with its digest: what a reader could fetch."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            found[path.relative_to(out).as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found


def test_an_edition_lies_in_the_folders_of_sor_filer_and_its_manifest_is_true(register, out, tmp_path) -> None:
    load(register, tmp_path, 20261101)
    done = publish(register, out, PublishOptions())
    manifest = json.loads((out / "manifest.json").read_bytes())
    head = register.head()
    assert (manifest["serial"], manifest["hash"], manifest["edition"]) == (head.serial, head.hash, done.edition)
    assert (manifest["day"], manifest["counts"]["unit"]) == ("2026-11-01", 3)
    for file in manifest["files"]:
        content = (out / file["name"]).read_bytes()
        assert (sha256(content).hexdigest(), len(content)) == (file["sha256"], file["size"])
    by_name = {file["name"]: file for file in manifest["files"]}
    assert by_name[XML]["members"]["Sor.xml"] == 3
    assert (by_name[XML]["format"], by_name[XML]["version"], by_name[XML]["state"]) == ("xml2", "2.0.0", "in force")
    assert zipfile.ZipFile(out / XML).namelist() == ["Sor.xml", "SorDataTypes.xml"]
    assert {"open/units.ndjson", "open/sor.sqlite", "open/units.parquet"} <= by_name.keys()
    assert (out / "xsd/v_2_0_0/SorTree.xsd").is_file()
    assert "SOR-kode" in (out / "docs/formats/xml2.md").read_text()


def test_rows_are_those_of_the_file_counted_again(new_sqlite, clock, tmp_path, out) -> None:
    """Of a register with what files leave out: a tree of two levels, SHAK codes, closed units, scheduled changes."""
    register = Register(new_sqlite(), clock)
    register.init("mirror")
    said = {"open": True, "record": "sgh"}
    drafts = [Draft(field, 19990101, OPEN, 0, encode(value)) for field, value in said.items()]
    register.submit(Submission([LineDraft("shak", "1301", drafts)], "anna", "import"))
    status = ListedStatus(20180401, 20180401, updated=20180320)
    lonely = [ListedUnit(sor_code(900_010), "IO", None, {"name": "Alene", "type": "550891000005100"}, status)]
    load(register, tmp_path, 20261101, Clinic(more=lonely))
    publish(register, out, PublishOptions())
    load(register, tmp_path, 20261102, Clinic(name="Nyt navn", since=20261102, more=lonely))
    publish(register, out, PublishOptions())
    files = json.loads((out / "manifest.json").read_bytes())["files"]
    assert [file["name"] for file in files if "since" in file] == ["open/delta/2.ndjson"]
    for file in files:
        counted = rows_of(out / file["name"])
        if isinstance(counted, dict):
            assert (file["rows"], file.get("members", {})) == (sum(counted.values()), counted), file["name"]
        else:
            assert (file["rows"], file.get("members")) == (counted, None), file["name"]
    by_name = {file["name"]: file for file in files}
    assert by_name[XML]["members"]["Sor.xml"] == 3
    assert by_name["open/units.ndjson"]["rows"] == 4
    assert by_name["sor_produktion/data/shak/shakcomplete/shakcomplete.txt"]["rows"] == 1


def test_members_of_every_zip_can_be_walked_from_header_to_header_and_read_by_all(mirror, out) -> None:
    publish(mirror, out, PublishOptions())
    for path in filter(zipfile.is_zipfile, (out / "current").rglob("*.*")):
        with zipfile.ZipFile(path) as archive:
            assert {info.external_attr >> 16 & 0o777 for info in archive.infolist()} <= {0o644}, path.name
    zips = sorted((out / "current").rglob("*.zip"))
    assert {path.name for path in zips} == {"SOR_Region.zip", "SOR_complete.zip", "Sor.zip"}
    for path in zips:
        members = zipfile.ZipFile(path).infolist()
        if path.name == "SOR_Region.zip":
            assert members == [], "this register has no region"
            continue
        assert all(walk(path.read_bytes()).values())


MADE = re.compile(rb"<(\w+:)?CreatedAtTime>[^<]*<|<dcterms:(created|modified)[^<]*<")
"""Where a file says when it was made."""


def saying(edition: Path) -> dict[str, Any]:
    """What each file of an edition's manifest says, the time aside at which it was made; of the ready database, whose
    log goes on, the tables made for asking.
    """
    found: dict[str, Any] = {}
    for file in json.loads((edition / "manifest.json").read_bytes())["files"]:
        for name in (file["name"], file.get("report")):
            path = edition / (name or "")
            if name is None:
                continue
            if path.suffix in (".zip", ".xlsx"):
                with zipfile.ZipFile(path) as archive:
                    found[name] = {member: MADE.sub(b"", archive.read(member)) for member in archive.namelist()}
            elif path.suffix == ".sqlite":
                with closing(sqlite3.connect(path)) as ready:
                    tables = ("SELECT * FROM units", "SELECT * FROM column_meaning",
                              "SELECT value FROM about WHERE name IN ('format', 'day')")  # fmt: skip
                    found[name] = [ready.execute(table).fetchall() for table in tables]
            else:
                found[name] = path.read_bytes()
    return found


def test_a_rehearsal_is_the_edition_of_the_day_to_come_beforehand(mirror, out, clock, tmp_path) -> None:
    load(mirror, tmp_path, 20261102, Clinic(name="Nyt navn fra nytår", since=20270101, updated=20261101))
    said = {"open": True, "record": "sgh", "name": "Sygehuset"}
    drafts = [Draft(field, 20260101, OPEN, 0, encode(value)) for field, value in said.items()]
    mirror.submit(Submission([LineDraft("shak", "1301", drafts)], "anna", "import"))
    publish(mirror, out, PublishOptions())
    before = everything(out)
    done = publish(mirror, out, PublishOptions(rehearsal=20270101))
    assert done.edition == "rehearsals/2027-01-01"
    rehearsal = out / "rehearsals/2027-01-01"
    assert {name: digest for name, digest in everything(out).items() if not name.startswith("rehearsals/")} == before
    manifest = json.loads((rehearsal / "manifest.json").read_bytes())
    assert (manifest["rehearsal"], manifest["day"], manifest["serial"]) == (True, "2027-01-01", mirror.serial())
    assert "Rehearsal 2027-01-01" in (rehearsal / "REHEARSAL.md").read_text()
    shown = saying(rehearsal)
    assert "Nyt navn fra nytår".encode() in shown["open/units.ndjson"]
    assert manifest["files"], "each of these is compared below"
    publish(mirror, out, PublishOptions(rehearsal=20270101))
    assert [path.name for path in (out / "rehearsals").iterdir()] == ["2027-01-01"], "made anew it takes its own place"

    clock.pass_days(61)
    publish(mirror, out, PublishOptions())
    then = saying(out)
    assert {name for name in shown if shown[name] != then[name]} == set(), "what was rehearsed is what came"
    assert shown.keys() == {name for name in then if not name.startswith("open/delta/")}
    assert not json.loads((out / "manifest.json").read_bytes())["rehearsal"]
    assert not rehearsal.exists(), "its day has come"


def test_a_day_that_has_come_is_published_and_not_rehearsed(mirror, out) -> None:
    for day in (20261031, 20261101):
        with pytest.raises(NotToCome, match=r"has come already\. Publish without --rehearsal\."):
            publish(mirror, out, PublishOptions(rehearsal=day))
    assert not out.exists()


def test_nothing_changed_means_no_new_edition_and_force_makes_one(mirror, out) -> None:
    first = publish(mirror, out, PublishOptions())
    assert publish(mirror, out, PublishOptions()).edition is None
    forced = publish(mirror, out, PublishOptions(force=True))
    assert forced.edition not in (None, first.edition)
    assert len(list((out / "editions").iterdir())) == 2


def test_another_last_day_of_shak_gives_a_master_a_new_edition(mirror, new_sqlite, clock, out, tmp_path) -> None:
    """What its pages and rules say as soon as it is set, its files say too; a mirror's files go by their source."""
    master = Register(new_sqlite(), clock)
    master.init("master", demo=True)
    for register, folder, is_new in ((master, out, True), (mirror, tmp_path / "mirror", False)):
        publish(register, folder, PublishOptions(shak_end=20260630))
        assert publish(register, folder, PublishOptions(shak_end=20260630)).edition is None
        assert (publish(register, folder, PublishOptions(shak_end=20270630)).edition is not None) == is_new
    assert json.loads((out / "manifest.json").read_bytes())["shak_end"] == "2027-06-30"


def test_a_change_gives_an_edition_with_a_delta_from_each_kept_one(mirror, out, tmp_path) -> None:
    publish(mirror, out, PublishOptions())
    before = {json.loads(line)["code"]: line for line in (out / "open/units.ndjson").read_bytes().splitlines()}
    serial = mirror.serial()
    load(mirror, tmp_path, 20261102, Clinic(name="Klitgårdens Klinik", since=20261102))
    publish(mirror, out, PublishOptions())
    delta = (out / f"open/delta/{serial}.ndjson").read_bytes().splitlines()
    assert CLINIC in [json.loads(line)["code"] for line in delta]
    after = {json.loads(line)["code"]: line for line in (out / "open/units.ndjson").read_bytes().splitlines()}
    assert before | {json.loads(line)["code"]: line for line in delta} == after


def test_a_day_that_comes_gives_an_edition_of_that_day(mirror, out, clock) -> None:
    publish(mirror, out, PublishOptions())
    clock.pass_days(1)
    assert publish(mirror, out, PublishOptions()).edition is not None
    assert json.loads((out / "manifest.json").read_bytes())["day"] == "2026-11-02"


def test_only_so_many_editions_are_kept(mirror, out) -> None:
    names = [publish(mirror, out, PublishOptions(keep=2, force=True)).edition for _ in range(4)]
    assert sorted(path.name for path in (out / "editions").iterdir()) == sorted(str(name) for name in names[-2:])


def test_a_reader_of_the_old_edition_is_not_disturbed(mirror, out) -> None:
    publish(mirror, out, PublishOptions())
    with (out / "open/units.ndjson").open("rb") as reading:
        first = reading.read(10)
        publish(mirror, out, PublishOptions(keep=1, force=True))
        rest = reading.read()
    assert (first + rest).count(b"\n") == 3


def test_a_format_in_transition_says_until_when_and_then_stops_by_itself(mirror, out, clock) -> None:
    starts = {"xml3": 20261101}
    publish(mirror, out, PublishOptions(starts=starts))
    files = {file["name"]: file for file in json.loads((out / "manifest.json").read_bytes())["files"]}
    assert (files[XML]["state"], files[XML]["state_until"]) == ("in transition", "2027-05-01")
    assert files[XML.replace("v_2", "v_3")]["state"] == "in force"
    clock.pass_days(181)
    publish(mirror, out, PublishOptions(starts=starts))
    files = {file["name"] for file in json.loads((out / "manifest.json").read_bytes())["files"]}
    assert mirror.head().day == 20270501
    assert XML not in files
    assert not (out / XML).exists()
    assert XML.replace("v_2", "v_3") in files


def test_a_format_that_needs_a_missing_package_is_named_and_the_rest_is_published(mirror, out, monkeypatch) -> None:
    def missing(*_: object) -> Any:
        raise FormatUnavailable("Parquet needs the package pyarrow. Install it with: pip install pyarrow")

    monkeypatch.setitem(exports.FORMATS, "parquet", exports.FORMATS["parquet"]._replace(write=missing))
    done = publish(mirror, out, PublishOptions())
    assert done.missing == {
        "open/units.parquet": "Parquet needs the package pyarrow. Install it with: pip install pyarrow"
    }
    assert not (out / "open/units.parquet").exists()


# Accidents.


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, write: Any) -> None:
    made: Format = exports.FORMATS[name]
    monkeypatch.setitem(exports.FORMATS, name, made._replace(write=write))


def test_a_full_disk_leaves_the_edition_before_and_says_so(mirror, out, tmp_path, monkeypatch) -> None:
    publish(mirror, out, PublishOptions())
    before = everything(out)
    load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))

    def full(*_: object) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    replaced(monkeypatch, "ndjson", full)
    with pytest.raises(NotWritten, match=r"units\.ndjson was not written: the disk is full\. Make room and try again;"):
        publish(mirror, out, PublishOptions())
    assert everything(out) == before


def record_as_before_the_gate(register: Register, line: LineDraft) -> None:
    """An entry as an older program, without the gate for text, wrote it."""
    last = register.entry(register.serial())
    assert last is not None
    with register.database.writing() as connection:
        head = log.head(connection)
        entry = msgspec.structs.replace(
            last, serial=head.serial + 1, kind="submission", origin=None, findings=[], subjects=[], previous=head.hash
        )
        append(connection, head, entry, [line])


def test_what_an_older_log_holds_outside_the_gate_is_published_without_it_and_told(register, out, tmp_path) -> None:
    load(register, tmp_path, 20261101)
    name = Draft("name", 20261101, OPEN, 0, encode("Klitga\u030arden\x01 \u200bB\ufffe"))
    record_as_before_the_gate(register, LineDraft("unit", CLINIC, [name]))
    assert register.verify(deep=True).fault is None
    publish(register, out, PublishOptions())
    with zipfile.ZipFile(out / XML) as archive:
        assert "Klitgården B<" in archive.read(archive.namelist()[0]).decode()
    for path in (XML, *BY_DAY[:1], *BY_DAY[2:]):
        told = (out / f"{path}.left-out.csv").read_text()
        for character in ("U+0001", "U+200B ZERO WIDTH SPACE", "U+FFFE"):
            assert f"{CLINIC};name;{character} cannot be written and is left out" in told, path


def test_two_publishers_do_not_meet(mirror, out) -> None:
    publish(mirror, out, PublishOptions())
    with (out / ".publishing").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy, match=r"Another program is publishing into .*files\. Let it finish\."):
            publish(mirror, out, PublishOptions(force=True))


def test_a_clock_that_is_set_back_does_not_make_an_edition_older_than_the_one_before(mirror, out, clock) -> None:
    publish(mirror, out, PublishOptions())
    first = json.loads((out / "manifest.json").read_bytes())
    clock.pass_days(-40)
    publish(mirror, out, PublishOptions(force=True))
    second = json.loads((out / "manifest.json").read_bytes())
    assert second["created"] > first["created"]
    assert second["day"] == first["day"]


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sor.formats.published import exports
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import NotToCome, publish
from sor.register import Register
from sor.store.database import Database
def hang(selection, out):
    out.write(b"half")
    out.flush()
    print("half-written", flush=True)
    __import__("time").sleep(60)
exports.FORMATS["ndjson"] = exports.FORMATS["ndjson"]._replace(write=hang)
register = Register(Database(sys.argv[1]), lambda: datetime(2026, 11, 2, 12, tzinfo=UTC))
publish(register, Path(sys.argv[2]), PublishOptions(force=True))
"""


def test_a_publisher_that_is_killed_leaves_the_edition_before_and_no_lock(mirror, out) -> None:
    publish(mirror, out, PublishOptions())
    before = everything(out)
    url = mirror.database.url.render_as_string()
    with subprocess.Popen([sys.executable, "-c", KILLED, url, str(out)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half-written\n"
        os.kill(process.pid, signal.SIGKILL)
    visible = {name: digest for name, digest in everything(out).items() if ".making-" not in name}
    assert visible == before
    assert list((out / "editions").glob(".making-*"))
    publish(mirror, out, PublishOptions(force=True))
    assert not list((out / "editions").glob(".making-*"))


def test_a_manifest_names_the_register_by_which_a_copy_can_be_proven(mirror, out) -> None:
    publish(mirror, out, PublishOptions())
    manifest = current_manifest(out)
    assert manifest is not None
    assert manifest.epoch == mirror.facts()["epoch"]
    assert OWNER in (out / "open/units.ndjson").read_text()


def test_an_empty_register_publishes_an_empty_edition_and_goes_on_from_it(database, clock, out, tmp_path) -> None:
    empty = Register(database, clock)
    empty.init("mirror")
    done = publish(empty, out, PublishOptions())
    assert (done.serial, done.missing) == (0, {})
    manifest = current_manifest(out)
    assert manifest is not None
    assert manifest.day == "2026-11-01"
    assert set(manifest.counts.values()) == {0}
    assert {entry.name: entry.rows for entry in manifest.files if entry.name in BY_DAY} == dict.fromkeys(BY_DAY, 0)
    assert publish(empty, out, PublishOptions()).edition is None
    assert publish(empty, out, PublishOptions(rehearsal=20270101)).edition == "rehearsals/2027-01-01"
    load(empty, tmp_path, 20261101)
    assert publish(empty, out, PublishOptions()).serial == empty.serial()
    first = (out / "open/delta/0.ndjson").read_text().splitlines()
    assert {json.loads(line)["code"] for line in first} >= {OWNER, CLINIC}
