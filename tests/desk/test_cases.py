"""Cases: asked, assigned, asked back, answered, approved, refused, withdrawn; by whom, once, and kept as history."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sor.core.finding import ERROR
from sor.desk.approving import Approvals, SeenOtherwise
from sor.desk.asked_case import AskedCase, SentOnce, digest_of
from sor.desk.case_contents import NotYours
from sor.desk.case_kinds import KINDS
from sor.desk.case_records import MOST_MESSAGES, AlreadyDecided, CaseRecords
from sor.desk.cases import MOST_A_DAY_WITHOUT_RIGHT, CaseKeyUsed, Cases
from sor.register import Refused
from sor.store import audit_log
from sor.store import cases as rows
from sor.store.cases import FiledCase, Wanted
from tests.changes.scene import DEPARTMENT, INDICATORS, NUMBER_DATA, Scene, create
from tests.conftest import StandingClock
from tests.desk.asking import SETTINGS, Office, rename
from tests.quick_part import few

NAME = "Hjerteafdelingen Nord"


@pytest.fixture
def office(scene: Scene) -> Office:
    return Office(scene)


def said(office: Office, case: FiledCase) -> list[tuple[str, str, str]]:
    return [(one.who, one.what, one.text) for one in office.cases.messages(case)]


def test_a_case_goes_from_hand_to_hand_and_becomes_an_entry(office: Office) -> None:
    case = office.ask("rikke", "institution", "@hospital", rename("@hospital", NAME))
    assert (case.state, case.due, case.asker) == ("new", 20261113, "rikke")
    sds, rikke = office.actor("sds"), office.actor("rikke")
    case = office.cases.assign(sds, case, "", "")
    assert (case.state, case.assigned_to) == ("assigned", "sds")
    case = office.cases.ask(sds, case, "Fra hvornår?")
    assert case.state == "asked"
    case = office.cases.answer(rikke, case, "Fra 1. december")
    assert case.state == "assigned"
    before = office.register.serial()
    case = office.approve("sds", case, "enig")
    assert (case.state, case.decided_by, case.entry) == ("approved", "sds", before + 1)
    entry = office.register.entry(case.entry)
    assert entry is not None
    assert (entry.actor, entry.reason) == ("sds", "Sag 1: enig")
    assert office.scene.unit("hospital", 20261201)["name"] == NAME
    assert said(office, case) == [
        ("rikke", "open", "fordi"), ("sds", "assign", "sds"), ("sds", "ask", "Fra hvornår?"),
        ("rikke", "answer", "Fra 1. december"), ("sds", "approve", "enig"),
    ]  # fmt: skip
    noted = audit_log.read_notes_of(office.register.database.reader(), rows.WHAT)
    assert [(one.who, one.what, one.key) for one in noted] == [("sds", "approve", "1"), ("rikke", "open", "1")]
    assert noted[0].after == {"state": "approved", "entry": case.entry, "right": 0}
    assert office.register.verify_audit_log() is None
    for deed in (office.cases.refuse, office.cases.withdraw):
        with pytest.raises(AlreadyDecided):
            deed(sds if deed == office.cases.refuse else rikke, case, "nej", "rest")
    with pytest.raises(AlreadyDecided):
        office.approve("eva", case)
    assert office.register.serial() == before + 1


DEEDS: dict[str, Callable[[Office, str, FiledCase], Any]] = {
    "assign": lambda o, who, case: o.cases.assign(o.actor(who), case, "", ""),
    "ask": lambda o, who, case: o.cases.ask(o.actor(who), case, "?"),
    "answer": lambda o, who, case: o.cases.answer(o.actor(who), case, "!"),
    "propose": lambda o, who, case: o.cases.propose(o.actor(who), case, [rename(case.unit, "B")]),
    "preview": lambda o, who, case: o.cases.approvals.preview(o.actor(who), case, "rest"),
    "refuse": lambda o, who, case: o.cases.refuse(o.actor(who), case, "nej", "rest"),
    "withdraw": lambda o, who, case: o.cases.withdraw(o.actor(who), case, "", "rest"),
    "approve": lambda o, who, case: o.try_to_approve(who, case),
}
DECIDES = {"assign", "ask", "preview", "refuse", "approve", "propose"}
MAY: dict[tuple[str, str], set[str]] = {
    ("unit", "sds"): DECIDES, ("unit", "rikke"): {"answer", "propose", "withdraw"},
    ("access", "sds"): DECIDES - {"propose"}, ("access", "rikke"): DECIDES - {"propose"},
    ("access", "nina"): {"answer", "withdraw"},
}  # fmt: skip
"""Who may do what: a case of the region's about its ward, and a right over that ward that nina asks for."""


