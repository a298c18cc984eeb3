"""Documents of changes: what becomes of one that takes long while others wait."""

from collections.abc import Iterator
from functools import partial
from math import inf
from typing import Any

import pytest

from sor.desk.actors import Actors
from sor.desk.sending import send
from sor.register import BRIEFLY, Register, TakesLong, deciding
from sor.settings import read_settings
from sor.store.unavailable import Busy
from tests.changes.meanwhile import Between, with_senders
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases


@pytest.fixture
def briefly() -> Iterator[None]:
    """Others wait behind what is decided."""
    token = BRIEFLY.set(True)
    yield
    BRIEFLY.reset(token)


def noted(scene: Scene, count: int) -> dict[str, Any]:
    days = [f"20{30 + n // 12}-{1 + n % 12:02}-01" for n in range(count)]
    return {"changes": [{"op": "edit", "unit": scene["ward"], "from": day, "set": {"note": day}} for day in days]}


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.usefixtures("briefly")
def test_a_long_document_is_left_to_be_decided_where_nobody_waits(scene: Scene, dry_run: bool) -> None:
    register = scene.register
    few = register.change(noted(scene, deciding.FEW_CHANGES), "anna", "test", dry_run=dry_run)
    assert few.accepted
    before = register.serial()
    with pytest.raises(TakesLong):
        register.change(noted(scene, deciding.FEW_CHANGES + 1), "anna", "test", dry_run=dry_run)
    assert register.serial() == before
    BRIEFLY.set(False)
    assert register.change(noted(scene, deciding.FEW_CHANGES + 1), "anna", "test", dry_run=dry_run).accepted


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.usefixtures("briefly")
def test_so_is_a_short_one_that_turns_out_to_take_long(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    register = scene.register
    before = register.serial()
    monkeypatch.setattr(deciding, "SECONDS_INSIDE", -1)
    assert register.change(noted(scene, 1), "anna", "test", dry_run=True).accepted, "it takes less processor time"
    monkeypatch.setattr(deciding, "SECONDS_BRIEFLY", -1)
    with pytest.raises(TakesLong):
        register.change(noted(scene, 2), "anna", "test", dry_run=dry_run)
    assert register.serial() == before


@pytest.mark.parametrize(("seconds", "sender"), [(-1, "bo"), (inf, "bo"), (-1, "anna")])
def test_nobody_but_the_authority_keeps_all_others_from_writing_by_writing_to_what_their_own_set_reads(
    new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch, seconds: float, sender: str
) -> None:
    clock, (database, codes) = StandingClock(), new_sqlite.filled(with_senders)
    theirs = Scene.played(Register(database, clock), codes)
    others = [partial(theirs.send, *noted(theirs, 1 + n)["changes"]) for n in range(6)]
    between = Between(database.url.render_as_string(), others)
    monkeypatch.setattr(deciding, "FEW_CHANGES", 0)
    monkeypatch.setattr("sor.desk.sending.SECONDS_INSIDE", seconds)
    register = Register(between, clock)
    actor = Actors(register).actor(sender)
    assert actor is not None
    document = noted(theirs, 20)
    decide = partial(send, register, read_settings({}, demo=True), actor, document, "test")
    if (seconds, sender) == (-1, "bo"):
        with pytest.raises(Busy, match="Others write to what this reads"):
            decide()
    else:
        assert decide().accepted
    assert between.done > 4
