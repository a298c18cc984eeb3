"""What a visitor asks of the search page: a text and filters, read from the query and written into links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sor.core.identifiers import is_digits
from sor.core.levels import read_level
from sor.search.index import Wanted

PAGE_SIZE = 20
LAST_PAGE = 500
"""Nobody reads further; a deeper page costs the index more than it gives."""

OPEN_OR_CLOSED: dict[str, bool | None] = {"open": True, "closed": False, "all": None}
FILTERS = ("type", "region", "municipality", "health_council", "speciality", "level", "owner", "operator")


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """A text, filters by code ("" = any), whether closed units count, and a page from 1."""

    text: str = ""
    type: str = ""
    region: str = ""
    municipality: str = ""
    health_council: str = ""
    speciality: str = ""
    level: str = ""
    owner: str = ""
    operator: str = ""
    status: str = "open"
    page: int = 1
    near: str = ""
    """A place from which the nearest come first: a postcode, town, municipality, unit, or degrees north and east."""

    @property
    def asks_nothing(self) -> bool:
        """Whether neither text nor filter was given."""
        return not self.text and not self.filter_count and not self.near

    @property
    def filter_count(self) -> int:
        """How many filters are set."""
        return sum(1 for name in FILTERS if getattr(self, name)) + (self.status != "open")

    @property
    def offset(self) -> int:
        """How many hits stand on earlier pages."""
        return (self.page - 1) * PAGE_SIZE

    @property
    def is_open(self) -> bool | None:
        """Whether the units must be open on the day; None: whichever."""
        return OPEN_OR_CLOSED[self.status]

    def filters(self) -> dict[str, Wanted]:
        """The filters as the index takes them."""
        return {name: getattr(self, name) or None for name in FILTERS}

    def query(self) -> dict[str, str]:
        """The question as a query, without what is not said."""
        said = {"q": self.text} | {name: getattr(self, name) for name in FILTERS}
        if self.status != "open":
            said["open"] = self.status
        if self.near:
            said["near"] = self.near
        if self.page > 1:
            said["page"] = str(self.page)
        return {name: value for name, value in said.items() if value}

    def on_page(self, page: int) -> "SearchQuestion":
        """The same question, another page."""
        return replace(self, page=page)

    def narrow_by(self, kind: str, code: str) -> "SearchQuestion":
        """The same question with one filter more, from its first page."""
        given = {name: getattr(self, name) for name in FILTERS} | {kind: code}
        return SearchQuestion(text=self.text, status=self.status, near=self.near, **given)


def read_question(query: Mapping[str, str]) -> SearchQuestion:
    """The question that a query asks; what it cannot mean is passed over."""
    given = {name: query.get(name, "").strip() for name in FILTERS}
    given["level"] = read_level(given["level"]) or ""
    page = query.get("page", "")
    status = query.get("open", "open")
    return SearchQuestion(
        text=query.get("q", "").strip()[:200],
        near=query.get("near", "").strip()[:200],
        status=status if status in OPEN_OR_CLOSED else "open",
        page=min(max(int(page), 1), LAST_PAGE) if is_digits(page) and len(page) < 6 else 1,
        **given,
    )
