"""What the pages ask: the register, and a search over it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sor.core.as_of import AsOf
from sor.core.identifiers import SHAK_LAST_DAY
from sor.core.utm import Point
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.following.recipient_book import RecipientBook
from sor.register import Register
from sor.search.index import Hits, Wanted


class Searching(Protocol):
    """Forgiving search as of a day and serial, for example the phone book."""

    def search(
        self, text: str, at: AsOf, *, limit: int = 20, offset: int = 0, open: bool | None = True, **filters: Wanted
    ) -> Hits:
        """The units that fit a text, best first."""
        ...

    def search_around(
        self,
        text: str,
        at: AsOf,
        *,
        limit: int,
        offset: int,
        open: bool | None,
        near: Point | None,
        counting: bool,
        together: bool,
        **filters: Wanted,
    ) -> Hits:
        """The same, the nearest first, with counts and places, small trees of one name as one hit."""
        ...

    def where(self, place: str, at: AsOf) -> Point | None:
        """Where a place lies that is named by a SOR code, town, postcode or municipality."""
        ...

    def open_on(self, days: Iterable[int], known: int) -> list[int]:
        """How many units there are on each of the days."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """The register that the pages show, the search that finds its units, the finder of recipients, SHAK's last day as
    set, and its treatment sites.
    """

    register: Register
    search: Searching
    recipients: RecipientBook
    shak_end: int = SHAK_LAST_DAY
    treatment_sites: TreatmentSites | None = None
