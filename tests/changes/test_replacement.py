"""A unit that is sent whole: only what differs is stated, and its sender is told what that brings about."""

from typing import Any

import pytest
from msgspec.structs import replace

from sor.changes.replacement import Recorded, differing, echoes, stale, standing
from sor.core.canonical import encode
from sor.core.statement import Statement
from sor.rules.sentences import sentence

UNIT, PARENT, OWNER = "90000071000016007", "90000051000016000", "90000021000016000"
DAY, LATER = 20261201, 20270301
HERE = {"street": "Skovbrynet", "building": "1"}
THERE = {"street": "Vibevænget", "building": "19"}


def as_it_is(_: str, value: Any) -> Any:
    return value


def says(field: str, value: Any, day: int, serial: int, withdrawn: int | None = None) -> Statement:
    found = Statement(field, day, 99991231, 0, encode(value), False, serial, 1, 0)
    return found if withdrawn is None else replace(found, withdrawn_at=withdrawn)


def test_what_is_left_out_is_removed_and_what_is_the_same_is_not_stated() -> None:
    own = {"name": "Afsnit 1", "local_code": "A1", "postal_address": HERE, "production_unit": "1012345678"}
    sent = {"name": "Afsnit 2", "local_code": None, "postal_address": HERE, "shak": None}
    assert differing(sent, own, as_it_is) == {"name": "Afsnit 2", "local_code": None}


def test_what_the_format_cannot_show_does_not_make_a_difference() -> None:
    def street_only(_: str, value: Any) -> Any:
        return value and {"street": value["street"]}

    assert differing({"postal_address": HERE}, {"postal_address": HERE | {"additional": "c/o"}}, street_only) == {}


@pytest.mark.parametrize(
    ("given", "own", "above", "kinds"),
    [
        ({"postal_address": HERE}, {}, HERE, ["postal_address"]),
        ({"postal_address": HERE}, {}, THERE, []),
        ({"visiting_address": HERE}, {}, HERE, ["visiting_address"]),
        ({"visiting_address": HERE}, {"postal_address": THERE}, HERE, []),
        ({"activity_address": HERE}, {"postal_address": THERE, "visiting_address": HERE}, THERE, ["activity_address"]),
        ({"postal_address": None}, {}, HERE, []),
    ],
)
def test_an_address_that_would_be_inherited_anyway_is_an_echo(given: Any, own: Any, above: Any, kinds: Any) -> None:
    chain = [(PARENT, {}), (OWNER, {"postal_address": above})]
    found = list(echoes(UNIT, given, own | given, chain, DAY, as_it_is))
    assert [one.field for one in found] == kinds
    assert all((one.rule, one.severity, one.kind, one.from_day) == ("X50", "warning", "unit", DAY) for one in found)


def test_a_whole_answer_sent_back_is_an_echo_in_every_address() -> None:
    """The postal address is the parent's; the others are then the unit's own postal address."""
    given: dict[str, Any] = dict.fromkeys(("postal_address", "visiting_address", "activity_address"), HERE)
    found = list(echoes(UNIT, given, given, [(OWNER, {"postal_address": HERE})], DAY, as_it_is))
    assert [one.field for one in found] == ["postal_address", "visiting_address", "activity_address"]
    assert sentence(found[0], "da") == (
        f"Postadressen på {UNIT} er den samme, som enheden ellers arver. Den er nu enhedens egen og følger ikke"
        " længere med, når den ændres ovenfor. Udelad den for at arve."
    )


NAMES = {"name": [says("name", "Afsnit 1", 20200101, 3), says("name", "Hjerteafsnit", 20261110, 9)]}
LATELY = {9: Recorded("anna", 20261105)}


def test_a_value_that_another_replaced_lately_is_stale() -> None:
    (found,) = stale(UNIT, NAMES, {"name": "Afsnit 1"}, DAY, LATELY, as_it_is)
    assert (found.rule, found.severity, found.kind, found.from_day) == ("X51", "warning", "unit", DAY)
    assert sentence(found, "da") == (
        f"Navnet på {UNIT} sættes tilbage til det, der gjaldt, før en anden ændrede det 2026-11-05 (post 9)."
        " Er det ikke meningen, så læs enheden igen, og send den på ny."
    )


def test_a_new_value_or_an_old_change_is_not_stale() -> None:
    assert list(stale(UNIT, NAMES, {"name": "Noget tredje"}, DAY, LATELY, as_it_is)) == []
    assert list(stale(UNIT, NAMES, {"name": "Afsnit 1"}, DAY, {}, as_it_is)) == []


def test_a_field_of_which_nothing_was_said_lately_hides_no_other() -> None:
    said = {"local_code": [says("local_code", "A1", 20200101, 3)], **NAMES}
    sent = {"local_code": "A2", "name": "Afsnit 1"}
    assert [one.facts["name"] for one in stale(UNIT, said, sent, DAY, LATELY, as_it_is)] == ["name"]


def test_what_two_others_wrote_one_after_the_other_is_held_against_what_the_second_found() -> None:
    said = {"name": [says("name", "Afsnit 1", 20200101, 7), says("name", "Hjerteafsnit", 20261110, 8)]}
    assert [one.rule for one in stale(UNIT, said, {"name": "Afsnit 1"}, DAY, {8: LATELY[9]}, as_it_is)] == ["X51"]


def test_a_removed_value_may_be_stale_too() -> None:
    said = {"local_code": [says("local_code", "A1", 20261110, 9)]}
    assert [one.rule for one in stale(UNIT, said, {"local_code": None}, DAY, LATELY, as_it_is)] == ["X51"]


def test_what_is_scheduled_about_other_fields_stays_and_is_told() -> None:
    timeline = {
        "level": [says("level", "OU", LATER, 5)],
        "name": [says("name", "Afsnit 1", 20200101, 3), says("name", "Afsnit 9", LATER, 5)],
        "parent": [says("parent", PARENT, LATER, 5)],
        "status": [says("status", {"from": "2027-03-01"}, LATER, 5)],
        "production_unit": [says("production_unit", "1012345678", DAY, 5)],
        "local_code": [says("local_code", "B2", LATER, 6)],
        "shak": [says("shak", "9600010", LATER, 7, withdrawn=8)],
    }
    (found,) = standing(UNIT, timeline, {"name": "Afsnit 2"}, DAY)
    assert (found.rule, found.severity, found.kind, found.from_day) == ("X53", "note", "unit", LATER)
    assert sentence(found, "da") == f"Lokalkode på {UNIT} ændres stadig fra 2027-03-01, som planlagt i post 6."
