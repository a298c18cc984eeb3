"""The SHAK navigator in the demo: the tree with the SOR units beside it, what comes instead, and a worklist to zero."""

import pytest
from lxml import html

from sor.following.quality_book import QualityBook
from sor.following.shak_worklists import ShakWorklists
from sor.reading.shak_worklist import CodeLeft
from tests.endpoints.web.administration.conftest import REGION, Site
from tests.endpoints.web.edit.conftest import place_of
from tests.endpoints.web.login.conftest import Browser

pytestmark = pytest.mark.slow


def fields_of(page: str, button: str) -> dict[str, str]:
    """What the form with a button would send."""
    forms = html.document_fromstring(page).iter("form")
    (form,) = [one for one in forms if one.xpath(f".//button[@value='{button}']")]
    return dict(form.form_values())


def carrying(site: Site) -> tuple[str, str]:
    """A ward's SHAK code, and the unit that carries it."""
    units = site.register.at().branch(place_of(site, REGION))
    return next((unit["shak"], unit["code"]) for unit in units if len(unit.get("shak", "")) == 7)


def test_the_tree_shows_the_sor_units_beside_its_codes(site: Site) -> None:
    reader, (code, unit) = site.reader(), carrying(site)
    hospitals = reader.get("/shak").text
    assert 'href="/shak/' in hospitals
    page = reader.get(f"/shak/{code[:6]}").text
    assert f'href="/shak/{code}"' in page
    assert f'href="/units/{unit}"' in page
    assert f'href="/shak/{code[:4]}"' in page
    found = reader.get(f"/shak?q={code}").text
    assert (f'href="/units/{unit}"' in found, "1 kode<" in found) == (True, True)
    assert reader.get("/shak?q=kardiologisk").text.count("<li>") > 0
    assert reader.get(f"/shak/{code}?valid=1950-01-01").status_code == 200
    assert "Ingen SOR-enhed har koden." in reader.get(f"/shak/{code}?valid=1950-01-01").text
    assert reader.get("/shak/9999999").status_code == 404


def test_what_comes_instead_of_a_code_is_told_for_many_in_one_call(site: Site) -> None:
    reader, (code, unit) = site.reader(), carrying(site)
    answer = reader.get("/api/v1/shak/successors", params={"code": [code, f"{code}42", "9999999"]}).json()
    assert answer["unknown"] == ["9999999"]
    assert [one["shak"] for one in answer["successors"]] == [code, code]
    assert [one["code"] for one in answer["successors"][0]["units"]] == [unit]
    many = reader.get("/api/v1/shak/successors", params={"code": [f"{n:04}" for n in range(500)]})
    assert many.status_code == 200
    assert reader.get("/api/v1/shak/successors", params={"code": [f"{n:04}" for n in range(501)]}).status_code == 400


def spoil(site: Site, tree: str) -> None:
    """Two units of a tree lose their level, one is said to be none that admits patients, above one that is."""
    units = [unit for unit in site.register.at().branch(tree) if unit.get("level") == "OU"]
    pair = next((a, b) for a in units for b in units if b.get("parent") == a["code"])
    sets = [
        (pair[0]["code"], {"patients_admitted": False, "organisational_level": None}),
        (pair[1]["code"], {"patients_admitted": True, "organisational_level": None}),
    ]
    changes = [{"op": "edit", "unit": code, "from": "2026-11-01", "set": fields} for code, fields in sets]
    assert site.register.change({"changes": changes}, "sds", "test").accepted


def test_a_region_works_its_list_down_many_at_once(site: Site, ward: str) -> None:
    spoil(site, ward)
    keeper: Browser = site.of(REGION)
    assert keeper.get("/shak/worklist").status_code == 200
    address = f"/shak/worklist?tree={ward}"
    page = keeper.get(address).text
    worklists = ShakWorklists(QualityBook(site.register))
    left = worklists.of_tree(ward)
    assert len(left.without_level) >= 2
    assert f"/units/{left.without_level[0].code}/edit#organisational_level" in page
    (wrong, *_) = [one for one in left.disagreements if one.field == "patients_admitted"]
    assert f"/units/{wrong.unit.code}/edit#patients_admitted" in page
    form = fields_of(page, "preview")
    nothing = keeper.post("/shak/worklist", data=form | {"action": "preview"})
    assert (nothing.status_code, 'id="set-told"' in nothing.text) == (422, True)
    serial = site.register.serial()
    wanted = form | {"all": "1", "set": "organisational_level:afdeling", "action": "preview"}
    seen = keeper.post("/shak/worklist", data=wanted)
    assert (seen.status_code, site.register.serial()) == (200, serial), seen.text
    done = keeper.post("/shak/worklist", data=fields_of(seen.text, "save") | {"action": "save"})
    assert (done.status_code, site.register.serial()) == (303, serial + 1)
    flag = fields_of(keeper.get(address).text, "preview") | {"set": "patients_admitted:false", "action": "save"}
    flag |= {f"unit.{one.unit.code}": "1" for one in left.disagreements if one.field == "patients_admitted"}
    unseen = keeper.post("/shak/worklist", data=flag)
    assert (unseen.status_code, site.register.serial()) == (422, serial + 1)
    flag = fields_of(unseen.text, "save") | {"action": "save"}
    assert keeper.post("/shak/worklist", data=flag).status_code == 303
    after = worklists.of_tree(ward)
    assert (after.without_level, [one for one in after.disagreements if one.field == "patients_admitted"]) == ([], [])
    assert site.of("klinik").get(address).status_code == 403
    assert site.reader().get(address).headers["location"].startswith("/login")


def test_a_code_in_whose_place_comes_nothing_is_on_the_list_until_a_unit_takes_over(site: Site) -> None:
    code, unit = carrying(site)
    place, day, lasting = place_of(site, REGION), {"from": "2026-11-01"}, {"shak_end": 20991231}

    def change(*changes: dict[str, object]) -> None:
        outcome = site.register.change({"changes": [one | day for one in changes]}, "sds", "test", options=lasting)
        assert outcome.accepted, outcome.findings

    worklists = ShakWorklists(QualityBook(site.register))

    def left() -> dict[str, CodeLeft]:
        return {one.code: one for one in worklists.of_tree(place).codes_left}

    made = f"{code[:6]}Å"
    assert not {code, made} & set(left())
    change({"op": "shak", "code": made, "set": {"name": "Nyt afsnit"}})
    assert (left()[made].name, left()[made].last) == ("Nyt afsnit", "")
    assert f'href="/units/new?parent={left()[made].above}"' in site.of(REGION).get("/shak/worklist").text
    assert "Intet kommer i stedet" in site.reader().get(f"/shak/{made}").text
    change({"op": "edit", "unit": unit, "set": {"shak": made}})
    assert made not in left()
    change({"op": "close", "unit": unit, "branch": True})
    assert "Intet kommer i stedet" in site.reader().get(f"/shak/{code}").text
    snapshot = site.register.at()
    department = snapshot.holders("shak", code[:6])[0]
    change({"op": "replace", "unit": [unit], "by": [department]})
    (found,) = site.reader().get(f"/api/v1/shak/successors?code={code}").json()["successors"]
    assert [(one["code"], one["via"]) for one in found["units"]] == [(department, [unit])]
