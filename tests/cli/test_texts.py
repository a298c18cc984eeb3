"""Every text that a command takes passes the gate: found from the commands themselves."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from sor.cli import COMMANDS, FitText, main, options_of
from sor.settings import SETTINGS, BadSetting, read_settings

HIDDEN, SAYS = "Lis\u200b", "character 4 is U+200B ZERO WIDTH SPACE"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the table, with those below it."""
    context = click.Context(main)
    for name in COMMANDS:
        found = main.get_command(context, name)
        assert found is not None
        yield name, found


def test_no_command_takes_a_text_past_the_gate() -> None:
    texts = [
        (name, option.name, option.type)
        for name, command in commands()
        for option in options_of(command)
        if isinstance(option.type, click.types.StringParamType) and option.name != "database"
    ]
    assert len(texts) > 50
    assert {(name, option) for name, option, kind in texts if not isinstance(kind, FitText)} == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", HIDDEN),
        ("user", "add", "a", "--name", HIDDEN),
        ("whitelist", "add", "sorus", "12345678", "--comment", HIDDEN),
        ("withdraw", "1", "--as", HIDDEN),
    ],
)
def test_it_is_refused_with_the_character_and_its_place(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, SAYS in done.output) == (2, True), done.output


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_no_setting_holds_what_no_text_may_hold(setting: object) -> None:
    name = getattr(setting, "name", "")
    with pytest.raises(BadSetting, match=rf"^{name}: character 4 is U\+200B"):
        read_settings({name: HIDDEN})
