"""Tables that were spoilt the way real files are: none is loaded silently wrong."""

import io
from collections.abc import Callable

import pandas as pd
import pytest

from sor.formats.delivery import BadFile
from sor.jobs.refusing import NotLoaded
from tests.faults.conftest import FILES, Mirror
from tests.quick_part import few, few_of_several


def scientific(cell: str) -> str:
    """A number as a Danish spreadsheet shows it."""
    return f"{float(cell):.5E}".replace(".", ",") if cell.isdigit() else cell


def untouched(mirror: Mirror, data: bytes) -> list[tuple[str, str, str | None]]:
    """Load with --force what was spoilt; nothing may change. Gives the rejected cells."""
    units, numbers = mirror.units(), mirror.numbers()
    report = mirror.load(data, force=True)
    assert mirror.units() == units
    assert mirror.numbers() == numbers
    return [(cell["column"], cell["value"], cell.get("proposal")) for cell in report.cells]


class TestSavedBySpreadsheets:
    """R01 and its kind: a damaged cell is a rejected cell with a proposal, never a value."""

    def test_a_column_of_numbers_in_powers_of_ten_is_refused_with_figures(self, daily: Mirror) -> None:
        with pytest.raises(NotLoaded, match=r"The file is damaged\. EanLocationCode: 37 of 39 cells cannot be read"):
            daily.load(daily.spoilt("EanLocationCode", scientific))

    @pytest.mark.parametrize(
        ("column", "change", "proposal"),
        few_of_several(
            [
                ("Lokationsnummer", scientific, "13 digits: 579099…"),
                ("Lokationsnummer", lambda cell: f"{cell}.0", "5790990007862"),
                ("Lokationsnummer", lambda _: "#NAVN?", None),
                ("Lokationsnummer", lambda _: "nan", "an empty cell"),
                ("Telefon", lambda cell: cell.removeprefix("0"), None),
                ("Telefon", lambda _: "#I/T", None),
                ("P_KK", lambda cell: cell.removeprefix("0"), "0851"),
                ("P_VK", lambda cell: f"{int(cell)}.0", "7493"),
                ("P_X", lambda _: "#####", None),
                ("P_X", lambda cell: f"{cell} m", None),
                ("Postadresse", lambda _: "#VÆRDI!", None),
                ("Enhedsnavn", lambda _: "Err:508", None),
                ("SOR-type", lambda _: "XX", None),
                ("Ydernummer", lambda cell: str(int(cell)), None),
                ("SghAfd-kode", lambda _: "01-02-2026", "1-2"),
                ("Parent-SOR-kode", lambda cell: f"{cell}.0", None),
                ("CVR", lambda cell: f"{cell}.0", "90000004"),
                ("Geografisk_lokalisation", lambda _: "#REFERENCE!", None),
                ("Hovedspeciale", lambda _: "#NULL!", None),
                ("Region", lambda _: "#NUM!", None),
            ],
            every=4,
        ),
    )
    def test_a_damaged_cell_changes_nothing(
        self, sor: Mirror, column: str, change: Callable[[str], str], proposal: str | None
    ) -> None:
        cells = untouched(sor, sor.spoilt(column, change))
        assert cells
        assert {name for name, _, _ in cells} == {column}
        assert proposal is None or cells[0][2] == proposal

    def test_a_damaged_sor_code_rejects_its_row_with_a_proposal(self, sor: Mirror) -> None:
        report = sor.load(sor.spoilt("SOR-kode", lambda cell: f"{cell}.0", only=1))
        assert [(row["line"], row["proposal"]) for row in report.rejected] == [(2, "90000001000016001")]
        assert report.closed == 0

    def test_few_damaged_cells_are_named_and_the_rest_is_loaded(self, sor: Mirror) -> None:
        rows = sor.rows()
        rows[1][rows[0].index("P_KK")] = "851"
        rows[3][rows[0].index("Enhedsnavn")] = "Nyt navn"
        report = sor.load(sor.bytes(rows))
        assert (report.changed, [cell["line"] for cell in report.cells]) == (1, [2])
        assert report.findings["X2"] == 1

    @pytest.mark.parametrize("name", ["libreoffice-plain-sor.csv", "libreoffice-plain-daily.csv"])
    def test_what_libreoffice_spoils_is_refused(self, name: str, sor: Mirror, daily: Mirror) -> None:
        mirror = sor if "sor" in name.removeprefix("libreoffice-plain-") else daily
        before = mirror.units()
        with pytest.raises(BadFile):
            mirror.load((FILES / name).read_bytes())
        assert mirror.units() == before


