"""How every command opens the register: settings, database, clock, and the checks that come before any work."""

import os
from collections.abc import Callable
from typing import Any

import click

from sor import clock
from sor.clock import Clock
from sor.core.day import write_day
from sor.core.instant import parse_instant
from sor.register import NotReady, Register
from sor.settings import BadSetting, Settings, read_settings
from sor.store.database import BadDatabase, Database
from sor.whitelists import Whitelists

DEMO_DAY = clock.DEMO_DAY
"""The fact that says on which day a demo register's clock starts (yyyymmdd)."""


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--database`` of every command, as parameter ``database``; also taken before the command's name."""
    return click.option(
        "--database",
        metavar="URL",
        callback=lambda context, _, value: value or context.find_root().obj,
        help="The register's database; else SOR_DATABASE [sqlite:///sor.db].",
    )(command)


def settings_with(database: str | None = None) -> Settings:
    """The settings of the environment; ``database`` (``--database``) goes before ``SOR_DATABASE``. A setting that
    cannot be used is wrong use (exit 2).
    """
    given = {"SOR_DATABASE": database} if database else {}
    try:
        return read_settings({**os.environ, **given})
    except BadSetting as error:
        raise click.UsageError(str(error)) from None


def closed_register(settings: Settings) -> Register:
    """The register before any check: for commands that make, upgrade or fill it."""
    try:
        return Register(Database(settings.database), Clock(settings.now))
    except BadDatabase as error:
        raise click.UsageError(str(error)) from None


def open_register(settings: Settings) -> Register:
    """The register, checked: it is there, its schema is this program's, its role is the one that ``SOR_ROLE`` asks
    for. In demo mode without ``SOR_NOW`` its clock starts at noon of the demo's day. Ends the command (exit 1) with
    a sentence that says what to do.
    """
    register = closed_register(settings)
    try:
        register.ready()
    except NotReady as error:
        raise click.ClickException(str(error)) from None
    facts = register.facts()
    if settings.role is not None and settings.role != facts.get("role"):
        raise click.ClickException(
            f"SOR_ROLE is {settings.role}, but the register in {register.database.shown} is a {facts.get('role')}."
            " Name the other register with SOR_DATABASE, or remove SOR_ROLE."
        )
    if settings.demo and settings.now is None and DEMO_DAY in facts:
        register.clock = Clock(parse_instant(f"{write_day(int(facts[DEMO_DAY]))}T12:00"))
    return register


def open_whitelists(register: Register, settings: Settings) -> Whitelists:
    """The whitelists of a register; in demo mode, when nobody has touched them yet, they begin with the demo's own."""
    lists = Whitelists(register, demo=settings.demo)
    if settings.demo:
        lists.begin_demo()
    return lists
