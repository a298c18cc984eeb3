"""A number belongs to somebody: what is given up, what is taken, where from, and whose entry is withdrawn, by whom."""

from functools import partial
from itertools import product
from typing import Any

import pytest

from sor.access.authority import refusal
from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.register import Refused, Register, Submission
from sor.store import reads, series
from sor.store.append import LineDraft
from tests.changes.test_rights import ISSUE, SOON, TODAY, Senders, close, create, edit, number
from tests.owned import (
    CLINIC,
    FIRM,
    HOME_CARE,
    HOSPITAL,
    OTHER_HOSPITAL,
    OTHER_REGION,
    OTHER_WARD,
    PRISON,
    ROOM,
    STATE,
    TEAM,
    TOWN_HALL,
    WARD,
    WING,
    wanted,
)
from tests.quick_part import few
from tests.store.units import create as line

SENT, NO_SUCH_RIGHT, OF_THE_AUTHORITY, OF_ANOTHER, USED = "sent", "AUTH2", "AUTH7", "AUTH8", "L13"
NONE = {"state": "None"}
CVR, OTHER_CVR, FREE_CVR = "35095748", "29190925", "25313763"
TOMORROW = "2026-11-02"


@pytest.fixture
def senders(register: Register) -> Senders:
    found = Senders(register)
    found.actors.add("state", "state", "sds")
    found.actors.grant("state", wanted("state", STATE), "sds")
    return found


def own(gln: str) -> dict[str, str]:
    return {"state": "Own", "number": gln}


def given(senders: Senders, unit: str, day: str = TODAY) -> str:
    """A number that the authority issues to a unit."""
    senders.taken("sds", number(unit) | {"from": day})
    found = senders.register.at(AsOf(int(day.replace("-", "")), senders.register.serial())).unit(unit)
    assert found is not None
    return str(found["location"]["number"])


def asked(sent: Outcome) -> set[str]:
    """The rules that refuse, or ``sent``."""
    return {f.rule for f in sent.findings if f.severity == "error"} or {SENT}


def days_pass(senders: Senders, days: int = 1) -> None:
    senders.register.clock.pass_days(days)  # type: ignore[attr-defined]
    senders.register.turn_day()


def by_edit(unit: str, gln: str, _: str) -> list[dict[str, Any]]:
    return [edit(unit, SOON, location=own(gln))]


def by_naming_it(unit: str, gln: str, _: str) -> list[dict[str, Any]]:
    return [number(unit, gln, set={"note": "mit"}) | {"from": SOON}]


def by_creating(unit: str, gln: str, _: str) -> list[dict[str, Any]]:
    return [create(unit, location=own(gln))]


def for_a_time(unit: str, gln: str, _: str) -> list[dict[str, Any]]:
    return [edit(unit, SOON, location=own(gln)) | {"to": "2027-02-01"}]


def with_a_note_of_ones_own(unit: str, gln: str, holder: str) -> list[dict[str, Any]]:
    return [{"op": "replace", "unit": [holder], "by": [unit], "from": SOON}, edit(unit, SOON, location=own(gln))]


def by_closing_it(unit: str, gln: str, holder: str) -> list[dict[str, Any]]:
    return [close(holder), edit(unit, SOON, location=own(gln))]


WAYS = (by_edit, by_naming_it, by_creating, for_a_time, with_a_note_of_ones_own, by_closing_it)
STANDS = ("open", "closed", "scheduled")


def where_it(stands: str, senders: Senders, holder: str) -> str:
    """A number that a unit has, had until it closed, or is to have."""
    gln = given(senders, holder, "2027-05-01" if stands == "scheduled" else TODAY)
    if stands == "closed":
        days_pass(senders)
        senders.taken("sds", close(holder, TOMORROW))
        days_pass(senders)
    return gln


@pytest.mark.parametrize("stands", few(STANDS, every=3))
def test_nobody_takes_a_number_from_another_owner_in_whatever_way(senders: Senders, stands: str) -> None:
    takers = {"region": WARD, "other": OTHER_WARD, "firm": CLINIC, "state": PRISON, "town": HOME_CARE}
    for holder, keeper in ((TEAM, "region"), (ROOM, "firm"), (WING, "state")):
        gln = where_it(stands, senders, holder)
        for (actor, unit), way in product(takers.items(), WAYS):
            if actor == keeper:
                continue
            sent = senders.send(actor, *way(unit, gln, holder))
            stands_against = {NO_SUCH_RIGHT} if actor == "town" else {OF_ANOTHER, "X23", "AUTH1"}
            assert stands_against & asked(sent), (actor, way.__name__, holder)
        assert asked(senders.send(keeper, *by_edit(_beside(holder), gln, holder))) == {USED}


