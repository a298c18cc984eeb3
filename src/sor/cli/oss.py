"""`sor oss`: municipal synchronisation (FK-OSS), a command in a file for each."""

import click

from sor.cli.oss_simulator import simulator_command


@click.group("oss")
def oss_command() -> None:
    """Keep a municipality's organisation in FK-ORG and its units in SOR in step."""


oss_command.add_command(simulator_command)
