"""The quality that is told: whose, by which form it is mended, who answers, when it was confirmed, and the score."""

from collections.abc import Callable

import pytest

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.desk.quality import Quality, ToldFinding
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
from sor.register import Submission
from sor.store.append import LineDraft
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office


@pytest.fixture
def quality(scene: Scene) -> Quality:
    return Quality(scene.register)


@pytest.fixture
def rules_of(scene: Scene, quality: Quality) -> Callable[[str], set[str]]:
    return lambda name: {one["rule"] for one in quality.page(unit=scene[name]).findings}


def load(scene: Scene, name: str, field: str, value: object) -> None:
    said = [Draft(field, scene.register.today(), OPEN, 0, encode(value))]
    scene.register.submit(Submission([LineDraft("unit", scene[name], said)], "file", "import"))


def of_rule(quality: Quality, rule: str, owner: str = "") -> list[ToldFinding]:
    return quality.page(owner, rule=rule).findings


def test_a_finding_says_whose_it_is_and_which_form_mends_it(scene: Scene, quality: Quality) -> None:
    load(scene, "owner", "virtual_address", {"phone": "12", "email": "mail(at)klinik"})
    page = quality.page(scene["owner"])
    by_rule = {one["rule"]: one for one in page.findings if one["unit"] == scene["owner"]}
    assert by_rule["MAIL"] == {
        "unit": scene["owner"], "owner": scene["owner"], "rule": "MAIL", "severity": "warning",
        "field": "virtual_address.email", "from": "2026-11-01", "to": None,
        "facts": {"value": "mail(at)klinik", "field": "virtual_address.email"},
        "da": f"E-mailadressen »mail(at)klinik« på {scene['owner']} kan ikke modtage mail. Ret den, fx til"
        " navn@sted.dk.",
        "en": f'The e-mail address "mail(at)klinik" of {scene["owner"]} cannot receive mail. Correct it, for example to'
        " name@place.dk.",
        "fix": f"/units/{scene['owner']}/edit#virtual_address.email",
    }  # fmt: skip
    assert by_rule["F6"]["fix"] == f"/units/{scene['owner']}/edit#virtual_address.phone"


def test_the_score_is_the_share_of_open_units_without_an_error_or_warning(scene: Scene, quality: Quality) -> None:
    assert [quality.page(scene[name]).score for name in ("owner", "region")] == [(3, 3), (5, 4)]  # RESP of the region
    load(scene, "feet", "provider_identifier", "1906")
    score = quality.page(scene["owner"]).score
    assert score is not None
    assert (score, score.share) == ((3, 2), 66.6)
    assert quality.score() == (8, 6)
    load(scene, "feet", "open", False)
    assert quality.page(scene["owner"]).score == (2, 2)
    overview = quality.overview().value
    assert overview.owners == {scene["owner"]: (2, 2), scene["region"]: (5, 4)}
    assert overview.places == {"0101": (2, 2), "0265": (5, 4)}


def test_who_answers_for_a_place_is_part_of_it(scene: Scene, quality: Quality) -> None:
    assert {(one["unit"], one["severity"]) for one in of_rule(quality, "RESP")} == {
        (scene["region"], "warning"),
        (scene["clinic"], "note"),
    }
    assert of_rule(quality, "RESP")[0]["fix"] == f"/responsible/new?place={scene['region']}"
    persons, rikke = ResponsiblePersons(scene.register), Office(scene).actor("rikke")
    anna = persons.add(rikke, GivenPerson(scene["region"], "responsible", "anna", "anna@region.example"), "web")
    assert [one["unit"] for one in of_rule(quality, "RESP")] == [scene["clinic"]]
    persons.remove(rikke, anna.row.id, "web")
    assert len(of_rule(quality, "RESP", scene["region"])) == 1


def test_an_owner_is_asked_when_half_a_year_has_passed_since_the_last_confirmation(
    scene: Scene, quality: Quality, clock: StandingClock
) -> None:
    clock.pass_days(182)
    assert of_rule(quality, "CONFIRM") == []
    clock.pass_days(1)
    assert [(one["unit"], one["facts"]["count"]) for one in of_rule(quality, "CONFIRM")] == [
        (scene["region"], 5),
        (scene["owner"], 3),
    ]
    scene.send({"op": "confirm", "unit": "@owner"}, {"op": "confirm", "unit": "@ward"})
    (left,) = of_rule(quality, "CONFIRM")
    assert (left["unit"], left["facts"]["count"], left["from"]) == (scene["region"], 4, "2027-05-03")
    clock.pass_days(183)
    assert [one["facts"]["count"] for one in of_rule(quality, "CONFIRM", scene["owner"])] == [3]


def test_scores_are_noted_by_day_and_give_the_trend_of_an_owner(
    scene: Scene, quality: Quality, clock: StandingClock
) -> None:
    assert quality.keep_scores() == 3
    load(scene, "feet", "provider_identifier", "1906")
    assert quality.keep_scores() == 3  # once more on one day: what was noted is replaced
    clock.pass_days(1)
    load(scene, "feet", "provider_identifier", "019062")
    quality.keep_scores()
    assert quality.trend(scene["owner"]) == [(20261101, (3, 2)), (20261102, (3, 3))]
    assert quality.trend(most=1) == [(20261102, (8, 7))]


def test_two_faults_of_one_rule_in_one_field_are_one_finding_that_tells_both(scene: Scene, quality: Quality) -> None:
    load(scene, "region", "name", "")
    load(scene, "ward", "parent", scene["ward"])
    found = quality.page().findings
    places = [(one["unit"], one["rule"], one["field"], one["from"]) for one in found]
    assert len(places) == len(set(places))
    assert places == sorted(places, key=lambda one: one[0])


def test_a_unit_that_the_owner_does_not_have_is_left_out(
    scene: Scene, quality: Quality, rules_of: Callable[[str], set[str]]
) -> None:
    load(scene, "feet", "provider_identifier", "1906")
    assert rules_of("feet") == {"I4"}
    assert quality.page(scene["region"], scene["feet"]).findings == []
    assert quality.page(scene["owner"], scene["feet"], "I4").total == 1
    assert quality.page(scene["owner"], scene["feet"], "I4", limit=1, offset=1).findings == []