def _beside(unit: str) -> str:
    return {TEAM: WARD, ROOM: CLINIC, WING: PRISON}[unit]


def test_each_thing_that_is_not_allowed_is_told_once_by_the_refusal_that_says_most(senders: Senders) -> None:
    gln, theirs = given(senders, ROOM), given(senders, HOME_CARE, SOON)
    entry = senders.register.serial()
    senders.taken("sds", edit(HOSPITAL, shak="6620"), edit(WARD, shak="662015", provider_identifier="012345"))
    told = {
        "whose the number is, not that ROOM is another's": ("region", number(WARD, gln, set={"note": "x"}), "AUTH8"),
        "that it is another's, not that it was used, too": ("region", edit(WARD, SOON, location=own(gln)), "AUTH8"),
        "that firms keep no SHAK codes, not whose this is": ("firm", edit(ROOM, SOON, shak="662015"), "AUTH2"),
        "that towns keep no numbers, not whose entry it is": ("town", {"op": "withdraw", "entry": entry}, "AUTH2"),
        "that the hall is not the town's, and no code of it": ("town", edit(TOWN_HALL, SOON, shak="662015"), "AUTH2"),
        "the right over the unit": ("region", edit(ROOM, SOON, location=own(theirs)), "AUTH1"),
    }
    for why, (actor, change, rule) in told.items():
        sent = senders.send(actor, change)
        assert [f.rule for f in sent.findings if f.severity == "error" and f.rule[0] in "AL"] == [rule], why
    both = edit(ROOM, SOON, shak="662015"), edit(ROOM, "2026-12-02", location=own(theirs))
    assert asked(senders.send("firm", *both)) == {"AUTH2"}, "what the document alone tells comes first"
    assert asked(senders.send("firm", both[1])) == {OF_ANOTHER}


def test_who_may_only_create_takes_no_ydernummer_with_it(senders: Senders) -> None:
    senders.taken("sds", edit(WING, provider_identifier="012345"))
    senders.actors.add("maker", "", "sds")
    senders.actors.grant("maker", wanted("private", FIRM, "create"), "sds")
    assert asked(senders.send("maker", create(CLINIC, provider_identifier="012345"))) == {OF_ANOTHER}
    assert asked(senders.send("maker", create(CLINIC, provider_identifier="054321"))) == {SENT}


@pytest.mark.parametrize("stands", STANDS)
def test_a_used_number_is_given_elsewhere_by_the_authority_alone_with_a_reason(senders: Senders, stands: str) -> None:
    gln = where_it(stands, senders, ROOM)
    for way in (by_edit, by_creating, for_a_time):
        sent = senders.send("sds", *way(CLINIC, gln, ROOM))
        assert {(f.rule, f.facts.get("case")) for f in sent.findings if f.rule == USED} == {(USED, "no reason")}, way
    document = {"changes": by_edit(WARD, gln, ROOM), "reason": "the same place under another roof"}
    assert senders.register.change(document, "sds", "rest", authorise=may(senders, "sds"), judge=False).accepted
    held = senders.register.at(AsOf(20261215, senders.register.serial())).unit(WARD)
    assert held is not None
    assert held["location"]["number"] == gln
    if stands != "scheduled":  # its data begin later
        assert held["location"]["system_type"] == ISSUE["system_type"], "the number lives again"


def may(senders: Senders, actor: str) -> Any:
    found = senders.actors.actor(actor)
    assert found is not None
    return partial(refusal, found)


def test_a_number_goes_with_the_place_to_the_unit_that_takes_it_over(senders: Senders) -> None:
    merged = given(senders, ROOM)
    other = senders.send("firm", create(CLINIC)).units["#new"]
    senders.taken("firm", {"op": "merge", "unit": other, "absorb": [ROOM], "carry": ["location"], "from": SOON})
    noted = given(senders, TEAM)
    senders.taken("region", {"op": "replace", "unit": [TEAM], "by": [WARD], "from": SOON})
    senders.taken("region", edit(TEAM, SOON, location=NONE))
    senders.taken("region", edit(WARD, SOON, location=own(noted)))
    handed = given(senders, WING)
    senders.taken("state", close(WING), edit(PRISON, SOON, location=own(handed)))
    for gln, unit in ((merged, other), (noted, WARD), (handed, PRISON)):
        snapshot = senders.register.at(AsOf(20261215, senders.register.serial()))
        held = snapshot.unit(unit)
        assert held is not None
        assert held["location"]["number"] == gln
        assert held["location"]["system_type"] == ISSUE["system_type"], "the number did not end on the way"


