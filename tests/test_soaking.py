"""A campaign goes on where it stopped, repeats what failed, and begins anew after its last case."""

from pathlib import Path

import pytest

from tests import soaking
from tests.soaking import in_portions

CASES = ["a", "b", "c"]


@pytest.fixture(autouse=True)
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(soaking, "DONE", tmp_path)
    return tmp_path / "x.txt"


def test_it_goes_on_with_the_case_that_did_not_pass_and_begins_anew_after_the_last(done: Path) -> None:
    portion = in_portions("x", CASES)
    assert [next(portion), next(portion)] == ["a", "b"]
    portion.close()
    assert done.read_text() == "a\n"
    assert list(in_portions("x", CASES)) == ["b", "c"]
    assert list(in_portions("x", CASES)) == CASES


def test_it_ends_with_its_minutes(monkeypatch: pytest.MonkeyPatch, done: Path) -> None:
    monkeypatch.setenv("MINUTES", "-1")
    assert list(in_portions("x", CASES)) == []
    monkeypatch.setenv("MINUTES", "1")
    assert list(in_portions("x", CASES)) == CASES
    assert not done.exists()
