"""The command line `sor`; the only place where the parts are wired together."""

import click

from sor import __version__


@click.group()
@click.version_option(__version__, prog_name="sor")
def main() -> None:
    """The open SOR: Denmark's health care organisation register."""
