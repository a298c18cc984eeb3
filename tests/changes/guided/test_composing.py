"""What an owner tells becomes changes where the value is stated today; nothing here needs a browser or a database but
the practice itself.
"""

from typing import Any

import pytest

from sor.changes.guided import practice as practices
from sor.changes.guided.answers import begin_step
from sor.changes.guided.composing import ComposedAnswers, compose, first_day
from sor.changes.guided.practice import Practice, read_practice
from sor.core.code_book import CodeBook
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.endpoints.web.small_register import (
    PRACTICE,
    PRACTICE_NUMBER,
    PRACTICE_OWNER,
    PRACTICE_PROVIDER,
    copied,
    says,
)
from tests.new_databases import NewDatabases

FRIDAY = "2026-12-04"
TODAY = 20261121


@pytest.fixture
def register(new_sqlite: NewDatabases) -> Register:
    return copied(new_sqlite)


@pytest.fixture
def practice(register: Register) -> Practice:
    found = read_practice(register.at(), PRACTICE_OWNER)
    assert found is not None
    return found


@pytest.fixture
def codes(register: Register) -> CodeBook:
    return register.at().codes


def changed(practice: Practice, **units: dict[str, Any]) -> Practice:
    """The practice with some fields of its units otherwise; units by OWNER, CLINIC and UNIT."""
    names = {"owner": PRACTICE_OWNER, "clinic": PRACTICE, "unit": PRACTICE_PROVIDER}
    found: dict[str, Any] = {**practice.units}
    for name, fields in units.items():
        found[names[name]] = {**found[names[name]], **fields}
    return practice._replace(units=found)


def own(unit: str, **parts: str) -> dict[str, Any]:
    return {"inherited": False, "source": unit, **parts}


def told(practice: Practice, codes: CodeBook, **steps: dict[str, str]) -> ComposedAnswers:
    """What the pages' own values with some typed over come to."""
    answers = {}
    for step, typed in steps.items():
        dotted = {name.replace("__", "."): value for name, value in typed.items()}
        answers[step] = begin_step(step, practice, TODAY, {}) | dotted
    return compose(practice, answers, codes, TODAY, lambda _: None)