class TestWrittenBack:
    """What other programs write back of a file without a change of its own makes no difference."""

    @pytest.mark.parametrize("name", ["libreoffice-text-sor.csv", "libreoffice-text-daily.csv"])
    def test_by_libreoffice_with_every_column_opened_as_text(self, name: str, sor: Mirror, daily: Mirror) -> None:
        mirror = sor if name.endswith("sor.csv") else daily
        report = mirror.load((FILES / name).read_bytes())
        assert (report.unchanged, report.rejected, report.cells) == (report.read, [], [])

    @pytest.mark.parametrize("separator", few([";", ",", "\t"], every=3))
    @pytest.mark.parametrize("quoting", [0, 1])
    @pytest.mark.parametrize("base", ["sor", "daily"])
    def test_by_pandas(self, base: str, separator: str, quoting: int, sor: Mirror, daily: Mirror) -> None:
        mirror, encoding = (sor, "iso-8859-1") if base == "sor" else (daily, "utf-8-sig")
        data = (FILES / mirror.base).read_bytes()
        frame = pd.read_csv(io.BytesIO(data), sep=";", dtype=str, encoding=encoding)
        out = io.BytesIO()
        frame.to_csv(out, sep=separator, quoting=quoting, encoding="utf-8")  # type: ignore[call-overload]
        report = mirror.load(out.getvalue())
        assert (report.unchanged, report.rejected, report.cells) == (report.read, [], [])

    def test_by_pandas_that_took_codes_for_numbers_is_refused_and_forced_changes_nothing(self, sor: Mirror) -> None:
        data = (FILES / sor.base).read_bytes()
        out = io.BytesIO()
        pd.read_csv(io.BytesIO(data), sep=";", encoding="iso-8859-1").to_csv(out, sep=";", index=False)
        with pytest.raises(NotLoaded, match="The file is damaged"):
            sor.load(out.getvalue())
        assert untouched(sor, out.getvalue())

    def test_by_a_spreadsheet_that_leaves_out_empty_cells_at_the_end(self, sor: Mirror) -> None:
        rows = sor.rows()
        for row in rows[1:]:
            while row and not row[-1]:
                row.pop()
        report = sor.load(sor.bytes(rows))
        assert (report.unchanged, report.rejected) == (39, [])
        assert [(f["rule"], f["text"]) for f in report.found if f["rule"] == "X5"] == [
            ("X5", "35 rows of 20261002.csv lack cells at their end; these were read as empty.")
        ]

    def test_a_quoted_separator_beside_a_cell_left_out(self, sor: Mirror) -> None:
        rows = sor.rows()
        rows[6][0] = "Klinik A; B"
        rows[6].pop()
        report = sor.load(sor.bytes(rows))
        assert (report.changed, report.findings["X5"]) == (1, 1)
        assert sor.units()["90008271000016004"][1]["name"] == "Klinik A; B"

    @pytest.mark.slow
    @pytest.mark.parametrize("lost", few(range(60), every=60, tested=4))
    def test_a_row_that_lost_one_cell_in_its_middle_is_not_loaded_shifted(self, lost: int, sor: Mirror) -> None:
        rows = sor.rows()
        del rows[6][lost]
        before, report = sor.units(), sor.load(sor.bytes(rows), force=True)
        assert report.rejected or sor.units() == before


