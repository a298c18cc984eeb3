"""Documents composed when they are decided: what they see, what comes along, and the same sent again."""

from typing import Any

from sor.changes.composing import Composed, RegisterAtSerial, compose_fixed
from sor.core.day import OPEN
from sor.core.finding import Finding
from sor.register import Register
from sor.rules.replacing import STANDS

OWNER = {"op": "create", "as": "#1", "level": "IO", "from": "2026-01-01", "set": {"name": "Firma"}}


def owner(register: Register) -> str:
    return register.change(OWNER, "anna", "web", judge=False).units["#1"]


def test_what_is_composed_sees_the_register_of_that_moment(register: Register) -> None:
    code = owner(register)

    def compose(moment: RegisterAtSerial) -> Composed:
        ((key, own),) = moment.chain(code, 20261201)
        assert (key, moment.is_known("unit", code), moment.is_known("unit", "42")) == (code, True, False)
        assert moment.read_recorded([1, 99]) == {1: ("anna", 20261101)}
        assert moment.timeline("unit", code)["name"][0].to_day == OPEN
        assert moment.snapshot(20261201).unit(code) is not None
        change = {"op": "edit", "unit": code, "from": "2026-12-01", "set": {"name": own["name"] + " A/S"}}
        return Composed(change)

    for name in ("Firma A/S", "Firma A/S A/S"):
        assert register.change(compose, "bo", "web", judge=False).accepted
        unit = register.at(register.as_of("2026-12-01")).unit(code)
        assert unit is not None
        assert unit["name"] == name


def test_what_was_found_in_composing_comes_along(register: Register) -> None:
    code = owner(register)
    told = STANDS.finding("unit", code, {"name": "shak", "later": "2027-01-01", "entry": 1})
    against = Finding("X52", "error", "unit", code, facts={"element": "SorType", "value": "HI", "held": "IO"})
    change = {"op": "edit", "unit": code, "from": "2026-12-01", "set": {"name": "Firma A/S"}}
    serial = register.serial()
    refused = register.change(lambda _: Composed(change, [told, against]), "bo", "web", judge=False)
    assert (refused.serial, [one.rule for one in refused.findings]) == (None, ["X52", "X53"])
    assert register.serial() == serial
    taken = register.change(lambda _: Composed(change, [told]), "bo", "web", judge=False)
    assert [one.rule for one in taken.findings] == ["X53"]
    assert taken.serial == serial + 1


def test_what_was_sent_tells_whether_the_same_came_again(register: Register) -> None:
    code = owner(register)

    def sent(message: Any, name: str) -> Any:
        change = {"op": "edit", "unit": code, "from": "2026-12-01", "set": {"name": name}}
        return register.change(lambda _: Composed(change), "bo", "web", judge=False, key="m1", sent=message)

    first = sent({"a": 1}, "B")
    again = sent({"a": 1}, "what is composed now may be something else")
    assert (again.serial, again.replayed) == (first.serial, True)
    assert [one.rule for one in sent({"a": 2}, "B").findings] == ["X35"]


def test_a_trial_composes_too(register: Register) -> None:
    code = owner(register)
    change = {"op": "edit", "unit": code, "from": "2026-12-01", "set": {"name": "B"}}
    tried = register.change(compose_fixed(change), "bo", "web", judge=False, dry_run=True)
    assert (tried.serial, tried.touched) == (None, 1)
