"""Selected rows: which dates a file prints, and which pieces of a history look alike."""

from sor.core.day import OPEN
from sor.formats.published.selected import answer_of, ends, join_shown, source_dates
from tests.formats.selections import CLINIC, CODES, OWNER, OWNER_VALUES, practice, selected, subject


def test_the_sources_own_dates_are_printed_while_they_describe_the_row() -> None:
    row = selected(OWNER, OWNER_VALUES | {"status": {"from": "2018-07-25", "updated": "2018-07-24"}})
    assert source_dates(row) == (20180725, 20180724)
    silent = selected(OWNER, OWNER_VALUES | {"status": {"from": "2018-07-25"}})
    assert source_dates(silent) == (20180725, None)


def test_a_change_of_our_own_is_printed_with_the_day_it_holds_from_and_the_day_it_was_registered() -> None:
    edited = selected(OWNER, OWNER_VALUES, from_day=20260301, registered=20260215)
    assert source_dates(edited) == (20260301, 20260215)
    native = selected(OWNER, {"level": "IO"}, from_day=20260301, registered=20260215)
    assert source_dates(native) == (20260301, 20260215)


def test_a_unit_whose_first_day_comes_after_its_from_date_keeps_what_the_source_said() -> None:
    late = selected(OWNER, OWNER_VALUES, from_day=20180801, first_from=20180801)
    assert source_dates(late) == (20180725, 20180724)


def test_neighbours_that_look_alike_are_one_row_but_never_across_versions() -> None:
    own = {"level": "IO", "name": "A"}
    pieces = [
        selected(OWNER, own, from_day=20260101, to_day=20260201),
        selected(OWNER, own, from_day=20260201, to_day=20260301),
        selected(OWNER, dict(own), from_day=20260301, to_day=OPEN),
    ]
    found = list(join_shown(pieces, lambda row: row.own["name"]))
    assert [(row.from_day, row.to_day) for row, _ in found] == [(20260101, 20260301), (20260301, OPEN)]
    assert len(list(join_shown(pieces, lambda row: row.from_day))) == 3


def test_an_answer_is_the_json_of_every_door() -> None:
    _, clinic, _ = practice()
    answer = answer_of(clinic, CODES)
    assert (answer["code"], answer["owner"], answer["type_name"]) == (CLINIC, OWNER, "almen lægepraksis")
    assert (answer["postal_address"]["inherited"], answer["postal_address"]["region"]) == (True, "1081")


def test_an_open_end_is_none() -> None:
    assert ends(subject("shak", "1301", {})) is None
    assert ends(subject("shak", "1301", {}, end=20270101)) == 20270101