def test_a_number_comes_back_to_its_own_unit(senders: Senders) -> None:
    gln = given(senders, ROOM)
    gone = senders.taken("firm", edit(ROOM, SOON, location=NONE))
    senders.taken("firm", {"op": "withdraw", "entry": gone})
    senders.taken("firm", edit(ROOM, TODAY, location=NONE))
    senders.taken("firm", edit(ROOM, SOON, location=own(gln)))
    closed = senders.taken("firm", close(ROOM, "2027-02-01"))
    senders.taken("firm", {"op": "withdraw", "entry": closed})


def test_a_number_of_a_unit_that_stands_below_no_owner_is_not_free(senders: Senders) -> None:
    gln = series.upcoming(senders.register.database.reader(), "authority", 1)[0]
    stray = line(sor_code(9_000_198), 20260101, name="uden ejer", level="HI", location=own(gln))
    senders.register.submit(Submission([stray], "sds", "import"))
    sent = senders.send("region", *by_edit(WARD, gln, stray.key))
    assert [(f.facts["holder"], f.facts["owner"]) for f in sent.findings if f.rule == OF_ANOTHER] == [(stray.key, "-")]


def test_giving_a_number_up_takes_the_right_to_it(senders: Senders) -> None:
    """A municipality keeps its units, but their numbers are the authority's; they end with their unit all the same."""
    given(senders, HOME_CARE)
    for state in (NONE, {"state": "Inherited"}):
        sent = senders.send("town", edit(HOME_CARE, SOON, location=state))
        refused = {(f.rule, f.kind, f.key) for f in sent.findings if f.severity == "error"}
        assert refused == {(NO_SUCH_RIGHT, "unit", HOME_CARE)}
    senders.taken("town", close(HOME_CARE))
    given(senders, WARD)
    senders.taken("region", edit(WARD, SOON, location=NONE))


def test_who_last_had_a_number_may_still_change_its_data_and_nobody_else(senders: Senders) -> None:
    gln = given(senders, ROOM)
    senders.taken("firm", edit(ROOM, TODAY, location=NONE))
    change = number(None, gln, set={"note": "x"}) | {"from": SOON}
    for actor in ("region", "other", "state", "town"):
        assert asked(senders.send(actor, change)) == {"AUTH1"}
    senders.taken("firm", change)


def test_a_number_of_a_unit_that_never_was_belongs_to_it_still(senders: Senders) -> None:
    gln = given(senders, ROOM)
    senders.taken("sds", {"op": "annul", "unit": ROOM})
    sent = senders.send("region", *by_edit(WARD, gln, ROOM))
    assert [(f.facts["holder"], f.facts["owner"]) for f in sent.findings if f.rule == OF_ANOTHER] == [(ROOM, FIRM)]
    senders.taken("firm", *by_edit(CLINIC, gln, ROOM))


def test_shak_codes_are_taken_from_nobody_else(senders: Senders) -> None:
    senders.taken("sds", edit(HOSPITAL, shak="6620"), edit(WARD, shak="662015"), edit(OTHER_HOSPITAL, shak="1301"))
    new = senders.send("sds", create(OTHER_HOSPITAL)).units["#new"]
    for code in ("662015", "662099"):
        assert asked(senders.send("other", edit(new, SOON, shak=code))) == {OF_ANOTHER}, "held, or its hospital's"
    assert NO_SUCH_RIGHT in asked(senders.send("region", edit(WARD, SOON, shak="6620"))), "four characters: a hospital"
    senders.taken("region", edit(OTHER_WARD, SOON, shak="662015"))
    senders.taken("sds", close(WARD), close(OTHER_WARD))
    days_pass(senders, 40)
    assert asked(senders.send("other", edit(new, "2027-01-01", shak="662015"))) == {OF_ANOTHER}, "last stood there"


