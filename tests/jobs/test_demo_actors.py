"""The demo's actors: one for each owner that a guide or tour may speak for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sor.access.authority import Place, refusal
from sor.cli.opening import open_register
from sor.core.identifiers import cvr_problem
from sor.desk.actors import Actors
from sor.desk.responsible_persons import ResponsiblePersons
from sor.endpoints.http.callers import Callers, Secret
from sor.endpoints.http.problem import Problem
from sor.following.phone_book import PhoneBook
from sor.jobs.demo_actors import CLINIC, CLINICS, CONSUMERS, SECRET, add_demo_actors
from sor.jobs.demo_responsible import add_demo_persons
from sor.register import Register
from sor.sample import showcases
from sor.settings import read_settings
from tests.conftest import copy_demo
from tests.demos import take_mark_away

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def register(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    made = open_register(read_settings({"SOR_DATABASE": copy_demo(demo_file, tmp_path_factory.mktemp("demo"))}))
    yield made
    made.database.close()


def test_there_is_somebody_for_every_region_and_municipality_and_for_the_showcases(register: Register) -> None:
    ids = {row.id for row in Actors(register).list_all()}
    assert {f"region-{code}" for code in showcases.REGION_OWNERS} <= ids
    assert {"sds", "medcom", "leverandoer", f"kommune-{showcases.MUNICIPALITY}", *CLINICS} <= ids
    assert len([one for one in ids if one.startswith("kommune-")]) > 50
    assert any(one.startswith("stat-") for one in ids)


def test_each_holds_the_right_over_its_owner(register: Register) -> None:
    actors = Actors(register)
    region = actors.actor("region-1082")
    assert region is not None
    owner = showcases.REGION_OWNERS["1082"]
    ward = Place(showcases.RENAMED_WARD, "OU", owner, "region", True, (showcases.HOSPITAL, owner))
    assert refusal(region, "edit", "unit", ward, 20261201) is None
    clinic = actors.actor(CLINIC)
    assert clinic is not None
    assert refusal(clinic, "edit", "unit", ward, 20261201) is not None


def test_every_region_and_municipality_has_somebody_responsible_and_some_clinics_have(register: Register) -> None:
    persons = ResponsiblePersons(register)
    lacking = {one.key for one in persons.findings()}
    listed = persons.list_persons()
    assert lacking
    assert not lacking & {*showcases.REGION_OWNERS.values()}
    assert {one.owner_kind for one in listed} == {"region", "municipality", "private"}
    assert {one.row.contact for one in listed} == {"address", "form"}
    assert all(one.row.email.endswith(".example") for one in listed)
    assert {one.facts["case"] for one in persons.findings()} == {"missing"}
    assert all(register.at().summary(code)["level"] == "HI" for code in lacking)  # type: ignore[index]


def test_adding_them_again_adds_nobody(register: Register) -> None:
    assert add_demo_actors(register) == 0
    assert add_demo_persons(register, "demo") == 0


def test_their_programs_get_tokens_of_a_demo_only(register: Register) -> None:
    demo = Callers(register, read_settings({}))
    token = demo.token(Secret("region-1082", SECRET), "10.0.0.1")["access_token"]
    assert demo.actor(f"Bearer {token}").id == "region-1082"
    take_mark_away(register)
    with pytest.raises(Problem):
        Callers(register, read_settings({})).actor(f"Bearer {token}")


def test_nobody_of_the_demo_who_takes_data_bears_the_cvr_number_of_an_owner(register: Register) -> None:
    snapshot = register.at()
    hits = PhoneBook(register).search("", snapshot.at, limit=3000, level="IO").page
    owners = {(snapshot.unit(hit.key) or {})["cvr"] for hit in hits}
    takers = [one.cvr for one in CONSUMERS]
    assert (len(owners), len(set(takers))) == (len(hits), len(takers))
    assert not owners & {*takers}
    assert {cvr_problem(one) for one in takers} == {None}
