"""The compiled printer: its lines, empty blocks, and texts that need care."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sor.formats.sor_xml_printer import Unwritable, compiled, escaped
from sor.formats.sor_xml_tables import SECOND, Block, Form, Group, Leaf, Several

NAME = Leaf("sor1:EntityName", "name", Form.TEXT)
FLAG = Leaf("sor1:NonActiveIndicator", "active", Form.NOT_FLAG)
METRE = Leaf("osak:CoordETRS89z32NMeasure", "north", Form.METRE)
COUNTRY = Leaf("dkcc:CountryIdentificationCode", "country", Form.COUNTRY)


def printed(part: Block, **values: object) -> str:
    lines: list[str] = []
    compiled(SECOND, part, "")({"unit": values}, lines)
    return "".join(lines).replace("\r\n", "|")


def block(*parts: object) -> Block:
    return Block("own:HealthInstitution", "unit", parts)  # type: ignore[arg-type]


def test_each_form_of_text() -> None:
    part = block(NAME, FLAG, METRE, COUNTRY)
    assert printed(part, name="A & B", active=True, north=6347032.45, country="DK") == (
        "<HealthInstitution>|\t<sor1:EntityName>A &amp; B</sor1:EntityName>|"
        "\t<sor1:NonActiveIndicator>false</sor1:NonActiveIndicator>|"
        "\t<osak:CoordETRS89z32NMeasure>6347032.450</osak:CoordETRS89z32NMeasure>|"
        '\t<dkcc:CountryIdentificationCode scheme="iso3166-alpha2">DK</dkcc:CountryIdentificationCode>|'
        "</HealthInstitution>|"
    )
    assert 'scheme="a&quot;b"' in printed(part, country="DK", country_scheme='a"b')


def test_an_empty_block_is_an_empty_element_and_an_empty_group_is_none() -> None:
    assert printed(block(NAME)) == "<HealthInstitution />|"
    assert printed(block(Group("xkom:AddressPostal", (NAME,)), FLAG), active=False) == (
        "<HealthInstitution>|\t<sor1:NonActiveIndicator>true</sor1:NonActiveIndicator>|</HealthInstitution>|"
    )


def test_a_list_of_equal_elements() -> None:
    part = block(Several("sor1:ReplacesEntityCollection", "replaces", Leaf("sor1:SorIdentifier", "")))
    assert printed(part, replaces=("1", "2")) == (
        "<HealthInstitution>|\t<sor1:ReplacesEntityCollection>|\t\t<sor1:SorIdentifier>1</sor1:SorIdentifier>|"
        "\t\t<sor1:SorIdentifier>2</sor1:SorIdentifier>|\t</sor1:ReplacesEntityCollection>|</HealthInstitution>|"
    )
    assert printed(part, replaces=()) == "<HealthInstitution />|"


def test_a_character_that_xml_cannot_hold_is_named() -> None:
    with pytest.raises(Unwritable, match=r"EntityName holds the character U\+0007, which XML cannot hold\. Correct"):
        printed(block(NAME), name="ring\x07")


@given(text=st.text(st.characters(codec="utf-8")))
def test_every_text_comes_back_or_is_refused(text: str) -> None:
    try:
        written = escaped(text, "EntityName")
    except Unwritable:
        with pytest.raises((ValueError, etree.XMLSyntaxError)):
            etree.Element("a").text = text
        return
    assert (etree.fromstring(f"<a>{written}</a>").text or "") == text