def test_a_shak_code_is_of_who_holds_it_and_a_new_one_of_its_hospital(senders: Senders) -> None:
    senders.taken("sds", edit(HOSPITAL, shak="6620"), edit(OTHER_HOSPITAL, shak="1301"))
    new = senders.send("sds", create(OTHER_HOSPITAL, shak="662015")).units["#new"]
    assert senders.refused("region", renamed("662015")) == {("AUTH1", "", new)}, "it is worn at another hospital"
    senders.taken("other", renamed("662015"))
    senders.taken("sds", edit(HOSPITAL, shak=None))
    assert senders.refused("other", renamed("662077")) == {("AUTH1", "", HOSPITAL)}
    senders.taken("region", renamed("662077"))


def renamed(code: str, day: str = SOON, name: str = "nyt navn") -> dict[str, Any]:
    return {"op": "shak", "code": code, "from": day, "set": {"name": name}}


def test_a_code_that_goes_to_another_hospital_is_of_both_until_then(senders: Senders) -> None:
    senders.taken("sds", edit(HOSPITAL, shak="6620"), edit(OTHER_HOSPITAL, shak="1301"), edit(WARD, shak="662015"))
    new = senders.send("sds", create(OTHER_HOSPITAL)).units["#new"]
    planned = senders.taken("region", renamed("662015", "2027-01-01"))
    own = senders.taken("other", renamed("130155", "2027-01-01"))
    senders.taken("sds", edit(WARD, "2027-02-01", shak=None), edit(new, "2027-02-01", shak="662015"))
    for entries in ([planned, own], [own, planned]):
        sent = [{"op": "withdraw", "entry": entry} for entry in entries]
        assert senders.refused("other", *sent) == {("AUTH1", "", WARD)}
    assert senders.refused("other", renamed("662015", "2027-01-31"), renamed("130155")) == {("AUTH1", "", WARD)}
    senders.taken("other", renamed("662015", "2027-02-01", "flyttet"))
    senders.taken("sds", edit(HOSPITAL, "2027-02-01", shak=None), edit(OTHER_HOSPITAL, "2027-02-01", shak="6620"))
    assert senders.refused("other", renamed("662077", "2027-01-31")) == {("AUTH1", "", HOSPITAL)}
    senders.taken("other", renamed("662077", "2027-02-01"))


def test_who_may_only_create_shares_a_ydernummer_below_its_owner_and_takes_no_location_number(
    senders: Senders,
) -> None:
    senders.taken("sds", edit(ROOM, provider_identifier="012345"))
    gln = given(senders, ROOM)
    senders.actors.add("maker", "", "sds")
    senders.actors.grant("maker", wanted("private", FIRM, "create"), "sds")
    assert asked(senders.send("maker", create(CLINIC, provider_identifier="012345"))) == {SENT}
    assert asked(senders.send("maker", create(CLINIC, location=own(gln)))) == {"AUTH3"}


def test_of_a_ydernummer_that_several_share_each_other_owner_is_asked(senders: Senders) -> None:
    senders.taken("sds", edit(ROOM, provider_identifier="012345"), edit(WING, provider_identifier="012345"))
    senders.taken("sds", create(CLINIC, provider_identifier="012345"))
    senders.taken("sds", create(PRISON, provider_identifier="012345"))
    assert asked(senders.send("firm", edit(CLINIC, SOON, provider_identifier="012345"))) == {OF_ANOTHER}
    assert asked(senders.send("state", edit(PRISON, SOON, provider_identifier="012345"))) == {OF_ANOTHER}


def test_a_ydernummer_is_shared_below_one_owner_and_taken_from_no_other(senders: Senders) -> None:
    senders.taken("firm", edit(ROOM, provider_identifier="012345"))
    beside = senders.send("firm", create(CLINIC, provider_identifier="012345"))
    assert asked(beside) == {SENT}
    for taken in ("012345", "12345"):
        assert asked(senders.send("state", edit(WING, SOON, provider_identifier=taken))) == {OF_ANOTHER}
    senders.taken("sds", close(ROOM), close(beside.units["#new"], "2026-12-02"))
    days_pass(senders, 40)
    assert asked(senders.send("state", edit(WING, "2027-01-01", provider_identifier="012345"))) == {OF_ANOTHER}
    senders.taken("sds", edit(WING, "2027-01-01", provider_identifier="012345"))


