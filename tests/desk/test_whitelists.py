"""Who may call which service, changed while the register runs; on both databases."""

import pytest

from sor.desk.whitelists import DEMO_CALLERS, SERVICES, BadWhitelist, Whitelists
from sor.register import Register
from sor.sample.days import SampleYears
from sor.sample.showcases import make
from tests.conftest import StandingClock

REGION = "90000012"


@pytest.fixture
def lists(register: Register) -> Whitelists:
    return Whitelists(register, demo=False)


def test_a_number_counts_from_the_moment_it_is_on_the_list_until_it_is_taken_off(lists: Whitelists) -> None:
    may_call = lists.of("sorus")
    assert not may_call("12345678")
    assert lists.add("sorus", "12345678", "SOR-394", "anna", "command")
    assert may_call("12345678")
    assert not lists.of("sorls")("12345678"), "each service has a list of its own"
    assert lists.remove("sorus", "12345678", "anna", "command")
    assert not may_call("12345678")


def test_what_is_so_already_is_no_change(lists: Whitelists) -> None:
    assert lists.add("sorls", "12345678", "", "anna", "command")
    assert not lists.add("sorls", "12345678", "", "bo", "command")
    assert not lists.remove("sorus", "12345678", "bo", "command")
    assert len(lists.history()) == 1


def test_who_changed_what_when_from_what_to_what(lists: Whitelists, clock: StandingClock) -> None:
    lists.add("sorls", "12345678", "SOR-1", "anna", "command")
    clock.pass_days(1)
    lists.add("sorls", "12345678", "SOR-2", "bo", "web")
    clock.pass_days(1)
    lists.remove("sorls", "12345678", "cy", "command")
    told = [(c.at[:10], c.who, c.channel, c.what, c.kind, c.key, c.before, c.after) for c in lists.history()]
    first, second = {"comment": "SOR-1", "source": "command"}, {"comment": "SOR-2", "source": "web"}
    assert told == [
        ("2026-11-03", "cy", "command", "remove", "whitelist", "sorls/12345678", second, None),
        ("2026-11-02", "bo", "web", "change", "whitelist", "sorls/12345678", first, second),
        ("2026-11-01", "anna", "command", "add", "whitelist", "sorls/12345678", None, first),
    ]


@pytest.mark.parametrize(
    ("service", "cvr", "sentence"),
    [
        ("krs", "12345678", "'krs' has no whitelist. Write sorls or sorus."),
        ("sorus", "1234567", "'1234567' is no CVR number: it has eight digits."),
        ("sorus", "DK1234567", "'DK1234567' is no CVR number: it has eight digits."),
    ],
)
def test_what_cannot_be_on_a_list(lists: Whitelists, service: str, cvr: str, sentence: str) -> None:
    with pytest.raises(BadWhitelist) as refused:
        lists.add(service, cvr, "", "anna", "command")
    assert str(refused.value) == sentence
    assert lists.list_rows() == []


def test_a_demo_begins_with_the_samples_regions_on_every_list(register: Register) -> None:
    demo = Whitelists(register, demo=True)
    demo.begin_demo()
    assert {(row.service, row.cvr) for row in demo.list_rows()} == {(s, cvr) for s in SERVICES for cvr in DEMO_CALLERS}
    assert demo.usual() == REGION


def test_the_demo_does_not_undo_what_somebody_did(register: Register) -> None:
    demo = Whitelists(register, demo=True)
    demo.begin_demo()
    demo.remove("sorus", REGION, "anna", "command")
    demo.begin_demo()
    assert not demo.of("sorus")(REGION)
    assert demo.usual() == "90000004", "on both lists still"


def test_in_production_the_demos_rows_do_not_count(register: Register) -> None:
    Whitelists(register, demo=True).begin_demo()
    production = Whitelists(register, demo=False)
    assert production.list_rows() == []
    assert not production.of("sorus")(REGION)
    production.add("sorus", REGION, "SOR-5", "anna", "command")
    assert production.of("sorus")(REGION)


def test_nobody_is_usual_where_nobody_is_listed(lists: Whitelists) -> None:
    assert lists.usual() is None
    lists.add("sorls", "12345678", "", "anna", "command")
    assert lists.usual() == "12345678"


def test_the_demos_callers_own_the_samples_regions() -> None:
    regions = make(SampleYears.of(8, 20261101)).regions.values()
    owners = {unit.changes[0].values["cvr"]: unit.changes[0].values["name"] for unit in regions}
    assert {cvr: f"{name} (sample register)" for cvr, name in owners.items()} == DEMO_CALLERS


def test_a_number_is_listed_without_its_decorations_and_a_comment_passes_the_gate(lists: Whitelists) -> None:
    assert lists.add("sorus", "\u00a0DK 12 34 56 78", "A\u030arhus", "sds", "command")
    assert [(row.cvr, row.comment) for row in lists.list_rows()] == [("12345678", "\u00c5rhus")]
    with pytest.raises(BadWhitelist, match="comment: character 2 is U\\+200B"):
        lists.add("sorus", "12345678", "a\u200b", "sds", "command")
    assert lists.remove("sorus", "12-34-56-78", "sds", "command")
    assert lists.list_rows() == []
