"""What a SOR XML file claims: units, then location numbers, successions, places; what it rejects, remarks and finds."""

import io
import re
from pathlib import Path

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START
from sor.core.finding import NOTE, WARNING, Finding
from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile, Delivery, Rejected
from sor.formats.sor_xml.read import read
from sor.formats.sor_xml.tables import FIRST as VERSION_1
from sor.formats.sor_xml.tables import SECOND as VERSION_2
from sor.formats.sor_xml.tables import fields_told, untold_parts_of
from sor.rules.sentences import sentence
from tests.formats.sor_xml.examples import FIRST, INSTITUTION, LAST, NUMBER, OWNER, SECOND, UNIT

DOCUMENT = """<SorTree xmlns="urn:oio:nsi:2.0.0" xmlns:s="urn:oio:sundhedsstyrelsen:organisation:1.0.0">
<s:SnapshotDate>2026-07-01</s:SnapshotDate>
<InstitutionOwnerEntity><InstitutionOwner>{owner}</InstitutionOwner>{below}</InstitutionOwnerEntity>
</SorTree>"""


def unit(code: str, inside: str = "", since: str = "2020-01-01") -> str:
    status = f"<s:SorStatus><s:FromDate>{since}</s:FromDate><s:FirstFromDate>{since}</s:FirstFromDate></s:SorStatus>"
    return f"<s:SorIdentifier>{code}</s:SorIdentifier>{inside}{status}"


def institution(inside: str) -> str:
    return f"\n<HealthInstitutionEntity><HealthInstitution>{inside}</HealthInstitution></HealthInstitutionEntity>"


def file(*below: str, owner: str | None = None) -> bytes:
    return DOCUMENT.format(owner=unit(OWNER) if owner is None else owner, below="".join(below)).encode()


def delivered(data: bytes, **more: object) -> tuple[Delivery, dict[str, Claim]]:
    delivery = read(io.BytesIO(data), "sor.xml", **more)  # type: ignore[arg-type]
    return delivery, {f"{claim.kind} {claim.key}": claim for claim in delivery.claims}


def test_a_unit_claims_its_content_since_its_from_date_and_its_life_since_its_first() -> None:
    delivery, claims = delivered(SECOND.path.read_bytes())
    values = SECOND.units[0].values | {"level": "IO", "status": {"from": "2018-07-25", "updated": "2018-07-24"}}
    assert claims[f"unit {OWNER}"] == Claim(
        "unit",
        OWNER,
        fields_told(VERSION_2, "IO"),
        [Piece(20180725, OPEN, values)],
        [(20180418, OPEN)],
        20260701,
        6,
        untold=untold_parts_of(VERSION_2),
    )
    assert (delivery.format, delivery.file, delivery.snapshot, delivery.silence, delivery.rows) == (
        "sor-xml-2", "sor.xml", 20260701, "closed", 4,
    )  # fmt: skip
    assert delivery.created == "2026-06-30T23:00:29.626971Z"
    assert delivery.kinds == {"unit", "location_number"}  # no unit names another that replaces it
    assert (delivery.rejected, delivery.notes, delivery.uncertain) == ([], [], False)


def test_a_scheduled_change_and_a_known_closing_are_claimed_for_their_days() -> None:
    _, claims = delivered(SECOND.path.read_bytes())
    claim = claims[f"unit {INSTITUTION}"]
    assert claim.pieces[0].from_day == 20260901
    assert claim.life == [(20180418, 20270201)]
    assert claim.pieces[0].values["parent"] == OWNER


def test_an_element_nobody_has_seen_in_the_version_is_told_only_where_it_stands() -> None:
    _, claims = delivered(SECOND.path.read_bytes())
    told = fields_told(VERSION_2, "HI")
    assert claims[f"unit {INSTITUTION}"].fields == told | {"production_unit", "geographic_location"}
    assert claims[f"unit {UNIT}"].fields == fields_told(VERSION_2, "OU")


