"""Trying and sending: keys, conflicts, mirrors, and what a preview leaves behind."""

import pytest

from sor.changes.document import BadDocument
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Refused, Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.changes.scene import DEPARTMENT, TODAY, Scene, create, faults
from tests.conftest import StandingClock


def edit(name: str, day: str = TODAY) -> dict[str, object]:
    return {"op": "edit", "unit": "@ward", "from": day, "set": {"name": name}}


def test_a_dry_run_writes_nothing_and_uses_no_code(scene: Scene) -> None:
    new = create("#new", "OU", "@heart", name="N", type=DEPARTMENT, location="inherit")
    tried = scene.preview(new)
    assert tried.accepted
    assert tried.serial is None
    assert tried.units == {}
    assert [t.key for t in tried.consequences.touched] == ["#new"]
    assert scene.register.serial() == scene.serial
    first = scene.send(new).units["#new"]
    assert int(first[:-10]) == int(scene["feet"][:-10]) + 1


def test_a_refusal_uses_no_code_and_speaks_of_the_names_of_the_set(scene: Scene) -> None:
    refused = scene.send(create("#new", "HI", "@heart", name="N", type="22232009", location="inherit"))
    assert ("H2", "#new") in faults(refused)
    made = scene.send(create("#new", "OU", "@heart", name="N", type=DEPARTMENT, location="inherit"))
    assert int(made.units["#new"][:-10]) == int(scene["feet"][:-10]) + 1


def test_the_same_key_gives_the_same_answer_and_is_done_once(scene: Scene) -> None:
    first = scene.send(edit("A"), key="k1")
    again = scene.send(edit("A"), key="k1")
    assert again.replayed
    assert again.serial == first.serial == scene.register.serial()
    [used] = scene.send(edit("B"), key="k1").findings
    assert (used.rule, used.kind, used.key, used.severity) == ("X35", "submission", "k1", "error")
    assert used.facts == {"idempotency_key": "k1", "entry": first.serial}
    assert scene.send(edit("B"), key="k1", actor="another").accepted


def test_a_refused_submission_keeps_no_key(scene: Scene) -> None:
    close = {"op": "close", "unit": "@heart", "from": TODAY}
    assert not scene.send(close, key="k2").accepted
    assert scene.send(close | {"branch": True}, key="k2").accepted


def test_two_at_once_on_one_field_the_loser_gets_a_comparison(scene: Scene) -> None:
    read_at = scene.register.serial()
    assert scene.send(edit("Annas navn"), base=read_at).accepted
    lost = scene.send(edit("Bos navn"), base=read_at)
    assert faults(lost) == [("X32", scene["ward"])]
    facts = lost.findings[0].facts
    assert (facts["theirs"], facts["mine"]) == ('"Annas navn"', '"Bos navn"')
    other_field = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"note": "n"}}
    assert scene.send(other_field, base=read_at).accepted


def test_who_says_the_same_as_others_since_contradicts_nobody(scene: Scene) -> None:
    read_at = scene.register.serial()
    others = [edit("A"), edit("B") | {"from": "2027-01-01"}]
    assert scene.send(*others, base=read_at).accepted
    assert scene.preview(*others, base=read_at).accepted
    lost = scene.preview(edit("A"), edit("C") | {"from": "2027-02-01"}, base=read_at)
    assert [(f.rule, f.facts["theirs"], f.facts["mine"]) for f in lost.findings if f.severity == "error"] == [
        ("X32", '"B"', '"C"')
    ]


def test_what_was_only_assumed_is_said_by_who_says_the_same(scene: Scene) -> None:
    ward = scene["ward"]
    assumed = LineDraft("unit", ward, [Draft("note", 20261101, OPEN, 0, b'"n"', True)])
    scene.register.submit(Submission([assumed], "authority", "import"))
    said = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"note": "n"}}
    for told in ([], ["X25"]):
        sent = scene.send(said)
        assert [f.rule for f in sent.findings] == told
    assert "assumed" not in scene.unit("ward", 20261101)


def test_a_mirror_takes_no_changes(database: Database, clock: StandingClock) -> None:
    mirror = Register(database, clock)
    mirror.init("mirror")
    with pytest.raises(Refused, match="This register is a mirror"):
        mirror.change({"op": "confirm", "unit": "1"}, "anna", "rest")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"changes": []}, "The document holds no changes."),
        ({"op": "edit", "unit": "1", "from": "1.12.2026", "set": {}}, "'1.12.2026' is not a date"),
        ({"op": "flyt", "unit": "1"}, "change 1: unknown operation 'flyt'; one of annul, close, "),
        (
            {"op": "edit", "unit": 5, "from": "2026-12-01", "set": {}},
            "change 1, unit: a text is expected here, not a whole number",
        ),
        ([1], r"an object .* is expected here, not a list"),
        ({"op": "withdraw", "entry": 10**30}, "no number of an entry|too large"),
        ({"op": "withdraw", "entry": 0}, "no number of an entry"),
        ({"op": "withdraw", "entry": 1, "line": -1}, "no number of an entry"),
    ],
)
def test_a_document_that_cannot_be_read_says_where(register: Register, document: object, says: str) -> None:
    with pytest.raises(BadDocument, match=says):
        register.change(document, "anna", "rest")


@pytest.mark.parametrize("unit", ["", "x" * 5000, "#", "%", "'; DROP TABLE entry; --"])
def test_a_key_of_strange_letters_is_a_unit_that_is_not_there(scene: Scene, unit: str) -> None:
    found = scene.preview({"op": "edit", "unit": unit, "from": TODAY, "set": {"name": "A"}})
    assert not found.accepted


@pytest.mark.parametrize("depth", [20, 480, 900])
def test_a_document_that_is_nested_for_ever_is_none(scene: Scene, depth: int) -> None:
    deep: object = "x"
    for _ in range(depth):
        deep = [deep]
    with pytest.raises(BadDocument, match="nested more than 20 levels deep"):
        scene.register.change({"op": "edit", "unit": "1", "from": TODAY, "set": {"name": deep}}, "authority", "rest")


@pytest.mark.parametrize("text", ["\x00", "9\x00", "\x01", "\ud800"])
def test_what_no_database_can_hold_is_no_document(scene: Scene, text: str) -> None:
    edit = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "A"}}
    for change in (edit | {"unit": text}, edit | {"set": {"name": text}}, edit | {"set": {text: "A"}}):
        with pytest.raises(BadDocument, match=r"The document cannot be read: .*character [12] is U\+"):
            scene.preview(change)


def test_the_clock_set_back_changes_neither_day_nor_order(scene: Scene, clock: StandingClock) -> None:
    clock.pass_days(3)
    scene.send(edit("A", "2026-11-04"))
    clock.pass_days(-2)
    sent = scene.send(edit("B", "2026-12-01"))
    entries = list(scene.register.since(0))
    assert [e.recorded_at for e in entries] == sorted(e.recorded_at for e in entries)
    assert entries[-1].serial == sent.serial
    assert entries[-1].day == 20261104
