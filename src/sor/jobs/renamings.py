"""A name or code that many share, and that becomes another everywhere at once, is one change and not many.

A network is sold, a system gets another name: each number says so, because lists of these are not public.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

SHARED = frozenset(
    f"location_number {path}"
    for path in (
        "system_type", "system_type_name", "system_supplier", "system_supplier_name", "network", "network_name",
        "administrator",
    )
)  # fmt: skip
"""Where subjects repeat what is one thing's name or code."""


class Renaming(NamedTuple):
    """What was called one thing is called another, at so many subjects."""

    what: str
    old: str
    new: str
    subjects: int

    def __str__(self) -> str:
        return f"{self.what}: {self.old} is {self.new} now ({self.subjects})."


def find_renamed(what: str, changes: Counter[tuple[str, str]], stated: Mapping[str, int]) -> list[Renaming]:
    """The renamings among the changes of a shared value: nobody keeps the old one, and the new one was nobody's. None
    when most of the values in use would be renamed. stated: how many state each value now.
    """
    news = Counter(new for _, new in changes)
    found = [
        Renaming(what, old, new, count)
        for (old, new), count in sorted(changes.items())
        if count == stated.get(old) and new not in stated and news[new] == 1
    ]
    return found if len(found) * 2 <= len(stated) else []
