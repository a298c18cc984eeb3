"""Who may send what: each change of a set, and all that it brings along, held against the rights of its sender."""

from functools import partial
from typing import Any

import pytest

from sor.access.authority import Actor, refusal
from sor.changes import document as doc
from sor.changes.outcome import Outcome
from sor.changes.shapes import fields_to_set
from sor.core.identifiers import sor_code
from sor.desk.actors import Actors
from sor.register import Register, Submission
from sor.store import series
from sor.store.append import LineDraft
from tests.owned import (
    CLINIC,
    FIRM,
    HOME_CARE,
    HOSPITAL,
    OTHER_HOSPITAL,
    OTHER_REGION,
    OTHER_WARD,
    REGION,
    ROOM,
    TEAM,
    TOWN,
    TOWN_HALL,
    WARD,
    fill,
    wanted,
)
from tests.quick_part import few
from tests.store.units import create as line

TODAY, SOON, LATER = "2026-11-01", "2026-12-01", "2027-06-01"
FREE = "5790999000018"
ISSUE = {
    "system_type": "225",
    "system_supplier": "162",
    "network": "41000035001",
    "region": "1082",
    "administrator": "1",
}


class Senders:
    """A register of owners, each with an actor; the rule book is left out, since here only rights matter."""

    def __init__(self, register: Register) -> None:
        fill(register)
        self.register = register
        self.actors = Actors(register)
        with register.database.desk.writing() as connection:
            series.add(connection, "authority", 579099900000, 579099900099, "sds", "2026-11-01T12:00:00Z")
        for who, role, place in (
            ("region", "region", REGION),
            ("other", "region", OTHER_REGION),
            ("town", "municipality", TOWN),
            ("firm", "private", FIRM),
            ("medcom", "medcom", None),
        ):
            self.actors.add(who, who, "sds")
            self.actors.grant(who, wanted(role, place), "sds")

    def send(self, actor: str, *changes: dict[str, Any]) -> Outcome:
        found = self.actors.actor(actor)
        assert found is not None
        return self.as_actor(found, *changes)

    def as_actor(self, actor: Actor, *changes: dict[str, Any]) -> Outcome:
        document = {"changes": list(changes)}
        return self.register.change(document, actor.id, "rest", authorise=partial(refusal, actor), judge=False)

    def taken(self, actor: str, *changes: dict[str, Any]) -> int:
        sent = self.send(actor, *changes)
        assert sent.accepted, sent.findings
        assert sent.serial is not None
        return sent.serial

    def refused(self, actor: str, *changes: dict[str, Any]) -> set[tuple[str, str, str]]:
        """(rule, case, key) of what the sender may not; the register is as it was."""
        serial = self.register.serial()
        sent = self.send(actor, *changes)
        assert self.register.serial() == serial
        return {(f.rule, f.facts.get("case", ""), f.key) for f in sent.findings if f.rule.startswith("AUTH")}


@pytest.fixture
def senders(register: Register) -> Senders:
    return Senders(register)


