"""From what an owner told to changes: which units say the same today, and are to say the new.

A value is written where it is stated today, so that whoever inherits it goes on inheriting. Whoever states the very
same once more moves along. What others decide becomes something to ask for, beside the changes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sor.changes.guided.addresses import TypedAddress, is_same_place, look_at_region, settle_place, split_number
from sor.changes.guided.answers import (
    CONTACT,
    CONTACT_PARTS,
    ISSUE,
    STEPS,
    STREET_PARTS,
    SYSTEM_PARTS,
    Answers,
    StepHint,
    StepMistake,
    Told,
    list_blocks,
)
from sor.changes.guided.practice import WHOSE, Practice, read_block, read_own_block
from sor.changes.guided.typed_numbers import look_at_cvr, look_at_provider, read_digits
from sor.core.code_book import CodeBook
from sor.core.day import parse_day, write_day
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields, Value
from sor.core.typed_day import read_typed_day
from sor.core.unit import UnitAnswer, number_used
from sor.rules.issuing import DATA

PRACTITIONER = "#practitioner"
SUPPLEMENT = "255203001"
"""The type of a unit that is a practitioner: *supplerende oplysninger*."""


class AskedFor(NamedTuple):
    """What others decide. kind: of the case. data: what it says in fields; facts: what its text tells."""

    step: str
    kind: str
    unit: str
    data: Fields
    facts: Mapping[str, str]


class ComposedAnswers(NamedTuple):
    """What answers come to: changes of one set, what is asked for beside them, what is no change yet, what to see."""

    changes: list[Fields]
    asked: list[AskedFor]
    mistakes: list[StepMistake]
    hints: list[StepHint]


def compose(
    practice: Practice, answers: Answers, codes: CodeBook, today: int, on: Callable[[int], Practice | None]
) -> ComposedAnswers:
    """The changes that answers come to. codes: the code lists as known today. on: the practice on a day to come, with
    what is scheduled for it; None where there is none then.
    """
    composer = _Composer(practice, codes, today, on, comes="practitioner_came" in answers)
    for step in STEPS:
        if step in answers:
            composer.take(step, answers[step])
    return ComposedAnswers(composer.list_changes(), composer.asked, composer.mistakes, composer.hints)


class _Composer:
    """Takes the answers of one step after the other."""

    def __init__(
        self, practice: Practice, codes: CodeBook, today: int, on: Callable[[int], Practice | None], *, comes: bool
    ) -> None:
        """comes: whether a new practitioner comes along."""
        self._practice = practice
        self._on = on
        self._comes = comes
        self._codes = codes
        self._today = today
        self._edits: dict[tuple[str, str], Fields] = {}
        self._others: list[Fields] = []
        self.asked: list[AskedFor] = []
        self.mistakes: list[StepMistake] = []
        self.hints: list[StepHint] = []
        self._takers: Mapping[str, Callable[[Told, str], Iterator[StepMistake]]] = {
            "name": self._name,
            "address": self._address,
            "contact": self._contact,
            "practitioner_came": self._practitioner_came,
            "practitioner_left": self._practitioner_left,
            "provider_identifier": self._provider_identifier,
            "system": self._system,
            "location_number": self._location_number,
            "cvr": self._cvr,
            "sold": self._sold,
            "close": self._close,
        }

    def list_changes(self) -> list[Fields]:
        """The changes: those of fields first, each unit's of a day as one."""
        edits: list[Fields] = [
            {"op": "edit", "unit": unit, "from": day, "set": fields} for (unit, day), fields in self._edits.items()
        ]
        return [*edits, *self._others]

    def take(self, step: str, told: Told) -> None:
        """Take what was told in a step."""
        day = read_typed_day(told.get("from", ""))
        if day is None:
            self.mistakes.append(StepMistake(step, "from", "edit.no_day"))
            return
        typed = {name: value.strip() for name, value in told.items()}
        self.mistakes += self._takers[step](typed, day)

    def _edit(self, unit: str, day: str, fields: Fields) -> None:
        self._edits.setdefault((unit, day), {}).update(fields)

    def _name(self, told: Told, day: str) -> Iterator[StepMistake]:
        old, new = self._practice.clinic.get("name", ""), told.get("name")
        owner = self._practice.owner
        firm = owner.get("name", "")
        company, has_own_name = told.get("owner_name") or firm, firm != old
        if not new:
            yield StepMistake("name", "name", "changed.empty")
            return
        if new == old and (not has_own_name or company == firm):
            yield StepMistake("name", "name", "changed.same")
            return
        for unit in self._practice.in_place:
            if unit.get("name", "") == old and new != old:
                self._edit(unit["code"], day, {"name": new})
        if has_own_name and company != firm:
            self._edit(owner["code"], day, {"name": company})

    def _address(self, told: Told, day: str) -> Iterator[StepMistake]:
        is_new = False
        for block in list_blocks(self._practice):
            at = self._practice.stands_at(block)
            shown = read_block(self._practice.units[at], block)
            had = {part: str(shown.get(part) or "") for part in STREET_PARTS}
            typed = {part: told.get(f"{block}.{part}", had[part]) for part in STREET_PARTS}
            if typed == had:
                continue
            is_new = True
            address, split = split_number(TypedAddress(block, had, typed, parse_day(day)))
            address, mistakes = settle_place(address, self._codes)
            yield from mistakes
            self.hints += [*split, *look_at_region(address, self._providers(), self._codes)]
            kept = {part: shown[part] for part in ("addressing_name", "country") if shown.get(part)}
            self._write_address(at, day, {"country": "DK", **kept, **_fill_block({}, address.typed)}, address)
        if not is_new:
            yield StepMistake("address", "postal_address.street", "changed.same")

    def _write_address(self, at: str, day: str, written: Fields, address: TypedAddress) -> None:
        """Write an address where it is stated, and at each unit of the place that states the very same."""
        for unit in dict.fromkeys([at, *(one["code"] for one in self._practice.in_place)]):
            own = read_own_block(self._practice.units[unit], address.block)
            if unit == at or (own and is_same_place(own, address.had)):
                self._edit(unit, day, {address.block: dict(written)})

    def _providers(self) -> list[str]:
        """The ydernumre of the place."""
        return sorted({number for one in self._practice.in_place if (number := one.get("provider_identifier"))})

    def _contact(self, told: Told, day: str) -> Iterator[StepMistake]:
        at = self._practice.stands_at(CONTACT)
        shown = read_block(self._practice.units[at], CONTACT)
        had = {part: str(shown.get(part) or "") for part in CONTACT_PARTS}
        changed = {
            part: new for part in CONTACT_PARTS if (new := told.get(f"{CONTACT}.{part}", had[part])) != had[part]
        }
        if not changed:
            yield StepMistake("contact", f"{CONTACT}.phone", "changed.same")
            return
        then = self._on(parse_day(day)) or self._practice  # what is scheduled of other parts stays
        at = then.stands_at(CONTACT)
        shown = read_block(then.units[at], CONTACT)
        for unit in dict.fromkeys([at, *(one["code"] for one in then.in_place)]):
            own = read_own_block(then.units[unit], CONTACT)
            alike = {part: new for part, new in changed.items() if had[part] and own.get(part) == had[part]}
            if unit == at:
                kept = {part: value for part, value in shown.items() if part not in WHOSE and value is not None}
                self._edit(unit, day, {CONTACT: _fill_block(kept, changed)})
            elif alike:
                self._edit(unit, day, {CONTACT: _fill_block(own, alike)})

    def _practitioner_came(self, told: Told, day: str) -> Iterator[StepMistake]:
        step, number = "practitioner_came", read_digits(told.get("provider_identifier", ""))
        if not told.get("name"):
            yield StepMistake(step, "name", "changed.empty")
        yield from look_at_provider(step, number)
        places = {one["code"] for one in self._practice.in_place if one.get("level") == "HI"}
        parent = told.get("parent") or self._practice.clinic["code"]
        if parent not in places:
            yield StepMistake(step, "parent", "changed.choose")
            return
        speciality = told.get("specialities.1")
        fields: Fields = {"name": told.get("name", ""), "type": SUPPLEMENT, "location": "inherit"}
        fields |= {"provider_identifier": number} if number else {}
        fields |= {"specialities": [{"code": speciality, "main": True}]} if speciality else {}
        self._others.append(
            {"op": "create", "as": PRACTITIONER, "from": day, "level": "OU", "parent": parent, "set": fields}
        )

    def _practitioner_left(self, told: Told, day: str) -> Iterator[StepMistake]:
        unit = self._find_chosen(told)
        if unit is None:
            yield StepMistake("practitioner_left", "unit", "changed.choose")
            return
        self._others.append({"op": "close", "unit": unit["code"], "from": day, "branch": True})
        if len(self._practice.practitioners) == 1 and not self._comes:
            self.hints.append(StepHint("practitioner_left", "unit", "changed.last_practitioner", warns=True))

    def _provider_identifier(self, told: Told, day: str) -> Iterator[StepMistake]:
        unit, number = self._find_chosen(told), read_digits(told.get("provider_identifier", ""))
        if unit is None:
            yield StepMistake("provider_identifier", "unit", "changed.choose")
            return
        if number == unit.get("provider_identifier", ""):
            yield StepMistake("provider_identifier", "provider_identifier", "changed.same")
            return
        yield from look_at_provider("provider_identifier", number)
        self._edit(unit["code"], day, {"provider_identifier": number or None})

    def _find_chosen(self, told: Told) -> UnitAnswer | None:
        return next((one for one in self._practice.practitioners if one["code"] == told.get("unit")), None)

    def _system(self, told: Told, day: str) -> Iterator[StepMistake]:
        number, shown = number_used(self._practice.clinic), read_block(self._practice.clinic, "location")
        if number is None:
            yield StepMistake("system", "system", "changed.no_number")
            return
        typed = {part: told.get(f"location.{part}") for part in SYSTEM_PARTS}
        codes: Fields = {part: value for part, value in typed.items() if value and value != str(shown.get(part) or "")}
        system = self._codes.name("medcom_system", told.get("system"), parse_day(day))
        if codes:
            self._others.append({"op": "number", "location_number": number, "from": day, "set": codes})
        elif system:  # by its name alone: which codes it has is known to who keeps the list
            facts = {"system": system, "number": number, "day": day}
            self.asked.append(AskedFor("system", "unit", self._practice.stands_at("location"), {}, facts))
        else:
            yield StepMistake("system", "system", "changed.same")

    def _location_number(self, told: Told, day: str) -> Iterator[StepMistake]:
        step, at = "location_number", self._practice.stands_at("location")
        shown, typed = read_block(self._practice.clinic, "location"), read_digits(told.get("location.number", ""))
        if told.get("location") == ISSUE:
            data: Fields = {part: str(shown[part]) for part in DATA if shown.get(part)}
            data |= {"from": day} if parse_day(day) > self._today else {}
            self.asked.append(AskedFor(step, "location_number", at, data, {"day": day}))
            return
        if not typed:
            yield StepMistake(step, "location.number", "changed.empty")
        elif typed == (number_used(self._practice.clinic) or ""):
            yield StepMistake(step, "location.number", "changed.same")
        else:
            self._edit(at, day, {"location": {"state": "Own", "number": typed}})

    def _cvr(self, told: Told, day: str) -> Iterator[StepMistake]:
        owner, number = self._practice.owner, tidy_identifier("cvr", told.get("cvr", ""))
        if number == owner.get("cvr", ""):
            yield StepMistake("cvr", "cvr", "changed.same")
            return
        yield from look_at_cvr("cvr", number, self._practice)
        self._edit(owner["code"], day, {"cvr": number})

    def _sold(self, told: Told, day: str) -> Iterator[StepMistake]:
        owner, number = self._practice.owner, tidy_identifier("cvr", told.get("cvr", ""))
        if number == owner.get("cvr", ""):
            yield StepMistake("sold", "cvr", "changed.own_cvr")
            return
        found = [*look_at_cvr("sold", number, self._practice)]
        yield from found
        if not found:
            self.asked.append(
                AskedFor("sold", "sale", owner["code"], {"cvr": number, "from": day}, {"cvr": number, "day": day})
            )

    def _close(self, _: Told, day: str) -> Iterator[StepMistake]:
        of_several = self._practice.place != self._practice.owner["code"] and len(self._practice.institutions) > 1
        unit = self._practice.place if of_several else self._practice.owner["code"]
        self._others.append({"op": "close", "unit": unit, "from": day, "branch": True})
        yield from ()


def _fill_block(kept: Mapping[str, Value], changed: Mapping[str, str]) -> Fields:
    """A block with some parts changed; an empty one goes."""
    return {part: value for part, value in {**kept, **changed}.items() if value not in ("", None)}


def first_day(composed: ComposedAnswers, today: int) -> str:
    """The first day from which something that was told holds."""
    days = [str(change["from"]) for change in composed.changes] + [one.facts["day"] for one in composed.asked]
    return min(days, default=write_day(today))
