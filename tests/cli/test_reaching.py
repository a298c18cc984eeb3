"""`sor reaching`: who sends to a unit, whether it arrives, and who mends what does not."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from sor.cli import main
from tests.new_databases import NewDatabases
from tests.recipients import mailboxes as the

DAY = the.NOW.date().isoformat()


@pytest.fixture
def sor(new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("SOR_DATABASE", new_sqlite.holding(the.mailboxes).url.render_as_string())

    def run(*words: str, exits: int = 0) -> str:
        done = CliRunner().invoke(main, ("reaching", "--valid", DAY, *words))
        assert done.exit_code == exits, done.output
        return done.output

    return run


@pytest.mark.parametrize(
    ("lang", "arrives", "mended"), [("en", "no", "Whoever keeps"), ("da", "nej", "Den, der fører")]
)
def test_what_does_not_arrive_is_told_with_who_mends_it(
    sor: Callable[..., str], lang: str, arrives: str, mended: str
) -> None:
    counted, _, *rows = sor(the.ASLEEP, "--lang", lang).splitlines()
    assert counted.split()[0] == "0"
    (row,) = [row for row in rows if row.startswith("REF06")]
    assert arrives in row.split()
    assert mended in row


def test_as_json_it_is_what_rest_tells(sor: Callable[..., str]) -> None:
    (one,) = [one for one in json.loads(sor(the.ASLEEP, "--json")) if one["standard"] == "REF06"]
    assert (one["can"], one["senders_near"]) == ("no", 1)
    assert [reason["rule"] for reason in one["reasons"]] == ["receiver-inactive", "mend.keeper"]


def test_a_unit_that_is_not_open_or_not_known_is_told(sor: Callable[..., str]) -> None:
    assert sor(the.OLD_WARD, exits=1) == f"sor: The unit {the.OLD_WARD} is not open on that day.\n"
    assert "No unit 12 is known" in sor("12", exits=1)
