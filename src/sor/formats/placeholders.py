"""What people and programs write where they have nothing to say: one list for every column, cell and element.

A placeholder is never a value: it is rejected like a damaged cell, and what is known stays.
"""

import re

from sor.core.subject import LOCAL_ATTRIBUTES

_OF_SIGNS = re.compile(r"[\W_]+")
"""Nothing but signs: no value of any column is without a letter and a digit."""

_OF_PROGRAMS = re.compile(r"nan|NaN|NAN|NaT|<NA>|None|NULL|Null|null")
_WORDS = frozenset({
    "n/a", "n.a.", "i/t", "nil", "x", "xx", "xxx", "xxxx", "ukendt", "unknown", "tom", "empty", "ingen", "intet",
    "none", "mangler", "missing", "ikke oplyst", "uoplyst", "ikke angivet", "ikke relevant", "tbd", "nan", "nat",
    "null",
    "do", "ditto", "idem", "ibid", "samme", "samme som ovenfor", "se ovenfor", "som ovenfor", "ovenstående", "se over",
    "se nedenfor", "same", "same as above", "as above", "see above", "see below", "blank", "tomt", "ingen værdi",
    "no value", "no data", "undefined", "ikke kendt", "ikke opgivet", "uopgivet", "ej oplyst", "ikke udfyldt",
    "ved ikke",
    "not available", "not applicable", "not known", "tba", "tbc", "udfyldes senere", "kommer senere",
})  # fmt: skip
_ABBREVIATIONS = frozenset(
    {"x", "xx", "xxx", "xxxx", "tom", "na", "nil", "do", "nan", "nat", "idem", "tba", "tbc", "tbd"}
)
"""Words that an owner may well use as a code of its own."""

_AROUND = " \t()[]{}<>\"'`´’”“„«»-–=*.:,;"
"""Signs within which somebody may put such a word."""

LONGEST = max(map(len, _WORDS)) + 4
_NA = "na"
_ZERO = "0"

OF_OWNERS = frozenset({"local_code", "floor", *LOCAL_ATTRIBUTES})
"""Fields that each owner fills with codes of its own; the tenth floor may be X."""

_LISTED = frozenset({"system_type_name", "system_supplier_name", "network_name"})
"""Names on lists that are not public as a whole; one network is called Ukendt."""

_WORDS_ARE_VALUES = frozenset({"state", "inherits", "list", "standard", "version", "format", "name_da", "direction"})
"""Paths of words that a list of their own reads, and of what code lists say of themselves."""

_NEVER_ZERO = frozenset({
    "name", "street", "district", "email", "website", "phone", "fax", "building", "note", "parent", "number", "type",
    "cvr", "production_unit", "provider_identifier", "pharmacy_identifier", "shak", "geographic_location", "postcode",
    "municipality", "street_code", "region", "country", "organisational_level", "relation", "system_type",
    "system_supplier", "network", "administrator", "sor", "old", "new", "type_name", "region_name",
}) | _LISTED  # fmt: skip


def stands_for_nothing(path: str, text: str) -> bool:
    """Whether a text without blanks around it is a placeholder in the place of a path."""
    last = path.rpartition(".")[2]
    if path == "code" or last in _WORDS_ARE_VALUES or not text:
        return False
    if _OF_SIGNS.fullmatch(text) or _OF_PROGRAMS.fullmatch(text):
        return True
    if len(text) > LONGEST:
        return False
    if text == _ZERO:
        return last in _NEVER_ZERO or path.startswith("speciality")
    word = text.casefold()
    if word not in _WORDS:
        word = word.strip(_AROUND)
    if word == _NA:
        return last in _NEVER_ZERO - {"country", "building"}
    return word in _WORDS and last not in _LISTED and not (last in OF_OWNERS and word in _ABBREVIATIONS)
