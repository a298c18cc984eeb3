"""What a set of changes is judged with: what each operation names, what stands below and above that, who hangs on to
it, and from which day on. Too much of it costs time, too little lets a fault pass.
"""

from typing import Any

import pytest

from sor.changes.around import FetchPlan, fetch, fetch_named
from sor.changes.document import read_document
from sor.changes.stating import StatedLines
from sor.changes.world import VersionsByDay
from sor.core.day import START
from sor.core.subject import Subject
from sor.core.timeline import fold
from sor.store.projection import VersionRow, version_rows
from sor.store.timelines import timelines
from tests.changes.scene import DEPARTMENT, INDICATORS, NUMBER_DATA, TODAY, Scene, create, number, own
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

TODAY_DAY = 20261101
SOON, SOON_DAY = "2026-12-01", 20261201
A_NUMBER, OTHER_NUMBER = "5790000000005", "5790000000012"
EARLIER = StatedLines(
    20261020, "anna",
    {
        1: ("unit", "u"), 2: ("succession", "old>new"), 3: ("location_number", A_NUMBER),
        4: ("edi", f"{OTHER_NUMBER}/MedDis/1.0/receive"), 5: ("shak", "662015"), 6: ("code", "entity_type/1"),
    },
    {}, 20261015,
)  # fmt: skip
OF_EARLIER: dict[str, Any] = {
    "units": {"u", "old", "new"}, "tops": {"u", "old", "new"}, "numbers": {A_NUMBER, OTHER_NUMBER},
    "codes": {"662015", "6620"}, "first": 20261015,
}  # fmt: skip


