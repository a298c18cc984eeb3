"""Whether the days of a table that begin with two digits are written day first, as they are read, or month first.

03-04-2026 may be either. Where another cell of the file can only be month first (04-22-2026), it is not known which.
"""

import re

_DASHED = re.compile(r"(\d\d)-(\d\d)-\d{4}")
MONTHS = 12


class DayOrder:
    """Counts the cells of one table by the order in which they can be written; examples of those month first."""

    def __init__(self) -> None:
        self.month_first: list[str] = []
        self.day_first = 0
        self.either: list[str] = []

    def note(self, column: str, cell: str) -> None:
        """Take in a cell of a column of days."""
        found = _DASHED.match(cell)
        if found is None:
            return
        first, second = int(found[1]), int(found[2])
        if second > MONTHS:
            self.month_first.append(f"{column} '{cell}'")
        elif first > MONTHS:
            self.day_first += 1
        elif first != second:
            self.either.append(f"{column} '{cell}'")

    @property
    def is_in_doubt(self) -> bool:
        """Whether some days may have been read in the wrong order."""
        return bool(self.month_first and self.either)

    def __str__(self) -> str:
        of_others = f", {self.day_first} only day first" if self.day_first else ""
        return (
            f"{len(self.month_first)} days are written month first ({self.month_first[0]}){of_others};"
            f" {len(self.either)} may be either and were read day first ({self.either[0]})"
        )
