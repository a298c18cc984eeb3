"""The compiled printer: its lines, empty blocks, and texts that need care."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import encode, is_plain
from sor.formats.sor_xml import printer as sor_xml_printer
from sor.formats.sor_xml.printer import NotPlain, Printer
from sor.formats.sor_xml.tables import SECOND, Block, ElementGroup, Form, Leaf, Several
from sor.formats.xml_program import NotInXml

NAME = Leaf("sor1:EntityName", "name", Form.TEXT)
FLAG = Leaf("sor1:NonActiveIndicator", "active", Form.NOT_FLAG)
METRE = Leaf("osak:CoordETRS89z32NMeasure", "north", Form.METRE)
COUNTRY = Leaf("dkcc:CountryIdentificationCode", "country", Form.COUNTRY)


def printed(part: Block, **values: object) -> str:
    return Printer(SECOND, part, "", careful=True).text(values).replace("\r\n", "|")


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
    assert printed(block(ElementGroup("xkom:AddressPostal", (NAME,)), FLAG), active=False) == (
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
    with pytest.raises(NotInXml, match=r"EntityName holds the character U\+0007, which XML cannot hold\. Correct"):
        printed(block(NAME), name="ring\x07")


UNIT = Block(
    "own:HealthInstitution",
    "unit",
    (
        NAME,
        Block(
            "sor1:VirtualAddressInformation", "virtual_address", (Leaf("sor1:Website", "website", Form.TEXT), COUNTRY)
        ),
        ElementGroup("xkom:AddressPostal", (METRE, FLAG)),
        Several("sor1:ReplacesEntityCollection", "replaces", Leaf("sor1:SorIdentifier", "")),
    ),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(["A&B", "null", "[]", '"', "x>y", ""])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS | st.none(),
        "virtual_address": st.fixed_dictionaries({}, optional={"website": TEXTS, "country": TEXTS}) | st.none(),
        "north": st.floats(0, 1e7) | st.none(),
        "active": st.booleans() | st.none(),
        "replaces": st.lists(st.text("0123456789", min_size=1), max_size=2),
    },
)


@pytest.mark.slow
@given(values=VALUES)
def test_what_is_plain_is_written_without_care_as_with_it(values: dict[str, object]) -> None:
    """The quick way may refuse, but never writes anything else than the careful one."""
    if not is_plain(encode(values).decode()):
        return
    try:
        quick = Printer(SECOND, UNIT, "", careful=False).text(values)
    except NotPlain:
        return
    assert quick == Printer(SECOND, UNIT, "", careful=True).text(values)


def test_without_care_an_empty_value_is_refused() -> None:
    for values in ({"name": ""}, {"name": None}, {"active": None}, {"north": None}):
        with pytest.raises(NotPlain):
            Printer(SECOND, UNIT, "", careful=False).text(values)


def test_templates_are_made_again_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sor_xml_printer, "MOST", 1)
    printer = Printer(SECOND, UNIT, "", careful=False)
    texts = [printer.text(values) for values in ({"name": "A"}, {"active": True}, {"name": "A"})]
    assert len(printer) == 1
    assert texts[0] == texts[2] != texts[1]
