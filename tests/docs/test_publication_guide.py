"""The examples of the guide on files, run as they stand there."""

import re
from pathlib import Path

import pytest

from sor.formats.exports import FORMATS
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.clinic import OWNER
from tests.conftest import StandingClock
from tests.jobs.published import load
from tests.journeys.round_trips import exported
from tests.store.units import says, submit

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guide/publication.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the guide speaks of: a clinic that moves, before and after."""
    made = tmp_path_factory.mktemp("guide")
    register = Register(Database(f"sqlite:///{made}/register.db"), StandingClock())
    register.init("master", demo=True)
    load(register, made, 20261101)
    exported(register, made / "full.ndjson", "ndjson")
    submit(register, LineDraft("unit", OWNER, [says("name", 20261101, "Klitgård ApS")]))
    exported(register, made / "delta.ndjson", "ndjson", since="1")
    exported(register, made / "later.ndjson", "ndjson")
    for asked, name in (("parquet", "units.parquet"), ("sqlite", "sor.sqlite"), ("xml2", "Sor.xml")):
        exported(register, made / name, asked)
    (made / "contracts").symlink_to(ROOT / "contracts")
    return made


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_example_runs_as_it_stands(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found: dict[str, object] = {}
    exec(compile(EXAMPLES[number], f"example {number}", "exec"), found)
    if "clinics" in found:
        assert found["clinics"] == [("Dr. Asta Klitgaard", "5790000121526")]
    if "name" in found:
        assert (found["name"], found["phone"]) == ("Dr. Asta Klitgaard", "98765432")


def test_the_guide_shows_each_way_of_reading() -> None:
    whole = "\n".join(EXAMPLES)
    for way in ("pandas", "duckdb", "sqlite3", "XMLSchema", '"removed"'):
        assert way in whole


def test_the_guide_names_every_format() -> None:
    for name in FORMATS:
        assert f"`{name}`" in GUIDE, name
