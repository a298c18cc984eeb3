"""What lives again is judged with all that stands around it by then, and brings what ended with it."""

from typing import Any

import pytest

from sor.core.day import OPEN, parse_day, previous_day, write_day
from sor.core.subject import edi_key
from sor.store.append import LineDraft
from tests.changes.sample_master import answers
from tests.changes.scene import DEPARTMENT, INDICATORS, TODAY, Scene, faults, number, own
from tests.conftest import StandingClock
from tests.store.units import says, submit

MESSAGES = {"messages": [{"standard": "MEDREF", "version": "R0131K", "direction": "receive"}]}
CODE = "380010"


def edit(unit: str, day: str = TODAY, **values: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": values}


def close(unit: str, day: str = TODAY, **how: Any) -> dict[str, Any]:
    return {"op": "close", "unit": unit, "from": day} | how


def correct(unit: str, day: str = TODAY, to: str | None = None, /, **values: Any) -> dict[str, Any]:
    return {"op": "correct", "unit": unit, "from": day, "set": {"open": True} | values} | ({"to": to} if to else {})


def numbered(scene: Scene) -> str:
    """The ward with a number and a SHAK code of its own; gives the number."""
    code = {"op": "shak", "code": CODE, "from": TODAY, "set": {"name": "A"}}
    made = scene.send(number("#n"), code, edit("@ward", location=own("#n"), shak=CODE))
    assert made.accepted, made.findings
    found: str = scene.unit("ward", 20261101)["location"]["number"]
    messages = {"op": "edi", "location_number": found, "from": TODAY, "set": MESSAGES}
    assert scene.send(messages).accepted
    return found


def test_who_got_the_number_meanwhile_stands_against_its_return(scene: Scene) -> None:
    """They were nobody's surroundings while the unit was closed."""
    given = numbered(scene)
    assert scene.send(close("@ward")).accepted
    there = scene.send(edit("@lungs", location=own(given)), reason="taken over")
    assert there.accepted, there.findings
    assert ("L2", scene["ward"]) in faults(scene.send(correct("@ward")))
    assert scene.send({"op": "undo", "entry": there.serial}).accepted
    assert scene.send(correct("@ward")).accepted


def test_a_unit_comes_back_to_lie_at_a_unit_of_another_tree(scene: Scene) -> None:
    assert scene.send(edit("@ward", geographic_parent={"parent": "@feet"})).accepted
    scene.send(close("@ward"))
    back = scene.send(correct("@ward"))
    assert [f for f in back.findings if f.field == "geographic_parent"] == []
    assert back.accepted, back.findings


def test_a_unit_comes_back_to_lie_at_a_unit_that_closed_meanwhile(scene: Scene) -> None:
    """Which nothing else in the set names."""
    assert scene.send(edit("@ward", geographic_parent={"parent": "@feet"})).accepted
    scene.send(close("@ward", "2026-12-01"))
    assert scene.send(close("@feet", "2026-12-01")).accepted
    back = scene.send(correct("@ward", "2026-12-01"))
    assert [(f.rule, f.facts["parent"]) for f in back.findings if f.field == "geographic_parent"] == [
        ("F15", scene["feet"])
    ]


def test_number_messages_and_code_come_back_for_the_days_of_the_unit(scene: Scene) -> None:
    """Also over a closing that was scheduled, as the unit does."""
    given = numbered(scene)
    scene.send(close("@ward", "2026-12-01"))
    scene.send(close("@ward"))
    assert scene.send(correct("@ward", TODAY, "2027-01-01")).accepted
    for day, there in ((20261101, True), (20261215, True), (20261231, True), (20270101, False)):
        on = scene.register.at().on(day)
        assert scene.unit("ward", day)["open"] is there, day
        assert (on.location_number(given) is not None) is there, day
        assert bool(on.edi(given)) is there, day
        assert (on.shak_code(CODE) or {})["open"] is there, day


@pytest.mark.parametrize(
    "pieces",
    [
        [(TODAY, "2026-12-01"), (TODAY, None)],
        [(TODAY, "2026-12-01"), ("2026-12-01", None)],
        [("2026-11-10", "2026-11-20"), (TODAY, None)],
        [("2026-11-20", None), (TODAY, "2026-11-20")],
        [(TODAY, "2026-11-10"), ("2026-11-20", "2026-12-01"), (TODAY, None)],
    ],
)
def test_a_unit_that_comes_back_piece_by_piece_has_all_that_ended_with_it(
    scene: Scene, pieces: list[tuple[str, str | None]]
) -> None:
    """Also on the later of the days, where it is open on the first; a message that was to come later as well."""
    given = numbered(scene)
    more = {"messages": [*MESSAGES["messages"], {"standard": "MEDDIS", "version": "D0330L", "direction": "receive"}]}
    assert scene.send({"op": "edi", "location_number": given, "from": "2026-12-20", "set": more}).accepted
    known = scene.register.serial()
    assert scene.send(close("@ward")).accepted
    before = answers(scene.register, known)
    assert {kind for kind, _ in before} == {"unit", "location_number", "edi", "shak"}
    for day, to in pieces:
        assert scene.send(correct("@ward", day, to)).accepted
        after = scene.register.serial()
    assert answers(scene.register, after, known) == before


def test_what_ended_with_the_branch_above_does_not_come_back_below_what_stays_closed(scene: Scene) -> None:
    """What was wrong on the last day is no obstacle; what is wrong from the first closed day on is."""
    scene.send(close("@heart", "2026-12-01", branch=True))
    assert faults(scene.send(correct("@ward", "2026-12-01")))
    assert scene.send(correct("@heart", "2026-12-01"), correct("@ward", "2026-12-01")).accepted


@pytest.mark.parametrize(
    ("first", "to", "refused"),
    [
        ("2026-12-05", "2026-12-20", False),  # between two lives: as nameless as on the last day
        ("2026-12-05", "2027-02-01", True),  # reaches into the second life, in which it had a name
        ("2026-11-10", "2026-12-20", True),  # reaches into the days of the first on which it still had one
        ("2026-11-20", "2026-12-20", False),
    ],
)
def test_an_old_sin_counts_from_its_day_until_the_unit_lives_again(
    scene: Scene, first: str, to: str, refused: bool
) -> None:
    assert scene.send(edit("@ward", "2026-11-20", name=None), judge=False).accepted
    assert scene.send(close("@ward", "2026-12-01")).accepted
    assert scene.send(correct("@ward", "2027-01-01", "2027-06-01", name="Afsnit")).accepted
    sent = scene.send(correct("@ward", first, to, name=None))
    assert sent.accepted is not refused, sent.findings


def test_what_was_to_be_wrong_is_no_obstacle_on_its_days(scene: Scene) -> None:
    """It was scheduled before the closing, so nothing of it is seen on the unit's last day."""
    assert scene.send(edit("@ward", "2026-12-01", name=None), judge=False).accepted
    assert scene.send(close("@ward")).accepted
    assert ("F1", scene["ward"]) in faults(scene.send(correct("@ward", name=None)))
    back = scene.send(correct("@ward"))
    assert back.accepted, back.findings


UNIT, GIVEN, END = "90000999000016001", "5790999000093", 20261216


def load(scene: Scene, end_of_values: int = END, begins: int = 20261001) -> None:
    """A unit that holds a number, message type and code, all with the day on which a file says that they end."""
    said = {
        ("unit", UNIT): {
            "name": "Afsnit", "level": "OU", "type": DEPARTMENT, "parent": scene["heart"], "location": own(GIVEN),
            "shak": CODE, **INDICATORS,
        },
        ("location_number", GIVEN): {"system_type": "225"},
        ("edi", edi_key(GIVEN, "MEDREF", "R0131K", "receive")): {"format": "XML"},
        ("shak", CODE): {"name": "A"},
    }  # fmt: skip
    submit(scene.register, *(
        LineDraft(*subject, [says("open", begins, True, END)] + [
            says(field, begins, value, end_of_values) for field, value in values.items()
        ])
        for subject, values in said.items()
    ))  # fmt: skip


@pytest.mark.parametrize("days_later", [0, 20])
def test_what_comes_back_ends_when_it_was_to_end(scene: Scene, clock: StandingClock, days_later: int) -> None:
    """A file says ends beforehand as the last day of what holds, not as a closing to come."""
    load(scene)
    known = scene.register.serial()
    assert scene.send(close(UNIT)).accepted
    before = answers(scene.register, known)
    assert {kind for kind, _ in before} == {"unit", "location_number", "edi", "shak"}
    assert answers(scene.register, scene.register.serial()) != before
    clock.pass_days(days_later)
    back = scene.send(correct(UNIT))
    assert back.accepted, back.findings
    assert answers(scene.register, scene.register.serial()) == before


def test_a_unit_that_was_to_be_closed_for_some_days_comes_back_until_then_and_after(scene: Scene) -> None:
    pause = {"op": "correct", "unit": "@ward", "from": "2026-12-05", "to": "2026-12-10", "set": {"open": False}}
    assert scene.send(pause).accepted
    known = scene.register.serial()
    assert scene.send(close("@ward")).accepted
    before = answers(scene.register, known)
    assert scene.send(correct("@ward")).accepted
    assert answers(scene.register, scene.register.serial()) == before


def test_an_end_that_has_come_or_is_not_what_closes_the_unit_is_corrected_away(
    scene: Scene, clock: StandingClock
) -> None:
    load(scene, OPEN)
    assert scene.send(correct(UNIT)).accepted, "it is open on the day: that it goes on can only mean its end"
    assert scene.unit(UNIT, END)["open"]
    assert scene.send({"op": "undo", "entry": scene.register.serial()}).accepted
    assert not scene.unit(UNIT, END)["open"]
    assert scene.send(close(UNIT)).accepted
    clock.pass_days(60)
    assert scene.send(correct(UNIT)).accepted
    assert scene.unit(UNIT, END)["open"]


@pytest.mark.parametrize("begins", [20261001, previous_day(END)])
@pytest.mark.parametrize("later", ["", "2026-12-18"])
def test_a_unit_of_which_all_was_said_for_its_days_only_comes_back_with_what_it_was(
    scene: Scene, clock: StandingClock, begins: int, later: str
) -> None:
    """A file with history states each value for the days of a row; the last row ends with the life, also of one day."""
    load(scene, END, begins)
    clock.pass_days(60)
    day = later or write_day(END)

    def held(day: int) -> list[Any]:
        on, dated = (
            scene.register.at().on(day),
            {"serial", "updated", "valid_from", "valid_to", "first_from", "open_on_day"},
        )
        found = [scene.unit(UNIT, day), on.location_number(GIVEN), *on.edi(GIVEN), on.shak_code(CODE)]
        return [{part: value for part, value in (one or {}).items() if part not in {*dated, "edi"}} for one in found]

    was = held(previous_day(END))
    assert len(was) == 4
    back = scene.send(correct(UNIT, day))
    assert back.accepted, back.findings
    for on in (parse_day(day), 20261231):
        assert held(on) == was
    assert scene.unit(UNIT, END)["open"] is not bool(later)
    assert scene.send({"op": "undo", "entry": back.serial}).accepted
    assert scene.send(correct(UNIT, day, "2027-01-15", name="Nyt")).accepted
    assert scene.unit(UNIT, 20270114)["name"] == "Nyt"
    assert not scene.unit(UNIT, 20270115)["open"]
