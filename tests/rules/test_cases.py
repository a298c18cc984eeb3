"""Every rule about units and changes: a case that passes, one that fails, the boundary day where it is dated."""

import pytest

from sor.rules import BOOK
from tests.rules.cases import CASES, CHANGE_CASES, Case, ChangeCase, faults
from tests.rules.registers import findings, hospital, region, ward


def named(case: Case | ChangeCase) -> str:
    return f"{case.code} {case.case}: {case.story}"


def kept_apart(case: str, facts: dict[str, object]) -> dict[str, object]:
    return {"case": case, **facts} if case else facts


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_about_units(case: Case) -> None:
    fine = findings(*case.right, day=case.day_right)
    assert [f for f in fine if (f.rule, f.facts.get("case", "")) == (case.code, case.case)] == []
    found = [f for f in findings(*case.wrong, day=case.day) if f.rule == case.code and f.key == case.at]
    assert kept_apart(case.case, dict(case.facts)) in [f.facts for f in found]


@pytest.mark.parametrize("case", CHANGE_CASES, ids=named)
def test_a_rule_about_changes(case: ChangeCase) -> None:
    for asked in case.right:
        fine = faults(asked, case.around)
        assert [f for f in fine if (f.rule, f.facts.get("case", "")) == (case.code, case.case)] == []
    found = [f for f in faults(case.wrong, case.around) if f.rule == case.code]
    assert kept_apart(case.case, dict(case.facts)) in [f.facts for f in found]


def test_every_rule_that_judges_has_its_case() -> None:
    judging = {(rule.code, rule.case) for rule in BOOK.values() if rule.judged != "reported"}
    assert judging == {(case.code, case.case) for case in (*CASES, *CHANGE_CASES)}


def test_an_ordinary_clinic_and_an_ordinary_hospital_have_no_fault() -> None:
    tree = (region(), hospital(shak="6650", geographic_location="1"))
    wards = ward(shak="665001", local_code="KAR2", reporting_level=True, organisational_level="afdeling")
    assert findings(*tree, wards) == []