def test_a_location_number_is_claimed_once_with_its_own_dates() -> None:
    _, claims = delivered(FIRST.path.read_bytes())
    number = FIRST.units[1].number
    assert number is not None
    claim = claims[f"location_number {NUMBER}"]
    status = {"from": "2005-06-07", "updated": "2009-03-31"}
    assert claim.pieces == [Piece(20050607, OPEN, number.values | {"status": status})]
    assert claim.life == [(20010203, 20110101)]
    assert claim.fields == {
        "status", "internal", "active", "system_supplier", "system_type", "network", "region", "administrator", "note",
    }  # fmt: skip


def test_a_place_is_claimed_from_the_start_of_time() -> None:
    _, claims = delivered(SECOND.path.read_bytes())
    place = Piece(START, OPEN, {"name": "Æblehaven"})
    assert claims["place 77"] == Claim("place", "77", frozenset({"name"}), [place], [(START, OPEN)], 20260701)


def test_version_1_tells_of_an_address_what_it_can_show() -> None:
    delivery, claims = delivered(FIRST.path.read_bytes())
    assert delivery.format == "sor-xml-1"
    claim = claims[f"unit {OWNER}"]
    assert "postal_address" in claim.fields
    assert "municipality" not in claim.pieces[0].values["postal_address"]
    assert claim.fields == fields_told(VERSION_1, "IO")


def test_a_version_1_file_that_lists_closed_units_means_that_an_absent_one_never_was() -> None:
    assert delivered(FIRST.path.read_bytes())[0].silence == "annulled"


def test_a_version_1_file_without_closed_units_says_less() -> None:
    data = FIRST.path.read_bytes().replace(b"<ToDate>2009-10-06", b"<ToDate>2010-01-26")
    assert delivered(data)[0].silence == "closed"


def test_what_absence_means_is_known_only_at_the_end() -> None:
    delivery = read(io.BytesIO(FIRST.path.read_bytes()), "sor.xml")
    next(iter(delivery.claims))
    assert delivery.silence == "closed"


def test_a_succession_holds_since_the_new_unit_exists() -> None:
    delivery, claims = delivered(FIRST.path.read_bytes())
    claim = claims[f"succession {LAST}>{UNIT}"]
    assert claim.pieces == [Piece(20091007, OPEN, {"replaced_by": True, "replaces": True})]
    assert claim.life == [(20091007, OPEN)]
    assert claim.fields == {"replaces", "replaced_by"}
    assert delivery.findings == []


def test_a_succession_shown_on_one_side_is_kept_with_a_finding() -> None:
    replaces = f"<s:ReplacesEntityCollection><s:SorIdentifier>{UNIT}</s:SorIdentifier></s:ReplacesEntityCollection>"
    delivery, claims = delivered(file(institution(unit(INSTITUTION, replaces)), institution(unit(UNIT))))
    assert claims[f"succession {UNIT}>{INSTITUTION}"].pieces[0].values == {"replaces": True}
    assert delivery.findings == [
        Finding("C7", WARNING, "succession", f"{UNIT}>{INSTITUTION}", "replaced_by", {"old": UNIT, "new": INSTITUTION})
    ]


def test_a_file_cannot_show_the_side_of_a_unit_that_is_not_in_it() -> None:
    replaced = f"<s:ReplacedByEntityCollection><s:SorIdentifier>{UNIT}</s:SorIdentifier></s:ReplacedByEntityCollection>"
    delivery, claims = delivered(file(institution(unit(INSTITUTION, replaced))))
    claim = claims[f"succession {INSTITUTION}>{UNIT}"]
    assert claim.fields == {"replaced_by"}
    assert claim.life == [(20200101, OPEN)]
    assert claim.life_since == 20200101
    assert [(finding.rule, finding.severity) for finding in delivery.findings] == [("C7", NOTE)]


def test_a_unit_without_dates_begins_on_the_day_of_the_file() -> None:
    delivery, claims = delivered(SECOND.path.read_bytes())
    claim = claims[f"unit {LAST}"]
    assert (claim.pieces[0].from_day, claim.life, claim.life_since) == (20260701, [(20260701, OPEN)], 20260701)
    assert "status" not in claim.pieces[0].values
    facts = {"case": "no FromDate", "day": "2026-07-01"}
    assert delivery.findings == [Finding("D1", WARNING, "unit", LAST, "status", facts)]


