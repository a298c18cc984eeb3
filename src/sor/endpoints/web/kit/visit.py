"""One visit to a page: its language, the point in time it asks for, and links that carry both along."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.shapes import Value
from sor.endpoints.web.kit.labels import LANGUAGES, label
from sor.endpoints.web.kit.wanted_language import wanted_language
from sor.endpoints.web.kit.words import day_in_words, instant_in_words, number_in_words
from sor.following.standing import CopyStanding, standing_of
from sor.reading.before_first import BeforeFirst, before_first
from sor.register import Register

CARRIED = ("valid", "known", "lang")


@dataclass(frozen=True, slots=True)
class Visit:
    """The asked point, with everything that every page shows about the register.

    valid, known: as asked, None when the visitor lets them be today and everything. carries_language: whether links
    name the language: it is not Danish, or was chosen whatever the browser asks for.
    """

    path: str
    query: tuple[tuple[str, str], ...]
    language: str
    at: AsOf
    today: str
    head: int
    reached: str
    role: str
    is_demo: bool
    valid: str | None = None
    known: str | None = None
    known_at: str | None = None
    is_stopped: bool = False
    ahead_until: str | None = None
    before_first: BeforeFirst | None = None
    copy: CopyStanding | None = None
    carries_language: bool = False

    @property
    def day(self) -> str:
        """The asked day as an ISO date."""
        return write_day(self.at.valid)

    @property
    def travels(self) -> bool:
        """Whether the visitor looks at another point than today as known now."""
        return self.day != self.today or self.known is not None

    def text(self, key: str, **facts: Value) -> str:
        """A text of the pages in the visit's language."""
        return label(key, self.language, **facts)

    def link(self, path: str, /, **query: Value) -> str:
        """An address on this site that stays at the visit's time and language; empty values are left out."""
        carried = {"valid": self.valid, "known": self.known, "lang": self.language if self.carries_language else None}
        wanted = {name: value for name, value in (carried | query).items() if value not in (None, "")}
        return f"{path}?{urlencode(wanted)}" if wanted else path

    def here(self, **changed: Value) -> str:
        """This page with something else in its query; None takes a parameter away."""
        kept = {name: value for name, value in self.query if name not in CARRIED}
        return self.link(self.path, **(kept | changed))

    @property
    def others(self) -> list[tuple[str, str]]:
        """The query without what the date picker sets, for its hidden fields."""
        return [(name, value) for name, value in self.query if name not in ("valid", "known")]

    def on(self, day: str | None) -> str:
        """An ISO date in words; nothing for an open end."""
        return "" if day is None else day_in_words(day, self.language)

    def at_time(self, instant: str) -> str:
        """An instant in words, in Danish time."""
        return instant_in_words(instant, self.language)

    def number(self, number: float) -> str:
        """A number in words."""
        return number_in_words(number, self.language)


def visit_of(register: Register, path: str, query: Mapping[str, str], *, ignore_time: bool = False) -> Visit:
    """The visit that a request makes. Raises BadTime for a day or serial that cannot be.

    ignore_time: for the page that tells the visitor of such a mistake.
    """
    language = language_of(query)
    head = register.head()
    facts = register.facts()
    valid = None if ignore_time else query.get("valid", "").strip() or None
    known = None if ignore_time else query.get("known", "").strip() or None
    at = register.as_of(valid, known)
    today = write_day(register.today())
    entry = register.entry_facts(at.known) if known else None
    return Visit(
        path=path,
        query=tuple((name, value) for name, value in query.items() if value),
        language=language,
        at=at,
        today=today,
        head=head.serial,
        reached=write_day(head.day) if head.serial else today,
        role=facts.get("role", "mirror"),
        is_demo=register.is_demo,
        valid=None if valid == today else valid,
        known=known,
        known_at=entry.known_at if entry else None,
        is_stopped=register.find_stopped() is not None,
        ahead_until=register.recorded_ahead_until(),
        before_first=before_first(register.at(at)) if valid else None,
        copy=standing_of(register),
        carries_language=language != "da" or query.get("lang") == language,
    )


def language_of(query: Mapping[str, str]) -> str:
    """The language that an address names, or else the one that the browser asks for."""
    language = query.get("lang") or wanted_language()
    return language if language in LANGUAGES else "da"
