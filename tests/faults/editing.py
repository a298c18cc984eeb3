"""Edits of files as people, programs and transfers make them, each a function from good bytes to bad ones."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from tests.faults.written import TEXT, cells_of, members_of, table_of, zip_of

Edit = Callable[[bytes], bytes]
Cell = str | Callable[[str], str]
"""What a cell becomes."""


def _new(cell: str, becomes: Cell) -> str:
    return becomes(cell) if callable(becomes) else becomes


def cell(code: str, column: str, becomes: Cell) -> Edit:
    """One cell of the row that holds a code."""

    def edit(content: bytes) -> bytes:
        rows = cells_of(content)
        place = rows[0].index(column)
        row = next(row for row in rows if code in row[:9] or f'="{code}"' in row[:9])
        row[place] = _new(row[place], becomes)
        return table_of(rows)

    return edit


def column(name: str, becomes: Cell) -> Edit:
    """Every cell of a column."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        place = header.index(name)
        for row in rows:
            row[place] = _new(row[place], becomes)
        return table_of([header, *rows])

    return edit


def moved_down(*names: str) -> Edit:
    """The cells of columns one row further down, as when one of them was deleted and the rest moved."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        for place in map(header.index, names):
            cells = [row[place] for row in rows]
            for row, moved in zip(rows, [*cells[-1:], *cells[:-1]], strict=True):
                row[place] = moved
        return table_of([header, *rows])

    return edit


def block_moved(name: str, first: int, size: int, step: int) -> Edit:
    """A column of some consecutive rows holds what rows a step above held."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        place = header.index(name)
        cells = [row[place] for row in rows]
        for n in range(first, first + size):
            rows[n][place] = cells[n - step]
        return table_of([header, *rows])

    return edit


def cells_moved(name: str, by: int) -> Edit:
    """The cells from a column on one place to the right, the last lost, or one to the left, the first lost."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        k = header.index(name)
        moved = [[*row[:k], "", *row[k:-1]] if by > 0 else [*row[:k], *row[k + 1 :], ""] for row in rows]
        return table_of([header, *moved])

    return edit


def sorted_alone(name: str) -> Edit:
    """One column sorted, the others not."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        place = header.index(name)
        for row, moved in zip(rows, sorted(row[place] for row in rows), strict=True):
            row[place] = moved
        return table_of([header, *rows])

    return edit


def merged_cells(name: str) -> Edit:
    """A column whose equal neighbours were merged: only the first of them keeps the value."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        place, last = header.index(name), ""
        for row in rows:
            last, row[place] = row[place], "" if row[place] == last else row[place]
        return table_of([header, *rows])

    return edit


def names_swapped(one: str, other: str) -> Edit:
    """Two columns under each other's name."""

    def edit(content: bytes) -> bytes:
        header, *rows = cells_of(content)
        swap = {one: other, other: one}
        return table_of([[swap.get(name, name) for name in header], *rows])

    return edit


def rows(change: Callable[[list[list[str]]], list[list[str]]]) -> Edit:
    """The rows of a table, the header first."""
    return lambda content: table_of(change(cells_of(content)))


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Edit:
    """The lines of a file, each with its end."""
    return lambda content: b"".join(change(content.splitlines(keepends=True)))


def text(old: str, new: str, times: int = -1) -> Edit:
    """A text replaced by another."""
    return lambda content: content.replace(old.encode(), new.encode(), times)


def pattern(old: str, new: str, times: int = 0) -> Edit:
    """A pattern replaced."""
    return lambda content: re.sub(old.encode(), new.encode(), content, count=times, flags=re.DOTALL)


def unit(code: str, change: Callable[[bytes], bytes]) -> Edit:
    """The XML of one unit, without the units below it."""
    found = re.compile(
        rb"<(OrganizationalUnit|HealthInstitution|InstitutionOwner)>\s*<[\w:]*SorIdentifier>%s<.*?</\1>"
        % code.encode(),
        re.DOTALL,
    )
    return lambda content: found.sub(lambda match: change(match[0]), content, count=1)


def member(name: str, change: Callable[[bytes], bytes]) -> Edit:
    """One member of a zip."""

    def edit(content: bytes) -> bytes:
        members = members_of(content)
        return zip_of(members | {name: change(members[name])})

    return edit


def encoded(encoding: str, of: str = TEXT) -> Edit:
    """The same text in other bytes."""
    return lambda content: content.decode(of).encode(encoding)


def day_moved(by: int, form: str = "{}") -> Callable[[str], str]:
    """A date some days later, in a form."""
    return lambda day: form.format(date.fromisoformat(day) + timedelta(by)) if day else day


def day_first(day: str) -> str:
    """A date as Danes write it."""
    return "-".join(reversed(day.split("-")))


def month_first(day: str) -> str:
    """A date as Americans write it."""
    year, _, rest = day.partition("-")
    return f"{rest}-{year}" if rest else day
