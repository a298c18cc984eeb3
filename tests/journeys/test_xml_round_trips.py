"""SOR XML written, loaded into an empty register, written again: the same register and the same bytes."""

from pathlib import Path

import pytest

from sor.formats.published.exports import FORMATS
from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.store.database import Database
from tests.journeys.round_trips import answers, differing, exported, loaded
from tests.journeys.test_table_round_trips import allowed

pytestmark = pytest.mark.slow

TODAY = 20261101

BESIDE = {"valid_to", "serial"}
"""Scheduled ends of a version: a file of one day holds nothing that begins after it."""

FIRST_ONLY = {"visiting_address.region", "postal_address.region", "activity_address.region"}


@pytest.fixture
def sample(database: Database, clock) -> Register:
    made = Register(database, clock)
    made.init("master", demo=True)
    fill(made, Size(units=300, years=4, seed=11, day=TODAY))
    return made


@pytest.fixture
def empty(new_database, clock) -> Register:
    made = Register(new_database(), clock)
    made.init("mirror")
    return made


@pytest.mark.parametrize("name", ["xml1", "xml2", "xml3"])
def test_a_file_comes_back(sample: Register, empty: Register, tmp_path: Path, name: str) -> None:
    path = exported(sample, tmp_path / f"{name}.xml", name)
    report = loaded(empty, path, TODAY)
    assert (report.rejected, report.notes) == ([], [])
    lost = (FORMATS[name].loses or dict)()
    one, two = answers(sample, TODAY), answers(empty, TODAY)
    told = tmp_path / f"{name}.xml.left-out.csv"
    unlisted = {line.split(";")[0] for line in told.read_text().splitlines()[1:]} if told.exists() else set()
    assert one.keys() - two.keys() == {code for code in unlisted if code in one and code not in two}
    assert two.keys() <= one.keys()
    assert differing(one, two) <= allowed(lost) | BESIDE | FIRST_ONLY


@pytest.mark.parametrize("name", ["xml1", "xml2", "xml3"])
def test_written_again_by_the_register_that_loaded_it_the_file_is_the_same(
    sample: Register, empty: Register, tmp_path: Path, name: str
) -> None:
    first = exported(sample, tmp_path / "first.xml", name)
    loaded(empty, first, TODAY)
    second = exported(empty, tmp_path / "second.xml", name)
    assert second.read_bytes() == first.read_bytes()
