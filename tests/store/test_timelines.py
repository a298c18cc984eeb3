"""Timelines read back from the log are what was stated, with what was taken back marked from its serial on."""

from sor.core.statement import NEVER
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.timelines import subjects, timelines
from tests.store.units import begin, change, create, says, submit


def test_statements_in_order_and_withdrawals(register: Register) -> None:
    begin(register, create("A", name="First"))
    serial = submit(register, change("A", says("name", 20260301, "Second")))
    submit(register, LineDraft("unit", "A", [], {"op": "withdraw"}, [(serial, 1, 0)]))
    again = submit(register, LineDraft("unit", "A", [], {"op": "withdraw"}, [(serial, 1, 0)]))
    found = timelines(register.database.reader(), "unit", ["A", "B"])
    assert list(found) == ["A"]
    assert [(s.value, s.withdrawn_at) for s in found["A"]["name"]] == [(b'"First"', NEVER), (b'"Second"', 3)]
    assert again == 4


def test_every_subject_with_all_its_lines(register: Register) -> None:
    begin(register, create("B"), create("A"))
    submit(register, change("A", says("name", 20260301, "x")))
    found = [(kind, key, [line.serial for line in lines]) for kind, key, lines in subjects(register.database.reader())]
    assert found == [("code", "list/1", [1]), ("unit", "A", [1, 2]), ("unit", "B", [1])]
