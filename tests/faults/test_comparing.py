"""A file compared with the register right after it was loaded shows no difference, whatever it can and cannot say."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from tests.faults.spoiling import cases, rows_of, spoilt
from tests.faults.test_rejected_rows import some_of
from tests.faults.written import FIRST, FORMATS, NEXT, TOLD, Written

UNIT_FORMATS = tuple(name for name in FORMATS if name not in ("shak", "shak-csv", "medcom-gln"))


def pairs() -> Iterator[Any]:
    """Each format that is loaded first, with each that is loaded a day later; a few in the usual suite."""
    sample = {("xml2", "columns"), ("columns", "sor2-daily"), ("sor-csv", "sor2-complete")}
    for first in UNIT_FORMATS:
        for then in FORMATS:
            if {first, then} == {"columns", "sor-csv"}:
                continue  # the same bytes
            mark = pytest.mark.slow if (first, then) in sample else pytest.mark.soak
            yield pytest.param(first, then, marks=mark)


def spoilt_ways() -> Iterator[Any]:
    """Every reason for which rows are rejected in every format; a few in the usual suite."""
    sample = {("sor-csv", "code damaged"), ("xml2", "number"), ("shak", "twice")}
    for case in cases():
        yield pytest.param(*case, marks=pytest.mark.slow if case in sample else pytest.mark.soak)


@pytest.mark.parametrize("format", [pytest.param(f, marks=() if f == "columns" else pytest.mark.slow) for f in FORMATS])
def test_a_file_does_not_differ_from_the_register_that_holds_it(written: Written, format: str) -> None:
    assert written.compared(written.mirror(format), format, written.bytes_of(format), FIRST) == []


@pytest.mark.parametrize(("first", "then"), [*pairs()])
def test_nor_does_a_file_loaded_on_top_of_another_kind(written: Written, first: str, then: str) -> None:
    register = written.fresh(first)
    written.load(register, then, written.bytes_of(then), NEXT, force=True)
    assert written.compared(register, then, written.bytes_of(then), NEXT) == []


@pytest.mark.parametrize(("format", "reason"), [*spoilt_ways()])
def test_nor_does_a_file_some_of_whose_rows_were_rejected(written: Written, format: str, reason: str) -> None:
    content = written.bytes_of(format)
    bad = spoilt(format, content, reason, some_of(rows_of(format, content), len(reason)))
    assert bad is not None
    for register, day in ((written.empty(), FIRST), (written.fresh(format), NEXT)):
        written.load(register, format, bad, day, force=True)
        assert written.compared(register, format, bad, day) == []


@pytest.mark.slow
@pytest.mark.parametrize("format", ["sor-csv", "sor2-daily", "xml2"])
def test_one_value_that_differs_is_the_difference(written: Written, format: str) -> None:
    content = written.bytes_of(format)
    mail = re.findall(rb"post@[a-z-]+[.]example", content)[-1]
    before, _, behind = content.rpartition(mail)
    found = written.compared(written.mirror(format), format, before + b"post@en-anden.example" + behind, FIRST)
    assert [(one["kind"], one["change"], [*one["fields"]]) for one in found] == [
        ("unit", "changed", ["virtual_address"])
    ]
    assert found[0]["fields"]["virtual_address"]["before"]["email"] == "post@en-anden.example"


@pytest.mark.slow
class TestUndated:
    """A file that does not say its day."""

    @pytest.fixture
    def sor(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
        monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db")
        return lambda *words: CliRunner().invoke(main, [*map(str, words)])

    def test_is_compared_on_the_day_named_when_it_was_loaded(self, written: Written, sor: Any) -> None:
        file = written.save("columns", written.bytes_of("columns"), FIRST)
        told = ",".join(f"{field}={column}" for field, column in TOLD.items())
        sor("init")
        loaded = sor("import", file, "--columns", told, "--snapshot", "2026-11-01")
        assert loaded.exit_code == 0, loaded.output
        assert "0 subjects differ" in sor("diff", file, "--columns", told, "--exit-code").output

    def test_or_the_refusal_names_an_option_of_this_command(self, written: Written, sor: Any) -> None:
        file = written.save("sor-csv", written.bytes_of("sor-csv"), FIRST)
        sor("init")
        for words in ((file,), (file, "@1"), (file, file)):
            refused = sor("diff", *words)
            assert refused.exit_code == 1
            assert "does not say which day it describes. Name the day: --valid 2026-07-01" in refused.output
        assert sor("diff", file, "--valid", "2026-11-01").exit_code == 0

    def test_a_day_on_which_no_code_of_the_file_is_valid_is_told(self, small: Written, sor: Any) -> None:
        """SHAK ends: on the days after, no code differs because there is none."""
        file = small.save("shak", small.bytes_of("shak"), FIRST)
        sor("init")
        assert sor("import", file, "--snapshot", "2026-06-30").exit_code == 0
        told = "No shak is valid on 2199-12-31 on either side, so that none can differ."
        for words, is_told in (((file, "--valid", "2199-12-31"), True), ((file,), False), ((file, "2199-12-31"), True)):
            compared = sor("diff", *words)
            assert (compared.exit_code, told in compared.output) == (0, is_told), compared.output

    def test_every_option_that_a_refusal_of_this_command_names_exists(self, written: Written, sor: Any) -> None:
        table = written.save("columns", b"a;b;c;d;e\n1;2;3;4;5\n", FIRST)
        sor("init")
        refused = sor("diff", table, "2026-11-01")
        assert refused.exit_code == 1
        assert {*re.findall(r"--[a-z]+", refused.output)} <= {*re.findall(r"--[a-z]+", sor("diff", "--help").output)}
