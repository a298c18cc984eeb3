"""What is proposed of a municipality, from both sides and what was decided."""

from pathlib import Path
from typing import Any

import pytest

from sor.oss import org_unit
from sor.oss.fetching import fetch, open_source
from sor.oss.keeping import read_sides
from sor.oss.org_unit import OrgAddress
from sor.oss.proposing import BothSides, WantedProposal, propose
from sor.oss.sor_side import SorSide
from sor.oss.standing import LINK, AgreedFacts, MunicipalSettings, StandingDecision
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import CVR, MUNICIPALITY, TODAY, MunicipalScene, at, org, uuid

LINKED = ("health", "care", "team1", "team2", "home", "dental")


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> MunicipalScene:
    made = MunicipalScene.copied(new_sqlite, clock, tmp_path)
    made.change("team1", name="Hjemmeplejen Vest Team 1")
    made.change("home", name="Plejehjemmet Solgården")
    return made


def sides(scene: MunicipalScene, *, agreed: dict[str, AgreedFacts] | None = None, **more: Any) -> BothSides:
    """Both sides, with what is called alike linked."""
    source = open_source(scene.register, scene.settings, str(scene.file))
    fetch(scene.register, source, MUNICIPALITY, CVR, lambda _: None)
    found = read_sides(scene.register, SorSide(scene.register), MUNICIPALITY)
    links = [
        StandingDecision(
            uuid(name), scene[name], LINK, "", (agreed or {}).get(name, AgreedFacts()), "anna", "2026-11-01"
        )
        for name in LINKED
    ]
    return found._replace(decisions=links, **more)


def wanted(scene: MunicipalScene, kind: str, **how: Any) -> list[WantedProposal]:
    return [one for one in propose(sides(scene, **how)) if one.kind == kind]


def test_linked_units_that_agree_are_left_alone(scene: MunicipalScene) -> None:
    assert {one.kind for one in propose(sides(scene))} == {"reference", "create"}


def test_another_name_is_proposed_and_a_long_one_cut_after_a_word(scene: MunicipalScene) -> None:
    scene.change("home", name="Plejehjemmet Solgården ved Åen og den Gamle Mølle i Horsens Kommune, afdeling Øst")
    (one,) = wanted(scene, "rename")
    assert one.before == {"name": "Plejehjemmet Solgården"}
    assert one.after == {"name": "Plejehjemmet Solgården ved Åen og den Gamle Mølle i Horsens"}
    assert one.da == "FK-ORG har et andet navn. FK-ORGs navn har 81 tegn og er afkortet."


def test_both_sides_changed_both_are_shown(scene: MunicipalScene) -> None:
    scene.change("home", name="Plejehjemmet Søgården")
    agreed = {"home": AgreedFacts("Plejehjemmet Sol", uuid("health"), "Solgården")}
    (one,) = wanted(scene, "rename", agreed=agreed)
    assert one.da == (
        "Begge sider er ændret: i SOR fra »Solgården« til »Plejehjemmet Solgården«, i FK-ORG fra »Plejehjemmet Sol« til"
        " »Plejehjemmet Søgården«."
    )


def test_an_address_is_compared_with_what_sor_shows(scene: MunicipalScene) -> None:
    inherited = OrgAddress(org_unit.CONTACT, "Rådhustorvet 4, 8700 Horsens")  # what the owner has
    scene.change("team1", addresses=(inherited,))
    assert wanted(scene, "address") == []
    scene.change("home", addresses=(inherited,))
    (one,) = wanted(scene, "address")
    assert (one.unit, one.after) == (scene["home"], {"visiting_address": "inherit"})
    assert "kan tømmes, så den arves" in one.da
    scene.change("home", addresses=(OrgAddress(org_unit.CONTACT, "Nyvej 5, 1. tv, 8700 Horsens"),))
    (one,) = wanted(scene, "address")
    assert one.after == {
        "visiting_address": {
            "street": "Nyvej", "building": "5", "floor": "1", "suite": "tv", "postcode": "8700", "district": "Horsens",
            "municipality": "0615", "country": "DK",
        }
    }  # fmt: skip
    scene.change("home", addresses=(OrgAddress(org_unit.CONTACT, "8700 Horsens"),))
    assert wanted(scene, "address") == []  # an address without street is told when it is fetched


def test_contacts_are_compared_by_what_they_reach(scene: MunicipalScene) -> None:
    scene.change("care", addresses=(OrgAddress(org_unit.PHONE, "+45 76 29 11 19"), OrgAddress(org_unit.EMAIL, "ikke")))
    (one,) = wanted(scene, "contact")
    assert (one.before, one.after) == (
        {"virtual_address": {"phone": "76291111"}}, {"virtual_address": {"phone": "76291119"}},
    )  # fmt: skip
    scene.change("team2", addresses=(OrgAddress(org_unit.PHONE, "76291111"),))
    empty = next(one for one in wanted(scene, "contact") if one.unit == scene["team2"])
    assert empty.after == {"virtual_address": "inherit"}


