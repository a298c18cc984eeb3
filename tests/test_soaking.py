"""A campaign goes on where it stopped and repeats what failed; all begin anew once the last of them is through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import soaking
from tests.soaking import begin_anew, count, in_portions

CASES = ["a", "b", "c"]


@pytest.fixture(autouse=True)
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(soaking, "DONE", tmp_path)
    monkeypatch.delenv("ANEW", raising=False)
    return tmp_path


def run(*campaigns: str) -> dict[str, list[str]]:
    """What a run of all these campaigns takes."""
    begin_anew.cache_clear()
    return {campaign: list(in_portions(campaign, CASES)) for campaign in campaigns}


def stopped(portion: Iterator[str], after: int) -> list[str]:
    """The first cases of a portion, of which the last one fails."""
    taken = [next(portion) for _ in range(after)]
    portion.close()  # type: ignore[attr-defined]
    return taken


def test_it_goes_on_with_the_case_that_did_not_pass() -> None:
    assert stopped(in_portions("x", CASES), 2) == ["a", "b"]
    assert run("x") == {"x": ["b", "c"]}


def test_what_is_through_stays_so_until_all_are_and_then_all_begin_anew() -> None:
    stopped(in_portions("y", CASES), 2)
    assert run("x") == {"x": CASES}
    assert run("x") == {"x": []}
    assert run("x", "y") == {"x": [], "y": ["b", "c"]}
    assert run("x", "y") == {"x": CASES, "y": CASES}


def test_a_run_in_which_the_last_one_comes_through_begins_none_of_them_anew() -> None:
    stopped(in_portions("y", CASES), 3)
    run("x")
    assert run("y", "x", "y") == {"y": [], "x": []}
    assert run("y", "x") == {"y": CASES, "x": CASES}


def test_cases_that_are_new_are_taken_also_when_the_others_are_through() -> None:
    run("x")
    stopped(in_portions("y", CASES), 1)
    begin_anew.cache_clear()
    assert list(in_portions("x", [*CASES, "d"])) == ["d"]


def test_all_begin_anew_when_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    run("x")
    stopped(in_portions("y", CASES), 3)
    monkeypatch.setenv("ANEW", "1")
    assert run("x", "y") == {"x": CASES, "y": CASES}


def test_it_ends_with_its_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTES", "-1")
    assert run("x") == {"x": []}
    monkeypatch.setenv("MINUTES", "1")
    assert run("x") == {"x": CASES}


def test_it_tells_how_many_of_how_many_have_passed(capsys: pytest.CaptureFixture[str]) -> None:
    stopped(in_portions("x", CASES), 2)
    assert capsys.readouterr().out == ""
    run("x", "y")
    assert capsys.readouterr().out == "x 3 of 3\ny 3 of 3\n"
    stopped(in_portions("z", CASES), 1)
    run("x")
    assert capsys.readouterr().out == "x 3 of 3\n"


def test_a_case_is_known_by_its_name_in_the_next_run() -> None:
    stopped(in_portions("x", [{"code": "a"}, {"code": "b"}], name=lambda one: one["code"]), 2)
    assert list(in_portions("x", [{"code": "b"}, {"code": "a"}], name=lambda one: one["code"])) == [{"code": "b"}]


def test_what_is_counted_is_summed_over_runs_until_all_begin_anew() -> None:
    stopped(in_portions("x", CASES), 2)
    assert count("x", kills=2, lost=0) == {"kills": 2, "lost": 0}
    assert count("x", kills=3, answered=1) == {"kills": 5, "lost": 0, "answered": 1}
    begin_anew.cache_clear()
    run("x")
    assert count("x", kills=1)["kills"] == 6
    run("x")
    assert count("x", kills=1) == {"kills": 1}
