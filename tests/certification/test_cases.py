"""The cases of the test protocol: each ticks when call, stored state and answer fit, and says why when one does not."""

from typing import Any

import pytest

from sor.certification.cases import CASES, tick_case
from sor.certification.seen import SeenCall
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, OPERATIONS, REPLACE

PARENT, NEW_PARENT, UNIT, OTHER = "11000016002", "21000016001", "31000016004", "41000016000"
ADDRESSES = ("postal_address", "visiting_address", "activity_address", "virtual_address")
STREET = {"street": "Skovbrynet", "postcode": "8600"}
MANDATORY = {"level": "OU", "name": "Afsnit", "type": "309904001", "location_state": "None"}
INHERITING = MANDATORY | {"location_state": "Inherited"}
NUMBER = {"number": "5799987654324", "system_type": "225"}
ALL = MANDATORY | dict.fromkeys(ADDRESSES, STREET) | {"location_state": "Own", "number": NUMBER}
FROM_ABOVE = {"number": {"number": "5799987654300"}, **{kind: {"street": "Sandvejen"} for kind in ADDRESSES}}
HELD = {"level": "OU", "open": True, "parent": PARENT, "location": {"state": "Own"}}
HELD |= {kind: {"inherited": True, "street": "Sandvejen"} for kind in ADDRESSES}
EDI_TYPES = [{"standard": "XDIS91", "version": "1.0", "direction": "receive"}]


def seen(operation: str, given: dict[str, Any], **more: Any) -> SeenCall:
    """A call that all went well with: the register holds and the answer shows what was sent."""
    answer = {"code": "0", "entity": FROM_ABOVE | given.get("entity", {}), **more.pop("answer", {})}
    return SeenCall(operation, 3, "2026-12-01", given, answer, 7, UNIT, HELD, HELD)._replace(**more)


GOOD = {
    "UC1TC1": seen(CREATE, {"entity": MANDATORY | {"parent": PARENT}}),
    "UC1TC2": seen(CREATE, {"entity": ALL | {"parent": PARENT}}),
    "UC1TC3": seen(CREATE, {"entity": INHERITING | {"parent": PARENT}}),
    "UC2TC1": seen(EDIT, {"entity": MANDATORY}),
    "UC2TC2": seen(EDIT, {"entity": ALL}),
    "UC2TC3": seen(EDIT, {"entity": INHERITING}),
    "UC3": seen(MOVE, {"parent": NEW_PARENT}, held=HELD | {"parent": NEW_PARENT}),
    "UC4": seen(
        REPLACE, {"by": [OTHER]}, held=HELD | {"replaced_by": [OTHER]}, answer={"entity": {"replaced_by": [OTHER]}}
    ),
    "UC5": seen(
        CLOSE, {}, next_day=HELD | {"open": False}, answer={"entity": {"status": {"to": "2026-12-01"}}}
    ),
    "UC10": seen(
        EDI, {"number": NUMBER, "messages": EDI_TYPES}, messages=EDI_TYPES,
        answer={"entity": {"number": NUMBER}, "messages": EDI_TYPES},
    ),
}  # fmt: skip


def why(case: str, **changed: Any) -> list[str]:
    """Why a case does not tick when something is otherwise than in its good call; it must not."""
    found = tick_case(GOOD[case]._replace(**changed))
    assert case not in found.fits
    return [miss.sentence("en") for miss in found.misses[case]]


def test_the_protocol_has_the_documented_use_cases() -> None:
    assert list(CASES) == [
        "UC1TC1", "UC1TC2", "UC1TC3", "UC2TC1", "UC2TC2", "UC2TC3", "UC3", "UC4", "UC5", "UC10",
    ]  # fmt: skip
    assert {OPERATIONS[case.operation].use_case for case in CASES.values()} == {key.split("TC")[0] for key in CASES}


@pytest.mark.parametrize("case", CASES)
def test_the_right_call_ticks_its_case_and_no_other(case: str) -> None:
    assert tick_case(GOOD[case]) == ((case,), {})


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_ticks_nothing(case: str) -> None:
    refused = {"code": "1080", "text": "For tidligt."}
    assert why(case, answer=refused) == ["SORUS refused the call with error code 1080: For tidligt."]


@pytest.mark.parametrize("case", CASES)
def test_a_call_that_changed_nothing_ticks_nothing(case: str) -> None:
    assert why(case, serial=None) == [
        "The register was like that already, so the call changed nothing. Send something that differs."
    ]


@pytest.mark.parametrize("case", CASES)
def test_only_organisational_units_count(case: str) -> None:
    held = {**(GOOD[case].held or {}), "level": "HI"}
    assert "The unit is HI. The test protocol is about organisational units only (SorType = OU)." in why(
        case, held=held
    )


