"""Forms that were begun are kept for whoever began them, on both databases, and go on with a named colleague."""

from datetime import UTC, datetime, timedelta

import pytest

from sor.desk.actors import Actors
from sor.desk.drafts import KEPT_FOR, MOST, Drafts
from sor.register import Refused, Register
from tests.changes.scene import Scene

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def register(scene: Scene) -> Register:
    actors = Actors(scene.register)
    for one in ("anna", "bo", "carl"):
        actors.add(one, one.title(), None)
    return scene.register


def test_a_draft_is_there_when_the_program_starts_again(register: Register) -> None:
    form = {"name": "Æ 😀 <b>", "from": "30-02-2027", "reason": ""}
    draft = Drafts(register).keep("anna", "edit", "1", form)
    again = Drafts(register).find("anna", draft)
    assert again is not None
    assert (again.form, again.op, again.unit, again.document) == (form, "edit", "1", None)
    assert [one.id for one in Drafts(register).of("anna")] == [draft]


def test_it_is_nobody_elses_until_it_is_shared_with_them(register: Register) -> None:
    drafts = Drafts(register)
    draft = drafts.keep("anna", "edit", "1", {"name": "A"})
    assert drafts.find("bo", draft) is None
    drafts.remove("bo", draft)
    drafts.share("bo", draft, "bo")
    assert drafts.of("bo") == []
    drafts.share("anna", draft, "bo")
    assert drafts.keep("bo", "edit", "1", {"name": "B"}, id=draft) == draft
    found = drafts.find("anna", draft)
    assert found is not None
    assert (found.actor, found.shared_with, found.form) == ("anna", "bo", {"name": "B"})
    drafts.share("anna", draft, "")
    assert drafts.find("bo", draft) is None
    drafts.remove("anna", draft)
    assert drafts.find("anna", draft) is None


def test_it_is_shared_with_no_stranger(register: Register) -> None:
    drafts = Drafts(register)
    draft = drafts.keep("anna", "edit", "1", {})
    with pytest.raises(Refused, match="no user nobody"):
        drafts.share("anna", draft, "nobody")


def test_the_basket_holds_what_says_a_change_in_the_order_in_which_it_was_put_there(register: Register) -> None:
    clock = Watch()
    drafts = Drafts(register, clock)
    put = []
    for n in range(3):
        put.append(drafts.keep("anna", "edit", str(n), {}, {"changes": [n]}))
        clock.now += timedelta(minutes=1)
    drafts.keep("anna", "edit", "9", {})
    drafts.share("anna", put[0], "bo")
    assert [one.id for one in drafts.basket("anna")] == put
    assert [one.document for one in drafts.basket("anna")] == [{"changes": [n]} for n in range(3)]
    assert drafts.basket("bo") == []


def test_nobody_has_more_than_a_hundred(register: Register) -> None:
    drafts = Drafts(register)
    first = drafts.keep("anna", "edit", "1", {})
    for _ in range(MOST - 1):
        drafts.keep("anna", "edit", "1", {})
    with pytest.raises(Refused, match="delete some"):
        drafts.keep("anna", "edit", "1", {})
    drafts.keep("anna", "edit", "1", {"name": "A"}, id=first)
    drafts.keep("bo", "edit", "1", {})


def test_what_others_share_with_somebody_takes_no_room_from_them(register: Register) -> None:
    drafts = Drafts(register)
    for _ in range(MOST):
        drafts.share("anna", drafts.keep("anna", "edit", "1", {}), "bo")
    assert drafts.find("bo", drafts.keep("bo", "edit", "1", {})) is not None


def test_what_nobody_touches_for_long_is_forgotten(register: Register) -> None:
    clock = Watch()
    drafts = Drafts(register, clock)
    old = drafts.keep("anna", "edit", "1", {})
    clock.now += KEPT_FOR + timedelta(seconds=1)
    drafts.keep("carl", "edit", "1", {})
    assert drafts.find("anna", old) is None
