"""The names by which a set calls what it makes (#1, #2 ...), and the subjects that a change is about.

Codes are given before anything is decided, so that later changes, rules and previews see real ones; they are used up
only when the set is taken. What is only tried speaks of the names again.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TypeGuard

import msgspec

from sor.changes import document as doc
from sor.core.finding import Finding
from sor.core.shapes import Value
from sor.rules import changing


class SetNames:
    """The codes of the units, and the numbers, that a set makes, by the names it gives them."""

    def __init__(self, given: doc.ChangeSet) -> None:
        self.units = [_unit_name(change, n) for n, change in enumerate(given.changes) if isinstance(change, doc.Create)]
        self.numbers = [
            change.location_number
            for change in given.changes
            if is_issue(change) and change.location_number.startswith("#")
        ]
        self.codes: dict[str, str] = {}

    def problems(self) -> Iterator[Finding]:
        """Names that are used twice, or that look like codes."""
        names = [*self.units, *self.numbers]
        for name in sorted(set(names)):
            if names.count(name) > 1 or not name.startswith("#"):
                facts = {"kind": "unit" if name in self.units else "location_number", "day": "-"}
                yield changing.CODE_TAKEN.finding(facts["kind"], name, facts)

    def replace_names(self, given: doc.ChangeSet) -> tuple[doc.ChangeSet, list[Finding]]:
        """The set with codes in place of names, and the references to names that no earlier change defines."""
        made: set[str] = set()
        unknown: list[Finding] = []
        changes: list[doc.Change] = []
        for n, sent in enumerate(given.changes):
            change = msgspec.structs.replace(sent, as_=_unit_name(sent, n)) if isinstance(sent, doc.Create) else sent
            if isinstance(change, doc.Create):
                made.add(change.as_)
            elif is_issue(change):
                made.add(change.location_number)
            values = {name: self._put_codes(getattr(change, name), made, unknown) for name in change.__struct_fields__}
            changes.append(msgspec.structs.replace(change, **values))
        return msgspec.structs.replace(given, changes=changes), unknown

    def name_codes(self, value: Value) -> Value:
        """A plain value with names in place of codes, for what is only tried."""
        names = {code: name for name, code in self.codes.items()}
        return _replace_names(value, names) if names else value

    def _put_codes(self, value: Value, made: set[str], unknown: list[Finding]) -> Value:
        if isinstance(value, str) and value.startswith("#"):
            if value not in made:
                unknown.append(changing.UNKNOWN_REFERENCE.finding("unit", value, {}))
            return self.codes.get(value, value)
        if isinstance(value, list):
            return [self._put_codes(one, made, unknown) for one in value]
        if isinstance(value, dict):
            return {
                part: self._put_codes(one, made, unknown) if part in REFERRING or not isinstance(one, str) else one
                for part, one in value.items()
            }
        return value


DIGITS = re.compile(r"[0-9]+")
"""What may be a code or number, also within a longer text such as the key of a succession."""

REFERRING = frozenset({"parent", "number"})
"""The parts of values that may name a unit or number of the set; a #1 anywhere else is text."""


def find_named_subjects(change: doc.Change) -> list[tuple[str, str]]:
    """The (kind, key) of the subjects that a change is about."""
    match change:
        case doc.Create():
            return [("unit", change.as_)]
        case doc.Replace():
            return [("unit", key) for key in change.unit]
        case doc.Merge():
            return [("unit", key) for key in (change.unit, *change.absorb)]
        case doc.Number() | doc.Edi():
            return [("location_number", change.location_number)]
        case doc.Shak():
            return [("shak", change.code)]
        case doc.Reschedule() | doc.Withdraw() | doc.Undo():
            return [("entry", str(change.entry))]
        case _:
            return [("unit", change.unit)]


def find_claimed_numbers(given: doc.ChangeSet) -> dict[tuple[str, str], set[str]]:
    """The location numbers and SHAK codes that a set gives to units, by kind and value."""
    found: dict[tuple[str, str], set[str]] = {}
    for change in given.changes:
        if isinstance(change, doc.Number):
            if change.unit is not None and not change.close:
                found.setdefault(("location_number", change.location_number), set()).add(change.unit)
        elif isinstance(change, doc.Create | doc.Edit):
            unit = change.as_ if isinstance(change, doc.Create) else change.unit
            location, code = change.set.get("location"), change.set.get("shak")
            if isinstance(location, dict) and isinstance(location.get("number"), str):
                found.setdefault(("location_number", location["number"]), set()).add(unit)
            if isinstance(code, str):
                found.setdefault(("shak", code), set()).add(unit)
    return found


def is_issue(change: doc.Change) -> TypeGuard[doc.Number]:
    """Whether a change makes a new location number."""
    return isinstance(change, doc.Number) and isinstance(change.issue, dict)


def _unit_name(change: doc.Create, n: int) -> str:
    return change.as_ or f"#{n + 1}"


def _replace_names(value: Value, names: Mapping[str, str]) -> Value:
    if isinstance(value, str):
        return DIGITS.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, list):
        return [_replace_names(one, names) for one in value]
    if isinstance(value, dict):
        return {part: _replace_names(one, names) for part, one in value.items()}
    return value