@pytest.mark.parametrize("case", ["UC1TC1", "UC1TC2", "UC1TC3", "UC2TC1", "UC2TC2", "UC2TC3", "UC10"])
def test_the_register_must_hold_what_was_sent(case: str) -> None:
    assert why(case, unlike=["EntityName"]) == ["EntityName is not in the register as it was sent."]
    assert why(case, number_unlike=["EanLocationCodeEntity"]) == [
        "EanLocationCodeEntity is not in the register as it was sent."
    ]


@pytest.mark.parametrize("case", ["UC1TC1", "UC1TC2", "UC1TC3", "UC2TC1", "UC2TC2", "UC2TC3"])
def test_the_answer_must_show_what_was_sent(case: str) -> None:
    answer = GOOD[case].answer
    other = {**answer, "entity": {**answer["entity"], "name": "En anden"}}
    assert why(case, answer=other) == ["EntityName in the answer is not what was sent."]


@pytest.mark.parametrize("use_case", ["UC1", "UC2"])
def test_an_address_in_the_inheritance_case(use_case: str) -> None:
    given = {"entity": {**GOOD[f"{use_case}TC3"].entity, "visiting_address": STREET}}
    answer = {"code": "0", "entity": FROM_ABOVE | given["entity"]}
    (told,) = why(f"{use_case}TC3", given=given, answer=answer)
    assert told.startswith("VisitingAddressInformation was sent. What is sent becomes the unit's own")


def test_inheriting_where_nothing_is_above() -> None:
    answer = {"code": "0", "entity": dict(INHERITING)}
    told = why("UC2TC3", answer=answer)
    assert told[-1] == (
        "The answer does not show EanLocationCodeEntity, which the unit should inherit. The unit above must have it."
    )
    assert len(told) == len(ADDRESSES) + 1


def test_the_indicators_of_hospitals_are_mandatory_there_and_only_there() -> None:
    given = {"entity": MANDATORY | {"ambulant_activity": False, "reporting_level": False, "patients_admitted": False}}
    answer = {"code": "0", "entity": given["entity"]}
    assert tick_case(GOOD["UC2TC1"]._replace(given=given, answer=answer, of_hospital=True)).fits == ("UC2TC1",)
    assert len(why("UC2TC1", given=given, answer=answer)) == 3


def test_all_data_of_a_hospitals_unit_are_more() -> None:
    assert why("UC1TC2", of_hospital=True)[0] == (
        "LocalCode was not sent. This case sends all data that apply to the unit."
    )


def test_a_move_must_arrive_and_come_from_elsewhere() -> None:
    assert why("UC3", held=HELD) == [f"In the register the unit is below {PARENT}, not below {NEW_PARENT}."]
    assert why("UC3", before=HELD | {"parent": NEW_PARENT}) == [
        f"The unit was below {NEW_PARENT} already. Choose another unit above."
    ]


def test_a_note_must_stand_in_the_register_and_the_answer() -> None:
    assert why("UC4", held=HELD) == [f"The register does not note that the unit is replaced by {OTHER}."]
    assert why("UC4", answer={"code": "0", "entity": {}}) == [
        "ReplacedByEntityCollection in the answer is not what was sent."
    ]


def test_the_day_of_a_closing_is_the_last_valid_one() -> None:
    closed = HELD | {"open": False}
    assert why("UC5", held=closed) == ["The unit is not open on 2026-12-01, which was sent as the last valid day."]
    assert why("UC5", next_day=HELD) == ["The unit is still open on the day after 2026-12-01."]
    early = {"code": "0", "entity": {"status": {"to": "2026-11-30"}}}
    assert why("UC5", answer=early) == ["SorStatus/ToDate in the answer is not what was sent."]


def test_edi_data_need_a_number_something_to_change_and_to_arrive() -> None:
    assert "The unit has no location number of its own. Choose one whose EanLocationCodeState is Own." in why(
        "UC10", held=HELD | {"location": {"state": "Inherited"}}
    )
    assert why("UC10", given={}) == [
        "Neither EanLocationCodeEntity with data nor EdiTypeCollection with message types was sent."
    ]
    assert why("UC10", messages=[]) == ["The number's message types in the register are not those that were sent."]
    answer = GOOD["UC10"].answer
    assert why("UC10", answer={**answer, "messages": []}) == ["EdiTypeCollection in the answer is not what was sent."]
    other = {**answer, "entity": {"number": {**NUMBER, "system_type": "1"}}}
    assert why("UC10", answer=other) == ["EanLocationCodeEntity in the answer is not what was sent."]


def test_a_call_that_fits_one_variation_says_nothing_of_the_others() -> None:
    assert tick_case(GOOD["UC1TC1"]).misses == {}
