"""Which subjects an owner's part holds: what grows with the log is what is read from it at once, and never shrinks."""

import pytest

from sor.store.owner_part import OwnerPart
from tests.changes.scene import TODAY, TOMORROW, Scene, create


def held(scene: Scene, part: OwnerPart) -> set[tuple[str, str]]:
    rows = scene.register.database.reader().run("SELECT DISTINCT kind, key FROM line WHERE kind <> 'code'")
    return {(kind, key) for kind, key in rows if part.holds(kind, key)}


@pytest.mark.slow
def test_a_part_that_grows_is_the_part_that_is_read_at_once(scene: Scene) -> None:
    register, owner = scene.register, scene["region"]
    for change in (
        create("#deep", "OU", "@feet", name="Under fødderne", location="inherit"),
        {"op": "move", "unit": "@feet", "parent": "@lungs", "from": TOMORROW},
        {"op": "move", "unit": "@ward", "parent": "@clinic", "from": TODAY},
        {"op": "edit", "unit": "@hospital", "from": TODAY, "set": {"location": "inherit"}},
        {"op": "edit", "unit": "@clinic", "from": TODAY, "set": {"name": "Klinikken"}},
    ):
        assert scene.send(change, judge=False).accepted
    connection = register.database.reader()
    grown, before = OwnerPart(connection, owner, 0), set()
    for serial in range(1, register.serial() + 1):
        entry = register.entry(serial)
        assert entry is not None
        earlier = grown.grow(connection, entry, register.lines(serial))
        now = held(scene, grown)
        assert now == held(scene, OwnerPart(connection, owner, serial)), serial
        assert before <= now
        assert {(line.kind, line.key) for line in earlier} <= now - before
        assert all(line.serial < serial for line in earlier)
        before = now
    units = {key for kind, key in before if kind == "unit"}
    assert scene["feet"] in units
    assert {line.key for line in register.lines(register.serial())} <= units


@pytest.mark.slow
def test_what_others_have_is_not_held(scene: Scene) -> None:
    part = OwnerPart(scene.register.database.reader(), scene["region"], scene.register.serial())
    found = held(scene, part)
    assert {key for kind, key in found if kind == "unit"} == {scene[name] for name in
            ("region", "hospital", "heart", "ward", "lungs")}  # fmt: skip
    numbers = {key for kind, key in found if kind == "location_number"}
    assert len(numbers) == 2, "the third is the clinic's"