def test_a_change_that_applies_before_the_unit_exists_is_found() -> None:
    data = file(institution(unit(INSTITUTION).replace("<s:FromDate>2020-01-01", "<s:FromDate>2019-12-31")))
    facts = {"first_from": "2020-01-01", "day": "2019-12-31"}
    assert delivered(data)[0].findings == [Finding("D1", WARNING, "unit", INSTITUTION, "status", facts)]


def test_every_finding_has_its_sentence() -> None:
    data = SECOND.path.read_bytes().replace(b"<sor1:FirstFromDate>2018-04-18", b"<sor1:FirstFromDate>2026-12-31")
    delivery, _ = delivered(data)
    assert {finding.rule for finding in delivery.findings} == {"D1"}
    for finding in delivery.findings:
        assert not sentence(finding, "en").startswith(finding.rule)


def number(updated: str, region: str, dates: str = "") -> str:
    return (
        f"<EanLocationCodeOption><EanLocationCodeEntity><s:EanLocationCode>{NUMBER}</s:EanLocationCode>"
        f"<s:RegionCode>{region}</s:RegionCode><s:SorStatus><s:FromDate>2020-01-01</s:FromDate>{dates}"
        f"<s:UpdatedAt>{updated}</s:UpdatedAt><s:FirstFromDate>2020-01-01</s:FirstFromDate></s:SorStatus>"
        "</EanLocationCodeEntity></EanLocationCodeOption>"
    )


@pytest.mark.parametrize("turned", [False, True])
def test_where_two_units_differ_on_a_number_the_latest_registration_wins(turned: bool) -> None:
    told = {INSTITUTION: number("2024-01-01", "1081"), UNIT: number("2025-01-01", "1082")}
    order = [UNIT, INSTITUTION] if turned else [INSTITUTION, UNIT]
    data = file(*(institution(unit(code, told[code])) for code in order))
    delivery, claims = delivered(data)
    assert claims[f"location_number {NUMBER}"].pieces[0].values["region"] == "1082"
    [finding] = delivery.findings
    assert (finding.rule, finding.severity, finding.key) == ("X3", WARNING, NUMBER)
    assert finding.facts["unit"] == UNIT
    assert finding.facts["other"] == INSTITUTION
    assert finding.facts["other_region"] == "1081"


def test_the_same_data_of_a_number_on_two_units_are_one_claim() -> None:
    told = number("2024-01-01", "1081")
    delivery, claims = delivered(file(institution(unit(INSTITUTION, told)), institution(unit(UNIT, told))))
    assert [key for key in claims if key.startswith("location_number")] == [f"location_number {NUMBER}"]
    assert delivery.findings == []


def test_a_number_without_dates_lives_as_long_as_its_units_content() -> None:
    told = (
        f"<EanLocationCodeOption><EanLocationCodeEntity><s:EanLocationCode>{NUMBER}</s:EanLocationCode>"
        "</EanLocationCodeEntity></EanLocationCodeOption>"
    )
    _, claims = delivered(file(institution(unit(INSTITUTION, told))))
    claim = claims[f"location_number {NUMBER}"]
    assert (claim.life, claim.life_since, claim.pieces) == ([(20200101, OPEN)], 20200101, [Piece(20200101, OPEN, {})])


def test_a_number_with_impossible_dates_is_rejected_and_its_unit_is_loaded() -> None:
    told = number("2024-01-01", "1081", "<s:ToDate>2019-12-31</s:ToDate>")
    delivery, claims = delivered(file(institution(unit(INSTITUTION, told))))
    assert claims[f"unit {INSTITUTION}"].pieces[0].values["location"] == {"state": "Own", "number": NUMBER}
    assert delivery.rejected == [
        Rejected(4, f"location number {NUMBER}: ToDate 2019-12-31 is before FromDate 2020-01-01", NUMBER)
    ]
    assert not delivery.uncertain


