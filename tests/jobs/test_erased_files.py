"""Which published files may hold an erased value, by which selection each shows."""

from pathlib import Path

import pytest

from sor.jobs.editions import PublishOptions, kept_manifests
from sor.jobs.erasing import FilesToErase, ask, confirm
from sor.jobs.publishing import publish
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.standing import WantedErasure
from tests.conftest import StandingClock
from tests.jobs.test_erasing import MARK, REASON, let_in, marked
from tests.new_databases import NewDatabases
from tests.store.units import begin, change, create, says, submit

HOSPITAL = "1301"


@pytest.fixture
def register(new_sqlite: NewDatabases, clock: StandingClock) -> Register:
    made = Register(new_sqlite(), clock)
    made.init("master")
    begin(made, create(HOSPITAL, 19800101, kind="shak", name="Hospital", record="sgh"))
    let_in(made)
    return made


def erase_name(register: Register, out: Path, entry: int, from_day: int = 0) -> None:
    """Erase what an entry said of the hospital's name, the files with it."""
    made, _ = ask(register, WantedErasure(entry, "shak", HOSPITAL, "name", from_day), REASON, "anna", "cli")
    assert confirm(register, made.number, "bodil", "cli", FilesToErase(out, PublishOptions())).left is None


class TestFilesOfAllDays:
    """Formats that show every day of a subject's life, whatever they are called in the set."""

    def test_a_value_of_long_ago_goes(self, register: Register, tmp_path: Path) -> None:
        out = tmp_path / "out"
        entry = submit(register, change(HOSPITAL, says("name", 19900101, f"{MARK} et", 20000101), kind="shak"))
        publish(register, out, PublishOptions())
        assert any("shakcomplete" in name for name in marked(out))
        erase_name(register, out, entry)
        assert marked(out) == []
        assert len(kept_manifests(out)) == 2

    def test_a_value_that_a_delta_tells_as_gone_goes(
        self, register: Register, clock: StandingClock, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        entry = submit(register, change(HOSPITAL, says("name", 19900101, f"{MARK} et"), kind="shak"))
        clock.pass_days(9)
        submit(register, LineDraft("shak", HOSPITAL, [], withdrawn=[(entry, 1, 0)]))
        publish(register, out, PublishOptions())
        assert any("shakdelta" in name for name in marked(out))
        erase_name(register, out, entry)
        assert marked(out) == []
