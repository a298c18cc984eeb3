"""Who may: the whole matrix against an expectation written by hand, and what a refused actor is told."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from sor.access.authority import BELONGINGS, OPERATIONS, OWNING, READ, ROLES, TABLE, Actor, Place, Right, may, refusal
from sor.core.finding import Finding
from sor.rules.sentences import sentence

DAY = 20270101
OWN, CLINIC, WARD, TEAM = "100", "110", "111", "112"
OTHER = "200"

KEEP = "create edit move replace close merge withdraw undo reschedule confirm"

# Place (level, owner kind, hospital or below one) → what each role may do there, as someone who knows SOR would say it.
EXPECTED = {
    ("IO", "region", False): {"region": "number edi"},
    ("HI", "region", False): {"region": "number edi"},
    ("HI", "region", True): {"region": "number edi"},
    ("OU", "region", False): {"region": f"{KEEP} number edi shak"},
    ("OU", "region", True): {"region": f"{KEEP} number edi shak"},
    ("OU", "municipality", False): {"municipality": KEEP},
    ("OU", "municipality", True): {"municipality": KEEP},
    ("IO", "private", False): {"private": f"{KEEP} number edi"},
    ("HI", "private", False): {"private": f"{KEEP} number edi"},
    ("OU", "private", False): {"private": f"{KEEP} number edi"},
    ("IO", "state", False): {"state": f"{KEEP} number edi"},
    ("HI", "state", False): {"state": f"{KEEP} number edi"},
    ("OU", "state", False): {"state": f"{KEEP} number edi"},
    ("HI", "state", True): {"state": f"{KEEP} number edi"},
    ("OU", "state", True): {"state": f"{KEEP} number edi"},
    ("IO", "region", True): {"region": "number edi"},  # no real place: an owner stands below nothing
    ("IO", "state", True): {"state": f"{KEEP} number edi"},  # nor is this
}


def expected(role: str, op: str, place: Place, *, is_own: bool) -> bool:
    if role == "authority":
        return True
    if role == "medcom":
        return op == "edi" and place.level is not None
    if not is_own:
        return False
    if role == "vendor":
        return op == "edi" and place.level is not None
    allowed = EXPECTED.get((place.level or "", place.owner_kind, place.hospital), {})
    return op in allowed.get(role, "").split()


def places() -> Iterator[tuple[Place, bool]]:
    kinds = ("region", "municipality", "private", "state", "unknown")
    for level, kind, hospital, is_own in product(("IO", "HI", "OU", None), kinds, (False, True), (True, False)):
        owner = OWN if is_own else OTHER
        above = {"IO": (), "HI": (owner,)}.get(level or "", (f"{owner}1", owner))
        yield Place(owner if level == "IO" else f"{owner}9", level, owner, kind, hospital, above), is_own


@pytest.mark.parametrize("role", ROLES)
def test_the_whole_matrix(role: str) -> None:
    where = None if role in ("authority", "medcom") else OWN
    actor = Actor("a", "", [Right(role, where)])
    wrong = [
        (op, place)
        for place, is_own in places()
        for op in OPERATIONS
        if (refusal(actor, op, "unit", place, DAY) is None) != expected(role, op, place, is_own=is_own)
    ]
    assert wrong == []


@pytest.mark.parametrize("role", [None, *ROLES])
def test_everybody_may_read(role: str | None) -> None:
    actor = Actor("a", "", [Right(role, OWN)] if role else [])
    assert [place for place, _ in places() if refusal(actor, READ, "unit", place, DAY)] == []


def test_who_has_no_right_may_change_nothing() -> None:
    nobody = Actor("nobody")
    assert all(refusal(nobody, op, "unit", place, DAY) for place, _ in places() for op in OPERATIONS)


def test_every_row_of_the_table_permits_something_and_names_what_there_is() -> None:
    for row in TABLE:
        assert set(row.operations.split()) <= {*OPERATIONS, READ}
        assert any(may(row.role, op, place) for op in row.operations.split() for place, _ in places())


WARD_OF_REGION = Place(WARD, "OU", OWN, "region", True, (CLINIC, OWN))
REGION = Actor("region-1082", "", [Right("region", OWN)])
CLINIC_OF_FIRM = Place(CLINIC, "HI", OWN, "private", False, (OWN,))
FIRM = Actor("firma", "", [Right("private", OWN)])


def said(found: Finding | None) -> tuple[str, str]:
    assert found is not None
    return sentence(found, "da"), sentence(found, "en")


def test_a_region_may_not_touch_its_hospital_and_is_told_who_may() -> None:
    found = refusal(REGION, "edit", "unit", Place(CLINIC, "HI", OWN, "region", True, (OWN,)), DAY)
    assert said(found) == (
        "Som region må region-1082 ikke rette 110, der er SI under region. Det må: registermyndigheden.",
        "As region, region-1082 may not edit 110, which is HI below region. Who may: the register authority.",
    )


def test_a_place_that_is_another_owners() -> None:
    found = refusal(REGION, "close", "unit", Place("300", "OU", OTHER, "region", True, (OTHER,)), DAY)
    assert said(found) == (
        "region-1082 har ingen ret over 300, som hører under 200. Ejeren eller registermyndigheden kan give den.",
        "region-1082 has no right over 300, which belongs to 200. The owner or the register authority can give one.",
    )


def test_a_unit_is_not_handed_to_another_owner_by_one_of_the_two() -> None:
    assert refusal(REGION, "move", "unit", WARD_OF_REGION, DAY) is None
    found = refusal(REGION, "move", "unit", Place(WARD, "OU", OTHER, "region", True, (OTHER,)), DAY)
    danish, english = said(found)
    assert danish == (
        "111 hører den 2027-01-01 under 200, som region-1082 ingen ret har over. Skal en enhed flyttes fra én ejer"
        " til en anden, skal begge godkende det: lav en plan, som begge godkender, eller bed"
        " registermyndigheden flytte enheden."
    )
    assert english == (
        "On 2027-01-01 111 belongs to 200, over which region-1082 has no right. Moving a unit from one owner to another"
        " takes the approval of both: make a plan that both approve, or ask the register authority to move the unit."
    )
    both = Actor("begge", "", [Right("region", OWN), Right("region", OTHER)])
    assert refusal(both, "move", "unit", Place(WARD, "OU", OTHER, "region", True, (OTHER,)), DAY) is None


def test_a_unit_without_owner_is_the_authoritys() -> None:
    for place in (None, Place("#1", "IO", None, "private", False)):
        found = refusal(FIRM, "create", "unit", place, DAY)
        assert found is not None
        assert (found.rule, found.facts["case"]) == ("AUTH1", "no owner")
        assert refusal(Actor("sds", "", [Right("authority")]), "create", "unit", place, DAY) is None


def test_a_private_hospital_is_not_kept_by_its_owner() -> None:
    found = refusal(FIRM, "edit", "unit", CLINIC_OF_FIRM._replace(hospital=True), DAY)
    assert said(found)[0].startswith(
        "Som privat ejer må firma ikke rette 110: enheden er et privathospital eller hospice"
    )


def test_a_private_owner_does_not_make_its_clinic_a_hospital() -> None:
    assert refusal(FIRM, "edit", "unit", CLINIC_OF_FIRM, DAY, {"type": "394761003"}) is None
    found = refusal(FIRM, "edit", "unit", CLINIC_OF_FIRM, DAY, {"type": "22232009"})
    assert found is not None
    assert found.facts["case"] == "hospital"


def test_a_municipality_does_not_make_its_unit_an_institution() -> None:
    town = Actor("kommune", "", [Right("municipality", OWN)])
    unit = Place(WARD, "OU", OWN, "municipality", False, (CLINIC, OWN))
    assert refusal(town, "edit", "unit", unit, DAY, {"level": "OU"}) is None
    found = refusal(town, "edit", "unit", unit, DAY, {"level": "HI"})
    assert found is not None
    assert (found.rule, found.facts["level"]) == ("AUTH2", "HI")


def test_the_type_of_an_owner_decides_rights_and_is_changed_by_the_authority_alone() -> None:
    owner = Place(OWN, "IO", OWN, "private", False)
    assert refusal(FIRM, "edit", "unit", owner, DAY, {"name": "Ny ApS"}) is None
    for fields in ({"type": "550881000005103"}, ["type"]):
        found = refusal(FIRM, "edit", "unit", owner, DAY, fields)
        assert found is not None
        assert (found.rule, found.field) == ("AUTH5", "type")


@pytest.mark.parametrize("left_out", ["edit", "create", "move", "close", None])
def test_another_cvr_number_of_an_owner_takes_the_right_to_sell_it(left_out: str | None) -> None:
    """Whoever signs in with it keeps the owner: a right that was handed on for edits alone gives it to nobody."""
    held = frozenset(KEEP.split()) - {left_out or ""}
    delegate = Actor("delegate", "", [Right("private", OWN, held)])
    owner = Place(OWN, "IO", OWN, "private", False)
    found = refusal(delegate, "edit", "unit", owner, DAY, {"cvr": "90000152"})
    assert (found is None) == (left_out is None)
    if left_out != "edit":
        assert found is None or (found.rule, found.field, found.facts["ops"]) == ("AUTH5", "cvr", [*OWNING])
        assert refusal(delegate, "edit", "unit", owner, DAY, {"name": "x"}) is None
        assert (
            refusal(delegate, "edit", "unit", Place(CLINIC, "HI", OWN, "private", False, (OWN,)), DAY, ["cvr"]) is None
        )
    authority = Actor("sds", "", [Right("authority", None, frozenset({"edit"}))])
    assert refusal(authority, "edit", "unit", owner, DAY, ["cvr"]) is None


@pytest.mark.parametrize("op", ["create", "edit"])
def test_a_municipality_gives_no_unit_a_location_number_of_its_own(op: str) -> None:
    town = Actor("kommune", "", [Right("municipality", OWN)])
    unit = Place("#1", "OU", OWN, "municipality", False, (CLINIC, OWN))
    assert refusal(town, op, "unit", unit, DAY, {"location": {"state": "Inherited"}}) is None
    found = refusal(town, op, "unit", unit, DAY, {"location": {"state": "Own", "number": "5790000000005"}})
    assert said(found)[1] == (
        "As municipality, kommune may not issue or close location numbers of #1, which is OU below municipality."
        " Who may: the register authority."
    )


def test_a_shak_code_stated_in_a_unit_is_a_shak_change() -> None:
    assert refusal(REGION, "edit", "unit", WARD_OF_REGION, DAY, {"shak": "1301011"}) is None
    assert refusal(FIRM, "edit", "unit", CLINIC_OF_FIRM, DAY, {"shak": "1301011"}) is not None


def test_a_right_over_a_subtree_ends_where_the_subtree_ends() -> None:
    ward = Actor("afdeling", "", [Right("region", WARD)])
    assert refusal(ward, "edit", "unit", WARD_OF_REGION, DAY) is None
    assert refusal(ward, "edit", "unit", Place(TEAM, "OU", OWN, "region", True, (WARD, CLINIC, OWN)), DAY) is None
    assert refusal(ward, "create", "unit", Place("#1", "OU", OWN, "region", True, (WARD, CLINIC, OWN)), DAY) is None
    assert refusal(ward, "edit", "unit", Place("113", "OU", OWN, "region", True, (CLINIC, OWN)), DAY) is not None
    assert refusal(ward, "create", "unit", Place("#1", "OU", OWN, "region", True, (CLINIC, OWN)), DAY) is not None


def test_a_right_handed_on_does_not_follow_a_unit_out_of_the_givers_place() -> None:
    ward = Actor("afdeling", "", [Right("region", WARD, within=(OWN,))])
    assert refusal(ward, "edit", "unit", WARD_OF_REGION, DAY) is None
    moved = Place(WARD, "OU", OTHER, "region", True, ("210", OTHER))
    assert refusal(ward, "edit", "unit", moved, DAY) is not None


def test_a_limited_right_says_what_it_includes() -> None:
    limited = Actor("a", "", [Right("region", OWN, frozenset({"confirm", "edit"}))])
    assert refusal(limited, "edit", "unit", WARD_OF_REGION, DAY) is None
    assert said(refusal(limited, "close", "unit", WARD_OF_REGION, DAY)) == (
        "Retten over 100 omfatter ikke at lukke 111. Den omfatter: rette, bekræfte.",
        "The right over 100 does not include to close 111. It includes: edit, confirm.",
    )
    assert refusal(limited, "edit", "unit", WARD_OF_REGION, DAY, {"shak": "1301011"}) is not None


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (20261231, "The right over 100 holds from 2027-01-01 only; the change of 111 takes effect on 2026-12-31."),
        (20270101, None),
        (20270630, None),
        (
            20270701,
            "The right over 100 holds up to and including 2027-06-30; the change of 111 takes effect on 2027-07-01.",
        ),
    ],
)
def test_a_right_counts_on_the_day_on_which_the_change_takes_effect(day: int, told: str | None) -> None:
    coming = Actor("a", "", [Right("region", OWN, None, 20270101, 20270701)])
    found = refusal(coming, "edit", "unit", WARD_OF_REGION, day)
    assert (found and sentence(found, "en")) == told


def test_of_several_rights_the_one_that_comes_nearest_is_told() -> None:
    actor = Actor("a", "", [Right("medcom"), Right("region", OWN, frozenset({"confirm"})), Right("region", OTHER)])
    found = refusal(actor, "edit", "unit", WARD_OF_REGION, DAY)
    assert found is not None
    assert found.rule == "AUTH3"


def test_an_operation_that_is_none_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="'delete' is no operation"):
        refusal(REGION, "delete", "unit", WARD_OF_REGION, DAY)


def test_the_guide_shows_the_table() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/changes.md").read_text("utf-8")
    for row in TABLE:
        hospitals = "yes" if row.hospitals else "no"
        levels = row.levels.replace(" unknown", "")
        owners = "any" if "unknown" in row.owners else row.owners
        operations = "everything" if row.operations == " ".join(OPERATIONS) else row.operations
        assert f"| {row.role} | {operations} | {levels} | {owners} | {hospitals} |" in guide


def test_the_guide_shows_to_whom_numbers_belong() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/changes.md").read_text("utf-8")
    for one in BELONGINGS:
        free = [
            *(["units below the same owner"] if one.shared else []),
            *(["closed holders"] if one.only_open else []),
            *(["the CVR number of one's own login"] if one.by_login else []),
        ]
        own = "yes" if one.own else "no"
        assert f"| {one.name} | {one.op} | {own} | yes | {', '.join(free) or 'nobody'} |" in guide
