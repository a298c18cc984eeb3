"""Whole registers that hold what no format was made for: every file of every day around the first of January 2027 is
read by the strict readers: its numbers, its region dumps, its SOR XML 1.0.0.
"""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.core.day import write_day
from sor.formats.published.export_format import HISTORY, MUNICIPALITY, SINCE, VALID, Format
from sor.formats.published.exports import FORMATS
from sor.jobs.exporting import ExportRequest, export
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.dirty_registers import DAYS, drawn, histories, live
from tests.formats.sor_xml.strict_xml1 import faults
from tests.formats.strict_numbers import numbers_in
from tests.formats.tables import strict_region_dump
from tests.formats.walking import walk
from tests.soaking import in_portions

TURN = [write_day(day) for day in DAYS[2:]]
FORMS = [one for made in FORMATS.values() for one in (made, *made.also)]


@pytest.mark.slow
@given(histories, st.sampled_from(TURN))
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_strict_readers_read_every_file(
    new_sqlite: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory, history: Any, day: str
) -> None:
    check_every_file(new_sqlite, tmp_path_factory.mktemp("files"), history, [day])


@pytest.mark.soak
def test_they_read_every_file_of_every_day_of_many_registers(
    new_sqlite: Callable[[], Database], tmp_path: Path
) -> None:
    def check(history: Any) -> None:
        check_every_file(new_sqlite, tmp_path, history, TURN)

    for number in in_portions("strict-readers", range(25), share=0.5):
        drawn(number, check, histories)


def check_every_file(new: Callable[[], Database], folder: Path, history: Any, days: list[str]) -> None:
    """Each format on each of the days, as a history and as a delta, as far as it takes them."""
    clock = StandingClock()
    register = Register(new(), clock)
    register.init("mirror")
    live(register, clock, history)
    for form in FORMS:
        for asked in _asked(form, days):
            path = folder / form.file
            path.unlink(missing_ok=True)
            export(register, ExportRequest(form.name, file=form.file, **asked), path)
            list(numbers_in(path))
            _read_by_its_own_reader(form.name, path)


def _asked(form: Format, days: list[str]) -> Iterator[dict[str, Any]]:
    needed = {MUNICIPALITY: "0101"} if MUNICIPALITY in form.needs else {}
    for asked in ({HISTORY: True}, {SINCE: "1"}, *({VALID: day} for day in days)):
        if asked.keys() <= form.takes and form.needs <= {*asked, *needed}:
            yield asked | needed
    if VALID not in form.takes and form.needs <= needed.keys():
        yield needed


def _read_by_its_own_reader(name: str, path: Path) -> None:
    if name == "regiondump":
        with zipfile.ZipFile(path) as archive:
            members = walk(path.read_bytes()) if archive.namelist() else {}
        for member, content in members.items():
            assert strict_region_dump.FILE.fullmatch(member)
            assert strict_region_dump.read(content)
    if name == "xml1" and b"<InstitutionOwner>" in path.read_bytes():
        assert faults(path.read_bytes()) == []
        etree.XMLSchema(etree.parse("contracts/sor-xml/1.0.0/SorTree.xsd")).assertValid(etree.parse(path))
