"""A unit, many units, their past and their place, through REST."""

from typing import Any

from litestar.testing import TestClient

from tests.endpoints.rest.clinics import CLINIC, NEW, OLD, OWNER, UNKNOWN

Client = TestClient[Any]


def names(answer: Any) -> list[str]:
    return [unit["name"] for unit in answer["units"]]


def test_a_unit_comes_with_inherited_values_and_their_source(client: Client) -> None:
    unit = client.get(f"/api/v1/units/{CLINIC}").json()
    assert unit["name"] == "Klitgårdens Lægehus"
    assert unit["virtual_address"] == {
        "inherited": True, "source": OWNER, "phone": "11223344", "email": None, "website": None, "fax": None,
    }  # fmt: skip
    assert (unit["valid_to"], unit["open"], unit["owner"]) == ("2027-01-01", True, OWNER)


def test_a_unit_is_answered_on_any_day_and_as_known_at_any_serial(client: Client) -> None:
    assert client.get(f"/api/v1/units/{CLINIC}?valid=2027-01-01").json()["name"] == "Klitgårdens Sundhedshus"
    earlier = client.get(f"/api/v1/units/{CLINIC}?valid=2027-01-01&known=1").json()
    assert (earlier["name"], earlier["virtual_address"]["phone"]) == ("Klitgårdens Lægehus", "98765432")


def test_a_closed_unit_is_shown_as_it_last_was_with_those_that_replace_it_now(client: Client) -> None:
    unit = client.get(f"/api/v1/units/{OLD}").json()
    assert (unit["name"], unit["open"], unit["valid_to"]) == ("Ågården", False, "2022-01-01")
    assert unit["replaced_by"] == [NEW]


def test_search_forgives_and_says_how_much_it_found(client: Client) -> None:
    found = client.get("/api/v1/units?q=klitgaardens+laegehus").json()
    assert (names(found)[0], found["more"], found["offset"]) == ("Klitgårdens Lægehus", False, 0)
    assert found["units"][0]["score"] > 0.5


def test_without_text_units_are_listed_in_danish_name_order_page_by_page(client: Client) -> None:
    first = client.get("/api/v1/units?limit=2&open=any").json()
    assert (names(first), first["total"], first["more"]) == (["Asta Klitgaard ApS", "Klitgårdens Lægehus"], 4, True)
    assert names(client.get("/api/v1/units?limit=2&offset=2&open=any").json()) == ["Ærøhus", "Ågården"]


def test_filters_may_be_repeated(client: Client) -> None:
    assert client.get(f"/api/v1/units?owner={OWNER}&level=OU").json()["total"] == 1
    assert client.get("/api/v1/units?municipality=0810&municipality=0101").json()["total"] == 3
    assert names(client.get("/api/v1/units?open=false").json()) == ["Ågården"]


def test_history_tells_every_version_and_resolved_where_something_inherited_changes(client: Client) -> None:
    plain = client.get(f"/api/v1/units/{CLINIC}/history").json()["versions"]
    assert [(v["valid_from"], v["valid_to"]) for v in plain] == [("2018-04-01", "2027-01-01"), ("2027-01-01", None)]
    resolved = client.get(f"/api/v1/units/{CLINIC}/history?resolved=true").json()["versions"]
    assert "2026-10-01" in [v["valid_from"] for v in resolved]


def test_children_are_paged_in_name_order(client: Client) -> None:
    found = client.get(f"/api/v1/units/{CLINIC}/children?valid=2020-01-01").json()
    assert (names(found), found["total"]) == (["Ågården"], 1)


def test_ancestors_begin_with_the_owner(client: Client) -> None:
    assert names(client.get(f"/api/v1/units/{NEW}/ancestors").json()) == ["Asta Klitgaard ApS", "Klitgårdens Lægehus"]


def test_the_tree_says_where_it_was_cut(client: Client) -> None:
    tree = client.get(f"/api/v1/units/{OWNER}/tree?depth=1").json()
    assert [(child["code"], child["children"], "units" in child) for child in tree["units"]] == [(CLINIC, 1, False)]


def test_a_closed_unit_has_no_place_in_the_tree(client: Client) -> None:
    assert client.get(f"/api/v1/units/{OLD}/tree").json()["detail"] == (
        f"The unit {OLD} is not open on 2026-11-01: it has no place in the tree that day."
    )


def test_many_units_in_one_call_with_the_unknown_ones_listed(client: Client) -> None:
    found = client.post("/api/v1/units/lookup", json={"codes": [NEW, UNKNOWN, CLINIC]})
    assert found.status_code == 200
    assert ([unit["code"] for unit in found.json()["units"]], found.json()["unknown"]) == ([NEW, CLINIC], [UNKNOWN])


def test_more_than_500_codes_are_refused_in_words(client: Client) -> None:
    refused = client.post("/api/v1/units/lookup", json={"codes": [UNKNOWN] * 501})
    assert refused.status_code == 422
    assert refused.json()["findings"] == [{
        "rule": "too-much",
        "field": "codes",
        "da": "Der er spurgt om 501 koder; ét kald tager højst 500. Del dem i flere kald.",
        "en": "501 codes were asked for; one call takes at most 500. Split them over several calls.",
    }]  # fmt: skip


def test_a_search_counts_all_that_it_finds_when_asked_to(client: Client) -> None:
    found = client.get("/api/v1/units?open=any&limit=1&facets=true").json()
    assert set(found["facets"]) == {"level", "type", "region", "municipality", "speciality", "owner"}
    assert sum(one["units"] for one in found["facets"]["level"]) == found["total"] > len(found["units"])
    for kind, choices in found["facets"].items():
        for one in choices:
            narrowed = client.get("/api/v1/units", params={"open": "any", kind: one["code"]}).json()
            assert narrowed["total"] == one["units"], (kind, one)
    assert "facets" not in client.get("/api/v1/units").json()


def test_the_nearest_come_first_with_how_far_away_they_are(client: Client) -> None:
    listed = client.get("/api/v1/units?open=any").json()["units"]
    assert not any("distance_km" in unit for unit in listed)
    near = client.get("/api/v1/units", params={"open": "any", "near": "56.15, 10.2"}).json()["units"]
    far = [unit["distance_km"] for unit in near if "distance_km" in unit]
    assert far == sorted(far)
    assert {unit["code"] for unit in near} == {unit["code"] for unit in listed}


def test_a_place_that_nobody_knows_is_told_in_both_languages(client: Client) -> None:
    for place in ("Xyzzy", "10.2, 56.15"):
        answer = client.get("/api/v1/units", params={"near": place})
        (told,) = answer.json()["findings"]
        assert (answer.status_code, told["field"]) == (404, "near")
        assert place in told["da"]
        assert place in told["en"]
