"""The phone book: the name index, kept in step with the log. Each process has its own; a request that finds the head
of the log further on reads what was touched since (``CORE`` §20, §25).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from sor.codes.bundle import read_bundled_book
from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook, CodeEntry
from sor.core.shapes import Address, UnitValues, Value, text_in
from sor.core.text import show_body
from sor.core.utm import EAST, NORTH, SOUTH, WEST, Point, number
from sor.following.follower import Follower, Subject
from sor.register import Register
from sor.search.index import Hits, NameIndex, Wanted, several
from sor.search.table import UNPLACED, Document, Label
from sor.search.text import site_of
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow

NAMED_BY = ("shak", "provider_identifier", "cvr", "production_unit", "pharmacy_identifier", "local_code")


class PhoneBook(Follower[NameIndex]):
    """Forgiving search over every unit, as of any (day, serial)."""

    kinds = ("unit",)

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self._labelled: CodeBook | None = None

    def search(
        self,
        text: str,
        at: AsOf,
        *,
        limit: int = 20,
        offset: int = 0,
        open: bool | None = True,
        health_council: Wanted = None,
        operator: Wanted = None,
        **filters: Wanted,
    ) -> Hits:
        """The units that fit a text, best first; open and filters are those of ``NameIndex.search``. health_council:
        only of the municipalities of these on the day. operator: only units that these owners run for another.
        """
        return self.search_around(
            text, at, limit=limit, offset=offset, open=open, health_council=health_council, operator=operator,
            near=None, counting=False, together=False, **filters,
        )  # fmt: skip

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
        health_council: Wanted = None,
        operator: Wanted = None,
        **filters: Wanted,
    ) -> Hits:
        """The same, where also near, counting and together of ``NameIndex.search`` are told."""
        among = None
        if health_council is not None:
            area = self._area(several(health_council), at)
            asked = filters.get("municipality")
            filters["municipality"] = area if asked is None else area & {*several(asked)}
        if operator is not None:
            reader = self.register.database.reader()
            among = {key for one in several(operator) for _, key in reads.holders_at(reader, "operator", one, at)}
        with self.at_head() as index:
            return index.search(
                text, valid=at.valid, known=at.known, limit=limit, offset=offset, open=open, among=among, near=near,
                counting=counting, together=together, **filters
            )  # fmt: skip

    def where(self, place: str, at: AsOf) -> Point | None:
        """Where a place lies that is named by a SOR code, town, postcode, municipality or degrees north and east; None
        when nobody knows.
        """
        with self.at_head() as index:
            return index.where(place, valid=at.valid, known=at.known)

    def open_on(self, days: Iterable[int], known: int) -> list[int]:
        """How many units there are on each of the days, as known at a serial."""
        with self.at_head() as index:
            return index.open_on(days, known=known)

    def _area(self, councils: Collection[str], at: AsOf) -> set[str]:
        codes = self.register.code_book(at.known)
        return {code for council in councils for code in codes.municipalities_of_council(council, at.valid)}

    def prepare(self) -> None:
        """Build the index now when it was not, so that no reader need wait."""
        with self.at_head():
            pass

    def build(self, source: Connection, serial: int) -> NameIndex:
        """The index of every unit."""
        return NameIndex(self._documents(source, serial), labels(self.register.code_book(serial)))

    def carry(self, source: Connection, state: NameIndex, touched: list[Subject], serial: int) -> NameIndex:
        """The same index with some units written anew."""
        codes = self.register.code_book(serial)
        if codes is not self._labelled:
            state.label(labels(codes))
            self._labelled = codes
        for _, key in touched:
            state.replace(key, documents(reads.history_of(source, "unit", key), codes))
        return state

    def _documents(self, source: Connection, serial: int) -> Iterator[Document]:
        codes = self.register.code_book(serial)
        for _, found in groupby(reads.all_versions(source, "unit"), attrgetter("key")):
            yield from documents(found, codes)


LABELLED = {"type": "entity_type", "speciality": "speciality", "municipality": "municipality", "region": "region"}
"""What a unit's fields of what and where are called in the code lists."""


