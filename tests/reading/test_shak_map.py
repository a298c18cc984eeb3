"""The map between SOR and SHAK: dated, many units to a code, with the attributes of both ends. On both databases."""

import pytest

from sor.core.as_of import AsOf
from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN
from sor.core.subject import SHAK_FIELDS, UNIT_FIELDS
from sor.reading.shak_map import link_of_unit, links_of_code
from sor.reading.snapshot import Snapshot
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

FIRST, SECOND = "90000071000016007", "90000081000016009"


def line(kind: str, key: str, fields: frozenset[str], *pieces: Piece) -> LineDraft:
    claim = Claim(kind, key, fields - {"open"}, list(pieces), life=[(pieces[0].from_day, pieces[-1].to_day)])
    return LineDraft(kind, key, difference({}, claim), {"op": "test"}, before={})


def unit(key: str, *spans: tuple[int, int, str | None]) -> LineDraft:
    """A unit with a SHAK code (or none) on some days, one span after the other."""
    pieces = [
        Piece(start, end, {"name": f"Enhed {key[4:7]}", "level": "OU"} | ({"shak": code} if code else {}))
        for start, end, code in spans
    ]
    return line("unit", key, UNIT_FIELDS, *pieces)


@pytest.fixture
def filled(new_database: NewDatabases, clock: StandingClock) -> Register:
    return Register(new_database.holding(fill), clock)


def fill(database: Database) -> None:
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    names = Piece(20000101, 20140101, {"name": "Gammel"}), Piece(20140101, OPEN, {"name": "Ny"})
    lines = [
        unit(FIRST, (20100101, 20150101, "1301011"), (20150101, 20200101, None), (20200101, OPEN, "1301011")),
        unit(SECOND, (20120101, 20130101, "1301011"), (20130101, 20140101, "1301012"), (20140101, OPEN, "1301012")),
        line("shak", "1301011", SHAK_FIELDS, *names),
    ]
    register.submit(Submission(lines, "test", "import"))


def on(register: Register, day: int) -> Snapshot:
    return register.at(AsOf(day, register.serial()))


def test_a_unit_and_its_code_on_a_day(filled: Register) -> None:
    snapshot = on(filled, 20110601)
    found = snapshot.unit(FIRST)
    assert found is not None
    link = link_of_unit(snapshot, found)
    assert link is not None
    assert (link.code, link.shak["name"], link.from_day, link.to_day) == ("1301011", "Gammel", 20100101, 20150101)


def test_no_code_no_link(filled: Register) -> None:
    snapshot = on(filled, 20160601)
    assert link_of_unit(snapshot, snapshot.unit(FIRST) or {}) is None


def test_a_code_on_several_units(filled: Register) -> None:
    links = links_of_code(on(filled, 20120601), "1301011")
    assert [(link.unit["code"], link.from_day, link.to_day) for link in links] == [
        (FIRST, 20100101, 20150101),
        (SECOND, 20120101, 20130101),
    ]
    assert [link.unit["code"] for link in links_of_code(on(filled, 20130601), "1301011")] == [FIRST]
    assert links_of_code(on(filled, 20160601), "1301011") == []


def test_a_code_that_came_back_is_carried_from_its_return(filled: Register) -> None:
    (link,) = links_of_code(on(filled, 20260101), "1301011")
    assert (link.unit["code"], link.shak["name"], link.from_day, link.to_day) == (FIRST, "Ny", 20200101, OPEN)


def test_the_days_around_are_one_run_however_many_versions_there_are(filled: Register) -> None:
    (link,) = links_of_code(on(filled, 20150101), "1301012")
    assert (link.from_day, link.to_day) == (20130101, OPEN)


def test_a_code_the_register_has_no_facts_of(filled: Register) -> None:
    (link,) = links_of_code(on(filled, 20260101), "1301012")
    assert link.shak is None