def test_a_code_that_a_spreadsheet_damaged_is_rejected_with_the_likely_repair() -> None:
    inner = (
        f"<OrganizationalUnitEntity><OrganizationalUnit>{unit(UNIT)}</OrganizationalUnit></OrganizationalUnitEntity>"
    )
    damaged = institution(unit("1175141000016000")).replace(
        "</HealthInstitutionEntity>", f"{inner}</HealthInstitutionEntity>"
    )
    delivery, claims = delivered(file(damaged))
    assert delivery.rejected == [
        Rejected(4, "SorIdentifier 1175141000016000: its check digit is wrong", None, "1175141000016009")
    ]
    assert delivery.uncertain
    below = claims[f"unit {UNIT}"]
    assert "parent" not in below.fields | below.pieces[0].values.keys()
    assert delivery.rows == 3


def test_an_entity_without_its_unit_is_rejected_and_nobody_is_absent_for_that() -> None:
    delivery, claims = delivered(file("\n<HealthInstitutionEntity/>"))
    assert [*claims] == [f"unit {OWNER}"]
    assert delivery.rejected == [Rejected(4, "HealthInstitutionEntity holds no unit of its level")]
    assert delivery.uncertain


def test_a_unit_in_an_element_of_another_name_is_rejected() -> None:
    delivery, claims = delivered(file(institution(unit(INSTITUTION)).replace("InstitutionEntity", "Entity")))
    assert [*claims] == [f"unit {OWNER}"]
    reason = "HealthInstitution stands in HealthEntity, so where in the tree is not known"
    assert delivery.rejected == [Rejected(4, reason, INSTITUTION)]
    assert not delivery.uncertain


def test_a_file_of_another_version_than_it_says_is_refused() -> None:
    second = SECOND.path.read_text("utf-8")
    with pytest.raises(BadFile, match=r"SOR XML 1\.0\.0, and holds CommunicationSupplierIdentifier, an element of 2"):
        delivered(second.replace("urn:oio:nsi:2.0.0", "urn:oio:sundhedsstyrelsen:organisation:1.0.0").encode())


def test_what_stands_in_no_element_of_the_file_is_unsaid_when_it_has_been_read() -> None:
    inside = "<PostalAddressInformation/><VirtualAddressInformation><s:Website/></VirtualAddressInformation>"
    delivery = read(io.BytesIO(file(institution(unit(INSTITUTION, inside)))), "sor.xml")
    assert delivery.unsaid == []
    assert len(list(delivery.claims)) == 2
    assert delivery.hollow == {INSTITUTION: frozenset({"postal_address", "virtual_address"})}
    unsaid = {what.path for what in delivery.unsaid or () if (what.kind, what.level) == ("unit", "HI")}
    assert {"postal_address.street", "virtual_address.phone", "visiting_address", "type", "open.to"} <= unsaid
    assert unsaid.isdisjoint({"postal_address", "virtual_address", "virtual_address.website", "status.from"})
    assert delivery.kinds == {"unit"}


def test_a_missing_code_is_rejected_and_what_is_below_has_no_parent() -> None:
    delivery, claims = delivered(file(institution(unit(INSTITUTION)), owner="<s:EntityName>X</s:EntityName>"))
    assert delivery.rejected == [Rejected(3, "SorIdentifier: it is missing")]
    assert "parent" not in claims[f"unit {INSTITUTION}"].pieces[0].values


def test_a_closing_before_the_beginning_is_rejected() -> None:
    closing = unit(INSTITUTION).replace("<s:First", "<s:ToDate>2019-12-31</s:ToDate><s:First")
    delivery, _ = delivered(file(institution(closing)))
    assert delivery.rejected == [Rejected(4, "ToDate 2019-12-31 is before FromDate 2020-01-01", INSTITUTION)]
    assert not delivery.uncertain


