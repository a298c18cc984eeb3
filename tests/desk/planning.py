"""Two regions and a firm, with people who may plan together: two of each region, two of the authority, strangers."""

from typing import Any

from sor.access.authority import Actor
from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from sor.desk.plan_commits import PlanCommits
from sor.desk.plans import Plans
from sor.settings import Settings, read_settings
from sor.store.plans import PlanRow
from tests.changes.scene import (
    ADDRESS,
    COPENHAGEN,
    DEPARTMENT,
    HOSPITAL,
    INDICATORS,
    PHONE,
    REGION,
    Scene,
    create,
    number,
    own,
)

SETTINGS: Settings = read_settings({})
DAY = "2027-01-01"
OTHER_REGION = [
    number("#n4"), number("#n5"),
    create("#east", "IO", None, name="Region Hovedstaden", type=REGION, cvr="29190623",
           postal_address=ADDRESS | COPENHAGEN, virtual_address=PHONE, location=own("#n4")),
    create("#rigs", "HI", "#east", name="Bakkens Hospital", type=HOSPITAL, location=own("#n5")),
    create("#skin", "OU", "#rigs", name="Hudafdelingen", type=DEPARTMENT, location="inherit", **INDICATORS),
]  # fmt: skip
PEOPLE = {
    "sds": ("authority", None), "eva": ("authority", None), "rikke": ("region", "region"), "rolf": ("region", "region"),
    "ella": ("region", "east"), "erik": ("region", "east"), "kim": ("private", "owner"), "nina": (None, None),
}  # fmt: skip


class PlanTable:
    """The plans of a scene of two regions, and who sits at the table."""

    def __init__(self, scene: Scene) -> None:
        made = scene.send(*OTHER_REGION)
        assert made.accepted, made.findings
        scene.codes |= {name.removeprefix("#"): code for name, code in made.units.items()}
        self.scene, self.register = scene, scene.register
        self.actors = Actors(scene.register)
        self.plans = Plans(scene.register, SETTINGS)
        self.commits = PlanCommits(self.plans)
        self.rights: dict[str, int] = {}
        for who, (role, place) in PEOPLE.items():
            self.actors.add(who, who.title(), None if who == "sds" else "sds")
            if role is not None:
                self.grant(who, role, place)

    def grant(self, who: str, role: str, place: str | None, ops: frozenset[str] | None = None, to: int = OPEN) -> None:
        wanted = WantedRight(role, None if place is None else self.scene[place], ops, START, to)
        self.rights[who] = self.actors.grant(who, wanted, None if who == "sds" else "sds")

    def actor(self, who: str) -> Actor:
        found = self.actors.actor(who)
        assert found is not None
        return found

    def new(self, who: str, *changes: dict[str, Any], day: str = DAY, title: str = "Sammenlægning") -> PlanRow:
        return self.plans.new(self.actor(who), title, day, self.scene.named(list(changes)), "rest")

    def checked(self, who: str, *changes: dict[str, Any], **more: str) -> PlanRow:
        return self.check(self.new(who, *changes, **more))

    def check(self, row: PlanRow) -> PlanRow:
        return self.plans.checks.check(self.actor(row.author), self.again(row), "rest")

    def approve(self, who: str, row: PlanRow) -> PlanRow:
        return self.plans.approve(self.actor(who), self.again(row), self.digest(row), "rest")

    def approved(self, who: str, *changes: dict[str, Any], by: str = "rolf ella") -> PlanRow:
        row = self.checked(who, *changes)
        for one in by.split():
            row = self.approve(one, row)
        return row

    def commit(self, who: str, row: PlanRow) -> PlanRow:
        return self.commits.commit(self.actor(who), self.again(row))

    def digest(self, row: PlanRow) -> str:
        return self.plans.records.version(self.again(row)).digest

    def report(self, row: PlanRow) -> dict[str, Any]:
        found = self.plans.checks.report(self.again(row))
        assert found is not None
        return found

    def again(self, row: PlanRow) -> PlanRow:
        found = self.plans.records.find(row.number)
        assert found is not None
        return found


def move(unit: str, parent: str, day: str = DAY) -> dict[str, Any]:
    return {"op": "move", "unit": unit, "parent": parent, "from": day}


def rename(unit: str, name: str, day: str = DAY) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": {"name": name}}


HANDED_OVER = move("@ward", "@rigs")
"""A ward of one region comes to stand below a hospital of the other."""
