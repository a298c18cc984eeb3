"""Publication through the command line: export, publish, compare, back up and restore."""

import gc
import json
import os
import signal
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from sor.cli import main
from tests.clinic import CLINIC, DOCTOR, OWNER, Clinic
from tests.endpoints.servers import served

pytestmark = pytest.mark.slow


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a `sor` command on a database of its own."""
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db")
    monkeypatch.setenv("SOR_NOW", "2026-11-01")

    def run(*words: object, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == exits, result.output
        return result

    return run


@pytest.fixture
def loaded(sor, tmp_path: Path) -> Path:
    """The clinic's file, loaded."""
    sor("init", "--demo")
    path = Clinic().save(tmp_path, 20261101)
    sor("import", path)
    return path


def canonical(path: Path) -> bytes:
    """The document, its time of making and the regions aside: the clinic's own file leaves those out that follow from
    the municipality.
    """
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(remove_blank_text=True))
    root[0].text = ""
    for region in root.iterfind(".//{*}PostalAddressInformation/{*}RegionCode"):
        region.getparent().remove(region)
    return etree.tostring(root, method="c14n")


def test_what_was_loaded_comes_out_again(sor, loaded, tmp_path) -> None:
    result = sor("export", "xml2", "--out", tmp_path / "out.xml")
    assert "out.xml: xml2, 2026-11-01, serial 1" in result.output
    assert canonical(tmp_path / "out.xml") == canonical(loaded)


def test_an_export_is_of_the_asked_day_as_known_then(sor, loaded, tmp_path) -> None:
    sor("import", Clinic(name="Klitgårdens Klinik", since=20261102).save(tmp_path, 20261102))
    for asked, name in (
        (("--known", "@1"), "Klitgårdens Lægehus"),
        (("--valid", "2026-11-02"), "Klitgårdens Klinik"),
        ((), "Klitgårdens Lægehus"),
    ):
        sor("export", "ndjson", *asked, "--out", tmp_path / "units.ndjson")
        units = [json.loads(line) for line in (tmp_path / "units.ndjson").read_text().splitlines()]
        assert [unit["name"] for unit in units if unit["code"] == CLINIC] == [name]


def test_a_delta_says_what_is_new_changed_and_gone(sor, loaded, tmp_path, monkeypatch) -> None:
    gone = Clinic(name="Klitgårdens Klinik")
    lines = gone.units()[:2]
    gone.units = lambda: lines  # type: ignore[method-assign]
    sor("import", gone.save(tmp_path, 20261102), "--force")
    monkeypatch.setenv("SOR_NOW", "2026-11-03")
    sor("export", "ndjson", "--since", "1", "--out", tmp_path / "delta.ndjson")
    delta = [json.loads(line) for line in (tmp_path / "delta.ndjson").read_text().splitlines()]
    assert [unit["name"] for unit in delta if "code" in unit] == ["Klitgårdens Klinik"]
    assert [line for line in delta if "code" not in line] == [{"kind": "unit", "key": DOCTOR, "removed": True}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("xml2", "--history"), "xml2 cannot take --history. It takes: --valid, --known."),
        (("xml2", "--since", "1"), "xml2 cannot take --since. It takes: --valid, --known."),
        (("sqlite", "--known", "@1"), "sqlite cannot take --known. It takes: --valid."),
        (("ndjson", "--since", "1", "--history"), "--since and --history are two selections. Choose one."),
        (("ndjson", "--since", "1", "--valid", "2026-11-01"), "--since covers all days: leave --valid out."),
        (("ndjson", "--since", "yesterday"), "--since is 'yesterday'. Write the serial that you have, for example 17."),
        (("ndjson", "--since", "9"), "--since 9 is later than the serial 1 up to which the delta goes."),
        (("xml9",), "'xml9' is not one of"),
    ],
)
def test_what_a_format_cannot_take_is_wrong_use(sor, loaded, tmp_path, words, message) -> None:
    result = sor("export", *words, "--out", tmp_path / "out", exits=2)
    assert message in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()


def test_a_rehearsal_is_asked_for_by_its_day(sor, loaded, tmp_path) -> None:
    result = sor("publish", "--out", tmp_path / "files", "--rehearsal", "2027-01-01")
    assert "edition rehearsals/2027-01-01 at serial 1" in result.output
    assert json.loads((tmp_path / "files/rehearsals/2027-01-01/manifest.json").read_bytes())["rehearsal"]
    assert not (tmp_path / "files/current").exists()
    for words, message in (
        (("2026-11-01",), "--rehearsal: 2026-11-01 has come already. Publish without --rehearsal."),
        (("soon",), "--rehearsal: "),
        (("2027-01-01", "--follow"), "--rehearsal writes one edition of a day to come: leave --follow out."),
    ):
        refused = sor("publish", "--out", tmp_path / "files", "--rehearsal", *words, exits=2)
        assert message in " ".join(refused.stderr.split())


