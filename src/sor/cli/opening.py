"""How every command opens the register: settings, database, clock, and the checks that come before any work."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from sor.clock import Clock, DemoClock
from sor.core.shapes import Value
from sor.desk.demo_clock import Backward, go_by
from sor.desk.whitelists import Whitelists
from sor.register import MIRROR, NotReady, Register
from sor.settings import BadSetting, Settings, read_settings, settle_settings
from sor.store.cases import list_tried, with_rights
from sor.store.database import BadDatabase, Database
from sor.store.facts import ERASING
from sor.store.unavailable import DiskFull, ReadOnly

Wrapped = TypeVar("Wrapped", bound=Callable[..., Value])


def database_option(command: Wrapped) -> Wrapped:
    """The option ``--database`` of every command, as parameter ``database``; also taken before the command's name."""
    return click.option(
        "--database",
        metavar="URL",
        callback=lambda context, _, value: value or context.find_root().obj,
        help="The register's database; else SOR_DATABASE [sqlite:///sor.db].",
    )(command)


def settings_with(database: str | None = None) -> Settings:
    """The settings of the environment; ``database`` (``--database``) goes before ``SOR_DATABASE`` and the file that
    ``SOR_DATABASE_FILE`` names. A setting that cannot be used is wrong use (exit 2).
    """
    is_said_here = database and database != os.environ.get("SOR_DATABASE")
    given = {"SOR_DATABASE": database, "SOR_DATABASE_FILE": ""} if is_said_here and database else {}
    try:
        return read_settings({**os.environ, **given})
    except BadSetting as error:
        raise click.UsageError(str(error)) from None


def closed_register(settings: Settings) -> Register:
    """The register before any check: for commands that make, upgrade or fill it."""
    try:
        clock = Clock(settings.now)
        return Register(Database(settings.database), clock, most_days_ahead=settings.most_days_ahead)
    except BadDatabase as error:
        raise click.UsageError(str(error)) from None


def open_register(settings: Settings) -> Register:
    """The register, checked: it is there, its schema is this program's, its role is the one that ``SOR_ROLE`` asks
    for, and ``SOR_MODE`` does not insist on the other kind. A demo goes by the demo's clock. Ends the command
    (exit 1) with a sentence that says what to do.
    """
    register = closed_register(settings)
    try:
        register.ready()
    except NotReady as error:
        raise click.ClickException(str(error)) from None
    lacking = register.lacking()
    if lacking:
        click.echo(f"warning: {lacking}", err=True)
    facts = register.facts()
    if settings.role is not None and settings.role != facts.get("role"):
        raise click.ClickException(
            f"SOR_ROLE is {settings.role}, but the register in {register.database.shown} is a {facts.get('role')}."
            " Name the other register with SOR_DATABASE, or remove SOR_ROLE."
        )
    settings_of(register, settings)
    if register.role == MIRROR and not register.serial():
        register.clock = DemoClock(register.database)  # the computer's, unless it becomes the copy of a demo
    if register.is_demo:
        try:
            with unless_read_only():
                go_by(register, settings.now)
        except Backward as error:
            raise click.ClickException(str(error)) from None
    if facts.get(ERASING):
        with unless_read_only():
            _finish_erasing(register, settings)
    if list_tried(register.database.reader()) or with_rights(register.database.reader(), "sale"):
        with unless_read_only():
            _settle_cases(register, settings)
    return register


def _settle_cases(register: Register, settings: Settings) -> None:
    """Cases whose entry was written by a program that could not say so are brought after it."""
    from sor.desk.cases import Cases

    Cases(register, settings).records.settle()


@contextmanager
def unless_read_only() -> Iterator[None]:
    """What a start writes, which the next one does as well, is left where the database can only be read: a replica is
    served, too.
    """
    try:
        yield
    except (ReadOnly, DiskFull) as error:
        click.echo(f"warning: {error} It is served as it is.", err=True)


def _finish_erasing(register: Register, settings: Settings) -> None:
    """What an erasure that was stopped left outside the log is done away with."""
    from sor.cli.erasing import finish_erasing

    if left := finish_erasing(register, settings):
        click.echo(f"warning: {left}", err=True)


def settings_of(register: Register, settings: Settings) -> Settings:
    """The settings as they hold for a register. Ends the command (exit 1) where one is of the other kind only."""
    try:
        return settle_settings(settings, demo=register.is_demo, register=f"the register in {register.database.shown}")
    except BadSetting as error:
        raise click.ClickException(str(error)) from None


def open_whitelists(register: Register) -> Whitelists:
    """The whitelists of a register; those of a demo that nobody has touched yet begin with the demo's own."""
    lists = Whitelists(register, demo=register.is_demo)
    if register.is_demo:
        with unless_read_only():
            lists.begin_demo()
    return lists
