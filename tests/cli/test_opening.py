"""Every command opens the register the same way and says the same sentences when it cannot."""

from pathlib import Path

import click
import pytest

from sor.cli.opening import DEMO_DAY, closed_register, open_register, settings_with
from sor.settings import Settings, read_settings
from sor.store import facts


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


def test_a_demo_register_lives_on_its_own_day_unless_told_another(tmp_path: Path) -> None:
    register = closed_register(settings(tmp_path))
    register.init("master", demo=True)
    with register.database.writing() as connection:
        facts.put(connection, DEMO_DAY, "20261101")
    assert open_register(settings(tmp_path)).today() == 20261101
    assert open_register(settings(tmp_path, SOR_NOW="2027-02-03")).today() == 20270203
    assert open_register(settings(tmp_path, SOR_MODE="production")).today() != 20261101


def test_a_setting_that_cannot_be_used_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_PORT", "eighty")
    with pytest.raises(click.UsageError) as error:
        settings_with("sqlite:///x.db")
    assert error.value.message == "SOR_PORT is 'eighty'. Write a whole number from 1 to 65535."


def test_a_database_url_nobody_knows_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError) as error:
        open_register(read_settings({"SOR_DATABASE": "mysql://x"}))
    assert "mysql" in error.value.message


def test_a_file_that_is_no_database_is_named_with_what_the_database_says(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_text("Kære bruger, dette er et brev og ikke en database. " * 20)
    assert (
        refusal(settings(tmp_path)) == f"The database sqlite:///{tmp_path}/r.db cannot be used: file is not a database"
    )
