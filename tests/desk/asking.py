"""A scene in which people of every role ask for something and decide it."""

from typing import Any

from sor.access.authority import Actor
from sor.changes.outcome import Outcome
from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from sor.desk.asked_case import AskedCase
from sor.desk.cases import Cases
from sor.settings import Settings, read_settings
from sor.store.cases import FiledCase
from tests.changes.scene import Scene

SETTINGS: Settings = read_settings({})
PEOPLE = {
    "sds": ("authority", None), "eva": ("authority", None), "rikke": ("region", "region"), "kim": ("private", "owner"),
    "med": ("medcom", None), "nina": (None, None),
}  # fmt: skip


class Office:
    """The cases of the scene, and who is there: two of the authority, a region's, a firm's, MedCom, and nobody's."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.register = scene.register
        self.actors = Actors(scene.register)
        self.cases = Cases(scene.register, SETTINGS)
        for who, (role, place) in PEOPLE.items():
            self.actors.add(who, who.title(), None if who == "sds" else "sds")
            if role is not None:
                wanted = WantedRight(role, None if place is None else scene[place], None, START, OPEN)
                self.actors.grant(who, wanted, None if who == "sds" else "sds")

    def actor(self, who: str) -> Actor:
        found = self.actors.actor(who)
        assert found is not None
        return found

    def ask(self, who: str, kind: str, unit: str = "", *changes: dict[str, Any], **data: Any) -> FiledCase:
        code = self.scene.named(unit)
        asked = AskedCase(kind, code, "fordi", self.scene.named(data), self.scene.named(list(changes)))
        return self.cases.open(self.actor(who), asked, "rest")

    def approve(self, who: str, case: FiledCase, text: str = "") -> FiledCase:
        """Look at what stands in the desk now, and approve it; it must be taken."""
        row, outcome = self.try_to_approve(who, case, text)
        assert outcome is None or outcome.accepted, outcome.findings
        return row

    def try_to_approve(self, who: str, case: FiledCase, text: str = "") -> tuple[FiledCase, Outcome | None]:
        """Look at what stands in the desk now, and approve it."""
        return self.cases.approvals.approve(self.actor(who), case, self.mark(who, case), text, "rest")

    def mark(self, who: str, case: FiledCase) -> str:
        """By which somebody says that they have seen what a case brings about now."""
        return self.cases.approvals.preview(self.actor(who), self.again(case), "rest").mark

    def again(self, case: FiledCase) -> FiledCase:
        found = self.cases.seen_by(self.actor("sds"), str(case.number))
        assert found is not None
        return found


def rename(unit: str, name: str, day: str = "2026-12-01") -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": {"name": name}}
