"""Which units SOR's own extracts list: only trees with all three levels (H3), and only what some source vouches for."""

from collections.abc import Iterable, Iterator

from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit

TOO_FEW_LEVELS = "its tree has fewer than the three levels IO, HI and OU (H3)"
NO_OWNER = "it stands below no institution owner"
ASSUMED = "no source says what it was on this day; it is only assumed"


def keep_extracted(units: Iterable[SelectedUnit], omitted: list[Omitted]) -> Iterator[SelectedUnit]:
    """The units that an extract lists, in the same order; the others are added to ``omitted`` with their reason.

    units: in the order of a walk down the tree. A tree waits until its first unit on the third level comes.
    """
    waiting: list[SelectedUnit] = []
    owner: str | None = None
    is_complete = False
    for row in units:
        if row.owner is None:
            omitted.append(Omitted(row.code, "", NO_OWNER))
            continue
        if row.owner != owner:
            omitted += [Omitted(left.code, "", TOO_FEW_LEVELS) for left in waiting]
            waiting, owner, is_complete = [], row.owner, False
        if row.assumed:
            omitted.append(Omitted(row.code, "", ASSUMED))
            continue
        if is_complete:
            yield row
            continue
        waiting.append(row)
        if _on_third_level(row):
            is_complete = True
            yield from waiting
            waiting = []
    omitted += [Omitted(left.code, "", TOO_FEW_LEVELS) for left in waiting]


def _on_third_level(row: SelectedUnit) -> bool:
    levels = [values.get("level") for _, values in row.chain]
    return levels[0] == "OU" and levels[-2:] == ["HI", "IO"]
