"""Our schemas accept every file we write and refuse damaged ones."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from lxml import etree

from sor.formats.sor_xml.listed_unit import ListedStatus, ListedUnit
from sor.formats.sor_xml.schema import schema_files
from sor.formats.sor_xml.tables import ENTITY_ELEMENTS, UNIT_ELEMENTS, VERSIONS, tag_of
from sor.formats.sor_xml.words import WORDS, columns_of
from sor.formats.sor_xml.write import write
from sor.formats.xml_tables.elements import Form, Part, local
from tests.clinic import Clinic
from tests.formats.sor_xml.examples import EXAMPLES, Example
from tests.formats.sor_xml.strict_xml1 import CHILDREN, DATES, FLAGS, LENGTHS, LONGS, PATTERNS, SCHEMES, faults
from tests.formats.strict_numbers import leaves_of

XML1, OPTION = VERSIONS["1.0.0"], "OptionalEanLocationCode"

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts/sor-xml"
CREATED = datetime(2026, 11, 1, tzinfo=UTC)
NUMBERS = list(VERSIONS)


def validator(number: str) -> Any:
    return etree.XMLSchema(etree.parse(CONTRACTS / number / "SorTree.xsd"))


def written(units: list[ListedUnit], number: str) -> bytes:
    out = io.BytesIO()
    write(units, out, number, 20261101, CREATED)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_the_files_we_write_are_accepted_by_two_validators(number: str) -> None:
    content = written(Clinic().units(), number)
    validator(number).assertValid(etree.fromstring(content))
    xmlschema.XMLSchema(str(CONTRACTS / number / "SorTree.xsd")).validate(io.BytesIO(content))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.version)
def test_a_file_typed_by_hand_with_everything_in_it_is_accepted(example: Example) -> None:
    validator(example.version).assertValid(etree.parse(example.path))


@pytest.mark.parametrize("number", ["2.0.0", "3"])
def test_dirty_data_are_accepted_because_the_register_shows_what_it_was_told(number: str) -> None:
    owner = ListedUnit(
        "11000016002", "IO", None, {"name": "x" * 300, "type": "ukendt", "cvr": "12"}, ListedStatus(20260101)
    )
    validator(number).assertValid(etree.fromstring(written([owner], number)))


DAMAGE = {
    "an element that is unknown": ("<EntityName>", "<EntityTitle>"),
    "a code with letters": ("SorIdentifier>9000", "SorIdentifier>A000"),
    "a date that is none": ("FromDate>2020-01-01", "FromDate>2020-13-01"),
    "neither yes nor no": ("OnlyInternalIndicator>false", "OnlyInternalIndicator>nej"),
    "an institution where its owner should be": ("InstitutionOwnerEntity>", "HealthInstitutionEntity>"),
    "a file without its day": ("SnapshotDate>2026-11-01<", "SnapshotDate><"),
}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused(number: str, damage: str) -> None:
    content = written(Clinic().units(), number).decode()
    prefix = "" if number == "1.0.0" else "sor1:"
    right, wrong = (text.replace("<Entity", f"<{prefix}Entity") for text in DAMAGE[damage])
    assert right in content, f"the example holds nothing to damage: {right}"
    damaged = content.replace(right, wrong)
    if "EntityTitle" in wrong:
        damaged = damaged.replace(f"</{prefix}EntityName>", f"</{prefix}EntityTitle>")
    assert not validator(number).validate(etree.fromstring(damaged.encode()))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_word_in_any_element_that_is_a_number_is_refused(number: str) -> None:
    """Every element of the tables that is a number or a measure, by itself: the schema defines each globally."""
    version, check = VERSIONS[number], validator(number)
    leaves = [leaf for placed in version.unit for leaf in leaves_of(placed.part)]
    for leaf in (leaf for leaf in leaves if leaf.form in (Form.NUMBER, Form.METRE)):
        element = etree.Element(tag_of(version, leaf.name))
        is_code = leaf.form is Form.NUMBER
        for right in ("0810", "7", "1" * 18) if is_code else ("557481.680", "-1", "7"):
            element.text = "17" if local(leaf.name) in PATTERNS and number == "1.0.0" else right
            check.assertValid(element)
        for wrong in ("oestdanmark", "12a", "", "1,5", "²", "1" * 19 if is_code else "1e5"):
            element.text = wrong
            assert not check.validate(element), f"{leaf.name} may hold '{wrong}'"


@pytest.mark.parametrize("number", NUMBERS)
def test_elements_in_another_order_are_refused(number: str) -> None:
    root = etree.fromstring(written(Clinic().units(), number))
    owner = root[2][0]
    owner.insert(0, owner[1])
    assert not validator(number).validate(root)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_element_is_explained_in_both_languages(number: str) -> None:
    columns = columns_of(VERSIONS[number])
    assert all(column.da and column.en for column in columns)
    assert len({column.name for column in columns}) == len(columns) > 50


def test_no_word_is_explained_that_no_version_has() -> None:
    used = {column.name.rpartition("/")[2] for version in VERSIONS.values() for column in columns_of(version)}
    assert WORDS.keys() == used


@pytest.mark.parametrize("number", NUMBERS)
def test_the_schemas_in_the_repository_are_those_of_the_tables(number: str) -> None:
    for name, text in schema_files(VERSIONS[number]).items():
        assert (CONTRACTS / number / name).read_text("utf-8") == text


TEXTS: dict[str, tuple[list[str], list[str]]] = {
    **dict.fromkeys(LONGS, (["0", "0810", "9" * 18], ["", "x", "1,5", "1.5", "1e5", "9" * 19])),
    **dict.fromkeys(FLAGS, (["true", "false"], ["", "nej", "True"])),
    **dict.fromkeys(DATES, (["2024-02-29"], ["", "2023-02-29", "20230228", "28-02-2023"])),
    **{
        name: (["x" * max(least, 1), "å" * most], ["x" * (most + 1), *(["x" * (least - 1)] if least else [])])
        for name, (least, most) in LENGTHS.items()
    },
    "CreatedAtTime": (["2010-01-26T00:00:00+01:00"], ["", "2010-01-26", "26-01-2010T00:00:00"]),
    "StreetBuildingIdentifier": (["1", "999Z"], ["", "0", "07", "1000", "7b", "7 B", "7AB", "B"]),
    "FloorIdentifier": (["1", "99", "st", "KL", "k9"], ["", "0", "100", "kl.", "k1", "Kl", "stuen"]),
    "PostOfficeBoxIdentifier": (["1", "9999"], ["", "0", "017", "10000", "-1", "boks 1"]),
    "PostCodeIdentifier": (["0999"], ["", "999", "09999", "DK-9700", "97 00"]),
    "EmailAddressIdentifier": (
        ["a@b.example", "a" * 191 + "@" + "b" * 64],
        ["", "post", "post@", "a b@c.example", "a" * 192 + "@b", "a@" + "b" * 65],
    ),
    "CountryIdentificationCode": (["DK"], ["", "D", "Danmark", "20", "20800", "D1"]),
}
"""Texts that an element of version 1.0.0 may hold, and texts that it may not, by the facts (see ``strict_xml1``)."""


def tags() -> Iterator[tuple[str, str]]:
    """Each element of version 1.0.0 by its local name."""

    def inside(part: Part) -> Iterator[str]:
        yield part.name
        for inner in (part.each,) if hasattr(part, "each") else getattr(part, "parts", ()):
            yield from inside(inner)

    names = ["own:SorTree", "own:CreatedAtTime", "own:SnapshotDate", *ENTITY_ELEMENTS.values(), *UNIT_ELEMENTS.values()]
    for name in [*names, *(name for placed in XML1.unit for name in inside(placed.part))]:
        yield local(name), tag_of(XML1, name)


TAGS = dict(tags())
FIRST_SCHEMA = validator("1.0.0")


def children_of(name: str) -> list[tuple[str, str]]:
    """The children of an element in order, each with how often it may stand there; of a choice the second."""
    found = (re.search(r"(\w+)\)?(\W.*)?$", part) for part in CHILDREN[name].split())
    return [(one[1], one[2] or "") for one in found if one]


def element(name: str) -> Any:
    """An element of version 1.0.0 with everything that it may hold, each once."""
    made = etree.Element(TAGS[name])
    if name in CHILDREN:
        made.extend([element(child) for child, _ in children_of(name) if child != name])
    else:
        made.text = TEXTS[name][0][0]
    if name == "CountryIdentificationCode":
        made.set("scheme", "iso3166-alpha2")
    return made


def assert_verdict(changed: Any, *, is_right: bool, why: str) -> None:
    """The schema and the strict reader, which share nothing, say the same of an element."""
    verdicts = FIRST_SCHEMA.validate(changed), not faults(etree.tostring(changed))
    assert verdicts == (is_right, is_right), f"{why}: {etree.tostring(changed).decode()}"


@pytest.mark.parametrize("name", CHILDREN)
def test_version_1_demands_order_and_number_of_what_is_inside_every_element(name: str) -> None:
    assert_verdict(element(name), is_right=True, why="everything once")
    inside = [child for child in children_of(name) if child[0] != name]
    for at, (child, often) in enumerate(inside):
        lacking = element(name)
        lacking.remove(lacking[at])
        assert_verdict(lacking, is_right=often in ("?", "*", "{0,8}") or name == OPTION, why=f"without {child}")
        twice = element(name)
        twice.insert(at, element(child))
        assert_verdict(twice, is_right=often in ("+", "*", "{0,8}"), why=f"{child} twice")
        if at:
            swapped = element(name)
            swapped.insert(at - 1, swapped[at])
            assert_verdict(swapped, is_right=False, why=f"{child} too early")
    foreign = element(name)
    foreign.append(etree.Element(TAGS["EntityName"] + "s"))
    assert_verdict(foreign, is_right=False, why="an unknown element")


def test_version_1_knows_of_a_choice_one_or_none_and_of_specialities_eight() -> None:
    both = element(OPTION)
    both.insert(0, element("EntityInheritedIndicator"))
    assert_verdict(both, is_right=False, why="inherited and own")
    both.remove(both[1])
    assert_verdict(both, is_right=True, why="inherited")
    for count in (0, 8, 9):
        many = etree.Element(TAGS["ClinicalSpecialityCollection"])
        many.extend([element("ClinicalSpeciality") for _ in range(count)])
        assert_verdict(many, is_right=count < 9, why=str(count))


@pytest.mark.parametrize("name", sorted(TAGS.keys() - CHILDREN.keys()))
def test_version_1_demands_type_length_and_pattern_of_every_text(name: str) -> None:
    right, wrong = TEXTS[name]
    for text in (*right, *wrong):
        changed = element(name)
        changed.text = text
        assert_verdict(changed, is_right=text in right, why=repr(text))


@pytest.mark.parametrize("scheme", [None, "", "iso3166", *SCHEMES])
def test_version_1_knows_the_schemes_of_countries(scheme: str | None) -> None:
    country = element("CountryIdentificationCode")
    country.attrib.clear()
    if scheme is not None:
        country.set("scheme", scheme)
    country.text = {"iso3166-alpha3": "DNK", "un-numeric3": "208", "imk": "5100"}.get(scheme or "", "DK")
    assert FIRST_SCHEMA.validate(country) is (scheme in SCHEMES)
