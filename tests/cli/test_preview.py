"""The tables of a preview: only what there is, nothing cut in silence."""

from typing import Any

from rich.table import Table

from sor.changes.outcome import Consequences
from sor.changes.preview import CONSUMERS
from sor.cli.preview import BECOMES, HEADS, MOST_SHOWN, PARTS, SYSTEMS, named_units, tables

NOTHING: dict[str, Any] = {"findings": [], "units": {}, "consequences": {}}


def test_parts_that_hold_nothing_are_left_out() -> None:
    assert list(tables(NOTHING, "da")) == []


def test_a_long_part_says_how_much_more_there_is() -> None:
    touched = [
        {"key": str(n), "name": "x", "changes": [{"field": "name", "from": "2027-01-01", "after": "y"}]}
        for n in range(MOST_SHOWN + 7)
    ]
    (shown,) = tables(NOTHING | {"consequences": {"touched": touched}}, "en")
    assert shown.row_count == MOST_SHOWN
    assert shown.caption == "… and 7 more; --json shows all"


def test_new_units_are_listed_with_their_codes() -> None:
    (shown,) = tables(NOTHING | {"units": {"#1": "90000011000016009"}}, "da")
    assert (shown.title, shown.row_count) == ("Nye enheder", 1)


def test_every_consequence_has_its_table_in_both_languages() -> None:
    assert {*Consequences.__struct_fields__, "findings", "units"} == set(PARTS) == set(HEADS["da"]) == set(HEADS["en"])


WARD, CLINIC, OLD, NEW = "90000071000016007", "90000081000016009", "90000061000016002", "90000111000016003"


def cells(shown: Table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.cells for column in shown.columns), strict=True)]  # type: ignore[arg-type]


def told(changes: list[dict[str, Any]], lang: str, names: dict[str, str] | None = None) -> list[list[str]]:
    touched = [
        {"key": key, "name": "x", "changes": [change]} for key, change in zip((WARD, CLINIC), changes, strict=False)
    ]
    (shown,) = tables(NOTHING | {"consequences": {"touched": touched}}, lang, names)
    return cells(shown)


def test_units_stand_beside_their_names_and_fields_in_the_words_of_the_language() -> None:
    moved = {"field": "parent", "from": "2027-01-01", "before": OLD, "after": NEW}
    names = {OLD: "Kardiologisk Afdeling"}
    assert told([moved], "da", names) == [
        [WARD, "x", "overordnet enhed", "2027-01-01", "", f"{OLD} Kardiologisk Afdeling", NEW, ""]
    ]
    assert told([moved], "en", names)[0][2] == "parent"
    assert named_units(NOTHING | {"consequences": {"touched": [{"key": WARD, "changes": [moved]}]}}) == {OLD, NEW}


def test_what_begins_is_told_in_words_too() -> None:
    begins = [
        {"field": field, "from": "2027-01-01", "after": value} for field, value in (("open", True), ("level", "OU"))
    ]
    assert [row[2::4] for row in told(begins, "da")] == [["åben", "ja"], ["niveau", "Organisatorisk enhed (OE)"]]


def test_codes_stand_beside_their_names() -> None:
    def name(path: str, code: str) -> str | None:
        return {("location.network", "41"): "KMD", ("type", "22"): "hospital"}.get((path, code))

    def shown(field: str, before: Any, after: Any) -> list[str]:
        change = {"field": field, "from": "2027-01-01", "before": before, "after": after}
        touched = [{"key": WARD, "name": "x", "changes": [change]}]
        (table,) = tables(NOTHING | {"consequences": {"touched": touched}}, "en", {}, name)
        return cells(table)[0][5:7]

    assert shown("location", {"network": "41", "number": "41"}, {"network": "7"}) == [
        "network 41 KMD, number 41", "network 7",
    ]  # fmt: skip
    assert shown("type", None, "22") == ["", "22 hospital"]
    assert shown("name", "22", "41") == ["22", "41"]


def test_the_day_of_registration_goes_with_what_is_scheduled_and_is_not_told_apart() -> None:
    scheduled = [{"key": WARD, "field": field, "day": "2027-01-01", "entry": 3, "becomes": "stands"} for field in
                 ("status", "name")]  # fmt: skip
    (shown,) = tables(NOTHING | {"consequences": {"scheduled": scheduled}}, "en")
    assert [row[1] for row in cells(shown)] == ["name"]


def test_of_a_value_of_parts_only_what_differs_is_told() -> None:
    before = {"state": "Inherited", "number": "1", "active": True, "source": OLD, "inherited": True}
    change = {
        "field": "location",
        "from": "2027-01-01",
        "before": before,
        "after": {**before, "number": "2", "source": NEW},
    }
    assert told([change], "da")[0][5:7] == ["nummer 1", "nummer 2"]
    ended = change | {"after": {**before, "active": False}}
    assert told([ended], "da")[0][5:7] == ["aktivt ja", "aktivt nej"]
    assert told([ended], "en")[0][5:7] == ["active yes", "active no"]


def test_who_inherits_the_same_change_is_counted_and_whatever_differs_is_told() -> None:
    change = {"field": "virtual_address", "from": "2027-01-01", "before": {"phone": "1"}, "after": {"phone": "2"}}
    echo = change | {"source": OLD}
    assert told([echo, echo], "da", {OLD: "Hospital"}) == [
        [WARD, "x", "kontakt", "2027-01-01", "", "telefon 1", "telefon 2", f"{OLD} Hospital"],
        ["1 til", "x", "kontakt", "2027-01-01", "", "", "", f"{OLD} Hospital"],
    ]
    many = [{"key": str(n), "name": f"Afsnit {n}", "changes": [echo]} for n in range(9)]
    (shown,) = tables(NOTHING | {"consequences": {"touched": many}}, "en")
    assert [row[:2] for row in cells(shown)] == [
        ["0", "Afsnit 0"], ["8 more", "Afsnit 1, Afsnit 2, Afsnit 3, Afsnit 4, Afsnit 5, Afsnit 6, …"]
    ]  # fmt: skip
    for other in (change, echo | {"source": NEW}, echo | {"from": "2027-02-01"}, echo | {"after": {"phone": "3"}}):
        assert [row[0] for row in told([echo, other], "da")] == [WARD, CLINIC]


def test_what_becomes_of_changes_and_who_sees_them_is_danish_in_danish() -> None:
    names = [name for name, _, _ in CONSUMERS]
    found = NOTHING | {"consequences": {
        "scheduled": [
            {"key": WARD, "field": "name", "day": "2026-12-01", "entry": 1, "becomes": one} for one in BECOMES["da"]
        ],
        "consumers": [{"name": name, "subjects": 1} for name in names],
    }}  # fmt: skip
    scheduled, seen = (cells(shown) for shown in tables(found, "da"))
    assert [row[1] for row in scheduled] == ["navn"] * 3
    assert [row[4] for row in scheduled] == ["trækkes tilbage", "uden virkning", "står ved magt"]
    english = {"and", "files", "maps", "event", "stream"}
    assert not [row for row in seen if english & {*row[0].replace(",", "").split()}]
    assert set(SYSTEMS["da"]) <= set(names)
