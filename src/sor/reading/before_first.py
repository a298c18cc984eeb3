"""What every door says of a day before the first one of which the register knows anything.

On any other day something lives that began by then, which is quickly seen; only then the whole register is looked at.
"""

from typing import NamedTuple

from sor.core.day import write_day
from sor.reading.snapshot import Snapshot


class BeforeFirst(NamedTuple):
    """The asked day lies before ``first``; the same in Danish and English."""

    first: str
    da: str
    en: str


def before_first(snapshot: Snapshot) -> BeforeFirst | None:
    """That the asked day lies before the register's first; None when it does not, or the register is empty."""
    first = None if snapshot.has_begun() else snapshot.first_day()
    if first is None:
        return None
    day, begins = write_day(snapshot.at.valid), write_day(first)
    return BeforeFirst(
        begins,
        f"{day} ligger før registrets første dag, {begins}: før den ved det intet.",
        f"{day} lies before the register's first day, {begins}: it knows nothing of earlier ones.",
    )