def test_what_the_file_lacks_stands_beside_it(sor, tmp_path) -> None:
    lonely = Clinic()
    two_levels = lonely.units()[:2]
    lonely.units = lambda: two_levels  # type: ignore[method-assign]
    sor("init", "--demo")
    sor("import", lonely.save(tmp_path, 20261101))
    report = json.loads(sor("export", "xml2", "--out", tmp_path / "out.xml", "--json").output)
    assert report["left_out"] == {"its tree has fewer than the three levels IO, HI and OU (H3)": 2}
    told = Path(report["report"]).read_text().splitlines()
    assert told == [
        "code;field;reason",
        f"{OWNER};;its tree has fewer than the three levels IO, HI and OU (H3)",
        f"{CLINIC};;its tree has fewer than the three levels IO, HI and OU (H3)",
    ]


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(sor, loaded, tmp_path) -> None:
    result = sor("export", "xml2", "--out", tmp_path / "nowhere/out.xml", exits=1)
    assert "was not written: No such file or directory. Nothing half-written was left." in result.stderr


def test_a_published_sqlite_file_is_a_mirror_with_the_whole_log_and_answers_in_sql(
    sor, loaded, tmp_path, monkeypatch
) -> None:
    import sqlite3

    sor("export", "sqlite", "--out", tmp_path / "ready.sqlite")
    head = json.loads(sor("verify", "--json").output)
    copy = f"sqlite:///{tmp_path}/ready.sqlite"
    monkeypatch.delenv("SOR_NOW")  # a copy is a real register, whatever it was made from
    with sqlite3.connect(tmp_path / "ready.sqlite") as connection:
        names = connection.execute("SELECT name FROM units WHERE provider_identifier = '019062'").fetchall()
        about = dict(connection.execute("SELECT name, value FROM about"))
        meaning = dict(connection.execute("SELECT name, en FROM column_meaning"))
        columns = [row[1] for row in connection.execute("PRAGMA table_info(units)")]
    connection.close()
    assert names == [("Dr. Asta Klitgaard",)]
    assert (about["serial"], about["hash"]) == ("1", head["hash"])
    assert list(meaning) == columns
    assert json.loads(sor("verify", "--deep", "--json", "--database", copy).output)["hash"] == head["hash"]
    one, other = (json.loads(sor("show", DOCTOR, "--json", *to).output) for to in ((), ("--database", copy)))
    assert one == other


def test_a_foreign_file_is_proven_to_be_a_copy_or_shown_where_it_differs(sor, loaded, tmp_path) -> None:
    assert json.loads(sor("diff", loaded, "2026-11-01", "--json", "--exit-code").output) == []
    sor("export", "xml2", "--out", tmp_path / "mine.xml")
    sor("export", "csv2", "--out", tmp_path / "SOR_complete.zip")
    for file in ("mine.xml", "SOR_complete.zip"):
        assert json.loads(sor("diff", tmp_path / file, "2026-11-01", "--json", "--exit-code").output) == [], file
        assert json.loads(sor("diff", tmp_path / file, "--valid", "2026-11-01", "--json", "--exit-code").output) == []
    assert json.loads(sor("diff", loaded, "--json", "--exit-code").output) == [], "on its own day"
    assert "Only a file can stand alone." in sor("diff", "2026-11-01", exits=2).output
    other = Clinic(street="Vestergade").save(tmp_path, 20261101)
    found = json.loads(sor("diff", "2026-11-01", other, "--json", "--exit-code", exits=1).output)
    assert [(d["key"], d["change"], list(d["fields"])) for d in found] == [(OWNER, "changed", ["postal_address"])]


def test_publish_once_and_the_zip_holds_the_file(sor, loaded, tmp_path) -> None:
    out = tmp_path / "files"
    result = json.loads(sor("publish", "--out", out, "--json").output)
    assert result["serial"] == 1
    with zipfile.ZipFile(out / "sor_produktion/data/sor/sorxml/v_2_0_0/Sor.zip") as archive:
        (tmp_path / "again.xml").write_bytes(archive.read("Sor.xml"))
    assert canonical(tmp_path / "again.xml") == canonical(loaded)
    assert "shows the register already, at serial 1: nothing to do." in sor("publish", "--out", out).output
    assert "Name the folder with --out DIR or SOR_FILES." in sor("publish", exits=2).stderr


