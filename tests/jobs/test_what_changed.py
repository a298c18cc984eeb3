"""What loading a file changes is told, whatever it is and however little."""

from pathlib import Path

import pytest

from sor.core.identifiers import sor_code
from sor.jobs.importing import Report
from sor.jobs.stated_leaves import leaves_of
from sor.jobs.what_changed import ChangeExample
from sor.register import Register
from tests.jobs.files import CLINIC, OTHER, OWNER, UNIT, File, clinic, owner, unit, units
from tests.jobs.test_suspicion import SHAPES, SUBJECTS, Everything, values_of

FIRST, SECOND = 20261101, 20261102


def told(report: Report) -> dict[tuple[str, str], tuple[int, list[ChangeExample]]]:
    """By path and what was done: how many subjects, and the examples."""
    return {(count.path, count.what): (count.subjects, count.examples) for count in report.changes}


@pytest.mark.parametrize("kind", SHAPES)
def test_whatever_a_file_changes_empties_or_gives_is_told(kind: str, mirror: Register, tmp_path: Path) -> None:
    def counted(n: int, stating: int = SUBJECTS, before: int = 1) -> dict[tuple[str, str], int]:
        report = Everything(tmp_path, SECOND, kind, n, stating).load(mirror, force=True, dry_run=True)
        return {(count.path, count.what): count.subjects for count in report.changes}

    Everything(tmp_path, FIRST, kind, 1).load(mirror, force=True)
    one, other = (dict(leaves_in(kind, n)) for n in (1, 2))
    changing = {path for path in one if path in other and one[path] != other[path]}
    assert {path: n for (path, what), n in counted(2).items() if what == "changed"} == dict.fromkeys(changing, SUBJECTS)
    assert {path: n for (path, what), n in counted(0).items() if what == "emptied"} == dict.fromkeys(one, SUBJECTS)
    given = counted(1, stating=SUBJECTS + 1)
    assert {path: n for (path, what), n in given.items() if what == "given"} == dict.fromkeys(one, 1)
    assert counted(1) == {}


def leaves_in(kind: str, n: int) -> list[tuple[str, str]]:
    return [leaf for field, value in values_of(SHAPES[kind], n).items() for leaf in leaves_of(field, value)]


def test_each_example_names_the_unit_what_it_held_and_what_it_holds(mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, [owner(), clinic(), *units(5)]).load(mirror)
    rows = [owner(), clinic(name="Other clinic", note="Moved"), *(row for row in units(5))]
    for row in rows[2:]:
        row.values["name"] += " North"
    report = File(tmp_path, SECOND, rows).load(mirror)
    count, examples = told(report)["name", "changed"]
    assert count == 6
    assert [*examples] == [
        ChangeExample(CLINIC, "Other clinic", "Clinic", "Other clinic"),
        *(ChangeExample(sor_code(1000 + n), f"Unit {n} North", f"Unit {n}", f"Unit {n} North") for n in (0, 1)),
    ]
    assert told(report)["note", "given"] == (1, [ChangeExample(CLINIC, "Other clinic", None, "Moved")])


def test_lives_are_told_by_what_becomes_of_them(mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, [owner(), clinic(), unit(), unit(OTHER, name="Leaves")]).load(mirror)
    new = sor_code(900)
    rows = [owner(), clinic(), unit(end=20270101), unit(new, name="Comes")]
    report = File(tmp_path, SECOND, rows).load(mirror)
    assert told(report) == {
        ("", "new"): (1, [ChangeExample(new, "Comes")]),
        ("", "closed"): (1, [ChangeExample(OTHER, "Leaves", None, "2026-11-02")]),
        ("", "shorter"): (1, [ChangeExample(UNIT, "Unit", None, "2027-01-01")]),
    }
    back = File(tmp_path, 20261103, [owner(), clinic(), unit(), unit(new, name="Comes"), unit(OTHER, name="Leaves")])
    report = back.load(mirror)
    assert told(report) == {
        ("", "opened"): (1, [ChangeExample(OTHER, "Leaves", None, "2026-11-02")]),
        ("", "longer"): (1, [ChangeExample(UNIT, "Unit", None, "2027-01-01")]),
    }


def test_a_unit_that_never_was_is_annulled(mirror: Register, tmp_path: Path) -> None:
    silence = {"silence": "annulled", "format": "sor2-complete"}
    File(tmp_path, FIRST, [owner(), clinic(), unit()], **silence).load(mirror)
    report = File(tmp_path, SECOND, [owner(), clinic()], **silence).load(mirror)
    assert told(report) == {("", "annulled"): (1, [ChangeExample(UNIT, "Unit")])}


def test_what_a_replaced_file_of_the_day_alone_said_is_told(mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, [owner(), clinic()]).load(mirror)
    File(tmp_path, SECOND, [owner(), clinic(name="Wrong"), unit()]).load(mirror)
    report = File(tmp_path, SECOND, [owner(), clinic()]).load(mirror)
    assert told(report) == {
        ("", "annulled"): (1, [ChangeExample(UNIT, "Unit")]),
        ("name", "changed"): (1, [ChangeExample(CLINIC, "Clinic", "Wrong", "Clinic")]),
    }


def test_findings_about_what_changes_are_listed_apart(mirror: Register, tmp_path: Path) -> None:
    """A register has thousands; those that a file brings are told with it."""
    wrong = {"cvr": "12345679"}
    File(tmp_path, FIRST, [owner(**wrong), clinic(), unit()]).load(mirror)
    report = File(tmp_path, SECOND, [owner(**wrong), clinic(), unit(), owner(OTHER, **wrong)]).load(mirror)
    assert report.findings["F2"] == 2
    assert {(found["rule"], found["key"]) for found in report.found_at_changes} >= {("F2", OTHER)}
    assert OWNER not in {found["key"] for found in report.found_at_changes}
