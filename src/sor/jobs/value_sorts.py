"""What the values of a register look like, whatever column they stand in: told by check digits, code lists and form.

A sort is told only where hardly anything else looks so; a column most of whose values are of another field's sort holds
what belongs there.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from stdnum import verhoeff

from sor.codes.names import CodeNames
from sor.core.identifiers import cvr_problem, location_number_problem, sor_code_problem
from sor.core.subject import LOCAL_ATTRIBUTES
from sor.rules.addresses import FORMS

KEPT = 100_000
"""Texts whose sorts are kept: towns, types and streets come again and again."""

_P_NUMBER = re.compile(r"\d{10}")
_TELEPHONE = re.compile(r"(?:\(?\+?45\)? ?)?\d\d(?: ?\d\d){3}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}")
_METRES = re.compile(r"\d{6,7}[.,]\d+")
_SHAK = re.compile(r"\d{4}[0-9A-ZÆØÅ]{3}|\d{4}(?=\d?[A-ZÆØÅ])[0-9A-ZÆØÅ]{2}")
_SIX_DIGITS = re.compile(r"\d{6}")
_HOUSE = re.compile(r"\d{1,3} ?[A-ZÆØÅ]?")
_STREET = re.compile(r"[^\W\d].*[^\W\d].* \d{1,3} ?[A-ZÆØÅ]?(?:,.*)?")
_WORDS: Mapping[str, frozenset[str]] = {
    "levels": frozenset({"io", "hi", "ou", "ie", "si", "oe"}),
    "yes or no": frozenset({"true", "false", "ja", "nej", "yes", "no", "sand", "falsk"}),
    "marks of inheritance": frozenset({"egen", "eget", "own", "nedarvet", "arvet", "inherited", "ingen", "intet"}),
    "marks of activity": frozenset({"aktiv", "aktivt", "inaktiv", "inaktivt", "ikke-aktiv", "ikke-aktivt"}),
}
_LISTS: Mapping[str, str] = {
    "towns": "postal_code",
    "regions": "region",
    "types": "entity_type",
    "specialities": "speciality",
    "countries": "country",
    "organisational levels": "organisational_level",
    "networks": "network",
}
"""Code lists by whose names a sort is told; by their codes too, but of towns."""

_FORMS: Mapping[str, re.Pattern[str]] = {
    "P-numbers": _P_NUMBER,
    "telephone numbers": _TELEPHONE,
    "e-mail addresses": FORMS["email"],
    "web sites": FORMS["website"],
    "dates": _DAY,
    "metres": _METRES,
    "SHAK codes": _SHAK,
    "numbers of six digits": _SIX_DIGITS,
    "house numbers": _HOUSE,
    "streets with house numbers": _STREET,
}
_CHECKED: Mapping[str, Callable[[str], str | None]] = {
    "SOR codes": sor_code_problem,
    "location numbers": location_number_problem,
    "CVR numbers": cvr_problem,
}

_PLAIN_NUMBERS = frozenset({"house numbers", "numbers of six digits", "telephone numbers", "P-numbers"})
"""The sorts of numbers that any list of codes may give."""

OWN: Mapping[str, frozenset[str]] = {
    "name": frozenset({"streets with house numbers"}),
    "type": frozenset({"types"}),
    "parent": frozenset({"SOR codes"}),
    "cvr": frozenset({"CVR numbers", "telephone numbers"}),
    "production_unit": frozenset({"P-numbers", "telephone numbers"}),
    "provider_identifier": frozenset({"numbers of six digits"}),
    "shak": frozenset({"SHAK codes", "numbers of six digits"}),
    "local_code": frozenset({"SHAK codes", "numbers of six digits", "house numbers"}),
    "organisational_level": frozenset({"organisational levels", "house numbers"}),
    "geographic_location": _PLAIN_NUMBERS,
    "specialities": frozenset({"specialities"}),
    "location.number": frozenset({"location numbers"}),
    "phone": frozenset({"telephone numbers"}),
    "fax": frozenset({"telephone numbers"}),
    "email": frozenset({"e-mail addresses"}),
    "website": frozenset({"web sites"}),
    "postcode": frozenset({"postcodes"}),
    "district": frozenset({"towns"}),
    "subdivision": frozenset({"towns"}),
    "municipality": frozenset({"municipalities", "house numbers"}),
    "region": frozenset({"regions"}),
    "country": frozenset({"countries"}),
    "building": frozenset({"house numbers"}),
    "floor": frozenset({"house numbers", "countries"}),  # ST is a country too, as are
    "suite": frozenset({"house numbers", "countries"}),  # TV, TH and MF
    "network": frozenset({"networks"}) | _PLAIN_NUMBERS,
    "network_name": frozenset({"networks"}),
    "system_supplier_name": frozenset({"networks"}),
    **dict.fromkeys(("relation", "system_type", "system_supplier", "administrator"), _PLAIN_NUMBERS),
}
"""The sorts that right values of a field may be of, by its path or the last part of it; all others are another's."""


ANY = frozenset(LOCAL_ATTRIBUTES)
"""Fields that each owner fills as it likes."""


class ValueSorts:
    """Tells of which sorts a text is, by some code lists."""

    def __init__(self, names: CodeNames) -> None:
        self._names = names
        self.of = lru_cache(maxsize=KEPT)(self._of)
        found: dict[str, Callable[[str], object]] = {sort: form.fullmatch for sort, form in _FORMS.items()}
        found |= {sort: partial(_is_right, problem) for sort, problem in _CHECKED.items()}
        found |= {sort: partial(_is_one_of, words) for sort, words in _WORDS.items()}
        found |= {sort: partial(self._is_listed, code_list) for sort, code_list in _LISTS.items()}
        found["postcodes"] = partial(names.has_code, "postal_code")
        found["municipalities"] = partial(names.has_code, "municipality")
        self._tells = found

    def _of(self, text: str) -> frozenset[str]:
        return frozenset(sort for sort, tells in self._tells.items() if tells(text))

    def _is_listed(self, code_list: str, text: str) -> bool:
        is_code = code_list != "postal_code" and self._names.has_code(code_list, text)
        return is_code or self._names.has_name(code_list, text)


def foreign(path: str, sorts: frozenset[str]) -> frozenset[str]:
    """Of the sorts of a value those that no right value of a path is of."""
    return frozenset() if path in ANY else sorts - (OWN.get(path) or OWN.get(path.rpartition(".")[2], frozenset()))


def is_concept(text: str) -> bool:
    """Whether a text is a SNOMED CT code, as types are, by its check digit; SOR codes are made alike and are none."""
    return 6 <= len(text) <= 18 and verhoeff.is_valid(text) and sor_code_problem(text) is not None


def _is_right(problem: Callable[[str], str | None], text: str) -> bool:
    return problem(text) is None


def _is_one_of(words: frozenset[str], text: str) -> bool:
    return text.casefold() in words
