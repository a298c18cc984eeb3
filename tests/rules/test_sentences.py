"""Every finding can be said in Danish and English."""

import re

import pytest

from sor.core.finding import Finding
from sor.core.utm import Point, Position
from sor.formats import findings as reader_findings
from sor.formats.delivery import Shown
from sor.formats.odd_texts import odd_texts
from sor.jobs.contradictions import find_shown_otherwise
from sor.rules import BOOK, changing, collect_rules, listed_codes, quality
from sor.rules.absence import ANNULLED_BY_ABSENCE, CLOSED_BY_ABSENCE, UNLISTED
from sor.rules.dates import DATES_IN_ORDER, FROM_DATE_GIVEN
from sor.rules.files import REGION_DIFFERS
from sor.rules.places import GEOGRAPHIC_PARENT_GIVEN
from sor.rules.rule import Rule, facts_named
from sor.rules.sentences import LANGUAGES, NAMES_A_FIELD, sentence
from sor.rules.succession import SHOWN_ON_BOTH_SIDES
from sor.rules.unit_facts import facts_from
from tests.rules.cases import CASES, CHANGE_CASES, faults
from tests.rules.refused import REFUSED
from tests.rules.registers import OWNER, UNIT, findings
from tests.rules.replaced import REPLACED

CHANGING = [rule for rule in vars(changing).values() if isinstance(rule, Rule)]  # see test_changing.py

# Broken by whole histories, in tests/changes/test_belonging.py, tests/following/test_alike.py,
# tests/desk/test_responsible_persons.py, tests/desk/test_code_lists.py, tests/desk/sites,
# tests/following/test_quality_book.py and tests/jobs: here only said.
ASKED_ELSEWHERE = (
    ("L13", ""), ("L13", "no reason"), ("L13", "file"), ("X14", ""), ("AUTH7", ""), ("AUTH8", ""), ("AUTH9", ""),
    *collect_rules([quality]),
    ("AUTH3", "supplier"),
    *(name for name in BOOK if name[0] in ("DUP", "RESP", "SITE") or BOOK[name] in vars(listed_codes).values()),
)  # fmt: skip


def test_a_state_is_a_word_of_the_language() -> None:
    found = BOOK["L2", "not its own"].finding("unit", UNIT, {"number": "5790000000000", "value": "Inherited"})
    assert "har tilstanden nedarvet;" in sentence(found, "da")
    assert "its state is Inherited;" in sentence(found, "en")


def told_facts(code: str, case: str) -> dict[str, str]:
    """Facts for every word that the Danish sentence names."""
    facts = dict.fromkeys(sorted(facts_named(BOOK[code, case].danish)), "1")
    return facts | ({"case": case} if case else {})


ODD_NAMES = ("Hjerte<br>Kar", "Hjerte\u00a0Kar", "01-feb", "Kardiolo…", "test")
ODD_PHONES = ("00000000", "86.123.400", "861234005")

# The registers and changes that break rules; what readers report is made by the readers' own functions.
BROKEN: list[Finding] = [
    *(found for case in CASES for found in findings(*case.wrong, day=case.day)),
    *(found for case in CHANGE_CASES for found in faults(case.wrong, case.around)),
    DATES_IN_ORDER.finding("unit", UNIT, {"first_from": "2020-01-02", "day": "2020-01-01"}),
    FROM_DATE_GIVEN.finding("unit", UNIT, {"day": "2020-01-01"}),
    GEOGRAPHIC_PARENT_GIVEN.finding("unit", UNIT, {}),
    REGION_DIFFERS.finding("unit", UNIT, {"value": "1084", "expected": "1081"}),
    *(rule.finding("unit", UNIT, {"day": "2020-01-01"}) for rule in (CLOSED_BY_ABSENCE, ANNULLED_BY_ABSENCE, UNLISTED)),
    SHOWN_ON_BOTH_SIDES.finding("succession", "1>2", {"old": "1", "new": "2"}),
    reader_findings.unknown_name("unit", UNIT, "specialities", "astrologi", 20260701),
    reader_findings.unreadable("unit", UNIT, "postal_address", "P_X", "øst"),
    reader_findings.cells_left_out("sor.csv", 36),
    reader_findings.in_degrees("unit", UNIT, "postal_address", Position(55.7, 12.6), Point(1.0, 2.0)),
    reader_findings.find_swapped("unit", UNIT, "postal_address", {"east": 1.0, "north": 2.0}),
    reader_findings.no_place("unit", UNIT, "postal_address", {"east": 1.0}),
    reader_findings.half_a_place("unit", UNIT, "postal_address", 55.7),
    reader_findings.find_garbled("unit", UNIT, "name", "SÃ¸borg", "Søborg"),
    reader_findings.find_garbled("unit", UNIT, "name", "S?borg", None),
    reader_findings.letters_foreign("unit", UNIT, "name", "S\u043erø", "\u043e"),
    reader_findings.quote_open("unit", UNIT, "name", '"Sorø'),
    reader_findings.code_unlisted("unit", UNIT, "postal_address.municipality", "0999", "municipality"),
    reader_findings.postcode_elsewhere(UNIT, "postal_address", "8600", "0101"),
    reader_findings.place_unknown(UNIT, "1"),
    reader_findings.town_elsewhere(UNIT, "postal_address", "8600", "Kolding"),
    reader_findings.coordinates_elsewhere(UNIT, "postal_address", "0740", "724000", "6175000"),
    *odd_texts("unit", UNIT, {"postal_address": {"street": "Torvet 1, 8600 Silkeborg"}}, "Silkeborg"),
    reader_findings.country_elsewhere(UNIT, "postal_address", "8600", "0740", "SE"),
    *(found for name in ODD_NAMES for found in odd_texts("unit", UNIT, {"name": name}, name)),
    *(found for phone in ODD_PHONES for found in odd_texts("unit", UNIT, {"virtual_address": {"phone": phone}}, phone)),
    *find_shown_otherwise(
        [Shown(1, "2", (("owner.code", "9"),))],
        {"1": facts_from("1", {"level": "IO"}), "2": facts_from("2", {"level": "HI", "parent": "1"})},
        lambda _: None,
    ),
    reader_findings.put_on_one_line("unit", UNIT, "postal_address.street"),
    *(BOOK[name].finding("unit", UNIT, told_facts(*name)) for name in ASKED_ELSEWHERE),
    *REFUSED,
    *REPLACED,
    reader_findings.number_differs("5790002401473", "1", "2", {"region": "1081"}),
]


