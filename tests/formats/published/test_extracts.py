"""SOR's own extracts list whole trees only, and only what some source vouches for."""

from sor.formats.published.extracts import ASSUMED, NO_OWNER, TOO_FEW_LEVELS, keep_extracted
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit
from tests.formats.selections import CLINIC, DOCTOR, OWNER, practice, selected


def given(rows: list[SelectedUnit]) -> tuple[list[str], list[Omitted]]:
    omitted: list[Omitted] = []
    return [row.code for row in keep_extracted(rows, omitted)], omitted


def test_a_tree_of_three_levels_is_listed_in_its_order() -> None:
    assert given(practice()) == ([OWNER, CLINIC, DOCTOR], [])


def test_a_tree_without_a_third_level_is_left_out_whole_and_each_unit_is_named() -> None:
    assert given(practice()[:2]) == ([], [Omitted(OWNER, "", TOO_FEW_LEVELS), Omitted(CLINIC, "", TOO_FEW_LEVELS)])


def test_a_tree_that_is_left_out_takes_no_other_with_it() -> None:
    lonely = selected("77", {"level": "IO", "name": "Alene"})
    assert given([lonely, *practice()])[0] == [OWNER, CLINIC, DOCTOR]
    assert given([*practice(), lonely])[1] == [Omitted("77", "", TOO_FEW_LEVELS)]


def test_an_orphan_stands_below_no_owner() -> None:
    orphan = selected("88", {"level": "OU", "parent": "99"})
    assert given([orphan])[1] == [Omitted("88", "", NO_OWNER)]


def test_what_is_only_assumed_is_never_exported() -> None:
    listed, omitted = given(practice(assumed=True))
    assert (listed, omitted) == (
        [],
        [Omitted(DOCTOR, "", ASSUMED), Omitted(OWNER, "", TOO_FEW_LEVELS), Omitted(CLINIC, "", TOO_FEW_LEVELS)],
    )
