"""The series of location numbers go on after what the log has given, also when a program was killed between the two."""

import os
import signal

import pytest
from stdnum import ean

from sor.register import Register
from sor.store import series
from sor.store.series import Series
from tests.changes.scene import FIRST_NUMBER, LAST_NUMBER, Scene, number


def only_series(register: Register) -> Series:
    (found,) = series.all_series(register.database.reader())
    return found


def test_a_number_that_was_given_moves_its_series_on(register: Register) -> None:
    Scene(register)
    assert only_series(register).next == FIRST_NUMBER + 3
    assert series.gone_beyond(register.database.reader()) == {}


def test_killed_between_log_and_series_the_next_start_moves_it_on(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(register)
    register.database.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(Register, "_let_series_go_on", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        scene.send(number("#n4"))
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert register.serial() == scene.serial + 1
    assert only_series(register).next == FIRST_NUMBER + 3, "it was killed before"
    (coming,) = series.upcoming(register.database.reader(), "authority", 1)
    assert coming[:12] == str(FIRST_NUMBER + 4), "nobody is given it twice"
    register.ready()
    assert only_series(register).next == FIRST_NUMBER + 4


def test_a_number_named_out_of_turn_takes_no_other_away(register: Register) -> None:
    """Be it a file or somebody with a right to one unit that names the last of a series: the others are still free."""
    scene = Scene(register)
    named = [ean_of(body) for body in (LAST_NUMBER, FIRST_NUMBER + 4)]
    assert scene.send(*map(number, named)).accepted
    assert only_series(register).next == FIRST_NUMBER + 3
    left = LAST_NUMBER - FIRST_NUMBER + 1 - 3 - len(named)
    coming = series.upcoming(register.database.reader(), "authority", left + 1)
    assert len(coming) == left
    assert not {*coming} & {*named}
    given = scene.send(*(number(f"#n{n}") for n in range(left)))
    assert given.accepted
    assert {*given.units.values()} == {*coming}
    assert only_series(register).next == LAST_NUMBER + 1


def ean_of(body: int) -> str:
    return f"{body:012d}{ean.calc_check_digit(f'{body:012d}')}"
