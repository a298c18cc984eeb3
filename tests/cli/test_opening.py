"""Every command opens the register the same way and says the same sentences when it cannot."""

from pathlib import Path

import click
import pytest

from sor.cli.opening import closed_register, open_register, settings_with
from sor.clock import AHEAD
from sor.core.instant import parse_instant
from sor.desk.demo_clock import move_forward
from sor.register import Register
from sor.settings import Settings, read_settings
from tests.conftest import StandingClock
from tests.quick_part import few_of_several
from tests.store.units import begin, create


def settings(folder: Path, **others: str) -> Settings:
    return read_settings({"SOR_DATABASE": f"sqlite:///{folder}/r.db", **others})


def refusal(given: Settings) -> str:
    with pytest.raises(click.ClickException) as error:
        open_register(given)
    return error.value.message


def test_where_there_is_no_register_the_command_says_how_to_make_one_and_leaves_no_file(tmp_path: Path) -> None:
    assert refusal(settings(tmp_path)) == f"There is no register in sqlite:///{tmp_path}/r.db. Make one with: sor init"
    assert list(tmp_path.iterdir()) == []


def test_a_register_of_another_role_than_asked_for_is_not_opened(tmp_path: Path) -> None:
    closed_register(settings(tmp_path)).init("mirror")
    assert refusal(settings(tmp_path, SOR_ROLE="master")) == (
        f"SOR_ROLE is master, but the register in sqlite:///{tmp_path}/r.db is a mirror."
        " Name the other register with SOR_DATABASE, or remove SOR_ROLE."
    )
    assert open_register(settings(tmp_path, SOR_ROLE="mirror")).role == "mirror"


def test_a_demo_made_on_a_day_lives_on_from_it(tmp_path: Path) -> None:
    closed_register(settings(tmp_path, SOR_NOW="2027-02-03")).init("master", demo=True)
    assert open_register(settings(tmp_path)).today() == 20270203


def test_a_demo_of_an_older_program_lives_on_its_day_or_after_its_last_entry(tmp_path: Path) -> None:
    register = closed_register(settings(tmp_path, SOR_NOW="2026-11-01"))
    register.init("master", demo=True)
    forget_clock(register)
    assert open_register(settings(tmp_path)).today() == 20261101
    register.clock = StandingClock("2026-12-20T09:00:00+00:00")
    begin(register, create("A", name="A"))
    forget_clock(register)
    reopened = open_register(settings(tmp_path))
    assert reopened.clock() > parse_instant(reopened.head().recorded_at)
    assert reopened.today() == 20261220


def forget_clock(register: Register) -> None:
    with register.database.writing() as connection:
        connection.run("DELETE FROM register WHERE name = :name", name=AHEAD)


def test_all_that_open_a_demo_go_by_one_clock(tmp_path: Path) -> None:
    closed_register(settings(tmp_path, SOR_NOW="2026-11-01")).init(demo=True)
    one, other = open_register(settings(tmp_path)), open_register(settings(tmp_path))
    move_forward(one, parse_instant("2027-05-05T10:00"))
    assert one.today() == other.today() == open_register(settings(tmp_path)).today() == 20270505


def test_a_time_set_from_outside_moves_a_demo_once_and_never_back(tmp_path: Path) -> None:
    closed_register(settings(tmp_path, SOR_NOW="2026-11-01")).init(demo=True)
    assert open_register(settings(tmp_path, SOR_NOW="2027-02-03")).today() == 20270203
    move_forward(open_register(settings(tmp_path)), parse_instant("2027-04-01T10:00"))
    assert open_register(settings(tmp_path, SOR_NOW="2027-02-03")).today() == 20270401, "it was followed before"
    assert refusal(settings(tmp_path, SOR_NOW="2027-03-03")) == (
        "The clock only goes forward; it is 2027-04-01. To go back, begin a new demo in a new database:"
        " SOR_DATABASE=sqlite:///new.db make run"
    )


@pytest.mark.parametrize(
    ("demo", "given", "told"),
    few_of_several(
        [
            (True, {"SOR_MODE": "production"}, "was made as a demo: its units are invented"),
            (False, {"SOR_MODE": "demo"}, "is a real register: no setting gives it the doors of a demo."),
            (False, {"SOR_NOW": "2026-11-01"}, "SOR_NOW moves the clock, which only a demo allows"),
            (False, {"SOR_DGWS": "optional"}, "SOR_DGWS is optional, which only a demo allows"),
        ],
        every=4,
    ),
)
def test_a_setting_of_the_other_kind_is_refused(tmp_path: Path, demo: bool, given: dict[str, str], told: str) -> None:
    closed_register(settings(tmp_path)).init("master", demo=demo)
    assert told in refusal(settings(tmp_path, **given))


def test_without_a_mode_the_register_decides_and_its_own_mode_is_no_contradiction(tmp_path: Path) -> None:
    closed_register(settings(tmp_path)).init(demo=True)
    assert open_register(settings(tmp_path)).is_demo
    assert open_register(settings(tmp_path, SOR_MODE="demo")).is_demo
    (tmp_path / "real").mkdir()
    closed_register(settings(tmp_path / "real")).init()
    assert not open_register(settings(tmp_path / "real")).is_demo
    assert not open_register(settings(tmp_path / "real", SOR_MODE="production")).is_demo


def test_a_setting_that_cannot_be_used_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_PORT", "eighty")
    with pytest.raises(click.UsageError) as error:
        settings_with("sqlite:///x.db")
    assert error.value.message == "SOR_PORT is 'eighty'. Write a whole number from 1 to 65535."


def test_a_database_that_is_named_goes_before_the_file_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOR_DATABASE", raising=False)
    (tmp_path / "database").write_text("sqlite:///file.db")
    monkeypatch.setenv("SOR_DATABASE_FILE", str(tmp_path / "database"))
    assert settings_with().database == "sqlite:///file.db"
    assert settings_with("sqlite:///x.db").database == "sqlite:///x.db"
    monkeypatch.setenv("SOR_DATABASE", "sqlite:///x.db")
    with pytest.raises(click.UsageError, match="SOR_DATABASE and SOR_DATABASE_FILE are both set"):
        settings_with("sqlite:///x.db")  # as the group of all commands hands it on


def test_a_database_url_nobody_knows_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError) as error:
        open_register(read_settings({"SOR_DATABASE": "mysql://x"}))
    assert "mysql" in error.value.message


def test_a_file_that_is_no_database_is_named_with_what_the_database_says(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_text("Kære bruger, dette er et brev og ikke en database. " * 20)
    assert (
        refusal(settings(tmp_path)) == f"The database sqlite:///{tmp_path}/r.db cannot be used: file is not a database"
    )
