"""Erasing a value: two people, and afterwards it is nowhere – not in the database's files, not in an edition, not in a
backup – while chain, rebuild, restore and the past's answers hold.
"""

import gzip
import json
import os
import signal
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from sor.access.authority import Actor
from sor.core.canonical import encode
from sor.core.finding import Finding
from sor.core.subject import ADDRESS_KINDS, UNIT_FIELDS
from sor.desk.actors import Actors
from sor.desk.actors import WantedRight as Right
from sor.desk.asked_case import AskedCase
from sor.desk.cases import Cases
from sor.desk.drafts import Drafts
from sor.jobs import erased_files, erasing, publishing
from sor.jobs.backing_up import back_up, restore
from sor.jobs.editions import PublishOptions, current_manifest, kept_manifests, newest_manifest
from sor.jobs.erasing import FilesToErase, ask, confirm, find_unfinished, finish, withdraw
from sor.jobs.newest_delta import NewestDelta
from sor.jobs.publishing import publish
from sor.jobs.whole_files import digest_of
from sor.register import Refused, Register
from sor.register import writing as register_module
from sor.settings import read_settings
from sor.store import (
    answered,
    audit_log,
    certification,
    erasure_requests,
    news,
    responsible_persons,
    scrubbing,
    subscriptions,
)
from sor.store.answered import Answered
from sor.store.certification import CaseStanding
from sor.store.database import Database
from sor.store.news import NewsRow
from sor.store.responsible_persons import ResponsibleRow
from sor.store.schema import metadata
from sor.store.standing import FRAME, WantedErasure, texts_in
from sor.store.subscriptions import SubscriptionRow
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.owned import CLINIC, FIRM, ROOM, TYPES
from tests.programs import started
from tests.quick_part import some
from tests.store.units import begin, change, create, says, submit

MARK = "Zq7hemmelig"
"""Stands in every value that is erased, and nowhere else."""

TODAY = 20261101
REASON = "en privat oplysning"


def secret(field: str) -> Any:
    """A value of a field with the mark in it."""
    text = f"{MARK}-{field}"
    if field == "virtual_address":
        return {"email": f"{text}@example.org", "phone": f"{text}-tlf"}
    if field in ADDRESS_KINDS:
        return {"street": text, "building": "7", "addressing_name": f"{text}-navn", "municipality": "0810"}
    if field == "operator":
        return {"agreement": text, "unit": FIRM}
    return [{"code": text, "main": True}] if field == "specialities" else text


FLAGS = frozenset({"reporting_level", "patients_admitted", "ambulant_activity"})
FIELDS = sorted(UNIT_FIELDS - FRAME - FLAGS)


def after(field: str) -> Any:
    """What stands in a field since the value was replaced."""
    if field in ADDRESS_KINDS:
        return {"street": "Nygade", "building": "1"} if field != "virtual_address" else {"phone": "98765432"}
    if field == "operator":
        return {"agreement": "Aftale 12", "unit": FIRM}
    return [{"code": "408443003", "main": True}] if field == "specialities" else f"ny {field}"


def let_in(register: Register) -> None:
    """Two of the authority, and one who is not of it."""
    actors = Actors(register)
    for name, role, place in (("anna", "authority", None), ("bodil", "authority", None), ("carl", "medcom", None)):
        by = None if name == "anna" else "anna"
        actors.add(name, name.title(), by)
        actors.grant(name, Right(role, place, None, 20260101), by)


