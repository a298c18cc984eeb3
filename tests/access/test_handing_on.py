"""Handing rights on and taking them back: never wider, never longer, and nothing is left hanging."""

import pytest

from sor.access.authority import ROLES, Actor, Place, Right, refusal
from sor.access.handing_on import GivenRight, hand_on, in_force, roles_to_hand_on
from sor.core.finding import Finding
from sor.rules.sentences import sentence

OWN, CLINIC, WARD, OTHER = "100", "110", "111", "200"
AT_WARD = Place(WARD, "OU", OWN, "region", True, (CLINIC, OWN))
AT_OWN = Place(OWN, "IO", OWN, "region", False)
ELSEWHERE = Place("210", "HI", OTHER, "region", True, (OTHER,))
GIVER = Actor("rikke")
REGION = GivenRight(7, "rikke", Right("region", OWN, None, 20260101, 20280101))


def handed(held: GivenRight, wanted: Right, place: Place | None) -> int | Finding:
    return hand_on(GIVER, [held], wanted, place)


def test_a_region_hands_a_ward_on_to_its_administrator() -> None:
    wanted = Right("region", WARD, frozenset({"edit", "confirm"}), 20270101, 20280101)
    assert handed(REGION, wanted, AT_WARD) == 7


def test_nobody_is_offered_a_role_that_they_cannot_give() -> None:
    assert roles_to_hand_on([Right("authority")]) == list(ROLES)
    assert roles_to_hand_on([Right("region", OWN)]) == ["region", "vendor"]
    assert roles_to_hand_on([Right("region", OWN, frozenset({"edit"}))]) == ["region"]
    assert roles_to_hand_on([]) == []


def test_the_authority_gives_every_role_everywhere_and_stands_behind_it_alone() -> None:
    authority = GivenRight(1, "rikke", Right("authority"))
    for wanted in (Right("authority"), Right("medcom"), Right("municipality", OTHER), Right("vendor", OWN)):
        assert handed(authority, wanted, ELSEWHERE) == 0


@pytest.mark.parametrize(
    ("wanted", "place", "told"),
    [
        (
            Right("region", "210"), ELSEWHERE,
            "rikke cannot hand on the right of region over 210: only who has it can.",
        ),
        (
            Right("authority"), None,
            "rikke cannot hand on the right of the register authority over *: only who has it can.",
        ),
        (
            Right("medcom"), None,
            "rikke cannot hand on the right of MedCom over *: only who has it can.",
        ),
        (
            Right("private", WARD), AT_WARD,
            "rikke cannot hand on the right of private owner over 111: only who has it can.",
        ),
        (
            Right("region", WARD), AT_WARD,
            "rikke cannot hand on the right over 111 for longer than rikke has it: 2026-01-01 – 2027-12-31.",
        ),
        (
            Right("region", WARD, None, 20260101, 20280102), AT_WARD,
            "rikke cannot hand on the right over 111 for longer than rikke has it: 2026-01-01 – 2027-12-31.",
        ),
        (Right("vendor"), None, "The right of vendor is about a place in the tree. Name the owner or a unit."),
        (Right("region", WARD), None, "rikke cannot hand on the right of region over 111: only who has it can."),
    ],
)  # fmt: skip
def test_what_cannot_be_handed_on(wanted: Right, place: Place | None, told: str) -> None:
    found = handed(REGION, wanted, place)
    assert isinstance(found, Finding)
    assert sentence(found, "en") == told
    assert sentence(found, "da").endswith(".")


def test_operations_that_one_does_not_have_cannot_be_handed_on() -> None:
    limited = GivenRight(7, "rikke", Right("region", OWN, frozenset({"edit", "move"})))
    found = handed(limited, Right("region", WARD, frozenset({"edit", "close", "create"})), AT_WARD)
    assert isinstance(found, Finding)
    assert sentence(found, "da") == (
        "rikke kan ikke give retten til at oprette, lukke videre over 111: den har rikke ikke selv."
    )
    assert isinstance(handed(limited, Right("region", WARD), AT_WARD), Finding)
    assert handed(limited, Right("region", WARD, frozenset({"edit"})), AT_WARD) == 7


def test_message_types_are_handed_to_a_vendor_by_who_has_them() -> None:
    always = GivenRight(7, "rikke", Right("region", OWN))
    assert handed(always, Right("vendor", WARD), AT_WARD) == 7
    town = GivenRight(8, "rikke", Right("municipality", OWN))
    assert isinstance(handed(town, Right("vendor", WARD), AT_WARD), Finding)
    assert handed(GivenRight(9, "rikke", Right("medcom")), Right("vendor", WARD), AT_WARD) == 9


def test_a_private_hospitals_owner_hands_on_no_message_types_of_the_hospital() -> None:
    firm = GivenRight(7, "rikke", Right("private", OWN))
    hospital = Place(CLINIC, "HI", OWN, "private", True, (OWN,))
    assert isinstance(handed(firm, Right("vendor", CLINIC), hospital), Finding)


def test_an_authority_of_a_subtree_gives_nothing_outside_it() -> None:
    local = GivenRight(7, "rikke", Right("authority", OWN))
    assert handed(local, Right("region", WARD), AT_WARD) == 7
    assert isinstance(handed(local, Right("authority"), None), Finding)
    assert isinstance(handed(local, Right("region", "210"), ELSEWHERE), Finding)


CHAIN = [
    GivenRight(1, "rikke", Right("region", OWN, None, 20260101, 20280101)),
    GivenRight(2, "bo", Right("region", CLINIC, frozenset({"edit", "close"}), 20260101, 20270101), handed_from=1),
    GivenRight(3, "vera", Right("region", WARD, frozenset({"edit"}), 20260101, 20270101), handed_from=2),
]


def numbers(given: list[GivenRight]) -> list[int]:
    return [one.number for one in in_force(given)]


def test_a_right_that_is_taken_back_takes_along_what_was_handed_on() -> None:
    assert numbers(CHAIN) == [1, 2, 3]
    for gone, left in ((0, []), (1, [1]), (2, [1, 2])):
        given = list(CHAIN)
        one = given[gone]
        given[gone] = GivenRight(one.number, one.actor, one.right, one.handed_from, stands=False)
        assert numbers(given) == left


def test_a_right_is_never_more_than_what_it_came_from_is_now() -> None:
    narrow = GivenRight(1, "rikke", Right("region", OWN, frozenset({"edit"}), 20260601, 20261001))
    _, bo, vera = in_force([narrow, *CHAIN[1:]])
    assert (bo.right.ops, bo.right.from_day, bo.right.to_day) == (frozenset({"edit"}), 20260601, 20261001)
    assert (vera.right.from_day, vera.right.to_day) == (20260601, 20261001)


def test_a_right_handed_on_twice_covers_only_what_all_givers_cover() -> None:
    vera = Actor("vera", "", [one.right for one in in_force(CHAIN) if one.actor == "vera"])
    assert refusal(vera, "edit", "unit", AT_WARD, 20260701) is None
    elsewhere_in_region = Place(WARD, "OU", OWN, "region", True, ("120", OWN))
    assert refusal(vera, "edit", "unit", elsewhere_in_region, 20260701) is not None


def test_a_right_whose_source_is_not_there_does_not_count() -> None:
    assert numbers(CHAIN[1:]) == []


def test_what_the_authority_gave_outlives_the_one_who_gave_it() -> None:
    gone = GivenRight(1, "sds", Right("authority"), stands=False)
    assert numbers([gone, GivenRight(2, "rikke", Right("region", OWN))]) == [2]
