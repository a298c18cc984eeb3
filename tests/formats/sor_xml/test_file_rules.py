"""One element to a dictionary: by name, whatever the order; what cannot be used is remarked once."""

import pytest
from lxml import etree

from sor.formats.numbers import write_metre
from sor.formats.sor_xml.file_rules import FileRules, Remarks, metre
from sor.formats.sor_xml.tables import SECOND, SECOND_ADDRESS, SECOND_NUMBER
from sor.formats.xml_tables.reading import Raw, fill, reading_table

DECLARED = " ".join(f'xmlns:{prefix or "own"}="{uri}"' for prefix, uri in SECOND.declared)


def taken(xml: str, parts: tuple = SECOND_NUMBER.parts, remarks: Remarks | None = None) -> tuple[Raw, list[str]]:
    remarks, values = remarks or Remarks(), Raw()
    element = etree.fromstring(f"<x {DECLARED}>{xml}</x>")
    rules = FileRules(SECOND, remarks)
    fill(element, reading_table(parts, rules), values, rules)
    return values, remarks.sentences()


def test_the_order_of_elements_does_not_matter() -> None:
    one = "<sor1:EanLocationCode>5</sor1:EanLocationCode>"
    two = "<own:SystemTypeIdentifier>225</own:SystemTypeIdentifier>"
    assert taken(one + two) == taken(two + one) == ({"number": "5", "system_type": "225"}, [])


def test_version_1s_namespace_and_the_versions_own_stand_for_one_another() -> None:
    assert taken("<own:SorNote>x</own:SorNote>") == ({"note": "x"}, [])
    assert taken("<sor1:SystemTypeIdentifier>225</sor1:SystemTypeIdentifier>") == ({"system_type": "225"}, [])


def test_an_empty_element_says_nothing() -> None:
    assert taken("<sor1:EanLocationCode/><sor1:SorNote>  </sor1:SorNote><kms:RegionCode></kms:RegionCode>") == ({}, [])


def test_codes_lose_blanks_around_them_and_free_text_keeps_them() -> None:
    given = "<kms:RegionCode>\n 1081 </kms:RegionCode><sor1:SorNote> kun  her </sor1:SorNote>"
    assert taken(given) == ({"region": "1081", "note": " kun  her "}, [])


def test_active_is_the_opposite_of_the_files_indicator() -> None:
    assert taken("<sor1:NonActiveIndicator>0</sor1:NonActiveIndicator>") == ({"active": True}, [])
    assert taken("<sor1:OnlyInternalIndicator>true</sor1:OnlyInternalIndicator>") == ({"internal": True}, [])


def test_what_cannot_be_used_is_remarked_once_with_its_first_line() -> None:
    values, notes = taken("\n<own:Colour>red</own:Colour>\n<own:Colour/>")
    assert values == {}
    assert notes == ["unknown element Colour (urn:oio:nsi:2.0.0); left out, first on line 2"]


@pytest.mark.parametrize(
    ("xml", "flaw"),
    [
        ("<sor1:NonActiveIndicator>ja</sor1:NonActiveIndicator>", "NonActiveIndicator is 'ja', neither true nor false"),
        ("<sor1:SorNote>a</sor1:SorNote><sor1:SorNote>b</sor1:SorNote>",
         "SorNote stands twice, with different content"),
        ("<sor1:SorNote>a<b>c</b></sor1:SorNote>", "SorNote holds other elements"),
        ("<kms:RegionCode>1081</kms:RegionCode><kms:RegionCode>1082</kms:RegionCode>",
         "RegionCode stands twice, with different content"),
        ("<sor1:SorNote>a</sor1:SorNote><sor1:SorNote>a</sor1:SorNote><sor1:SorNote/>", None),
    ],
)  # fmt: skip
def test_what_may_not_be_believed_is_a_flaw(xml: str, flaw: str | None) -> None:
    remarks = Remarks()
    taken(xml, remarks=remarks)
    assert remarks.take_flaws() == ([flaw] if flaw else [])
    assert remarks.take_flaws() == []


def test_a_country_keeps_its_scheme_only_when_it_is_not_the_usual_one() -> None:
    country = '<dkcc:CountryIdentificationCode scheme="{}">DK</dkcc:CountryIdentificationCode>'
    country = f"<xkom:AddressPostal>{country}</xkom:AddressPostal>"
    assert taken(country.format("iso3166-alpha2"), SECOND_ADDRESS)[0] == {"country": "DK"}
    assert taken(country.format("imk"), SECOND_ADDRESS)[0] == {"country": "DK", "country_scheme": "imk"}


def test_a_coordinate_is_a_number_only_when_three_decimals_give_its_text_back() -> None:
    assert metre("557481.680") == 557481.68
    assert [metre(text) for text in ("557481.68", "557481,680", "nan", "inf", "1e3", "")] == [
        "557481.68", "557481,680", "nan", "inf", "1e3", "",
    ]  # fmt: skip
    assert [write_metre(value) for value in (557481.68, "557481.68")] == ["557481.680", "557481.68"]
