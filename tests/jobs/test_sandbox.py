"""The sandbox of a caller: fixed codes, a tree without faults, put back whatever was done in it."""

import pytest

from sor.core.as_of import AsOf
from sor.desk.actors import Actors
from sor.desk.whitelists import Whitelists
from sor.jobs.sandbox import prepare
from sor.register import Refused, Register
from sor.rules.register_day import check_day
from sor.rules.unit_facts import facts_of
from sor.sample.sandbox import Sandbox
from sor.store import series
from tests.certification.sandbox_caller import (
    A1,
    BOX,
    CVR,
    LAST,
    B,
    everything,
    in_sandbox,
    mandatory,
)

pytestmark = pytest.mark.slow
DAYS = (20261101, 20261201, 20270701)
VERSION = ("serial", "known", "as_of", "valid_from", "valid_to")
"""What tells of an answer's version, not of the unit."""


def answers(register: Register) -> list[object]:
    """What the register says of the sandbox's units, the days and serials of its versions left out."""
    found: list[object] = []
    for day in DAYS:
        snapshot = register.at(AsOf(day, register.serial()))
        for code in BOX.names():
            unit = snapshot.unit(code) or {}
            found.append({name: value for name, value in unit.items() if name not in VERSION})
        found += [snapshot.number_facts(BOX.number(n)) for n in range(10)]
    return found


def test_it_comes_with_fixed_codes_a_keeper_numbers_and_a_place_on_the_lists(register: Register) -> None:
    prepared = prepare(register, CVR, "test")
    assert (prepared.sandbox, prepared.cases, prepared.subjects) == (Sandbox(CVR), 0, 8)
    snapshot = register.at()
    assert [(snapshot.unit(code) or {}).get("name") for code in BOX.names()] == [
        "Sandkasseregionen 98765433", "Sandkassehospitalet", "Afdeling A", "Afdeling B", "Afsnit A1", "Afsnit A2",
    ]  # fmt: skip
    (actor,) = Actors(register).with_cvr(CVR)
    assert actor.id == "sandkasse-98765433"
    assert series.holding(register.database.reader(), BOX.number(9)) == BOX.code(0)
    assert Whitelists(register, demo=True).of("sorus")(CVR)


def test_no_rule_finds_a_fault_in_it() -> None:
    units = {claim.key: facts_of(claim, DAYS[0]) for claim in BOX.claims() if claim.kind == "unit"}
    assert len(units) == 6
    levels = {code: frozenset({unit.level or ""}) for unit in units.values() if (code := unit.type)}
    assert [one.rule for one in check_day(units, levels, DAYS[0])] == []


def test_whatever_was_done_is_put_back(register: Register) -> None:
    call = in_sandbox(register)
    before = answers(register)
    new = call.made(everything("B1", BOX.number(2)))
    by = {"SorIdentifier": [new]}
    assert call.code("ReplaceSorEntity", FromDate="2027-02-01", SorIdentifier=A1, ReplacedByEntityCollection=by) == "0"
    assert call.code("EditSorEntity", FromDate="2026-12-01", SorIdentifier=A1, SorEntity=mandatory("Andet")) == "0"
    assert call.code("MoveSorEntity", FromDate="2027-02-01", SorIdentifier=A1, ParentSorIdentifier=B) == "0"
    assert call.code("CloseSorEntity", SorIdentifier=A1, ToDate=LAST) == "0"
    assert answers(register) != before
    prepared = prepare(register, CVR, "test")
    assert prepared.cases == 4 + 1
    assert answers(register) == before
    assert call.ticked() == []
    assert register.verify(deep=True).fault is None
    again = everything("B1", BOX.number(2))
    assert call.made(again) != new, "a code is never given twice; a number may be issued again"


def test_nothing_to_put_back_writes_nothing(register: Register) -> None:
    prepare(register, CVR, "test")
    serial = register.serial()
    assert prepare(register, CVR, "test").subjects == 0
    assert register.serial() == serial


@pytest.mark.parametrize("cvr", ["01234567", "1234567", "abcdefgh"])
def test_a_number_that_can_have_none(register: Register, cvr: str) -> None:
    with pytest.raises(Refused, match="can have no sandbox: that takes a CVR number of eight digits that begins"):
        prepare(register, cvr, "test")


def test_numbers_that_differ_by_the_check_digit_do_not_share_one(register: Register) -> None:
    prepare(register, CVR, "test")
    with pytest.raises(Refused, match=r"stands in the sandbox of CVR 98765433\. Take another CVR number\."):
        prepare(register, "98765431", "test")