def labels(codes: CodeBook) -> Iterator[Label]:
    """What can be searched for of the codes: their names, and the everyday words that the lists keep for them.

    A register whose lists are older than such words has those that come with this program.
    """
    for kind, code_list in LABELLED.items():
        has_words = any("everyday_words" in entry.values for entry in _entries(codes, code_list))
        everyday = codes if has_words else read_bundled_book()
        for code in codes.codes(code_list):
            for begins, ends, values in codes.periods(code_list, code):
                more = (everyday.get(code_list, code, begins) or values).get("everyday_words", ())
                names = [values.get("name_da"), values.get("name_en"), values.get("addressing_name"), *more]
                yield Label(kind, code, begins, ends, " ".join(filter(None, names)))


def _entries(codes: CodeBook, code_list: str) -> Iterator[CodeEntry]:
    return (entry for code in codes.codes(code_list) for entry in codes.periods(code_list, code))


def documents(rows: Iterable[VersionRow], codes: CodeBook) -> Iterator[Document]:
    """What can be searched for of one unit: a document per run of days and knowledge on which it is the same."""
    waiting: Document | None = None
    for row in rows:
        for document in _of_row(row, codes):
            if waiting is not None and _continues(waiting, document):
                waiting = replace(waiting, valid_to=document.valid_to)
                continue
            if waiting is not None:
                yield waiting
            waiting = document
    if waiting is not None:
        yield waiting


def _of_row(row: VersionRow, codes: CodeBook) -> Iterator[Document]:
    own: UnitValues = show_body(row.body)
    postal: Address = own.get("postal_address") or {}
    location_number = (own.get("location") or {}).get("number")
    east, north = _place(own)
    for start, end, region in _regions(row, postal, codes):
        yield Document(
            key=row.key,
            valid_from=start,
            valid_to=end,
            known_from=row.known_from,
            known_to=row.known_to,
            name=own.get("name") or "",
            town=postal.get("district"),
            parent=row.parent,
            level=row.level or "OU",
            type=row.type,
            municipality=postal.get("municipality"),
            region=region,
            specialities=tuple(s["code"] for s in own.get("specialities") or ()),
            identifiers=tuple(
                v for v in (location_number, *(text_in(own, field) for field in NAMED_BY), *_list_reached(own)) if v
            ),
            street=" ".join(part for part in (postal.get("street"), postal.get("building")) if part) or None,
            postcode=postal.get("postcode"),
            east=east,
            north=north,
        )


def _place(own: UnitValues) -> tuple[int, int] | tuple[None, None]:
    """The metres of where a unit is visited, or of its postal address; UNPLACED where those say none."""
    address = own.get("visiting_address") or own.get("postal_address")
    if not address:
        return None, None
    east, north = number(address.get("east")), number(address.get("north"))
    if east is None or north is None or not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        return UNPLACED, UNPLACED
    return round(east), round(north)


def _list_reached(own: UnitValues) -> Iterator[str]:
    """Telephone, with and without the number of the country, and the name of the web site."""
    virtual = own.get("virtual_address") or {}
    phone = re.sub(r"[^0-9]", "", virtual.get("phone") or "")
    yield phone
    if len(phone) == 10:
        yield phone.removeprefix("45")
    yield site_of(virtual.get("website") or "")


def _regions(row: VersionRow, postal: Address, codes: CodeBook) -> Iterator[tuple[int, int, str | None]]:
    """The row's days cut where its municipality changes region."""
    municipality = postal.get("municipality")
    if postal.get("region") or municipality is None:
        yield row.valid_from, row.valid_to, postal.get("region")
        return
    known = codes.periods("municipality", municipality)
    if not known:
        yield row.valid_from, row.valid_to, None
    for entry in known:
        start, end = max(row.valid_from, entry.valid_from), min(row.valid_to, entry.valid_to)
        if start < end:
            yield start, end, entry.values.get("region")


def _continues(one: Document, other: Document) -> bool:
    """Whether a document only prolongs another: the next days, all else equal."""
    return one.valid_to == other.valid_from and _timeless(one) == _timeless(other)


def _timeless(d: Document) -> tuple[Value, ...]:
    return (
        d.known_from, d.known_to, d.name, d.town, d.parent, d.level, d.type, d.municipality, d.region, d.specialities,
        d.identifiers, d.street, d.postcode, d.east, d.north,
    )  # fmt: skip
