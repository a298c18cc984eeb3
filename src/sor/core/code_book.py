"""The code lists as they were known at one serial: names and facts of a code on a day."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sor.core.identifiers import is_number
from sor.core.shapes import CodeValues
from sor.core.text import show_body


class CodeEntry(NamedTuple):
    """What a code means on the days [valid_from, valid_to)."""

    valid_from: int
    valid_to: int
    values: CodeValues


class CodeBook:
    """All code lists at one serial; a code may have had several names over time."""

    def __init__(self, rows: Iterable[tuple[str, int, int, str]]) -> None:
        """Rows are (list/code, valid_from, valid_to, values as JSON)."""
        self._boundaries: set[int] | None = None
        self._lists: dict[str, dict[str, list[CodeEntry]]] = {}
        self._written: dict[str, list[tuple[str, int, int, str]]] = {}
        for key, valid_from, valid_to, body in rows:
            code_list, _, code = key.partition("/")
            self._written.setdefault(code_list, []).append((code, valid_from, valid_to, body))

    def _list(self, code_list: str) -> dict[str, list[CodeEntry]]:
        """The codes of a list; they are read when first asked for, because a question asks for a few lists of many."""
        found = self._lists.get(code_list)
        if found is None:
            found = {}
            for code, valid_from, valid_to, body in self._written.get(code_list, ()):
                found.setdefault(code, []).append(CodeEntry(valid_from, valid_to, show_body(body)))
            self._lists[code_list] = found  # whole: another thread may be asking
        return found

    def lists(self) -> list[str]:
        """The names of all lists."""
        return sorted(self._written)

    def get(self, code_list: str, code: str | None, day: int) -> CodeValues | None:
        """What a list says of a code on a day; none when it has no such code then."""
        for entry in self._list(code_list).get(code or "", ()):
            if entry.valid_from <= day < entry.valid_to:
                return entry.values
        return None

    def codes(self, code_list: str) -> list[str]:
        """Every code that a list has or had, in its own order."""
        return list(self._list(code_list))

    def periods(self, code_list: str, code: str) -> list[CodeEntry]:
        """What a list has said of a code over all time, in order."""
        return sorted(self._list(code_list).get(code, ()), key=lambda entry: entry.valid_from)

    def name(self, code_list: str, code: str | None, day: int, language: str = "da") -> str | None:
        """The name of a code on a day, in Danish or English; the other language when only that is known."""
        values = self.get(code_list, code, day)
        if values is None:
            return None
        danish, english = values.get("name_da"), values.get("name_en")
        return (english or danish) if language == "en" else (danish or english)

    def name_ever(self, code_list: str, code: str, day: int) -> str | None:
        """The name of a code where a name has to stand, whatever the day: of a code that has ended its last name, of
        one that has not begun its first.
        """
        found = self.name(code_list, code, day)
        if found is None and (entries := self.periods(code_list, code)):
            begun = [entry for entry in entries if entry.valid_from <= day]
            found = self.name(code_list, code, (begun[-1] if begun else entries[0]).valid_from)
        return found

    def on(self, code_list: str, day: int) -> Iterator[tuple[str, CodeEntry]]:
        """The codes of a list that hold on a day, in the list's own order."""
        for code, entries in self._list(code_list).items():
            for entry in entries:
                if entry.valid_from <= day < entry.valid_to:
                    yield code, entry

    def region_of_municipality(self, municipality: str | None, day: int) -> str | None:
        """The region in which a municipality lies on a day (an address's region is not stored, ``CORE`` §6)."""
        values = self.get("municipality", municipality, day)
        return values.get("region") if values else None

    def number_region_of_municipality(self, municipality: str | None, day: int) -> str | None:
        """The same for a field that is a number and cannot stay empty: where the region's code is a key of our own, the
        code of the region in which the municipality lay before (``CORE`` §6).
        """
        entries = [entry for entry in self.periods("municipality", municipality or "") if entry.valid_from <= day]
        found = (str(entry.values.get("region") or "") for entry in reversed(entries))
        return next(filter(is_number, found), None)

    def municipalities_of_council(self, council: str, day: int) -> list[str]:
        """The municipalities that lie in the area of a health council on a day, as far as the list names them."""
        values = self.get("health_council", council, day)
        return list(values.get("municipalities") or ()) if values else []

    def councils_of_municipality(self, municipality: str | None, day: int) -> list[str]:
        """The health councils in whose area a municipality lies on a day: one, unless the list says two."""
        if not municipality:
            return []
        return [
            code
            for code, entry in self.on("health_council", day)
            if municipality in (entry.values.get("municipalities") or ())
        ]

    def all_periods(self) -> Iterator[tuple[str, str, int, int, CodeValues]]:
        """Everything the lists say: (list, code, valid_from, valid_to, values)."""
        for code_list in self._written:
            for code, entries in self._list(code_list).items():
                for entry in entries:
                    yield code_list, code, *entry

    def boundaries(self) -> set[int]:
        """The days on which some code begins or ends to mean something."""
        if self._boundaries is None:
            self._boundaries = {day for rows in self._written.values() for row in rows for day in row[1:3]}
        return self._boundaries


@lru_cache(maxsize=4)
def make_code_book(rows: tuple[tuple[str, int, int, str], ...]) -> CodeBook:
    """The book of (list/code, valid_from, valid_to, values as JSON); registers of one process that say the same
    share it and what has been read of it.
    """
    return CodeBook(rows)
