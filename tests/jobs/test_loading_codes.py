"""An official file of code lists takes the place of ours; a file of another register does not."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from sor.access.authority import Actor
from sor.core.as_of import AsOf
from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from sor.desk.code_lists import NotTheAuthority
from sor.formats.delivery import BadFile
from sor.formats.published.exports import FORMATS
from sor.jobs.loading_codes import LoadedCodes, load
from sor.jobs.selection import full
from tests.changes.scene import CLINIC, DEPARTMENT, HOSPITAL, REGION, Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

TODAY = 20261101
NAMED = "<Identifier>{}</Identifier>\r\n\t\t\t<NameDanish>{}</NameDanish>"


class Office:
    """The authority, with a file of the register's own lists before it."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.register, self.folder = scene, scene.register, folder
        actors = Actors(scene.register)
        actors.add("sds", "S", None)
        actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
        self.sds = actors.actor("sds")

    def exported(self) -> str:
        out = BytesIO()
        at = AsOf(TODAY, self.register.serial())
        FORMATS["datatypes"].write(full(self.register, at, datetime(2026, 11, 1, tzinfo=UTC)), out)
        return out.getvalue().decode("utf-8-sig")

    def load(self, content: str, *, dry_run: bool = False, by: Actor | None = None) -> LoadedCodes:
        path = self.folder / "SorDataTypes.xml"
        path.write_text(content, encoding="utf-8")
        return load(self.register, path, lambda: by or self.sds, dry_run=dry_run)


@pytest.fixture
def office(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Office:
    return Office(Scene.copied(new_sqlite, clock), tmp_path)


def without(content: str, code: str) -> str:
    """A file that lacks a code."""
    before, _, rest = content.partition(f"<Identifier>{code}</Identifier>")
    start = before.rindex("\t\t<DataTypeCode>")
    return before[:start] + rest[rest.index("</DataTypeCode>") + len("</DataTypeCode>\r\n") :]


def test_ones_own_file_changes_nothing_and_what_is_scheduled_stays(office: Office) -> None:
    done = office.load(office.exported())
    assert (done.added, done.changed, done.ended, done.serial) == ([], [], [], None)


def test_a_file_renames_adds_and_ends_in_one_entry_and_names_who_holds_what_vanishes(office: Office) -> None:
    content = without(without(office.exported(), CLINIC), "408443003")
    content = content.replace(
        NAMED.format("41000035001", "KMD"), NAMED.format("41000035001", "KMD A/S")
    ).replace("<Identifier>41000035001</Identifier>",
              "<Identifier>99000035001</Identifier>\r\n<NameDanish>Nyt Net</NameDanish>"
              "<FromDate>2026-10-01</FromDate></DataTypeCode>"
              "<DataTypeCode><Identifier>41000035001</Identifier>")  # fmt: skip
    tried = office.load(content, dry_run=True)
    assert tried.serial is None
    before = office.register.serial()
    done = office.load(content)
    assert done == tried._replace(serial=before + 1)
    assert done.added == ["network/99000035001"]
    assert done.changed == ["network/41000035001"]
    assert done.ended == [f"entity_type/{CLINIC}", "speciality/408443003"]
    assert [(one.key, one.holders) for one in done.held] == [(f"entity_type/{CLINIC}", [office.scene["clinic"]])]
    book = office.register.at().codes
    assert [book.name("network", code, TODAY) for code in ("41000035001", "99000035001")] == ["KMD A/S", "Nyt Net"]
    assert book.name("entity_type", CLINIC, 20261031) == "fodterapeutklinik"
    assert book.name("entity_type", CLINIC, TODAY) is None
    assert office.register.verify(deep=True).fault is None
    assert office.load(content).serial is None


def test_files_of_another_register_and_damaged_ones_are_refused_with_a_sentence(office: Office) -> None:
    own, serial = office.exported(), office.register.serial()
    foreign = own
    for code in (CLINIC, HOSPITAL, DEPARTMENT, REGION, "550891000005100"):
        foreign = without(foreign, code)
    for content, said in (
        ("<SKS><Klasse>A</Klasse></SKS>", "holds a SKS and no code lists"),
        ("1;2;3\n", "is no XML"),
        (own.replace("urn:oio:nsi:datatypes:3.0.0", "urn:andet"), "the namespace urn:andet"),
        (own.replace('"municipality"', '"diagnoser"'), "lists that this register does not have: diagnoser"),
        (foreign, "the 6 unit types that units of this register are of"),
        (own.replace("<SnapshotDate>2026-11-01", "<SnapshotDate>2027-11-01"), "has not come yet"),
        (own.replace("<SnapshotDate>2026-11-01</SnapshotDate>", ""), "no SnapshotDate"),
        (own.replace("<Identifier>1081<", "<Identifier>1082<"), "1082 stands there twice"),
        (own[:5000], "is no XML"),
    ):  # fmt: skip
        with pytest.raises(BadFile, match=said):
            office.load(content)
    with pytest.raises(NotTheAuthority):
        office.load(own, by=Actor("anna"))
    assert office.register.serial() == serial
