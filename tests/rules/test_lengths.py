"""Every text that a change may state has a length in the table, and what the files' fields demand is no less."""

import pytest

from sor.core.leaves import PARTS
from sor.core.shapes import Value
from sor.core.subject import STREET_ADDRESSES
from sor.formats.shak.complete import FIELDS as SHAK_FIELDS
from sor.formats.sor_xml.limits import LIMITS
from sor.rules.lengths import LENGTHS, excesses, excesses_anywhere, table
from tests.every_text import ELSEWHERE, EVERY_TEXT

SHORTER_IN_XML_1 = {"DistrictName": "sor.csv has 50; the writer of version 1.0.0 cuts it and says so"}
XML_1 = {
    "EntityName": "name", "SorNote": "note", "LocalCode": "local_code", "PharmacyIdentifier": "pharmacy_identifier",
    "ShakIdentifier": "shak", "ProviderIdentifier": "provider_identifier", "Stairway": "address.stairway",
    "Website": "virtual_address.website", "TelephoneNumberIdentifier": "virtual_address.phone",
    "FaxNumberIdentifier": "virtual_address.fax", "LocalAttribute1": "local_attribute",
    "MailDeliverySublocationIdentifier": "address.sublocation", "StreetName": "address.street",
    "StreetNameForAddressingName": "address.addressing_name", "SuiteIdentifier": "address.suite",
    "DistrictSubdivisionIdentifier": "address.subdivision", "DistrictName": "address.district",
}  # fmt: skip


def test_every_text_of_a_change_stands_in_the_table_or_is_judged_elsewhere() -> None:
    held = {
        (kind, *((field, part) if part else (field,)))
        for kind, fields in LENGTHS.items()
        for field, parts in fields.items()
        for part in parts
    }
    texts = {(kind, *path) for kind, path in EVERY_TEXT}
    assert texts - held == ELSEWHERE.keys()
    assert held <= texts, "a length of a text that is nowhere"
    assert len(texts) > 90


def test_every_row_has_a_length_a_mark_and_a_source() -> None:
    for row in table():
        assert 0 <= int(row["least"]) <= int(row["most"]), row
        assert set(row["mark"].split("/")) <= set("DOIUC"), row
        assert row["source"], row


@pytest.mark.parametrize("element", XML_1)
def test_what_sor_xml_1_demands_is_what_the_table_says(element: str) -> None:
    (most,) = [int(row["most"]) for row in table() if (row["kind"], row["field"]) == ("unit", XML_1[element])]
    assert (LIMITS[element].most == most) is (element not in SHORTER_IN_XML_1)


def test_a_name_of_shak_fits_its_record() -> None:
    (text,) = [field for field in SHAK_FIELDS if field.name == "Kodetekst"]
    assert LENGTHS["shak"]["name"][""].most == text.length


def test_all_addresses_and_all_their_texts_are_alike() -> None:
    for kind in STREET_ADDRESSES:
        assert LENGTHS["unit"][kind].keys() == PARTS[kind] - {"east", "north"}
        assert LENGTHS["unit"][kind] == LENGTHS["unit"]["postal_address"]


def test_what_is_no_text_has_no_length() -> None:
    values = {
        "name": None,
        "postal_address": {"east": 1e40, "street": "s" * 40},
        "specialities": [{"main": True}],
        "x": "x",
    }
    assert list(excesses("unit", values)) == []
    assert list(excesses("nothing", values)) == []


@pytest.mark.parametrize(
    ("value", "fits"),
    [({"name": "n" * 120}, True), ({"name": "n" * 121}, False), ({"virtual_address": {"phone": "1" * 20}}, True),
     ([{"set": {"virtual_address": {"phone": "1" * 21}}}], False), ({"messages": [{"version": "v" * 61}]}, False),
     ({"odd": "o" * 254}, True), ({"odd": {"deep": ["o" * 255]}}, False), ({"o" * 255: 1}, False),
     ({"phone": "1" * 254}, True), ({"specialities": ["1" * 60]}, True), ([1, None, True], True)],
)  # fmt: skip
def test_no_text_of_any_value_is_longer_than_the_table_lets_its_field_be(value: Value, fits: bool) -> None:
    assert (not list(excesses_anywhere(value))) is fits
