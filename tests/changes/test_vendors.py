"""A vendor changes the message types of its own systems only, as far as the lists tell whose a system is."""

from typing import Any

import pytest

from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from sor.desk.code_lists import CodeLists, WantedCode
from sor.desk.sending import send
from sor.settings import read_settings
from tests.changes.scene import TODAY, Scene

OURS, OTHERS = "13585628", "33096062"


@pytest.mark.parametrize(("cvr", "rule"), [("", ""), (OURS, ""), (OTHERS, "AUTH3")])
def test_the_system_has_to_be_the_vendors_where_the_list_names_who_supplies_it(
    scene: Scene, cvr: str, rule: str
) -> None:
    actors = Actors(scene.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    actors.add("vendor", "V", "sds", cvr=OURS)
    actors.grant("vendor", WantedRight("vendor", scene["region"], None, START, OPEN), "sds")
    if cvr:
        wanted = WantedCode("system_supplier_v2", "162", "Systemhuset", "", None, values={"cvr": cvr})
        CodeLists(scene.register).write(lambda: actors.actor("sds"), wanted, "", "web")
    number = scene.unit("region", 20261101)["location"]["number"]
    messages = [{"standard": "DIS91", "version": "D9134L", "direction": "receive"}]
    document: Any = {"op": "edi", "location_number": number, "from": TODAY, "set": {"messages": messages}}
    vendor = actors.actor("vendor")
    assert vendor is not None
    for dry_run in (True, False):
        done = send(scene.register, read_settings({}), vendor, document, "rest", dry_run=dry_run)
        assert [one.rule for one in done.findings if one.severity == "error"] == ([rule] if rule else [])
        assert (done.serial is None) == (dry_run or bool(rule))


def test_a_vendor_takes_back_no_message_types_of_the_systems_of_others(scene: Scene) -> None:
    actors = Actors(scene.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    for name, cvr, role, place in (
        ("ours", OURS, "vendor", scene["region"]), ("others", OTHERS, "vendor", scene["region"]),
        ("medcom", None, "medcom", None),
    ):  # fmt: skip
        actors.add(name, name, "sds", cvr=cvr)
        actors.grant(name, WantedRight(role, place, None, START, OPEN), "sds")
    wanted = WantedCode("system_supplier_v2", "162", "Systemhuset", "", None, values={"cvr": OURS})
    CodeLists(scene.register).write(lambda: actors.actor("sds"), wanted, "", "web")
    number = scene.unit("region", 20261101)["location"]["number"]
    messages = [{"standard": "DIS91", "version": "D9134L", "direction": "receive"}]
    document: Any = {"op": "edi", "location_number": number, "from": "2026-12-01", "set": {"messages": messages}}

    def sent(name: str, what: Any) -> Any:
        actor = actors.actor(name)
        assert actor is not None
        return send(scene.register, read_settings({}), actor, what, "rest", dry_run=False)

    announced = sent("medcom", document)
    taken_back = {"op": "withdraw", "entry": announced.serial}
    assert [one.rule for one in sent("others", taken_back).findings] == ["AUTH3"]
    assert sent("ours", taken_back).accepted


def test_a_system_of_which_nothing_is_told_is_nobodys(scene: Scene) -> None:
    actors = Actors(scene.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    actors.add("vendor", "V", "sds", cvr=OURS)
    actors.grant("vendor", WantedRight("vendor", scene["region"], None, START, OPEN), "sds")
    number = scene.unit("region", 20261101)["location"]["number"]
    emptied = {"op": "number", "location_number": number, "from": TODAY, "set": {"system_supplier": None}}
    assert scene.send(emptied, judge=False).accepted
    messages = [{"standard": "DIS91", "version": "D9134L", "direction": "receive"}]
    document: Any = {"op": "edi", "location_number": number, "from": TODAY, "set": {"messages": messages}}
    vendor = actors.actor("vendor")
    assert vendor is not None
    done = send(scene.register, read_settings({}), vendor, document, "rest", dry_run=False)
    assert done.accepted, done.findings
