"""What `sor import` prints of what a file changes."""

import pytest

from sor.cli.changes_told import MOST_LINES, brings_only_new, lines_of
from sor.jobs.what_changed import ChangeCount, ChangeExample
from tests.jobs.files import CLINIC, UNIT
from tests.jobs.test_suspicion import SHAPES
from tests.jobs.test_what_changed import leaves_in


def test_a_day_on_which_nothing_changes_is_one_line() -> None:
    assert [*lines_of([], "en")] == ["it changes nothing"]
    assert [*lines_of([], "da")] == ["det ændrer ingenting"]


def test_lines_are_told_in_either_language() -> None:
    counts = [
        ChangeCount("unit", "closed", 4, "", [ChangeExample(CLINIC, "Clinic", None, "2026-11-02")]),
        ChangeCount("unit", "changed", 1, "virtual_address.phone", [ChangeExample(CLINIC, "Clinic", "1", "2")]),
        ChangeCount("unit", "given", 1, "virtual_address.phone", [ChangeExample(UNIT, None, None, "3")]),
        ChangeCount("code network", "changed", 1, "name_da", [ChangeExample("network/1", None, "a", "b")]),
    ]
    assert [*lines_of(counts, "en")] == [
        "what it changes:",
        f"  units: 4 closed ({CLINIC} Clinic from 2026-11-02; …)",
        f"  phone of the virtual address: 1 changed ({CLINIC} Clinic: 1 → 2), 1 given ({UNIT}: nothing → 3)",
        "  name da of a code (network): 1 changed (network/1: a → b)",
    ]
    assert [*lines_of(counts, "da")] == [
        "det ændrer:",
        f"  enheder: 4 lukket ({CLINIC} Clinic fra 2026-11-02; …)",
        f"  kontakt: telefon: 1 ændret ({CLINIC} Clinic: 1 → 2), 1 udfyldt ({UNIT}: intet → 3)",
        "  koder (network), dansk navn: 1 ændret (network/1: a → b)",
    ]


@pytest.mark.parametrize("kind", SHAPES)
def test_every_path_has_danish_words(kind: str) -> None:
    group = "code network" if kind == "code" else kind
    paths = {path for path, _ in leaves_in(kind, 1)}
    lines = {path: [*lines_of([ChangeCount(group, "changed", 1, path, [])], "da")][1] for path in paths}
    english = {path for path, line in lines.items() if any(word in line for word in (" name", "address", " of "))}
    assert not english


def test_lines_beyond_a_screen_are_counted_and_long_values_cut() -> None:
    counts = [
        ChangeCount("unit", "given", 1, f"groups.{n}", [ChangeExample(UNIT, None, None, "x" * 90)]) for n in range(70)
    ]
    lines = [*lines_of(counts, "en")]
    assert len(lines) == MOST_LINES + 2
    assert lines[-1] == "  … and 10 more lines; --json lists all."
    assert lines[1].endswith(f"nothing → {'x' * 48}…)")


def test_a_first_file_changes_nothing_that_was_known() -> None:
    new, closed = ChangeCount("unit", "new", 3), ChangeCount("unit", "closed", 1)
    assert [brings_only_new(counts) for counts in ([new], [new, closed], [])] == [True, False, False]
