"""`sor submit`: prepare, look at the consequences, send, and be refused in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.desk.actors import Actors
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.owned import wanted


class Desk:
    """A register with the scene, a region's actor, and a folder for documents."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.file = folder / "changes.json"
        self.scene, self.register = scene, scene.register
        actors = Actors(self.register)
        actors.add("sds", "Registermyndigheden", None)
        actors.grant("sds", wanted("authority"), None)
        actors.add("region", "Region", "sds")
        actors.grant("region", wanted("region", self.scene["region"]), "sds")

    def submit(self, *changes: dict[str, Any], options: tuple[str, ...] = (), actor: str = "region") -> Result:
        self.file.write_text(json.dumps({"changes": self.scene.named(list(changes))}), "utf-8")
        return self.run(str(self.file), "--as", actor, *options)

    def run(self, *arguments: str, given: bytes | None = None) -> Result:
        return CliRunner().invoke(main, ["submit", *arguments], input=given)


@pytest.fixture
def desk(tmp_path: Path, new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> Desk:
    scene = Scene.copied(new_sqlite, StandingClock())
    monkeypatch.setenv("SOR_NOW", "2026-11-01")
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{scene.register.database.url.database}?synchronous=off")
    return Desk(tmp_path, scene)


def edit(unit: str = "@ward", day: str = TOMORROW, **fields: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": fields or {"name": "Sengeafsnit A"}}


def test_a_preview_shows_who_is_touched_and_writes_nothing(desk: Desk) -> None:
    serial = desk.register.serial()
    phone = edit("@hospital", virtual_address={"phone": "12345678"})
    done = desk.submit(phone, options=("--dry-run",), actor="sds")
    assert done.exit_code == 0, done.output
    for words in (
        "Answers that change", "more", "Sengeafsnit 1", "87654321", "12345678", TOMORROW,
        desk.scene["hospital"], "Who will see it", "Can be sent. Nothing is written (--dry-run).",
    ):  # fmt: skip
        assert words in done.output
    assert desk.register.serial() == serial


def test_the_preview_in_danish(desk: Desk) -> None:
    done = desk.submit(edit(), options=("--dry-run", "--lang", "da"))
    for words in ("Ændrede svar", "Hvem ser det", "Kan sendes. Intet er skrevet (--dry-run)."):
        assert words in done.output


def test_what_is_sent_is_one_entry_of_the_actor(desk: Desk) -> None:
    done = desk.submit(edit(), options=("--key", "k1"))
    serial = desk.register.serial()
    assert done.output.splitlines()[-1] == f"Written as entry {serial}; 1 touched."
    entry = desk.register.entry(serial)
    assert entry is not None
    assert (entry.actor, entry.channel) == ("region", "cli")
    again = desk.submit(edit(), options=("--key", "k1"))
    assert "Answered before under the same key:" in again.output
    assert desk.register.serial() == serial


def test_a_refusal_is_told_by_rule_and_exits_1(desk: Desk) -> None:
    done = desk.submit(edit("@hospital"), options=("--lang", "da"))
    assert done.exit_code == 1
    assert "AUTH2" in done.output
    assert "fejl" in done.output
    assert "Det må: registermyndigheden." in done.output.replace("\n", " ")
    assert done.output.splitlines()[-1] == "Afvist: intet er skrevet."


def test_json_is_what_rest_answers(desk: Desk) -> None:
    done = desk.submit(edit(), options=("--dry-run", "--json"))
    answer = json.loads(done.output)
    assert answer["accepted"]
    assert [one["key"] for one in answer["consequences"]["touched"]] == [desk.scene["ward"]]
    refused = desk.submit(edit("@hospital"), options=("--json",))
    assert refused.exit_code == 1
    assert json.loads(refused.output)["findings"][0]["rule"] == "AUTH2"


def test_standard_input_can_hold_the_document(desk: Desk) -> None:
    document = json.dumps(desk.scene.named(edit(day=TODAY))).encode()
    assert "Written as entry" in desk.run("-", "--as", "region", given=document).output


def test_errors_say_what_is_wrong(desk: Desk) -> None:
    assert desk.submit(edit(), actor="ukendt").output == "sor: There is no actor ukendt. See: sor user list\n"
    assert desk.run("-", "--as", "region", given=b"{").output.startswith("sor: <stdin> is not JSON: ")
    done = desk.submit({"op": "delete"})
    assert (done.exit_code, "change 1: unknown operation 'delete'; " in done.output) == (1, True)
    done = desk.submit({"op": "delete"}, options=("--lang", "da"))
    assert done.output.startswith("sor: Dokumentet kan ikke læses: ")
    assert desk.run("missing.json", "--as", "region").exit_code == 2
    assert desk.submit(edit(), options=("--lang", "sv")).exit_code == 2


def test_markup_in_names_is_shown_as_it_stands(desk: Desk) -> None:
    assert "[bold]x[/bold]" in desk.submit(edit(name="[bold]x[/bold]"), options=("--dry-run",)).output


def test_a_confirmation_is_told(desk: Desk) -> None:
    done = desk.submit({"op": "confirm", "unit": "@ward"})
    assert done.output == f"Confirmed: {desk.scene['ward']}.\nNothing to write.\n"


def test_what_was_scheduled_is_withdrawn_from_the_command_line(desk: Desk) -> None:
    desk.submit(edit("@ward", "2026-12-01", name="Sengeafsnit B"))
    entry = str(desk.register.serial())
    tried = CliRunner().invoke(main, ["withdraw", entry, "--as", "region", "--dry-run"])
    assert "Can be sent. Nothing is written (--dry-run)." in tried.output
    done = CliRunner().invoke(main, ["withdraw", entry, "--as", "region"])
    assert done.exit_code == 0, done.output
    assert desk.scene.unit("ward", 20261201)["name"] == "Sengeafsnit 1"
    again = CliRunner().invoke(main, ["withdraw", entry, "--as", "region"])
    assert again.exit_code == 1
    assert "holds nothing that still stands" in again.output


def test_a_set_is_undone_on_its_own_day_from_the_command_line(desk: Desk) -> None:
    desk.submit(edit("@ward", TODAY, name="Forkert"))
    done = CliRunner().invoke(main, ["withdraw", str(desk.register.serial()), "--undo", "--as", "region"])
    assert done.exit_code == 0, done.output
    assert desk.scene.unit("ward", 20261101)["name"] == "Sengeafsnit 1"
    wrong = CliRunner().invoke(main, ["withdraw", "3", "--undo", "--line", "1", "--as", "region"])
    assert wrong.exit_code == 2
