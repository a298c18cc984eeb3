"""Our schemas accept every file we write and refuse damaged ones."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from lxml import etree

from sor.formats.listed_unit import ListedUnit, Status
from sor.formats.sor_xml_schema import schema_files
from sor.formats.sor_xml_tables import VERSIONS, Form, tag_of
from sor.formats.sor_xml_words import WORDS, columns_of
from sor.formats.sor_xml_write import write
from tests.clinic import Clinic
from tests.formats.sor_xml_examples import EXAMPLES, Example
from tests.formats.strict_numbers import leaves_of

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts/sor-xml"
CREATED = datetime(2026, 11, 1, tzinfo=UTC)
NUMBERS = list(VERSIONS)


def validator(number: str) -> Any:
    return etree.XMLSchema(etree.parse(CONTRACTS / number / "SorTree.xsd"))


def written(units: list[ListedUnit], number: str) -> bytes:
    out = io.BytesIO()
    write(units, out, number, 20261101, CREATED)
    return out.getvalue()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_files_we_write_are_accepted_by_two_validators(number: str) -> None:
    content = written(Clinic().units(), number)
    validator(number).assertValid(etree.fromstring(content))
    xmlschema.XMLSchema(str(CONTRACTS / number / "SorTree.xsd")).validate(io.BytesIO(content))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.version)
def test_a_file_typed_by_hand_with_everything_in_it_is_accepted(example: Example) -> None:
    validator(example.version).assertValid(etree.parse(example.path))


@pytest.mark.parametrize("number", NUMBERS)
def test_dirty_data_are_accepted_because_the_register_shows_what_it_was_told(number: str) -> None:
    owner = ListedUnit("11000016002", "IO", None, {"name": "x" * 300, "type": "ukendt", "cvr": "12"}, Status(20260101))
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
            element.text = right
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
