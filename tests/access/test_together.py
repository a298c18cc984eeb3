"""What an author and approvers may do together: every owner's consent, and somebody's right, for each part."""

import pytest

from sor.access.authority import Actor, Place, Right
from sor.access.together import agrees, refusal_together
from sor.core.day import OPEN, START

DAY = 20270101
WEST, EAST = "100", "200"
WARD = Place("112", "OU", WEST, "region", False, ("110", WEST))
THERE = Place("112", "OU", EAST, "region", False, ("210", EAST))
HOSPITAL = Place("110", "HI", WEST, "region", True, (WEST,))


def actor(id: str, role: str = "region", place: str | None = WEST, **how: object) -> Actor:
    values = {"ops": None, "from_day": START, "to_day": OPEN, "within": ()} | how
    return Actor(id, "", [Right(role, place, **values)])  # type: ignore[arg-type]


AUTHOR, MATE, OTHER, SDS = actor("a"), actor("b"), actor("c", place=EAST), actor("sds", "authority", None)


def refused(author: Actor, approvers: list[Actor], place: Place | None, op: str = "move", **more: bool) -> str | None:
    found = refusal_together(author, approvers, op, "unit", place, DAY, {}, **more)
    return None if found is None else found.rule


def test_handing_a_unit_over_takes_the_consent_of_both_and_an_author_agrees_for_nobody() -> None:
    both = [MATE, OTHER]
    assert [refused(AUTHOR, both, place) for place in (WARD, THERE)] == [None, None]
    for approvers in ([], [AUTHOR], [AUTHOR, AUTHOR], [MATE], [OTHER], [AUTHOR, OTHER]):
        assert "AUTH9" in [refused(AUTHOR, approvers, place) for place in (WARD, THERE)], approvers
    assert refused(SDS, [], WARD) == refused(SDS, [SDS], WARD) == "AUTH9", "the authority is nobody's second either"
    assert [refused(SDS, both, place) for place in (WARD, THERE)] == [None, None]
    assert [refused(AUTHOR, [SDS], place) for place in (WARD, THERE)] == [None, None]


@pytest.mark.parametrize(
    "mate",
    [
        actor("b", ops=frozenset({"edit"})),
        actor("b", to_day=DAY),
        actor("b", from_day=20270102),
        actor("b", place="111"),
        actor("b", within=("999",)),
        actor("b", "municipality"),
        actor("b", "vendor"),
        actor("b", "medcom", None),
        Actor("b"),
    ],
)
def test_who_has_no_right_to_it_on_the_day_agrees_to_nothing(mate: Actor) -> None:
    assert not agrees(mate, "move", WARD, DAY)
    assert refused(AUTHOR, [mate, OTHER], WARD) == "AUTH9"


def test_consent_is_no_right_a_hospital_takes_the_authority_too() -> None:
    assert agrees(MATE, "move", HOSPITAL, DAY), "the owner of a hospital is asked"
    assert refused(AUTHOR, [MATE], HOSPITAL) == "AUTH2", "and may not move it"
    assert refused(AUTHOR, [MATE, SDS], HOSPITAL) is None
    assert refused(SDS, [MATE], HOSPITAL) is None


def test_a_new_owner_is_the_authoritys_and_nobody_agrees_for_it() -> None:
    new = Place("#1", "IO", "#1", "region", False)
    below = Place("112", "OU", "#1", "region", False, ("#1",))
    assert refused(SDS, [MATE], new, "create", is_new=True) is None
    assert refused(SDS, [MATE], below, is_new=True) is None
    assert refused(AUTHOR, [MATE], new, "create", is_new=True) == "AUTH1"
    assert refused(SDS, [], new, "create", is_new=True) == "AUTH9"
    assert refused(AUTHOR, [MATE], None) == "AUTH1", "what belongs to nobody is the authority's"
    assert refused(AUTHOR, [SDS], None) is None


@pytest.mark.parametrize(
    ("fields", "takes"),
    [
        ({"shak": "6620990"}, "shak"),
        ({"location": {"state": "Own", "number": "5790000120000"}}, "number"),
        ({"cvr": "90000152"}, "close"),
    ],
)
def test_who_may_only_edit_agrees_to_no_more_than_that(fields: dict[str, object], takes: str) -> None:
    """Neither to what the fields amount to, nor to another number of an owner, by which it is another's."""
    firm = Place("100", "IO", WEST, "private", False)
    for place, role in ((firm, "private"), (WARD, "region")) if takes != "close" else ((firm, "private"),):
        author, whole = actor("a", role), actor("c", role)
        clerk = actor("b", role, ops=frozenset({"edit"}))
        almost = actor("b", role, ops=frozenset({"edit", "create", "move", "close", "number", "shak"} - {takes}))
        found = [refusal_together(author, [one], "edit", "unit", place, DAY, fields) for one in (clerk, almost)]  # type: ignore[arg-type]
        assert [one and one.rule for one in found] == ["AUTH9", "AUTH9"], place
        assert refusal_together(author, [clerk], "edit", "unit", place, DAY, {"name": "x"}) is None
        agreed = refusal_together(author, [clerk, whole], "edit", "unit", place, DAY, fields)  # type: ignore[arg-type]
        assert agreed is None or (takes, role, agreed.rule) == ("shak", "private", "AUTH2"), "no owner gives SHAK codes"