def test_a_code_that_stands_twice() -> None:
    name = "<s:EntityName>Q</s:EntityName>"
    same, other, later = unit(INSTITUTION), unit(INSTITUTION, name), unit(INSTITUTION, since="2021-01-01")
    delivery, claims = delivered(file(*map(institution, (same, same, other, later))))
    assert delivery.notes == [f"unit {INSTITUTION} stands twice with the same content; line 5 is left out"]
    assert delivery.rejected == [
        Rejected(6, "same code and FromDate with different content", INSTITUTION),
        Rejected(7, "same code with another FromDate; this format holds one version of a unit", INSTITUTION),
    ]
    assert "name" not in claims[f"unit {INSTITUTION}"].pieces[0].values


def address(region: str) -> str:
    return (
        "<PostalAddressInformation xmlns:c='http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/' "
        "xmlns:k='http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/'><c:MunicipalityCode>0810</c:MunicipalityCode>"
        f"<k:RegionCode>{region}</k:RegionCode></PostalAddressInformation>"
    )


def test_a_region_is_kept_only_where_the_municipality_gives_another() -> None:
    asked: list[tuple[str, int]] = []

    def region_of(municipality: str, day: int) -> str | None:
        asked.append((municipality, day))
        return "1081"

    data = file(institution(unit(INSTITUTION, address("1081"))), institution(unit(UNIT, address("1085"))))
    delivery, claims = delivered(data, region_of=region_of)
    assert claims[f"unit {INSTITUTION}"].pieces[0].values["postal_address"] == {"municipality": "0810"}
    assert claims[f"unit {UNIT}"].pieces[0].values["postal_address"] == {"municipality": "0810", "region": "1085"}
    assert delivery.findings == [], "what does not lie together is told for every format (jobs/unlisted.py)"
    assert asked == [("0810", 20260701)]


def test_without_a_list_of_municipalities_every_region_is_kept() -> None:
    _, claims = delivered(file(institution(unit(INSTITUTION, address("1081")))))
    assert claims[f"unit {INSTITUTION}"].pieces[0].values["postal_address"]["region"] == "1081"


def test_unknown_elements_are_named_once_in_the_notes() -> None:
    odd = "<Colour>red</Colour>"
    delivery, claims = delivered(file(institution(unit(INSTITUTION, odd)), institution(unit(UNIT, odd))))
    assert delivery.notes == ["unknown element Colour (urn:oio:nsi:2.0.0); left out, first on line 4"]
    assert len(claims) == 3


def test_a_namespace_nobody_knows_is_read_as_version_3_and_noted() -> None:
    data = SECOND.path.read_bytes().replace(b"urn:oio:nsi:2.0.0", b"urn:sds:sor")
    delivery, claims = delivered(data)
    assert delivery.format == "sor-xml-3"
    assert delivery.notes == ["the namespace 'urn:sds:sor' is not known; read as SOR XML 3"]
    assert len([key for key in claims if key.startswith("unit")]) == 4


def test_a_file_that_breaks_later_is_refused_while_its_claims_are_read() -> None:
    many = [institution(unit(sor_code(9_100_000 + n))) for n in range(2000)]
    delivery = read(io.BytesIO(file(*many).replace(b"</SorTree>", b"")), "sor.xml")
    with pytest.raises(BadFile, match=r"^sor\.xml, line \d+: the XML is cut off"):
        list(delivery.claims)


def test_F15_a_unit_of_version_1_needs_a_geographical_parent_and_the_one_above_it_is_one() -> None:
    content = (Path(__file__).parent / "fixtures" / "sor_xml_1.xml").read_text("utf-8")
    start = content.index("<OrganizationalUnit>")
    place = re.compile(r"<(\w+:)?GeographicalParent>.*?</(\w+:)?GeographicalParent>", re.DOTALL)
    above = "<GeographicalParentRelation>2</GeographicalParentRelation>"
    for instead, found in (("", ["F15"]), (f"<GeographicalParent>{above}</GeographicalParent>", [])):
        told, _ = delivered((content[:start] + place.sub(instead, content[start:], count=1)).encode())
        assert [one.rule for one in told.findings if one.rule == "F15"] == found
