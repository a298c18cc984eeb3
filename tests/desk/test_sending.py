"""Sending as an actor: with the rights of that moment, and an answer that says everything in two languages."""

from collections.abc import Iterator

import msgspec
import pytest

from sor.access.authority import ROLES
from sor.changes import submitting
from sor.changes.outcome import Outcome
from sor.core.finding import Finding
from sor.desk.actors import Actors
from sor.desk.sending import TooMuch, answer_of, send, show_finding
from sor.settings import MOST_CHANGES, MOST_SECONDS, BadSetting, read_settings
from tests.changes.scene import TODAY, Scene, create, faults
from tests.owned import wanted

SETTINGS = read_settings({})


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """With two actors."""
    actors = Actors(scene.register)
    actors.add("sds", "", None)
    actors.grant("sds", wanted("authority"), None)
    actors.add("region", "", "sds")
    actors.grant("region", wanted("region", scene["region"]), "sds")
    return scene


def edit(scene: Scene) -> dict[str, object]:
    return {"op": "edit", "unit": scene["ward"], "from": TODAY, "set": {"name": "Nyt navn"}}


def test_a_right_that_is_taken_back_after_the_door_was_passed_counts_no_more(scene: Scene) -> None:
    actors = Actors(scene.register)
    let_in = actors.actor("region")
    assert let_in is not None
    assert send(scene.register, SETTINGS, let_in, edit(scene), "rest", dry_run=True).accepted
    actors.withdraw(2, "sds")
    assert let_in.rights
    refused = send(scene.register, SETTINGS, let_in, edit(scene), "rest")
    assert faults(refused) == [("AUTH1", scene["ward"])]
    actors.remove("region", "sds")
    assert not send(scene.register, SETTINGS, let_in, edit(scene), "rest").accepted


def test_an_actor_that_is_made_up_has_no_rights(scene: Scene) -> None:
    actors = Actors(scene.register)
    authority = actors.actor("sds")
    assert authority is not None
    made_up = msgspec.structs.replace(authority, id="ingen")
    assert faults(send(scene.register, SETTINGS, made_up, edit(scene), "rest")) == [("AUTH1", scene["ward"])]


def test_a_document_holds_no_more_changes_than_the_senders_role_may_send(scene: Scene) -> None:
    actors = Actors(scene.register)
    actors.add("nobody", "", "sds")
    few = read_settings({"SOR_MOST_CHANGES": "region=30"})
    for name, most, settings in (("nobody", 20, SETTINGS), ("region", 30, few), ("region", 10_000, SETTINGS)):
        actor = actors.actor(name)
        assert actor is not None
        with pytest.raises(TooMuch) as refused:
            send(scene.register, settings, actor, {"changes": [edit(scene)] * (most + 1)}, "rest")
        sentence = f"The document holds {most + 1} changes; with your rights it may hold {most}. Split it."
        assert str(refused.value) == sentence
        assert f"{most + 1} ændringer" in refused.value.danish
        if most < 100:
            outcome = send(scene.register, settings, actor, {"changes": [edit(scene)] * most}, "rest")
            assert outcome.accepted == (name == "region")
    authority = actors.actor("sds")
    assert authority is not None
    assert send(scene.register, few, authority, {"changes": [edit(scene)] * 31}, "rest").accepted
    assert {*MOST_CHANGES} == {*ROLES}


def test_a_document_takes_no_longer_than_the_senders_role_may_take(scene: Scene) -> None:
    actors = Actors(scene.register)
    actors.add("both", "", "sds")
    for right in (wanted("region", scene["region"]), wanted("private", scene["owner"])):
        actors.grant("both", right, "sds")
    slow = read_settings({"SOR_MOST_SECONDS": "region=1 private=3600 authority=1"})
    document = {"changes": [edit(scene)] * 60}
    before = scene.register.serial()
    for name, seconds in (("region", 1), ("sds", 1), ("both", 3600)):
        for dry_run in (True, False):
            actor = actors.actor(name)
            assert actor is not None
            looks = iter(range(0, 10**6, 60))  # every look at the clock finds it a minute further

            def late(looks: Iterator[int] = looks) -> float:
                return float(next(looks))

            if seconds == 3600:
                send(scene.register, slow, actor, edit(scene), "rest", dry_run=True, clock=late)
            with pytest.raises(TooMuch) as refused:
                send(scene.register, slow, actor, document, "rest", dry_run=dry_run, clock=late)
            assert f"longer than the {seconds} seconds" in str(refused.value)
            assert f"længere end de {seconds} sekunders" in refused.value.danish
    assert scene.register.serial() == before
    assert {*MOST_SECONDS} == {*ROLES}


def test_who_has_no_right_is_refused_before_anything_is_laid_over_the_timelines(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the document alone: what it names, and below what it makes something."""
    actors = Actors(scene.register)
    actors.add("nobody", "", "sds")
    nobody, region = actors.actor("nobody"), actors.actor("region")
    assert nobody is not None
    assert region is not None
    asked: list[dict[str, object]] = [
        edit(scene),
        {"op": "close", "unit": scene["hospital"], "from": TODAY, "branch": True},
        {"op": "merge", "unit": scene["heart"], "absorb": [scene["lungs"]], "from": TODAY},
        {"op": "replace", "unit": [scene["ward"]], "by": [scene["lungs"]], "from": TODAY},
        {"op": "annul", "unit": scene["ward"]},
        {"op": "confirm", "unit": scene["ward"]},
        create("#new", "OU", scene["heart"], name="Ny"),
        {"op": "edi", "location_number": scene["n2"], "from": TODAY, "set": {"messages": []}},
    ]

    def folded(*_: object, **__: object) -> None:
        raise AssertionError("laid over the timelines")

    with monkeypatch.context() as patched:
        patched.setattr(submitting, "decide", folded)
        for change in asked:
            for dry_run in (True, False):
                outcome = send(scene.register, SETTINGS, nobody, change, "rest", dry_run=dry_run)
                assert {rule for rule, _ in faults(outcome)} == {"AUTH1"}, change
        with pytest.raises(AssertionError, match="laid over"):
            send(scene.register, SETTINGS, region, edit(scene), "rest")
    assert send(scene.register, SETTINGS, region, edit(scene), "rest").accepted


@pytest.mark.parametrize("value", ["region", "region=0", "region=x", "regions=5", "authority=50001"])
def test_a_number_of_changes_that_cannot_be_used_is_refused(value: str) -> None:
    with pytest.raises(BadSetting, match="SOR_MOST_CHANGES"):
        read_settings({"SOR_MOST_CHANGES": value})


def test_an_answer_says_where_the_touched_are_listed() -> None:
    answer = answer_of(Outcome(serial=17, touched=3, units={"#1": "90000011000016009"}))
    assert answer["touched"] == {"count": 3, "url": "/api/v1/log/17/touched"}
    assert answer["accepted"]
    assert "consequences" not in answer
    assert answer_of(Outcome())["touched"] == {"count": 0, "url": None}


def test_a_finding_is_said_in_both_languages_with_its_days() -> None:
    found = Finding("X21", "error", "unit", "1", "", {"name": "farve", "kind": "unit", "known": "name"}, 20270101)
    assert show_finding(found) == {
        "rule": "X21", "severity": "error", "kind": "unit", "key": "1", "field": "farve", "from": "2027-01-01",
        "to": None, "da": "Feltet »farve« findes ikke på unit. Kendte felter: name.",
        "en": 'There is no field "farve" of a unit. Known fields: name.',
    }  # fmt: skip