def test_everybody_does_what_is_theirs_and_nothing_else(office: Office) -> None:
    for kind, asker in (("unit", "rikke"), ("access", "nina")):
        for who in ("sds", "rikke", "kim", "med", "nina"):
            for name, deed in DEEDS.items():
                if kind == "unit":
                    case = office.ask(asker, kind, "@ward", rename("@ward", f"{who} {name}"))
                else:
                    case = office.ask(asker, kind, "@ward", role="region")
                if name == "answer":
                    case = office.cases.ask(office.actor("sds"), case, "?")
                may = MAY.get((kind, who), set())
                seen = office.cases.seen_by(office.actor(who), str(case.number)) is not None
                assert seen == bool(may), (kind, who)
                before = (office.again(case), office.register.serial(), len(office.cases.messages(case)))
                if name in may:
                    deed(office, who, case)
                    for right in office.actors.find_known("nina").counting:
                        office.actors.withdraw(right, "sds")
                else:
                    with pytest.raises(Refused):
                        deed(office, who, case)
                    after = (office.again(case), office.register.serial(), len(office.cases.messages(case)))
                    assert after == before, (kind, who, name)
                    if office.again(case).state in rows.OPEN:
                        office.cases.withdraw(office.actor(asker), case, "", "rest")


def test_nobody_approves_their_own_case(office: Office) -> None:
    case = office.ask("sds", "unit", "@ward", rename("@ward", "A"))
    with pytest.raises(NotYours, match="own"):
        office.approve("sds", case)
    assert office.approve("eva", case).state == "approved"
    right = office.ask("sds", "access", "@ward", role="region")
    with pytest.raises(NotYours, match="own"):
        office.approve("sds", right)


def test_what_the_rules_refuse_leaves_the_case_as_it_was(office: Office) -> None:
    case = office.ask("rikke", "unit", "@ward", rename("@ward", "x" * 100))
    row, outcome = office.try_to_approve("sds", case)
    assert outcome is not None
    assert any(one.severity == ERROR for one in outcome.findings)
    assert (row.state, office.again(case).state) == ("new", "new")
    seen = office.mark("sds", case)
    office.cases.propose(office.actor("sds"), case, [rename(case.unit, "Kort")])
    with pytest.raises(SeenOtherwise):
        office.cases.approvals.approve(office.actor("sds"), case, seen, "", "rest")
    assert office.approve("sds", case).entry
    assert office.scene.unit("ward", 20261201)["name"] == "Kort"


@pytest.mark.parametrize(
    ("happens", "field"),
    [
        ({"op": "move", "unit": "@ward", "from": "2026-11-01", "parent": "@lungs"}, "parent"),
        ({"op": "close", "unit": "@ward", "from": "2026-11-01"}, "open"),
    ],
)
def test_a_case_whose_unit_was_moved_or_closed_is_told_and_looked_at_again(
    office: Office, happens: dict[str, Any], field: str
) -> None:
    case = office.ask("rikke", "access", "@ward", role="region")
    change = office.ask("rikke", "unit", "@ward", rename("@heart", "Ny"))
    assert office.cases.find_moved(case) == []
    seen = {one.number: office.mark("sds", one) for one in (case, change)}
    assert office.scene.send(happens, actor="sds").accepted
    assert field in [one.field for one in office.cases.find_moved(change)]
    for one in (case, change):
        with pytest.raises(Refused):
            office.cases.approvals.approve(office.actor("sds"), one, seen[one.number], "", "rest")
    assert office.approve("sds", change).state == "approved"


def test_a_case_whose_unit_was_sold_is_told(office: Office) -> None:
    case = office.ask("kim", "unit", "@clinic", rename("@clinic", "Ny"))
    seen = office.mark("sds", case)
    sold = {"op": "edit", "unit": "@owner", "from": "2026-11-01", "set": {"cvr": "13585628"}}
    assert office.scene.send(sold, actor="sds").accepted
    assert [(one.field, one.after) for one in office.cases.find_moved(case)] == [("cvr", "13585628")]
    with pytest.raises(SeenOtherwise):
        office.cases.approvals.approve(office.actor("sds"), case, seen, "", "rest")


