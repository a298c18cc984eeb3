"""The copy of one owner's part: equal to its source on the units of that owner, and of others only hashes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.core.as_of import AsOf
from sor.following.source import NoSource, Source, SourceAway
from sor.following.standing import standing_of
from sor.jobs import selection
from sor.jobs.editions import PublishOptions
from sor.jobs.erasing import ask, confirm
from sor.jobs.exporting import EXPORTS, write_to
from sor.jobs.follow import Following, FollowOptions
from sor.jobs.publishing import publish
from sor.register import Refused, Register
from sor.store.selecting import day_reached
from sor.store.standing import WantedErasure
from sor.store.taking import NotProven
from tests.changes.scene import ADDRESS, DEPARTMENT, INDICATORS, PRIVATE, TODAY, Scene, create
from tests.conftest import StandingClock
from tests.following.copies import WithinProcess, follow, mirror, ndjson, reached, rows
from tests.jobs.test_erasing import let_in
from tests.new_databases import NewDatabases

SECOND_DAY, THIRD_DAY = "2026-11-02", "2026-11-03"
OTHERS = "Hemmelig hos de andre"


@pytest.fixture
def way(scene: Scene) -> Iterator[WithinProcess]:
    with reached(scene.register) as found:
        yield found


@pytest.fixture
def part(new_database: NewDatabases, clock: StandingClock) -> Register:
    return mirror(new_database(), clock)


def send(scene: Scene, *changes: dict[str, object]) -> int:
    outcome = scene.send(*changes, judge=False)
    assert outcome.serial is not None, outcome.findings
    return outcome.serial


def add_others(scene: Scene) -> str:
    """An owner with whom the region never has to do."""
    made = create("#third", "IO", None, name=OTHERS, type=PRIVATE, cvr="35095748", postal_address=ADDRESS)
    return scene.send(made, judge=False).units["#third"]


def rename(scene: Scene, unit: str, name: str, day: str = TODAY) -> int:
    return send(scene, {"op": "edit", "unit": unit, "from": day, "set": {"name": name}})


def is_equal_on(part: Register, scene: Scene, owner: str, folder: Path) -> bool:
    """Whether a copy holds just the units that the source shows below an owner, to the byte, at every serial, and all
    entries of its log; and each of its lines is one of the source's.
    """
    mine, theirs = rows(part), rows(scene.register)
    assert mine["entry"] == theirs["entry"]
    assert set(mine["line"]) < set(theirs["line"])
    for serial in range(1, part.serial() + 1):
        wanted = [line for line in ndjson(scene.register, folder, serial).splitlines(keepends=True)
                  if owner in (json.loads(line).get("owner"), json.loads(line)["code"])]  # fmt: skip
        assert ndjson(part, folder, serial) == b"".join(wanted), serial
    assert part.verify(deep=True).fault is None
    return True


def full(register: Register, serial: int, folder: Path) -> dict[str, bytes]:
    """What a register publishes of its units at a serial, by code."""
    day = day_reached(register.database.reader(), serial)
    selected = selection.full(register, AsOf(day, serial), register.clock())
    write_to(register, selected, EXPORTS["ndjson"], folder / "full.ndjson")
    return {json.loads(line)["code"]: line for line in (folder / "full.ndjson").read_bytes().splitlines()}


def are_deltas_right(register: Register, folder: Path) -> bool:
    """Whether the delta from each serial to the head leads from the full file of the one to that of the other."""
    last = register.serial()
    wanted = full(register, last, folder)
    for since in range(1, last):
        held = full(register, since, folder)
        selected = selection.delta(register, since, last, register.clock())
        write_to(register, selected, EXPORTS["ndjson"], folder / "delta.ndjson")
        for line in (folder / "delta.ndjson").read_bytes().splitlines():
            change = json.loads(line)
            if change.get("removed"):
                del held[change["key"]]
            else:
                held[change["code"]] = line
        assert held == wanted, since
    return True


def answers(doors: WithinProcess, codes: list[str], serial: int) -> list[str]:
    """What a register answers of some units on three days."""
    return [
        doors._client.get(f"/api/v1/units/{code}?valid={day}&known=@{serial}").text
        for code in codes for day in (TODAY, SECOND_DAY, THIRD_DAY)
    ]  # fmt: skip


@pytest.mark.slow
def test_the_part_of_an_owner_is_equal_to_the_source_while_units_come_and_leave(
    part: Register, scene: Scene, way: WithinProcess, clock: StandingClock, tmp_path: Path
) -> None:
    region, codes = scene["region"], [scene[name] for name in ("region", "hospital", "heart", "ward", "feet", "lungs")]
    add_others(scene)
    rename(scene, "@feet", "Fødderne før")
    follow(part, way, region)
    assert is_equal_on(part, scene, region, tmp_path)
    # a unit of another owner moves in tomorrow, with its history; one of ours leaves
    came = send(scene, {"op": "move", "unit": "@feet", "parent": "@lungs", "from": SECOND_DAY})
    left = send(scene, {"op": "move", "unit": "@ward", "parent": "@clinic", "from": SECOND_DAY})
    said = follow(part, way, region)
    assert is_equal_on(part, scene, region, tmp_path)
    clock.pass_days(1)
    scene.register.turn_day()
    rename(scene, "@feet", "Fødderne efter", SECOND_DAY)
    rename(scene, "@ward", "Sengeafsnit før det gik", TODAY)
    new = create("#new", "OU", "@heart", SECOND_DAY, name="Ny", type=DEPARTMENT, location="inherit", **INDICATORS)
    made = scene.send(new, judge=False).units["#new"]
    said += follow(part, way, region)
    assert is_equal_on(part, scene, region, tmp_path)
    day = scene.register.serial() - 3
    assert said == [
        f"Entry {day}: entered: {scene['feet']} has come into the part.",
        f"Entry {day}: left: {scene['ward']} has left the part.",
        f"Entry {part.serial()}: entered: {made} has come into the part.",
    ]
    assert OTHERS not in str(rows(part)["line"])
    assert are_deltas_right(scene.register, tmp_path)
    assert are_deltas_right(part, tmp_path)
    with reached(part) as doors:
        for serial in (came - 1, left, day, part.serial()):
            assert answers(doors, codes, serial) == answers(way, codes, serial), serial
        told = doors._client.get(f"/api/v1/log?since={day - 1}&unit={region}").json()["entries"][0]
        assert {"code": scene["ward"], "move": "left"} in told["units"]
        assert "En kopi af den del af http://testserver.local" in doors._client.get(f"/units/{region}").text


@pytest.mark.slow
def test_a_part_says_that_it_is_one(part: Register, scene: Scene, way: WithinProcess) -> None:
    follow(part, way, scene["region"])
    found = standing_of(part)
    assert found is not None
    assert (found["owner"], found["behind"]) == (scene["region"], 0)
    with reached(part) as doors:
        answer = doors._client.get(f"/api/v1/units/{scene['clinic']}")
        assert (answer.status_code, "http://testserver.local has the rest" in answer.text) == (404, True)
        for path in ("/api/v1/log/copy", f"/api/v1/log/copy?owner={scene['region']}", "/log/checkpoint"):
            assert doors._client.get(path).status_code in (404, 409), path
    with pytest.raises(Refused, match=f"is a copy of the part of {scene['region']}"):
        follow(part, way)
    with pytest.raises(Refused, match=f"is a copy of the part of {scene['region']}"):
        follow(part, way, scene["owner"])


@pytest.mark.slow
@pytest.mark.parametrize("owner", ["1234", "554061000005105", "region's hospital"])
def test_a_part_of_nobody_is_refused(owner: str, part: Register, scene: Scene, way: WithinProcess) -> None:
    code = scene["hospital"] if " " in owner else owner
    with pytest.raises((NoSource, Refused), match="knows no owner"):
        follow(part, way, code)
    assert part.serial() == 0


@pytest.mark.slow
def test_a_line_that_is_not_the_one_left_out_is_not_believed(part: Register, scene: Scene, way: WithinProcess) -> None:
    third = add_others(scene)
    rename(scene, "@feet", "Fødderne før")
    follow(part, way, scene["region"])
    before = rows(part)
    send(scene, {"op": "move", "unit": "@feet", "parent": "@lungs", "from": TODAY})
    way.spoil = lambda request, body: body.replace("Fødderne før".encode(), "Fødderne nu!".encode())
    with pytest.raises(NotProven, match="its content does not give its hash"):
        follow(part, way, scene["region"])
    assert rows(part) == before
    way.spoil = lambda _, body: body
    follow(part, way, scene["region"])
    way.spoil = lambda request, body: re.sub(rb'("left":\[\d+,")\w{4}', rb"\g<1>0000", body)
    send(scene, {"op": "edit", "unit": third, "from": TODAY, "set": {"name": "X"}})
    with pytest.raises((NotProven, SourceAway)):
        follow(part, way, scene["region"])


@pytest.mark.slow
def test_an_answer_that_breaks_off_is_gone_on_with(part: Register, scene: Scene, way: WithinProcess) -> None:
    rename(scene, "@feet", "Fødderne før")
    follow(part, way, scene["region"])
    send(
        scene,
        {"op": "move", "unit": "@feet", "parent": "@lungs", "from": TODAY},
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "A"}},
        {"op": "edit", "unit": "@heart", "from": TODAY, "set": {"name": "B"}},
    )
    asked: list[httpx2.Request] = []

    def cut(request: httpx2.Request, body: bytes) -> bytes:
        if request.url.path.endswith("/copy"):
            asked.append(request)
            return body[: len(body) * len(asked) // 24]
        return body

    way.spoil = cut

    source = Source("http://testserver.local", way, owner=scene["region"])
    for _ in range(40):
        try:
            Following(part, source, FollowOptions(once=True)).run()
            break
        except SourceAway:
            continue
    assert rows(part)["entry"] == rows(scene.register)["entry"]
    assert part.verify(deep=True).fault is None
    assert any("line=" in str(request.url) for request in asked)


@pytest.mark.slow
def test_it_begins_with_a_snapshot_too(part: Register, scene: Scene, tmp_path: Path) -> None:
    rename(scene, "@owner", OTHERS)
    publish(scene.register, tmp_path / "files", PublishOptions())
    rename(scene, "@ward", "Sengeafsnit 8")
    with reached(scene.register, tmp_path / "files") as way:
        follow(part, way, scene["region"], snapshot=tmp_path / "files" / "open" / "sor.sqlite")
        assert is_equal_on(part, scene, scene["region"], tmp_path)
    assert OTHERS not in str(rows(part))


@pytest.mark.slow
def test_what_is_erased_of_others_and_of_the_part_is_gone(
    part: Register, scene: Scene, way: WithinProcess, tmp_path: Path
) -> None:
    secrets = ("Hemmelig Zq7", "Hemmelig Zq8")
    stated = [rename(scene, unit, secret) for unit, secret in zip(("@ward", "@clinic"), secrets, strict=True)]
    rename(scene, "@ward", "Afsnit")
    rename(scene, "@clinic", "Klinik")
    follow(part, way, scene["region"])
    let_in(scene.register)
    for unit, serial in zip(("ward", "clinic"), stated, strict=True):
        made, _ = ask(scene.register, WantedErasure(serial, "unit", scene[unit], "name"), "en grund", "anna", "cli")
        confirm(scene.register, made.number, "bodil", "cli", None)
    rename(scene, "@clinic", "Klinik 2")
    follow(part, way, scene["region"])
    assert is_equal_on(part, scene, scene["region"], tmp_path)
    for secret in secrets:
        assert secret not in str(rows(part))


@pytest.mark.slow
def test_verify_says_partial_and_finds_what_is_wrong(
    new_sqlite: NewDatabases, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene.copied(new_sqlite, clock)
    part = mirror(new_sqlite(), clock)
    with reached(scene.register) as way:
        follow(part, way, scene["region"])
    url = str(part.database.url)

    def verified(*more: str) -> tuple[int, str]:
        outcome = CliRunner().invoke(main, ["verify", "--database", url, *more])
        return outcome.exit_code, outcome.output

    code, told = verified("--deep")
    assert (code, "It is partial: a copy of the part of" in told) == (0, True), told
    found = json.loads(verified("--json")[1])
    assert (found["partial"], found["owner"], found["left_out"] > 0) == (True, scene["region"], True)
    with part.database.writing() as connection:
        connection.run("UPDATE left_out SET hash = replace(hash, 'a', 'b')")
    assert verified()[0] == 1
    # in a whole copy nothing may be left out
    whole = mirror(new_sqlite(), clock)
    with reached(scene.register) as way:
        follow(whole, way)
    with whole.database.writing() as connection:
        connection.run("INSERT INTO left_out SELECT serial, n, hash FROM line WHERE serial = 1 AND n = 12")
        connection.run("DELETE FROM line WHERE serial = 1 AND n = 12")
    assert whole.verify().fault is not None
