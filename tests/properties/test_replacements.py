"""Full replacement over random histories: whatever was said before and is scheduled after, from its day on a unit is
what was sent; what SORUS does not hold, the days before and what is scheduled later stay as they were.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.core.as_of import AsOf
from sor.core.day import parse_day
from sor.endpoints.sorus.composing import composing
from sor.formats.soap.sorus import SorusRequest
from sor.formats.soap.sorus_choices import EDIT
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock

pytestmark = pytest.mark.slow

DAYS = ("2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01")
TEXTS = st.one_of(st.none(), st.sampled_from(["A", "B"]))
STREETS = st.one_of(st.none(), st.fixed_dictionaries({"street": st.sampled_from(["Skovbrynet", "Bagvejen"])}))
HELD = {"name": TEXTS, "local_code": TEXTS, "postal_address": STREETS, "activity_address": STREETS}
"""Fields that SORUS holds; the note is one that it does not."""

edits = st.lists(
    st.tuples(st.sampled_from(DAYS), st.fixed_dictionaries({}, optional={**HELD, "note": TEXTS})), max_size=5
)
sent = st.tuples(st.sampled_from(DAYS), st.fixed_dictionaries({}, optional=HELD))


def own(register: Register, code: str, day: int) -> dict[str, Any]:
    """A unit's own values on a day."""
    found = register.at(AsOf(day, register.serial())).unit(code) or {}
    shown = {field: found.get(field) for field in ("name", "local_code", "note")}
    for kind in ("postal_address", "activity_address"):
        address = found.get(kind) or {"inherited": True}
        shown[kind] = None if address["inherited"] else {"street": address["street"]}
    return shown


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=edits, replacing=sent)
def test_from_its_day_on_a_unit_is_what_was_sent(
    new_sqlite: Callable[[], Database], history: list[tuple[str, dict[str, Any]]], replacing: tuple[str, dict[str, Any]]
) -> None:
    register = Register(new_sqlite(), StandingClock())
    register.init("master", demo=True)
    made = register.change(
        {"op": "create", "as": "#1", "level": "OU", "from": "2026-11-15", "set": {"name": "N", "note": "intern"}},
        "anna", "web", judge=False,
    )  # fmt: skip
    code = made.units["#1"]
    for day, values in history:
        register.change({"op": "edit", "unit": code, "from": day, "set": values}, "anna", "web", judge=False)
    before = {day: own(register, code, parse_day(day)) for day in ("2026-11-20", *DAYS)}
    scheduled = {field: [day for day, values in history if field in values] for field in (*HELD, "note")}

    day, entity = replacing
    given_entity = {field: value for field, value in entity.items() if value is not None}
    asked = SorusRequest(EDIT, 3, {"code": code, "entity": given_entity | {"level": "OU", "location_state": "None"}},
                  parse_day(day))  # fmt: skip
    outcome = register.change(composing(asked, "bo"), "bo", "sorus", judge=False)
    assert outcome.accepted, outcome.findings

    for on, was in before.items():
        now = own(register, code, parse_day(on))
        assert now["note"] == was["note"]
        if on < day:
            assert now == was
            continue
        for field in HELD:
            later = [one for one in scheduled[field] if day < one <= on]
            if not later:
                assert now[field] == entity.get(field), (on, field)