def test_backup_and_restore(sor, loaded, tmp_path) -> None:
    assert "serial 1" in sor("backup", tmp_path / "backup.db").output
    sor("publish", "--out", tmp_path / "files")
    to = ("--database", f"sqlite:///{tmp_path}/new.db")
    done = sor("restore", tmp_path / "backup.db", "--checkpoint", tmp_path / "files/manifest.json", *to)
    assert "holds the register at serial 1" in done.output
    assert "Its epoch is new." in done.output
    assert json.loads(sor("show", DOCTOR, "--json", *to).output)["name"] == "Dr. Asta Klitgaard"
    refused = sor("restore", tmp_path / "backup.db", *to, exits=1)
    assert "holds a register already" in refused.stderr


def test_a_restore_warns_when_entries_after_the_backup_are_lost(sor, loaded, tmp_path) -> None:
    sor("backup", tmp_path / "backup.db")
    sor("import", Clinic(name="Ny", since=20261102).save(tmp_path, 20261102))
    sor("publish", "--out", tmp_path / "files")
    done = sor(
        "restore", tmp_path / "backup.db", "--checkpoint", tmp_path / "files/manifest.json",
        "--database", f"sqlite:///{tmp_path}/new.db",
    )  # fmt: skip
    assert "warning: the checkpoint is 1 entries ahead; what they said is lost." in done.stderr


def test_the_server_publishes_beside_itself_and_again_after_a_change(sor, loaded, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SOR_FILES", str(tmp_path / "files"))
    with served(f"sqlite:///{tmp_path}/sor.db") as address:
        first = eventually(f"{address}/files/manifest.json", 1)
        assert first["serial"] == 1
        head = httpx.head(f"{address}/files/open/units.ndjson", headers={"Accept-Encoding": "identity"})
        size = next(file["size"] for file in first["files"] if file["name"] == "open/units.ndjson")
        assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", size)
        sor("import", Clinic(name="Ny", since=20261102).save(tmp_path, 20261102))
        assert eventually(f"{address}/files/manifest.json", 2)["serial"] == 2
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if publishers_of(tmp_path) == []:
            return
        time.sleep(0.5)
    raise AssertionError("the publisher outlived its server")


def test_a_publisher_that_is_killed_is_started_again_and_goes_on(sor, loaded, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SOR_FILES", str(tmp_path / "files"))
    with served(f"sqlite:///{tmp_path}/sor.db") as address:
        eventually(f"{address}/files/manifest.json", 1)
        first = publisher_of(tmp_path)
        os.kill(first, signal.SIGKILL)
        sor("import", Clinic(name="Ny", since=20261102).save(tmp_path, 20261102))
        assert eventually(f"{address}/files/manifest.json", 2)["serial"] == 2
        assert publisher_of(tmp_path) != first
        publication = httpx.get(f"{address}/status").json()["publication"]
        assert (publication["behind"], publication["failure"]) == (0, None)


def publisher_of(folder: Path) -> int:
    """The process that publishes into a folder."""
    (found,) = publishers_of(folder)
    return found


def publishers_of(folder: Path) -> list[int]:
    """The processes that publish into a folder, found by their words and their environment."""
    publishing = []
    for found in Path("/proc").iterdir():
        if found.name.isdigit():
            try:
                is_publisher = b"--with-parent" in (found / "cmdline").read_bytes()
                if is_publisher and f"SOR_FILES={folder}/files".encode() in (found / "environ").read_bytes():
                    publishing.append(int(found.name))
            except OSError:
                continue
    return publishing


def eventually(address: str, serial: int) -> dict[str, int]:
    """What is at an address once it has reached a serial."""
    for _ in range(2000):
        answer = httpx.get(address)
        if answer.status_code == 200 and answer.json()["serial"] >= serial:
            return answer.json()
        time.sleep(0.25)
    raise AssertionError(f"nothing of serial {serial} came to {address}")


def test_news_of_the_formats(sor, monkeypatch) -> None:
    assert "ikke fastsat  SOR som XML 3" in sor("news").output
    monkeypatch.setenv("SOR_FORMAT_STARTS", "xml3=2027-01-01")
    assert "2027-07-01    SOR as XML 2.0.0 (xml2) is no longer published" in sor("news", "--language", "en").output
    assert json.loads(sor("news", "--json").output)[0]["day"] == "2027-07-01"


def test_a_register_is_restored_over_only_when_that_is_said(sor, loaded, tmp_path) -> None:
    sor("backup", tmp_path / "backup.db")
    sor("import", Clinic(name="Ny", since=20261102).save(tmp_path, 20261102))
    refused = sor("restore", tmp_path / "backup.db", exits=1)
    assert "holds a register already. Restore into a new database" in refused.output
    gc.collect()  # the commands before ran in this very process, and must have the database open no more
    done = sor("restore", tmp_path / "backup.db", "--replace")
    assert "holds the register at serial 1" in done.output
    assert "warning: the register that was replaced is 1 entries ahead; what they said is lost." in done.stderr
    assert "The log is sound: 1 entries" in sor("verify").output
