"""A statement knows where it stands in the log, and whether it was taken back."""

from sor.core.statement import NEVER, Draft, Statement


def test_a_statement_is_found_again_by_entry_line_and_place() -> None:
    said = Statement("name", 20260101, 99991231, 0, b'"A"', False, serial=17, line=3, place=0)
    assert said.id == (17, 3, 0)
    assert said.withdrawn_at == NEVER


def test_a_draft_is_open_sets_nothing_aside_and_is_sure_unless_told() -> None:
    assert Draft("name", 20260101) == Draft("name", 20260101, 99991231, 0, b"null", False)
