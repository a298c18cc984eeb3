"""A whole register judged on a day."""

import pytest

from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.rules.register_day import check_day
from tests.rules.registers import (
    CLINIC,
    OTHER,
    TODAY,
    TYPE_LEVELS,
    UNIT,
    findings,
    institution,
    owner,
    unit,
)  # fmt: skip


def test_every_fault_of_a_unit_is_reported_at_once() -> None:
    broken = unit(type="rumstation", provider_identifier="19062", shak="x", parent=OTHER)
    assert [found.rule for found in findings(owner(), institution(), unit(OTHER), broken) if found.key == UNIT] == [
        "T1",
        "I4",
        "I5",
    ]


def test_a_finding_holds_from_the_day_until_the_unit_closes() -> None:
    closing = unit(parent=CLINIC, closed_to=20270101)
    [found] = findings(closing)
    assert (found.from_day, found.to_day) == (TODAY, 20270101)


def test_a_finding_about_a_future_unit_holds_from_its_first_day() -> None:
    [found] = findings(unit(first_from=20270301))
    assert (found.from_day, found.to_day) == (20270301, OPEN)


def test_a_unit_is_judged_on_its_last_day_and_no_longer() -> None:
    assert len(findings(unit(closed_to=20261122))) == 1
    assert findings(unit(closed_to=20261121)) == []


@pytest.mark.slow
def test_a_hundred_thousand_units_without_a_fault_are_found_without_one() -> None:
    units = {}
    for number in range(1, 33_334):
        io, hi, ou = (sor_code(3 * number + i) for i in range(3))
        units[io] = owner(io, state="None", number=None)
        units[hi] = institution(hi, parent=io, state="None")
        units[ou] = unit(ou, parent=hi, state="None", provider_identifier=f"{number:06}")
    assert list(check_day(units, TYPE_LEVELS, TODAY)) == []
