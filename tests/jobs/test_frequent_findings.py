"""Rules that more than a tenth of the subjects of a kind break are told in words, with how many of how many did."""

import pytest

from sor.core.finding import WARNING, Finding
from sor.jobs.frequent_findings import frequent


def broken(count: int, kind: str = "unit") -> list[Finding]:
    """So many subjects with two findings each of the same rule."""
    facts = {"column": "Street", "value": "øst"}
    return [Finding("X2", WARNING, kind, str(n), field, facts) for n in range(count) for field in ("name", "note")]


def test_the_first_finding_is_given_with_subjects_not_findings() -> None:
    seen = {"unit": {str(n) for n in range(12)}}
    (found,) = frequent(broken(12), seen, {("unit", "0"): 2})
    assert found == {
        "subjects": 12, "of": 12, "rule": "X2", "severity": "warning", "kind": "unit", "key": "0", "field": "name",
        "line": 2, "text": 'The value "øst" in column Street of 0 cannot be read.',
    }  # fmt: skip


@pytest.mark.parametrize(("count", "of", "is_told"), [(10, 99, True), (10, 100, False), (9, 9, False)])
def test_more_than_a_tenth_and_at_least_ten(count: int, of: int, is_told: bool) -> None:
    assert bool(frequent(broken(count), {"unit": {str(n) for n in range(of)}}, {})) == is_told


def test_kinds_are_counted_by_themselves_and_only_what_the_file_lists() -> None:
    seen = {"unit": {str(n) for n in range(60)}, "edi": {str(n) for n in range(20)}}
    assert not frequent([*broken(6), *broken(9, "edi")], seen, {})
    assert not frequent(broken(30), {"unit": {str(n) for n in range(25, 60)}}, {})
