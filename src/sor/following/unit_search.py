"""A question to the phone book as programs ask it, over REST and on the command line, and what is told of its hits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sor.core.shapes import Fields, Value
from sor.core.utm import Point
from sor.following.phone_book import PhoneBook
from sor.reading.snapshot import Snapshot
from sor.search.index import Hit, Hits, Wanted


class UnknownPlace(LookupError):
    """The nearest are wanted from a place that nobody knows; told in English, and in Danish by ``danish``."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"Nobody knows where '{place}' lies. Name a town, postcode, municipality, SOR code or degrees."
        )
        self.danish = (
            f"Ingen ved, hvor »{place}« ligger. Skriv en by, et postnummer, en kommune, en SOR-kode eller grader."
        )


@dataclass(frozen=True, slots=True)
class UnitSearch:
    """What is asked. near: where the nearest are wanted from, as it was typed; nothing for the best first.
    counts: whether all that is found is counted. filters: those of ``PhoneBook.search``.
    """

    text: str
    limit: int
    offset: int = 0
    is_open: bool | None = True
    near: str | None = None
    counts: bool = False
    filters: Mapping[str, Wanted] = field(default_factory=dict)


def find_units(book: PhoneBook, asked: UnitSearch, snapshot: Snapshot) -> Hits:
    """What the question finds, each unit a hit of its own. Raises UnknownPlace."""
    return book.search_around(
        asked.text, snapshot.at, limit=asked.limit, offset=asked.offset, open=asked.is_open,
        near=_start(book, asked.near, snapshot), counting=asked.counts, together=False, **asked.filters,
    )  # fmt: skip


def tell_hit(hit: Hit, unit: Mapping[str, Value]) -> Fields:
    """A unit with how well it fits, why, and how far away it is in kilometres where that was asked."""
    far = {} if hit.metres is None else {"distance_km": round(hit.metres / 1000, 1)}
    return {**unit, "score": round(hit.score, 4), "why": list(hit.why), **far}


def tell_counts(hits: Hits) -> dict[str, list[Fields]]:
    """How many of all that was found have each code, by type, region and so on."""
    return {kind: [{"code": code, "units": units} for code, units in choices] for kind, choices in hits.counts.items()}


def _start(book: PhoneBook, near: str | None, snapshot: Snapshot) -> Point | None:
    if not near:
        return None
    found = book.where(near, snapshot.at)
    if found is None:
        raise UnknownPlace(near)
    return found
