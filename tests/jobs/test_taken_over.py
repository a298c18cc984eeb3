"""An edition after an erasure has the files that one written anew would have, whichever it took over."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sor.core.day import OPEN
from sor.core.log import read_line
from sor.jobs.editions import EDITIONS, Manifest, PublishOptions, kept_manifests, twin_of
from sor.jobs.erasing import FilesToErase, ask, confirm, look
from sor.jobs.publishing import publish
from sor.jobs.taken_over import find_unchanged
from sor.jobs.whole_files import digest_of
from sor.register import Refused, Register
from sor.store.append import LineDraft
from sor.store.standing import KINDS, WantedErasure
from tests.conftest import StandingClock
from tests.jobs.test_erasing import REASON, TODAY, contents, let_in
from tests.jobs.test_selection import RELAXED
from tests.new_databases import NewDatabases
from tests.random_registers import CODES, entries, go_on, live
from tests.store.units import begin, change, create, says, submit

CLINIC = "1000016000001"
WITH_THE_LOG = "open/sor.sqlite"
"""Says when it was made, and its pages lie as they were written."""


def erasable(register: Register) -> Iterator[WantedErasure]:
    """Every value of the log that may be erased on this day."""
    for entry in list(register.since(0)):
        for line in register.lines(entry.serial):
            for stated in read_line(line)[1] if line.kind in KINDS else ():
                wanted = WantedErasure(entry.serial, line.kind, line.key, stated.field, stated.from_day)
                try:
                    look(register, wanted)
                except Refused:
                    continue
                yield wanted


def erase(register: Register, wanted: WantedErasure, out: Path) -> None:
    made, _ = ask(register, wanted, REASON, "anna", "cli")
    assert confirm(register, made.number, "bodil", "cli", FilesToErase(out, PublishOptions())).left is None


def last_edition(out: Path) -> tuple[Manifest, Path]:
    manifest = kept_manifests(out)[-1]
    return manifest, out / EDITIONS / manifest.edition


def shown(out: Path) -> dict[str, Any]:
    """The files of the newest edition as they are read, but for deltas, and for what says when they were made."""
    manifest, folder = last_edition(out)
    found: dict[str, Any] = {}
    for file in manifest.files:
        if file.since is None and file.name != WITH_THE_LOG:
            packed = list(contents(file.name, (folder / file.name).read_bytes()))
            found |= dict(packed if len(packed) == 1 else packed[1:])
            found[f"entry of {file.name}"] = (file.rows, file.members, file.left_out, file.state, file.version)
            if file.report:
                found[file.report] = (folder / file.report).read_bytes()
    return {name: said for name, said in found.items() if not name.endswith("docProps/core.xml")}


def taken(out: Path) -> set[str]:
    """The files of the newest edition that are those of the one before."""
    before, now = (
        {file.name: file.sha256 for file in manifest.files if file.since is None}
        for manifest in kept_manifests(out)[-2:]
    )
    return {name for name in now if now[name] == before.get(name)}


HOSPITAL = LineDraft("shak", "1301", [says("open", 19800101, True), says("record", 19800101, "sgh"),
                                     says("name", 19800101, "Et"), says("name", 19990101, "To")])  # fmt: skip


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=RELAXED)
@given(st.data(), entries, entries)
def test_it_is_what_one_written_anew_is(new_sqlite: NewDatabases, data: st.DataObject, past: Any, later: Any) -> None:
    clock = StandingClock()
    register = Register(new_sqlite(), clock)
    register.init("master")
    live(register, clock, past)
    let_in(register)
    submit(register, HOSPITAL, change(CODES[0], says("shak", 20261020, "1301")))
    submit(register, change(CODES[0], says("shak", 20261101, "1302")))
    go_on(register, clock, later)
    wanted = list(erasable(register))
    assume(wanted)
    with TemporaryDirectory() as folder:
        out, anew = Path(folder) / "out", Path(folder) / "anew"
        publish(register, out, PublishOptions())
        erase(register, data.draw(st.sampled_from(wanted)), out)
        publish(register, anew, PublishOptions())
        assert shown(out) == shown(anew)
        assert taken(out)
        assert WITH_THE_LOG not in taken(out)


class Edition:
    """A register with a value that may be erased, and an edition that does not show it."""

    def __init__(self, register: Register, out: Path) -> None:
        self.register, self.out = register, out
        begin(register, create(CLINIC, name="Klinik"))
        let_in(register)
        entry = submit(register, change(CLINIC, says("note", 20260201, "hemmelig note")))
        submit(register, change(CLINIC, says("note", 20260201, "note", over=OPEN)))
        self.wanted = WantedErasure(entry, "unit", CLINIC, "note")
        publish(register, out, PublishOptions())

    def erase(self) -> set[str]:
        """Erase the value; gives the files that were taken over."""
        erase(self.register, self.wanted, self.out)
        return taken(self.out)


@pytest.fixture
def edition(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Edition:
    register = Register(new_sqlite(), clock)
    register.init("master")
    return Edition(register, tmp_path / "out")


def test_what_shows_nothing_of_the_value_is_taken_with_its_twin_and_its_time(edition: Edition) -> None:
    first, second = last_edition(edition.out)
    before = (second / "open/units.xlsx").read_bytes()
    assert {"open/units.xlsx", "open/units-history.ndjson", "open/units.ndjson"} <= edition.erase()
    manifest, folder = last_edition(edition.out)
    assert manifest.serial > first.serial
    assert (folder / "open/units.xlsx").read_bytes() == before
    twins = {file.name: twin_of(folder / file.name) for file in manifest.files}
    packed = {name: twin for name, twin in twins.items() if twin.exists()}
    assert packed
    assert all(gzip.decompress(twin.read_bytes()) == (folder / name).read_bytes() for name, twin in packed.items())
    assert (folder / "open/units.xlsx").stat().st_mtime > (second / "open/units.xlsx").stat().st_mtime


def test_a_copy_is_another_file(edition: Edition) -> None:
    """Editions that are kept bear the time at which they were made."""
    name = "open/units.xlsx"
    _, before = last_edition(edition.out)
    edition.erase()
    _, folder = last_edition(edition.out)
    assert (before / name).stat().st_ino != (folder / name).stat().st_ino


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"x"), Path.unlink], ids=["another", "gone"])
def test_what_is_not_as_its_manifest_says_is_written(edition: Edition, damage: Any) -> None:
    name = "open/units.ndjson"
    _, folder = last_edition(edition.out)
    before = (folder / name).read_bytes()
    damage(folder / name)
    edition.erase()
    manifest, folder = last_edition(edition.out)
    assert (folder / name).read_bytes() == before
    assert digest_of(folder / name) == next(file.sha256 for file in manifest.files if file.name == name)


def test_after_anything_but_an_erasure_all_is_written(edition: Edition) -> None:
    submit(edition.register, change(CLINIC, says("name", TODAY, "Ny klinik")))
    assert "open/units.ndjson" not in edition.erase()
    _, folder = last_edition(edition.out)
    assert "Ny klinik" in (folder / "open/units.ndjson").read_text()


def test_on_another_day_all_is_written(edition: Edition, clock: StandingClock) -> None:
    submit(edition.register, change(CLINIC, says("name", 20261102, "Ny klinik")))
    publish(edition.register, edition.out, PublishOptions())
    clock.pass_days(1)
    edition.erase()
    _, folder = last_edition(edition.out)
    assert "Ny klinik" in (folder / "open/units.ndjson").read_text()


@pytest.mark.parametrize(
    "other",
    [
        {"epoch": "another"}, {"hash": "0" * 64}, {"day": "2026-10-31"}, {"shak_end": "2020-01-01"}, {"serial": 10**6},
        {"serial": 1},
    ],
    ids=str,
)  # fmt: skip
def test_of_another_register_or_time_nothing_is_as_it_was(edition: Edition, other: dict[str, Any]) -> None:
    before, _ = last_edition(edition.out)
    edition.erase()
    head = edition.register.head()
    assert find_unchanged(edition.register, before, head, PublishOptions())
    assert not find_unchanged(edition.register, replace(before, **other), head, PublishOptions())


def test_a_format_that_has_begun_or_is_written_otherwise_since_is_written(edition: Edition) -> None:
    before, _ = last_edition(edition.out)
    edition.erase()
    head, name = edition.register.head(), "sor_produktion/data/sor/sorxml/v_2_0_0/Sor.zip"
    assert name in find_unchanged(edition.register, before, head, PublishOptions())
    begun = PublishOptions(starts={"xml3": 20261101})
    assert name not in find_unchanged(edition.register, before, head, begun)
    older = replace(before, files=[replace(file, version="0") for file in before.files])
    assert not find_unchanged(edition.register, older, head, PublishOptions())
