"""The table formats through the command line: which file a name asks for, and what is refused with which words."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from tests.clinic import CLINIC, DOCTOR, OWNER, Clinic

pytestmark = pytest.mark.slow


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a `sor` command on a database that holds a clinic."""
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db")
    monkeypatch.setenv("SOR_NOW", "2026-11-01")
    monkeypatch.chdir(tmp_path)

    def run(*words: object, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == exits, result.output
        return result

    run("init", "--demo")
    run("import", Clinic().save(tmp_path, 20261001))
    return run


def test_csv2_is_the_daily_file_the_history_or_the_zip(sor) -> None:
    sor("export", "csv2", "--out", "SorEntity_daily.csv")
    sor("export", "csv2", "--history", "--out", "SOREntity.csv")
    sor("export", "csv2", "--out", "SOR_complete.zip")
    daily = Path("SorEntity_daily.csv").read_text("utf-8-sig")
    assert [code in daily for code in (OWNER, CLINIC, DOCTOR)] == [True] * 3
    with zipfile.ZipFile("SOR_complete.zip") as archive:
        assert archive.read("SOREntity.csv") == Path("SOREntity.csv").read_bytes()
        assert archive.infolist()[0].date_time[:3] == (2026, 11, 1), "the day that the register had reached"


def test_what_was_loaded_and_exported_says_nothing_new_when_it_is_loaded_again(sor, tmp_path: Path) -> None:
    for asked, name in (("csv2", "daily.csv"), ("csv", "sor.csv")):
        sor("export", asked, "--valid", "2026-10-02", "--out", name)
        again = json.loads(sor("import", name, "--snapshot", "2026-10-02", "--json").stdout)
        assert (again["new"], again["changed"], again["closed"], again["unchanged"]) == (0, 0, 0, 3)


def test_options_that_a_format_cannot_take_are_wrong_use(sor) -> None:
    for words, sentence in (
        (("csv", "--history"), "csv cannot take --history. It takes: --valid, --known."),
        (("shakdelta",), "shakdelta needs --since."),
        (("shak", "--valid", "2026-01-01"), "shak cannot take --valid. It takes: --known."),
        (("csv", "--municipality", "0810"), "csv cannot take --municipality. It takes: --valid, --known."),
        (("municipality", "--municipality", "9999"), "There is no municipality 9999. Write its four digits"),
    ):
        refused = sor("export", *words, "--out", "x", exits=2)
        assert sentence in refused.stderr
        assert not Path("x").exists()


def test_the_end_of_shak_is_a_setting(sor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = "sgh1301".ljust(23) + "199501011999112425000101" + "Kystens Sygehus".ljust(167)
    (tmp_path / "SHAK.TXT").write_bytes(record.encode("latin-1") + b"\n")
    for role, ends in (("mirror", (b"25000101", b"25000101")), ("master", (b"20260630", b"20270630"))):
        database = f"sqlite:///{role}.db"
        sor("--database", database, "init", "--demo", "--role", role)
        sor("--database", database, "import", "SHAK.TXT", "--snapshot", "2026-10-01")
        for setting, end in zip((None, "2027-06-30"), ends, strict=True):
            if setting:
                monkeypatch.setenv("SOR_SHAK_END", setting)
            sor("--database", database, "export", "shak", "--out", "shak.txt")
            assert Path("shak.txt").read_bytes()[39:47] == end, (role, setting)
            found = sor("--database", database, "diff", "shak.txt", "--valid", "2026-10-01", "--json")
            assert json.loads(found.stdout) == [], "its own file is a true copy, whatever the setting"
        monkeypatch.delenv("SOR_SHAK_END")


def test_a_letter_that_the_file_has_not_is_named_in_the_report_beside_it(sor, tmp_path: Path) -> None:
    sor("import", Clinic(name="Dvořák – Lægehus", since=20261005).save(tmp_path, 20261005))
    sor("export", "csv", "--out", "sor.csv")
    assert "Dvorák - Lægehus;" in Path("sor.csv").read_text("iso-8859-1")
    report = Path("sor.csv.left-out.csv").read_text("utf-8").splitlines()
    assert report[0] == "code;field;reason"
    assert report[1].startswith(f"{CLINIC};name;Enhedsnavn: ISO-8859-1 has no such character: U+0159 LATIN SMALL")
