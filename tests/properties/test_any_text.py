"""Whatever text passes the gate is written by every format and read back, answered by every service, found by search.

What a log of before the gate holds outside it stops no file and no service; each loss in a file is told beside it.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from lxml import etree

from sor.core.identifiers import BLANKS
from sor.core.text import fit_text, is_fit, texts_of
from sor.endpoints.app import app
from sor.endpoints.sorus.composing import show_unit
from sor.endpoints.web.routes import PAGES
from sor.following.phone_book import PhoneBook
from sor.formats.published.export_format import HISTORY, SINCE, Format
from sor.formats.published.exports import FORMATS
from sor.formats.soap import sorus
from sor.formats.soap.envelope import ENVELOPE
from sor.formats.soap.sorls import NAMESPACE
from sor.formats.soap.sorus_choices import EDIT, VERSIONS
from sor.jobs.exporting import ExportRequest, export
from sor.register import Register
from sor.search.text import words
from sor.settings import read_settings
from sor.store.database import Database
from tests.any_text import (
    GLN,
    OLD,
    SPECIAL,
    TEXTS,
    TODAY,
    UNIT,
    as_kept,
    old,
    passing,
    register_of_before,
    register_with,
    spread,
)  # fmt: skip
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.endpoints.sores.asking import ask, door
from tests.journeys.round_trips import answers, loaded
from tests.journeys.test_table_round_trips import allowed
from tests.new_databases import copy_register
from tests.soaking import in_portions

NOT_OF_THE_UNIT = {
    "updated",
    "type_name",
    *(f"location.{code}_name" for code in ("system_type", "system_supplier", "network")),
}
"""Not stated here; and names that each register has from its own code lists."""
GUARDED = '="1"'
"""What tables cannot hold as a text: the guard that keeps a spreadsheet off a cell."""

NewDatabase = Callable[[], Database]
Given = Mapping[Any, str]
QUICK = settings(
    max_examples=1,
    phases=[Phase.explicit, Phase.generate],  # to shrink costs minutes, and the text at fault is told as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def written(register: Register, folder: Path) -> Iterator[tuple[Format, str, Path]]:
    """Every format in every form, of each selection that it takes."""
    for name, usual in FORMATS.items():
        for form in (usual, *usual.also):
            for selection in ("", SINCE, HISTORY):
                if (selection and selection not in form.takes) or (SINCE in form.needs and selection != SINCE):
                    continue
                asked: dict[str, Any] = {SINCE: {"since": "1"}, HISTORY: {"history": True}}.get(selection, {})
                if "municipality" in form.needs:
                    asked["municipality"] = "0851"
                path = folder / f"{selection or 'day'}-{form.file}"
                export(register, ExportRequest(name, file=path.name, **asked), path)
                yield form, selection, path


def told(path: Path) -> dict[str, set[str]]:
    """The fields of each subject that the side report of a file names."""
    report = path.with_name(f"{path.name}.left-out.csv")
    found: dict[str, set[str]] = {}
    rows = csv.reader(io.StringIO(report.read_bytes().decode() if report.exists() else "", newline=""), delimiter=";")
    for code, field, _ in list(rows)[1:]:
        found.setdefault(code, set()).add(field.replace("location.number.", "location."))
    return found


def check_well_formed(form: Format, path: Path) -> None:
    """XML parses, JSON parses, the rows of a table have as many cells as its header; no break stands in any cell."""
    for name, content in _members(path):
        if name.endswith(".xml"):
            etree.fromstring(content)
        elif name.endswith(".ndjson"):
            assert all(map(json.loads, content.splitlines()))
        elif name.endswith(".csv") and form.encoding:
            rows = list(csv.reader(io.StringIO(content.decode(form.encoding), newline=""), delimiter=";"))
            assert {len(row) for row in rows if row} == {len(rows[0])}, (form.name, name)


def _members(path: Path) -> list[tuple[str, bytes]]:
    if path.suffix == ".xlsx" or not is_zipfile(path):
        return [(path.name, path.read_bytes())]
    with ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def check_exports(register: Register, new: NewDatabase, folder: Path) -> None:
    """Every format is written; what is read back from it differs only by what its losses and its side report name."""
    before = answers(register, TODAY)
    for form, selection, path in written(register, folder):
        check_well_formed(form, path)
        if form.loses is None or selection:
            continue
        mirror = Register(new(), register.clock)
        mirror.init("mirror")
        report = loaded(mirror, path, TODAY)
        assert report.rejected == [], form.name
        damaged = {(cell["key"], cell["value"]) for cell in report.cells}  # a program's word for nothing, a formula
        after, lost = answers(mirror, TODAY), allowed(form.loses()) | NOT_OF_THE_UNIT
        mirror.database.close()
        if "unit" in form.loses():  # it is about other subjects
            continue
        for code, was in before.items():
            now, named = after.get(code, {}), lost | told(path).get(code, set())
            assert now or "" in named, (form.name, code)
            for name in was.keys() | now.keys() if now else ():
                if was.get(name) != now.get(name) and not ways_to_name(name) & named:
                    keys = {code, was.get("location.number")}  # files differ in whose cell it is
                    meant_otherwise = was.get(name) == GUARDED or any((key, was.get(name)) in damaged for key in keys)
                    assert meant_otherwise, (form.name, code, name, was.get(name), now.get(name))


def ways_to_name(member: str) -> set[str]:
    """How losses and reports may name a member: itself, the whole that it is part of, the code of a name."""
    return {member, member.partition(".")[0], member.removesuffix("_name"), f"{member}_name"}


def addresses(client: TestClient[Any]) -> Iterator[str]:
    """Every address that is read with GET: those of the contract, and the pages."""
    contract = client.get("/api/openapi.json").json()["paths"]
    paths = {path for path, methods in contract.items() if "get" in methods}
    paths |= {path for page in PAGES for path in page.paths}
    values = {
        "code": UNIT,
        "gln": GLN,
        "serial": "2",
        "list": "entity_type",
        "name": "entity_type",
        "id": "1",
        "number": "1001",
    }
    for path in sorted(paths):
        if path.endswith(("/stream", "/consumers")) or "/jobs/" in path or "/cases" in path:
            # jobs, cases and consumers are shown to those alone whom they concern
            continue
        parts = [
            values["gln" if "location" in path else part[1:].partition(":")[0].rstrip("}")] if part[:1] == "{" else part
            for part in path.split("/")
        ]
        yield "/".join(parts)


def told_by_services(register: Register) -> dict[str, set[str]]:
    """Every text in what each service answers about the unit; every address answers."""
    doors = app(register, read_settings(TRIED))
    envelope = (
        f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body><GetSorEntityRequest xmlns="{NAMESPACE}"><SorIdentifier>{UNIT}'
        "</SorIdentifier></GetSorEntityRequest></e:Body></e:Envelope>"
    )
    with TestClient(doors, raise_server_exceptions=False) as client:
        for address in addresses(client):
            assert client.get(address).status_code != 500, address  # 503: a door that needs a key is shut
        rest = client.get(f"/api/v1/units/{UNIT}").json()
        sorls = client.post("/sor-opslag/SORLookupService", content=envelope, headers={"Content-Type": "text/xml"})
    sores = door(register)
    sores.cache.follow()
    asked = ask(sores, {"Command": "GetSorEntity", "SorIds": [UNIT]})
    sores.cache.close()
    assert (asked.status, sorls.status_code) == (200, 200)
    told = {"REST": set(texts_of(rest)), "SORES": set(texts_of(asked.json)), "SORLS": texts_of_xml(sorls.content)}
    values = {"code": "0", "text": "", "entity": show_unit(register.at(), UNIT)}
    return told | {
        f"SORUS {number}": texts_of_xml(sorus.Writer(version).body(EDIT, values))
        for number, version in VERSIONS.items()
    }


def texts_of_xml(content: bytes) -> set[str]:
    return {element.text or "" for element in etree.fromstring(content).iter()}


def check_services(register: Register, given: Given, shows: Mapping[str, set[Any]]) -> None:
    """Each service tells each text that it tells of a plain register; search finds the unit by its name."""
    for service, told in told_by_services(register).items():
        untold = {place: given[place] for place in shows[service] if fit_text(given[place])[0] not in told}
        assert untold == {}, service
    name = fit_text(given["unit", UNIT, ("name",)])[0]
    if words(name):
        hits = PhoneBook(register).search(name, register.at().at)
        assert UNIT in [hit.key for hit in hits.page], name


@pytest.fixture(scope="module")
def shows(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Any]]:
    """Of which texts of the unit each service tells, seen where every text is a plain word of its own."""
    path = tmp_path_factory.mktemp("plain") / "sor.db"
    copy_register(empty_sqlite, path)
    plain = {place: f"Tekst{n}" for n, place in enumerate(TEXTS)}
    register = register_with(Database(f"sqlite:///{path}"), StandingClock(), plain)
    found = {
        service: {place for place, text in plain.items() if place[0] == "unit" and text in told}
        for service, told in told_by_services(register).items()
    }
    assert min(map(len, found.values())) > 30, found
    return found


@pytest.mark.slow
@QUICK
@example(texts=list(SPECIAL))
@given(texts=st.lists(passing, min_size=1, max_size=30))
def test_whatever_passes_is_written_answered_and_found(
    new_sqlite: NewDatabase, clock: StandingClock, tmp_path: Path, shows: Any, texts: list[str]
) -> None:
    given = spread(texts)
    register = register_with(new_sqlite(), clock, given)
    check_exports(register, new_sqlite, tmp_path)
    check_services(register, given, shows)


@pytest.mark.slow
@QUICK
@example(texts=list(OLD))
@given(texts=st.lists(old, min_size=1, max_size=30))
def test_what_older_logs_hold_stops_no_file_and_no_service(
    new_sqlite: NewDatabase, clock: StandingClock, tmp_path: Path, shows: Any, texts: list[str]
) -> None:
    given = spread(texts)
    register = register_of_before(new_sqlite(), clock, given)
    lost = {path for _, key, path in TEXTS if key == UNIT and fit_text(given["unit", UNIT, path])[1]}
    for form, selection, path in written(register, tmp_path):
        check_well_formed(form, path)
        if form.name == "ndjson" and not selection:
            assert {".".join(one) for one in lost} <= told(path).get(UNIT, set())
    check_services(register, given, shows)


def every_character() -> Iterator[str]:
    """All characters that pass the gate, some dozens in a text, in the order of Unicode."""
    fit = [c for c in map(chr, range(sys.maxunicode + 1)) if is_fit(c) and c not in BLANKS]
    for start in range(0, len(fit), 40):
        text = as_kept("x".join(fit[start : start + 40]))
        yield text


@pytest.mark.soak
def test_every_character_of_unicode(new_sqlite: NewDatabase, clock: StandingClock, tmp_path: Path, shows: Any) -> None:
    texts = list(every_character())
    for start in in_portions("every-character", range(0, len(texts), len(TEXTS))):
        given = spread(texts[start : start + len(TEXTS)])
        register = register_with(new_sqlite(), clock, given)
        check_exports(register, new_sqlite, tmp_path)
        check_services(register, given, shows)
        register.database.close()
