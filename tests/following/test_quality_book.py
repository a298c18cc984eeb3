"""What is found in units is kept in step with the log and the days, and is always what a book built anew finds."""

from random import Random
from typing import Any

import pytest

from sor.changes.around import READ_ABOVE
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.finding import Finding
from sor.core.statement import Draft
from sor.core.subject import succession_key
from sor.following.quality_book import QualityBook
from sor.following.quality_rows import UnitEntry
from sor.register import Submission
from sor.store.append import LineDraft
from tests.changes.scene import ADDRESS, CLINIC, DEPARTMENT, HOSPITAL, SUPPLEMENT, Scene
from tests.conftest import StandingClock

TODAY = 20261101


class Told:
    """What a book that follows tells, held each time against one that is built anew."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.book = QualityBook(scene.register)
        self()

    def __call__(self) -> dict[str, list[Finding]]:
        found, entries, due = _read(self.book)
        assert (found, entries, due) == _read(QualityBook(self.scene.register))
        return found

    def load(self, name: str, field: str, value: Any, start: int = TODAY, end: int = OPEN, kind: str = "unit") -> None:
        """A file says something of a subject, whatever the rules say to it."""
        key = self.scene[name] if name in self.scene.codes else name
        said = [Draft(field, start, end, 0, encode(value))]
        self.scene.register.submit(Submission([LineDraft(kind, key, said)], "file", "import"))

    def of(self, name: str, rule: str) -> list[Finding]:
        return [one for one in self().get(self.scene[name], []) if one.rule == rule]


def _read(book: QualityBook) -> tuple[dict[str, list[Finding]], dict[str, UnitEntry], list[str]]:
    with book.at_head() as state:
        keys = sorted(state.entries.keys() | state.found.keys())
        found = {key: state.findings_of(key) for key in keys}
        return {key: of for key, of in found.items() if of}, dict(state.entries), sorted(state.due(OPEN - 1))


@pytest.fixture
def told(scene: Scene) -> Told:
    return Told(scene)


def number_of(told: Told, name: str) -> str:
    location = told.scene.unit(name, TODAY)["location"]
    return str(location["number"])


def test_a_shared_number_is_told_of_every_unit_that_states_it_and_not_as_a_rule_of_changes_too(told: Told) -> None:
    number = number_of(told, "hospital")
    told.load("feet", "location", {"state": "Own", "number": number}, 20261105)
    for one, other in (("feet", "hospital"), ("hospital", "feet")):
        (finding,) = told.of(one, "GLN-SHARED")
        assert finding.facts == {"number": number, "others": [told.scene[other]]}
        assert (finding.severity, finding.from_day, finding.to_day) == ("error", 20261105, OPEN)
        assert told.of(one, "L2") == []
    told.load("hospital", "location", {"state": "None"}, 20261201)
    assert [one.to_day for one in told.of("feet", "GLN-SHARED")] == [20261201]


def test_a_number_that_was_anothers_is_told_until_it_is_noted_that_the_one_replaces_the_other(told: Told) -> None:
    number = number_of(told, "hospital")
    told.load("hospital", "location", {"state": "None"}, 20261102)
    told.load("feet", "location", {"state": "Own", "number": number}, 20261110)
    told.scene.register.clock.pass_days(20)  # type: ignore[attr-defined]
    (finding,) = told.of("feet", "GLN-USED")
    assert finding.facts == {"number": number, "other": told.scene["hospital"], "last": "2026-11-01"}
    replaced = succession_key(told.scene["hospital"], told.scene["feet"])
    told.load(replaced, "open", True, kind="succession")
    assert told.of("feet", "GLN-USED") == []


def test_a_number_at_rest_is_told_of_the_unit_whose_own_it_is(told: Told) -> None:
    told.load(number_of(told, "owner"), "active", False, 20261105, kind="location_number")
    assert told.of("owner", "GLN-RESTING") == []
    told.scene.register.clock.pass_days(4)  # type: ignore[attr-defined]
    assert [one.from_day for one in told.of("owner", "GLN-RESTING")] == [20261105]
    assert told.of("clinic", "GLN-RESTING") == []


def test_a_practice_without_a_number_and_a_number_from_far_above_are_told(told: Told) -> None:
    told.load("feet", "location", {"state": "None"})
    assert [one.facts["place"] for one in told.of("feet", "GLN-MISSING")] == ["practice"]
    told.load("clinic", "location", {"state": "None"})
    assert told.of("clinic", "GLN-MISSING") == []
    told.load("hospital", "location", {"state": "Inherited"})
    assert told.of("ward", "FAR") == []
    told.load("ward", "parent", told.scene["lungs"])
    told.load("lungs", "parent", told.scene["heart"])
    (far,) = told.of("ward", "FAR")
    assert far.facts == {"source": told.scene["region"], "count": 4}


@pytest.mark.parametrize(
    ("email", "website", "wrong"),
    [
        ("mail@klinik.dk", "www.klinik.dk", set()),
        ("mail@klinik.dk", "https://klinik.dk/om?os=1", set()),
        ("mail(at)klinik.dk", "klinik", {"MAIL", "WEB"}),
        ("mail@gmial.com", "mail@klinik.dk", {"MAIL", "WEB"}),
        ("mail@klinik.invalid", "http://localhost.localhost/", {"MAIL", "WEB"}),
        ("a@www.klinik.dk", "ftp://klinik.dk", {"MAIL", "WEB"}),
    ],
)
def test_addresses_that_cannot_be_are_told_each_of_its_own_part(
    told: Told, email: str, website: str, wrong: set[str]
) -> None:
    told.load("owner", "virtual_address", {"phone": "86123456", "email": email, "website": website})
    found = [one for one in told().get(told.scene["owner"], []) if one.rule in ("MAIL", "WEB", "F6")]
    assert {one.rule for one in found} == wrong
    assert {one.field for one in found} <= {"virtual_address.email", "virtual_address.website"}


def test_codes_and_places_that_have_ended_are_told(told: Told) -> None:
    told.load("ward", "geographic_parent", {"relation": "3", "parent": told.scene["clinic"]})
    assert told.of("ward", "END") == []
    told.load("clinic", "open", False, 20261103)
    told.scene.register.clock.pass_days(5)  # type: ignore[attr-defined]
    (finding,) = told.of("ward", "END")
    assert finding.facts == {"case": "place", "other": told.scene["clinic"], "last": "2026-11-02"}
    told.load(f"entity_type/{DEPARTMENT}", "open", False, 20261104, kind="code")
    assert [one.facts["last"] for one in told.of("heart", "END")] == ["2026-11-03"]


def test_units_that_may_be_there_twice_are_each_told_unless_each_has_a_number_to_itself(told: Told) -> None:
    for name in ("heart", "lungs"):
        told.load(name, "name", "Medicinsk  afdeling")
    assert {one.facts["case"] for name in ("heart", "lungs") for one in told.of(name, "DUP")} == {"group"}
    told.load("lungs", "visiting_address", ADDRESS | {"building": "9"})
    assert told.of("heart", "DUP") == told.of("lungs", "DUP") == []
    told.load("lungs", "visiting_address", ADDRESS)
    assert [one.facts["others"] for one in told.of("heart", "DUP")] == [[told.scene["lungs"]]]
    told.load("heart", "local_code", "M1")
    told.load("lungs", "local_code", "M2")
    assert told.of("heart", "DUP") == []
    for name in ("heart", "lungs"):
        told.load(name, "provider_identifier", "019063")
        told.load(name, "local_code", name)
    told.load("lungs", "visiting_address", ADDRESS | {"building": "9"})
    assert [one.facts["case"] for one in told.of("heart", "DUP")] == ["provider"]
    told.load("region", "cvr", "35095748")
    assert [one.facts["case"] for one in told.of("owner", "DUP")] == ["owners"]


def test_what_is_scheduled_is_told_with_the_days_on_which_it_will_be_so(told: Told) -> None:
    told.load("feet", "provider_identifier", "1906", 20261201, 20270101)
    (finding,) = told.of("feet", "I4")
    assert (finding.from_day, finding.to_day) == (20261201, 20270101)
    told.scene.register.clock.pass_days(40)  # type: ignore[attr-defined]
    assert [one.from_day for one in told.of("feet", "I4")] == [20261201]
    told.scene.register.clock.pass_days(40)  # type: ignore[attr-defined]
    assert told.of("feet", "I4") == []


@pytest.mark.parametrize("seed", [0, 1, 16, 18, 40, 144])
def test_whatever_is_loaded_and_however_days_pass_it_is_as_built_anew(told: Told, seed: int) -> None:
    chance, names = Random(seed), sorted(told.scene.codes)
    units = [name for name in names if not name.startswith("n")]
    numbers = [number_of(told, name) for name in ("region", "hospital", "owner")]
    clock: StandingClock = told.scene.register.clock  # type: ignore[assignment]
    for _ in range(40):
        start = chance.choice((told.scene.register.today(), told.scene.register.today(), 20270110))
        end = chance.choice((OPEN, OPEN, 20270315))
        field, value = chance.choice([
            ("name", chance.choice(("Klinik", "Afdeling"))), ("type", chance.choice((HOSPITAL, CLINIC, SUPPLEMENT))),
            ("parent", told.scene[chance.choice(units)]), ("open", chance.random() < 0.3),
            ("location", {"state": "Own", "number": chance.choice(numbers)}), ("location", {"state": "Inherited"}),
            ("provider_identifier", chance.choice(("019062", "1906"))), ("level", chance.choice(("HI", "OU"))),
            ("visiting_address", chance.choice((ADDRESS, ADDRESS | {"building": "9"}, None))),
            ("geographic_parent", {"relation": "3", "parent": told.scene[chance.choice(units)]}),
            ("operator", {"unit": told.scene[chance.choice(("owner", "region"))]}), ("location", {"state": "None"}),
        ])  # fmt: skip
        told.load(chance.choice(units), field, value, start, end)
        if chance.random() < 0.2:
            number, active = chance.choice(numbers), chance.random() < 0.5
            told.load(number, "active", active, start, kind="location_number")
        if chance.random() < 0.3:
            clock.pass_days(chance.choice((1, 9)))
        told()


def test_every_field_that_rules_read_above_is_compared_when_a_unit_changes() -> None:
    assert {"level", "parent", "type", "location", "open"} == READ_ABOVE


def test_units_that_lie_where_one_above_does_are_compared_anew_when_that_moves(told: Told) -> None:
    for name in ("heart", "lungs"):
        told.load(name, "name", "Medicinsk afdeling")
        told.load(name, "visiting_address", None)
        told.load(name, "postal_address", None)
    told.load("lungs", "parent", told.scene["clinic"])
    told.load("hospital", "visiting_address", ADDRESS | {"building": "7"})
    told.load("clinic", "visiting_address", ADDRESS | {"building": "9"})
    assert told.of("heart", "DUP") == []
    told.load("clinic", "visiting_address", ADDRESS | {"building": "7"})
    assert [one.facts["others"] for one in told.of("heart", "DUP")] == [[told.scene["lungs"]]]
