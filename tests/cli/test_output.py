"""What commands print, and how they tell what may be expected to go wrong."""

import json

import pytest

from sor.cli.output import Fails, expected_failures, print_json, progress_bar, table
from sor.register import Refused
from sor.store.unavailable import Unavailable


def test_json_is_for_programs_and_keeps_danish_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Sygehus Ø", "units": [1]})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"name": "Sygehus Ø", "units": [1]}
    assert "Ø" in printed


@pytest.mark.parametrize("error", [Refused("Not here."), Unavailable("The database is away.")])
def test_what_may_be_expected_is_a_sentence(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Fails) as failed, expected_failures():
        raise error
    failed.value.show()
    assert capsys.readouterr().err == f"sor: {error}\n"
    assert failed.value.exit_code == 1


def test_a_mistake_of_ours_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), expected_failures():
        1 / 0  # noqa: B018


def test_a_table_has_its_columns() -> None:
    assert [column.header for column in table("Code", "Name").columns] == ["Code", "Name"]


def test_away_from_a_terminal_progress_is_told_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("import") as tell:
        tell("reading", 5)
    assert capsys.readouterr() == ("", "")
