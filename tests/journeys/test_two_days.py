"""The main job through the command line: load the file of one day, then the next, and ask as of either."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from tests.clinic import CLINIC, DOCTOR, GLN, OWNER, Clinic

pytestmark = pytest.mark.slow


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a `sor` command on a database of its own."""
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db?synchronous=off")
    monkeypatch.setenv("SOR_NOW", "2026-11-01")

    def run(*words: object, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == exits, result.output
        return result

    return run


def answer(result: Result):
    return json.loads(result.stdout)


def test_the_second_file_is_exactly_its_differences(sor, tmp_path) -> None:
    sor("init", "--demo")
    first = answer(sor("import", Clinic().save(tmp_path, 20261001), "--json"))
    assert (first["read"], first["new"], first["serial"]) == (3, 3, 1)
    moved = Clinic(street="Vestergade", since=20261002, updated=20261001)
    second = answer(sor("import", moved.save(tmp_path, 20261002), "--json"))
    assert (second["new"], second["changed"], second["closed"], second["unchanged"]) == (0, 2, 0, 1)
    assert second["serial"] == 2

    found = answer(sor("diff", "@1", "@2", "--valid", "2026-10-15", "--json"))
    assert [(d["kind"], d["key"], d["change"]) for d in found] == [
        ("unit", OWNER, "changed"),
        ("unit", CLINIC, "changed"),
    ]
    street = found[0]["fields"]["postal_address"]
    assert (street["before"]["street"], street["after"]["street"]) == ("Østergade", "Vestergade")
    assert set(found[1]["fields"]) == {"status"}


def test_known_before_the_second_file_still_gives_the_first_days_answer(sor, tmp_path) -> None:
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    before = answer(sor("show", DOCTOR, "--valid", "2026-10-15", "--known", "@1", "--json"))
    sor("import", Clinic(street="Vestergade", since=20261002).save(tmp_path, 20261002))
    assert answer(sor("show", DOCTOR, "--valid", "2026-10-15", "--known", "@1", "--json")) == before
    now = answer(sor("show", DOCTOR, "--valid", "2026-10-15", "--json"))
    assert before["postal_address"]["street"] == "Østergade"
    assert now["postal_address"] | {"street": "Østergade"} == before["postal_address"]
    assert now["postal_address"]["street"] == "Vestergade"
    assert (now["postal_address"]["inherited"], now["postal_address"]["source"]) == (True, OWNER)


def test_the_same_bytes_again_make_no_entry(sor, tmp_path) -> None:
    sor("init", "--demo")
    path = Clinic().save(tmp_path, 20261001)
    sor("import", path)
    again = answer(sor("import", path, "--json"))
    assert again["serial"] is None
    assert again["notes"] == ["These very bytes were loaded before, as entry 1: nothing to do."]


def test_an_older_file_is_refused_or_fills_only_what_is_not_known(sor, tmp_path) -> None:
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    older = Clinic(name="Klitgårdens Klinik", since=20190101).save(tmp_path, 20191001)
    refused = sor("import", older, exits=1)
    assert "describes 2019-10-01, which is before 2026-10-01" in refused.stderr
    assert "--backfill" in refused.stderr
    assert "Nothing of it was loaded." in refused.stderr
    sor("import", older, "--backfill")
    assert answer(sor("show", CLINIC, "--valid", "2019-06-01", "--json"))["name"] == "Klitgårdens Klinik"
    assert answer(sor("show", CLINIC, "--valid", "2020-06-01", "--json"))["name"] == "Klitgårdens Lægehus"


def test_content_before_the_first_files_from_date_is_marked_as_assumed(sor, tmp_path) -> None:
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    assert answer(sor("show", CLINIC, "--valid", "2019-06-01", "--json"))["assumed"] is True
    assert "assumed" not in answer(sor("show", CLINIC, "--valid", "2020-06-01", "--json"))


def test_any_identifier_and_a_misspelt_name_find_the_unit(sor, tmp_path) -> None:
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    for text, code in (("klitgardens lægehus", CLINIC), ("19062", DOCTOR), (GLN, OWNER), (CLINIC, CLINIC)):
        assert answer(sor("search", *text.split(), "--json"))[0]["code"] == code, text


def test_map_and_tree(sor, tmp_path) -> None:
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    (found,) = answer(sor("map", "019062", "--json"))
    assert found["found_as"] == ["provider_identifier"]
    assert found["units"][0]["location_number"] == GLN
    tree = answer(sor("tree", OWNER, "--json"))
    assert tree["units"][0]["units"][0]["code"] == DOCTOR


def test_verify_names_the_first_damaged_entry(sor, tmp_path) -> None:
    import sqlite3

    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261001))
    sor("import", Clinic(street="Vestergade", since=20261002).save(tmp_path, 20261002))
    assert "The log is sound: 2 entries" in sor("verify", "--deep").output
    with sqlite3.connect(tmp_path / "sor.db") as connection:
        connection.execute("DELETE FROM delivery WHERE serial = 2")
    connection.close()
    told = "The log is sound (2 entries), but what is kept beside it is not what it gives, at entry 2: its delivery"
    assert told in sor("verify", "--deep", exits=1).stderr
    sor("rebuild")
    with sqlite3.connect(tmp_path / "sor.db") as connection:
        connection.execute("UPDATE line SET content = replace(content, 'Vestergade', 'Vestargade') WHERE serial = 2")
    connection.close()
    damaged = sor("verify", exits=1)
    assert "The log is damaged at entry 2, line 1: its content does not give its hash." in damaged.stderr


def test_a_dry_run_and_a_refusal_store_nothing(sor, tmp_path) -> None:
    sor("init", "--demo")
    assert answer(sor("import", Clinic().save(tmp_path, 20261001), "--dry-run", "--json"))["new"] == 3
    cut = tmp_path / "cut.xml"
    cut.write_bytes(Clinic().xml(20261001)[:-200])
    assert "cut.xml" in sor("import", cut, exits=1).stderr
    assert answer(sor("verify", "--json"))["entries"] == 0


def test_a_folder_of_dated_files_becomes_true_history(sor, tmp_path) -> None:
    folder = tmp_path / "days"
    folder.mkdir()
    Clinic(street="Vestergade", since=20261002).save(folder, 20261002)
    Clinic().save(folder, 20261001)
    sor("init", "--demo")
    reports = answer(sor("import", "--as-dated", folder, "--json"))
    assert [report["snapshot"] for report in reports] == ["2026-10-01", "2026-10-02"]
    assert (
        answer(sor("show", OWNER, "--known", "2026-10-01", "--valid", "2026-10-15", "--json"))["postal_address"][
            "street"
        ]
        == "Østergade"
    )
    refused = sor("import", "--as-dated", folder, exits=1)
    assert "--as-dated is for an empty register" in refused.stderr


def test_a_file_that_leaves_out_most_units_is_refused(sor, tmp_path) -> None:
    from sor.core.identifiers import sor_code

    clinics = [Clinic(codes=tuple(sor_code(910_000 + 10 * n + i) for i in range(3))) for n in range(20)]
    whole = Clinic(more=[unit for clinic in clinics for unit in clinic.units()])
    sor("init", "--demo")
    sor("import", whole.save(tmp_path, 20261001), "--force")  # one clinic many times, which no right file is
    refused = sor("import", Clinic().save(tmp_path, 20261002), exits=1)
    assert "The file leaves out 20 of 63 open units, more than 10: it may be cut short." in refused.stderr
    forced = answer(sor("import", Clinic().save(tmp_path, 20261003), "--force", "--json"))
    assert (forced["closed"], forced["unlisted"]) == (20, 40)
