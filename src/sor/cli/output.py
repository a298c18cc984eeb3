"""What commands print: JSON for programs, tables for people, errors in one sentence, progress on a terminal."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TextIO

import click
import msgspec
from rich.console import Console
from rich.table import Table

from sor.core.shapes import Value
from sor.desk.whitelists import BadWhitelist
from sor.formats.delivery import BadFile
from sor.register import BadTime, NotReady, Refused
from sor.settings import BadSetting
from sor.store.database import BadDatabase
from sor.store.unavailable import Unavailable, driver_errors, unavailable

EXPECTED = (BadFile, BadTime, NotReady, Refused, BadSetting, BadDatabase, BadWhitelist, Unavailable)
"""What may go wrong without the program being at fault: told in a sentence, exit 1."""

TRAILING = re.compile(r"[ ]+(?=\n|$)")

UNFOLDED = 1_000_000
"""Letters of the longest line for programs: none is folded."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


class Fails(click.ClickException):
    """An expected failure: its message on standard error, exit 1."""

    def show(self, _: Value = None) -> None:
        """Print the message plainly."""
        click.echo(f"sor: {self.format_message()}", err=True)


@contextmanager
def expected_failures() -> Iterator[None]:
    """Turn what may be expected to go wrong into a sentence and exit 1."""
    try:
        yield
    except EXPECTED as error:
        raise Fails(str(error)) from error
    except driver_errors(MemoryError) as error:
        reason = unavailable(error)
        if reason is None:
            raise
        raise Fails(str(reason)) from error


def print_json(value: Value) -> None:
    """A value as indented JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def console() -> Console:
    """Where tables go: plain and unfolded when it is not a terminal."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(width=UNFOLDED, highlight=False, file=Unpadded(sys.stdout))


class Unpadded(StringIO):
    """Passes text on without the blanks with which rows are filled up: programs read it."""

    def __init__(self, to: TextIO) -> None:
        super().__init__()
        self._to = to

    def write(self, text: str) -> int:
        """Pass lines on. A table comes in one piece."""
        self._to.write(TRAILING.sub("", text))
        return len(text)

    def flush(self) -> None:
        """Pass on that what was written is to be shown."""
        self._to.flush()


def table(*columns: str) -> Table:
    """A plain table with a header."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, int], None]]:
    """A progress bar on a terminal, nothing elsewhere; gives a function that takes a phase and a number of steps."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(phase: str, step: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(f"{title}: {phase}", total=None)
            bar.advance(tasks[phase], step)

        yield tell
