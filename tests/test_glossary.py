"""The glossary names every kind and field of the register, and the words others must not confuse."""

import re
from pathlib import Path

import pytest

from sor.core.shapes import Address, VirtualAddress
from sor.core.subject import ADDRESS_KINDS, FIELDS, LEVELS

GLOSSARY = (Path(__file__).resolve().parent.parent / "GLOSSARY.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_0-9]+)`", GLOSSARY)) | {f"local_attribute_{n}" for n in range(1, 6)}


def section(title: str) -> str:
    return GLOSSARY.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("kind", [*FIELDS, "code"])
def test_every_kind_is_explained(kind: str) -> None:
    assert f"| `{kind}` |" in section("Kinds of subject")


@pytest.mark.parametrize("field", sorted(FIELDS["unit"]))
def test_every_field_of_a_unit_is_explained(field: str) -> None:
    named = set(re.findall(r"`([a-z_0-9]+)`", section("Fields of a unit")))
    assert field in named | {f"local_attribute_{n}" for n in range(2, 5)}


@pytest.mark.parametrize("kind", sorted(FIELDS.keys() - {"unit"}))
def test_every_field_of_the_other_kinds_is_explained(kind: str) -> None:
    assert FIELDS[kind] - {"open", "status"} - NAMED == set()


def test_every_part_of_an_address_is_explained() -> None:
    parts = {*Address.__annotations__, *VirtualAddress.__annotations__}
    assert {"street", "north", "po_box", "email"} <= parts
    assert parts - set(re.findall(r"`([a-z_]+)`", section("Parts of an address"))) == set()


def test_every_level_is_explained_in_both_notations() -> None:
    levels = section("The three levels")
    for english, danish in zip(LEVELS, ("IE", "SI", "OE"), strict=True):
        assert f"| `{english}` | {danish}, " in levels


def test_the_names_of_times_that_cross_are_told_apart() -> None:
    times = section("Time, and names that cross")
    for name in ("ValidFrom", "FromDate", "FirstFromDate", "ToDate", "UpdatedAt", "valid_from", "known_from"):
        assert f"`{name}`" in times


def test_the_address_kinds_of_the_code_are_those_of_the_glossary() -> None:
    assert set(ADDRESS_KINDS) <= NAMED


@pytest.mark.parametrize(
    "word", ["statement", "version", "serial", "entry", "claim", "mirror", "master", "desk", "snapshot", "orphan"]
)
def test_the_registers_own_words_are_explained(word: str) -> None:
    assert re.search(rf"^\| {word}(,[^|]*)? \|", section("The register's own words"), re.MULTILINE)
