"""Certification in a sandbox, on both databases: every case ticks by the right call, and not by a typical mistake."""

from typing import Any

import pytest
import structlog

from sor.access.dgws.checks import Caller
from sor.certification.cases import CASES
from sor.certification.protocols import Certification
from sor.changes.outcome import Outcome
from sor.formats.soap.sorus import SorusRequest
from sor.register import Register
from tests.certification.sandbox_caller import (
    A1,
    A2,
    BOX,
    CVR,
    DAY,
    LAST,
    LATER,
    A,
    B,
    SandboxCaller,
    address,
    everything,
    in_sandbox,
    mandatory,
    number,
    without,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def call(register: Register) -> SandboxCaller:
    return in_sandbox(register)


def create(call: SandboxCaller, entity: dict[str, Any]) -> None:
    assert call.code("CreateSorEntity", FromDate=DAY, SorEntity=entity | {"ParentSorIdentifier": B}) == "0"


def edit(call: SandboxCaller, entity: dict[str, Any], unit: str = A1) -> None:
    assert call.code("EditSorEntity", FromDate=DAY, SorIdentifier=unit, SorEntity=entity) == "0"


def test_the_whole_protocol(call: SandboxCaller) -> None:
    """Three units, three edits, a move, a replacement, EDI data and a closing: all ten cases."""
    assert call.ticked() == []
    create(call, mandatory("B1"))
    create(call, everything("B2", BOX.number(2)))
    new = call.made(mandatory("B3", "Inherited"))
    edit(call, mandatory("A1, dag"))
    edit(call, everything("A1", BOX.number(3)))
    edit(call, mandatory("A1", "Inherited"))
    assert call.ticked() == ["UC1TC1", "UC1TC2", "UC1TC3", "UC2TC1", "UC2TC2", "UC2TC3"]
    assert call.code("MoveSorEntity", FromDate=LATER, SorIdentifier=A1, ParentSorIdentifier=B) == "0"
    by = {"SorIdentifier": [new]}
    assert call.code("ReplaceSorEntity", FromDate=LATER, SorIdentifier=A1, ReplacedByEntityCollection=by) == "0"
    types = {"EdiType": [{"Standard": "XDIS91", "Version": "1.0", "Direction": "receive"}]}
    assert call.code("UpdateEdi", FromDate=DAY, SorIdentifier=A2, EdiTypeCollection=types) == "0"
    assert call.code("CloseSorEntity", SorIdentifier=A1, ToDate=LAST) == "0"
    assert call.ticked() == list(CASES)


def test_a_tick_says_when_by_which_message_and_serial(call: SandboxCaller) -> None:
    call("CreateSorEntity", "besked-7", FromDate=DAY, SorEntity=mandatory("B1") | {"ParentSorIdentifier": B})
    standing = call.certification.protocol(CVR)[0].standing
    assert standing is not None
    assert (standing.message_id, standing.serial) == ("besked-7", call.register.serial())
    assert standing.ticked_at.startswith("2026-11-01T12:00:00")
    unit = call.register.at(call.register.as_of(DAY)).unit(standing.unit)
    assert unit is not None
    assert unit["name"] == "B1"


ADDRESS = {"PostalAddressInformation": address("Skovbrynet")}


NO_NUMBER = without(everything("X", ""), "EanLocationCodeEntity") | {"EanLocationCodeState": "None"}
SENT = "PostalAddressInformation was sent. What is sent becomes the unit's own and is not inherited: leave"
MISTAKES = [
    (
        mandatory("Med adresse", "Inherited") | ADDRESS,
        "TC3",
        SENT,
    ),
    (
        mandatory("Med adresse, igen", "Inherited") | ADDRESS,
        "TC1",
        "EanLocationCodeState is Inherited. That belongs to the case of inherited data: send None or Own.",
    ),
    (
        mandatory("Uden nummer") | ADDRESS,
        "TC3",
        "EanLocationCodeState is None. In this case the location number is inherited: send Inherited.",
    ),
    (
        mandatory("Med mere") | {"LocalCode": "7"},
        "TC1",
        "LocalCode was sent. This case sends mandatory data only: leave the element out.",
    ),
    (
        without(NO_NUMBER, "ActivityAddressInformation"),
        "TC2",
        "ActivityAddressInformation was not sent. This case sends all data that apply to the unit.",
    ),
    (
        without(NO_NUMBER, "LocalAttributeCollection"),
        "TC2",
        "LocalAttributeCollection was not sent. This case sends all data that apply to the unit.",
    ),
    (
        NO_NUMBER,
        "TC2",
        "EanLocationCodeState is None. In this case the unit has a location number of its own: send Own.",
    ),
]
"""What is sent, the variation that it misses, and why."""


@pytest.mark.parametrize(("operation", "use_case"), [(create, "UC1"), (edit, "UC2")])
def test_a_mistake_ticks_nothing_and_says_why(call: SandboxCaller, operation: Any, use_case: str) -> None:
    """Every one of these calls is answered with 0: the register has no objection, the test protocol has."""
    for entity, variation, why in MISTAKES:
        operation(call, entity)
        assert call.ticked() == []
        assert any(told.startswith(why) for told in call.why(use_case + variation))


def test_a_number_alone_is_not_all_data(call: SandboxCaller) -> None:
    edit(call, everything("A2", "") | {"EanLocationCodeEntity": {"EanLocationCode": BOX.number(1)}}, A2)
    assert call.ticked() == []
    assert call.why("UC2TC2") == [
        "EanLocationCodeEntity holds the number only. Send its data too, SystemTypeIdentifier for example."
    ]


def test_a_refused_call_ticks_nothing(call: SandboxCaller) -> None:
    entity = mandatory("B1") | {"ParentSorIdentifier": B}
    assert call.code("CreateSorEntity", FromDate="2026-11-03", SorEntity=entity) != "0"
    assert call.ticked() == []
    (why,) = call.why("UC1TC1", "da")
    assert why.startswith("SORUS afviste kaldet med fejlkode 1")
    assert "syv dage frem" in why


def test_an_edit_that_changes_nothing_ticks_nothing(call: SandboxCaller) -> None:
    edit(call, mandatory("Afsnit A1", "Inherited"))
    assert call.ticked() == []
    assert call.why("UC2TC3") == [
        "The register was like that already, so the call changed nothing. Send something that differs."
    ]


def test_a_move_to_where_the_unit_is(call: SandboxCaller) -> None:
    call("MoveSorEntity", FromDate=LATER, SorIdentifier=A1, ParentSorIdentifier=A)
    assert call.ticked() == []
    assert call.why("UC3") != []


def test_edi_data_of_a_unit_without_a_number_of_its_own(call: SandboxCaller) -> None:
    types = {"EdiType": [{"Standard": "XDIS91", "Version": "1.0", "Direction": "receive"}]}
    assert call.code("UpdateEdi", FromDate=DAY, SorIdentifier=A1, EdiTypeCollection=types) != "0"
    assert call.ticked() == []
    assert call.why("UC10")[0].startswith("SORUS refused the call with error code")


def test_edi_data_alone_are_enough(call: SandboxCaller) -> None:
    changed = number(BOX.number(1), "Ny postkasse")
    assert call.code("UpdateEdi", FromDate=DAY, SorIdentifier=A2, EanLocationCodeEntity=changed) == "0"
    assert call.ticked() == ["UC10"]


def test_a_closing_of_an_institution_is_not_the_case(call: SandboxCaller) -> None:
    """The test protocol is about organisational units; the caller may not close a hospital anyway."""
    call("CloseSorEntity", SorIdentifier=BOX.code(1), ToDate=LAST)
    assert call.ticked() == []
    assert call.why("UC5") != []


def test_a_tick_stays_whatever_is_called_later(call: SandboxCaller) -> None:
    create(call, mandatory("B1"))
    before = call.certification.protocol(CVR)[0].standing
    create(call, mandatory("B1") | ADDRESS)
    create(call, mandatory("Endnu en"))
    assert call.certification.protocol(CVR)[0].standing == before


def test_the_same_message_again_is_noticed_once(call: SandboxCaller) -> None:
    entity = mandatory("B1") | {"ParentSorIdentifier": B}
    call("CreateSorEntity", "igen", FromDate=DAY, SorEntity=entity)
    call.certification.reset(CVR, "test", "test")
    call("CreateSorEntity", "igen", FromDate=DAY, SorEntity=entity)
    assert call.ticked() == []


def test_each_caller_has_a_checklist_of_its_own(call: SandboxCaller) -> None:
    create(call, mandatory("B1"))
    assert not any(line.is_ticked for line in call.certification.protocol("12345678"))


def test_version_4_ticks_the_same_cases_with_the_organisational_level(call: SandboxCaller) -> None:
    newer = SandboxCaller(call.register, version=4)
    create(newer, mandatory("B1") | {"OrganisationalLevelCode": "afsnit"})
    assert newer.ticked() == ["UC1TC1"]
    standing = newer.certification.protocol(CVR)[0].standing
    assert standing is not None
    assert standing.version == 4


def test_where_no_checklists_are_kept_nothing_is_noticed(call: SandboxCaller) -> None:
    quiet = SandboxCaller(call.register, SOR_CERTIFICATION="off")
    create(quiet, mandatory("B1"))
    assert quiet.certification.protocol(CVR)[0].standing is None


def test_what_goes_wrong_in_noticing_is_logged_and_harms_nobody(register: Register) -> None:
    certification = Certification(register)
    caller = Caller(CVR, "Demo", "Demo", "", 3, "card", "demo", "m", None)
    asked = SorusRequest("CreateSorEntity", 3, {"entity": "no unit"}, 20261201)
    with register.database.desk.writing() as connection:
        connection.run("ALTER TABLE certification RENAME TO lost")
    with structlog.testing.capture_logs() as logged:
        certification.notice(caller, asked, Outcome(serial=1, units={"#1": "1"}), {"code": "0"}, "#1")
    assert [one["event"] for one in logged] == ["call not noticed"]


def test_killed_between_entry_and_tick_the_message_that_comes_again_ticks(
    call: SandboxCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its caller got no answer, so it sends the same again; the entry is not written twice."""
    entity = mandatory("B1") | {"ParentSorIdentifier": B}
    with monkeypatch.context() as killed:
        killed.setattr(Certification, "notice", lambda *_: None)
        call("CreateSorEntity", "besked-7", FromDate=DAY, SorEntity=entity)
    serial = call.register.serial()
    assert call.ticked() == []
    call("CreateSorEntity", "besked-7", FromDate=DAY, SorEntity=entity)
    assert (call.ticked(), call.register.serial()) == (["UC1TC1"], serial)
    call.certification.reset(CVR, "test", "command")
    call("CreateSorEntity", "besked-7", FromDate=DAY, SorEntity=entity)
    assert call.ticked() == [], "it has ticked once"
