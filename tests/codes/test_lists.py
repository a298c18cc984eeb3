"""The table of lists."""

from sor.codes.lists import LISTS


def test_every_list_has_a_title_in_both_languages() -> None:
    assert [name for name, found in LISTS.items() if not found.title_da or not found.title_en] == []


def test_lists_that_belong_to_others_are_told_apart() -> None:
    assert LISTS["entity_type"].official
    assert not LISTS["country"].official
