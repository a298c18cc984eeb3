"""A tree as a spreadsheet on the command line: out, and in again."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.desk.actors import Actors
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.owned import wanted


class Desk:
    """A register with the scene and its authority, and a folder for sheets."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.file, self.back = folder / "ward.xlsx", folder / "back.xlsx"
        self.scene, self.register = scene, scene.register
        actors = Actors(self.register)
        actors.add("sds", "Registermyndigheden", None)
        actors.grant("sds", wanted("authority"), None)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["sheet", *arguments])

    def taken(self) -> Result:
        return self.run("out", self.scene["ward"], str(self.file))


@pytest.fixture
def desk(tmp_path: Path, new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> Desk:
    scene = Scene.copied(new_sqlite, StandingClock())
    monkeypatch.setenv("SOR_NOW", "2026-11-01")
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{scene.register.database.url.database}?synchronous=off")
    return Desk(tmp_path, scene)


def renamed(file: Path, name: str) -> None:
    book = openpyxl.load_workbook(BytesIO(file.read_bytes()))
    book.worksheets[0]["D2"].value = name
    book.save(file)


def test_a_sheet_goes_out_and_comes_back_as_one_entry(desk: Desk) -> None:
    file, ward, scene = desk.file, desk.scene["ward"], desk.scene
    told = desk.taken()
    assert (told.exit_code, told.output) == (0, f"1 units as of serial {scene.register.serial()} in {file}\n")
    assert "The sheet changes nothing." in desk.run("in", str(file), "--as", "sds").output
    renamed(file, "Nyt navn")
    serial = scene.register.serial()
    tried = desk.run("in", str(file), "--as", "sds", "--dry-run")
    assert (tried.exit_code, scene.register.serial(), "Nyt navn" in tried.output) == (0, serial, True)
    done = desk.run("in", str(file), "--as", "sds", "--lang", "da")
    assert (done.exit_code, f"Skrevet som post {scene.register.serial()}." in done.output) == (0, True), done.output
    unit = scene.register.at().unit(ward)
    assert unit is not None
    assert unit.get("name") == "Nyt navn"


def test_an_error_is_named_by_its_cell_and_nothing_is_written(desk: Desk) -> None:
    file, back, scene = desk.file, desk.back, desk.scene
    desk.taken()
    renamed(file, "=A1")
    serial = scene.register.serial()
    told = desk.run("in", str(file), "--as", "sds", "--returned", str(back), "--json")
    assert (told.exit_code, scene.register.serial()) == (1, serial)
    assert [fault["cell"] for fault in json.loads(told.output)["faults"]] == ["D2"]
    assert openpyxl.load_workbook(back).worksheets[0]["D2"].comment.text.startswith("This is a formula.")


def test_what_is_no_sheet_no_unit_and_no_actor_is_said(desk: Desk) -> None:
    file = desk.file
    file.write_bytes(b"x")
    for arguments, text in (
        (("out", "1", str(file)), "There is no open unit 1."),
        (("in", str(file), "--as", "sds"), "The file is no workbook (.xlsx)."),
        (("in", str(file), "--as", "nobody"), "There is no actor nobody."),
        (("in", str(file), "--as", "sds", "--from", "31-31-2026"), "'31-31-2026' is no date."),
    ):
        told = desk.run(*arguments)
        assert (told.exit_code, text in told.output) == (1, True), told.output
