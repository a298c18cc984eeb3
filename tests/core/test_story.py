"""What a unit's history tells: steps, since when, and what comes."""

from typing import Any

from sor.core.story import (
    CHANGES,
    CLOSES,
    OPENS,
    REOPENS,
    RESTATED,
    Change,
    coming,
    differences,
    index_on,
    since,
    source_alone,
    steps,
    value_alone,
)

OLD, NEW = {"street": "Østergade", "building": "70"}, {"street": "Nygade", "building": "12"}


def row(valid_from: str, valid_to: str | None, **fields: Any) -> dict[str, Any]:
    return {"valid_from": valid_from, "valid_to": valid_to, **fields}


def own(value: dict[str, Any], code: str = "1") -> dict[str, Any]:
    return {"inherited": False, "source": code, **value}


def inherited(value: dict[str, Any], source: str) -> dict[str, Any]:
    return {"inherited": True, "source": source, **value}


MOVING = [
    row("2018-04-18", "2021-03-01", name="Lægerne", postal_address=own(OLD)),
    row("2021-03-01", "2026-12-01", name="Lægehuset", postal_address=own(OLD)),
    row("2026-12-01", None, name="Lægehuset", postal_address=own(NEW)),
]


def postal(answer: Any) -> Any:
    return value_alone(answer.get("postal_address"))


def test_a_unit_that_took_a_new_name_and_will_move() -> None:
    told = steps(MOVING)
    assert [(step.day, step.kind, [change.field for change in step.changes]) for step in told] == [
        ("2018-04-18", OPENS, []),
        ("2021-03-01", CHANGES, ["name"]),
        ("2026-12-01", CHANGES, ["postal_address"]),
    ]
    assert told[1].changes == (Change("name", "Lægerne", "Lægehuset"),)


def test_what_comes_is_what_happens_after_the_day_and_not_on_it() -> None:
    assert [step.day for step in coming(MOVING, "2026-11-30")] == ["2026-12-01"]
    assert coming(MOVING, "2026-12-01") == []


def test_an_address_holds_since_it_was_first_stated_though_other_fields_changed_in_between() -> None:
    held = since(MOVING, "2026-11-21", postal)
    assert held is not None
    assert (held.day, held.from_start, held.until) == ("2018-04-18", True, "2026-12-01")


def test_an_address_that_comes_holds_since_the_day_it_came() -> None:
    held = since(MOVING, "2027-05-01", postal)
    assert held is not None
    assert (held.day, held.from_start, held.until) == ("2026-12-01", False, None)


def test_a_value_that_left_and_came_back_holds_since_it_came_back() -> None:
    history = [row("2020-01-01", "2021-01-01", name="A"), row("2021-01-01", "2022-01-01", name="B")]
    history.append(row("2022-01-01", None, name="A"))
    held = since(history, "2023-01-01", lambda answer: answer["name"])
    assert held is not None
    assert held.day == "2022-01-01"


def test_days_that_no_source_vouches_for_are_told_apart() -> None:
    history = [row("2018-01-01", "2020-06-01", name="A", assumed=True), row("2020-06-01", None, name="A")]
    held = since(history, "2026-01-01", lambda answer: answer["name"])
    assert held is not None
    assert (held.day, held.assumed_from) == ("2020-06-01", "2018-01-01")


def test_a_unit_that_closed_and_opened_again() -> None:
    history = [row("2010-01-01", "2015-01-01", name="A"), row("2017-01-01", "2020-01-01", name="A2")]
    assert [(step.day, step.kind) for step in steps(history)] == [
        ("2010-01-01", OPENS),
        ("2015-01-01", CLOSES),
        ("2017-01-01", REOPENS),
        ("2020-01-01", CLOSES),
    ]
    held = since(history, "2018-01-01", lambda answer: answer["name"])
    assert held is not None
    assert held.from_start
    assert since(history, "2016-01-01", lambda answer: answer["name"]) is None
    assert index_on(history, "2014-12-31") == 0


def test_a_version_that_says_nothing_new_is_a_confirmation() -> None:
    history = [row("2010-01-01", "2015-01-01", name="A"), row("2015-01-01", None, name="A")]
    assert [step.kind for step in steps(history)] == [OPENS, RESTATED]


def test_the_same_address_from_another_unit_is_a_change_of_source_only() -> None:
    (change,) = differences({"postal_address": own(OLD)}, {"postal_address": inherited(OLD, "9")})
    assert change.only_source
    assert source_alone(change.after) == (True, "9", None)


def test_an_absent_value_and_an_empty_one_are_the_same() -> None:
    assert differences({"replaces": [], "note": None}, {}) == ()
    assert differences({"postal_address": own(OLD)}, {"postal_address": own(OLD | {"suite": None})}) == ()


def test_no_is_an_answer_and_not_the_lack_of_one() -> None:
    for before, after in (
        ({"patients_admitted": True}, {"patients_admitted": False}),
        ({}, {"patients_admitted": False}),
    ):
        (change,) = differences(before, after)
        assert change == Change("patients_admitted", before.get("patients_admitted"), False)
        assert not change.only_source
    assert differences({"patients_admitted": False}, {"patients_admitted": False}) == ()


def test_a_unit_without_a_history_has_no_story() -> None:
    assert steps([]) == []
