"""A document that is decided while others write is what it would be had nobody written meanwhile: the same entry, the
same answer, the same register (``docs/decisions/two-locks.md``).
"""

import gc
import sqlite3
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.ean import calc_check_digit

from sor.changes import submitting
from sor.changes.asking import Terms
from sor.changes.deciding import decide
from sor.core.canonical import encode
from sor.core.day import OPEN, START
from sor.core.statement import Draft
from sor.desk.actors import Actors, WantedRight
from sor.desk.sending import RightsNow
from sor.register import Register, Submission
from sor.register import deciding as hub
from sor.store.append import LineDraft
from sor.store.log import Head
from sor.store.looked_at import LookedAt
from sor.store.marks import AGAIN, KEY, KIND, PARENT, VALUE, Marked, mark_statement
from tests.changes import random_changes
from tests.changes.meanwhile import Writes, among_others, one_after_the_other, sends, with_senders
from tests.changes.scene import DEPARTMENT, INDICATORS, TODAY, Scene, create, number, own
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.quick_part import few

SOON, LATER = "2026-11-20", "2026-12-01"
COMING = f"579099900050{calc_check_digit('579099900050')}"


def edit(unit: str, day: str = LATER, **values: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": values}


def close(unit: str, day: str = SOON) -> dict[str, Any]:
    return {"op": "close", "unit": unit, "from": day}


def department(name: str, parent: str, day: str = SOON) -> dict[str, Any]:
    return create(name, "OU", parent, day, name="Ny", type=DEPARTMENT, location="inherit", **INDICATORS)


def loads(kind: str, key: str, *drafts: Draft) -> Writes:
    """A file is loaded that says something of a subject."""
    lines = [LineDraft(kind, key, drafts)]
    return lambda scene, _: scene.register.submit(Submission(lines, "authority", "import"))


def opens(kind: str, key: str) -> Writes:
    return loads(kind, key, Draft("open", 20200101, OPEN, 0, encode(True)))


def bos_rights_change(scene: Scene, _: StandingClock) -> None:
    """Bo's newest right is taken back, or he gets one again."""
    actors = Actors(scene.register)
    found = actors.find_known("bo")
    if found.counting:
        actors.withdraw(max(found.counting), "anna")
    else:
        actors.grant("bo", WantedRight("region", scene["region"], None, START), "anna")


def a_day_passes(_: Scene, clock: StandingClock) -> None:
    clock.pass_days(1)


def a_day_is_turned(scene: Scene, clock: StandingClock) -> None:
    """The clock's job notes each day: who comes later finds as many entries, whoever writes first."""
    clock.pass_days(1)
    scene.register.turn_day()


def by(who: str, *changes: dict[str, Any]) -> Writes:
    """Somebody sends a set who has rights of his own."""

    def send(scene: Scene, _: StandingClock) -> Any:
        return scene.send(
            *changes, actor=who, terms=lambda: Terms(RightsNow(partial(Actors(scene.register).actor, who)))
        )

    return send


def who_knows_the_lists(mine: Writes) -> Writes:
    """The same by a program that keeps the code lists since it read them last."""

    def send(scene: Scene, clock: StandingClock) -> Any:
        scene.register.code_book(scene.register.serial())
        return mine(scene, clock)

    return send


CASES: Mapping[str, tuple[str, Writes, Writes]] = {
    "the unit was closed": (KEY, sends(edit("@ward", name="Ny")), sends(close("@ward"))),
    "the unit was changed": (KEY, sends(edit("@ward", name="Ny")), sends(edit("@ward", name="En anden"))),
    "a number that nobody knew is there": (
        KEY, sends(edit("@ward", location=own(COMING))), sends(number(COMING) | {"from": "2027-01-01"})),
    "a unit far above went to another owner": (
        "answers", by("bo", edit("@ward", name="Ny")),
        sends({"op": "move", "unit": "@hospital", "parent": "@owner", "from": SOON})),
    "somebody stands below a unit that ends": (PARENT, sends(close("@ward", LATER)), sends(department("#n", "@ward"))),
    "a unit was moved below one that ends": (
        PARENT, sends(close("@ward", LATER)), sends({"op": "move", "unit": "@lungs", "parent": "@ward", "from": SOON})),
    "somebody has the number": (
        VALUE, sends(edit("@lungs", location=own("@free"))), sends(edit("@ward", location=own("@free")))),
    "somebody took up a number that ends": (
        VALUE, sends({"op": "number", "location_number": "@free", "close": True, "from": LATER}),
        sends(edit("@ward", location=own("@free")))),
    "SHAK codes are known at all": (KIND, sends(edit("@lungs", shak="960001")), opens("shak", "777777")),
    "the type has ended": (
        "codes", who_knows_the_lists(sends(department("#ny", "@ward", LATER))),
        loads("code", f"entity_type/{DEPARTMENT}", Draft("open", 20261115, OPEN, 0, encode(False)))),
    "the sender may no longer": (AGAIN, by("bo", edit("@ward", name="Ny")), bos_rights_change),
    "the code was given to another": ("", sends(department("#n", "@ward")), sends(department("#m", "@lungs"))),
    "the number was given to another": ("", sends(number("#n")), sends(number("#m"))),
    "it is another day": ("", sends(edit("@ward", TODAY, name="Ny")), a_day_passes),
}  # fmt: skip
"""What has come about when the lock is taken: (the one note that tells so, if there is but one, the document, what
the other does).
"""


@pytest.mark.parametrize("case", few(CASES, every=5))
def test_what_was_read_is_written_to_before_the_lock_is_taken(new_database: NewDatabases, case: str) -> None:
    _, mine, theirs = CASES[case]
    compare(new_database, [], mine, [None, theirs])


@pytest.mark.parametrize("case", few(CASES, every=5))
def test_it_is_written_to_as_soon_as_it_was_read(new_sqlite: NewDatabases, case: str) -> None:
    _, mine, theirs = CASES[case]
    compare(new_sqlite, [], mine, [theirs])


@pytest.mark.parametrize("case", few(CASES, every=5))
def test_it_is_written_to_each_time_that_it_is_decided(new_sqlite: NewDatabases, case: str) -> None:
    """In the end it is decided while nobody else writes."""
    _, mine, theirs = CASES[case]
    again = sends(edit("@ward", "2027-02-01", name="Igen"), close("@ward", "2027-03-01"))
    compare(new_sqlite, [], mine, [None, theirs, None, again, theirs])


def test_nobody_waits_for_the_collector_of_waste(new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes through all that a process holds: whoever wrote what was decided before would hold the lock so long."""
    monkeypatch.setattr(hub, "FEW_CHANGES", 0)
    database, codes = new_sqlite.filled(with_senders)
    scene, often = Scene.played(Register(database, StandingClock()), codes), gc.get_threshold()
    is_locked: list[bool] = []

    def note(phase: str, _: Any) -> None:
        is_locked.append(database._writing._is_owned())

    gc.callbacks.append(note)
    gc.set_threshold(1, 1, 1)
    try:
        assert scene.send(edit("@ward", name="Ny"), edit("@lungs", name="Ny")).serial
    finally:
        gc.set_threshold(*often)
        gc.callbacks.remove(note)
    assert is_locked
    assert not any(is_locked)
    assert gc.isenabled()


STANDS = {
    "edit": [edit("@ward", name="Ny")],
    "correct": [{"op": "correct", "unit": "@ward", "from": TODAY, "to": SOON, "set": {"name": "Ny"}}],
    "create": [department("#n", "@lungs"), department("#m", "#n")],
    "close": [close("@ward"), close("@lungs")],
    "issue": [number("#n") | {"unit": "@ward"}],
    "move": [{"op": "move", "unit": "@lungs", "parent": "@heart", "from": SOON}, edit("@lungs", SOON, name="Ny")],
    "withdraw": [{"op": "withdraw", "entry": 3}, edit("@ward", SOON, name="Ny")],
}


@pytest.mark.parametrize("moments", [1, 0])
@pytest.mark.parametrize("what", few(STANDS, every=3))
def test_what_others_write_elsewhere_lets_it_stand(
    new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch, what: str, moments: int
) -> None:
    """It is written as it was decided, under a later serial."""
    before = [sends(edit("@ward", LATER, name="Kommer"), close("@ward", "2027-05-01"))]
    others = [*[None] * moments, sends(edit("@feet", name="Andre"))]
    mine, decided = sends(*STANDS[what], reason="mine"), list[str]()
    monkeypatch.setattr(submitting, "decide", lambda *of, **how: decided.append(of[2].reason) or decide(*of, **how))
    among = among_others(new_sqlite, mine, others, before)
    assert (among.outcome.serial, decided.count("mine")) == (5, 1), "it was decided once"
    assert among == one_after_the_other(new_sqlite, mine, others, among.seen, before)


@pytest.mark.parametrize("case", few([name for name, (tells, *_) in CASES.items() if tells], every=4))
def test_it_is_told_by_one_kind_of_note_alone(
    new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """Without that kind, what nobody may write stands in the register."""
    tells, mine, theirs = CASES[case]
    forget(monkeypatch, tells)
    try:
        among = among_others(new_sqlite, mine, [None, theirs])
    except sqlite3.IntegrityError:
        return  # it was about to be damaged
    assert among != one_after_the_other(new_sqlite, mine, [None, theirs], among.seen)


def forget(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Let one kind of note not be taken."""
    plain, begin = LookedAt.note, LookedAt.__init__

    def note(self: LookedAt, statement: str, values: Any, rows: Any) -> None:
        by = statement.by if isinstance(statement, Marked) else (AGAIN,)
        for mark in by:
            if mark != kind:
                plain(
                    self, mark_statement(statement, mark), values, [] if kind == "answers" and mark != AGAIN else rows
                )

    def init(self: LookedAt, head: Head) -> None:
        begin(self, head)
        if kind == "codes":
            self._found[KIND].clear()

    monkeypatch.setattr(LookedAt, "note", note)
    monkeypatch.setattr(LookedAt, "__init__", init)


def _op(name: str, **parts: Any) -> st.SearchStrategy[dict[str, Any]]:
    strategies = {part: one if isinstance(one, st.SearchStrategy) else st.just(one) for part, one in parts.items()}
    return st.fixed_dictionaries({"op": st.just(name), **strategies})


days, units = random_changes.days, random_changes.units
numbers = st.sampled_from(["@free", COMING])
messages = st.sampled_from([[], [{"standard": "MEDDIS", "version": "2.0", "direction": "receive"}]])
document = st.lists(
    st.one_of(
        random_changes.changes,
        _op("edit", unit=units, set=st.fixed_dictionaries({"location": st.builds(own, numbers)}), **{"from": days}),
        _op("edit", unit=units, set=st.fixed_dictionaries(
            {"provider_identifier": st.sampled_from([None, "012345", "12345"])}), **{"from": days}),
        _op("number", location_number=st.sampled_from(["#n", COMING]), issue=number("")["issue"], **{"from": days}),
        _op("number", location_number=numbers, unit=units, set=st.just({"note": "a"}), **{"from": days}),
        _op("number", location_number=numbers, close=True, **{"from": days}),
        _op("edi", location_number=numbers, set=st.fixed_dictionaries({"messages": messages}), **{"from": days}),
        _op("shak", code=st.sampled_from(["960001", "9600"]), set=st.just({"name": "Et"}), **{"from": days}),
        _op("confirm", unit=units),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
sending = st.builds(
    lambda who, changes: by(who, *changes) if who else sends(*changes, reason="prøve", key="k"),
    st.sampled_from([None, "anna", "bo"]), document,
)  # fmt: skip
others = st.one_of(
    st.none(),
    sending,
    st.sampled_from([
        a_day_is_turned, opens("shak", "777777"), opens("location_number", COMING), bos_rights_change,
        loads("code", f"entity_type/{DEPARTMENT}", Draft("open", 20261115, OPEN, 0, encode(False))),
    ]),
)  # fmt: skip
happenings = st.tuples(st.lists(others, max_size=2), sending, st.lists(others, min_size=1, max_size=5))
"""(what happened before, a document, what others do while it is decided: see ``among_others``)."""


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(happenings=happenings)
def test_whatever_is_written_meanwhile(new_sqlite: NewDatabases, happenings: Any) -> None:
    compare(new_sqlite, *happenings)


@pytest.mark.slow
@pytest.mark.postgres
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(happenings=happenings)
def test_it_is_so_on_postgresql(new_postgresql: NewDatabases, happenings: Any) -> None:
    compare(new_postgresql, *happenings)


@pytest.mark.soak
@settings(max_examples=3000, suppress_health_check=list(HealthCheck))
@given(happenings=happenings)
def test_it_is_so_thousands_of_times(new_sqlite: NewDatabases, happenings: Any) -> None:
    compare(new_sqlite, *happenings)


def compare(
    new: NewDatabases, before: list[Writes | None], mine: Writes, others: list[Writes | None]
) -> None:  # fmt: skip
    among = among_others(new, mine, others, before)
    assert among == one_after_the_other(new, mine, others, among.seen, before)
