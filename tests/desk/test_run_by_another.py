"""A unit that another than its owner runs: told with its agreement and days, kept from day to day by who runs it, ended
by its owner alone; and the areas of the health councils, by which units are found.
"""

import csv
from pathlib import Path

import pytest

from sor.core.as_of import AsOf
from sor.desk.code_lists import CodeLists, WantedCode
from sor.following.phone_book import PhoneBook
from sor.jobs.exporting import ExportRequest, export
from tests.changes.scene import TODAY, Scene, faults
from tests.conftest import StandingClock
from tests.desk.planning import PlanTable, move, rename
from tests.desk.towns import AGREEMENT, run_by_town, send, with_town
from tests.new_databases import NewDatabases

LATER = "2027-06-01"


@pytest.fixture
def at(new_database: NewDatabases, clock: StandingClock) -> PlanTable:
    return with_town(PlanTable(Scene.copied(new_database, clock)))


def test_who_runs_a_unit_keeps_its_daily_data_and_its_owner_alone_ends_it(at: PlanTable) -> None:
    phone = {"op": "edit", "unit": "@team", "from": TODAY, "set": {"virtual_address": {"phone": "36321111"}}}
    assert faults(send(at, "tove", phone)) == [("AUTH1", at.scene["team"])]
    assert send(at, "ella", run_by_town("@team", to=LATER)).accepted
    assert send(at, "tove", phone).accepted
    assert at.scene.unit("team", 20261101)["virtual_address"]["phone"] == "36321111"
    close = {"op": "close", "unit": "@team", "from": "2027-02-01"}
    for change in (
        close, move("@team", "@home"), run_by_town("@team", day="2027-02-01"),
        {"op": "edit", "unit": "@team", "from": TODAY, "set": {"operator": None}},
        {"op": "edit", "unit": "@team", "from": TODAY, "set": {"shak": "1301011"}},
        {"op": "create", "as": "#new", "level": "OU", "parent": "@team", "from": TODAY, "set": {"name": "Ny"}},
        phone | {"from": LATER},
    ):  # fmt: skip
        assert "AUTH1" in {rule for rule, _ in faults(send(at, "tove", change))}, change
    assert faults(send(at, "kim", phone)) == [("AUTH1", at.scene["team"])]
    assert send(at, "ella", close).accepted


def test_a_right_over_a_part_of_who_runs_it_or_a_limited_one_is_not_enough(at: PlanTable) -> None:
    assert send(at, "ella", run_by_town("@team")).accepted
    for who, place, ops in (("nurse", "home", None), ("clerk", "town", frozenset({"confirm"}))):
        at.actors.add(who, who.title(), "sds")
        at.grant(who, "municipality", place, ops)
        assert not send(at, who, rename("@team", "Akut", TODAY)).accepted


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"unit": "11000016002", "agreement": "A"}, "X20"), ({"unit": "@home", "agreement": "A"}, "OP2"),
        ({"unit": "@town"}, "OP3"), ({"unit": "@east", "agreement": "A"}, "OP5"), ({"agreement": "A"}, "OP2"),
        ({"unit": "@town", "agreement": "a" * 201}, "N1"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    new_sqlite: NewDatabases, clock: StandingClock, said: object, rule: str
) -> None:
    at = with_town(PlanTable(Scene.copied(new_sqlite, clock)))
    change = {"op": "edit", "unit": "@team", "from": TODAY, "set": {"operator": at.scene.named(said)}}
    assert rule in {one.rule for one in at.scene.preview(change).findings if one.severity == "error"}
    owner = change | {"unit": "@east", "set": {"operator": AGREEMENT}}
    assert "OP1" in {one.rule for one in at.scene.preview(owner).findings}


def test_it_is_shown_found_and_written_to_a_file_of_its_own(at: PlanTable, tmp_path: Path) -> None:
    assert send(at, "ella", run_by_town("@team", to=LATER)).accepted
    assert send(at, "tove", rename("@team", "Hvidovres akutteam", "2027-01-15")).accepted
    team, town = at.scene["team"], at.scene["town"]
    assert at.scene.unit("team", 20261101)["operator"] == AGREEMENT | {"unit": town}
    assert "operator" not in at.scene.unit("team", 20270601)
    book, serial = PhoneBook(at.register), at.register.serial()
    found = {day: [hit.key for hit in book.search("", AsOf(day, serial), operator=town).page]
             for day in (20261101, 20270601)}  # fmt: skip
    assert found == {20261101: [team], 20270601: []}
    export(at.register, ExportRequest("operators", file="o.csv"), tmp_path / "o.csv", lambda *_: None)
    rows = list(csv.DictReader((tmp_path / "o.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [[cell.strip('="') for cell in row.values()] for row in rows] == [
        [team, "Akutteamet", at.scene["east"], town, AGREEMENT["agreement"], "2026-11-01", "2027-05-31"]
    ]
    ended = at.scene.preview({"op": "close", "unit": "@town", "from": "2027-03-01", "branch": True})
    assert ended.consequences is not None
    assert {"kind": "unit", "key": team, "field": "operator", "to": town} in ended.consequences.references


def test_a_health_council_is_an_area_of_municipalities_from_a_day_on(at: PlanTable) -> None:
    """The list names the nine municipalities that are published; the authority says the rest, from a day on."""
    book = PhoneBook(at.register)

    def towns(council: str, day: int) -> set[str]:
        hits = book.search("", AsOf(day, at.register.serial()), level="IO", health_council=council, limit=100)
        return {hit.key for hit in hits.page}

    assert towns("amager-og-vestegnen", 20261101) == {at.scene["town"]}
    assert towns("hovedstaden", 20270101) == set()
    wanted = WantedCode("health_council", "hovedstaden", "", "", 20270101, values={"municipalities": "0101;0147"})
    for wrong, case in (("0101;9999", "unknown"), ("0101;0167", "two areas")):
        refused = CodeLists(at.register).plan(wanted._replace(values={"municipalities": wrong}))
        assert [(one.rule, one.facts["case"]) for one in refused.findings] == [("X87", case)]
    planned, entry = CodeLists(at.register).write(lambda: at.actor("sds"), wanted, "", "web")
    assert entry is not None, planned
    assert towns("hovedstaden", 20261231) == set()
    assert towns("hovedstaden", 20270101) == {at.scene["east"], at.scene["owner"]}
    assert at.register.code_book(entry.serial).councils_of_municipality("0167", 20270101) == ["amager-og-vestegnen"]
