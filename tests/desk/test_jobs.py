"""Jobs in line: whose turn it is, what is done once, who may see them, and what becomes of those left behind."""

from datetime import timedelta

import pytest

from sor.access.authority import Actor
from sor.desk import jobs as desk_jobs
from sor.desk.actors import Actors
from sor.desk.jobs import LOST, MOST_WAITING, BegunJob, Jobs, KeyUsed, Sent, pack_body, unpack_document
from sor.desk.sending import TooMuch
from sor.register import Register
from sor.settings import read_settings
from sor.store.job import DECIDING, DONE, FAILED, REFUSED, WAITING, WITHDRAWN, JobRow
from tests.conftest import StandingClock
from tests.owned import fill, wanted

ANNA, BO = Actor("anna"), Actor("bo")


@pytest.fixture
def jobs(register: Register, clock: StandingClock) -> Jobs:
    return Jobs(register, read_settings({"SOR_JOB_DAYS": "3"}), clock)


def put(jobs: Jobs, actor: Actor, name: str) -> JobRow:
    return jobs.put(actor, Sent(name.encode()))[0]


def taken(jobs: Jobs, by: str = "one") -> str:
    """What is decided next, in its sender's words; empty when it is nobody's turn."""
    found = jobs.take(by)
    return "" if found is None else unpack_document(found.document).decode()


def end(jobs: Jobs, actor: Actor, name: str, by: str = "one", status: int = 201) -> JobRow:
    row = next(row for row in jobs.list_jobs(actor) if row.digest == Sent(name.encode()).digest)
    jobs.end(row, by, status, "{}", 1.5)
    return state(jobs, row)


def state(jobs: Jobs, row: JobRow) -> JobRow:
    found = jobs.seen_by(Actor(row.actor), row.id)
    assert found is not None
    return found


def test_senders_take_turns_each_one_at_a_time_in_their_own_order(jobs: Jobs, clock: StandingClock) -> None:
    for name in ("a1", "a2", "a3"):
        put(jobs, ANNA, name)
    put(jobs, BO, "b1")
    assert [taken(jobs, by) for by in ("one", "two", "three")] == ["a1", "b1", ""]
    assert jobs.counts() == {WAITING: 2, DECIDING: 2}
    end(jobs, ANNA, "a1")
    put(jobs, BO, "b2")
    clock.now += timedelta(seconds=1)
    assert taken(jobs) == "a2", "of hers the next, and none of his while one is being decided"
    end(jobs, BO, "b1", by="two")
    end(jobs, ANNA, "a2")
    assert [taken(jobs), taken(jobs, "two")] == ["b2", "a3"], "whose turn was longest ago"


def test_one_that_must_wait_keeps_its_place_before_its_senders_others(jobs: Jobs, clock: StandingClock) -> None:
    first = put(jobs, ANNA, "a1")
    second = put(jobs, ANNA, "a2")
    assert (jobs.ahead(first), jobs.ahead(second)) == (0, 1)
    assert taken(jobs) == "a1"
    jobs.put_back(first, "one", 30)
    assert taken(jobs) == ""
    clock.now += timedelta(seconds=30)
    assert taken(jobs) == "a1"
    assert state(jobs, first).deaths == 0


def test_the_same_under_its_key_is_one_job_and_something_else_is_refused(jobs: Jobs) -> None:
    sent = Sent(b"x", "17", dry_run=False, key="k")
    first, was_there = jobs.put(ANNA, sent)
    assert not was_there
    assert jobs.put(ANNA, sent) == (first, True)
    for other in (sent._replace(body=b"y"), sent._replace(if_match="18"), sent._replace(dry_run=True)):
        with pytest.raises(KeyUsed, match="was used for another job"):
            jobs.put(ANNA, other)
    assert jobs.put(BO, sent._replace(body=b"y"))[1] is False, "keys are each sender's own"
    jobs.withdraw(first)
    assert jobs.put(ANNA, sent._replace(body=b"y"))[1] is False, "what was withdrawn leaves its key"


def test_a_sender_has_only_so_many_waiting(jobs: Jobs) -> None:
    for n in range(MOST_WAITING):
        put(jobs, ANNA, str(n))
    with pytest.raises(TooMuch, match="10 of your jobs wait already"):
        put(jobs, ANNA, "one more")
    put(jobs, BO, "of another")
    assert taken(jobs) == "0"
    end(jobs, ANNA, "0")
    put(jobs, ANNA, "one more")


def test_who_sends_again_and_again_what_is_refused_at_once_fills_no_disk_and_keeps_nobody_waiting(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_jobs, "MOST_KEPT", 20)
    put(jobs, BO, "of another")
    for n in range(50):
        put(jobs, ANNA, str(n))
        while (name := taken(jobs)) == "of another":
            end(jobs, BO, "of another")
        end(jobs, ANNA, name, status=400)
    put(jobs, ANNA, "waits")
    assert len(jobs.list_jobs(ANNA)) == 20
    assert [row.state for row in jobs.list_jobs(BO)] == [DONE], "it was decided at its turn, and stays"


