"""`sor consumers`: who takes the register's data, and how far each has come."""

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.following.consumers import Consumers


@click.command("consumers")
@click.option("--forget", metavar="ID", help="Forget somebody who takes no more.")
@as_json
@database_option
def consumers_command(database: str | None, forget: str | None, as_json: bool) -> None:
    """Show who takes the register's data, and how far each has come: those who say who they are.

    Noted is who sends a token to the log, its stream, its copy or the published files, and who shows an ID card to KRS.
    Who is behind and has asked for nothing for three days has stopped.
    """
    with expected_failures():
        consumers = Consumers(open_register(settings_with(database)))
        if forget is not None:
            if not consumers.forget(forget):
                raise Fails(f"There is no consumer '{forget}'. `sor consumers` shows those there are.")
            click.echo(f"{forget} is forgotten, until it asks again.")
            return
        found = consumers.list_known()
    if as_json:
        print_json({"consumers": [one.document() for one in found]})
        return
    if not found:
        click.echo("Nobody has said who they are yet. A program does with a token: sor user secret.")
        return
    told = table("Consumer", "Id", "By", "Serial", "Behind", "State", "Last asked")
    for one in found:
        told.add_row(
            one.name, one.id, ", ".join(one.doors), str(one.serial), str(one.behind), one.state, one.at[:16] + "Z"
        )
    console().print(told)
