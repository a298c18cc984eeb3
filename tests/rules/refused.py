"""One refusal of each sort, made by the functions that judge."""

from sor.access.authority import Actor, Place, Right, refusal
from sor.access.handing_on import GivenRight, hand_on
from sor.core.finding import Finding

OWN, CLINIC, WARD = "100", "110", "111"
AT_WARD = Place(WARD, "OU", OWN, "municipality", False, (CLINIC, OWN))
TOWN = Actor(
    "kommune-0707", "", [Right("municipality", OWN, frozenset({"edit", "move", "number"}), 20260101, 20270101)]
)
GIVER = Actor("kommune-0707")


def _refused() -> list[Finding | int | None]:
    own = [GivenRight(1, GIVER.id, TOWN.rights[0])]
    stranger = Actor("ukendt")
    firm = Actor("firma", "", [Right("private", OWN)])
    clerk = Actor("firma", "", [Right("private", OWN, frozenset({"edit"}))])
    return [
        refusal(stranger, "edit", "unit", AT_WARD, 20260601),
        refusal(stranger, "move", "unit", AT_WARD, 20260601),
        refusal(stranger, "create", "unit", None, 20260601),
        refusal(TOWN, "number", "unit", AT_WARD, 20260601),
        refusal(TOWN, "close", "unit", AT_WARD, 20260601),
        refusal(TOWN, "edit", "unit", AT_WARD, 20251231),
        refusal(TOWN, "edit", "unit", AT_WARD, 20270101),
        refusal(firm, "edit", "unit", Place(CLINIC, "HI", OWN, "private", True, (OWN,)), 20260601),
        refusal(firm, "edit", "unit", Place(OWN, "IO", OWN, "private", False), 20260601, ["type"]),
        refusal(clerk, "edit", "unit", Place(OWN, "IO", OWN, "private", False), 20260601, ["cvr"]),
        hand_on(GIVER, own, Right("region", WARD), AT_WARD),
        hand_on(GIVER, own, Right("municipality", WARD, frozenset({"close"})), AT_WARD),
        hand_on(GIVER, own, Right("municipality", WARD, frozenset({"edit"})), AT_WARD),
        hand_on(GIVER, own, Right("vendor"), None),
    ]


REFUSED = [found for found in _refused() if isinstance(found, Finding)]