class TestChangingMuch:
    """R04 and its kind: a file that changes suspiciously much."""

    @pytest.mark.parametrize(
        ("column", "change", "told"),
        [
            ("Enhedsnavn", lambda cell: cell.lower(), "name: 39 of 39 would change"),
            ("SghAfd-kode", lambda cell: cell[:-1] + "9", "SHAK code: "),
            ("Parent-SOR-kode", lambda _: "90000001000016001", "parent: "),
            ("Enhedstype", lambda _: "apotek", "type: "),
        ],
    )
    def test_it_is_refused_with_figures_and_examples(
        self, sor: Mirror, column: str, change: Callable[[str], str], told: str
    ) -> None:
        with pytest.raises(NotLoaded, match=told) as refused:
            sor.load(sor.spoilt(column, change))
        assert " → " in str(refused.value)
        assert refused.value.report.serial is None

    def test_a_column_of_numbers_that_was_emptied_is_refused_too(self, sor: Mirror) -> None:
        """R04: each row that has a number of its own contradicts it; forced, no number goes."""
        numbers, emptied = sor.numbers(), sor.spoilt("Lokationsnummer", lambda _: "")
        with pytest.raises(
            NotLoaded, match=r"Nedarvningsstatus: 14 of 39 .*'egen', the word for a number of its own, and"
        ):
            sor.load(emptied)
        sor.load(emptied, force=True)
        assert sor.numbers() == numbers

    def test_force_names_what_it_overrides(self, sor: Mirror) -> None:
        report = sor.load(sor.spoilt("Enhedsnavn", str.swapcase), force=True)
        assert report.serial is not None
        assert [note[:60] for note in report.notes if note.startswith("--force")] == [
            "--force overrode: The file changes suspiciously much. name: "
        ]

    def test_max_changed_lets_so_many_through(self, sor: Mirror) -> None:
        data = sor.spoilt("Enhedsnavn", str.swapcase)
        with pytest.raises(NotLoaded, match="more than 38"):
            sor.load(data, max_changed=38)
        assert sor.load(data, max_changed=39).changed == 39

    def test_ten_are_never_suspicious_and_a_later_file_may_change_more(self, sor: Mirror) -> None:
        with pytest.raises(NotLoaded, match="name: 11 of 39 would change, more than 10"):
            sor.load(sor.spoilt("Enhedsnavn", str.lower, only=11))
        assert sor.load(sor.spoilt("Enhedsnavn", str.lower, only=10)).changed == 10
        with pytest.raises(NotLoaded, match="more than 19"):
            sor.load(sor.spoilt("Enhedsnavn", str.upper, only=20), 20261009)
        assert sor.load(sor.spoilt("Enhedsnavn", str.upper, only=19), 20261009).changed == 19

    def test_an_older_file_fills_only_what_is_unknown_and_is_not_asked(self, sor: Mirror) -> None:
        units = sor.units()
        assert sor.load(sor.spoilt("Enhedsnavn", str.lower), 20260901, backfill=True).changed == 0
        assert sor.units() == units

    def test_the_address_of_an_owner_shown_by_many_units_is_one_change(self, sor: Mirror) -> None:
        data = (FILES / sor.base).read_bytes().replace(b"5790990007862", b"5790990007879")
        assert sor.load(data).changed == 1


class TestEverythingIsNamed:
    """Strict, dry and refused runs name every row, line, rule and proposal."""

    def test_a_refused_file_tells_its_rows_cells_and_findings(self, sor: Mirror) -> None:
        rows = sor.rows()
        rows[1][rows[0].index("P_KK")] = "851"
        rows[4][rows[0].index("Ophoert_dato")] = "31/12/2026"
        with pytest.raises(NotLoaded, match="--strict takes none") as refused:
            sor.load(sor.bytes(rows), strict=True)
        report = refused.value.report
        assert [(row["line"], row["proposal"]) for row in report.rejected] == [(5, "2026-12-31")]
        assert [(cell["line"], cell["column"], cell["proposal"]) for cell in report.cells] == [(2, "P_KK", "0851")]
        assert ("X2", 2) in {(finding["rule"], finding.get("line")) for finding in report.found}

    def test_a_dry_run_tells_the_same(self, sor: Mirror) -> None:
        report = sor.load(sor.spoilt("Telefon", lambda _: "#I/T", only=1), dry_run=True)
        assert (report.serial, len(report.cells), report.findings["X2"]) == (None, 1, 1)
        assert "X2" in {finding["rule"] for finding in report.found}
