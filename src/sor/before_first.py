"""What every door says of a day before the first one of which the register knows anything.

Asked only where nothing was found, because it looks at the whole register.
"""

from typing import NamedTuple

from sor.core.day import write_day
from sor.snapshot import Snapshot


class BeforeFirst(NamedTuple):
    """The asked day lies before ``first``; the same in Danish and English."""

    first: str
    da: str
    en: str


def before_first(snapshot: Snapshot) -> BeforeFirst | None:
    """That the asked day lies before the register's first; None when it does not, or the register is empty."""
    first = snapshot.first_day()
    if first is None or snapshot.at.valid >= first:
        return None
    day, begins = write_day(snapshot.at.valid), write_day(first)
    return BeforeFirst(
        begins,
        f"{day} ligger før registrets første dag, {begins}: før den ved det intet.",
        f"{day} lies before the register's first day, {begins}: it knows nothing of earlier ones.",
    )