def test_what_two_owners_shared_before_a_closing_they_share_after_it_is_undone(senders: Senders) -> None:
    senders.taken("sds", edit(ROOM, provider_identifier="012345"), edit(WING, provider_identifier="012345"))
    closed = senders.taken("firm", close(ROOM, TODAY))
    senders.taken("firm", {"op": "undo", "entry": closed})
    assert asked(senders.send("firm", edit(CLINIC, SOON, provider_identifier="012345"))) == {OF_ANOTHER}


def test_what_a_third_has_taken_since_a_closing_is_not_shared_when_it_is_undone(senders: Senders) -> None:
    senders.taken("sds", edit(ROOM, provider_identifier="012345"), edit(WING, provider_identifier="012345"))
    closed = senders.taken("firm", close(ROOM, TODAY))
    senders.taken("sds", edit(TEAM, provider_identifier="012345"))
    new = senders.send("sds", create(OTHER_HOSPITAL, provider_identifier="012345")).units["#new"]
    sent = senders.send("firm", {"op": "undo", "entry": closed})
    assert {f.facts["holder"] for f in sent.findings if f.rule == OF_ANOTHER} == {TEAM, new}


def test_an_owner_states_a_cvr_number_that_is_free_or_its_own(senders: Senders) -> None:
    senders.taken("sds", edit(STATE, cvr=CVR), edit(OTHER_REGION, cvr=OTHER_CVR))
    assert asked(senders.send("firm", edit(FIRM, SOON, cvr=CVR))) == {OF_ANOTHER}
    senders.taken("firm", edit(FIRM, SOON, cvr=FREE_CVR))
    senders.actors.add("firm-by-login", "", "sds", cvr=CVR)
    senders.actors.grant("firm-by-login", wanted("private", FIRM), "sds")
    senders.taken("firm-by-login", edit(FIRM, "2026-12-02", cvr=CVR))
    assert asked(senders.send("firm-by-login", edit(FIRM, "2026-12-03", cvr=OTHER_CVR))) == {OF_ANOTHER}
    senders.taken("sds", edit(STATE, SOON, cvr=None), edit(FIRM, "2026-12-04", cvr=OTHER_CVR))


def test_another_cvr_number_of_the_owner_takes_no_right_from_who_had_it(senders: Senders) -> None:
    senders.actors.add("old", "", "sds", cvr=CVR)
    senders.actors.grant("old", wanted("private", FIRM), "sds")
    senders.taken("old", edit(FIRM, TODAY, cvr=FREE_CVR))
    days_pass(senders)
    assert [actor.id for actor in senders.actors.with_cvr(CVR)] == ["old"]
    assert senders.actors.with_cvr(FREE_CVR) == [], "the number of a unit lets nobody in"
    senders.taken("old", edit(ROOM, SOON))


def test_a_cvr_number_of_a_closed_owner_is_free(senders: Senders) -> None:
    senders.taken("sds", edit(STATE, cvr=CVR))
    senders.taken("sds", close(STATE, SOON, branch=True))
    assert asked(senders.send("firm", edit(FIRM, TODAY, cvr=CVR))) == {OF_ANOTHER}
    senders.taken("firm", edit(FIRM, SOON, cvr=CVR))


@pytest.mark.parametrize(
    "number", [{"production_unit": "1012345678"}, {"pharmacy_identifier": "123"}], ids=["P-number", "pharmacy number"]
)
def test_a_number_of_ones_place_is_shared_below_one_owner_and_free_once_nobody_open_has_it(
    senders: Senders, number: dict[str, str]
) -> None:
    senders.taken("firm", edit(ROOM, **number))
    beside = senders.send("firm", create(CLINIC, **number))
    assert asked(beside) == {SENT}
    assert asked(senders.send("state", edit(WING, SOON, **number))) == {OF_ANOTHER}
    assert asked(senders.send("state", create(PRISON, **number))) == {OF_ANOTHER}
    senders.taken("sds", edit(WING, SOON, **number), edit(WING, "2026-12-02", **dict.fromkeys(number)))
    senders.taken("firm", close(ROOM, "2026-12-03"))
    assert asked(senders.send("state", edit(WING, "2026-12-03", **number))) == {OF_ANOTHER}, "the one beside has it"
    senders.taken("firm", close(beside.units["#new"], "2026-12-03"))
    senders.taken("state", edit(WING, "2026-12-03", **number))


