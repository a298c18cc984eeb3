"""The map from old units to new ones: what moved, what came below another owner, what took whose place, since when."""

from pathlib import Path

from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.endpoints.app import app
from sor.reading.crosswalk import crosswalk
from sor.settings import read_settings
from tests.changes.scene import DEPARTMENT, INDICATORS, Scene, create
from tests.conftest import StandingClock
from tests.desk.planning import OTHER_REGION, move, rename
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases

BEFORE, DAY, AFTER = 20261231, "2027-01-01", 20270201


def unit(name: str, day: str) -> dict[str, object]:
    return create(name, "OU", "@hospital", day, name=name[1:], type=DEPARTMENT, location="inherit", **INDICATORS)


def played(new: NewDatabases, clock: StandingClock) -> Scene:
    """Over the New Year a department with its ward goes to another region, others are replaced, split and merged."""
    scene = Scene.copied(new, clock)
    made = scene.send(*OTHER_REGION, *(unit(f"#{name}", "2026-11-01") for name in ("a", "b", "c", "d")))
    assert made.accepted, made.findings
    scene.codes |= {name.removeprefix("#"): code for name, code in made.units.items()}
    new_ones = scene.send(*(unit(f"#{name}", DAY) for name in ("one", "two", "next")))
    scene.codes |= {name.removeprefix("#"): code for name, code in new_ones.units.items()}
    for changes in (
        [move("@heart", "@rigs")],
        [{"op": "replace", "unit": ["@a"], "by": ["@next"], "from": DAY}, {"op": "close", "unit": "@a", "from": DAY}],
        [{"op": "replace", "unit": ["@b"], "by": ["@one", "@two"], "from": DAY}],
        [{"op": "merge", "unit": "@c", "absorb": ["@d"], "from": "2027-01-15"}],
        [rename("@heart", "Hjerter", "2027-01-20"), rename("@lungs", "Lunger", "2027-01-20")],
    ):
        sent = scene.send(*changes)
        assert sent.accepted, sent.findings
    return scene


def test_every_kind_of_change_between_two_days_is_told_with_its_day(
    new_database: NewDatabases, clock: StandingClock
) -> None:
    scene = played(new_database, clock)
    names = {code: name for name, code in scene.codes.items()}
    serial = scene.register.serial()
    reader = scene.register.database.reader()
    rows = crosswalk(reader, BEFORE, AFTER, serial)
    assert {(names[one.old], names[one.new], one.kind, one.from_day) for one in rows} == {
        ("heart", "heart", "moved", 20270101),
        ("ward", "ward", "owner", 20270101),
        ("a", "next", "replaced", 20270101),
        ("b", "one", "split", 20270101),
        ("b", "two", "split", 20270101),
        ("d", "c", "merged", 20270115),
    }
    (ward,) = [one for one in rows if names[one.old] == "ward"]
    assert (ward.old_owner, ward.new_owner) == (scene["region"], scene["east"])
    assert crosswalk(reader, 20270116, AFTER, serial) == []
    assert [names[one.old] for one in crosswalk(reader, 20270102, AFTER, serial)] == ["d"]
    assert crosswalk(reader, BEFORE, AFTER, scene.serial or 0) == [], "nothing of it was known then"


def test_it_is_asked_over_rest_and_written_by_a_command(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    scene = played(new_sqlite, clock)
    asked = {"from": "2026-12-31", "to": "2027-02-01"}
    with TestClient(app(scene.register, read_settings(TRIED))) as client:
        found = client.get("/api/v1/crosswalk", params=asked | {"limit": 2}).json()
        assert (found["total"], found["more"], len(found["rows"])) == (6, True, 2)
        whole = client.get("/api/v1/crosswalk", params=asked).json()["rows"]
        assert {one["kind"] for one in whole} == {"moved", "owner", "replaced", "split", "merged"}
        for wrong in (asked | {"to": "2026-12-31"}, asked | {"from": "nytår"}, {"from": "2026-12-31"}):
            assert client.get("/api/v1/crosswalk", params=wrong).status_code == 400
    url = {"SOR_DATABASE": f"sqlite:///{scene.register.database.url.database}", "SOR_NOW": "2026-11-01"}
    words = ["export", "crosswalk", "--from", "2026-12-31", "--to", "2027-02-01", "--out", str(tmp_path / "map.csv")]
    done = CliRunner().invoke(main, words, env=url)
    assert done.exit_code == 0, done.output
    lines = (tmp_path / "map.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "old;new;kind;from;old_owner;new_owner"
    assert len(lines) == 7
    for wrong_use in (["--valid", "2027-01-01"], ["--to", "2026-12-31"], ["--from", "nytår"]):
        assert CliRunner().invoke(main, [*words, *wrong_use], env=url).exit_code == 2