def test_a_unit_moves_when_fk_org_moved_it_and_not_because_trees_differ(scene: MunicipalScene) -> None:
    scene.change("team2", parent=uuid("home"))
    assert wanted(scene, "move", agreed={"team2": AgreedFacts(org_parent=uuid("home"))}) == []
    (one,) = wanted(scene, "move", agreed={"team2": AgreedFacts(org_parent=uuid("care"))})
    assert (one.unit, one.before["parent"], one.after["parent"]) == (scene["team2"], scene["care"], scene["home"])


def test_a_unit_that_is_gone_is_closed_and_one_that_came_back_linked_again(scene: MunicipalScene) -> None:
    scene.remove("dental")
    assert [one.unit for one in wanted(scene, "close")] == [scene["dental"]]
    scene.add(
        org("dental again", "Tandklinikken Bankager", "health", (org_unit.CONTACT, "Bankagervej 7, 8700 Horsens"))
    )
    assert wanted(scene, "close") == []
    (one,) = wanted(scene, "link")
    assert (one.unit, one.org, one.before["org"]) == (scene["dental"], uuid("dental again"), uuid("dental"))
    assert one.da.startswith("Enheden ser ud til at være oprettet igen i FK-ORG med et nyt UUID.")


def test_a_unit_that_took_over_another_replaces_it(scene: MunicipalScene) -> None:
    scene.remove("team2")
    scene.change("team1", name="Hjemmeplejen Vest, Teamet")
    agreed = {
        "team1": AgreedFacts("Hjemmeplejen Vest Team 1", uuid("care"), "Hjemmeplejen Vest Team 1"),
        "team2": AgreedFacts("Hjemmeplejen Vest Team 2", uuid("care"), "Hjemmeplejen Vest Team 2"),
    }
    (one,) = wanted(scene, "replace", agreed=agreed)
    assert (one.unit, one.after["by"]) == (scene["team2"], scene["team1"])
    assert wanted(scene, "close", agreed=agreed) == []


def test_a_unit_that_leaves_the_municipality_becomes_a_reference(scene: MunicipalScene) -> None:
    scene.send(
        {"op": "create", "as": "#region", "level": "IO", "from": TODAY, "set": {
            "name": "Region Midtjylland", "type": "550881000005103", "cvr": "29190925", "location": {"state": "None"},
            "postal_address": at("Skottenborg", "26") | {"municipality": "0791"},
            "virtual_address": {"phone": "78410000"},
        }},
        {"op": "create", "as": "#hi", "level": "HI", "parent": "#region", "from": TODAY,
         "set": {"name": "Akutpleje", "type": "550811000005108", "location": {"state": "None"}}},
        {"op": "move", "unit": scene["home"], "parent": "#hi", "from": TODAY},
    )  # fmt: skip
    found = [one for one in wanted(scene, "reference") if one.org == uuid("home")]
    assert [(one.unit, one.after) for one in found] == [(scene["home"], {"kind": "reference", "unit": scene["home"]})]
    assert wanted(scene, "rename") == wanted(scene, "close") == []


def test_new_units_stand_below_what_they_stand_below(scene: MunicipalScene) -> None:
    scene.add(org("south", "Sundhedsplejen Syd", "visitors"), org("park", "Park og Vej", "root"))
    found = {one.org: one.after for one in wanted(scene, "create")}
    assert found[uuid("visitors")]["parent"] == scene["health"]
    assert (found[uuid("south")]["parent"], found[uuid("south")]["parent_org"]) == ("", uuid("visitors"))
    assert uuid("park") not in found


def test_a_private_supplier_that_sor_does_not_have_is_told_as_such(scene: MunicipalScene) -> None:
    scene.add(org("firm", "Hjemmeplejen Rap ApS", "health"))
    (one,) = wanted(scene, "not_ours")
    assert (one.org, one.after["kind"]) == (uuid("firm"), "not_ours")
    assert [one.org for one in wanted(scene, "create")] == [uuid("visitors")]


def test_codes_are_written_back_only_when_the_municipality_says_so(scene: MunicipalScene) -> None:
    assert wanted(scene, "write_back") == []
    writes = MunicipalSettings(write_back=True)
    scene.change("home", addresses=(OrgAddress(org_unit.SOR_CODE, scene["home"]),))
    found = {one.org: one for one in wanted(scene, "write_back", settings=writes)}
    assert {*found} == {uuid(name) for name in LINKED if name != "home"}
    assert found[uuid("care")].after == {"sor": [scene["care"]]}
    scene.change("school", addresses=(OrgAddress(org_unit.SOR_CODE, scene["team1"]),))
    assert uuid("school") not in {one.org for one in wanted(scene, "write_back", settings=writes)}
    ended = {uuid("school"): scene["team1"]}
    (gone,) = [one for one in wanted(scene, "write_back", settings=writes, written=ended) if one.org == uuid("school")]
    assert gone.after == {"sor": []}
