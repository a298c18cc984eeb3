"""What subjects were on all days, as known at one serial, each row with what it shows of others: for exports of the
whole history and for the copy register.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from sor.core.inheritance import location_number
from sor.core.shapes import Fields, as_number, as_place, as_unit
from sor.formats.published.selected import SelectedSubject, SelectedUnit
from sor.reading.histories import Histories, RowVersion
from sor.reading.registered import RegisteredDays
from sor.store.projection import VersionRow


class Successions:
    """Who replaced whom, and when, as known at a serial."""

    def __init__(self, found: Iterable[tuple[str, int, int]] = ()) -> None:
        """found: key and days of each period."""
        self._earlier: dict[str, list[tuple[str, int, int]]] = {}
        self._later: dict[str, list[tuple[str, int, int]]] = {}
        for key, start, end in found:
            old, _, new = key.partition(">")
            self._earlier.setdefault(new, []).append((old, start, end))
            self._later.setdefault(old, []).append((new, start, end))

    def of(self, code: str, day: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that one replaces, and those that replace it, on a day."""
        if code not in self._earlier and code not in self._later:
            return (), ()
        earlier, later = (
            tuple(other for other, start, end in found.get(code, ()) if start <= day < end)
            for found in (self._earlier, self._later)
        )
        return earlier, later

    def days(self, code: str) -> list[int]:
        """The days on which its successions begin or end."""
        found = (*self._earlier.get(code, ()), *self._later.get(code, ()))
        return [day for _, start, end in found for day in (start, end)]


NO_SUCCESSIONS = Successions()
"""For those whose rows name no successors."""


class ShownRows:
    """The rows of subjects that are loaded in ``histories``."""

    def __init__(self, histories: Histories, registered: RegisteredDays, successions: Successions) -> None:
        self.histories = histories
        self._registered = registered
        self._successions = successions

    def units(self, key: str) -> Iterator[SelectedUnit]:
        """The rows of a unit in order of time, cut wherever something begins to be otherwise that it may show."""
        for version in self.histories.versions("unit", key):
            days = self.histories.boundaries(key, version, self._successions.days(key))
            for start, end in pairwise(days):
                yield self.unit(key, version, start, end)

    def unit(self, key: str, version: RowVersion, start: int, end: int) -> SelectedUnit:
        """What a version of a unit shows on the days [start, end), as it is on the first of them."""
        histories = self.histories
        chain = histories.chain(key, start)
        used = location_number(chain)
        number = histories.on("location_number", used.value, start) if used and used.value else None
        own = as_unit(version.values)
        stated = own.get("location")
        own_number = histories.on("location_number", stated.get("number") or "", start) if stated else None
        place = histories.on("place", own.get("geographic_location") or "", start)
        top = histories.on("unit", chain[-1][0], start)
        replaces, replaced_by = self._successions.of(key, start)
        row = version.row
        return SelectedUnit(
            code=key,
            from_day=start,
            to_day=end,
            first_from=row.first_from,
            closes=version.closes,
            serial=row.known_from,
            registered=self._registered.of(row.stated, version.values),
            day=start,
            chain=chain,
            owner=chain[-1][0] if top is not None and top.row.level == "IO" else None,
            own_number=None if own_number is None else self._subject(own_number),
            number=as_number(number.values) if number else None,
            replaces=replaces,
            replaced_by=replaced_by,
            place=as_place(place.values) if place else None,
        )

    def subjects(self, kind: str, key: str) -> Iterator[SelectedSubject]:
        """The rows of a subject of another kind, in order of time."""
        return map(self._subject, self.histories.versions(kind, key))

    def _subject(self, version: RowVersion) -> SelectedSubject:
        return subject_of(version.row, version.values, version.closes, self._registered)


def subject_of(row: VersionRow, values: Fields, closes: int, registered: RegisteredDays) -> SelectedSubject:
    """A row as a selected subject."""
    return SelectedSubject(
        row.kind, row.key, row.valid_from, row.valid_to, row.first_from, closes, row.known_from,
        registered.of(row.stated, values), values,
    )  # fmt: skip
