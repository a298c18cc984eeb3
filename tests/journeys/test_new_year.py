"""1 January 2027 in small: two regions become one and acute nursing leaves a municipality that goes on running it. One
plan, approved by two of the authority; the day before, the day and the day after, through files and answers.

Among the units are one that closes the day before, one with a change scheduled after the day, and moved hospitals. The
same on generated data of Denmark's shape is not here yet.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sor.core.as_of import AsOf
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.jobs.rehearsing import publish_with_plans
from sor.reading.crosswalk import crosswalk
from tests.changes.scene import ADDRESS, PHONE, REGION, Scene, create, own
from tests.conftest import StandingClock
from tests.desk.planning import DAY, SETTINGS, PlanTable, move, rename
from tests.desk.towns import run_by_town, with_town
from tests.formats.strict_numbers import numbers_in
from tests.new_databases import NewDatabases

pytestmark = pytest.mark.slow
NUMBER = {"system_type": "225", "system_supplier": "162", "network": "41000035001", "region": "1084",
          "administrator": "1"}  # fmt: skip
MERGER = [
    {"op": "number", "location_number": "#n", "from": DAY, "issue": NUMBER},
    create("#ost", "IO", None, DAY, name="Region Østdanmark", type=REGION, cvr="44000444", postal_address=ADDRESS,
           virtual_address=PHONE, location=own("#n")),
    *(move(unit, "#ost") for unit in ("@hospital", "@rigs", "@near")),
    move("@acute", "@near"), run_by_town("@acute", day=DAY),
    {"op": "replace", "unit": ["@region", "@east"], "by": ["#ost"], "from": DAY},
    *({"op": "close", "unit": unit, "from": DAY} for unit in ("@region", "@east")),
]  # fmt: skip


READ = frozenset({".zip", ".csv", ".txt", ".ndjson", ".parquet", ".xlsx", ".sqlite"})


def units(folder: Path) -> dict[str, dict[str, Any]]:
    """The units of an edition by code."""
    lines = (folder / "open/units.ndjson").read_text("utf-8").splitlines()
    return {one["code"]: one for one in map(json.loads, lines)}


def hold_every_file(folder: Path) -> None:
    """Each file of an edition is read by a parser that takes no word for a number, each SOR XML by its schema."""
    published = [path for top in ("sor_produktion", "sor2_produktion", "open") for path in (folder / top).rglob("*.*")]
    for path in published:
        if path.suffix in READ and not path.name.endswith("left-out.csv"):
            list(numbers_in(path))
    trees = sorted((folder / "sor_produktion/data/sor/sorxml").glob("v_*/Sor.zip"))
    assert trees
    for path in trees:
        with zipfile.ZipFile(path) as made:
            written = etree.parse(io.BytesIO(made.read("Sor.xml")))
        version = {"v_1_0_0": "1.0.0", "v_2_0_0": "2.0.0", "v_3_0_0": "3"}[path.parent.name]
        etree.XMLSchema(etree.parse(f"contracts/sor-xml/{version}/SorTree.xsd")).assertValid(written)


def test_the_day_before_the_day_and_the_day_after(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    at = with_town(PlanTable(Scene.copied(new_sqlite, clock)))
    assert at.scene.send({"op": "close", "unit": "@lungs", "from": "2026-12-31"}).accepted
    assert at.scene.send(rename("@heart", "Hjertecentret", "2027-02-01")).accepted
    row = at.approve("eva", at.checked("sds", *MERGER, title="Region Østdanmark"))
    report = at.report(row)
    assert (report["accepted"], row.state) == (True, "approved"), report["findings"]
    publish_with_plans(
        at.register, SETTINGS, [str(row.number)], tmp_path / "try", PublishOptions(rehearsal=20270101), lambda *_: None
    )
    rehearsed = tmp_path / "try/rehearsals/2027-01-01"
    hold_every_file(rehearsed)
    at.commit("sds", row)
    folder, kept, serials = tmp_path / "files", {}, {}
    for day, passes in (("30", 59), ("31", 1), ("1", 1), ("2", 1)):
        clock.pass_days(passes)
        serials[day] = publish(at.register, folder, PublishOptions()).serial
        hold_every_file(folder)
        kept[day] = units(folder)
    codes = at.scene.codes
    new = next(code for code, unit in kept["1"].items() if unit["name"] == "Region Østdanmark")
    assert {day: kept[day].get(codes["ward"], {}).get("owner") for day in kept} == {
        "30": codes["region"], "31": codes["region"], "1": new, "2": new,
    }  # fmt: skip
    assert [day for day in kept if codes["lungs"] in kept[day]] == ["30"]
    assert [day for day in kept if codes["region"] in kept[day]] == ["30", "31"]
    assert (kept["1"][codes["acute"]]["owner"], kept["1"][codes["acute"]]["operator"]["unit"]) == (new, codes["town"])
    later = at.register.at(AsOf(20270201, at.register.serial())).unit(codes["heart"])
    assert later is not None
    assert (later["name"], later["owner"]) == ("Hjertecentret", new), "what was scheduled stands"
    without = [{code: {k: v for k, v in one.items() if k != "serial"} for code, one in found.items()}
               for found in (units(rehearsed), kept["1"])]  # fmt: skip
    assert without[0] == without[1], "what was rehearsed is what came"
    end = dict(kept["30"])
    for line in (folder / f"open/delta/{serials['30']}.ndjson").read_text("utf-8").splitlines():
        one = json.loads(line)
        if one.get("removed"):
            end.pop(one["key"], None)
        else:
            end[one["code"]] = one
    assert end == kept["2"], "the delta from the 30th ends where the 2nd is"
    rows = crosswalk(at.register.database.reader(), 20261230, 20270102, at.register.serial())
    kinds = {(one.old, one.new): one.kind for one in rows}
    assert kinds[codes["region"], new] == kinds[codes["east"], new] == "merged"
    assert kinds[codes["hospital"], codes["hospital"]] == "moved"
    assert kinds[codes["ward"], codes["ward"]] == "owner"
