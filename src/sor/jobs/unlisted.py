"""Codes of a file that stand on no code list, and parts of an address that do not lie together: postcode, town,
municipality, region, country.

They are told and kept as the source has them. What a reader has told already (a name instead of a code, T1) is not told
again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sor.codes.names import CodeNames
from sor.core.claim import Claim
from sor.core.finding import Finding
from sor.core.shapes import Value, as_unit, parts_of, text_in
from sor.core.subject import ADDRESS_KINDS
from sor.core.utm import danish_point
from sor.formats.findings import (
    code_unlisted,
    coordinates_elsewhere,
    country_elsewhere,
    place_unknown,
    postcode_elsewhere,
    region_elsewhere,
    town_elsewhere,
)
from sor.jobs.addresses_agreeing import is_far

LISTS: Mapping[str, Mapping[str, str]] = {
    "unit": {"organisational_level": "organisational_level"},
    "location_number": {"region": "region"},
    "shak": {"institution_kind": "shak_institution_kind", "ownership": "shak_ownership"},
}
"""By kind, the fields that hold a code of a list."""

IN_ADDRESSES = {"postcode": "postal_code", "municipality": "municipality", "region": "region", "country": "country"}
PARTS: Mapping[str, Mapping[str, str]] = {
    "geographic_parent": {"relation": "geographic_parent_relation"},
    "postal_address": IN_ADDRESSES,
    "visiting_address": IN_ADDRESSES,
    "activity_address": IN_ADDRESSES,
}
"""The same for parts of a unit's fields."""

DANISH = frozenset({None, "DK"})
"""The country of an address whose postcode and municipality are Denmark's."""


SHORTEST_PLACE = 5
"""Digits that a geographic location has at least: their numbers are not public, but so few would be a count."""


class Unlisted:
    """Looks for such codes in one file, by the code lists of the register and those that the file brings itself."""

    def __init__(self, names: CodeNames, day: int, known_places: Callable[[], Iterable[str]] = frozenset[str]) -> None:
        """day: the one of the file, of which it is judged what it says. known_places: the geographic locations that the
        register knows.
        """
        self._names, self._day = names, day
        self._known_places = known_places
        self._brought: set[str] = set()
        self._places: set[str] = set()
        self._placed: dict[str, list[str]] = {}
        self._found: list[Finding] = []

    def look(self, claims: Iterable[Claim]) -> None:
        """Take in what the file says of some subjects."""
        for claim in claims:
            if claim.kind == "code":
                self._brought.add(claim.key)
            elif claim.kind == "place":
                self._places.add(claim.key)
            else:
                self._found += self._odd(claim)

    def findings(self) -> Iterator[Finding]:
        """What is odd, once the whole file was seen."""
        for finding in self._found:
            if f"{finding.facts.get('list')}/{finding.facts.get('value')}" not in self._brought:
                yield finding
        if self._placed:
            places = self._places.union(self._known_places())
            for place, units in self._placed.items():
                looks_like_one = place.isdecimal() and len(place) >= SHORTEST_PLACE
                if not looks_like_one or (places and place not in places):
                    yield from (place_unknown(unit, place) for unit in units)

    def _odd(self, claim: Claim) -> Iterator[Finding]:
        day = self._day
        last = claim.pieces[-1] if claim.kind == "shak" else None  # their list ended as a whole, on SHAK's last day
        piece = next((piece for piece in claim.pieces if piece.from_day <= day < piece.to_day), last)
        if piece is None:
            return
        for field, code_list in LISTS.get(claim.kind, {}).items():
            yield from self._judge_code(claim, field, piece.values.get(field), code_list)
        if claim.kind == "unit":
            for field, parts in PARTS.items():
                if value := parts_of(piece.values.get(field)):
                    yield from self._in_parts(claim, field, value, parts)
            if place := text_in(piece.values, "geographic_location"):
                self._placed.setdefault(place, []).append(claim.key)
            for one in as_unit(piece.values).get("specialities") or ():
                if one["code"].isdigit():
                    yield from self._judge_code(claim, "specialities", one["code"], "speciality")

    def _in_parts(
        self, claim: Claim, field: str, value: Mapping[str, Value], parts: Mapping[str, str]
    ) -> Iterator[Finding]:
        is_danish = value.get("country") in DANISH
        found = [
            finding
            for part, code_list in parts.items()
            if is_danish or part not in ("postcode", "municipality", "region")
            for finding in self._judge_code(claim, f"{field}.{part}", value.get(part), code_list)
        ]
        yield from found
        if not found and field in ADDRESS_KINDS:
            yield from self._not_together(claim.key, field, value, is_danish=is_danish)

    def _not_together(self, unit: str, field: str, value: Mapping[str, Value], *, is_danish: bool) -> Iterator[Finding]:
        """What of an address lies elsewhere than another part of it."""
        postcode, municipality, town = (text_in(value, part) for part in ("postcode", "municipality", "district"))
        lies_in = self._names.municipalities_of(postcode) if postcode else frozenset()
        if not is_danish:
            if postcode and municipality in lies_in:
                yield country_elsewhere(unit, field, postcode, str(municipality), str(value["country"]))
            return
        if postcode and municipality and lies_in and municipality not in lies_in:
            yield postcode_elsewhere(unit, field, postcode, municipality)
        if postcode and lies_in and town and self._names.is_name_of_another("postal_code", postcode, town):
            yield town_elsewhere(unit, field, postcode, town)
        east, north = value.get("east"), value.get("north")
        if municipality and is_far(municipality, str(east), str(north)) and danish_point(east, north):
            yield coordinates_elsewhere(unit, field, municipality, str(east), str(north))
        if municipality and (region := text_in(value, "region")):
            regions = self._names.regions_of_municipality(municipality)
            expected = self._names.region_of_municipality(municipality, self._day)
            if expected is not None and region not in regions:
                yield region_elsewhere(unit, field, region, expected)

    def _judge_code(self, claim: Claim, path: str, code: Value, code_list: str) -> Iterator[Finding]:
        if code is not None and not self._names.is_listed(code_list, str(code)):
            yield code_unlisted(claim.kind, claim.key, path, str(code), code_list)
