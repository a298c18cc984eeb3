"""The actors of a register: the first one, handing rights on, taking them back, and programs with secrets."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sor.access.authority import Place, refusal
from sor.core.day import OPEN
from sor.desk.actors import Actors, Denied, secret_of
from sor.jobs.backing_up import back_up, restore
from sor.register import Refused, Register
from sor.store.database import Database
from tests.journeys.round_trips import exported
from tests.owned import CLINIC, FIRM, HOSPITAL, OTHER_HOSPITAL, OTHER_WARD, REGION, ROOM, TEAM, WARD, fill, wanted

TODAY = 20261101
AT_WARD = Place(WARD, "OU", REGION, "region", True, (HOSPITAL, REGION))


@pytest.fixture
def actors(register: Register) -> Actors:
    fill(register)
    made = Actors(register)
    made.add("rikke", "Rikke Bøgh", "sds", cvr="13585628", email="rikke@example.dk")
    made.grant("rikke", wanted("region", REGION), "sds")
    return made


def told(call: object) -> str:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return str(refused.value)


def may_edit_ward(actors: Actors, id: str, day: int = TODAY) -> bool:
    actor = actors.actor(id)
    return actor is not None and refusal(actor, "edit", "unit", AT_WARD, day) is None


def test_a_new_register_has_nobody_and_says_how_to_make_the_first(register: Register) -> None:
    actors = Actors(register)
    assert (actors.list_all(), actors.speaker(None)) == ([], "operator")
    assert told(lambda: actors.grant("sds", wanted("region", REGION), None)).startswith("There is no unit")
    actors.add("sds", "Registermyndigheden", None)
    assert told(lambda: actors.grant("sds", wanted("medcom"), None)) == (
        "Nobody has the register authority's right yet. On the register's machine: sor user add ID --name \"…\", then"
        " sor user grant ID --role authority (whole and everywhere). Everything else is granted by an actor: --as ID"
    )
    assert actors.grant("sds", wanted("authority"), None) == 1
    assert actors.speaker("sds") == "sds"
    assert told(lambda: actors.add("bo", "Bo", None)) == (
        "Say who does it, with --as ACTOR: this register has an authority."
    )


def test_the_journal_tells_who_gave_what(actors: Actors) -> None:
    row, rights, counting, clients, _ = actors.find_known("rikke")
    assert (row.name, row.cvr, row.email, row.added_by) == ("Rikke Bøgh", "13585628", "rikke@example.dk", "sds")
    assert [(r.number, r.role, r.place, r.granted_by, r.handed_from) for r in rights] == [
        (2, "region", REGION, "sds", 0)
    ]
    assert (counting, clients) == ({2}, [])


def test_a_ward_is_handed_on_to_its_administrator(actors: Actors) -> None:
    actors.add("bo", "Bo", "rikke")
    number = actors.grant("bo", wanted("region", WARD, "edit confirm", 20261101, 20280101), "rikke")
    bo = actors.actor("bo")
    assert bo is not None
    (right,) = bo.rights
    assert (right.place, right.ops, right.within) == (WARD, {"edit", "confirm"}, (REGION,))
    assert (right.from_day, right.to_day) == (20261101, 20280101)
    assert may_edit_ward(actors, "bo")
    assert actors.withdraw(number, "rikke") == [number]
    assert not may_edit_ward(actors, "bo")


def test_no_one_hands_on_more_than_it_has(actors: Actors) -> None:
    actors.add("bo", "Bo", "rikke")
    actors.grant("bo", wanted("region", WARD, "edit", 20261101, 20270101), "rikke")
    actors.add("vera", "Vera", "bo")
    wider = {
        "another owner's": wanted("region", OTHER_HOSPITAL),
        "the whole owner": wanted("region", REGION, "edit", 20261101, 20270101),
        "beside it": wanted("region", OTHER_WARD, "edit", 20261101, 20270101),
        "more operations": wanted("region", WARD, "edit close", 20261101, 20270101),
        "all operations": wanted("region", WARD, None, 20261101, 20270101),
        "longer": wanted("region", WARD, "edit", 20261101, 20270102),
        "earlier": wanted("region", WARD, "edit", 20261031, 20270101),
        "for ever": wanted("region", WARD, "edit", 20261101, OPEN),
        "authority": wanted("authority"),
        "authority of the ward": wanted("authority", WARD),
        "medcom": wanted("medcom"),
        "message types": wanted("vendor", WARD),
    }
    for why, right in wider.items():
        with pytest.raises(Denied) as denied:
            actors.grant("vera", right, "bo")
        assert denied.value.finding.rule == "AUTH6", why
    assert actors.grant("vera", wanted("region", TEAM, "edit", 20261101, 20270101), "bo")


@pytest.mark.parametrize(
    ("name", "email", "why"),
    [
        ("x" * 201, None, "at most 200 characters"),
        ("Bo", "javascript:alert(1)", "no e-mail address"), ("Bo", "a@b.dk?bcc=c@d.dk ", "no e-mail address"),
    ],
)  # fmt: skip
def test_an_actor_is_called_by_what_pages_can_show(actors: Actors, name: str, email: str | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        actors.add("bo", name, "rikke", email=email)
    assert actors.add("bo", "x" * 200, "rikke", email="a@b.dk") is None


def test_taking_a_right_back_takes_what_was_handed_on_along(actors: Actors) -> None:
    for new, by in (("bo", "rikke"), ("vera", "bo")):
        actors.add(new, new, by)
        actors.grant(new, wanted("region", WARD), by)
    assert may_edit_ward(actors, "vera")
    assert actors.withdraw(2, "sds") == [2, 3, 4]
    assert not any(may_edit_ward(actors, one) for one in ("rikke", "bo", "vera"))
    assert told(lambda: actors.withdraw(2, "sds")).startswith("Right 2 was taken back at 2026-11-01T12:00")


def test_who_goes_takes_what_it_handed_on_along(actors: Actors) -> None:
    actors.add("bo", "Bo", "rikke")
    actors.grant("bo", wanted("region", WARD), "rikke")
    actors.remove("rikke", "sds")
    assert actors.actor("rikke") is None
    assert not may_edit_ward(actors, "bo")
    assert told(lambda: actors.grant("bo", wanted("region", WARD), "rikke")) == (
        "There is no actor rikke. See: sor user list"
    )
    assert told(lambda: actors.add("rikke", "Another", "sds")) == (
        "There is an actor rikke already. Ids are not used again, because the log names them."
    )


def test_whoever_was_handed_a_right_cannot_take_the_givers_back(actors: Actors) -> None:
    actors.add("bo", "Bo", "rikke")
    number = actors.grant("bo", wanted("region", REGION), "rikke")
    assert told(lambda: actors.withdraw(2, "bo")) == (
        "bo cannot take right 2 back: the register authority can, rikke itself, and those who gave it or hold a right"
        " it came from."
    )
    assert actors.withdraw(number, "bo") == [number]


def test_a_vendor_is_found_by_its_cvr_and_has_what_it_was_given(actors: Actors) -> None:
    actors.add("vendor-1", "Systemhuset", "rikke", cvr="13585628")
    actors.grant("vendor-1", wanted("vendor", WARD), "rikke")
    found = {actor.id: [right.role for right in actor.rights] for actor in actors.with_cvr("13585628")}
    assert found == {"rikke": ["region"], "vendor-1": ["vendor"]}
    assert actors.with_cvr("10000009") == []


def test_an_authority_whose_days_are_over_is_none(actors: Actors) -> None:
    actors.add("vikar", "Vikar", "sds")
    actors.grant("vikar", wanted("authority", None, None, 20250101, 20261101), "sds")
    assert told(lambda: actors.new_secret("rikke", "vikar")) == (
        "vikar cannot make a secret for rikke: only the register authority or rikke itself can."
    )
    assert told(lambda: actors.grant("rikke", wanted("medcom", None, None, 20261101), "vikar")) == (
        "vikar cannot hand on the right over * for longer than vikar has it: 2025-01-01 – 2026-10-31."
    )


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        (("x",), "'x' is no role. The roles are: authority, region, municipality, private, state, medcom, vendor."),
        (("region", None), "The right of region is about a place. Name an owner or a unit: --place CODE"),
        (("region", "1"), "There is no unit 1 that is open on 2026-11-01. Name an owner or a unit."),
        (("region", ROOM), f"{ROOM} belongs to an owner of kind private; the role region allows nothing."),
        (("region", WARD, ""), "A right without any operation is none. Leave them out to give all of the role."),
        (("region", WARD, None, 20270101, 20270101), "The right would end before it begins (2027-01-01)."),
    ],
)  # fmt: skip
def test_what_is_no_right(actors: Actors, right: tuple[str, ...], sentence: str) -> None:
    assert told(lambda: actors.grant("rikke", wanted(*right), "sds")) == sentence  # type: ignore[arg-type]
    assert told(lambda: actors.grant("rikke", wanted("region", WARD, "eat"), "sds")).startswith("eat: no operation.")


@pytest.mark.parametrize(
    "id", ["", "Rikke", "rikke bøgh", "../x", "-x", "x" * 65, "operator", "demo", "clock", "a\n", "13585628"]
)
def test_an_id_says_what_it_is_for_and_no_more(actors: Actors, id: str) -> None:
    assert told(lambda: actors.add(id, "", "sds")).startswith(f"'{id}' cannot be an id.")


def test_a_cvr_number_must_be_one(actors: Actors) -> None:
    assert told(lambda: actors.add("x", "", "sds", cvr="1234")).startswith("1234 is no CVR number: ")


def test_who_has_no_right_adds_nobody_and_removes_only_itself(actors: Actors) -> None:
    actors.add("bo", "Bo", "sds")
    assert told(lambda: actors.add("vera", "Vera", "bo")) == "bo holds no right and cannot add actors."
    assert told(lambda: actors.remove("rikke", "bo")) == (
        "bo cannot remove rikke: only the register authority or rikke itself can."
    )
    actors.remove("bo", "bo", erase=True)
    assert actors.find_known("bo").row.name == ""


def test_a_program_has_one_secret_at_a_time(actors: Actors) -> None:
    client, first = actors.new_secret("rikke", "rikke")
    found = actors.program(client, first)
    assert client == "rikke"
    assert found is not None
    assert actors.in_use(client, secret_of(found))
    assert actors.program(client, "demo") is actors.program("nobody", first) is None
    _, second = actors.new_secret("rikke", "sds")
    assert actors.program(client, first) is None
    assert actors.program(client, second) is not None
    assert not actors.in_use(client, secret_of(found))


def test_a_program_ends_with_its_withdrawal_and_with_its_actor(actors: Actors) -> None:
    _, secret = actors.new_secret("rikke", "sds", "rikke-pc")
    actors.withdraw_client("rikke-pc", "rikke")
    assert actors.program("rikke-pc", secret) is None
    _, secret = actors.new_secret("rikke", "sds", "rikke-2")
    actors.remove("rikke", "rikke")
    assert actors.program("rikke-2", secret) is None


def test_nobody_makes_a_secret_for_another(actors: Actors) -> None:
    actors.add("bo", "Bo", "rikke")
    assert told(lambda: actors.new_secret("bo", "rikke")) == (
        "rikke cannot make a secret for bo: only the register authority or bo itself can."
    )
    actors.new_secret("rikke", "rikke", "shared")
    assert told(lambda: actors.new_secret("bo", "bo", "shared")) == (
        "The program shared belongs to another actor. Name another one with --client."
    )
    assert told(lambda: actors.withdraw_client("shared", "bo")) == (
        "bo cannot withdraw shared: only the register authority or rikke can."
    )


def test_the_signing_key_is_the_same_for_every_process(actors: Actors, register: Register) -> None:
    assert actors.signing_keys() == Actors(register).signing_keys()


def test_a_firm_keeps_its_tree(actors: Actors) -> None:
    actors.add("firma", "Firma", "sds")
    actors.grant("firma", wanted("private", FIRM), "sds")
    firm = actors.actor("firma")
    assert firm is not None
    assert refusal(firm, "close", "unit", Place(CLINIC, "HI", FIRM, "private", False, (FIRM,)), TODAY) is None


def test_a_backup_holds_the_actors_and_the_published_file_none_of_them(
    actors: Actors, register: Register, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    _, secret = actors.new_secret("rikke", "rikke")
    actors.signing_keys()
    back_up(register, tmp_path / "backup.db")
    restored = Register(new_database(), register.clock)
    restore(restored, tmp_path / "backup.db")
    again = Actors(restored)
    assert again.program("rikke", secret) is not None
    assert may_edit_ward(again, "rikke")
    exported(register, tmp_path / "sor.sqlite", "sqlite")
    with closing(sqlite3.connect(tmp_path / "sor.sqlite")) as published:
        for table in ("actor", "right_given", "client", "signing_key", "desk_journal"):
            found = published.execute("SELECT name FROM sqlite_master WHERE name = ?", [table]).fetchone()
            assert found is None or published.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert b"rikke@example.dk" not in (tmp_path / "sor.sqlite").read_bytes()


def test_what_is_entered_on_the_desk_is_entered_by_who_may(actors: Actors) -> None:
    actors.refuse_unless_may("rikke", "number", REGION)
    actors.refuse_unless_may("sds", "number", None)
    assert told(lambda: actors.refuse_unless_may("rikke", "number", None)) == (
        "rikke may not do this: only the register authority may."
    )
    with pytest.raises(Denied):
        actors.refuse_unless_may("rikke", "number", FIRM)