def _other_document(office: Office, case: FiledCase) -> None:
    office.cases.propose(office.actor("rikke"), case, [rename(case.unit, "Andet", "2026-12-02")])


def _send(*changes: dict[str, Any]) -> Callable[[Office, FiledCase], None]:
    def happens(office: Office, _: FiledCase) -> None:
        assert office.scene.send(*changes, actor="sds").accepted

    return happens


TOMORROW = "2026-11-02"
PHONE = {"op": "edit", "unit": "@hospital", "from": "2026-12-01", "set": {"virtual_address": {"phone": "11223344"}}}
UNLIKE: dict[str, tuple[str, tuple[dict[str, Any], ...], Callable[[Office, FiledCase], None]]] = {
    "another document": ("@hospital", (rename("@hospital", "Nyt"),), _other_document),
    "another before": ("@hospital", (rename("@ward", "Nyt"),), _send(rename("@ward", "Mellem", "2026-11-01"))),
    "one more heir": ("@hospital", (PHONE,), _send(create("#new", "OU", "@hospital", name="Nyt afsnit",
                      type=DEPARTMENT, location="inherit", **INDICATORS))),
    "a scheduled move": ("@ward", (), _send({"op": "move", "unit": "@ward", "from": TOMORROW, "parent": "@lungs"})),
    "a scheduled move above": ("@ward", (), _send({"op": "move", "unit": "@heart", "from": TOMORROW,
                               "parent": "@lungs"})),
    "a scheduled closing": ("@ward", (), _send({"op": "close", "unit": "@ward", "from": TOMORROW})),
}  # fmt: skip


@pytest.mark.parametrize("name", UNLIKE)
def test_what_would_be_otherwise_than_it_was_seen_is_not_made_until_it_is_seen(office: Office, name: str) -> None:
    unit, changes, happens = UNLIKE[name]
    case = office.ask("rikke", "unit", unit, *changes) if changes else office.ask("nina", "access", unit, role="region")
    sds, seen = office.actor("sds"), office.mark("sds", case)
    happens(office, case)
    before = (office.register.serial(), office.actor("nina").rights)
    assert office.mark("eva", case) != seen  # that another looks does not count for this one
    for mark in (seen, "", office.mark("sds", office.ask("rikke", "error", "@ward"))):
        with pytest.raises(SeenOtherwise) as refused:
            office.cases.approvals.approve(sds, case, mark, "", "rest")
        assert (office.register.serial(), office.actor("nina").rights) == before
    after, outcome = office.cases.approvals.approve(sds, case, refused.value.preview.mark, "", "rest")
    assert outcome is None or outcome.accepted
    assert after.state == "approved"


