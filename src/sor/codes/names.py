"""From the names that files write to codes, and from a municipality to its region.

Pure: works on the code bodies it is given, bundled ones or those of the register at some time.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sor.core.claim import Claim
from sor.core.shapes import CodeValues, as_code

_NOT_LETTERS = re.compile(r"[\W_]+")


class CodePeriod(NamedTuple):
    """What an entry of a code list says on the days [from_day, to_day)."""

    code_list: str
    code: str
    from_day: int
    to_day: int
    body: CodeValues


def periods_of(claims: Iterable[Claim]) -> Iterator[CodePeriod]:
    """The bodies inside claims about codes."""
    for claim in claims:
        code_list, _, code = claim.key.partition("/")
        for piece in claim.pieces:
            yield CodePeriod(code_list, code, piece.from_day, piece.to_day, as_code(piece.values))


def normalise_name(name: str) -> str:
    """The form in which names are compared: small letters, one space between words, no punctuation.

    ``HANDICAP_OG_PSYKIATRIENHED`` and ``handicap- og psykiatrienhed`` are the same.
    """
    return _NOT_LETTERS.sub(" ", name).strip().casefold()


class CodeNames:
    """Look-ups over code lists.

    Current names come before earlier and other ones; a code that another code has replaced is never the answer.
    """

    def __init__(self, periods: Iterable[CodePeriod]) -> None:
        self._named: dict[tuple[str, str], list[str]] = {}
        self._levels: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
        self._regions: dict[str, list[tuple[int, int, str]]] = {}
        self._periods: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._postcodes: dict[str, frozenset[str]] = {}
        earlier: list[tuple[str, str, str]] = []
        for entry in periods:
            code_list, code, start, end, body = entry
            self._periods.setdefault(code_list, {}).setdefault(code, []).append((start, end))
            if code_list == "postal_code":
                self._postcodes[code] = self._postcodes.get(code, frozenset()).union(body.get("municipalities", ()))
            if code_list == "municipality" and "region" in body:
                self._regions.setdefault(code, []).append((start, end, body["region"]))
            if code_list == "entity_type":
                self._levels.setdefault(code, []).append((start, end, frozenset(body.get("levels", ()))))
            if "replaced_by" in body:
                continue
            if "name_da" in body:
                self._name(code_list, code, body["name_da"])
            earlier += [(code_list, code, name) for name in body.get("other_names", ())]
        for code_list, code, name in earlier:
            self._name(code_list, code, name)

    def _name(self, code_list: str, code: str, name: str) -> None:
        codes = self._named.setdefault((code_list, normalise_name(name)), [])
        if code not in codes:
            codes.append(code)

    def _codes(self, code_list: str, name: str) -> list[str]:
        return self._named.get((code_list, normalise_name(name)), [])

    def type_of(self, name: str, level: str | None) -> str | None:
        """The entity type of that name; of several, the one from the list of the level."""
        codes = self._codes("entity_type", name)
        on_level = (code for code in codes if any(level in levels for _, _, levels in self._levels[code]))
        return next(on_level, codes[0] if codes else None)

    def is_listed(self, code_list: str, code: str) -> bool:
        """Whether a code stands on a list on any day; every code does on a list that is empty."""
        return code in self._periods.get(code_list, (code,))

    def has_ended(self, code_list: str, code: str, day: int) -> bool:
        """Whether a code that was in force once is not any more on a day."""
        periods = self._periods.get(code_list, {}).get(code, ())
        return bool(periods) and all(end <= day for _, end in periods)

    def has_code(self, code_list: str, code: str) -> bool:
        """Whether a code stands on a list on any day."""
        return code in self._periods.get(code_list, ())

    def has_name(self, code_list: str, name: str) -> bool:
        """Whether any code of a list has that name, today or once."""
        return (code_list, normalise_name(name)) in self._named

    def is_name_of(self, code_list: str, code: str, name: str) -> bool:
        """Whether a code of a list has that name."""
        return code in self._codes(code_list, name)

    def municipalities_of(self, postcode: str) -> frozenset[str]:
        """The municipalities that a postcode spans; none when it is not known."""
        return self._postcodes.get(postcode, frozenset())

    def regions_of_municipality(self, code: str) -> frozenset[str]:
        """The regions in which a municipality lies on any day."""
        return frozenset(region for _, _, region in self._regions.get(code, ()))

    def is_name_of_another(self, code_list: str, code: str, name: str) -> bool:
        """Whether a name is that of other codes of a list, and not of this one."""
        codes = self._codes(code_list, name)
        return bool(codes) and code not in codes

    def type_levels(self, day: int) -> dict[str, frozenset[str]]:
        """The entity types of a day with the levels whose lists they stand on; no levels = not known."""
        return {
            code: levels
            for code, periods in self._levels.items()
            for start, end, levels in periods
            if start <= day < end
        }

    def speciality_of_name(self, name: str) -> str | None:
        """The clinical speciality of that name."""
        return next(iter(self._codes("speciality", name)), None)

    def region_of_name(self, name: str) -> str | None:
        """The region of that name, with or without the word ``Region``."""
        codes = self._codes("region", name) or self._codes("region", f"region {name}")
        return next(iter(codes), None)

    def region_of_municipality(self, code: str, day: int) -> str | None:
        """The region in which a municipality lies on a day; none for Christiansø, Greenland and unknown codes."""
        return next((region for start, end, region in self._regions.get(code, ()) if start <= day < end), None)
