"""The SORUS test protocol (UC1-UC5, UC10) with its variations, run by zeep from the WSDL against a started server.

Each case is checked four ways: the code is 0, the answer is what was sent with inherited values filled in, the register
holds it from its first day on, and not before.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

import httpx
import pytest
from stdnum import ean

from sor.sample.showcases import HOSPITAL, MOVING_CLINIC, RENAMED_WARD
from tests.journeys.sorus.conftest import NUMBERS, Caller
from tests.journeys.sorus.units import (
    ACTIVITY,
    DAY,
    LAST,
    LATER,
    POSTAL,
    VIRTUAL,
    VISITING,
    below_hospital,
    everything,
    inheriting,
    mandatory,
    number,
)

pytestmark = pytest.mark.slow

SERIES = count(NUMBERS + 1)


def next_number() -> str:
    body = f"{next(SERIES)}"
    return body + ean.calc_check_digit(body)


@pytest.fixture
def unit(server: str) -> Callable[[Any, str], dict[str, Any]]:
    """A unit as REST shows it on a day."""

    def asked(code: Any, day: str = DAY) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{server}/api/v1/units/{code}", params={"valid": day}).json()
        return found

    return asked


@pytest.fixture
def create(call: Caller) -> Callable[..., int]:
    """Makes a unit below the hospital and gives its code."""

    def made(entity: dict[str, Any], parent: str = HOSPITAL) -> int:
        answer = call("CreateSorEntity", FromDate=DAY, SorEntity=below_hospital(entity, parent))
        assert answer.ErrorCode == 0, answer.ErrorText
        return int(answer.SorEntity.SorIdentifier)

    return made


def said(sent: Any, answered: Any, path: str = "") -> Iterator[str]:
    """Where an answer does not say what was sent."""
    for name, value in sent.items():
        found = answered[name]
        if isinstance(value, dict):
            yield from said(value, found, f"{path}/{name}")
        elif not isinstance(value, list) and found != value:
            yield f"{path}/{name}: {found!r} instead of {value!r}"


def findings(answer: Any) -> list[tuple[str, str, str | None]]:
    """(severity, rule, field)"""
    collection = answer.FindingCollection
    return [(one.Severity, one.Rule, one.Field) for one in collection.Finding] if collection else []


# Creating a unit


def test_uc1_mandatory_data_only(call: Caller, unit: Any) -> None:
    sent = below_hospital(mandatory("Afsnit med det nødvendige"))
    answer = call("CreateSorEntity", FromDate=DAY, SorEntity=sent)
    assert (answer.ErrorCode, answer.ErrorText) == (0, f"Enheden er oprettet fra {DAY}.")
    assert list(said(sent, answer.SorEntity)) == []
    assert answer.SorEntity.PostalAddressInformation.AddressPostal.StreetName == "Vibevænget", "the hospital's"
    held = unit(answer.SorEntity.SorIdentifier)
    assert (held["name"], held["parent"], held["location"]) == (
        "Afsnit med det nødvendige",
        HOSPITAL,
        {"state": "None"},
    )
    assert (held["first_from"], held["postal_address"]["inherited"]) == (DAY, True)
    assert unit(answer.SorEntity.SorIdentifier, "2026-12-23")["open"] is False


def test_uc1_all_data(call: Caller, unit: Any) -> None:
    sent = below_hospital(everything("Afsnit med alt", next_number()))
    answer = call("CreateSorEntity", FromDate=DAY, SorEntity=sent)
    assert answer.ErrorCode == 0, answer.ErrorText
    assert list(said(sent, answer.SorEntity)) == []
    speciality = answer.SorEntity.ClinicalSpecialityCollection.ClinicalSpeciality[0]
    assert speciality.SpecialityCode == "394594003"
    held = unit(answer.SorEntity.SorIdentifier)
    for kind, street in (("postal", "Skovbrynet"), ("visiting", "Bagvejen"), ("activity", "Søtorvet")):
        assert (held[f"{kind}_address"]["inherited"], held[f"{kind}_address"]["street"]) == (False, street)
    assert held["location"]["number"] == sent["EanLocationCodeEntity"]["EanLocationCode"]
    assert (held["location"]["system_type"], held["location"]["active"]) == ("225", True)
    assert (held["local_attributes"], held["local_code"]) == ({"1": "x", "5": "y"}, "A1")


def test_uc1_inherited_data(call: Caller, unit: Any) -> None:
    answer = call("CreateSorEntity", FromDate=DAY, SorEntity=below_hospital(inheriting("Afsnit der arver")))
    assert answer.ErrorCode == 0, answer.ErrorText
    entity = answer.SorEntity
    assert entity.EanLocationCodeState == "Inherited"
    assert entity.EanLocationCodeEntity.EanLocationCode == unit(HOSPITAL)["location"]["number"]
    assert entity.VirtualAddressInformation.TelephoneNumberIdentifier == unit(HOSPITAL)["virtual_address"]["phone"]
    held = unit(entity.SorIdentifier)
    for kind in ("postal_address", "visiting_address", "activity_address", "virtual_address"):
        assert held[kind]["inherited"], kind
    assert (held["location"]["inherited"], held["location"]["source"]) == (True, HOSPITAL)


def test_uc1_an_address_that_is_inherited_anyway_ends_the_inheritance_with_a_warning(
    call: Caller, create: Any, unit: Any
) -> None:
    parent = str(create(mandatory("Afdeling med adresse", PostalAddressInformation=POSTAL)))
    answer = call(
        "CreateSorEntity", FromDate=DAY,
        SorEntity=below_hospital(mandatory("Team", PostalAddressInformation=POSTAL), parent),
    )  # fmt: skip
    assert answer.ErrorCode == 0
    assert ("Warning", "X50", "PostalAddressInformation") in findings(answer)
    assert unit(answer.SorEntity.SorIdentifier)["postal_address"]["inherited"] is False


# Changing a unit


def test_uc2_mandatory_data_only_removes_the_rest(call: Caller, create: Any, unit: Any) -> None:
    code = create(everything("Før", next_number()))
    sent = mandatory("Efter", EanLocationCodeState="Inherited")
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=sent)
    assert (answer.ErrorCode, answer.ErrorText) == (0, f"Enheden er ændret fra {LATER}.")
    assert list(said(sent, answer.SorEntity)) == []
    assert answer.SorEntity.LocalCode is None
    assert answer.SorEntity.PostalAddressInformation.AddressPostal.StreetName == "Vibevænget"
    held = unit(code, LATER)
    assert (held["name"], held["parent"]) == ("Efter", HOSPITAL)
    assert (held["postal_address"]["inherited"], held["location"]["inherited"]) == (True, True)
    assert not held.keys() & {"local_code", "local_attributes", "specialities"}
    assert unit(code, "2027-01-31")["name"] == "Før"


def test_uc2_all_data(call: Caller, create: Any, unit: Any) -> None:
    code = create(mandatory("Før"))
    sent = everything("Efter", next_number())
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=sent)
    assert answer.ErrorCode == 0, answer.ErrorText
    assert list(said(sent, answer.SorEntity)) == []
    held = unit(code, LATER)
    assert (held["location"]["number"], held["location"]["state"]) == (
        sent["EanLocationCodeEntity"]["EanLocationCode"], "Own",
    )  # fmt: skip
    assert held["activity_address"]["street"] == "Søtorvet"


def test_uc2_inherited_data(call: Caller, create: Any, unit: Any) -> None:
    own = {
        "PostalAddressInformation": POSTAL, "VisitingAddressInformation": VISITING,
        "ActivityAddressInformation": ACTIVITY, "VirtualAddressInformation": VIRTUAL,
    }  # fmt: skip
    code = create(mandatory("Med egne adresser", **own))
    sent = inheriting("Med egne adresser")
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=sent)
    assert answer.ErrorCode == 0, answer.ErrorText
    held = unit(code, LATER)
    for kind in ("postal_address", "visiting_address", "activity_address", "virtual_address"):
        assert held[kind]["inherited"], kind
    assert unit(code, "2027-01-31")["activity_address"]["street"] == "Søtorvet"


def test_uc2_the_answer_sent_back_changes_nothing_of_its_own(call: Caller, create: Any, unit: Any) -> None:
    code = create(everything("Uændret", next_number()))
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=mandatory("Uændret"))
    assert answer.ErrorCode == 0
    again = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=mandatory("Uændret"))
    assert (again.ErrorCode, again.ErrorText) == (0, "Registeret er allerede sådan; intet er ændret.")
    assert again.SorEntity.EntityName == "Uændret"
    assert findings(again) == [("Note", "X25", None)]


def test_uc2_what_is_scheduled_later_stays_and_is_told(call: Caller, create: Any, unit: Any) -> None:
    code = create(mandatory("Nu"))
    assert call("EditSorEntity", FromDate=LAST, SorIdentifier=code, SorEntity=mandatory("Siden")).ErrorCode == 0
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=mandatory("Nu", LocalCode="B2"))
    assert answer.ErrorCode == 0
    assert ("Note", "X53", "EntityName") in findings(answer)
    assert [unit(code, day)["name"] for day in (DAY, LATER, LAST)] == ["Nu", "Nu", "Siden"]
    assert unit(code, LAST)["local_code"] == "B2"


@pytest.mark.parametrize(
    ("more", "rule", "field"),
    [
        ({"ParentSorIdentifier": int(HOSPITAL)}, "C8", "ParentSorIdentifier"),
        ({"GeographicalLocalisationIdentifier": 7}, "X52", "GeographicalLocalisationIdentifier"),
        ({"HasGeographicalLocalisation": True}, "X52", "HasGeographicalLocalisation"),
        ({"SorType": "HI"}, "X52", "SorType"),
        ({"SorIdentifier": 11000016002}, "X52", "SorIdentifier"),
        ({"EntityName": None}, "F1", "EntityName"),
        ({"EanLocationCodeState": None}, "X54", "EanLocationCodeState"),
        ({"EanLocationCodeState": "Own"}, "L2", "EanLocationCodeState"),
    ],
)
def test_uc2_what_cannot_be_sent_is_refused_with_its_element(
    call: Caller, create: Any, unit: Any, more: dict[str, Any], rule: str, field: str
) -> None:
    code = create(mandatory("Fast"))
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=mandatory("Ny", **more))
    assert answer.ErrorCode > 1000
    assert answer.SorEntity is None
    assert ("Error", rule, field) in findings(answer)
    assert unit(code, LATER)["name"] == "Fast"


def test_uc2_what_the_register_gives_may_come_back_as_it_is(call: Caller, create: Any) -> None:
    code = create(inheriting("Som svaret"))
    held = call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=inheriting("Som svaret")).SorEntity
    sent = inheriting("Med svarets felter") | {
        "SorIdentifier": code, "SorStatus": {"FirstFromDate": held.SorStatus.FirstFromDate},
        "HasGeographicalLocalisation": False, "EanLocationCodeEntity": {
            "EanLocationCode": held.EanLocationCodeEntity.EanLocationCode},
    }  # fmt: skip
    assert call("EditSorEntity", FromDate=LATER, SorIdentifier=code, SorEntity=sent).ErrorCode == 0


# Moving a unit


def test_uc3_move(call: Caller, create: Any, unit: Any) -> None:
    code = create(mandatory("Flytter"))
    answer = call("MoveSorEntity", FromDate=LATER, SorIdentifier=code, ParentSorIdentifier=int(RENAMED_WARD))
    assert (answer.ErrorCode, answer.ErrorText) == (0, f"Enheden er flyttet fra {LATER}.")
    assert "SorEntity" not in answer
    assert [unit(code, day)["parent"] for day in ("2027-01-31", LATER)] == [HOSPITAL, RENAMED_WARD]


# Noting a replacement


def test_uc4_a_replacement_note(call: Caller, create: Any, unit: Any) -> None:
    old, new = create(mandatory("Gammel")), create(mandatory("Ny"))
    answer = call(
        "ReplaceSorEntity", FromDate=LATER, SorIdentifier=old, ReplacedByEntityCollection={"SorIdentifier": [new]}
    )
    assert (answer.ErrorCode, answer.ErrorText) == (0, f"Afløsningen er noteret fra {LATER}.")
    assert answer.SorEntity.ReplacedByEntityCollection.SorIdentifier == [new]
    assert (unit(old, LATER)["replaced_by"], unit(new, LATER)["replaces"]) == ([str(new)], [str(old)])
    assert unit(old, LATER)["open"]


# Closing a unit


def test_uc5_the_day_is_the_last_valid_one(call: Caller, create: Any, unit: Any) -> None:
    code = create(mandatory("Lukker"))
    answer = call("CloseSorEntity", SorIdentifier=code, ToDate=LAST)
    assert (answer.ErrorCode, answer.ErrorText) == (
        0, f"Enheden er gyldig til og med {LAST} og lukket fra og med 2027-07-01.",
    )  # fmt: skip
    assert answer.SorEntity.SorStatus.ToDate == date(2027, 6, 30)
    assert [unit(code, day)["open"] for day in (LAST, "2027-07-01")] == [True, False]


def test_uc5_nothing_stays_open_below(call: Caller, create: Any, unit: Any) -> None:
    above = create(mandatory("Afdeling"))
    below = create(mandatory("Team"), str(above))
    refused = call("CloseSorEntity", SorIdentifier=above, ToDate=LAST)
    assert refused.ErrorCode > 1000
    assert "C6" in {rule for _, rule, _ in findings(refused)}
    assert call("CloseSorEntity", SorIdentifier=above, ToDate=LAST, CloseBranchIndicator=True).ErrorCode == 0
    assert not unit(below, "2027-07-01")["open"]


# Message types


def test_uc10_the_data_and_message_types_of_a_number(call: Caller, create: Any, server: str) -> None:
    own = next_number()
    code = create(everything("Med postkasse", own))
    listed = [
        {"Standard": "XDIS91", "Version": "1.0", "Direction": "receive"},
        {"Standard": "XDIS91", "Version": "1.0", "Direction": "send"},
    ]
    answer = call(
        "UpdateEdi", FromDate=LATER, SorIdentifier=code, EanLocationCodeEntity=number(own, SorNote="Ny note"),
        EdiTypeCollection={"EdiType": listed},
    )  # fmt: skip
    assert (answer.ErrorCode, answer.ErrorText) == (0, f"EDI-oplysningerne er ændret fra {LATER}.")
    assert answer.SorEntity.EanLocationCodeEntity.SorNote == "Ny note"
    assert [one.Direction for one in answer.EdiTypeCollection.EdiType] == ["receive", "send"]
    held = httpx.get(f"{server}/api/v1/location-numbers/{own}", params={"valid": LATER}).json()
    assert {one["direction"] for one in held["edi"]} == {"receive", "send"}
    before = httpx.get(f"{server}/api/v1/location-numbers/{own}", params={"valid": DAY}).json()
    assert (before["note"], before["edi"]) == ("Postkasse", [])


def test_uc10_needs_a_number_of_its_own(call: Caller, create: Any) -> None:
    code = create(inheriting("Uden postkasse"))
    answer = call("UpdateEdi", FromDate=LATER, SorIdentifier=code, EdiTypeCollection={"EdiType": []})
    assert ("Error", "X55", None) in findings(answer)


# What all of them share


def test_the_dates_of_the_documented_notice(call: Caller, create: Any) -> None:
    early = call("CreateSorEntity", FromDate="2026-11-07", SorEntity=below_hospital(mandatory("For tidligt")))
    assert early.ErrorCode > 1000
    assert early.ErrorText.startswith("Enheden #1 kan tidligst oprettes fra 2026-11-08, syv dage frem")
    assert findings(early)[0][:2] == ("Error", "D2")
    assert call(
        "CreateSorEntity", FromDate="2026-11-08", SorEntity=below_hospital(mandatory("Tids nok"))
    ).ErrorCode == 0  # fmt: skip


@pytest.mark.parametrize("day", ["2026-12-23T23:00:00Z", "2026-12-24T00:00:00", "2026-12-24T00:00:00+01:00"])
def test_a_date_time_is_midnight_in_denmark(call: Caller, day: str) -> None:
    answer = call("CreateSorEntity", FromDate=day, SorEntity=below_hospital(mandatory("Med klokkeslæt")))
    assert answer.ErrorCode == 0
    assert answer.SorEntity.SorStatus.FirstFromDate == date(2026, 12, 24)


def test_the_same_message_again_is_the_same_answer_and_one_change(call: Caller, server: str) -> None:
    name = f"Én gang {id(call)}"
    entity = below_hospital(mandatory(name))
    message = f"again-{id(call)}"
    first = call("CreateSorEntity", message, FromDate=DAY, SorEntity=entity)
    again = call("CreateSorEntity", message, FromDate=DAY, SorEntity=entity)
    assert first.SorEntity.SorIdentifier == again.SorEntity.SorIdentifier
    assert str(first) == str(again)
    other = call("CreateSorEntity", message, FromDate=DAY, SorEntity=entity | {"EntityName": "Noget andet"})
    assert findings(other) == [("Error", "X35", None)]
    assert other.SorEntity is None


def test_another_owners_unit_is_not_the_callers(call: Caller) -> None:
    answer = call("MoveSorEntity", FromDate=LATER, SorIdentifier=int(MOVING_CLINIC), ParentSorIdentifier=int(HOSPITAL))
    assert answer.ErrorCode > 1000
    assert {rule[:4] for severity, rule, _ in findings(answer) if severity == "Error"} >= {"AUTH"}


def test_an_unknown_unit(call: Caller) -> None:
    answer = call("EditSorEntity", FromDate=LATER, SorIdentifier=42, SorEntity=mandatory("Ingen"))
    assert answer.ErrorText == "42 findes ikke i registeret."
