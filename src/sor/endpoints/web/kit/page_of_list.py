"""Which rows of a list a page shows: those of one page, or all of them where the list is wanted as a file."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

ASKED, CSV, XLSX = "as", "csv", "xlsx"
"""The parameter of an address by which a list is wanted as a file, and its values."""
MOST = 10_000
"""Rows of a list in a file."""

Row = TypeVar("Row")


class PageOfList(NamedTuple):
    """first: how many rows stand before it. size: how many it has at most."""

    first: int
    size: int

    def cut(self, rows: Sequence[Row]) -> list[Row]:
        """Its rows of a whole list."""
        return list(rows[self.first : self.first + self.size])

    def following(self, total: int) -> int:
        """The ``first`` of the next page of a list with so many rows; 0 after the last."""
        after = self.first + self.size
        return after if after < total else 0


def page_of_list(asked: Mapping[str, str], size: int, name: str = "first") -> PageOfList:
    """The rows that an address wants. size: of a page. name: of the parameter that says where it begins."""
    return PageOfList(0, MOST) if wants_file(asked) else PageOfList(number_in(asked.get(name, "")), size)


def wants_file(asked: Mapping[str, str]) -> bool:
    """Whether an address wants its list as a file."""
    return asked.get(ASKED) in (CSV, XLSX)


def number_in(text: str) -> int:
    """A number of an address; 0 for none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