@pytest.mark.parametrize("kind", ["unit", "access"])
def test_what_is_written_between_the_look_and_the_approval_counts(
    office: Office, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Another changes the same unit when the preview was compared and the entry, or the right, is not written yet."""
    if kind == "unit":
        case, change = office.ask("rikke", kind, "@ward", rename("@ward", NAME)), rename("@ward", "Da", "2026-11-01")
    else:
        case = office.ask("nina", kind, "@ward", role="region")
        change = {"op": "move", "unit": "@ward", "from": TOMORROW, "parent": "@lungs"}
    seen, make, written = office.mark("sds", case), Approvals._make, list[int]()

    def between(approvals: Approvals, *given: Any) -> Any:
        if not written:
            written.append(1)
            assert office.scene.send(change, actor="eva").accepted
        return make(approvals, *given)

    monkeypatch.setattr(Approvals, "_make", between)
    with pytest.raises(SeenOtherwise):
        office.cases.approvals.approve(office.actor("sds"), case, seen, "", "rest")
    assert office.again(case).state == "new"
    assert office.approve("sds", case).state == "approved"


def test_killed_between_log_and_desk_the_case_is_caught_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = office.ask("rikke", "unit", "@ward", rename("@ward", NAME))
    serial = office.register.serial()
    office.register.database.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(CaseRecords, "bring_after", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        office.approve("sds", case, "enig")
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert office.register.serial() == serial + 1
    found = rows.find(office.register.database.reader(), case.number)
    assert found is not None
    assert found.state == "new", "it was killed before"
    Cases(office.register, SETTINGS).records.settle()
    found = rows.find(office.register.database.reader(), case.number)
    assert found is not None
    assert (found.state, found.decided_by, found.entry) == ("approved", "sds", serial + 1)
    assert said(office, case)[-1] == ("sds", "approve", "enig")
    with pytest.raises(AlreadyDecided):
        office.approve("eva", case)
    assert office.register.serial() == serial + 1


def test_killed_and_approved_by_another_it_is_written_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other looked at the case before the first one wrote it."""
    case = office.ask("rikke", "unit", "@ward", rename("@ward", NAME))
    serial, seen = office.register.serial(), office.mark("eva", case)
    with monkeypatch.context() as broken:
        broken.setattr(CaseRecords, "bring_after", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.try_to_approve("sds", case)
    with pytest.raises(AlreadyDecided):
        office.cases.approvals.approve(office.actor("eva"), case, seen, "", "rest")
    assert office.register.serial() == serial + 1
    assert office.again(case).decided_by == "sds"


def test_what_was_refused_while_another_wrote_it_is_what_the_log_says(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.ask("rikke", "unit", "@ward", rename("@ward", NAME))
    with monkeypatch.context() as broken:
        broken.setattr(CaseRecords, "bring_after", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.try_to_approve("sds", case)
        broken.setattr(CaseRecords, "settle_case", lambda _, row: row)
        office.cases.refuse(office.actor("eva"), case, "nej", "rest")
    assert office.again(case).state == "approved"


def test_two_who_approve_at_the_same_time_write_once(office: Office) -> None:
    case = office.ask("rikke", "unit", "@ward", rename("@ward", NAME))
    serial, told = office.register.serial(), []
    seen = office.mark("sds", case)
    assert office.mark("eva", case) == seen
    start = threading.Barrier(2)

    def approve(who: str) -> None:
        actor = office.actor(who)
        start.wait()
        try:
            told.append(office.cases.approvals.approve(actor, case, seen, "", "rest")[0].state)
        except AlreadyDecided:
            told.append("decided")
        finally:
            office.register.database.close()

    threads = [threading.Thread(target=approve, args=(who,)) for who in ("sds", "eva")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["approved", "decided"]
    assert office.register.serial() == serial + 1


def test_a_right_is_given_by_who_may_hand_it_on_and_by_nobody_else(office: Office) -> None:
    case = office.ask("nina", "access", "@ward", role="region", ops=["edit"], to="2027-01-01")
    with pytest.raises(NotYours):
        office.approve("kim", case)
    done = office.approve("rikke", case)
    assert (done.entry, done.right_number > 0) == (0, True)
    (right,) = office.actor("nina").rights
    assert (right.role, right.place, right.ops) == ("region", office.scene["ward"], {"edit"})
    assert (right.from_day, right.to_day) == (20261101, 20270101)
    everything = office.ask("nina", "access", "", role="authority")
    assert office.cases.seen_by(office.actor("rikke"), str(everything.number)) is None
    assert office.approve("sds", everything).state == "approved"


def test_who_claims_an_owner_gets_its_keepers_right_from_the_authority(office: Office) -> None:
    case = office.ask("nina", "claim", "@owner")
    assert office.cases.seen_by(office.actor("kim"), str(case.number)) is None
    office.approve("sds", case)
    assert [(one.role, one.place) for one in office.actor("nina").rights] == [("private", office.scene["owner"])]


def test_a_case_about_a_number_issues_it_from_the_series(office: Office) -> None:
    case = office.ask("rikke", "location_number", "@heart", **NUMBER_DATA)
    office.approve("sds", case)
    location = office.scene.unit("heart", 20261101)["location"]
    assert location["state"] == "Own"
    assert location["number"].startswith("579099900003")
    other = office.ask("rikke", "location_number", "@heart", number=location["number"], system_type="226")
    office.approve("sds", other)
    assert office.scene.unit("heart", 20261101)["location"]["system_type"] == "226"
    closed = office.ask("rikke", "location_number", "@heart", number=location["number"], close=True)
    assert office.cases.contents.changes_of(closed)[0] == {
        "op": "number", "location_number": location["number"], "unit": office.scene["heart"], "from": "2026-11-01",
        "close": True,
    }  # fmt: skip


def test_whoever_gives_a_right_is_told_who_asks_and_whether_they_are_the_owners(office: Office) -> None:
    office.actors.add("ole", "Ole Olsen", "sds", cvr="35095748", email="ole@bakken.dk")
    office.actors.link("ole", "https://login.example", "4711", "sds")
    office.actors.add("per", "Registermyndigheden", "sds", cvr="13585628")
    told = {}
    for who, unit in (("ole", "@owner"), ("per", "@owner"), ("nina", "@owner")):
        case = office.ask(who, "claim", unit)
        asker = office.cases.contents.asker(case)
        preview = office.cases.approvals.preview(office.actor("sds"), case, "rest")
        told[who] = (asker.cvr, asker.same_cvr, preview.warnings)
    assert told == {
        "ole": ("35095748", True, []), "per": ("13585628", False, ["other_cvr"]), "nina": (None, False, ["other_cvr"]),
    }  # fmt: skip
    ole = office.cases.contents.asker(office.again(office.ask("ole", "access", "@clinic", role="private")))
    assert (ole.name, ole.email, ole.issuers, ole.same_cvr) == (
        "Ole Olsen", "ole@bakken.dk", ["https://login.example"], True,
    )  # fmt: skip
    everywhere = office.ask("ole", "access", "", role="medcom")
    assert office.cases.approvals.preview(office.actor("sds"), everywhere, "rest").warnings == ["everywhere"]


@pytest.mark.parametrize("unit", ["@clinic", "@feet", "@hospital", "@ward"])
def test_only_an_owner_can_be_claimed(office: Office, unit: str) -> None:
    with pytest.raises(Refused, match="no owner"):
        office.ask("nina", "claim", unit)
    assert office.cases.list_cases(office.actor("sds"), Wanted()) == []


def test_closing_a_number_names_one_that_stands_at_the_unit_until_it_is_approved(office: Office) -> None:
    theirs = office.scene.unit("hospital", 20261101)["location"]["number"]
    others = office.scene.unit("owner", 20261101)["location"]["number"]
    for data in ({"close": True}, {"close": True, "number": ""}, {"close": True, "number": others},
                 {"close": True, "number": "1"}, {"number": others, "system_type": "226"}):  # fmt: skip
        with pytest.raises(Refused):
            office.ask("rikke", "location_number", "@hospital", **data)
    with pytest.raises(Refused):  # what it inherits is not its own
        office.ask("rikke", "location_number", "@ward", number=theirs, close=True)
    case = office.ask("rikke", "location_number", "@hospital", number=theirs, close=True)
    seen = office.mark("sds", case)
    gone = {"op": "edit", "unit": "@hospital", "from": "2026-11-01", "set": {"location": {"state": "None"}}}
    assert office.scene.send(gone, actor="sds").accepted
    with pytest.raises(Refused, match="as its own"):
        office.cases.approvals.approve(office.actor("sds"), case, seen, "", "rest")


def test_an_error_report_may_be_settled_by_an_answer_and_another_kind_may_not(office: Office) -> None:
    serial = office.register.serial()
    assert office.approve("sds", office.ask("nina", "error", "@ward"), "rettet").entry == 0
    assert office.register.serial() == serial
    with pytest.raises(Refused, match="no change"):
        office.approve("sds", office.ask("nina", "unit", "@ward"))


def test_an_error_report_is_not_settled_by_an_answer_that_says_nothing(office: Office) -> None:
    asked = office.ask("nina", "error", "@ward")
    with pytest.raises(Refused, match="Write the answer"):
        office.approve("sds", asked, " ")
    assert office.approve("sds", asked, "rettet").state == "approved"


def test_cases_are_found_and_counted(office: Office, clock: StandingClock) -> None:
    first = office.ask("rikke", "institution", "@hospital")
    clock.pass_days(20)
    second = office.ask("kim", "error", "@clinic")
    office.cases.ask(office.actor("sds"), second, "Hvilket ØRE?")
    sds = office.actor("sds")
    assert [one.number for one in office.cases.list_cases(sds, Wanted())] == [1, 2]
    assert [one.number for one in office.cases.list_cases(sds, Wanted(), "øre")] == [2]
    assert [one.number for one in office.cases.list_cases(sds, Wanted(states=("asked",)))] == [2]
    assert [one.number for one in office.cases.list_cases(sds, Wanted(due_before=20261121))] == [1]
    assert [one.number for one in office.cases.list_cases(office.actor("kim"), Wanted())] == [2]
    assert office.cases.list_cases(office.actor("nina"), Wanted()) == []
    assert (office.cases.is_overdue(first), office.cases.is_overdue(second)) == (True, False)
    counts = office.cases.counts()
    assert (counts.open, counts.overdue, counts.median_age) == ({"institution": 1, "error": 1}, 1, 10.0)
    office.cases.refuse(sds, first, "nej", "rest")
    assert office.cases.counts().overdue == 0
    assert [one.number for one in office.cases.list_cases(sds, Wanted())] == [2, 1]


@pytest.mark.parametrize(
    "asked",
    few([
        AskedCase("x", "", "t"), AskedCase("unit", "1", "t"), AskedCase("unit", "", " "),
        AskedCase("unit", "", "x" * 4001),
        AskedCase("location_number", "", "t"), AskedCase("access", "", "t", {"role": "king"}),
        AskedCase("access", "", "t", {"role": "region"}), AskedCase("access", "", "t", {"x": "y"}),
        AskedCase("access", "", "t", {"role": ["authority"]}),
        AskedCase("access", "", "t", {"role": "medcom", "to": "x"}),
        AskedCase("access", "", "t", {"role": "medcom", "to": "2020-01-01"}),
        AskedCase("access", "", "t", {"role": "medcom", "ops": ["fly"]}),
        AskedCase("access", "", "t", {"role": "medcom", "ops": []}),
        AskedCase("unit", "", "t", {}, [{"op": "fly"}]),
        AskedCase("access", "", "t", {"role": "medcom"}, [{"op": "edit"}]), AskedCase("unit", "", "a\u202eb"),
        AskedCase("unit", "", "t", {}, [{}] * 501),
        AskedCase("access", "", "t", {"role": "medcom", "ops": ["edit", "zzz"]}),
        AskedCase("access", "", "t", {"role": "medcom", "ops": ["edit"] * 2}),
        AskedCase("access", "", "t", {"role": "n" * 245_000}), AskedCase("access", "", "t", {"from": "2" * 255}),
        AskedCase("unit", "", "t", {}, [{"op": "edit", "set": {"name": "n" * 200_000}}]),
        AskedCase("unit", "", "t", {}, [{"op": "edit", "set": {"virtual_address": {"phone": "1" * 21}}}]),
        AskedCase("unit", "", "t", {}, [{"op": "edit", "n" * 255: "x"}]),
        AskedCase("unit", "", "t", {}, [{"op": "edit", "set": {f"f{n}": 1 for n in range(1_000)}}]),
    ], every=4),
)  # fmt: skip
def test_what_cannot_be_a_case_is_refused(office: Office, asked: AskedCase) -> None:
    with pytest.raises(Refused) as refused:
        office.cases.open(office.actor("rikke"), asked, "rest")
    assert refused.value.danish != str(refused.value)
    assert office.cases.list_cases(office.actor("sds"), Wanted()) == []


def test_who_has_no_right_opens_ten_at_most(office: Office) -> None:
    made = [office.ask("nina", "error") for _ in range(10)]
    with pytest.raises(Refused, match="10 of your cases"):
        office.ask("nina", "error")
    office.cases.withdraw(office.actor("nina"), made[0], "", "rest")
    office.ask("nina", "error")


def test_what_an_asker_brings_into_the_desk_within_a_day_has_an_end(office: Office, clock: StandingClock) -> None:
    nina = office.actor("nina")
    for _ in range(MOST_A_DAY_WITHOUT_RIGHT):
        office.cases.withdraw(nina, office.ask("nina", "error"), "", "rest")
    with pytest.raises(Refused, match="within a day"):
        office.ask("nina", "error")
    office.ask("rikke", "error")
    clock.now += timedelta(days=1, seconds=1)
    office.ask("nina", "error")


def test_a_case_holds_no_more_changes_than_its_sender_may_send(office: Office) -> None:
    many = [rename("@ward", "Nyt")] * 21
    with pytest.raises(Refused, match="at most 20 changes"):
        office.ask("nina", "unit", "@ward", *many)
    case = office.ask("nina", "unit", "@ward", *many[:20])
    with pytest.raises(Refused, match="at most 20 changes"):
        office.cases.propose(office.actor("nina"), case, office.scene.named(many))
    office.cases.propose(office.actor("sds"), case, office.scene.named(many))


def test_a_case_in_which_too_much_was_said_is_decided_and_nothing_else(office: Office) -> None:
    sds, nina = office.actor("sds"), office.actor("nina")
    case, changes = office.ask("nina", "error"), office.scene.named([rename("@ward", "Nyt")])
    for _ in range(MOST_MESSAGES - 1):
        office.cases.propose(nina, case, changes)
    for deed in (
        lambda: office.cases.propose(nina, case, changes), lambda: office.cases.ask(sds, case, "?"),
        lambda: office.cases.assign(sds, case, "", ""),
    ):  # fmt: skip
        with pytest.raises(Refused, match="only be decided"):
            deed()
    assert len(office.cases.messages(case)) == MOST_MESSAGES
    assert office.cases.refuse(sds, case, "nej", "rest").state == "refused"


def test_a_list_of_cases_brings_no_changes_along(office: Office) -> None:
    case = office.ask("rikke", "unit", "@ward", rename("@ward", "Nyt"))
    (listed,) = office.cases.list_cases(office.actor("sds"), Wanted())
    assert listed == case._replace(changes="")


def test_what_is_sent_twice_under_a_key_is_one_case(office: Office) -> None:
    nina, rikke = office.actor("nina"), office.actor("rikke")
    asked, other = AskedCase("error", "", "fejl"), AskedCase("error", "", "anden fejl")
    sent = SentOnce("key", digest_of(asked))
    first = office.cases.open(nina, asked, "rest", sent)
    assert office.cases.open(nina, asked, "rest", sent).number == first.number
    with pytest.raises(CaseKeyUsed):
        office.cases.open(nina, other, "rest", SentOnce("key", digest_of(other)))
    assert office.cases.open(rikke, asked, "rest", sent).number != first.number
    assert office.cases.open(nina, asked, "rest").number != first.number
    office.cases.withdraw(nina, first, "", "rest")
    assert office.cases.open(nina, asked, "rest", sent).state == "withdrawn"


def test_two_who_send_the_same_at_once_open_one_case(office: Office) -> None:
    nina, asked = office.actor("nina"), AskedCase("error", "", "fejl")
    found: set[int] = set()

    def send() -> None:
        found.add(office.cases.open(nina, asked, "rest", SentOnce("key", digest_of(asked))).number)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 1
    assert len(office.cases.list_cases(nina, Wanted())) == 1


def test_who_is_erased_leaves_no_word_in_any_case(office: Office) -> None:
    sds, rikke = office.actor("sds"), office.actor("rikke")
    word = "min telefon er 86123400"

    def opened(kind: str, *changes: dict[str, Any], **data: Any) -> FiledCase:
        asked = AskedCase(kind, office.scene["ward"], word, data, office.scene.named(list(changes)))
        return office.cases.open(rikke, asked, "rest")

    right, number = opened("access", role="region", ops=["edit"]), opened("location_number", **NUMBER_DATA, note=word)
    proposed = opened("unit", rename("@ward", word))
    decided = office.cases.refuse(sds, opened("error"), "nej", "rest")
    office.cases.ask(sds, proposed, "hvad?")
    office.cases.answer(rikke, office.again(proposed), word)
    others = office.ask("nina", "access", "@ward", role="region")
    office.cases.ask(rikke, others, word)
    office.actors.remove("rikke", "sds", erase=True)
    for case in (right, number, proposed):
        stands = office.again(case)
        assert (stands.state, stands.decided_by) == ("withdrawn", "sds")
        assert said(office, stands)[-1][1] == "withdraw"
        with pytest.raises(AlreadyDecided):
            office.approve("sds", case)
    assert office.again(decided).state == "refused"
    assert office.again(others).state == "asked"
    connection = office.register.database.reader()
    everything = str(connection.run("SELECT * FROM case_file").fetchall())
    everything += str(connection.run("SELECT * FROM case_message").fetchall())
    assert word not in everything
    assert "hvad?" in everything
    assert office.cases.contents.data_of(office.again(right)) == {"role": "region", "ops": ["edit"]}


def test_every_kind_says_what_it_gives() -> None:
    assert set(rows.OF_RIGHTS) == {kind.name for kind in KINDS.values() if kind.gives == "right"}
    assert {kind.gives for kind in KINDS.values()} == {"right", "entry", "either"}
