"""A municipality with acute nursing, and a health centre of the neighbouring region: for what moves and what is run by
another than its owner.
"""

from typing import Any

from sor.changes.outcome import Outcome
from sor.desk.sending import send as send_as
from tests.changes.scene import ADDRESS, PHONE, TODAY, create, number, own
from tests.desk.planning import SETTINGS, PlanTable

MUNICIPALITY, HEALTH_CENTRE, NURSING = "547211000005108", "264361005", "550621000005101"
IN_TOWN = ADDRESS | {"street": "Torvet", "postcode": "2650", "district": "Hvidovre", "municipality": "0167"}
TOWN = [
    number("#n6"), number("#n7"),
    create("#town", "IO", None, name="Hvidovre Kommune", type=MUNICIPALITY, cvr="55606617", postal_address=IN_TOWN,
           virtual_address=PHONE, location=own("#n6")),
    create("#home", "HI", "#town", name="Sundhed og omsorg", type=HEALTH_CENTRE, location=own("#n7")),
    create("#acute", "OU", "#home", name="Akutsygeplejen", type=NURSING, location="inherit"),
    create("#near", "HI", "#east", name="Nære tilbud", type=HEALTH_CENTRE, location="inherit"),
    create("#team", "OU", "#near", name="Akutteamet", type=NURSING, location="inherit"),
]  # fmt: skip
AGREEMENT = {"unit": "@town", "agreement": "Horisontal samarbejdsaftale 12"}


def with_town(at: PlanTable) -> PlanTable:
    """The table with the municipality at it: two people of its own."""
    made = at.scene.send(*(one | {"parent": at.scene["east"]} if one.get("parent") == "#east" else one for one in TOWN))
    assert made.accepted, made.findings
    at.scene.codes |= {name.removeprefix("#"): code for name, code in made.units.items()}
    for who in ("tove", "tage"):
        at.actors.add(who, who.title(), "sds")
        at.grant(who, "municipality", "town")
    return at


def run_by_town(unit: str, day: str = TODAY, **more: str) -> dict[str, Any]:
    """The municipality runs a unit of another's."""
    return {"op": "edit", "unit": unit, "from": day, "set": {"operator": AGREEMENT}} | more


def send(at: PlanTable, who: str, *changes: dict[str, Any]) -> Outcome:
    """Changes as somebody sends them over REST, within their rights."""
    document = {"changes": at.scene.named(list(changes))}
    return send_as(at.register, SETTINGS, at.actor(who), document, "rest")
