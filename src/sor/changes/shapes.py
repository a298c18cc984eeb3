"""The form of what a change sets: from the values of a document to those that the register states.

Shape only (text is text, an address has the parts of an address); whether a value is right is the rule book's matter.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sor.core.identifiers import TIDIED, tidy_identifier
from sor.core.shapes import Fields, Value
from sor.core.subject import (
    ADDRESS_KINDS,
    LOCAL_ATTRIBUTES,
    LOCATION_NUMBER_FIELDS,
    SHAK_FIELDS,
    UNIT_FIELDS,
)

INHERIT = "inherit"

OUTSIDE_SET = {
    "unit": frozenset({"open", "status", "level", "parent"}),
    "location_number": frozenset({"open", "status"}),
    "shak": frozenset({"open", "status", "groups", "values"}),
}
"""Fields that no ``set`` holds: life, what a source said of its registration, and what other operations change."""

EXPLAINED_BY_RULES = frozenset({"parent", "code"})
"""What no set of a unit holds either, and a rule says why (C8, I1)."""

CORRECTED_TOO = frozenset({"open", "level", "parent"})
"""What a correction may set besides: life, level and place in the past."""

KNOWN = {"unit": UNIT_FIELDS, "location_number": LOCATION_NUMBER_FIELDS, "shak": SHAK_FIELDS}

ADDRESS_TEXTS = frozenset(
    {
        "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region",
        "country", "sublocation", "addressing_name", "subdivision", "po_box", "stairway", "additional",
        "country_scheme",
    }
)  # fmt: skip
ADDRESS_NUMBERS = frozenset({"east", "north"})
VIRTUAL_TEXTS = frozenset({"phone", "email", "website", "fax"})
PROVENANCE = frozenset({"inherited", "source", "taken_from"})


class WrongShape(ValueError):
    """A value that does not have the form of its field; ``danish`` says the same."""

    def __init__(self, english: str, danish: str) -> None:
        super().__init__(english)
        self.danish = danish


class Given(NamedTuple):
    """A ``set`` as the register states it, and what of it cannot be stated: (field, English, Danish)."""

    values: Fields
    unknown: list[str]
    wrong: list[tuple[str, str, str]]


def given_for(kind: str, asked: Mapping[str, Value], *, correcting: bool = False) -> Given:
    """The fields of a ``set`` for a kind of subject; None is a field that is emptied or inherited."""
    found = Given({}, [], [])
    for name, value in _spread(asked).items():
        if name not in fields_to_set(kind, correcting=correcting):
            if kind != "unit" or name not in EXPLAINED_BY_RULES:
                found.unknown.append(name)
            continue
        try:
            found.values[name] = _shape_value(kind, name, value)
        except WrongShape as error:
            found.wrong.append((name, str(error), error.danish))
    return found


def fields_to_set(kind: str, *, correcting: bool = False) -> frozenset[str]:
    """The fields that a ``set`` about a kind of subject may name."""
    allowed = KNOWN[kind] - OUTSIDE_SET[kind]
    return allowed | CORRECTED_TOO if correcting and kind == "unit" else allowed


def _spread(asked: Mapping[str, Value]) -> Fields:
    """Local attributes come as answers show them, by number, and are fields of their own."""
    found = dict(asked)
    attributes = found.pop("local_attributes", {})
    if attributes is None:
        return found | dict.fromkeys(LOCAL_ATTRIBUTES)
    if not isinstance(attributes, dict):
        return found | {"local_attribute_1": attributes}
    return found | {f"local_attribute_{number}": value for number, value in attributes.items()}


def _shape_value(kind: str, name: str, value: Value) -> Value:
    if name == "open":
        return _flag(value)
    if value is None or value == INHERIT:
        return {"state": "Inherited"} if value == INHERIT and name == "location" else None
    if kind == "unit" and isinstance(value, str) and (name in TIDIED or name == "parent"):
        value = tidy_identifier("code" if name == "parent" else name, value)
    shape = SHAPES.get((kind, name)) or SHAPES.get(("", name)) or _text
    return shape(value)


def _text(value: Value) -> str | None:
    if not isinstance(value, str):
        raise WrongShape("write it as text in quotes", "skriv det som tekst i anførselstegn")
    if value != value.strip() or any(ord(letter) < 32 for letter in value):
        raise WrongShape(
            "it has blanks at its ends or control characters", "den har blanktegn i enderne eller kontroltegn"
        )
    return value or None


def _flag(value: Value) -> bool:
    if not isinstance(value, bool):
        raise WrongShape("write true or false", "skriv true eller false")
    return value


def _parts(texts: frozenset[str], numbers: frozenset[str] = frozenset()) -> Callable[[Value], Fields | None]:
    """A block of parts, such as an address; empty parts are left out, an empty block is none."""

    def shape_value(value: Value) -> Fields | None:
        if not isinstance(value, dict):
            raise WrongShape("write an object of parts", "skriv et objekt med dele")
        if said := sorted(value.keys() & PROVENANCE):
            raise WrongShape(
                f"leave out {', '.join(said)}: these come with answers only; what you send becomes the unit's own",
                f"udelad {', '.join(said)}: de hører til svar; det, du sender, bliver enhedens eget",
            )
        if unknown := sorted(value.keys() - texts - numbers):
            known = ", ".join(sorted(texts | numbers))
            raise WrongShape(
                f"there is no part {', '.join(unknown)}; the parts are {known}",
                f"der er ingen del {', '.join(unknown)}; delene er {known}",
            )
        found: Fields = {}
        for part, one in value.items():
            if one is None:
                continue
            if part in numbers:
                if isinstance(one, bool) or not isinstance(one, int | float):
                    raise WrongShape(f"{part} is a number of metres", f"{part} er et tal i meter")
                found[part] = float(one)
            elif (text := _part_text(part, one)) is not None:
                found[part] = text
        return found or None

    return shape_value


def _part_text(part: str, value: Value) -> str | None:
    try:
        return _text(value)
    except WrongShape as error:
        raise WrongShape(f"{part}: {error}", f"{part}: {error.danish}") from None


def _location(value: Value) -> dict[str, str] | None:
    english = 'write {"state": "Own", "number": "579…"}, {"state": "None"} or "inherit"'
    danish = 'skriv {"state": "Own", "number": "579…"}, {"state": "None"} eller "inherit"'
    if not isinstance(value, dict) or not value.keys() <= {"state", "number"}:
        raise WrongShape(english, danish)
    state, number = value.get("state"), value.get("number")
    if state not in ("Own", "None", "Inherited") or (number is not None and not isinstance(number, str)):
        raise WrongShape(english, danish)
    if state != "Own" and number:
        raise WrongShape(
            f"with the state {state} there is no number of its own", f"med tilstanden {state} er der intet eget nummer"
        )
    number = tidy_identifier("location_number", number) if number else None
    return {"state": state, "number": number} if number else {"state": state}


def _specialities(value: Value) -> list[Fields] | None:
    """A list of codes, or of {"code", "main"}; the main one first. A lone code is the main one."""
    english, danish = 'write [{"code": "…", "main": true}, …]', 'skriv [{"code": "…", "main": true}, …]'
    if not isinstance(value, list):
        raise WrongShape(english, danish)
    found: list[Fields] = []
    for n, one in enumerate(value):
        entry = {"code": one, "main": n == 0} if isinstance(one, str) else one
        if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
            raise WrongShape(english, danish)
        if entry.keys() - {"code", "main", "type"} or not isinstance(entry.get("main", False), bool):
            raise WrongShape(english, danish)
        found.append({**entry, "main": entry.get("main", False)})
    found.sort(key=lambda entry: not entry["main"])
    return found or None


def _codes(value: Value) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise WrongShape("write a list of codes", "skriv en liste af koder")
    return value or None


def _geographic_parent(value: Value) -> Fields | None:
    if isinstance(value, dict) and isinstance(value.get("parent"), str):
        value = value | {"parent": tidy_identifier("code", value["parent"])}
    return _parts(frozenset({"relation", "parent"}))(value)


def _operator(value: Value) -> Fields | None:
    if isinstance(value, dict) and isinstance(value.get("unit"), str):
        value = value | {"unit": tidy_identifier("code", value["unit"])}
    return _parts(frozenset({"unit", "agreement"}))(value)


SHAPES: dict[tuple[str, str], Callable[[Value], Value]] = {
    ("unit", "location"): _location,
    ("unit", "specialities"): _specialities,
    ("unit", "geographic_parent"): _geographic_parent,
    ("unit", "operator"): _operator,
    **{("unit", kind): _parts(ADDRESS_TEXTS, ADDRESS_NUMBERS) for kind in ADDRESS_KINDS if kind != "virtual_address"},
    ("unit", "virtual_address"): _parts(VIRTUAL_TEXTS),
    **{("unit", flag): _flag for flag in ("reporting_level", "patients_admitted", "ambulant_activity")},
    **{("location_number", flag): _flag for flag in ("internal", "active")},
    ("shak", "specialities"): _codes,
}
"""The fields that are not plain text."""
