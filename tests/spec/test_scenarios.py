"""Every scenario holds: in memory, and with the same answers on both databases."""

from collections.abc import Iterator

import pytest

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.day import OPEN
from sor.core.statement import NEVER, Draft
from sor.core.timeline import body_of, fold, stretches
from sor.register import Register, Submission
from sor.store import reads
from sor.store.append import LineDraft
from sor.store.timelines import timelines
from tests.conftest import StandingClock, postgresql_databases, sqlite_databases
from tests.spec.notation import Said, expectations, steps, timeline, told, told_versions, withdrawn_ids
from tests.spec.scenarios import SCENARIOS, Scenario

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=[s.title for s in SCENARIOS])


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One register for all scenarios: each is a unit of its own."""
    if request.param == "sqlite":
        databases = sqlite_databases(tmp_path_factory.mktemp("spec"), request.getfixturevalue("empty_sqlite"))
    else:
        databases = postgresql_databases(request.getfixturevalue("postgresql_server"))
    with databases as new:
        made = Register(new(), StandingClock())
        made.init("master")
        made.submit(
            Submission([LineDraft("code", "list/1", [Draft("open", 10101, OPEN, 0, b"true")])], "test", "codes")
        )
        yield made


def told_in_memory(said: Said, known: int | None, field: str) -> str:
    found = list(stretches(fold(said, NEVER - 1 if known is None else known)))
    if field == "versions":
        return told_versions([stretch.from_day for stretch in found])

    def unit_on(day: int) -> dict[str, str] | None:
        return next((decode(body_of(s.winners)) for s in found if s.from_day <= day < s.to_day), None)

    return told(field, unit_on)


def told_by(register: Register, key: str, known: int, field: str) -> str:
    connection = register.database.reader()
    if field == "versions":
        return told_versions([row.valid_from for row in reads.history_of(connection, "unit", key, known)])

    def unit_on(day: int) -> dict[str, str] | None:
        row = reads.version_at(connection, "unit", key, AsOf(day, known))
        return None if row is None else decode(row.body)

    return told(field, unit_on)


def play(register: Register, scenario: Scenario) -> list[int]:
    """Record a scenario, one entry a line; gives the serials."""
    serials: list[int] = []
    for step in steps(scenario.recorded):
        said = timelines(register.database.reader(), "unit", [scenario.title]).get(scenario.title, {})
        if step.withdraws is not None:
            step.withdraws = serials[step.withdraws - 1]
        drafts = step.drafts(said)
        line = LineDraft("unit", scenario.title, drafts, {"op": "spec"}, withdrawn_ids(said, step))
        serials.append(register.submit(Submission([line], "spec", "rest")).serial)
    return serials


@each_scenario
def test_in_memory(scenario: Scenario) -> None:
    said = timeline(scenario.recorded)
    for known, field, holds in expectations(scenario.holds):
        assert told_in_memory(said, known, field) == holds


@each_scenario
def test_in_a_database(register: Register, scenario: Scenario) -> None:
    serials = play(register, scenario)
    for known, field, holds in expectations(scenario.holds):
        assert told_by(register, scenario.title, serials[known - 1 if known else -1], field) == holds


def test_the_notation_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="not in the notation: perhaps 5: name A"):
        steps("perhaps 5: name A")