@pytest.mark.parametrize("back", ["withdraw", "reschedule", "later", "carry", "undo"])
def test_what_the_authority_sent_is_taken_back_by_nobody_else(senders: Senders, back: str) -> None:
    for actor, unit in (("town", HOME_CARE), ("region", WARD), ("firm", ROOM), ("state", WING)):
        entry = senders.taken("sds", edit(unit, "2027-02-01", name="planlagt"))
        sent = {
            "withdraw": {"op": "withdraw", "entry": entry},
            "undo": {"op": "undo", "entry": entry},
            "reschedule": {"op": "reschedule", "entry": entry, "from": "2027-03-01"},
            "later": edit(unit, SOON, name="nu") | {"later": "withdraw"},
            "carry": edit(unit, SOON, name="nu") | {"later": "carry"},
        }[back]
        assert asked(senders.send(actor, sent)) == {OF_THE_AUTHORITY}
        its_own = senders.taken(actor, edit(unit, "2027-01-01", note="egen"))
        senders.taken(actor, {"op": "withdraw", "entry": its_own})
        senders.taken("sds", sent)


def test_what_the_authority_scheduled_is_set_aside_by_nobody_else_from_the_same_day(senders: Senders) -> None:
    for actor, unit in (("town", HOME_CARE), ("region", WARD), ("firm", ROOM), ("state", WING)):
        senders.taken("sds", edit(unit, "2027-02-01", name="planlagt"))
        for more in ({}, {"to": "2027-02-02"}):
            assert asked(senders.send(actor, edit(unit, "2027-02-01", name="andet") | more)) == {OF_THE_AUTHORITY}
        senders.taken(actor, edit(unit, "2027-02-01", note="noget andet"))
        senders.taken(actor, edit(unit, "2027-02-02", name="siden"))
        its_own = senders.taken(actor, edit(unit, "2027-03-01", name="egen"))
        senders.taken(actor, edit(unit, "2027-03-01", name="egen igen"))
        senders.taken("sds", edit(unit, "2027-03-01", name="myndighedens"))
        assert asked(senders.send(actor, edit(unit, "2027-03-01", name="egen"))) == {OF_THE_AUTHORITY}
        assert asked(senders.send(actor, {"op": "withdraw", "entry": its_own})) == {SENT}


def test_what_the_authority_makes_is_filled_in_from_its_first_day(senders: Senders) -> None:
    made = senders.send("sds", create(HOME_CARE) | {"from": "2027-02-01"})
    assert made.accepted, made.findings
    (unit,) = made.units.values()
    senders.taken("town", edit(unit, "2027-02-01", name="Nyere"))


def test_a_former_authority_sent_as_the_authority(senders: Senders) -> None:
    senders.actors.add("before", "", "sds")
    right = senders.actors.grant("before", wanted("authority"), "sds")
    days_pass(senders)
    entry = senders.taken("before", edit(HOME_CARE, SOON, name="planlagt"))
    days_pass(senders)
    senders.actors.withdraw(right, "sds")
    assert asked(senders.send("town", {"op": "withdraw", "entry": entry})) == {OF_THE_AUTHORITY}


def test_message_types_end_with_the_entry_that_closes_their_unit_and_come_back_with_it(senders: Senders) -> None:
    gln = given(senders, HOME_CARE)
    messages = [{"standard": name, "version": "1.0", "direction": "receive"} for name in ("MedDis", "MedRpt")]
    edi = {"op": "edi", "location_number": gln, "from": TODAY, "set": {"messages": messages[:1]}}
    senders.taken("medcom", edi)
    senders.taken("medcom", edi | {"from": "2027-01-01", "set": {"messages": messages}})
    closed = senders.taken("town", close(HOME_CARE))
    on = senders.register.lines(closed)
    assert {(one.kind, one.key.partition("/")[0]) for one in on} >= {("edi", gln), ("location_number", gln)}
    open_ones = [key for key in _edi(senders, gln) if _is_open(senders, key, 20270601)]
    assert open_ones == []
    senders.taken("town", {"op": "withdraw", "entry": closed})
    assert [key.split("/")[1] for key in _edi(senders, gln) if _is_open(senders, key, 20270601)] == ["MedDis", "MedRpt"]