def test_what_was_left_behind_is_taken_up_again_and_its_first_program_is_not_believed(
    jobs: Jobs, clock: StandingClock
) -> None:
    row = put(jobs, ANNA, "a")
    assert taken(jobs, "killed") == "a"
    clock.now += timedelta(seconds=LOST)
    jobs.see(row, "killed", 2.5)
    clock.now += timedelta(seconds=LOST)
    assert (taken(jobs, "next"), state(jobs, row).spent) == ("", 2500), "it was seen in time"
    clock.now += timedelta(seconds=1)
    assert taken(jobs, "next") == "a"
    assert state(jobs, row).deaths == 1
    jobs.end(row, "killed", 422, "late", 0)
    jobs.put_back(row, "killed", 0)
    jobs.see(row, "killed", 9)
    assert (state(jobs, row).state, state(jobs, row).spent) == (DECIDING, 0)
    assert end(jobs, ANNA, "a", by="next").state == DONE


@pytest.mark.parametrize(("status", "wanted_state"), [(200, DONE), (201, DONE), (422, REFUSED), (500, FAILED)])
def test_an_answer_is_kept_for_some_days_and_the_document_no_longer_than_needed(
    status: int, wanted_state: str, jobs: Jobs, clock: StandingClock
) -> None:
    row = put(jobs, ANNA, "a")
    taken(jobs)
    found = end(jobs, ANNA, "a", status=status)
    assert (found.state, found.status, found.answer, found.spent) == (wanted_state, status, "{}", 1500)
    assert found.document == ""
    assert jobs.kept_until(found) == clock.now + timedelta(days=3)
    clock.pass_days(3)
    put(jobs, BO, "b")
    assert jobs.seen_by(ANNA, row.id) is not None
    clock.now += timedelta(seconds=1)
    put(jobs, BO, "b2")
    assert jobs.seen_by(ANNA, row.id) is None
    assert len(jobs.list_jobs(BO)) == 2, "what waits is not forgotten"


def test_only_what_waits_is_withdrawn(jobs: Jobs) -> None:
    row = put(jobs, ANNA, "a")
    assert [jobs.withdraw(row).state for _ in range(2)] == [WITHDRAWN] * 2
    assert taken(jobs) == ""
    second = put(jobs, ANNA, "b")
    assert taken(jobs) == "b"
    for _ in range(2):
        with pytest.raises(BegunJob):
            jobs.withdraw(second)
        end(jobs, ANNA, "b")
    assert state(jobs, second).state == DONE


def test_the_sender_and_the_authority_see_it_and_nobody_else(register: Register, jobs: Jobs) -> None:
    fill(register)
    actors = Actors(register)
    for name in ("helper", "bo"):
        actors.add(name, "", "sds")
    actors.grant("helper", wanted("authority", ops="edit"), "sds")
    row = put(jobs, ANNA, "a")
    put(jobs, BO, "b")
    found = {name: actors.actor(name) for name in ("sds", "helper", "bo")}
    seen = {name: actor and jobs.seen_by(actor, row.id) is not None for name, actor in found.items()}
    assert seen == {"sds": True, "helper": False, "bo": False}
    assert [len(jobs.list_jobs(actor)) for actor in (ANNA, BO, found["sds"]) if actor] == [1, 1, 2]
    assert jobs.seen_by(ANNA, "nothing") is None


def test_a_document_is_kept_whatever_its_bytes_are() -> None:
    for body in (b"", bytes(range(256)), "æøå\0".encode(), b'{"changes": []}' * 1000):
        kept = pack_body(body)
        assert unpack_document(kept) == body
        assert kept.isascii()
    assert len(pack_body(b'{"changes": []}' * 1000)) < 1000


def test_what_a_clock_that_was_a_century_ahead_put_back_or_began_is_decided_when_the_clock_is_right(
    jobs: Jobs, clock: StandingClock
) -> None:
    century, right = timedelta(days=36_500), clock.now
    put(jobs, ANNA, "a1")
    put(jobs, BO, "b1")
    clock.now = right + century
    put(jobs, ANNA, "a2")
    assert [taken(jobs, "one"), taken(jobs, "two")] == ["a1", "b1"]
    jobs.put_back(jobs.list_jobs(ANNA)[-1], "one", 60)
    clock.now = right
    assert [taken(jobs, by) for by in ("three", "four", "five")] == ["a1", "b1", ""], "whoever decided b1 was killed"
    end(jobs, ANNA, "a1", by="three")
    assert taken(jobs) == "a2"
