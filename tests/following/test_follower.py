"""A follower of the log: built once, carried over what was touched, built anew when that is more."""

import pytest

from sor.following.follower import Follower, Subject
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Connection
from tests.endpoints.web.small_register import CLOSED_CLINIC, WARD, copied, says
from tests.new_databases import NewDatabases


class Notes(Follower[list[str]]):
    """Notes each step it is led through; can be made to fail."""

    kinds = ("unit",)
    fails = False

    def build(self, source: Connection, serial: int) -> list[str]:
        return [f"built {serial}"]

    def carry(self, source: Connection, state: list[str], touched: list[Subject], serial: int) -> list[str]:
        if self.fails:
            raise OSError("the line is cut")
        return [*state, f"{' '.join(sorted(key for _, key in touched))} to {serial}"]


def steps(notes: Notes) -> list[str]:
    with notes.at_head() as state:
        return state


@pytest.fixture
def lived(new_database: NewDatabases) -> Register:
    return copied(new_database)


def rename(register: Register, *keys: str) -> None:
    register.submit(Submission([LineDraft("unit", key, [says("name", 20261121, "Ny")]) for key in keys], "anna", "web"))


def test_it_is_built_when_first_asked_and_then_only_carried_over_what_was_touched(lived: Register) -> None:
    notes = Notes(lived)
    assert notes.serial == 0
    start = lived.serial()
    assert steps(notes) == [f"built {start}"]
    assert steps(notes) == [f"built {start}"]
    rename(lived, WARD)
    assert steps(notes) == [f"built {start}", f"{WARD} to {start + 1}"]
    assert notes.serial == lived.serial()


def test_several_entries_are_one_step(lived: Register) -> None:
    notes = Notes(lived)
    start = len(steps(notes))
    for _ in range(3):
        rename(lived, WARD)
    assert len(steps(notes)) == start + 1


def test_kinds_that_the_state_does_not_depend_on_are_left_out(lived: Register) -> None:
    class Numbers(Notes):
        kinds = ("location_number",)

    numbers = Numbers(lived)
    steps(numbers)
    rename(lived, WARD)
    assert steps(numbers)[1:] == [f" to {lived.serial()}"]


@pytest.mark.parametrize(("few", "is_anew"), [(2, False), (1, True)])
def test_more_than_a_few_touched_subjects_are_built_anew(lived: Register, few: int, is_anew: bool) -> None:
    notes = Notes(lived, few)
    steps(notes)
    rename(lived, WARD, CLOSED_CLINIC)
    touched = f"{WARD} {CLOSED_CLINIC} to {lived.serial()}"
    assert steps(notes)[-1] == (f"built {lived.serial()}" if is_anew else touched)


def test_a_log_that_ends_earlier_is_another_log(lived: Register) -> None:
    notes = Notes(lived)
    steps(notes)
    notes._kept = notes._kept and notes._kept._replace(serial=lived.serial() + 1)
    assert steps(notes) == [f"built {lived.serial()}"]


def test_what_fails_half_way_is_done_again(lived: Register) -> None:
    notes = Notes(lived)
    before = steps(notes)
    rename(lived, WARD)
    notes.fails = True
    with pytest.raises(OSError, match="cut"):
        steps(notes)
    notes.fails = False
    assert steps(notes) == [*before, f"{WARD} to {lived.serial()}"]
