"""The written file: its spelling to the byte, what it cannot show, and which texts stop it."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from sor.formats.sor_xml.listed_unit import ListedStatus, ListedUnit
from sor.formats.sor_xml.write import BATCH, CannotWrite, Omitted, write, write_created
from tests.formats.sor_xml.examples import INSTITUTION, LAST, OWNER, UNIT

LIVING = ListedStatus(20180418, 20180725)
CREATED = datetime(2026, 6, 30, 23, 0, 29, 626971, tzinfo=UTC)


def written(*units: ListedUnit, version: str = "2.0.0", **more: Any) -> tuple[str, list[Omitted]]:
    out = io.BytesIO()
    omitted = write(units, out, version, 20260701, CREATED, **more)
    return out.getvalue().decode(), omitted


def unit(code: str, level: str, parent: str | None = None, **values: Any) -> ListedUnit:
    return ListedUnit(code, level, parent, values)


def test_the_spelling_is_that_of_the_published_file() -> None:
    owner = ListedUnit(OWNER, "IO", None, {"name": "A & B"}, ListedStatus(20180418, 20180725, 20270101, 20180724))
    text, _ = written(owner, unit(INSTITUTION, "HI", OWNER))
    assert text.replace("\r\n", "\n") == (
        '\ufeff<?xml version="1.0" encoding="utf-8"?>\n'
        '<SorTree xmlns:osak="http://rep.oio.dk/osak.dk/xml/schemas/2006/04/25/"'
        ' xmlns:cpr="http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/"'
        ' xmlns:cvr="http://rep.oio.dk/cvr.dk/xml/schemas/2005/03/22/"'
        ' xmlns:xkom="http://rep.oio.dk/xkom.dk/xml/schemas/2006/01/06/"'
        ' xmlns:sor1="urn:oio:sundhedsstyrelsen:organisation:1.0.0"'
        ' xmlns:dkcc="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/"'
        ' xmlns:dkcc2005="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/"'
        ' xmlns:kms="http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/"'
        ' xmlns:xkom1="http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/"'
        ' xmlns:dkcc2005-2="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/05/13/"'
        ' xmlns="urn:oio:nsi:2.0.0">\n'
        "\t<sor1:CreatedAtTime>2026-07-01T01:00:29.6269710+02:00</sor1:CreatedAtTime>\n"
        "\t<sor1:SnapshotDate>2026-07-01</sor1:SnapshotDate>\n"
        "\t<InstitutionOwnerEntity>\n"
        "\t\t<InstitutionOwner>\n"
        f"\t\t\t<sor1:SorIdentifier>{OWNER}</sor1:SorIdentifier>\n"
        "\t\t\t<sor1:EntityName>A &amp; B</sor1:EntityName>\n"
        "\t\t\t<sor1:SorStatus>\n"
        "\t\t\t\t<sor1:FromDate>2018-07-25</sor1:FromDate>\n"
        "\t\t\t\t<sor1:ToDate>2026-12-31</sor1:ToDate>\n"
        "\t\t\t\t<sor1:UpdatedAt>2018-07-24</sor1:UpdatedAt>\n"
        "\t\t\t\t<sor1:FirstFromDate>2018-04-18</sor1:FirstFromDate>\n"
        "\t\t\t</sor1:SorStatus>\n"
        "\t\t</InstitutionOwner>\n"
        "\t\t<HealthInstitutionEntity>\n"
        "\t\t\t<HealthInstitution>\n"
        f"\t\t\t\t<sor1:SorIdentifier>{INSTITUTION}</sor1:SorIdentifier>\n"
        "\t\t\t\t<EanLocationCodeOption />\n"
        "\t\t\t</HealthInstitution>\n"
        "\t\t</HealthInstitutionEntity>\n"
        "\t</InstitutionOwnerEntity>\n"
        "</SorTree>"
    )
    assert text.count("\r\n") == text.count("\n")


def test_creation_times_are_danish_with_seven_decimals_or_none() -> None:
    assert write_created(CREATED) == "2026-07-01T01:00:29.6269710+02:00"
    assert write_created(datetime(2010, 1, 25, 23, tzinfo=UTC)) == "2010-01-26T00:00:00+01:00"


def test_reserved_characters_are_escaped() -> None:
    text, _ = written(unit(OWNER, "IO", name="<b> ]]> & \r\n \"'"))
    assert "<sor1:EntityName>&lt;b&gt; ]]&gt; &amp; &#13;\n \"'</sor1:EntityName>" in text
    address = {"country": "DK", "country_scheme": 'a"<b'}
    assert 'scheme="a&quot;&lt;b">DK<' in written(unit(OWNER, "IO", postal_address=address))[0]


@pytest.mark.parametrize(("character", "named"), [("\x08", "0008"), ("\ud800", "D800"), ("\ufffe", "FFFE")])
def test_a_character_that_xml_cannot_hold_stops_the_file_and_names_the_unit(character: str, named: str) -> None:
    with pytest.raises(CannotWrite) as stopped:
        written(unit(OWNER, "IO", name=f"Klinik{character}"))
    assert str(stopped.value) == (
        f"unit {OWNER}: EntityName holds the character U+{named}, which XML cannot hold."
        " Correct the value in the register."
    )


@pytest.mark.parametrize(
    ("units", "omitted"),
    [
        (
            [unit(OWNER, "IO"), unit(INSTITUTION, "HI", LAST), unit(UNIT, "OU", INSTITUTION)],
            [
                Omitted(INSTITUTION, "", f"its parent {LAST} is not in the file before it"),
                Omitted(UNIT, "", f"its parent {INSTITUTION} is left out"),
            ],
        ),
        (
            [unit(OWNER, "IO"), unit(INSTITUTION, "HI", OWNER), unit(UNIT, "HI", INSTITUTION)],
            [Omitted(UNIT, "", f"a health institution below {INSTITUTION}, which is no institution owner")],
        ),
        (
            [unit(OWNER, "IO"), unit(UNIT, "OU", OWNER)],
            [Omitted(UNIT, "", f"an organisational unit right below the institution owner {OWNER}")],
        ),
        ([unit(OWNER, "IO", LAST)], [Omitted(OWNER, "", f"an institution owner below {LAST}")]),
        ([unit(UNIT, "OU")], [Omitted(UNIT, "", "it has no parent")]),
    ],
)
def test_a_unit_that_has_no_place_in_the_tree_is_told(units: list[ListedUnit], omitted: list[Omitted]) -> None:
    assert written(*units)[1] == omitted


def test_a_field_of_another_level_is_told() -> None:
    text, omitted = written(
        unit(OWNER, "IO", shak="1301", location={"state": "Inherited"}), unit(INSTITUTION, "HI", OWNER, cvr="99999918")
    )
    assert "1301" not in text
    assert omitted == [
        Omitted(OWNER, "location", "no element for it on a unit of level IO"),
        Omitted(OWNER, "shak", "no element for it on a unit of level IO"),
        Omitted(INSTITUTION, "cvr", "no element for it on a unit of level HI"),
    ]


def test_what_no_unit_of_the_version_shows_is_not_told_unit_by_unit() -> None:
    address = {"street": "Æblevej", "building": "1", "postcode": "0999", "district": "Æbleby", "municipality": "0810"}
    values = {"name": "A", "type": "550891000005100", "virtual_address": {"phone": "00000001"}, "cvr": "99999918"}
    owner = ListedUnit(OWNER, "IO", None, {**values, "postal_address": address | {"east": 1.0}, "note": "x"}, LIVING)
    text, omitted = written(owner, version="1.0.0")
    assert omitted == []
    assert "0810" not in text
    assert "Æblevej" in text


def test_the_region_is_the_municipalitys_where_none_is_stated() -> None:
    address = {"municipality": "0810"}
    assert "RegionCode" not in written(unit(OWNER, "IO", postal_address=address))[0]
    asked: list[tuple[str, int]] = []

    def region_of(municipality: str, day: int) -> str | None:
        asked.append((municipality, day))
        return "1081"

    text, _ = written(unit(OWNER, "IO", postal_address=address), region_of=region_of)
    assert asked == [("0810", 20260701)]
    assert text.count("<kms:RegionCode>1081</kms:RegionCode>") == 1
    assert address == {"municipality": "0810"}


def test_a_long_file_is_written_in_parts() -> None:
    class Parts(io.BytesIO):
        count = 0

        def write(self, data: Any) -> int:
            self.count += 1
            return super().write(data)

    out = Parts()
    write((unit(OWNER, "IO") for _ in range(3 * BATCH)), out, "3", 20260701, CREATED)
    assert out.count == 5
