"""What a reader must be told to turn names into codes: files write names, units hold codes (``CORE`` §6).

The code lists are handed in; ``sor.codes`` has them.
"""

from typing import Protocol


class Lookups(Protocol):
    """Names to codes. Case, hyphens and underscores in a name make no difference; None = in no list."""

    def type_of(self, name: str, level: str | None) -> str | None:
        """The entity type of that name; of several, the one from the list of the level."""
        ...

    def region_of_name(self, name: str) -> str | None:
        """The region of that name."""
        ...

    def speciality_of_name(self, name: str) -> str | None:
        """The clinical speciality of that name."""
        ...

    def region_of_municipality(self, code: str, day: int) -> str | None:
        """The region in which a municipality lies on a day."""
        ...
