"""Every file that was handed in as one that a register did wrong things with, named in ``files/README.md`` with what
has to be so: loaded, sent or followed as it says there.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sor.changes.document import BadDocument
from sor.desk.actors import Actors
from sor.desk.sending import RightsNow
from sor.formats.delivery import BadFile
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Register
from sor.store.database import Database
from tests.changes.sample_master import answers, change, differs
from tests.conftest import StandingClock, copy_demo
from tests.faults.conftest import DAY, FILES, NEXT, Mirror

NAMED = "90008271000016004"
"""The unit whose name is spoilt."""
TODAY, GOOD = "2026-11-01", "R01-daily-good.csv"  # which stands here as the base of the SOR2 ones
CLOSED_BY = {
    "90000071000016007": "region-1082", "90000151000016004": "klinik", "90012491000016004": "kommune-0810",
    "90000111000016003": "region-1082",
}  # fmt: skip
ABOVE = "90000061000016002"


def content(name: str) -> bytes:
    return (FILES / name).read_bytes()


def refused(mirror: Mirror, name: str, *figures: str) -> None:
    """A file that changes nothing, refused with each of these figures."""
    before, numbers = mirror.units(), mirror.numbers()
    with pytest.raises(BadFile) as told:
        mirror.load(content(name))
    for figure in figures:
        assert figure in str(told.value)
    assert (mirror.units(), mirror.numbers()) == (before, numbers)


def changes_nothing(mirror: Mirror, name: str, *notes: str, **figures: Any) -> None:
    """A file that is loaded with these notes and figures and changes nothing."""
    before, numbers = mirror.units(), mirror.numbers()
    report = mirror.load(content(name))
    for note in notes:
        assert any(note in one for one in report.notes), report.notes
    assert {figure: getattr(report, figure) for figure in figures} == figures
    assert (mirror.units(), mirror.numbers()) == (before, numbers)


def becomes(mirror: Mirror, name: str, called: str, **findings: int) -> None:
    """A file that changes one name, and is found to have these findings beside those of the base file."""
    before, numbers = mirror.units(), mirror.numbers()
    report = mirror.load(content(name))
    after = mirror.units()
    assert {code for code in before if before[code] != after[code]} == {NAMED}
    assert (len(after), after[NAMED][1]["name"], mirror.numbers()) == (len(before), called, numbers)
    assert {rule: n for rule, n in report.findings.items() if rule.startswith("X")} == findings


def fault_is_taken_back(mirror: Mirror, name: str) -> None:
    before = mirror.units()
    becomes(mirror, name, "Navn A")
    mirror.load(content("base-sor.csv"), NEXT + 1)
    mirror.register.clock.pass_days(1)  # type: ignore[attr-defined] # it stands
    at = mirror.register.at().on(NEXT + 1).unit(NAMED)
    assert at is not None
    assert at["name"] == before[NAMED][1]["name"]
    report = mirror.load(content("base-sor.csv"), NEXT + 2)
    assert (report.changed, report.new, report.closed) == (0, 0, 0)


def base_is_loaded(mirror: Mirror, name: str) -> None:
    report = mirror.load(content(name), NEXT)
    assert (report.read, report.changed, report.rejected, report.cells) == (39, 0, [], [])


DAMAGED_BY_EXCEL = ("VirtualAddressTelephoneNumber: 39 of 39 cells", "EntityTypeId: 29 of 39 cells",
                    "PostalAddressMunicipalityCode: 39 of 39 cells")  # fmt: skip
WITHOUT_PHONE = "what they would say stays as it is: Telefon."
ANOTHER_NAME = "Lokationsnr (was Lokationsnummer meant?)"
TABLES: dict[str, Callable[[Mirror, str], None]] = {
    "base-sor.csv": base_is_loaded,
    GOOD: base_is_loaded,
    "R01-daily-saved-by-excel.csv": lambda held, name: refused(held, name, *DAMAGED_BY_EXCEL),
    "R02-newline-in-name.csv": lambda held, name: becomes(held, name, "Ambulatorium for sår", X16=1),
    "R03-no-phone-column.csv": lambda held, name: changes_nothing(held, name, WITHOUT_PHONE, changed=0),
    "R03c-renamed-gln-column.csv": lambda held, name: changes_nothing(held, name, ANOTHER_NAME, changed=0),
    "R04-gln-column-emptied.csv": lambda held, name: refused(held, name, "closing of location numbers: 14 of 14"),
    "R06-tuesday-faulty.csv": fault_is_taken_back,
    "R07-trailing-delimiters-dropped.csv": lambda held, name: changes_nothing(held, name, rejected=[], changed=0),
    "R08-quoted-separator-and-short.csv": lambda held, name: becomes(held, name, "Klinik A; B", X5=1),
    "R10-one-row-with-bad-end-date.csv": lambda held, name: changes_nothing(held, name, unchanged=38, closed=0),
    "R10b-all-dates-slashes.csv": lambda held, name: refused(held, name, "39 of 39"),
}
"""The tables, each with what has to be so."""
DOCUMENTS = {"R05-nfd-name.json", "R09-fffe-name.json", "R11-close-then-undo.txt"}
"""What is sent to a demo; each has a test of its own."""


def test_every_file_that_is_named_has_a_test() -> None:
    named = {*re.findall(r"[\w-]+\.(?:csv|json|txt)", content("README.md").decode())}
    assert named == TABLES.keys() | DOCUMENTS
    assert {path.name for path in FILES.glob("R[01]*")} | {"base-sor.csv", GOOD} == named


@pytest.mark.slow
@pytest.mark.every_case
@pytest.mark.parametrize("name", TABLES)
def test_a_table_does_what_has_to_be_so(name: str, request: pytest.FixtureRequest) -> None:
    mirror: Mirror = request.getfixturevalue("daily" if "daily" in name else "sor")
    TABLES[name](mirror, "base-daily.csv" if name == GOOD else name)


@pytest.fixture
def master(new_sqlite: Callable[[], Database], clock: StandingClock, tmp_path: Path) -> Mirror:
    """A master that was filled from the base file."""
    register = Register(new_sqlite(), clock)
    register.init("master", codes=(1_000_000, 1_999_999))
    held = Mirror(register, tmp_path, "base-sor.csv")
    held.load(content("base-sor.csv"), DAY)
    return held


@pytest.mark.slow
def test_a_decomposed_letter_is_stored_composed_and_every_file_is_published(master: Mirror) -> None:
    asked = json.loads(content("R05-nfd-name.json"))
    sent = change(master.register, asked)
    assert sent.accepted, sent.findings
    unit = master.register.at().unit(asked["unit"])
    assert unit is not None
    assert unit["name"] == "Århus Klinik for Søvn" != asked["set"]["name"]
    publish(master.register, master.folder / "files", PublishOptions())
    manifest = json.loads((master.folder / "files" / "manifest.json").read_bytes())
    assert manifest["serial"] == master.register.serial()
    assert manifest.get("missing", {}) == {}


def test_a_character_that_xml_cannot_hold_is_refused_with_its_name_and_place(master: Mirror) -> None:
    serial = master.register.serial()
    with pytest.raises(BadDocument, match=r"set\.name: character 8 is U\+FFFE"):
        change(master.register, json.loads(content("R09-fffe-name.json")))
    assert master.register.serial() == serial


@pytest.mark.slow
@pytest.mark.whole_demo
def test_a_closing_sent_by_mistake_is_taken_back_by_who_sent_it(demo_to_try: Path, tmp_path: Path) -> None:
    """And by the authority; and corrected by it."""
    register = Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock())
    named = {*re.findall(r"\b9\d{16}\b", content("R11-close-then-undo.txt").decode())}
    assert named == {*CLOSED_BY, ABOVE}

    def send(actor: str, **asked: Any) -> int:
        done = change(register, asked, actor=actor, authorise=RightsNow(partial(Actors(register).actor, actor)))
        assert done.accepted, (asked, done.findings)
        assert done.serial is not None
        return done.serial

    for unit, actor in CLOSED_BY.items():
        serial = register.serial()
        for taker in (actor, "sds"):
            send(taker, op="undo", entry=send(actor, op="close", unit=unit, **{"from": TODAY}))
            assert differs(register, serial) == {}, (unit, taker)
        send(actor, op="close", unit=unit, **{"from": TODAY})
        before = answers(register, serial)
        send("sds", op="correct", unit=unit, set={"open": True}, **{"from": TODAY, "to": "2026-12-01"})
        assert register.at().unit(unit)["open"], unit  # type: ignore[index] # it is there
        send("sds", op="correct", unit=unit, set={"open": True}, **{"from": TODAY})
        assert answers(register, register.serial(), serial) == before, unit
