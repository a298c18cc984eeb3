"""Commands that go on until they are asked to end, end whatever they are doing then."""

import signal

import pytest

from sor.cli.ending import ending_when_asked


class AskedWhileCleared:
    """Asks the program to end at the moment in which it is cleared away."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_who_is_asked_to_end_does_so_without_a_word_and_leaves_the_signals_as_they_were(name: signal.Signals) -> None:
    before, done = signal.getsignal(name), []
    with ending_when_asked():
        signal.raise_signal(name)
        done.append("went on")
    assert (done, signal.getsignal(name), signal.alarm(0)) == ([], before, 0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_asked_while_something_is_cleared_away_it_is_asked_again() -> None:
    done: list[AskedWhileCleared | None] = []
    with ending_when_asked():
        thing: AskedWhileCleared | None = AskedWhileCleared()
        thing = None
        done.append(thing)
        signal.sigtimedwait([signal.SIGUSR1], 20)
        done.append(thing)
    assert done == [None]
