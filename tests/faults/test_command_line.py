"""Suspicious and damaged files as a user meets them: what `sor import` prints, and with which exit code it ends."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.conftest import StandingClock
from tests.faults.conftest import FILES, Mirror
from tests.quick_part import few, few_of_several

CLINICAL_UNIT = "550851000005109"


class Desk:
    """A mirror that holds the base file of 2026-10-01, and the commands that are given to it."""

    def __init__(self, mirror: Mirror, base: bytes) -> None:
        self.mirror, self.base = mirror, base

    def load(self, data: bytes, *options: str, day: str = "2026-10-02") -> Result:
        """`sor import` of bytes as a file of a day."""
        path = self.mirror.folder / f"{day}.csv"
        path.write_bytes(data)
        return self.run(path, "--snapshot", day, *options)

    def run(self, *arguments: object) -> Result:
        address = self.mirror.register.database.url.render_as_string(hide_password=False)
        return CliRunner().invoke(main, ["import", *map(str, arguments), "--database", address])

    def told(self, data: bytes, *options: str, code: int, day: str = "2026-10-02") -> Any:
        """The same with --json; its exit code has to be this."""
        done = self.load(data, *options, "--json", day=day)
        assert done.exit_code == code, done.output
        return json.loads(done.stdout)

    def renamed(self, units: int = 39) -> bytes:
        """The base file with the names of so many units changed."""
        return self.mirror.spoilt("Enhedsnavn", str.swapcase, only=units)


@pytest.fixture
def desk(sor: Mirror) -> Desk:
    return Desk(sor, (FILES / sor.base).read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("data", [None, b"", b"a;b;c;d;e\n1;2;3;4;5\n", b"PK\x05\x06", b"<x/>"])
def test_a_refusal_names_its_file_and_what_became_of_it_once(desk: Desk, data: bytes | None) -> None:
    path = desk.mirror.folder / "refused.csv"
    path.write_bytes(desk.renamed() if data is None else data)
    done = desk.run(path)  # none says its day
    assert done.exit_code == 1
    assert [done.stderr.count(told) for told in ("refused.csv", "Nothing")] == [1, 1], done.stderr
    assert "Name the day" not in done.stderr or done.stderr.endswith("2026-07-01 Nothing of it was loaded.\n")


@pytest.mark.parametrize("options", [(), ("--strict",), ("--json",)])
def test_what_many_units_break_is_told_with_a_sentence(desk: Desk, options: tuple[str, ...]) -> None:
    """Owners that are named otherwise in the columns for what stands above, far too often for a figure alone."""
    done = desk.load(desk.mirror.spoilt("Institutionsejer", lambda cell: cell and "Region Fyn"), *options)
    if "--json" in options:
        (often,) = [one for one in json.loads(done.stdout)["frequent"] if one["rule"] == "X15"]
        assert 10 <= often["subjects"] <= often["of"] == 39
        assert "shows Region Fyn as" in often["text"]
    else:
        assert re.search(r"\n  X15: \d\d of 39 units, the first, line \d+: .*Region Fyn", done.stdout), done.output


class TestChangingMuch:
    def test_a_file_that_changes_much_is_refused_with_figures_and_examples(self, desk: Desk) -> None:
        before, serial = desk.mirror.units(), desk.mirror.register.serial()
        done = desk.load(desk.renamed())
        assert done.exit_code == 1
        assert (
            "2026-10-02.csv: The file changes suspiciously much. name: 39 of 39 would change, more than 10"
            " (90000001000016001: Region Nordjylland → rEGION nORDJYLLAND; "
        ) in done.stderr
        assert "--max-changed 39 or --force. Nothing of it was loaded." in done.stderr
        assert (desk.mirror.units(), desk.mirror.register.serial()) == (before, serial)

    def test_json_says_why_and_what_would_have_changed(self, desk: Desk) -> None:
        report = desk.told(desk.renamed(), code=1)
        assert report["refused"].startswith("2026-10-02.csv: The file changes suspiciously much.")
        assert (report["serial"], report["changed"], report["read"]) == (None, 39, 39)

    @pytest.mark.slow
    @pytest.mark.parametrize(("limit", "code"), [(38, 1), (39, 0)])
    def test_max_changed_lets_so_many_through_and_no_more(self, desk: Desk, limit: int, code: int) -> None:
        assert desk.load(desk.renamed(), "--max-changed", str(limit)).exit_code == code

    @pytest.mark.slow
    def test_every_field_has_figures_of_its_own(self, desk: Desk) -> None:
        rows = desk.mirror.rows()
        for row in rows[1:]:
            row[rows[0].index("Enhedsnavn")] += " x"
            row[rows[0].index("Lokationsnummer")] = row[rows[0].index("Nedarvningsstatus")] = ""
        message = desk.load(desk.mirror.bytes(rows)).stderr
        for figures in ("closing of location numbers: 14 of 14", "location number: 14 of 14", "name: 39 of 39"):
            assert figures in message
        assert "--max-changed 39" in message, "one number that lets all of it through"

    def test_force_names_what_it_overrides(self, desk: Desk) -> None:
        done = desk.load(desk.renamed(), "--force")
        assert done.exit_code == 0
        assert "note: --force overrode: The file changes suspiciously much. name: 39 of 39" in done.stdout

    def test_force_is_named_by_no_file_that_needs_none(self, desk: Desk) -> None:
        assert "overrode" not in desk.load(desk.renamed(10), "--force").output

    @pytest.mark.parametrize(
        ("day", "units", "code"),
        few_of_several(
            [("02", 10, 0), ("02", 11, 1), ("03", 19, 0), ("03", 20, 1), ("30", 19, 0), ("30", 20, 1)], every=3
        ),
    )
    def test_so_many_per_day_since_the_last_file_and_at_most_half(
        self, desk: Desk, day: str, units: int, code: int
    ) -> None:
        assert desk.load(desk.renamed(units), "--dry-run", day=f"2026-10-{day}").exit_code == code

    @pytest.mark.slow
    def test_days_are_counted_from_the_last_file_of_the_format(self, desk: Desk) -> None:
        assert desk.load(desk.renamed(1), day="2026-10-08").exit_code == 0
        assert desk.load(desk.renamed(12), day="2026-10-09").exit_code == 1

    @pytest.mark.slow
    def test_a_first_load_is_not_asked(self, desk: Desk, tmp_path: Path, new_sqlite: Callable[[], Any]) -> None:
        empty = Register(new_sqlite(), StandingClock())
        empty.init("mirror")
        assert Desk(Mirror(empty, tmp_path, desk.mirror.base), b"").load(desk.base).exit_code == 0

    def test_an_older_file_with_backfill_is_not_asked(self, desk: Desk) -> None:
        assert desk.load(desk.renamed(), day="2026-09-01").exit_code == 1
        assert desk.load(desk.renamed(), "--backfill", day="2026-09-01").exit_code == 0

    @pytest.mark.slow
    def test_a_folder_of_dated_files_is_not_asked(self, desk: Desk, tmp_path: Path, new_sqlite: Any) -> None:
        empty = Register(new_sqlite(), StandingClock())
        empty.init("mirror")
        folder = tmp_path / "dated"
        folder.mkdir()
        for day, content in ((1, desk.base), (2, desk.renamed())):
            with ZipFile(folder / f"{day}.zip", "w") as archive:
                archive.writestr(ZipInfo("sor.csv", (2026, 10, day, 6, 0, 0)), content)
        done = Desk(Mirror(empty, tmp_path, desk.mirror.base), b"").run("--as-dated", folder)
        assert done.exit_code == 0, done.output
        assert "changed 39" in done.stdout

    @pytest.mark.slow
    def test_what_follows_a_dated_code_list_does_not_count(self, desk: Desk) -> None:
        other = desk.mirror.spoilt(
            "Enhedstype", lambda name: "supplerende oplysninger" if name == "klinisk enhed" else name
        )
        assert "type: 19 of 39 would change, more than 10" in desk.load(other, "--dry-run").stderr
        ended = Draft("open", 20261002, OPEN, 20261002, b"false")
        line = LineDraft("code", f"entity_type/{CLINICAL_UNIT}", [ended])
        desk.mirror.register.submit(Submission([line], "test", "codes"))
        assert desk.load(other).exit_code == 0


class TestDamagedCells:
    def test_a_file_with_many_is_refused_and_names_each_with_its_proposal(self, desk: Desk) -> None:
        report = desk.told(desk.mirror.spoilt("P_KK", lambda cell: cell.removeprefix("0")), code=1)
        assert "P_KK: 39 of 39 cells cannot be read, more than 10 (line 2: '851'" in report["refused"]
        assert len(report["cells"]) == 39
        assert report["cells"][0] == {
            "file": "2026-10-02.csv", "line": 2, "kind": "unit", "key": "90000001000016001", "column": "P_KK",
            "path": "postal_address.municipality", "value": "851",
            "reason": "a number whose zeros in front were lost", "proposal": "0851",
        }  # fmt: skip

    def test_a_file_with_few_is_loaded_and_names_them_too(self, desk: Desk) -> None:
        done = desk.load(desk.mirror.spoilt("P_KK", lambda cell: cell.removeprefix("0"), only=2))
        assert done.exit_code == 0
        assert (
            "rejected cell 2026-10-02.csv, line 2, P_KK of 90000001000016001: '851' is a number whose zeros in front"
            " were lost; did it mean 0851?"
        ) in done.stdout
        assert "rejected cells 2" in done.stdout

    def test_forced_it_is_loaded_without_them(self, desk: Desk) -> None:
        before = desk.mirror.units()
        done = desk.load(desk.mirror.spoilt("Lokationsnummer", lambda cell: f"{float(cell):.5E}"), "--force")
        assert done.exit_code == 0
        assert "note: --force overrode: The file is damaged. Lokationsnummer: " in done.stdout
        assert desk.mirror.units() == before


class TestEverythingIsNamed:
    @pytest.mark.parametrize(("option", "code"), [("--strict", 1), ("--dry-run", 0)])
    def test_rows_cells_and_findings_with_line_rule_and_proposal(self, desk: Desk, option: str, code: int) -> None:
        rows = desk.mirror.rows()
        header = rows[0]
        rows[1][header.index("P_KK")] = "851"
        rows[4][header.index("Ophoert_dato")] = "31/12/2026"
        rows[6][header.index("P_X")], rows[6][header.index("P_Y")] = "9,9", "57,1"
        rows[7][header.index("Enhedsnavn")] = "KlinikkÃ¸kken"
        data, serial = desk.mirror.bytes(rows), desk.mirror.register.serial()
        report = desk.told(data, option, code=code)
        assert [(r["line"], r["proposal"]) for r in report["rejected"]] == [(5, "2026-12-31")]
        assert [(c["line"], c["column"], c["proposal"]) for c in report["cells"]] == [(2, "P_KK", "0851")]
        found = {(f["rule"], f.get("line")) for f in report["found"]}
        assert {("X2", 2), ("X6", 7), ("X8", 8)} <= found
        assert '"Klinikkøkken" is probably meant' in next(f["text"] for f in report["found"] if f["rule"] == "X8")
        assert report["serial"] is None
        shown = desk.load(data, option)
        assert shown.exit_code == code
        for line in (
            "rejected 2026-10-02.csv, line 5: ",
            "rejected cell 2026-10-02.csv, line 2, ",
            ", line 7: The coord",
        ):
            assert line in shown.stdout
        assert desk.mirror.register.serial() == serial

    @pytest.mark.parametrize(
        "spoil",
        few([("Telefon", lambda _: "#I/T"), ("P_X", lambda _: "12,5"), ("Enhedsnavn", lambda n: f"{n} Ã¸st")], every=3),
    )
    def test_strict_takes_none_of_them_and_without_it_the_rest_is_loaded(self, desk: Desk, spoil: Any) -> None:
        column, change = spoil
        data = desk.mirror.spoilt(column, change, only=1)
        assert "--strict takes none" in desk.load(data, "--strict").stderr
        assert desk.load(data).exit_code == 0


def test_a_field_named_twice_for_two_columns_is_a_wrong_command(desk: Desk) -> None:
    done = desk.load(desk.base, "--columns", "code=SOR-kode,name=Enhedsnavn,name=Lokalkode")
    assert done.exit_code == 2
    assert "name is named twice: as Enhedsnavn and Lokalkode" in " ".join(done.output.split())
