"""What a file ends and names all the same is told with the lines that name it."""

from pathlib import Path

import pytest

from sor.formats.delivery import BadFile
from sor.register import Register
from tests.jobs.files import CLINIC, File, Row, clinic, owner, units

FIRST, SECOND = 20261101, 20261102
WHOLE = {"silence": "annulled", "format": "sor2-complete"}


@pytest.mark.parametrize(("below", "is_refused"), [(1, False), (9, False), (10, True)])
@pytest.mark.parametrize("end", [20261001, 20270101])
def test_a_unit_that_ends_above_others_is_told_and_refused_above_many(
    below: int, is_refused: bool, end: int, mirror: Register, tmp_path: Path
) -> None:
    File(tmp_path, FIRST, [owner(), clinic(), *units(below)], **WHOLE).load(mirror)
    file = File(tmp_path, SECOND, [owner(), clinic_until(end), *units(below)], **WHOLE)
    words = f"{CLINIC} Clinic ends by a file of which {below} rows still name it"
    if is_refused:
        with pytest.raises(BadFile, match=words):
            file.load(mirror)
        assert words in " ".join(file.load(mirror, force=True).notes)
    else:
        assert words in " ".join(file.load(mirror).notes)


def clinic_until(end: int) -> Row:
    """The clinic, closed from a day."""
    made = clinic()
    made.end = end
    return made


def test_who_closes_with_it_does_not_count(mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, [owner(), clinic(), *units(12)], **WHOLE).load(mirror)
    rows = [owner(), clinic(), *units(12)]
    for row in rows[1:]:
        row.end = 20261001
    assert "still name it" not in " ".join(File(tmp_path, SECOND, rows, **WHOLE).load(mirror, force=True).notes)