def examples(code: str, case: str) -> list[Finding]:
    return [found for found in BROKEN if (found.rule, found.facts.get("case", "")) == (code, case)]


@pytest.mark.parametrize(("code", "case"), [name for name, rule in BOOK.items() if rule not in CHANGING])
def test_every_rule_is_broken_by_some_example_and_names_exactly_its_facts(code: str, case: str) -> None:
    found = examples(code, case)
    assert found, "add a register that breaks it to BROKEN"
    rule = BOOK[code, case]
    for example in found:
        facts = example.facts.keys() - {"case"}
        if "rest" in facts_named(rule.danish):
            facts = {fact for fact in facts if not fact.startswith("other_")} | {"rest"}
        assert facts == facts_named(rule.danish) == facts_named(rule.english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_a_sentence(language: str) -> None:
    for found in BROKEN:
        text = sentence(found, language)
        assert text.endswith("."), (found, text)
        assert "{" not in text, (found, text)
        plain = text.replace("P_X", "")  # a column, called as the file calls it
        assert "_" not in plain, (found, text)
        assert not re.search(r"(address|location|adressen)\.[a-z]", text), (found, text)


def test_a_sentence_that_begins_with_a_field_begins_with_a_capital_and_one_with_an_actor_as_the_actor_is_called() -> (
    None
):
    attribute = Finding("F8", "error", "unit", UNIT, "", {"case": "length", "field": "local_attribute_1", "count": 21,
                                                          "least": 1, "most": 20})  # fmt: skip
    assert sentence(attribute, "da").startswith("Lokal attribut 1 på")
    actor = next(found for found in BROKEN if (found.rule, found.facts.get("case")) == ("AUTH6", "role"))
    assert sentence(actor, "da").startswith("kommune-0707 kan ikke")


@pytest.mark.parametrize("code", sorted(NAMES_A_FIELD))
def test_what_changes_meanwhile_or_later_is_named_in_words(code: str) -> None:
    facts = {**dict.fromkeys(facts_named(BOOK[code, ""].danish), "1"), "name": "postal_address"}
    danish, english = (sentence(BOOK[code, ""].finding("unit", UNIT, facts), language) for language in LANGUAGES)
    assert "ostadressen på" in danish
    assert "ostal address of" in english
    assert danish[0].isupper()
    assert english[0].isupper()


def test_a_part_of_a_part_is_named_by_both() -> None:
    torn = Finding("X16", "note", "unit", UNIT, "postal_address", {"part": "postal_address.street"})
    assert sentence(torn, "da").startswith("Teksten i vejnavnet i postadressen på")
    assert sentence(torn, "en").startswith("The text of the street of the postal address of")


def test_levels_are_named_as_each_language_names_them() -> None:
    found = Finding("H2", "error", "unit", UNIT, "parent", {"level": "OU", "parent": OWNER, "parent_level": "IO"})
    assert sentence(found, "da") == f"Enheden {UNIT} er OE og kan ikke stå under {OWNER}, som er IE."
    assert sentence(found, "en") == f"Unit {UNIT} is OU and cannot stand below {OWNER}, which is IO."


def test_several_levels_are_listed() -> None:
    facts = {"case": "other level", "level": "IO", "type": "42665001", "levels": ["HI", "OU"]}
    assert sentence(Finding("T1", "warning", "unit", OWNER, "type", facts), "da") == (
        f"Enheden {OWNER} er IE, men enhedstypen 42665001 kendes kun for SI, OE."
    )


def test_a_finding_of_an_unknown_rule_is_said_by_its_facts() -> None:
    assert (
        sentence(Finding("Q9", "error", "unit", "1", "", {"value": "a", "day": "b"}), "da") == "Q9: 1 (value a, day b)"
    )
    assert sentence(Finding("Q9", "error", "unit", "1"), "en") == "Q9: 1"


def test_a_finding_with_other_facts_than_its_sentence_is_said_by_its_facts() -> None:
    assert sentence(Finding("H1", "error", "unit", "1", "level", {"level": "HI"}), "da") == "H1: 1 (level SI)"