class Story:
    """A register with the mark in every field of a unit, in reasons, findings, origins, answers and editions."""

    def __init__(self, register: Register, out: Path) -> None:
        self.register, self.out = register, out
        begin(
            register,
            create(FIRM, name="Firma", level="IO", type=TYPES["private"]),
            create(CLINIC, name="Klinik", level="HI", type="550811000005108", parent=FIRM),
            create(ROOM, name="Rum", level="OU", type="309904001", parent=CLINIC),
        )
        let_in(register)
        found = [
            Finding("A3", "warning", "unit", CLINIC, field, {"value": next(texts_in(secret(field)))})
            for field in FIELDS
        ]
        self.entry = submit(
            register, change(CLINIC, *(says(field, 20260201, secret(field)) for field in FIELDS)), findings=found,
            reason=f"{MARK}-name ringede", origin={"file": f"{MARK}-name.xml", "digest": "d", "family": "f"},
        )  # fmt: skip
        with register.database.writing() as connection:
            answer = encode({"serial": self.entry, "findings": found, "units": {}}).decode()
            answered.keep(connection, "anna", "k", Answered("digest", self.entry, answer), "2026-11-01", "2026-01-01")
        with register.database.desk.writing() as connection:
            missed = CaseStanding("13585628", "create", misses=[{"value": f"{MARK}-name"}])
            certification.put(connection, missed, "2026-11-01T12:00:00Z")
        change_in_basket = {"op": "edit", "unit": CLINIC, "set": {"name": secret("name")}}
        Drafts(register).keep("anna", "edit", CLINIC, {"name": secret("name"), "note": "x"}, change_in_basket)
        asked = AskedCase("error", "", f"{MARK}-name", {}, [change_in_basket | {"from": "2026-12-01"}])
        Cases(register, read_settings({})).open(Actor("anna"), asked, "web")
        with register.database.desk.writing() as connection:
            for n, (name, phone) in enumerate(((f"{MARK}-name", ""), ("Anna", f"{MARK}-virtual_address-tlf"))):
                named = ResponsibleRow(
                    str(n), FIRM, FIRM, "deputy", name, "a@firma.example", phone, "form", "anna", "t", "t"
                )
                responsible_persons.add(connection, named, "web")
            told = SubscriptionRow("s", "news", "", "", f"{MARK}-name@example.dk", "da", "", "{}", "active", "", 0, "t")
            subscriptions.add(connection, told, "web")
            titles = f"{MARK}-name lukker", "Det sker.", "It closes", f"{MARK}-name"
            piece = NewsRow(0, "t", "anna", "t", TODAY, 0, *titles, "[]")
            news.add(connection, piece, "web")
        publish(register, out, PublishOptions())
        submit(register, change(CLINIC, *(says(field, TODAY, after(field)) for field in FIELDS)))
        publish(register, out, PublishOptions())

    @property
    def files(self) -> FilesToErase:
        return FilesToErase(self.out, PublishOptions())

    def wanted(self, field: str) -> WantedErasure:
        return WantedErasure(self.entry, "unit", CLINIC, field)

    def erase(self, *fields: str, files: FilesToErase | None = None) -> None:
        """Ask for fields, and confirm."""
        for field in fields:
            made, _ = ask(self.register, self.wanted(field), REASON, "anna", "cli")
            assert confirm(self.register, made.number, "bodil", "cli", files).left is None


