"""The list of sites as it is kept: the same as one that is read anew, and what became otherwise is all that is read."""

from collections.abc import Callable
from typing import Any

import pytest

from sor.desk.sites.site_on_day import site_on_day
from sor.store import treatment_sites as rows
from sor.store.database import Connection, Rows
from tests.changes.scene import TODAY, Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office
from tests.desk.sites.test_treatment_sites import FRIDAY, LATER, MOVED, Sites


@pytest.fixture
def sites(scene: Scene) -> Sites:
    """Three sites: a clinic, a place that is exempt, and a part of a hospital."""
    found = Sites(Office(scene))
    found.tell()
    found.tell("rikke", "ward", exemption="temporary", reason="Flytter snart")
    found.tell("rikke", "heart", staff={"nurse": "12", "doctor": "3"}, posts="3", leadership=True)
    return found


def read(sites: Sites) -> list[Any]:
    """All sites as they stand in the database, without people."""
    register = sites.office.register
    sites.anew().site("1001")  # brings them up to the register
    nobody = dict.fromkeys(rows.PERSONAL, "")
    return [
        site_on_day(row._replace(**nobody), register.today()) for row in rows.all_sites(register.database.reader())
    ]  # fmt: skip


class Reading:
    """The rows of sites that are read."""

    def __init__(self, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        self.numbers: list[int] = []
        self._notes = False
        run = connection.run

        def noted(statement: str, **values: Any) -> Rows:
            found = run(statement, **values)
            if not self._notes or f"SELECT {rows.COLUMNS}" not in statement:
                return found
            kept = found.fetchall()
            self.numbers += [row[0] for row in kept]
            return iter(kept)  # type: ignore[return-value]

        monkeypatch.setattr(connection, "run", noted)

    def during(self, ask: Callable[[], object]) -> list[int]:
        """The numbers of the sites that are read while something is asked."""
        self.numbers.clear()
        self._notes = True
        ask()
        self._notes = False
        return sorted(self.numbers)


def test_only_sites_that_became_otherwise_are_read_again(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    kim, scene = sites.office.actor("kim"), sites.scene
    other = sites.anew()  # the process in which the list is asked for; the deeds are done by another one
    reading = Reading(sites.office.register.database.reader(), monkeypatch)
    assert reading.during(other.list_sites) == [1001, 1002, 1003]
    assert reading.during(other.list_sites) == []
    assert reading.during(lambda: other.find("Klinik")) == []
    assert reading.during(other.units_with_site) == []
    scene.send({"op": "edit", "unit": "@hospital", "from": TODAY, "set": {"note": "uden sted"}})
    assert reading.during(other.list_sites) == []
    sites.change_site(kim, "1001", sites.given(staff={"chiropodist": "3"}), "web")
    assert reading.during(other.list_sites) == [1001]
    assert next(one.row.staff for one in other.list_sites()) == '{"chiropodist":3}'
    scene.send({"op": "edit", "unit": "@clinic", "from": TODAY, "set": {"name": "Ny Klinik"}})
    assert {*reading.during(other.list_sites)} == {1001}
    assert [one.row.number for one in other.find("ny klinik")] == [1001]


def test_the_list_is_what_it_would_be_if_it_were_read_anew(sites: Sites) -> None:
    kim, rikke, register = sites.office.actor("kim"), sites.office.actor("rikke"), sites.office.register
    scene, other, clock = sites.scene, sites.anew(), register.clock
    assert isinstance(clock, StandingClock)

    def undo() -> None:
        scene.send({"op": "undo", "entry": register.serial()})

    def erase() -> None:
        with register.database.desk.writing() as connection:
            rows.forget_texts(connection, ["Flytter snart"])

    deeds: list[Callable[[], object]] = [
        lambda: None,
        lambda: scene.send({"op": "edit", "unit": "@owner", "from": FRIDAY, "set": {"postal_address": MOVED}}),
        undo,
        lambda: scene.send({"op": "close", "unit": "@owner", "from": FRIDAY, "branch": True}),
        undo,
        lambda: sites.change_site(kim, "1001", sites.given(staff={"chiropodist": "7"}), "web"),
        lambda: sites.end_site(rikke, "1002", LATER, "web"),
        lambda: clock.pass_days(30),
        lambda: sites.tell("rikke", "ward", exemption="temporary", reason="Igen", from_day="2026-12-01"),
        lambda: clock.pass_days(-30),
    ]
    for n, deed in enumerate(deeds):
        deed()
        assert other.list_sites() == read(sites), n
        assert other.units_with_site() == {one.row.unit for one in read(sites) if one.state != "deregistered"}, n
    erase()
    assert "Flytter" not in repr(other.anew().list_sites())


def test_a_site_is_found_by_number_unit_name_and_address_in_any_case(sites: Sites) -> None:
    def found(word: str, state: str = "", unit: str = "") -> list[int]:
        return [one.row.number for one in sites.find(word, state, unit)]

    clinic = sites.scene["clinic"]
    assert found("") == [1001, 1002, 1003]
    assert found("1002") == [1002]
    assert found(clinic) == found("", "", clinic) == found("BAKKEN")[:1] == [1001]
    assert found("findes ikke") == []
    assert (found("", "exempt"), found("", "deregistered")) == ([1002], [])
    sites.end_site(sites.office.actor("kim"), "1001", TODAY, "web")
    assert (found(""), found("", "deregistered")) == ([1002, 1003], [1001])