def test_message_types_come_back_when_the_closing_is_corrected_away(senders: Senders) -> None:
    gln = given(senders, HOME_CARE)
    messages = [{"standard": name, "version": "1.0", "direction": "receive"} for name in ("MedDis", "MedRpt")]
    edi = {"op": "edi", "location_number": gln, "from": TODAY, "set": {"messages": messages[:1]}}
    senders.taken("medcom", edi)
    senders.taken("medcom", edi | {"from": "2027-01-01", "set": {"messages": messages}})
    for_a_time = f"{gln}/MedFor/1.0/receive"
    coming = LineDraft("edi", for_a_time, [Draft("open", 20270201, 20270301, 0, b"true")])
    senders.register.submit(Submission([coming], "sds", "import"))
    senders.taken("town", close(HOME_CARE, TOMORROW))
    days_pass(senders, 3)
    assert not _is_open(senders, for_a_time, 20270215)
    assert [key for key in _edi(senders, gln) if _is_open(senders, key, 20270601)] == []
    back = {"op": "correct", "unit": HOME_CARE, "from": TOMORROW, "to": "2199-12-31", "set": {"open": True}}
    sent = senders.send("sds", back)
    assert sent.accepted, sent.findings
    assert [key.split("/")[1] for key in _edi(senders, gln) if _is_open(senders, key, 20270601)] == ["MedDis", "MedRpt"]
    assert [key.split("/")[1] for key in _edi(senders, gln) if _is_open(senders, key, 20261201)] == ["MedDis"]
    assert [_is_open(senders, for_a_time, day) for day in (20270131, 20270215, 20270301)] == [False, True, False]


def test_message_types_that_a_file_keeps_stay_as_the_file_says(senders: Senders) -> None:
    gln = given(senders, HOME_CARE)
    senders.taken("town", close(HOME_CARE))
    kept = f"{gln}/MedDis/1.0/receive"
    senders.register.submit(Submission([line(kept, 20260101, "edi", format="XML")], "sds", "import"))
    assert _is_open(senders, kept, 20270601)


def _edi(senders: Senders, gln: str) -> list[str]:
    return [f"{gln}/{name}/1.0/receive" for name in ("MedDis", "MedRpt")]


def _is_open(senders: Senders, key: str, day: int) -> bool:
    at = AsOf(day, senders.register.serial())
    return bool(reads.versions_at(senders.register.database.reader(), "edi", [key], at))


def test_an_actor_gets_a_cvr_number_by_who_may_vouch_for_it_and_never_by_a_vendor(senders: Senders) -> None:
    senders.actors.add("vendor", "", "sds", cvr=CVR)
    senders.actors.grant("vendor", wanted("vendor", FIRM), "sds")
    senders.actors.add("known", "", "sds", cvr=OTHER_CVR)
    senders.actors.grant("known", wanted("private", FIRM), "sds")
    for by, cvr in (("vendor", CVR), ("vendor", OTHER_CVR), ("region", CVR), ("known", CVR)):
        with pytest.raises(Refused, match="cannot vouch for CVR"):
            senders.actors.add("new", "", by, cvr=cvr)
    senders.actors.add("plain", "", "vendor")
    senders.actors.add("colleague", "", "known", cvr=OTHER_CVR)


def test_a_number_that_nobody_held_yet_is_its_seriess(senders: Senders) -> None:
    with senders.register.database.desk.writing() as connection:
        series.add(connection, OTHER_REGION, 579088800000, 579088800099, "sds", "2026-11-01T12:00:00Z")
    theirs, next_one = series.upcoming(senders.register.database.reader(), OTHER_REGION, 2)
    for actor, unit in (("region", WARD), ("firm", ROOM)):
        for day in (TODAY, SOON):
            taking = edit(unit, day, location=own(theirs))
            assert senders.refused(actor, taking) == {("AUTH1", "", OTHER_REGION)}
    with_a_cvr_number = edit(FIRM, SOON, cvr=FREE_CVR, location=own(theirs))
    assert senders.refused("firm", with_a_cvr_number) == {("AUTH1", "", OTHER_REGION)}
    senders.taken("sds", edit(WARD, location=own(theirs)))
    issued = number(OTHER_HOSPITAL) | {"series": OTHER_REGION}
    senders.taken("other", issued)
    held = senders.register.at().unit(OTHER_HOSPITAL)
    assert held is not None
    assert held["location"]["number"] == next_one


def test_a_number_that_a_unit_states_does_not_stop_its_series(senders: Senders) -> None:
    first, second = series.upcoming(senders.register.database.reader(), "authority", 2)
    senders.taken("firm", edit(ROOM, SOON, location=own(first)))
    assert given(senders, WARD) == second
