"""Where the units of a municipality come from: one small interface, whatever stands behind it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from sor.oss.org_unit import OrgUnit
from sor.register import Refused

TellCount = Callable[[int], None]
"""Is told how many units have come so far."""


class SourceFault(Refused):
    """A source that cannot be read; what was fetched before stays."""


class OrgSourceAway(SourceFault):
    """A source that cannot be reached, or not now: the same is asked again later."""


class OrgSource(Protocol):
    """Gives a municipality's units."""

    @property
    def name(self) -> str:
        """What people call it: an address, or the name of a file."""

    def close(self) -> None:
        """Let go of what is held open."""

    def units(self, cvr: str, tell: TellCount) -> Sequence[OrgUnit]:
        """Every unit of the organisation of a CVR number, active or not; all, or none. Raises SourceFault."""
