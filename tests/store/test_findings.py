"""Findings read back."""

from sor.core.finding import ERROR, WARNING, Finding
from sor.register import Submission
from tests.endpoints.web.small_register import HOSTILE, PRACTICE, copied
from tests.new_databases import NewDatabases


def test_findings_of_a_unit_come_newest_first_with_their_serial_and_no_later_ones(new_sqlite: NewDatabases) -> None:
    register = copied(new_sqlite)
    wrong = Finding("H2", ERROR, "unit", HOSTILE, "parent", {"parent": "1"})
    serial = register.submit(Submission((), "anna", "web", findings=[wrong])).serial
    first = Finding("T1", WARNING, "unit", HOSTILE, "type", {"value": "ukendt type"})
    assert register.findings("unit", HOSTILE) == [(serial, wrong), (1, first)]
    assert register.findings("unit", HOSTILE, known=serial - 1) == [(1, first)]
    assert register.findings("unit", PRACTICE) == []
