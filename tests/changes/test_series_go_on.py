"""The series of location numbers go on after what the log has given, also when a program was killed between the two."""

import os
import signal

import pytest

from sor.register import FEEDING, Register
from sor.store import series
from sor.store.series import Series
from tests.changes.scene import FIRST_NUMBER, Scene, number


def only_series(register: Register) -> Series:
    (found,) = series.all_series(register.database.reader())
    return found


def test_a_number_that_was_given_moves_its_series_on(register: Register) -> None:
    Scene(register)
    assert only_series(register).next == FIRST_NUMBER + 3
    assert series.given_since(register.database.reader(), FEEDING) == []


def test_killed_between_log_and_series_the_next_start_moves_it_on(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(register)
    register.database.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(Register, "_go_on_after", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        scene.send(number("#n4"))
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert register.serial() == scene.serial + 1
    assert only_series(register).next == FIRST_NUMBER + 3, "it was killed before"
    (coming,) = series.upcoming(register.database.reader(), "authority", 1)
    assert coming[:12] == str(FIRST_NUMBER + 4), "nobody is given it twice"
    register.ready()
    assert only_series(register).next == FIRST_NUMBER + 4


def test_a_number_that_a_file_brings_is_not_given(register: Register) -> None:
    """A series does not jump to the last number because somebody loads it: the ones before are still free."""
    Scene(register)
    connection = register.database.reader()
    with register.database.desk.writing() as desk:
        desk.run("UPDATE number_series SET next = :first", first=FIRST_NUMBER)
    assert series.given_since(connection, ["rest"]) == []
    assert [given[:12] for given in series.given_since(connection, ["import"])] == [str(FIRST_NUMBER + 2)]
