"""The command line `sor`; the only place where the parts are wired together."""

import importlib
from collections.abc import Iterator
from typing import Any

import click

from sor import __version__
from sor.core.text import Unfit, passed

COMMANDS = {
    "init": "administration",
    "verify": "administration",
    "rebuild": "administration",
    "settings": "administration",
    "day": "day",
    "keys": "keys",
    "import": "importing",
    "show": "questions",
    "search": "questions",
    "tree": "questions",
    "map": "questions",
    "diff": "differences",
    "export": "exporting",
    "publish": "publishing",
    "submit": "submitting",
    "withdraw": "submitting",
    "erase": "erasing",
    "series": "series",
    "user": "users",
    "backup": "backing_up",
    "restore": "backing_up",
    "checkpoint": "checkpoint",
    "follow": "follow",
    "proof": "proving",
    "witness": "proving",
    "news": "news",
    "generate": "generate",
    "whitelist": "whitelist",
    "card": "card",
    "certify": "certify",
    "serve": "serve",
    "demo": "serve",
}
"""Each command and the file it lives in; a file is read only when its command is called, so that `sor` starts fast."""


class FitText(click.types.StringParamType):
    """A text that a command takes: composed, and refused with the place of a character that no text may hold."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text as the register keeps it."""
        try:
            return passed(str(super().convert(value, param, ctx)))
        except Unfit as error:
            self.fail(str(error), param, ctx)


def options_of(command: click.Command) -> Iterator[click.Parameter]:
    """Whatever a command and those below it take."""
    yield from command.params
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from options_of(below)


def let_texts_through_the_gate(command: click.Command) -> None:
    """Every text that a command takes passes the gate; what names a file or a database stays as the system has it."""
    for option in options_of(command):
        if type(option.type) is click.types.StringParamType and option.name != "database":
            option.type = FitText()


class Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sor.cli.{COMMANDS[cmd_name]}")
        found: Any = getattr(module, f"{cmd_name}_command")
        if not isinstance(found, click.Command):
            return None
        let_texts_through_the_gate(found)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sor")
@click.option("--database", metavar="URL", envvar="SOR_DATABASE", help="The register's database [sqlite:///sor.db].")
@click.pass_context
def main(context: click.Context, database: str | None) -> None:
    """The open SOR: Denmark's health care organisation register.

    Start with `sor init`, then `sor import FILE`; ask with `sor search`, `sor show`, `sor tree`, `sor map`.
    """
    context.obj = database
