"""What is mistyped on the command line is told with what may be meant; every error of every command begins alike."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sor.cli import COMMANDS, main
from tests.endpoints.servers import SOR
from tests.endpoints.web.small_register import small_register


def every_command(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            assert below is not None
            yield from every_command(below, *names, name)
    elif names:
        yield names


def said(*typed: str) -> str:
    ran = CliRunner().invoke(main, typed)
    assert ran.exit_code == 2, ran.output
    return ran.stderr.strip().splitlines()[-1]


def test_a_wrong_option_of_any_command_is_told_as_ours() -> None:
    commands = list(every_command(main))
    assert len(commands) > len(COMMANDS)
    for names in commands:
        assert said(*names, "--no-such-option").startswith("sor: "), names


@pytest.mark.parametrize("names", [("show", "1"), ("search", "x"), ("serve",), ("verify",)])
def test_what_a_command_cannot_do_is_told_as_ours(names: tuple[str, ...], tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["--database", f"sqlite:///{tmp_path}/none.db", *names])
    assert (ran.exit_code, ran.stderr[:30]) == (1, "sor: There is no register in s")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["serach", "x"], "sor: There is no command 'serach'. Did you mean search?"),
        (["xyzzy"], "sor: There is no command 'xyzzy'. `sor --help` lists them."),
        (["user", "shwo"], "Did you mean 'show'?"),
        (["show", "--vaild", "2026-01-01", "1"], "Did you mean '--valid'?"),
        (["export", "ndjsn"], "Did you mean ndjson?"),
        (["search", "--level", "XX"], "'XX' is no level. Write one of IO, HI, OU, IE, SI, OE."),
        (["show"], "sor: Missing argument 'CODE'."),
    ],
)
def test_what_is_mistyped_is_told_with_what_is_meant(typed: list[str], told: str) -> None:
    answer = said(*typed)
    assert answer.startswith("sor: ")
    assert told in answer


def test_levels_in_both_notations_find_the_same_and_lines_end_where_their_text_does(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sor.db"
    small_register(url).database.close()
    shown = [CliRunner().invoke(main, ["--database", url, "search", "--level", level]).output for level in
             ("HI", "SI", "si", "OU")]  # fmt: skip
    assert shown[0] == shown[1] == shown[2] != shown[3]
    lines = shown[0].splitlines()
    assert len(lines) > 2
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.slow
def test_a_shell_completes_commands_and_options() -> None:
    def completed(line: str) -> list[str]:
        asked = {"_SOR_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
        done = subprocess.run([str(SOR)], env={**os.environ, **asked}, capture_output=True, text=True, check=True)
        return [found.split(",")[1] for found in done.stdout.splitlines()]

    assert completed("sor sear") == ["search"]
    assert completed("sor search --muni") == ["--municipality"]
    assert completed("sor search --level s") == ["SI"]
