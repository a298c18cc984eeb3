"""The file of what is found holds all of it, is made once for everybody, and says which entry's register it shows."""

import csv
from io import StringIO

import pytest

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.desk.quality import Quality
from sor.endpoints.web.administration.quality_file import COLUMNS, MadeFile, QualityFile
from sor.following import at_hand
from sor.register import Submission
from sor.store.append import LineDraft
from tests.changes.scene import Scene


@pytest.fixture
def quality(scene: Scene) -> Quality:
    load(scene, "feet", "provider_identifier", "1906")
    load(scene, "owner", "name", "=Klinikken")
    return Quality(scene.register)


def load(scene: Scene, name: str, field: str, value: object) -> None:
    said = [Draft(field, scene.register.today(), OPEN, 0, encode(value))]
    scene.register.submit(Submission([LineDraft("unit", scene[name], said)], "file", "import"))


def read(made: MadeFile) -> list[tuple[str, str, str, str]]:
    rows = csv.DictReader(StringIO(made.body.decode("utf-8-sig"), newline=""), delimiter=";")
    assert tuple(rows.fieldnames or ()) == COLUMNS
    return [(row["unit"], row["rule"], row["da"], row["en"]) for row in rows]


def told(quality: Quality, *asked: str) -> list[tuple[str, str, str, str]]:
    return [(one["unit"], one["rule"], one["da"], one["en"]) for one in quality.page(*asked).findings]


def test_it_holds_what_is_found_in_all_by_a_rule_in_a_tree_and_in_a_unit(scene: Scene, quality: Quality) -> None:
    file = QualityFile(scene.register, quality)
    rules = {rule for _, rule, *_ in told(quality)}
    assert len(rules) > 1
    asked = [(), *(("", "", rule) for rule in rules), (scene["owner"],), ("", scene["feet"]), ("", "", "H2")]
    for one in asked:
        made = file.of(*one)
        assert read(made) == told(quality, *one)
        assert made.serial == scene.register.serial()


def test_it_is_made_once_and_anew_after_a_change(
    scene: Scene, quality: Quality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "BLINK", 60)
    asked: list[str] = []
    page = quality.page

    def counted(*args: str, **more: bool) -> object:
        asked.append("page")
        return page(*args, **more)

    monkeypatch.setattr(quality, "page", counted)
    file = QualityFile(scene.register, quality)
    first = [file.of(), file.of(), file.of("", "", "F6")]
    assert asked == ["page"]
    load(scene, "owner", "virtual_address", {"phone": "12"})
    after = file.of()
    assert asked == ["page"] * 2
    assert after.serial == first[0].serial + 1
    assert len(read(after)) > len(read(first[0]))
