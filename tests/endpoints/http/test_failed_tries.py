"""Guessing secrets is slow, for the one who guesses and for nobody else."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.endpoints.http.failed_tries import FORGIVEN, LONGEST_ADDRESS, WINDOW, FailedTries
from sor.store.database import Database


class Watch:
    now = 1_790_000_000.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tries(database: Database, watch: Watch) -> FailedTries:
    return FailedTries(database, watch)


def fail(tries: FailedTries, times: int, client: str = "rikke", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        tries.count_failure(client, address)


def kept(database: Database) -> int:
    return int(database.reader().run("SELECT count(*) FROM failed_try").fetchone()[0])


def test_after_five_the_next_try_waits_until_the_first_is_a_minute_old(tries: FailedTries, watch: Watch) -> None:
    fail(tries, 1)
    watch.now += 20
    fail(tries, FORGIVEN - 2)
    assert tries.wait("rikke", "10.0.0.1") == 0
    fail(tries, 1)
    assert tries.wait("rikke", "10.0.0.1") == 41
    watch.now += 41
    assert tries.wait("rikke", "10.0.0.1") == 0
    fail(tries, 1)
    assert tries.wait("rikke", "10.0.0.1") > 0


def test_what_does_not_count_any_more_is_forgotten(tries: FailedTries, database: Database, watch: Watch) -> None:
    fail(tries, 4)
    watch.now += WINDOW
    fail(tries, 1, "bo", "10.0.0.2")
    assert kept(database) == 1


def test_a_clock_that_was_ahead_and_is_set_back_holds_nobody(
    tries: FailedTries, database: Database, watch: Watch
) -> None:
    fail(tries, FORGIVEN)
    watch.now -= 3600
    assert tries.wait("rikke", "10.0.0.1") == 0
    fail(tries, FORGIVEN)
    assert (kept(database), tries.wait("rikke", "10.0.0.1")) == (FORGIVEN, WINDOW + 1)
    watch.now -= 30
    assert tries.wait("rikke", "10.0.0.1") == WINDOW + 1


def test_a_long_address_is_one_address(tries: FailedTries, database: Database) -> None:
    fail(tries, FORGIVEN, address="f" * LONGEST_ADDRESS * 2)
    assert tries.wait("rikke", "f" * LONGEST_ADDRESS * 2) > 0


CALLERS = [("rikke", "10.0.0.1"), ("rikke", "10.0.0.2"), ("bo", "10.0.0.1"), ("bo", "::1")]
CALLER = st.sampled_from(CALLERS)
STEP = st.one_of(
    st.tuples(st.just("fail"), CALLER, st.integers(1, 6)),
    st.tuples(st.just("pass"), st.none(), st.sampled_from([1, 7, 20, 59, 60, 61])),
    st.tuples(st.just("restart"), st.none(), st.integers(0, 1)),
)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25), data=st.data())
def test_whoever_waits_has_failed_five_times_in_a_minute_themselves(
    database: Database, steps: list[tuple[str, tuple[str, str] | None, int]], data: st.DataObject
) -> None:
    """Against a list of all failures: of two workers on one database, either counts for both, also when restarted."""
    with database.desk.writing() as connection:
        connection.run("DELETE FROM failed_try")
    watch, failures = Watch(), list[tuple[tuple[str, str], float]]()
    other = Database(database.url.render_as_string(hide_password=False))
    workers = [FailedTries(database, watch), FailedTries(other, watch)]
    for step, caller, number in steps:
        if step == "pass":
            watch.now += number
        elif step == "restart":
            workers[number] = FailedTries([database, other][number], watch)
        elif caller is not None:
            for _ in range(number):
                workers[data.draw(st.integers(0, 1))].count_failure(*caller)
                failures.append((caller, watch.now))
        for one in CALLERS:
            own = [at for of, at in failures if of == one and at > watch.now - 60]
            waits = 0 if len(own) < 5 else own[-5] + 60 - watch.now + 1
            assert {worker.wait(*one) for worker in workers} == {waits}
    other.close()
