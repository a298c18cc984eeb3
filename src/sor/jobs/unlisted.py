"""Codes of a file that stand on no code list, and postcodes that do not lie in the municipality beside them.

They are told and kept as the source has them. What a reader has told already (a name instead of a code, T1) is not told
again.
"""

from collections.abc import Iterable, Iterator, Mapping

from sor.codes.names import CodeNames
from sor.core.claim import Claim
from sor.core.finding import Finding
from sor.core.shapes import Value, as_unit, parts_of, text_in
from sor.formats.findings import code_unlisted, postcode_elsewhere

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


class Unlisted:
    """Looks for such codes in one file, by the code lists of the register and those that the file brings itself."""

    def __init__(self, names: CodeNames, day: int) -> None:
        """day: the one of the file, of which it is judged what it says."""
        self._names, self._day = names, day
        self._brought: set[str] = set()
        self._found: list[Finding] = []

    def look(self, claims: Iterable[Claim]) -> None:
        """Take in what the file says of some subjects."""
        for claim in claims:
            if claim.kind == "code":
                self._brought.add(claim.key)
            else:
                self._found += self._odd(claim)

    def findings(self) -> Iterator[Finding]:
        """What is odd, once the whole file was seen."""
        for finding in self._found:
            if f"{finding.facts.get('list')}/{finding.facts['value']}" not in self._brought:
                yield finding

    def _odd(self, claim: Claim) -> Iterator[Finding]:
        day = self._day
        last = claim.pieces[-1] if claim.kind == "shak" else None  # their list ended as a whole, on SHAK's last day
        piece = next((piece for piece in claim.pieces if piece.from_day <= day < piece.to_day), last)
        if piece is None:
            return
        for field, code_list in LISTS.get(claim.kind, {}).items():
            yield from self._judged(claim, field, piece.values.get(field), code_list)
        if claim.kind == "unit":
            for field, parts in PARTS.items():
                if value := parts_of(piece.values.get(field)):
                    yield from self._in_parts(claim, field, value, parts)
            for one in as_unit(piece.values).get("specialities") or ():
                if one["code"].isdigit():
                    yield from self._judged(claim, "specialities", one["code"], "speciality")

    def _in_parts(
        self, claim: Claim, field: str, value: Mapping[str, Value], parts: Mapping[str, str]
    ) -> Iterator[Finding]:
        is_danish = value.get("country") in DANISH
        found = [
            finding
            for part, code_list in parts.items()
            if is_danish or part not in ("postcode", "municipality", "region")
            for finding in self._judged(claim, f"{field}.{part}", value.get(part), code_list)
        ]
        yield from found
        postcode, municipality = text_in(value, "postcode"), text_in(value, "municipality")
        if is_danish and not found and postcode and municipality:
            lies_in = self._names.municipalities_of(postcode)
            if lies_in and municipality not in lies_in:
                yield postcode_elsewhere(claim.key, field, postcode, municipality)

    def _judged(self, claim: Claim, path: str, code: Value, code_list: str) -> Iterator[Finding]:
        if code is not None and not self._names.is_listed(code_list, str(code)):
            yield code_unlisted(claim.kind, claim.key, path, str(code), code_list)
