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


def many(kind: str) -> str:
    """What several subjects of a kind are called."""
    return {"shak": "SHAK codes"}.get(kind, f"{kind.replace('_', ' ')}s")
