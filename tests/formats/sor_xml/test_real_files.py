"""Real files of 2010 and 2019 with known right answers. Collected only where SOR_REAL_DATA names their folder."""

import io
import os
from pathlib import Path

import pytest
from lxml import etree

from sor.core.claim import Claim
from sor.core.instant import parse_instant
from sor.formats.delivery import Delivery, Rejected
from sor.formats.sor_xml import file
from tests.formats.sor_xml.test_file import canonical

REAL = Path(os.environ["SOR_REAL_DATA"])
FIRST = [
    REAL / "sor-xml-v1" / f"ONE_{name}{header}.xml"
    for name in ("APOTEK", "PRAKSIS")
    for header in ("", "-original-header")
]
SMALL = REAL / "sor-xml-v2/Sor_small.xml"


def delivered(path: Path) -> tuple[Delivery, dict[str, Claim]]:
    with path.open("rb") as stream:
        delivery = file.read(stream, path.name)
        return delivery, {claim.key: claim for claim in delivery.claims}


def content(claim: Claim) -> dict[str, object]:
    return claim.pieces[0].values


@pytest.mark.parametrize("header", ["", "-original-header"])
def test_the_practice_of_2010(header: str) -> None:
    delivery, claims = delivered(REAL / f"sor-xml-v1/ONE_PRAKSIS{header}.xml")
    assert (delivery.rows, delivery.rejected, delivery.findings, delivery.notes) == (3, [], [], [])
    practice, unit, number = claims["8331000016009"], claims["8341000016002"], claims["5790000141227"]
    assert content(practice)["name"] == "Michael Filtenborg & co"
    assert content(practice)["location"] == content(unit)["location"] == {"state": "Inherited"}
    assert content(claims["8321000016007"])["location"] == {"state": "Own", "number": "5790000141227"}
    assert content(number)["region"] == "1084"
    assert content(unit)["provider_identifier"] == "019062"
    assert content(unit)["specialities"] == [{"code": "408443003", "main": True}]
    assert content(unit)["parent"] == "8331000016009"


@pytest.mark.parametrize("header", ["", "-original-header"])
def test_the_pharmacy_of_2010(header: str) -> None:
    _, claims = delivered(REAL / f"sor-xml-v1/ONE_APOTEK{header}.xml")
    assert content(claims["306031000016009"])["pharmacy_identifier"] == "362,1"
    assert content(claims["306021000016007"])["type"] == "264372000"


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.stem)
def test_the_files_of_2010_are_as_our_schema_demands(path: Path) -> None:
    etree.XMLSchema(etree.parse("contracts/sor-xml/1.0.0/SorTree.xsd")).assertValid(etree.parse(path))


def test_the_small_file_of_2019_has_three_units_and_one_made_by_hand() -> None:
    delivery, claims = delivered(SMALL)
    assert (delivery.rows, delivery.uncertain) == (4, True)
    assert [key for key, claim in claims.items() if claim.kind == "unit"] == [
        "698471000016005", "698481000016007", "698491000016009",
    ]  # fmt: skip
    [rejected] = delivery.rejected
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.key, rejected.proposal) == (111, None, None)
    assert rejected.reason.startswith("SorIdentifier 6984910000160091: ")
    address = content(claims["698481000016007"])["visiting_address"]
    assert isinstance(address, dict)
    assert (address["north"], address["east"]) == (6347032.45, 557481.68)


@pytest.mark.parametrize("path", [*FIRST, SMALL], ids=lambda path: path.stem)
def test_written_again_a_real_file_is_the_same_document(path: Path) -> None:
    delivery, claims = delivered(path)
    with path.open("rb") as stream:
        units = [unit for unit in file.units(stream, path.name) if unit.code in claims]
    assert delivery.snapshot is not None
    assert delivery.created is not None
    out = io.BytesIO()
    version = "2.0.0" if path == SMALL else "1.0.0"
    assert file.write(units, out, version, delivery.snapshot, parse_instant(delivery.created)) == []
    original = path.read_bytes().replace(b".6269718+", b".6269710+")
    if delivery.rejected:
        cut = original.index(b"<OrganizationalUnitEntity>", original.index(b"698491000016009"))
        end = original.index(b"</OrganizationalUnitEntity>") + len(b"</OrganizationalUnitEntity>")
        original = original[:cut] + original[end:]
    assert canonical(out.getvalue()) == canonical(original)