class TestAddressAndContact:
    def test_they_are_written_where_they_are_stated_and_the_levels_below_inherit_on(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        found = told(
            practice, codes,
            address={"postal_address__street": "Østergade", "postal_address__building": "12", "from": FRIDAY},
            contact={"virtual_address__phone": "98821111", "from": FRIDAY},
        )  # fmt: skip
        (change,) = found.changes
        assert (change["unit"], change["from"]) == (PRACTICE_OWNER, FRIDAY)
        assert change["set"] == {
            "postal_address": {
                "street": "Østergade", "building": "12", "postcode": "9700", "district": "Brønderslev",
                "municipality": "0810", "country": "DK",
            },
            "virtual_address": {
                "phone": "98821111", "email": "klinik@bakkegaarden.example",
                "website": "https://bakkegaarden.example",
            },
        }  # fmt: skip
        assert not found.mistakes
        assert not found.hints

    def test_whoever_states_the_very_same_moves_along_and_another_address_stays(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        same = {"street": "Østergade", "building": "70", "postcode": "9700"}
        typed = {"postal_address__street": "Nygade", "postal_address__building": "1", "from": FRIDAY}
        twice = changed(practice, unit={"postal_address": own(PRACTICE_PROVIDER, **same)})
        assert [one["unit"] for one in told(twice, codes, address=typed).changes] == [PRACTICE_OWNER, PRACTICE_PROVIDER]
        other = changed(practice, unit={"postal_address": own(PRACTICE_PROVIDER, **same | {"building": "72"})})
        assert [one["unit"] for one in told(other, codes, address=typed).changes] == [PRACTICE_OWNER]

    def test_one_institution_of_several_gets_its_own_so_that_the_others_stay(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        branch: Any = {**practice.units[PRACTICE], "code": "1", "parent": PRACTICE_OWNER}
        both = practice._replace(units={**practice.units, "1": branch}, place="1")
        typed = {"postal_address__street": "Nygade", "postal_address__building": "1", "from": FRIDAY}
        assert [one["unit"] for one in told(both, codes, address=typed).changes] == ["1"]

    def test_a_street_typed_with_its_number_is_parted_and_that_is_told(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        found = told(practice, codes, address={"postal_address__street": "Østre Allé 12 b", "from": FRIDAY})
        written: Any = found.changes[0]["set"]
        assert (written["postal_address"]["street"], written["postal_address"]["building"]) == ("Østre Allé", "12B")
        assert [one.text for one in found.hints] == ["changed.split"]

    def test_another_postcode_brings_its_town_and_municipality(self, practice: Practice, codes: CodeBook) -> None:
        found = told(practice, codes, address={"postal_address__postcode": "9800", "from": FRIDAY})
        written: Any = found.changes[0]["set"]
        assert (written["postal_address"]["district"], written["postal_address"]["municipality"]) == (
            "Hjørring",
            "0860",
        )

    def test_another_region_than_the_ydernummer_is_told(self, practice: Practice, codes: CodeBook) -> None:
        (hint,) = told(practice, codes, address={"postal_address__postcode": "8000", "from": FRIDAY}).hints
        assert (hint.text, hint.warns, hint.facts["numbers"]) == ("changed.region", True, "990062")
        assert {"Nordjylland" in hint.facts["before"], "Midtjylland" in hint.facts["after"]} == {True}


class TestNames:
    def test_all_that_bear_the_clinics_name_bear_the_new_one_and_the_firm_keeps_its_own(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        found = told(practice, codes, name={"name": "Lægehuset Nord", "from": FRIDAY})
        assert {one["unit"]: one["set"] for one in found.changes} == {
            PRACTICE: {"name": "Lægehuset Nord"}, PRACTICE_PROVIDER: {"name": "Lægehuset Nord"},
        }  # fmt: skip


class TestPractitioners:
    def test_one_leaves_and_another_comes(self, practice: Practice, codes: CodeBook) -> None:
        found = told(
            practice, codes,
            practitioner_left={"from": FRIDAY},
            practitioner_came={
                "name": "Anna Holm", "provider_identifier": "112 859", "specialities__1": "408443003",
                "from": "7-12-2026",
            },
        )  # fmt: skip
        came, left = found.changes
        assert came == {
            "op": "create", "as": "#practitioner", "from": "2026-12-07", "level": "OU", "parent": PRACTICE,
            "set": {
                "name": "Anna Holm", "type": "255203001", "location": "inherit", "provider_identifier": "112859",
                "specialities": [{"code": "408443003", "main": True}],
            },
        }  # fmt: skip
        assert left == {"op": "close", "unit": PRACTICE_PROVIDER, "from": FRIDAY, "branch": True}
        assert not found.hints

    def test_the_only_one_leaves(self, practice: Practice, codes: CodeBook) -> None:
        found = told(practice, codes, practitioner_left={"from": FRIDAY})
        assert [(one.text, one.warns) for one in found.hints] == [("changed.last_practitioner", True)]

    @pytest.mark.parametrize(
        ("typed", "text", "offer"),
        [
            ("19062", "changed.lost_nought", "019062"),
            ("1906", "changed.six_digits", ""),
            ("990062", "changed.same", ""),
        ],
    )
    def test_a_ydernummer_that_cannot_be(
        self, practice: Practice, codes: CodeBook, typed: str, text: str, offer: str
    ) -> None:
        (mistake,) = told(practice, codes, provider_identifier={"provider_identifier": typed}).mistakes
        assert (mistake.field, mistake.text, mistake.offer) == ("provider_identifier", text, offer)


class TestNumbers:
    def test_the_codes_of_a_system_are_changed_and_its_name_alone_is_asked_for(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        by_code = told(practice, codes, system={"location__system_supplier": "200", "from": FRIDAY})
        assert by_code.changes == [
            {"op": "number", "location_number": PRACTICE_NUMBER, "from": FRIDAY, "set": {"system_supplier": "200"}}
        ]
        by_name = told(practice, codes, system={"system": "al-dente", "from": FRIDAY})
        assert not by_name.changes
        assert [(one.kind, one.unit, one.facts["system"]) for one in by_name.asked] == [
            ("unit", PRACTICE_OWNER, "Al Dente")
        ]

    def test_a_new_location_number_is_asked_for_with_what_the_old_one_has(
        self, practice: Practice, codes: CodeBook
    ) -> None:
        found = told(practice, codes, location_number={"location": "issue", "from": FRIDAY})
        (asked,) = found.asked
        assert (asked.kind, asked.unit) == ("location_number", PRACTICE_OWNER)
        assert asked.data == {
            "system_supplier": "162", "system_type": "225", "network": "41000035001", "region": "1081", "from": FRIDAY,
        }  # fmt: skip
        assert first_day(found, TODAY) == FRIDAY

    def test_a_number_that_is_told_stands_where_the_old_one_does(self, practice: Practice, codes: CodeBook) -> None:
        found = told(practice, codes, location_number={"location__number": "5799 0000 0002 2", "from": FRIDAY})
        assert found.changes == [
            {"op": "edit", "unit": PRACTICE_OWNER, "from": FRIDAY,
             "set": {"location": {"state": "Own", "number": "5799000000022"}}},
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("98820000", "changed.phone"), ("13585682", "changed.bad_cvr"), ("99000007", "changed.same"),
            ("1358562", "changed.bad_cvr"),
        ],
    )  # fmt: skip
    def test_a_cvr_number_that_cannot_be(self, practice: Practice, codes: CodeBook, typed: str, text: str) -> None:
        (mistake,) = told(practice, codes, cvr={"cvr": typed}).mistakes
        assert (mistake.field, mistake.text) == ("cvr", text)

    def test_a_new_cvr_number_is_the_owners(self, practice: Practice, codes: CodeBook) -> None:
        found = told(practice, codes, cvr={"cvr": "DK 13 58 56 28", "from": FRIDAY})
        assert found.changes == [{"op": "edit", "unit": PRACTICE_OWNER, "from": FRIDAY, "set": {"cvr": "13585628"}}]


def test_closing_ends_the_owner_with_all_below_it(practice: Practice, codes: CodeBook) -> None:
    found = told(practice, codes, close={"from": FRIDAY})
    assert found.changes == [{"op": "close", "unit": PRACTICE_OWNER, "from": FRIDAY, "branch": True}]


@pytest.mark.parametrize("step", ["name", "address", "contact", "system", "location_number", "cvr"])
def test_what_was_not_changed_is_no_change(practice: Practice, codes: CodeBook, step: str) -> None:
    found = told(practice, codes, **{step: {}})
    assert ([one.text for one in found.mistakes], found.changes) == (["changed.same"], [])


def test_a_day_that_is_none(practice: Practice, codes: CodeBook) -> None:
    (mistake,) = told(practice, codes, name={"name": "Ny", "from": "på fredag"}).mistakes
    assert (mistake.field, mistake.text) == ("from", "edit.no_day")


def test_a_later_page_begins_with_the_day_that_was_told(practice: Practice) -> None:
    assert begin_step("contact", practice, TODAY, {"address": {"from": FRIDAY}})["from"] == FRIDAY


class TestPracticeRead:
    """Which owner is a practice, and what of it is spoken of."""

    def test_an_institution_of_it_may_be_spoken_of_and_nothing_else(self, register: Register) -> None:
        found = [read_practice(register.at(), PRACTICE_OWNER, place) for place in (PRACTICE, PRACTICE_PROVIDER, "1")]
        assert [one and one.place for one in found] == [PRACTICE, PRACTICE_OWNER, PRACTICE_OWNER]

    def test_nobody_else_is_a_practice(self, register: Register) -> None:
        assert [read_practice(register.at(), code) for code in (PRACTICE, PRACTICE_PROVIDER, "1")] == [None] * 3
        gone = LineDraft("unit", PRACTICE_OWNER, [says("open", 20261101, False)])
        register.submit(Submission([gone], "anna", "web"))
        assert read_practice(register.at(), PRACTICE_OWNER) is None

    def test_who_has_too_many_units_is_none(self, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
        for most, is_one in ((3, True), (2, False)):
            monkeypatch.setattr(practices, "LARGEST", most)
            assert (read_practice(register.at(), PRACTICE_OWNER) is not None) == is_one
