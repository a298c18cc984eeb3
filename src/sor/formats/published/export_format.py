"""What an export format is: one value of this kind per format, listed in ``exports``."""

from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO, NamedTuple, TypeAlias

from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import Selection

Write: TypeAlias = Callable[[Selection, BinaryIO], list[Omitted]]
"""Writes a selection, streaming; gives back what the format could not show. Raises CannotWrite for a unit whose
value the format cannot hold; the message names its SOR code."""

VALID, KNOWN, SINCE, HISTORY, MUNICIPALITY = "valid", "known", "since", "history", "municipality"

DOCUMENTED, OBSERVED, PROJECT = "documented", "observed", "project"
"""How well a format's form is known: from its documentation; from real files or programs that read them; or made by
this project where nothing is public, from one table that an official header or schema can replace."""


class FormatUnavailable(RuntimeError):
    """A format that this installation cannot write; the message says what to install."""


class ShownColumn(NamedTuple):
    """One column or element of a format and what it means, for the page that explains the files."""

    name: str
    da: str
    en: str


class Format(NamedTuple):
    """A way to write a selection.

    name: as ``sor export`` takes it. takes: the options it can honour. write: None = no stream of bytes; written by a
    job of its own. file: the usual name of the file. basis: how well its form is known. columns: what is in it, column
    by column (made when asked for). loses: by field name, what of a unit it cannot hold, and why; None for a format
    that cannot be imported. needs: the options without which it cannot be written. whole: its file holds the whole
    history by nature, so it is always handed one. also: what the same name gives when the file that is asked for ends
    otherwise (``SOR_complete.zip``, ``SHAKregion.xml``). encoding: of the text of its file, None when it is no text.
    folder: it is several files: a zip of them, or a folder when the name that is asked for does not end in ``.zip``.
    """

    name: str
    version: str
    title_da: str
    title_en: str
    takes: frozenset[str]
    write: Write | None
    file: str
    basis: str = DOCUMENTED
    columns: Callable[[], list[ShownColumn]] = list
    loses: Callable[[], dict[str, str]] | None = None
    needs: frozenset[str] = frozenset()
    whole: bool = False
    also: "tuple[Format, ...]" = ()
    encoding: str | None = None
    folder: bool = False

    def for_file(self, name: str) -> "Format":
        """The form that a file of this name asks for: the one with its ending, else the usual one."""
        ending = PurePath(name).suffix.casefold()
        return next((form for form in self.also if PurePath(form.file).suffix.casefold() == ending), self)
