"""SORUS's requests as documents of changes."""

from typing import Any

import pytest

from sor.changes.composing import Composed
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.endpoints.sorus.composing import composing, show_unit
from sor.formats.soap.sorus import SorusRequest
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.quick_part import few_of_several

DAY = 20261224
ADDRESS = {"street": "Skovbrynet", "postcode": "8600"}


def tree(register: Register) -> tuple[str, str]:
    """An owner with an address, and a clinic below it."""
    made = register.change(
        {
            "changes": [
                {"op": "create", "as": "#io", "level": "IO", "from": "2020-01-01",
                 "set": {"name": "Firma", "postal_address": ADDRESS, "note": "intern"}},
                {"op": "create", "as": "#hi", "level": "HI", "parent": "#io", "from": "2020-01-01",
                 "set": {"name": "Klinik", "type": "394761003", "local_code": "K", "note": "intern",
                         "production_unit": "1012345678", "organisational_level": "afdeling"}},
            ]
        },
        "anna", "web", judge=False,
    )  # fmt: skip
    return made.units["#io"], made.units["#hi"]


def composed(register: Register, asked: SorusRequest) -> Composed:
    found: list[Composed] = []

    def compose(moment: Any) -> Composed:
        found.append(composing(asked, "bo")(moment))
        return found[0]

    register.change(compose, "bo", "sorus", judge=False, dry_run=True)
    return found[0]


def first_change(register: Register, asked: SorusRequest) -> dict[str, Any]:
    document = composed(register, asked).document
    change: dict[str, Any] = document["changes"][0] if "changes" in document else document
    return change


def test_a_new_unit_states_what_was_sent_and_nothing_else(register: Register) -> None:
    owner, _ = tree(register)
    entity = {"level": "HI", "parent": owner, "name": "Ny", "type": "394761003", "location_state": "None"}
    assert first_change(register, SorusRequest(CREATE, 3, {"entity": entity}, DAY)) == {
        "op": "create", "as": "#1", "level": "HI", "parent": owner, "from": "2026-12-24",
        "set": {"name": "Ny", "type": "394761003", "location": {"state": "None"}},
    }  # fmt: skip


@pytest.mark.parametrize(("version", "more"), [(3, {}), (4, {"organisational_level": None})])
def test_an_edit_states_what_differs_and_leaves_alone_what_the_version_does_not_know(
    register: Register, version: int, more: dict[str, Any]
) -> None:
    _, clinic = tree(register)
    entity = {"level": "HI", "name": "Klinik", "type": "394761003", "location_state": "None"}
    change = first_change(register, SorusRequest(EDIT, version, {"code": clinic, "entity": entity}, DAY))
    assert change["set"] == {"local_code": None, "location": {"state": "None"}} | more


def test_an_address_sent_back_as_it_was_answered_is_told(register: Register) -> None:
    owner, clinic = tree(register)
    unit = show_unit(register.at(register.as_of("2026-12-24")), clinic)
    assert unit is not None
    entity = {field: unit[field] for field in ("code", "level", "name", "type", "postal_address", "local_code")}
    found = composed(register, SorusRequest(EDIT, 3, {"entity": entity | {"location_state": "None"}}, DAY))
    assert [(one.rule, one.field) for one in found.findings] == [("X50", "postal_address")]
    assert owner == unit["parent"]


def test_the_first_closed_day_is_the_one_after_the_last_valid_day(register: Register) -> None:
    _, clinic = tree(register)
    change = first_change(register, SorusRequest(CLOSE, 3, {"code": clinic, "to": "2026-12-31"}, 20261231))
    assert change == {"op": "close", "unit": clinic, "from": "2027-01-01", "branch": False}


def test_moves_and_notes_say_what_was_asked(register: Register) -> None:
    owner, clinic = tree(register)
    move = first_change(register, SorusRequest(MOVE, 3, {"code": clinic, "parent": owner}, DAY))
    assert move == {"op": "move", "unit": clinic, "parent": owner, "from": "2026-12-24"}
    note = first_change(register, SorusRequest(REPLACE, 3, {"code": clinic, "by": [owner]}, DAY))
    assert note == {"op": "replace", "unit": [clinic], "by": [owner], "from": "2026-12-24"}


GLN = "5790000121526"


def numbered(register: Register, region: str) -> str:
    """An owner whose location number is in a region."""
    made = register.change(
        {"op": "create", "as": "#io", "level": "IO", "from": "2020-01-01", "set": {"name": "Firma"}},
        "anna", "web", judge=False,
    )  # fmt: skip
    said = {"open": True, "region": region, "system_type": "225", "note": "før"}
    owner = made.units["#io"]
    lines = [
        LineDraft("location_number", GLN, [Draft(field, 20200101, OPEN, 0, encode(v)) for field, v in said.items()]),
        LineDraft("unit", owner, [Draft("location", 20200101, OPEN, 0, encode({"state": "Own", "number": GLN}))]),
    ]
    register.submit(Submission(lines, "anna", "rest"))
    return owner


@pytest.mark.parametrize(
    ("held", "sent", "stated"),
    few_of_several(
        [
            ("oestdanmark", {}, {}),
            ("oestdanmark", {"region": "1085"}, {"region": "1085"}),
            ("1084", {}, {"region": None}),
            ("1084", {"region": "1084"}, {}),
        ],
        every=3,
    ),
)
@pytest.mark.parametrize("operation", [EDIT, EDI])
def test_a_region_of_a_number_that_is_not_shown_is_not_taken_away_by_who_leaves_it_out(
    register: Register, operation: str, held: str, sent: dict[str, str], stated: dict[str, Any]
) -> None:
    owner = numbered(register, held)
    number = {"number": GLN, "system_type": "225", "note": "efter", **sent}
    if operation == EDIT:
        entity = {"level": "IO", "name": "Firma", "location_state": "Own", "number": number}
        given: dict[str, Any] = {"code": owner, "entity": entity}
    else:
        given = {"code": owner, "number": number}
    changes = composed(register, SorusRequest(operation, 3, given, DAY)).document["changes"]
    (said,) = (change["set"] for change in changes if change["op"] == "number")
    assert said == {"note": "efter", **stated}


def test_a_unit_must_be_named(register: Register) -> None:
    found = composed(register, SorusRequest(EDIT, 3, {"entity": {"level": "HI"}}, DAY))
    assert [one.facts for one in found.findings] == [{"element": "SorIdentifier"}]