def edit(unit: str, day: str = TODAY, **fields: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": fields or {"name": "nyt navn"}}


def move(unit: str, parent: str, day: str = SOON) -> dict[str, Any]:
    return {"op": "move", "unit": unit, "parent": parent, "from": day}


def close(unit: str, day: str = SOON, **more: Any) -> dict[str, Any]:
    return {"op": "close", "unit": unit, "from": day, **more}


def create(parent: str | None, level: str = "OU", **fields: Any) -> dict[str, Any]:
    above = {} if parent is None else {"parent": parent}
    return {"op": "create", "as": "#new", "level": level, "from": SOON, "set": {"name": "ny", **fields}, **above}


def test_everyone_keeps_its_own_and_nothing_else(senders: Senders) -> None:
    own = {"region": WARD, "town": HOME_CARE, "firm": ROOM}
    for actor, kept in own.items():
        for owner, unit in own.items():
            if owner == actor:
                senders.taken(actor, edit(unit))
            else:
                assert senders.refused(actor, edit(unit)) == {("AUTH1", "", unit)}
        senders.taken("sds", edit(kept, name="myndigheden retter"))


def test_a_set_is_refused_whole_for_one_change_that_is_not_allowed(senders: Senders) -> None:
    assert senders.refused("region", edit(WARD), edit(HOSPITAL)) == {("AUTH2", "", HOSPITAL)}


def test_new_units_stand_where_they_are_made(senders: Senders) -> None:
    senders.taken("region", create(WARD))
    assert senders.refused("region", create(OTHER_HOSPITAL)) == {("AUTH1", "", "#new")}
    assert senders.refused("region", create(REGION, "HI")) == {("AUTH2", "", "#new")}
    assert senders.refused("firm", create(None, "IO", type="550891000005100")) == {("AUTH1", "", "#new")}
    assert senders.refused("firm", create(FIRM, "HI", type="22232009")) == {("AUTH2", "hospital", "#new")}
    senders.taken("firm", create(FIRM, "HI", type="394761003"))


def test_of_a_unit_below_one_that_the_set_moves_it_is_not_asked_where_it_would_stand_now(senders: Senders) -> None:
    assert senders.refused("town", move(WARD, TOWN_HALL), create(WARD)) == senders.refused(
        "town", move(WARD, TOWN_HALL)
    )


def test_a_municipality_moves_its_units_below_its_institutions(senders: Senders) -> None:
    made = senders.send("sds", create(TOWN, "HI", type="550811000005108"))
    senders.taken("town", move(HOME_CARE, made.units["#new"]))


def test_a_move_needs_the_right_where_the_unit_comes_from_and_where_it_goes(senders: Senders) -> None:
    senders.taken("region", move(TEAM, OTHER_WARD))
    assert senders.refused("region", move(WARD, OTHER_HOSPITAL)) == {("AUTH1", "handing over", WARD)}
    assert senders.refused("other", move(WARD, OTHER_HOSPITAL)) == {("AUTH1", "handing over", WARD)}
    senders.taken("sds", move(WARD, OTHER_HOSPITAL))


def test_the_coming_owner_prepares_the_time_after_and_the_old_one_loses_it(senders: Senders) -> None:
    handed = senders.taken("sds", move(WARD, OTHER_HOSPITAL, SOON))
    senders.taken("other", edit(WARD, LATER, name="efter"))
    assert senders.refused("region", edit(WARD, LATER)) == {("AUTH1", "", WARD)}
    senders.taken("region", edit(WARD, TODAY, name="før"))
    assert senders.refused("other", edit(WARD, TODAY)) == {("AUTH1", "", WARD)}
    for actor in ("region", "other"):
        withdraw = {"op": "withdraw", "entry": handed}
        assert ("AUTH1", "", WARD) in senders.refused(actor, withdraw), "it takes both, or the authority"
    senders.taken("sds", {"op": "withdraw", "entry": handed})


def test_what_closes_along_is_asked_too(senders: Senders) -> None:
    made = senders.send("sds", create(FIRM, "HI", type="22232009"))
    hospital = made.units["#new"]
    senders.register.clock.pass_days(40)  # type: ignore[attr-defined]
    senders.register.turn_day()
    day = "2027-01-01"
    assert senders.refused("firm", close(FIRM, day, branch=True)) == {("AUTH2", "hospital", hospital)}
    senders.taken("firm", close(CLINIC, day, branch=True))


def test_what_was_not_begun_is_taken_back_by_who_might_have_sent_it(senders: Senders) -> None:
    sent = senders.taken("region", edit(WARD, SOON))
    withdraw = {"op": "withdraw", "entry": sent}
    assert senders.refused("town", withdraw) == {("AUTH1", "", WARD)}
    limited = Actor("bo", "", [_right(senders, "region", "edit")])
    assert {f.rule for f in senders.as_actor(limited, withdraw).findings} == {"AUTH3"}
    senders.taken("region", {"op": "reschedule", "entry": sent, "from": LATER})


def test_who_sent_it_undoes_it_with_the_rights_it_was_sent_with(senders: Senders) -> None:
    """Another with the same rights may not, nor the sender whose right was taken away; withdrawing asks as before."""
    closer = Actor("bo", "", [_right(senders, "town", "close")])
    colleague = Actor("ib", "", [_right(senders, "town", "close")])
    editor = Actor("bo", "", [_right(senders, "town", "edit")])
    closed = senders.as_actor(closer, close(HOME_CARE, TODAY))
    assert closed.accepted, closed.findings
    undo = {"op": "undo", "entry": closed.serial}
    for other in (colleague, editor):
        refused = senders.as_actor(other, undo)
        assert "AUTH3" in {f.rule for f in refused.findings}, other
    assert senders.refused("firm", undo)
    assert {f.rule for f in senders.as_actor(closer, {**undo, "op": "withdraw"}).findings} & {"AUTH3"}
    undone = senders.as_actor(closer, undo)
    assert undone.accepted, undone.findings
    assert senders.register.at().unit(HOME_CARE)["open"]  # type: ignore[index]


def test_an_entry_that_is_not_there_tells_nobody_anything(senders: Senders) -> None:
    assert senders.refused("town", {"op": "withdraw", "entry": 999}) == {("AUTH1", "no owner", "999")}


def loaded(senders: Senders, *lines: Any) -> int:
    return senders.register.submit(Submission(list(lines), "sds", "import")).serial


def test_what_was_loaded_from_a_file_is_taken_back_by_nobody_else(senders: Senders) -> None:
    gln = "5790990000139"
    edi = line(f"{gln}/MedDis/1.0/receive", 20270101, "edi", format="XML")
    kinds = {
        "message types": edi,
        "numbers": line(gln, 20270101, "location_number", note="x"),
        "SHAK codes": line("662019", 20270101, "shak", name="x"),
        "codes": line("entity_type/1", 20270101, "code", name_da="x"),
        "places": line("800005", 20270101, "place", name="x"),
        "units": line(sor_code(9_000_199), 20270101, name="x", level="IO"),
    }
    for what, one in kinds.items():
        entry = loaded(senders, one)
        for op in ("withdraw", "undo"):
            for actor in ("region", "town", "firm"):
                assert senders.refused(actor, {"op": op, "entry": entry}), (what, op, actor)
    assert senders.refused("firm", {"op": "reschedule", "entry": loaded(senders, edi), "from": LATER})


def test_a_whole_load_is_not_taken_back_by_a_change(senders: Senders, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = loaded(senders, *(line(f"57909900001{n}", 20270101, "edi") for n in range(4)))
    monkeypatch.setattr(doc, "MOST_CHANGES", 3)
    with pytest.raises(doc.BadDocument) as refused:
        senders.send("sds", {"op": "withdraw", "entry": entry})
    assert str(refused.value) == (
        f"Entry {entry} is about 4 subjects; at most 3 are taken back at once. Name one line of it, load a file that"
        " says it right, or restore a backup."
    )
    assert refused.value.danish == (
        f"Post {entry} handler om 4 emner; højst 3 tages tilbage på én gang. Nævn én linje af den, indlæs en fil, der"
        " siger det rigtigt, eller gendan en sikkerhedskopi."
    )
    with pytest.raises(doc.BadDocument):  # not either behind a line that is named first
        senders.send("sds", *({"op": "withdraw", "entry": entry} | more for more in ({"line": 1}, {})))
    senders.taken("sds", {"op": "withdraw", "entry": entry, "line": 2})
    monkeypatch.setattr(doc, "MOST_CHANGES", 4)
    senders.taken("sds", {"op": "withdraw", "entry": entry})


def test_of_an_entry_that_says_nothing_nothing_is_taken_back(senders: Senders) -> None:
    """Such is one that erases values."""
    entry = loaded(senders, LineDraft("unit", WARD, []))
    found = senders.send("sds", {"op": "withdraw", "entry": entry}).findings
    assert [(f.rule, f.key) for f in found] == [("X27", str(entry))]


def test_a_line_of_an_entry_is_no_way_around_its_unit(senders: Senders) -> None:
    senders.taken("sds", number(HOME_CARE))
    closed = senders.taken("town", close(HOME_CARE))
    lines = {line.kind: line.n for line in senders.register.lines(closed)}
    for kind in ("unit", "location_number"):
        assert senders.refused("firm", {"op": "withdraw", "entry": closed, "line": lines[kind]}), kind
    assert senders.refused("town", {"op": "withdraw", "entry": closed, "line": lines["location_number"]})


def test_a_replacement_is_taken_back_by_who_might_have_noted_it(senders: Senders) -> None:
    noted = senders.taken("region", {"op": "replace", "unit": [WARD], "by": [OTHER_WARD], "from": SOON})
    assert senders.refused("firm", {"op": "withdraw", "entry": noted})
    senders.taken("region", {"op": "withdraw", "entry": noted})


def test_the_past_and_mistakes_are_the_authoritys(senders: Senders) -> None:
    correct = {"op": "correct", "unit": WARD, "from": "2026-02-01", "to": "2026-03-01", "set": {"name": "x"}}
    assert senders.refused("region", correct) == {("AUTH2", "", WARD)}
    assert senders.refused("region", {"op": "annul", "unit": TEAM}) == {("AUTH2", "", TEAM)}
    senders.taken("sds", correct)
    senders.taken("sds", {"op": "annul", "unit": TEAM})


PAST = [
    {"op": "correct", "unit": WARD, "from": "2026-02-01", "to": "2026-03-01", "set": {"name": "x"}},
    {"op": "correct", "unit": WARD, "from": "2026-02-01", "set": {"location": {"state": "Own", "number": FREE}}},
    {"op": "annul", "unit": TEAM},
]


@pytest.mark.parametrize("change", PAST, ids=["name", "number", "life"])
@pytest.mark.parametrize(
    ("days", "rule"),
    [((20261101,), None), ((20261102,), "AUTH4"), ((20260101, 20261101), "AUTH4")],
    ids=["since today", "from tomorrow", "until yesterday"],
)
def test_the_past_is_corrected_by_who_is_the_authority_today(
    senders: Senders, change: dict[str, Any], days: tuple[int, ...], rule: str | None
) -> None:
    senders.actors.add("new", "new", "sds")
    senders.actors.grant("new", wanted("authority", None, None, *days), "sds")
    if rule is None:
        senders.taken("new", change)
    else:
        assert {one for one, _, _ in senders.refused("new", change)} == {rule}


def test_to_confirm_one_must_be_allowed_to(senders: Senders) -> None:
    assert senders.refused("town", {"op": "confirm", "unit": WARD}) == {("AUTH1", "", WARD)}
    assert senders.send("region", {"op": "confirm", "unit": WARD}).confirmed == [WARD]


def number(unit: str | None = None, name: str = "#n1", **more: Any) -> dict[str, Any]:
    issue = more or {"issue": ISSUE}
    return {"op": "number", "location_number": name, "from": TODAY, **issue} | ({"unit": unit} if unit else {})


def test_numbers_are_of_the_units_that_hold_them(senders: Senders) -> None:
    senders.taken("region", number(HOSPITAL))
    assert senders.refused("town", number(HOME_CARE)) == {("AUTH2", "", HOME_CARE)}
    assert senders.refused("region", number()) == {("AUTH1", "no owner", "#n1")}
    held = senders.register.at().unit(HOSPITAL)
    assert held is not None
    gln = held["location"]["number"]
    takes = number(ROOM, gln, set={"note": "mit"})
    refused = {(rule, key) for rule, _, key in senders.refused("firm", takes)}
    assert refused == {("AUTH8", ROOM)}, "not by naming a unit of one's own"
    assert {rule for rule, _, _ in senders.refused("firm", number(ROOM, gln, close=True))} == {"AUTH1"}
    senders.taken("region", number(None, gln, set={"note": "vores"}))


def test_a_number_issued_and_given_to_a_unit_in_one_set(senders: Senders) -> None:
    own = {"state": "Own", "number": "#n1"}
    senders.taken("region", number(), edit(WARD, location=own))
    assert senders.refused("town", number(), edit(HOME_CARE, location=own)) == {("AUTH2", "", HOME_CARE)}


def test_message_types_are_medcoms_and_the_holders(senders: Senders) -> None:
    senders.taken("sds", number(HOME_CARE))
    held = senders.register.at().unit(HOME_CARE)
    assert held is not None
    gln = held["location"]["number"]
    message = {"standard": "MedDis", "version": "1.0", "direction": "receive"}
    edi = {"op": "edi", "location_number": gln, "from": SOON, "set": {"messages": [message]}}
    assert senders.refused("town", edi) == {("AUTH2", "", HOME_CARE)}
    sent = senders.taken("medcom", edi)
    assert senders.refused("town", {"op": "withdraw", "entry": sent})
    senders.taken("medcom", {"op": "withdraw", "entry": sent})
    assert senders.refused("medcom", edit(HOME_CARE)) == {("AUTH2", "", HOME_CARE)}


def test_shak_codes_of_departments_are_the_regions_and_of_hospitals_the_authoritys(senders: Senders) -> None:
    senders.taken("sds", edit(HOSPITAL, shak="6620"))
    new = {"op": "shak", "from": SOON, "set": {"name": "Afsnit"}}
    senders.taken("region", {**new, "code": "662015"})
    assert {rule for rule, _, _ in senders.refused("region", {**new, "code": "6620"})} == {"AUTH2"}
    assert {rule for rule, _, _ in senders.refused("region", {**new, "code": "1301"})} == {"AUTH1"}
    assert {rule for rule, _, _ in senders.refused("other", {**new, "code": "662016"})} == {"AUTH1"}
    senders.taken("region", edit(WARD, shak="662015"))
    assert {rule for rule, _, _ in senders.refused("firm", edit(ROOM, shak="662015"))} == {"AUTH2"}


def test_who_closes_a_unit_with_a_number_may_take_that_back(senders: Senders) -> None:
    senders.taken("sds", number(HOME_CARE))
    closed = senders.taken("town", close(HOME_CARE))
    senders.taken("town", {"op": "withdraw", "entry": closed})


def test_a_number_given_for_later_is_not_taken_back_by_a_municipality(senders: Senders) -> None:
    given = senders.taken("sds", number(HOME_CARE) | {"from": SOON})
    assert {rule for rule, _, _ in senders.refused("town", {"op": "withdraw", "entry": given})} == {"AUTH2"}


def test_what_one_change_of_a_unit_may_set_excuses_no_other(senders: Senders) -> None:
    harmless = edit(ROOM, name="nyt navn")
    assert senders.refused("firm", harmless, edit(ROOM, shak="662015")) == {("AUTH2", "", ROOM)}
    assert senders.refused("firm", harmless, edit(CLINIC, type="22232009")) == {("AUTH2", "hospital", CLINIC)}


def test_a_region_takes_back_a_number_that_it_gave_its_hospital_for_later(senders: Senders) -> None:
    given = senders.taken("region", number(HOSPITAL) | {"from": SOON})
    assert senders.refused("other", {"op": "withdraw", "entry": given})
    senders.taken("region", {"op": "withdraw", "entry": given})


def test_no_region_issues_from_the_series_of_another(senders: Senders) -> None:
    with senders.register.database.desk.writing() as connection:
        series.add(connection, OTHER_REGION, 579088800000, 579088800099, "sds", "2026-11-01T12:00:00Z")
    theirs = {"op": "number", "location_number": "#n1", "from": TODAY, "issue": ISSUE, "series": OTHER_REGION}
    own = {"state": "Own", "number": "#n1"}
    for tried in ([theirs | {"unit": WARD}], [theirs, edit(WARD, location=own)]):
        assert senders.refused("region", *tried) == {("AUTH1", "", OTHER_REGION)}
    named = theirs | {"location_number": "5790888000002", "unit": WARD}
    assert senders.refused("region", named) == {("AUTH1", "", OTHER_REGION)}
    senders.taken("other", theirs | {"unit": OTHER_HOSPITAL})


def test_a_replacement_takes_the_right_over_both_sides(senders: Senders) -> None:
    replace = {"op": "replace", "unit": [WARD], "by": [OTHER_HOSPITAL], "from": SOON}
    assert senders.refused("region", replace) == {("AUTH1", "", OTHER_HOSPITAL)}
    senders.taken("region", {**replace, "by": [OTHER_WARD]})


def test_a_merge_does_not_swallow_anothers_unit(senders: Senders) -> None:
    merge = {"op": "merge", "unit": ROOM, "absorb": [HOME_CARE], "from": SOON}
    assert senders.refused("firm", merge) == {("AUTH1", "", HOME_CARE)}


def test_the_type_of_an_owner_is_changed_by_the_authority_alone(senders: Senders) -> None:
    refused = senders.refused("firm", edit(FIRM, type="550881000005103"))
    assert ("AUTH5", "", FIRM) in refused
    assert senders.refused("town", edit(TOWN_HALL)) == {("AUTH2", "", TOWN_HALL)}


def test_a_trial_says_the_same_as_sending(senders: Senders) -> None:
    actor = senders.actors.actor("town")
    assert actor is not None
    document = {"changes": [edit(WARD)]}
    how: dict[str, Any] = {"authorise": partial(refusal, actor), "judge": False}
    tried = senders.register.change(document, "town", "rest", dry_run=True, **how)
    sent = senders.register.change(document, "town", "rest", **how)
    assert tried.findings == sent.findings
    assert not tried.accepted


def _right(senders: Senders, actor: str, ops: str) -> Any:
    found = senders.actors.actor(actor)
    assert found is not None
    right = found.rights[0]
    return type(right)(right.role, right.place, frozenset(ops.split()))


@pytest.mark.parametrize("odd", few([[7], {"a": []}], every=2), ids=["a list", "an object"])
def test_a_value_of_another_shape_is_refused_whoever_sends_it(senders: Senders, odd: Any) -> None:
    """Rights come first and look at some fields; what cannot be one is then refused by its shape."""
    for name in sorted(fields_to_set("unit")):
        changes = edit(ROOM), create(CLINIC), create(FIRM, "HI"), edit(ROOM) | {"op": "correct", "to": SOON}
        for change in (one | {"set": one["set"] | {name: odd}} for one in changes):
            for actor in ("firm", "region", "sds"):
                sent = senders.send(actor, change)
                assert sent.findings, (name, change)
                assert not sent.accepted
