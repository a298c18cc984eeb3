"""The command line `sor`; the only place where the parts are wired together."""

import importlib
from typing import Any

import click

from sor import __version__

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
    "series": "series",
    "user": "users",
    "backup": "backing_up",
    "restore": "backing_up",
    "checkpoint": "checkpoint",
    "news": "news",
    "generate": "generate",
    "whitelist": "whitelist",
    "card": "card",
    "certify": "certify",
    "serve": "serve",
    "demo": "serve",
}
"""Each command and the file it lives in; a file is read only when its command is called, so that `sor` starts fast."""


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
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sor")
@click.option("--database", metavar="URL", envvar="SOR_DATABASE", help="The register's database [sqlite:///sor.db].")
@click.pass_context
def main(context: click.Context, database: str | None) -> None:
    """The open SOR: Denmark's health care organisation register.

    Start with `sor init`, then `sor import FILE`; ask with `sor search`, `sor show`, `sor tree`, `sor map`.
    """
    context.obj = database