def edit(unit: str, **fields: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": SOON, "set": fields}


def shak(code: str) -> dict[str, Any]:
    return {"op": "shak", "code": code, "from": SOON, "set": {"name": "x"}}


CREATE = {"op": "create", "as": "#new", "level": "OU", "parent": "p", "from": SOON}
WITH_ALL = {"location": own(A_NUMBER), "shak": "662015", "geographic_parent": {"relation": "i", "parent": "g"}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([CREATE | {"set": {"name": "x"}}], {"units": {"p"}}),
        ([CREATE | {"set": WITH_ALL}], {"units": {"p", "g"}, "numbers": {A_NUMBER}, "codes": {"662015"}}),
        ([CREATE | {"set": {}, "parent": "#above"}], {}),
        ([edit("u", name="x")], {"units": {"u"}}),
        ([edit("u", postal_address={"street": "x"})], {"units": {"u"}, "tops": {"u"}}),
        ([edit("u", **WITH_ALL)],
         {"units": {"u", "g"}, "tops": {"u"}, "numbers": {A_NUMBER}, "codes": {"662015"}}),
        ([edit("#new", postal_address={"street": "x"})], {}),
        ([{"op": "correct", "unit": "u", "from": "2026-10-01", "set": {"parent": "q"}}],
         {"units": {"u", "q"}, "tops": {"u"}, "first": 20261001}),
        ([{"op": "move", "unit": "u", "parent": "q", "from": SOON}], {"units": {"u", "q"}, "tops": {"u"}}),
        ([{"op": "replace", "unit": ["u", "v"], "by": ["w"], "from": SOON}], {"units": {"u", "v", "w"}}),
        ([{"op": "close", "unit": "u", "from": SOON}], {"units": {"u"}, "tops": {"u"}}),
        ([{"op": "annul", "unit": "u"}], {"units": {"u"}, "tops": {"u"}, "first": START}),
        ([{"op": "merge", "unit": "u", "absorb": ["v", "w"], "from": SOON}],
         {"units": {"u", "v", "w"}, "tops": {"u", "v", "w"}}),
        ([{"op": "confirm", "unit": "u"}], {"units": {"u"}}),
        ([{"op": "number", "location_number": A_NUMBER, "from": SOON, "issue": NUMBER_DATA}], {"numbers": {A_NUMBER}}),
        ([{"op": "number", "location_number": A_NUMBER, "unit": "u", "from": SOON, "close": True}],
         {"units": {"u"}, "tops": {"u"}, "numbers": {A_NUMBER}}),
        ([{"op": "edi", "location_number": A_NUMBER, "from": SOON, "set": {"messages": []}}], {"numbers": {A_NUMBER}}),
        ([shak("662015")], {"codes": {"662015", "6620"}}),
        ([{"op": "withdraw", "entry": 7}], OF_EARLIER),
        ([{"op": "undo", "entry": 7}], OF_EARLIER),
        ([{"op": "reschedule", "entry": 7, "from": "2026-10-10"}], OF_EARLIER | {"first": 20261010}),
        ([{"op": "withdraw", "entry": 7, "line": 1}, {"op": "withdraw", "entry": 7, "line": 2}], OF_EARLIER),
        ([{"op": "withdraw", "entry": 8}], {}),
        # several of a kind in one set
        ([edit("u", **WITH_ALL), {"op": "move", "unit": "v", "parent": "q", "from": SOON}, edit("w", note="x")],
         {"units": {"u", "v", "w", "q", "g"}, "tops": {"u", "v"}, "numbers": {A_NUMBER}, "codes": {"662015"}}),
        ([shak("1301"), {"op": "undo", "entry": 7}, edit("w", note="x"), shak("800001")],
         OF_EARLIER | {"units": {"u", "old", "new", "w"}, "codes": {"1301", "662015", "6620", "800001", "8000"}}),
    ],
)  # fmt: skip
def test_an_operation_names_units_numbers_and_codes(changes: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    found = FetchPlan(read_document({"changes": changes}), {7: EARLIER}, TODAY_DAY)
    nothing = {"units": set(), "tops": set(), "numbers": set(), "codes": set(), "first": TODAY_DAY}
    assert {name: getattr(found, name) for name in nothing} == nothing | expected


AT_WARD = {"relation": "i", "parent": "@ward"}


@pytest.fixture
def hospital(new_sqlite: NewDatabases, clock: StandingClock) -> Scene:
    """The scene with SHAK codes, a message type, a clinic that lies at a ward, and a ward that replaced another."""
    scene = Scene.copied(new_sqlite, clock)
    messages = [{"standard": "MedDis", "version": "1.0", "direction": "receive"}]
    made = scene.send(
        number("#n"), {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"location": own("#n"), "shak": "960001"}},
        {"op": "shak", "code": "9600", "from": TODAY}, {"op": "shak", "code": "960001", "from": TODAY},
        {"op": "edit", "unit": "@hospital", "from": TODAY, "set": {"shak": "9600"}},
        {"op": "edit", "unit": "@feet", "from": TODAY, "set": {"geographic_parent": AT_WARD}},
        {"op": "edi", "location_number": "#n", "from": TODAY, "set": {"messages": messages}},
        {"op": "replace", "unit": ["@lungs"], "by": ["@ward"], "from": TODAY},
    )  # fmt: skip
    assert made.accepted, made.findings
    scene.codes |= {name.removeprefix("#"): code for name, code in made.units.items()}
    return scene


def seen(scene: Scene, world: VersionsByDay) -> dict[str, set[str]]:
    """The subjects of a world by kind, by the names of the scene."""
    names = {code: name for name, code in scene.codes.items()}

    def named(key: str) -> str:
        for code, name in names.items():
            key = key.replace(code, name)
        return key

    kinds = ("unit", "location_number", "shak", "edi", "succession")
    found = {kind: {named(key) for key in world.subjects(kind)} for kind in kinds}
    return {kind: keys for kind, keys in found.items() if keys}


