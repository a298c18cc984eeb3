"""What holds a text: in whatever case it is written, and a number however its digits are parted."""

from typing import Any

import pytest

from sor.core.subject import UNIT_FIELDS
from sor.jobs.erasing import ask, confirm
from sor.register import Register
from sor.store.standing import FRAME, WantedErasure, holds_text, without_texts
from tests.conftest import StandingClock
from tests.jobs.test_erasing import REASON, TODAY, let_in
from tests.new_databases import NewDatabases
from tests.owned import CLINIC
from tests.store.units import begin, change, create, says, submit

NAME = "Søren Ålborgs klinik"


@pytest.mark.parametrize(
    ("text", "value", "is_held"),
    [
        (NAME, "SØREN ÅLBORGS KLINIK ringede", True),
        (NAME, ["a", {"b": "hos søren ålborgs klinik"}], True),
        (NAME, "Søren Ålborg", False),
        ("98761234", "ring 98 76 12 34 i morgen", True),
        ("98761234", "+45 9876-1234", True),
        ("+45 98 76 12 34", "98761234", True),
        ("98761234", "98 76 12 3", False),
        ("98761234", "98761 og 234", False),
        ("12 34", "1234", False),
        ("2600", "2 600", False),
        ("a@b.example", "A@B.example", True),
    ],
)
def test_a_text_is_held_in_any_case_and_a_number_in_any_parting(text: str, value: Any, is_held: bool) -> None:
    assert holds_text(value, [text]) == is_held
    assert (without_texts(value, [text]) != value) == is_held


@pytest.mark.parametrize(
    ("field", "said", "reason"),
    [
        ("name", NAME, "SØREN ÅLBORGS KLINIK"),
        ("name", "Hans Hansen", "hans hansen bad om det"),
        ("virtual_address", {"phone": "+45 98761234"}, "ring 98 76 12 34"),
        ("virtual_address", {"phone": "98 76 12 34"}, "98761234 er privat"),
    ],
)
def test_reasons_and_files_that_write_it_otherwise_lose_it_too(
    new_database: NewDatabases, clock: StandingClock, field: str, said: Any, reason: str
) -> None:
    assert field in UNIT_FIELDS - FRAME
    register = Register(new_database(), clock)
    register.init("master")
    begin(register, create(CLINIC, name="Klinik", type="550811000005108"))
    let_in(register)
    serial = submit(register, change(CLINIC, says(field, 20260201, said)))
    after = "Klinik" if field == "name" else {"phone": "11223344"}
    told = submit(register, change(CLINIC, says(field, TODAY, after)), reason=reason, origin={"file": f"{reason}.xml"})
    other = submit(register, change(CLINIC, says("note", TODAY, "ny")), reason="noget andet")
    made, found = ask(register, WantedErasure(serial, "unit", CLINIC, field), REASON, "anna", "cli")
    assert {(one.serial, one.part) for one in found.parts} == {(told, "reason"), (told, "origin.file")}
    confirm(register, made.number, "bodil", "cli", None)
    entries = {entry.serial: entry for entry in register.since(0)}
    assert (entries[told].reason, entries[other].reason) == ("", "noget andet")
    assert register.verify(deep=True).fault is None