@pytest.fixture
def story(database: Database, clock: StandingClock, tmp_path: Path) -> Story:
    register = Register(database, clock)
    register.init("master")
    return Story(register, tmp_path / "out")


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed in it, by name."""
    yield name, content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from contents(f"{name}/{member}", archive.read(member))
    elif content[:2] == b"\x1f\x8b":
        yield from contents(f"{name}.plain", gzip.decompress(content))
    elif content[:4] == b"PAR1":
        rows = pyarrow.parquet.read_table(BytesIO(content)).to_pylist()
        yield f"{name}.rows", json.dumps(rows, ensure_ascii=False, default=str).encode()


def marked(*paths: Path, mark: str = MARK) -> list[str]:
    """The files, and files in files, in which the mark stands."""
    found = []
    for top in paths:
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink():
                found += [name for name, said in contents(str(path.name), path.read_bytes()) if mark.encode() in said]
    return found


def database_files(database: Database) -> list[Path]:
    """Where the bytes of a database lie. On PostgreSQL its own folder; the server's journal goes with time."""
    if database.dialect == "sqlite":
        path = Path(str(database.url.database))
        beside = [Path(f"{path}-wal"), database.desk_file, Path(f"{database.desk_file}-wal")]
        return [path, *(one for one in beside if one is not None and one.is_file())]
    with closing(database.connect()) as connection:
        connection.run("CHECKPOINT")
        [(folder,)] = connection.run("SHOW data_directory").fetchall()
        oid = connection.run("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()[0]
    return [Path(folder) / "base" / str(oid)]


def in_rows(register: Register) -> list[str]:
    """The tables in which the mark stands."""
    run = register.database.reader().run
    return [
        table.name for table in metadata.sorted_tables if MARK in repr(run(f"SELECT * FROM {table.name}").fetchall())
    ]


HELD = {
    "answered",
    "case_file",
    "case_message",
    "certification",
    "desk_journal",
    "draft",
    "entry",
    "finding",
    "identifier",
    "line",
    "news_item",
    "responsible_person",
    "subscription",
    "version",
}


@pytest.mark.slow
def test_a_value_of_every_field_is_found_nowhere_afterwards(story: Story, tmp_path: Path) -> None:
    assert set(in_rows(story.register)) == HELD
    assert set(scrubbing.HELD) >= HELD, "what a table held has to be written over"
    assert len({name.split("/")[0] for name in marked(story.out)}) > 12
    assert marked(*database_files(story.register.database))
    hashes = [entry.hash for entry in story.register.since(0)]
    story.erase(*FIELDS[:-1])
    story.erase(FIELDS[-1], files=story.files)
    assert in_rows(story.register) == []
    assert marked(*database_files(story.register.database)) == []
    assert marked(story.out) == []
    back_up(story.register, tmp_path / "backup.db")
    assert marked(tmp_path / "backup.db") == []
    assert [entry.hash for entry in story.register.since(0)][: len(hashes)] == hashes
    check_sound(story)


def check_sound(story: Story) -> None:
    """Everything verifies, and every manifest tells the truth."""
    assert story.register.verify(deep=True).fault is None
    assert story.register.verify_audit_log() is None
    for manifest in kept_manifests(story.out):
        folder = story.out / "editions" / manifest.edition
        for file in manifest.files:
            assert digest_of(folder / file.name) == file.sha256
            assert (folder / file.name).stat().st_size == file.size
        assert not any((folder / name).exists() for name in manifest.missing)


@pytest.mark.slow
class TestEditions:
    """The published files, erased from once for each test."""

    def test_the_newest_edition_has_everything_and_older_ones_say_why_not(self, story: Story) -> None:
        before = current_manifest(story.out)
        assert before is not None
        story.erase("name", files=story.files)
        current = current_manifest(story.out)
        assert current is not None
        assert [file.name for file in current.files if "/delta/" not in file.name] == [
            file.name for file in before.files if "/delta/" not in file.name
        ]
        first, second, last = kept_manifests(story.out)
        assert last == current
        assert (first.erased, second.erased, last.erased) == (last.serial,) * 3
        why = f"withdrawn: it held a value that was erased by entry {last.serial}"
        assert first.missing["open/units.ndjson"] == why
        assert second.missing["open/sor.sqlite"] == why
        assert "open/municipalities.csv" in {file.name for file in first.files}
        check_sound(story)

    def test_an_edition_from_before_the_value_keeps_its_files(
        self, database: Database, clock: StandingClock, tmp_path: Path
    ) -> None:
        register = Register(database, clock)
        register.init("master")
        out = tmp_path / "out"
        begin(register, create(CLINIC, name="Klinik"))
        publish(register, out, PublishOptions())
        [before] = kept_manifests(out)
        story = Story.__new__(Story)
        story.register, story.out = register, out
        let_in(register)
        story.entry = submit(register, change(CLINIC, says("note", 20260201, secret("note"))))
        submit(register, change(CLINIC, says("note", TODAY, "x")))
        story.erase("note", files=story.files)
        assert kept_manifests(out)[0].files == before.files

    @pytest.mark.parametrize("knows_the_folder", [True, False])
    def test_deltas_to_the_head_go_with_the_value(
        self, new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path, knows_the_folder: bool
    ) -> None:
        register, out = Register(new_sqlite(), clock), tmp_path / "out"
        register.init("master")
        begin(register, create(CLINIC, name="Klinik"))
        publish(register, out, PublishOptions())
        let_in(register)
        story, newest = Story.__new__(Story), NewestDelta(register, out)
        story.register, story.out = register, out
        story.entry = submit(register, change(CLINIC, says("note", 20260201, secret("note"))))
        newest.bring()
        submit(register, change(CLINIC, says("note", TODAY, "x")))
        newest.bring()
        assert marked(out / "newest"), "in the delta of before, which can still be fetched"
        story.erase("note", files=story.files if knows_the_folder else None)
        if not knows_the_folder:  # of another computer, which publishes
            newest.bring()
        assert marked(out) == []
        newest.bring()
        found = newest_manifest(out)
        assert found is not None
        assert (found.serial, found.erased) == (register.serial(), register.serial())

    def test_a_later_publication_withdraws_what_the_erasure_could_not(self, story: Story) -> None:
        """Another computer publishes: the erasure knew nothing of its folder."""
        story.erase("name")
        assert any("-name" in text for text in all_texts(story.out))
        publish(story.register, story.out, PublishOptions())
        assert not any(f"{MARK}-name" in text for text in all_texts(story.out))
        check_sound(story)


def all_texts(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            for _, content in contents(path.name, path.read_bytes()):
                yield content.decode(errors="replace")


class TestAsking:
    """Who may, when, and what is said of it."""

    def test_one_asks_and_another_person_confirms(self, small: Story) -> None:
        register = small.register
        made, found = ask(register, small.wanted("name"), REASON, "anna", "cli")
        assert [one.place.serial for one in found.statements] == [small.entry]
        with pytest.raises(Refused, match="another person"):
            confirm(register, made.number, "anna", "cli", None)
        with pytest.raises(Refused, match="only the register authority"):
            confirm(register, made.number, "carl", "cli", None)
        assert MARK in repr(list(register.lines(small.entry)))
        done = confirm(register, made.number, "bodil", "cli", None)
        entry = register.entry(done.serial)
        assert entry is not None
        assert (entry.actor, entry.reason, entry.origin["second"]) == ("anna", REASON, "bodil")
        with pytest.raises(Refused, match=f"confirmed by bodil: entry {done.serial}"):
            confirm(register, made.number, "bodil", "cli", None)
        noted = [(one.who, one.what) for one in audit_log.read_notes_of(register.database.reader(), "erasure")]
        assert noted == [("bodil", "confirm"), ("anna", "ask")]
        assert register.verify_audit_log() is None

    @pytest.mark.parametrize(
        ("wanted", "why"),
        [
            ({"entry": 3}, "is in force"),
            ({"entry": 4}, "is scheduled"),
            ({"entry": 1, "field": "type"}, "is not erased"),
            ({"entry": 4, "field": "note"}, r"These do: 2 \(from 2026-02-01\), 3 \(from 2026-03-02\)"),
            ({"key": "1"}, "knows no unit 1"),
            ({"kind": "code"}, "Values of code are not erased"),
            ({"part": "origin.digest"}, "It has: reason, origin.file"),
            ({"part": "reason", "entry": 99}, "There is no entry 99"),
            ({"from_day": 20260301}, "states no name"),
        ],
    )
    def test_what_cannot_be_erased_is_refused_with_what_to_do(
        self, small: Story, wanted: dict[str, Any], why: str
    ) -> None:
        given = {"entry": small.entry, "kind": "unit", "key": CLINIC, "field": "name"} | wanted
        with pytest.raises(Refused, match=why):
            ask(small.register, WantedErasure(**given), REASON, "anna", "cli")
        assert erasure_requests.all_requests(small.register.database.reader()) == []

    def test_a_reason_is_needed_and_does_not_repeat_the_value(self, small: Story) -> None:
        for reason in (" ", f"det var {MARK}-name"):
            with pytest.raises(Refused, match=r"[Rr]eason"):
                ask(small.register, small.wanted("name"), reason, "anna", "cli")

    def test_a_request_can_be_withdrawn(self, small: Story) -> None:
        made, _ = ask(small.register, small.wanted("name"), REASON, "anna", "cli")
        withdraw(small.register, made.number, "bodil", "cli")
        with pytest.raises(Refused, match="withdrawn by bodil"):
            confirm(small.register, made.number, "bodil", "cli", None)

    def test_what_is_in_force_meanwhile_is_not_erased(self, small: Story) -> None:
        made, _ = ask(small.register, small.wanted("name"), REASON, "anna", "cli")
        submit(small.register, change(CLINIC, says("name", TODAY, secret("name"))))
        with pytest.raises(Refused, match="is in force"):
            confirm(small.register, made.number, "bodil", "cli", None)
        assert small.register.serial() == 5

    def test_a_part_of_a_head_alone(self, small: Story) -> None:
        made, _ = ask(small.register, WantedErasure(small.entry, part="reason"), REASON, "anna", "cli")
        confirm(small.register, made.number, "bodil", "cli", None)
        entry = small.register.entry(small.entry)
        assert entry is not None
        assert (entry.reason, [*entry.erased]) == ("", ["reason"])
        assert small.register.verify(deep=True).fault is None


def test_a_backup_from_before_brings_the_value_back_and_that_is_told(small: Story, tmp_path: Path) -> None:
    back_up(small.register, tmp_path / "backup.db")
    small.erase("name")
    serial = small.register.serial()
    assert restore(small.register, tmp_path / "backup.db", replace=True).erasures == [serial]
    assert "line" in in_rows(small.register)


@pytest.mark.slow
def test_a_backup_from_after_is_restored_without_the_value(
    small: Story, new_database: Callable[[], Database], clock: StandingClock, tmp_path: Path
) -> None:
    small.erase("name", "note")
    back_up(small.register, tmp_path / "backup.db")
    new = Register(new_database(), clock)
    restore(new, tmp_path / "backup.db")
    assert in_rows(new) == []
    assert new.verify(deep=True).fault is None
    new.rebuild()
    assert new.verify(deep=True).fault is None


@pytest.fixture
def small(database: Database, clock: StandingClock) -> Story:
    """A register without editions: a name that was replaced, one in force, one that is to come."""
    register = Register(database, clock)
    register.init("master")
    story = Story.__new__(Story)
    story.register = register
    begin(register, create(CLINIC, name="Klinik", type="550811000005108"))
    let_in(register)
    said = [says(field, 20260201, secret(field)) for field in ("name", "note")]
    story.entry = submit(
        register, change(CLINIC, *said), reason=f"{MARK}-name ringede", origin={"file": f"{MARK}-name.xml"}
    )
    submit(register, change(CLINIC, says("name", 20260301, "Ny klinik"), says("note", 20260302, "ny")))
    submit(register, change(CLINIC, says("name", 20270101, "Endnu en")))
    return story


IN_THE_DATABASE = (
    (certification, "forget_texts"), (erasing, "forget_answers"), (register_module, "take_out"),
    (erasing, "_tell_desk"), (erasing, "scrub"),
)  # fmt: skip
IN_THE_FOLDER = (
    (publishing, "_swap"), (publishing, "withdraw_from_all"), (erased_files, "_withdraw"),
    (erased_files, "_remove_what_no_manifest_names"), (erased_files, "_write"),
)  # fmt: skip


def confirm_and_die(url: str, now: str, number: int, files: FilesToErase | None, step: tuple[str, str, bool]) -> None:
    """Confirm an erasure, and be killed before or after a step of it."""
    module, name, late = import_module(step[0]), *step[1:]
    do = getattr(module, name)

    def killed(*given: Any, **more: Any) -> None:
        if late:
            do(*given, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, killed)
    confirm(Register(Database(url), StandingClock(now)), number, "bodil", "cli", files)


class TestNotEverything:
    """The log is done; what is beside it cannot be yet: that is told, and done later."""

    def test_no_room_for_a_second_copy(self, small: Story, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: Any) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(scrubbing, "_scrub", full)
        monkeypatch.setattr(scrubbing, "is_full", lambda _: True)
        made, _ = ask(small.register, small.wanted("name"), REASON, "anna", "cli")
        left = confirm(small.register, made.number, "bodil", "cli", None).left
        assert left is not None
        assert "There is no room left" in left
        assert find_unfinished(small.register) == small.register.serial()
        monkeypatch.undo()
        assert finish(small.register, None) is None
        assert not find_unfinished(small.register)

    @pytest.mark.slow
    def test_somebody_reads_all_the_time(self, small: Story, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scrubbing, "PATIENCE", 0.1)
        if small.register.database.dialect == "postgresql":
            return  # readers of PostgreSQL see what they saw; nothing waits for them but a moment
        made, _ = ask(small.register, small.wanted("name"), REASON, "anna", "cli")
        with small.register.database.one_state() as reader:
            reader.run("SELECT count(*) FROM entry").fetchone()
            left = confirm(small.register, made.number, "bodil", "cli", None).left
        assert left is not None
        assert "Other programs read" in left
        assert finish(small.register, None) is None


class TestKilled:
    """Stopped at any step of "erase": nothing was erased, or the next start does the rest."""

    @pytest.mark.slow
    @pytest.mark.parametrize("late", [False, True])
    @pytest.mark.parametrize("step", some(IN_THE_DATABASE, tested=2), ids=str)
    def test_in_the_database(self, small: Story, clock: StandingClock, step: tuple[Any, str], late: bool) -> None:
        self.kill(small, clock, step, late, None)
        assert marked(*database_files(small.register.database), mark=f"{MARK}-name") == []
        assert small.register.verify(deep=True).fault is None

    @pytest.mark.slow
    @pytest.mark.parametrize("step", some(IN_THE_FOLDER, tested=2), ids=str)
    def test_in_the_folder(self, story: Story, clock: StandingClock, step: tuple[Any, str]) -> None:
        if story.register.database.dialect == "postgresql":
            return  # the folder knows of no database
        self.kill(story, clock, step, late=False, files=story.files)
        assert not any(f"{MARK}-name" in text for text in all_texts(story.out))
        check_sound(story)

    def kill(
        self, story: Story, clock: StandingClock, step: tuple[Any, str], late: bool, files: FilesToErase | None
    ) -> None:
        """Erase, be killed before or after a step, and start again."""
        serial = story.register.serial()
        made, _ = ask(story.register, story.wanted("name"), REASON, "anna", "cli")
        story.register.database.close()
        url = story.register.database.url.render_as_string(hide_password=False).replace("+psycopg", "")
        where = (step[0].__name__, step[1], late)
        program = started(confirm_and_die, url, clock().isoformat(), made.number, files, where)
        program.join(300)
        assert program.exitcode == -signal.SIGKILL
        story.register = Register(Database(url), clock)
        assert finish(story.register, files) is None
        if story.register.serial() == serial:
            confirm(story.register, made.number, "bodil", "cli", files)
        assert not find_unfinished(story.register)
        [request] = erasure_requests.all_requests(story.register.database.reader())
        assert request.state == "done"