ABOVE_WARD = {"ward", "heart", "hospital", "region"}
OF_CLINIC = {"feet", "clinic", "owner"}
AROUND_WARD = {
    "unit": ABOVE_WARD | OF_CLINIC | {"lungs"}, "location_number": {"n", "n1", "n2"}, "shak": {"960001"},
    "edi": {"n/MedDis/1.0/receive"}, "succession": {"lungs>ward"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"op": "confirm", "unit": "@ward"}, AROUND_WARD),
        ({"op": "confirm", "unit": "@feet"}, {"unit": OF_CLINIC, "location_number": {"n3"}}),
        ({"op": "confirm", "unit": "@lungs"},
         {"unit": {"lungs", "hospital", "region", "ward", "heart"}, "location_number": {"n1", "n2"},
          "succession": {"lungs>ward"}}),
        ({"op": "close", "unit": "@heart", "from": SOON}, AROUND_WARD),
        ({"op": "shak", "code": "960001", "from": SOON, "set": {"name": "x"}},
         {"unit": ABOVE_WARD, "shak": {"960001", "9600"}}),
        ({"op": "edi", "location_number": "@n", "from": SOON, "set": {"messages": []}}, AROUND_WARD),
        ({"op": "edit", "unit": "@clinic", "from": SOON, "set": {"cvr": None}},
         {"unit": OF_CLINIC, "location_number": {"n3"}}),
    ],
)  # fmt: skip
def test_what_stands_around_it_is_fetched(hospital: Scene, change: dict[str, Any], expected: dict[str, Any]) -> None:
    connection = hospital.register.database.reader()
    given = read_document({"changes": [hospital.named(change)]})
    assert seen(hospital, fetch(connection, FetchPlan(given, {}, TODAY_DAY))) == expected


def around(scene: Scene, unit: str) -> VersionsByDay:
    """The world in which a unit alone is confirmed."""
    given = read_document({"op": "confirm", "unit": scene[unit]})
    return fetch(scene.register.database.reader(), FetchPlan(given, {}, TODAY_DAY))


def test_who_came_in_place_of_one_unit_is_fetched_with_all_it_came_in_place_of(hospital: Scene) -> None:
    """Else a preview of what becomes of one of them shows the others as gone."""
    sent = hospital.send({"op": "replace", "unit": ["@feet"], "by": ["@ward"], "from": TODAY}, judge=False)
    assert sent.accepted
    assert seen(hospital, around(hospital, "lungs"))["succession"] == {"lungs>ward", "feet>ward"}


@pytest.mark.parametrize(
    ("asked", "changed", "expected"),
    [
        ("ward", ["ward"], None),
        ("ward", ["ward", "lungs", "heart"], None),
        ("feet", ["ward"], AROUND_WARD),
        ("feet", ["ward", "clinic"], AROUND_WARD),
        (
            "feet",
            ["clinic", "heart"],
            {"unit": {"hospital", "region"}, "location_number": {"n1", "n2"}, "shak": {"9600"}},
        ),
        ("lungs", ["region"], None),
        ("feet", ["region"], AROUND_WARD | {"shak": {"960001", "9600"}}),
    ],
)
def test_what_a_set_turns_out_to_name_is_fetched_unless_it_is_there(
    hospital: Scene, asked: str, changed: list[str], expected: dict[str, set[str]] | None
) -> None:
    before, connection = around(hospital, asked), hospital.register.database.reader()
    subjects = [Subject("shak", "9600"), *(Subject("unit", hospital[unit]) for unit in changed)]
    after = before.with_changed({one: rows_of(hospital, one) for one in subjects if one.kind == "unit"})
    found = fetch_named(connection, before, after, subjects, TODAY_DAY)
    assert (None if found is None else seen(hospital, found)) == expected


def rows_of(scene: Scene, subject: Subject) -> list[VersionRow]:
    """The versions of a subject as they are known now."""
    known = timelines(scene.register.database.reader(), subject.kind, [subject.key])[subject.key]
    return version_rows(*subject, scene.register.serial(), fold(known))[0]


@pytest.mark.parametrize("written", ["019062", "19062"])
def test_who_bears_the_same_ydernummer_anywhere_is_judged_beside_who_gets_it(scene: Scene, written: str) -> None:
    """However far away, and however its noughts are written."""
    made = scene.send(number("#n4"), {"op": "edit", "unit": "@feet", "from": TODAY, "set": {"location": own("#n4")}})
    assert made.accepted, made.findings
    told = scene.preview(
        number("#n5"),
        create("#new", "OU", "@lungs", name="Afsnit", type=DEPARTMENT, location=own("#n5"), **INDICATORS,
               provider_identifier=written),
    )  # fmt: skip
    assert {f.key for f in told.findings if f.rule == "L12"} & {"#new", scene["feet"]}
    to_another = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"provider_identifier": "019063"}}
    assert [f for f in scene.preview(to_another).findings if f.rule == "L12"] == []
