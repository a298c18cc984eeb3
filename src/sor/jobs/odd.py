"""What is odd in what a file states for the first time: so many values of so many, in words."""

from collections.abc import Sequence
from typing import NamedTuple

EXAMPLES = 3
LEAST = 10
"""So many odd values of a column are never suspicious."""

FEW = 3
"""So many that contradict another table are no slip any more, when most do."""

PER_CENT = 50
"""More of the values of a column are never wrong in a right file."""

MOST_ALIKE = 80
"""The same of values of another field's sort: some numbers are of two by chance."""

MOST_ELSEWHERE = 20
"""The same of parts of an address that do not lie together. Rows of one place stand together, so that a column which
moved by a row still fits most of them."""

MOST_STRANGE = 95
"""The same of forms that part of a right file has: half of the names of SHAK are in capitals."""

NEVER = 0
"""The same of what was weighed already against what stands beside it."""


class Odd(NamedTuple):
    """So many of the values of a column are odd, of so many that it holds. most: per cent that may be. least: so many
    are needed.
    """

    what: str
    odd: int
    of: int
    examples: Sequence[str] = ()
    most: int = PER_CENT
    least: int = LEAST

    @property
    def is_suspicious(self) -> bool:
        """Whether more are odd than ever are in a right file."""
        return self.odd >= self.least and self.odd * 100 > self.of * self.most

    def __str__(self) -> str:
        more = ["…"] if self.odd > len(self.examples) else []
        shown = f" ({'; '.join([*self.examples, *more])})" if self.examples else ""
        return f"{self.what}: {self.odd} of {self.of}{shown}"


class Strange(NamedTuple):
    """What is strange in a column as a whole. is_sure: no right file of a known format has it."""

    kind: str
    path: str
    odd: Odd
    is_sure: bool = False

    def __str__(self) -> str:
        return str(self.odd)


def many(kind: str) -> str:
    """What several subjects of a kind are called."""
    return {"shak": "SHAK codes"}.get(kind, f"{kind.replace('_', ' ')}s")
