"""Open, closing, closed, not open yet."""

from typing import Any

from sor.endpoints.web.kit.standing import UnitStanding, day_shown, standing
from sor.endpoints.web.kit.visit import visit_of
from sor.register import Register


def answer(valid_from: str, valid_to: str | None, *, is_open: bool) -> dict[str, Any]:
    return {"valid_from": valid_from, "valid_to": valid_to, "first_from": valid_from, "open": is_open}


def test_each_standing_says_its_day(register: Register) -> None:
    visit = visit_of(register, "/", {})
    open_one = answer("2018-04-18", None, is_open=True)
    assert standing(open_one, visit) == UnitStanding("open", "Åben siden 18. april 2018")
    ending = standing(open_one, visit, ends="2027-01-01")
    assert ending == UnitStanding("closing", "Åben, men lukker: sidste dag er 31. december 2026")
    closed = standing(answer("2010-01-01", "2025-07-01", is_open=False), visit)
    assert closed == UnitStanding("closed", "Lukket fra 1. juli 2025")
    future = standing(answer("2027-02-01", None, is_open=False), visit)
    assert future == UnitStanding("future", "Åbner først 1. februar 2027")


def test_a_closed_unit_is_shown_on_its_last_day_a_future_one_on_its_first() -> None:
    assert day_shown(answer("2010-01-01", "2025-07-01", is_open=False), 20261121) == 20250630
    assert day_shown(answer("2027-02-01", None, is_open=False), 20261121) == 20270201
    assert day_shown(answer("2027-02-01", "2028-01-01", is_open=False), 20261121) == 20270201
    assert day_shown(answer("2018-04-18", None, is_open=True), 20261121) == 20261121
