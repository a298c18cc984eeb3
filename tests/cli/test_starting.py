"""What a command reads of the program before it begins: no more than it needs."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sor.cli import COMMANDS, GROUPS, main
from tests.endpoints.web.small_register import WARD, small_register

LOADED = "import sys; from sor.cli import main; main(standalone_mode=False); print(' '.join(sys.modules))"


def modules_of(*words: str) -> set[str]:
    """The modules that a command has loaded when it is through."""
    program = LOADED.replace("main(", f"main({list(words)!r}, ")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.slow
def test_the_list_of_commands_reads_none_of_them() -> None:
    assert {name for name in modules_of("--help") if name.startswith("sor.cli.")} == {"sor.cli.near"}


@pytest.mark.slow
def test_a_look_up_in_a_file_reads_nothing_of_schemas_servers_searching_and_signing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sor.db"
    small_register(url).database.close()
    read = modules_of("--database", url, "show", WARD)
    assert "sor.reading.snapshot" in read
    assert (
        read & {"sqlalchemy.sql", "alembic.config", "psycopg.errors", "numpy", "rapidfuzz", "joserfc", "lxml"} == set()
    )


def test_every_command_stands_on_a_line_of_its_own() -> None:
    said = CliRunner().invoke(main, ["--help"]).output.splitlines()
    listed = said[said.index("Begin and run:") :]
    assert [line.rstrip(":") for line in listed if line and line[0] != " "] == list(GROUPS)
    named = [line.split()[0] for line in listed if line.startswith("  ")]
    assert named == [name for group in GROUPS.values() for name in group]
    assert sorted(named) == sorted(COMMANDS)
    assert all(len(line) <= 78 for line in listed)


def test_every_command_says_more_of_itself_than_the_list_does() -> None:
    context = click.Context(main)
    for name, command in COMMANDS.items():
        found = main.get_command(context, name)
        assert found is not None
        assert len(found.help or "") > 20
        assert command.does.endswith(".")
