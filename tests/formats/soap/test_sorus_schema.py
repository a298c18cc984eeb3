"""The published contract of SORUS is the one that the tables make."""

from pathlib import Path

import pytest
from lxml import etree

from sor.formats.soap.sorus import FOLDER
from sor.formats.soap.sorus_choices import OPERATIONS, VERSIONS
from sor.formats.soap.sorus_schema import contract_files
from sor.formats.soap.sorus_tables import ENTITY
from sor.formats.xml_tables.elements import of_version

XS = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"

DOCUMENTED = [
    "SorIdentifier", "SorType", "SorStatus", "GeographicalLocalisationIdentifier", "GeographicalLocalisationName",
    "HasGeographicalLocalisation", "ParentSorIdentifier", "ActivityAddressInformation", "VisitingAddressInformation",
    "PostalAddressInformation", "PharmacyIdentifier", "EntityName", "EntityTypeIdentifier",
    "VirtualAddressInformation", "ReportingLevelIndicator", "EanLocationCodeState", "EanLocationCodeEntity",
    "ProviderIdentifier", "LocalCode", "PatientsAdmittedIndicator", "AmbulantActivityIndicator",
    "LocalAttributeCollection", "ClinicalSpecialityCollection", "CVRnumberIdentifier",
]  # fmt: skip
"""Facts, services §4.1, in the documents' order."""


@pytest.mark.parametrize("name", contract_files())
def test_what_is_published_is_what_the_tables_say(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == contract_files()[name]


@pytest.mark.parametrize("number", VERSIONS)
def test_every_documented_field_stands_in_the_documented_order(number: int) -> None:
    schema = etree.parse(str(FOLDER / VERSIONS[number].schema_of_types)).getroot()
    entity = schema.find(f"{XS}complexType[@name='SorEntityType']")
    assert entity is not None
    names = [one.get("name") for one in entity.iter(f"{XS}element")]
    assert names == [one.name for one in of_version(ENTITY, number)]
    assert [name for name in names if name in DOCUMENTED] == DOCUMENTED
    assert ("OrganisationalLevelCode" in names) == (number == 4)


@pytest.mark.parametrize("number", VERSIONS)
def test_the_namespaces_are_the_documented_ones(number: int) -> None:
    version = VERSIONS[number]
    etree.XMLSchema(etree.parse(str(FOLDER / version.schema)))
    root = etree.fromstring(Path(FOLDER / version.wsdl).read_bytes())
    assert root.get("targetNamespace") == version.operations
    found = [one.get("name") for one in root.iterfind(f"{WSDL}portType/{WSDL}operation")]
    assert found == list(OPERATIONS)
    assert found[:3] == ["CreateSorEntity", "EditSorEntity", "MoveSorEntity"]
    assert VERSIONS[3].operations == "http://sundhedsdatastyrelsen.dk/SOROpdateringService/2019/10/08/"
    assert VERSIONS[3].types == "SOR.Services.SOAPServices.V3"
