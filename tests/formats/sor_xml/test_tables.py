"""The tables are whole: no field of a unit or number is forgotten, and each version tells only what it can hold."""

import pytest

from sor.core.subject import LOCATION_NUMBER_FIELDS, UNIT_FIELDS
from sor.formats.sor_xml import tables
from sor.formats.sor_xml.tables import (
    FIRST,
    SECOND,
    THIRD,
    VERSIONS,
    fields_told,
    version_of,
    written_name,
)
from sor.formats.xml_tables.elements import Block, key_parts

ADDRESS_PARTS = {
    "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region", "country",
    "east", "north", "sublocation", "addressing_name", "subdivision", "po_box", "stairway", "additional",
}  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_every_field_of_a_unit_is_written_or_left_out_with_a_reason(version: tables.XmlVersion) -> None:
    shown = {field for placed in version.unit for field in placed.fields}
    left_out = {field for field in version.left_out if "." not in field}
    assert shown | left_out == UNIT_FIELDS
    assert shown & left_out == set()
    assert all(version.left_out.values())


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_every_part_of_an_address_is_written_or_left_out_with_a_reason(version: tables.XmlVersion) -> None:
    block = next(placed.part for placed in version.unit if placed.fields == ("postal_address",))
    assert isinstance(block, Block)
    shown = {part.key for part in key_parts(block.parts)}
    left_out = {name.removeprefix("address.") for name in version.left_out if name.startswith("address.")}
    assert shown | left_out == ADDRESS_PARTS
    assert shown & left_out == set()


NAMES_OF_CODES = {"system_type_name", "system_supplier_name", "network_name"}
"""Left out: the schemas hold the codes; names are in sor.csv."""


@pytest.mark.parametrize("number", [tables.FIRST_NUMBER, tables.SECOND_NUMBER])
def test_every_field_of_a_location_number_is_written_or_left_out_with_a_reason(number: Block) -> None:
    written = {part.key for part in key_parts(number.parts)} - {"number"}
    assert written == tables.LOCATION_NUMBER_FIELDS
    assert written | NAMES_OF_CODES == LOCATION_NUMBER_FIELDS - {"open"}
    assert written & NAMES_OF_CODES == set()


def test_version_1_tells_nothing_of_cvr_and_an_owner_nothing_of_shak() -> None:
    assert "cvr" not in fields_told(FIRST, "IO")
    assert "cvr" in fields_told(SECOND, "IO")
    assert "cvr" not in fields_told(SECOND, "OU")
    assert "shak" not in fields_told(SECOND, "IO")
    assert {"shak", "location", "level", "parent", "status"} <= fields_told(SECOND, "OU")


def test_an_element_that_nobody_has_seen_in_a_version_is_not_told_by_its_absence() -> None:
    assert "geographic_parent" in fields_told(FIRST, "OU")
    for field in ("geographic_parent", "geographic_location", "production_unit"):
        assert field not in fields_told(SECOND, "OU")
    assert "organisational_level" not in fields_told(THIRD, "OU")


def test_prefixes_are_those_of_each_versions_own_files() -> None:
    assert written_name(FIRST, "xkom:AddressPostal") == "xkom-1:AddressPostal"
    assert written_name(FIRST, "sor1:EntityName") == "EntityName"
    assert written_name(SECOND, "sor1:EntityName") == "sor1:EntityName"
    assert written_name(SECOND, "own:InstitutionOwner") == "InstitutionOwner"


def test_an_unknown_namespace_is_read_as_version_3() -> None:
    assert version_of("urn:oio:nsi:2.0.0") is SECOND
    assert version_of("urn:new") == THIRD._replace(namespace="urn:new")
