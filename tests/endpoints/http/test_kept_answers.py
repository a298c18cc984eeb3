"""Answers are given again only while nothing has changed, whoever asks at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from sor.endpoints.http.kept_answers import KeptAnswers


def kept_at(kept: KeptAnswers[str], serial: int, names: str, day: int = 0) -> list[str | None]:
    return [kept.at(serial, day).get(name) for name in names]


def test_an_answer_is_given_again_at_its_serial_and_day_only() -> None:
    kept = KeptAnswers[str](10)
    kept.at(7, 20260101).keep("a", "A")
    assert kept_at(kept, 7, "ab", 20260101) == ["A", None]
    assert kept_at(kept, 6, "a", 20260101) == [None]
    assert kept_at(kept, 7, "a", 20260101) == ["A"], "a straggler asked in between"
    assert kept_at(kept, 7, "a", 20260102) == [None]
    assert kept_at(kept, 7, "a", 20260101) == [None], "the day moved on, whatever the clock says afterwards"


def test_a_newer_serial_drops_what_was_kept_and_an_older_one_is_kept_for_nobody() -> None:
    kept = KeptAnswers[str](10)
    before = kept.at(7)
    before.keep("a", "A")
    kept.at(8).keep("b", "B")
    before.keep("c", "C")
    kept.at(7).keep("d", "D")
    assert kept_at(kept, 8, "abcd") == [None, "B", None, None]


def test_the_oldest_goes_first_and_one_that_is_kept_again_drives_nobody_out() -> None:
    kept = KeptAnswers[str](2)
    for name in "abcc":
        kept.at(1).keep(name, name.upper())
    assert kept_at(kept, 1, "abc") == [None, "B", "C"]
    assert len(kept.at(1)) == 2


def test_what_is_being_made_while_all_is_forgotten_is_not_kept() -> None:
    kept = KeptAnswers[str](10)
    asked_before = kept.at(7)
    kept.forget()
    asked_before.keep("a", "of the old copy")
    assert kept_at(kept, 7, "a") == [None]


class Question(NamedTuple):
    """One at whose every touch another thread may have its turn."""

    n: int

    def __hash__(self) -> int:
        time.sleep(0)
        return self.n


def test_in_threads_nobody_gets_an_answer_of_another_serial_and_never_too_many_are_kept() -> None:
    """Eight threads ask while the log grows under them; each holds what it is given against the head that it read."""
    most, log = 3, [1]
    kept = KeptAnswers[tuple[int, int]](most)

    def ask(seed: int) -> int:
        given_again = 0
        for n in range(200):
            head, question = log[-1], Question((seed + n) % 5)
            answers = kept.at(head)
            found = answers.get(question)
            given_again += found is not None
            assert found in (None, (head, question.n))
            answers.keep(question, (head, question.n))
            assert len(answers) <= most
            if n % 50 == seed:
                log.append(log[-1] + 1)
        return given_again

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(8))), "something was kept"
    assert log[-1] > 20, "the log grew meanwhile"
