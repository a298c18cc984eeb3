"""The examples of the guide on files, run as they stand there."""

import re
from pathlib import Path

import pytest

from sor.formats.published.exports import FORMATS
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.clinic import OWNER
from tests.conftest import StandingClock
from tests.jobs.published import load
from tests.journeys.round_trips import exported
from tests.quick_part import few
from tests.store.units import says, submit

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guide/publication.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)

STATUS = {"status": {"from": "1995-01-01", "updated": "1999-11-24"}}
SHAK_CODES = {
    "1301": {"record": "sgh", "name": "Kystens Sygehus", "institution_kind": "101", "ownership": "1"},
    "1301011": {"record": "afd", "name": "Ørelægerne", "specialities": ["084"]},
}


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
    shak = [
        LineDraft(
            "shak",
            code,
            [
                says("open", 19950101, True),
                *(says(field, 19950101, value) for field, value in (fields | STATUS).items()),
            ],
        )
        for code, fields in SHAK_CODES.items()
    ]
    submit(register, *shak)
    for asked, name in (
        ("parquet", "units.parquet"), ("sqlite", "sor.sqlite"), ("xml2", "Sor.xml"), ("xlsx", "units.xlsx"),
        ("csv", "sor.csv"), ("shak", "SHAKCOMPLETE.TXT"),
    ):  # fmt: skip
        exported(register, made / name, asked)
    (made / "contracts").symlink_to(ROOT / "contracts")
    return made


@pytest.mark.parametrize("number", few(range(len(EXAMPLES)), every=3))
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_example_runs_as_it_stands(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found: dict[str, object] = {}
    exec(compile(EXAMPLES[number], f"example {number}", "exec"), found)
    if "clinics" in found:
        assert found["clinics"] == [("Dr. Asta Klitgaard", "5790000121526")]
    if "codes" in found:
        assert OWNER in found["codes"]
    if "rows" in found:
        assert [row["Enhedsnavn"] for row in found["rows"]][-1] == "Dr. Asta Klitgaard"
    if "ended" in found:
        assert found["ended"] == dict.fromkeys(SHAK_CODES, "20260630"), "the last day of SHAK in a master"
    if "name" in found:
        assert (found["name"], found["phone"]) == ("Dr. Asta Klitgaard", "98765432")


def test_the_guide_shows_each_way_of_reading() -> None:
    whole = "\n".join(EXAMPLES)
    for way in ("pandas", "duckdb", "sqlite3", "XMLSchema", "openpyxl", "strict=True", "fullmatch", '"removed"'):
        assert way in whole


def test_the_guide_names_every_format() -> None:
    for name in FORMATS:
        assert f"`{name}`" in GUIDE, name
