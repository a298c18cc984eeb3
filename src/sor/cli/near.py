"""What was mistyped on the command line, told with what may be meant; every error begins with `sor:`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import click
from click.shell_completion import CompletionItem

from sor.core.levels import NOTATIONS, read_level


class Mistyped(click.UsageError):
    """A command that cannot be read, told as all errors of `sor` are; exit 2."""

    def show(self, file: IO[str] | None = None) -> None:
        """How the command is used, where its help is, and what is wrong."""
        if self.ctx is not None:
            click.echo(f"{self.ctx.get_usage()}\nTry '{self.ctx.command_path} --help' for help.\n", file=file, err=True)
        click.echo(f"sor: {self.format_message()}", file=file, err=True)


class Failed(click.ClickException):
    """What a command could not do, told as all errors of `sor` are; exit 1."""

    def show(self, file: IO[str] | None = None) -> None:
        """What is wrong."""
        click.echo(f"sor: {self.format_message()}", file=file, err=True)


class NearChoice(click.Choice[str]):
    """One of several words; of a mistyped one the word that is meant is told."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word."""
        try:
            return super().convert(str(value), param, ctx)
        except click.BadParameter as error:
            words = [str(one) for one in self.choices]
            self.fail(f"{error.message.rstrip('.')}.{did_you_mean(str(value), words)}", param, ctx)


class LevelName(click.ParamType[str]):
    """A level of units in either notation."""

    name = "level"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """IO, HI or OU."""
        level = read_level(str(value))
        if level is None:
            self.fail(f"'{value}' is no level. Write one of {', '.join(NOTATIONS)}.", param, ctx)
        return level

    def shell_complete(self, _: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The levels that begin with what is typed, in either notation."""
        return [CompletionItem(name) for name in NOTATIONS if name.startswith(incomplete.upper())]


def did_you_mean(typed: str, known: Sequence[str]) -> str:
    """What may be meant by a mistyped word, as a sentence after a blank; empty when nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(typed.lower()[:40], known, 1)
    return f" Did you mean {near[0]}?" if near else ""


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Have every error that ends a command begin as all others do."""
    try:
        yield
    except (Mistyped, Failed, click.exceptions.NoArgsIsHelpError):  # the last tells the help, as asked for by nothing
        raise
    except click.UsageError as error:
        raise Mistyped(error.format_message(), error.ctx) from error
    except click.ClickException as error:
        raise Failed(error.format_message()) from error
