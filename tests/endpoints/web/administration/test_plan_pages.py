"""A plan goes through its pages: begun from a basket, checked, approved by somebody else, committed, taken back."""

import csv

import pytest

from tests.endpoints.web.administration.conftest import AUTHORITY, CLINIC, REGION, Site, act, buttons
from tests.endpoints.web.edit.conftest import fields_of, send, unit_of

pytestmark = pytest.mark.slow


def begun(site: Site, ward: str, name: str) -> str:
    """The address of a plan of the region's."""
    region = site.of(REGION)
    form = fields_of(region.get(f"/units/{ward}/edit").text) | {"name": name, "from": "2027-01-01"}
    send(region, f"/units/{ward}/edit", form, "basket")
    made = act(region, "/plans", "new", title="Nytår <b>", day="2027-01-01")
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def test_a_plan_is_begun_checked_approved_committed_and_taken_back(site: Site, ward: str) -> None:
    region, authority = site.of(REGION), site.of(AUTHORITY)
    address = begun(site, ward, "Efter nytår")
    page = region.get(address).text
    assert "&lt;b&gt;" in page
    assert buttons(page) == {"check", "refuse", "deadline", "comment"}
    assert act(region, address, "check").status_code == 303
    page = region.get(address).text
    assert "Efter nytår" in page
    assert buttons(page) == {"check", "refuse", "deadline", "comment"}, "nobody approves their own plan"
    rows = list(csv.reader(region.get(f"{address}/impact.csv").text.splitlines(), delimiter=";"))
    assert ["count", "", "units", "", "", "", "", "1"] in rows
    assert [row[7] for row in rows if row[:4] == ["value", "unit", ward, "name"]] == ["Efter nytår"]
    early = act(authority, address, "commit")
    assert (early.status_code, early.headers["cache-control"]) == (409, "no-store")
    assert "Mangler at godkende" in early.text
    digest = fields_of(authority.get(address).text)["digest"]
    assert act(authority, address, "approve", digest="0" * 64).status_code == 409
    assert act(authority, address, "approve", digest=digest).status_code == 303
    assert act(region, address, "commit").status_code == 303
    assert unit_of(site, ward, "2027-01-01")["name"] == "Efter nytår"
    assert buttons(region.get(address).text) == {"undo", "comment"}
    assert act(region, address, "undo").status_code == 303
    assert unit_of(site, ward, "2027-01-01")["name"] != "Efter nytår"


def test_a_stranger_finds_no_plan_and_what_is_wrong_is_said(site: Site, ward: str) -> None:
    region, clinic, address = site.of(REGION), site.of(CLINIC), begun(site, ward, "Igen")
    for path in (address, f"{address}/impact.csv"):
        assert clinic.get(path).status_code == 404
    assert act(clinic, address, "check").status_code == 404
    assert address not in clinic.get("/plans").text
    assert address in region.get("/plans").text
    assert act(region, address, "refuse", text=" ").status_code == 422
    assert act(region, address, "rock").status_code == 422
    wrong = act(region, "/plans", "new", title="", day="2027-01-01")
    assert wrong.status_code == 422
    assert "aria-invalid" in wrong.text
    assert act(region, "/plans", "new", title="Behold mig", day="nytår").text.count("Behold mig") == 1
