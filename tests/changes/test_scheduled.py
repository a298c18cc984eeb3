"""Changes that meet what is scheduled, or what holds for a time only."""

from tests.changes.scene import Scene, faults


def rename(name: str, day: str, **how: str) -> dict[str, object]:
    return {"op": "edit", "unit": "@ward", "from": day, "set": {"name": name}} | how


def names(scene: Scene, *days: int) -> list[str]:
    return [scene.unit("ward", day)["name"] for day in days]


def test_what_holds_for_a_time_can_be_made_to_stay(scene: Scene) -> None:
    scene.send(rename("Prøve", "2026-12-01", to="2026-12-24"))
    assert scene.send(rename("Prøve", "2026-12-10")).serial is not None
    assert names(scene, 20261201, 20261224) == ["Prøve", "Prøve"]


def test_what_is_carried_along_for_a_time_ends_and_the_scheduled_change_holds_again(scene: Scene) -> None:
    scene.send(rename("B", "2026-12-10"))
    assert scene.send(rename("Jul", "2026-12-01", to="2026-12-24", later="carry")).accepted
    assert names(scene, 20261201, 20261210, 20261224) == ["Jul", "Jul", "B"]


def test_a_change_is_carried_into_a_scheduled_one_that_is_interrupted_for_a_time(scene: Scene) -> None:
    scene.send(rename("B", "2026-12-10"))
    scene.send(rename("Jul", "2026-12-20", to="2026-12-24"))
    sent = scene.send(rename("X", "2026-12-01", later="carry"))
    assert sent.accepted, sent.findings
    assert names(scene, 20261201, 20261210, 20261220, 20261224) == ["X"] * 4


def test_what_is_left_standing_is_told_once_with_the_last_change_of_the_set_before_it(scene: Scene) -> None:
    for name, day in (("S", "2026-12-10"), ("T", "2026-12-20"), ("U", "2026-12-25")):
        scene.send(rename(name, day))
    told = scene.send(
        rename("A", "2026-12-01"), rename("B", "2026-12-05"), rename("Jul", "2026-12-15", to="2026-12-24"),
        rename("D", "2026-12-25"), judge=False,
    )  # fmt: skip
    left = [(f.facts["day"], f.facts["later"]) for f in told.findings if f.rule == "X30"]
    assert left == [("2026-12-05", "2026-12-10"), ("2026-12-15", "2026-12-20")], "the last one is another's instead"


DISCHARGE = {"standard": "DIS01", "version": "D0134L", "direction": "receive"}
REFERRAL = {"standard": "REF01", "version": "H0130R", "direction": "receive"}


def messages(scene: Scene, day: str, *whole: dict[str, str]) -> dict[str, object]:
    gln = scene.unit("hospital", 20261101)["location"]["number"]
    return {"op": "edi", "location_number": gln, "from": day, "set": {"messages": list(whole)}}


def taken(scene: Scene, day: str) -> list[str]:
    gln = scene.unit("hospital", 20261101)["location"]["number"]
    return [one["standard"] for one in scene.register.at(scene.register.as_of(day)).edi(gln)]


def test_each_list_of_message_types_in_a_set_is_the_whole_list(scene: Scene) -> None:
    sent = scene.send(messages(scene, "2026-12-01", DISCHARGE), messages(scene, "2026-12-15", REFERRAL))
    assert sent.accepted
    assert [taken(scene, day) for day in ("2026-12-01", "2026-12-15")] == [["DIS01"], ["REF01"]]


def test_message_types_that_are_scheduled_besides_the_list_are_told(scene: Scene) -> None:
    scene.send(messages(scene, "2026-12-15", REFERRAL))
    told = scene.send(messages(scene, "2026-12-01", DISCHARGE))
    assert told.accepted
    assert [(f.rule, f.from_day) for f in told.findings] == [("X30", 20261215)]


def test_a_message_type_stands_once_in_the_list(scene: Scene) -> None:
    sent = scene.send(messages(scene, "2026-12-01", DISCHARGE | {"format": "A"}, DISCHARGE | {"format": "B"}))
    assert [rule for rule, _ in faults(sent)] == ["X22"]
