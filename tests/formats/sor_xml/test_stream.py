"""Bad files are refused whole, with the place and what to do; a good one is read whatever its prefixes and encoding."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sor.formats.delivery import BadFile
from sor.formats.sor_xml.file_rules import Remarks
from sor.formats.sor_xml.stream import UnitElement, open_rows, recognises
from tests.formats.sor_xml.examples import INSTITUTION, LAST, OWNER, SECOND, UNIT

GOOD = SECOND.path.read_bytes()
BODY = GOOD.partition(b"?>")[2]
AGAIN = "Nothing is loaded; fetch the file again."


def rows(data: bytes) -> list[UnitElement]:
    return list(open_rows(io.BytesIO(data), "sor.xml", Remarks()).rows)


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        rows(data)
    return str(refused.value)


def test_units_come_with_the_unit_around_them_and_their_line() -> None:
    found = [(row.level, row.parent, row.line, row.raw["code"]) for row in rows(GOOD)]
    assert found == [
        ("IO", None, 6, OWNER), ("HI", OWNER, 50, INSTITUTION), ("OU", INSTITUTION, 74, UNIT), ("OU", UNIT, 95, LAST),
    ]  # fmt: skip


def test_the_head_tells_version_day_and_instant() -> None:
    opened = open_rows(io.BytesIO(GOOD), "sor.xml", Remarks())
    assert (opened.version.number, opened.snapshot) == ("2.0.0", 20260701)
    assert opened.created == "2026-06-30T23:00:29.626971Z"


def test_an_unreadable_creation_time_is_no_reason_to_refuse() -> None:
    data = GOOD.replace(b"2026-07-01T01:00:29.6269710+02:00", b"this morning")
    assert open_rows(io.BytesIO(data), "sor.xml", Remarks()).created is None


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("xmlns:sor1=", "xmlns:q=").replace("sor1:", "q:"),
        lambda text: text.replace("Idun Æble<", "Idun<!-- and --> <?x y?><![CDATA[Æble]]><"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\t", ""),
    ],
    ids=["prefixes", "comments and CDATA", "line ends", "no indentation"],
)
def test_other_spellings_of_the_same_document_read_the_same(changed: Callable[[str], str]) -> None:
    text = GOOD.decode()
    assert changed(text) != text
    assert [row.raw for row in rows(changed(text).encode())] == [row.raw for row in rows(GOOD)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_any_encoding_that_is_declared_truly_reads_the_same(encoding: str) -> None:
    declared = GOOD.decode().replace("utf-8", encoding.removesuffix("-sig"))
    assert [row.raw for row in rows(declared.encode(encoding))] == [row.raw for row in rows(GOOD)]
    assert recognises(declared.encode(encoding)[:3000])


def test_a_file_that_is_cut_off() -> None:
    assert refusal(GOOD[: GOOD.index(b"</sor1:EntityName>")]) == (
        "sor.xml, line 8: the XML is cut off, damaged or not in the encoding it declares "
        f"(Premature end of data in tag EntityName line 8). {AGAIN}"
    )
    assert (
        refusal(GOOD[:100]) == "sor.xml: no XML element in the first 100 bytes: empty, cut off, or not SOR XML at all."
    )
    assert refusal(b"") == "sor.xml: no XML element in the first 0 bytes: empty, cut off, or not SOR XML at all."


def test_a_file_that_is_ill_formed() -> None:
    assert refusal(GOOD.replace(b"</EntityTypeIdentifier>", b"</EntityType>", 1)) == (
        "sor.xml, line 9: the XML is cut off, damaged or not in the encoding it declares (Opening and ending tag "
        f"mismatch: EntityTypeIdentifier line 9 and EntityType). {AGAIN}"
    )
    assert refusal(b"SOR-kode;Enhedsnavn\r\n1;2\r\n").startswith("sor.xml, line 1: the XML is cut off, damaged")
    assert refusal(GOOD + b"<more/>").startswith("sor.xml, line 108: the XML is cut off, damaged")


def test_a_file_in_another_encoding_than_it_says() -> None:
    message = refusal(GOOD.decode().encode("iso-8859-1"))
    assert message.startswith("sor.xml, line 8: the XML is cut off, damaged or not in the encoding it declares (")


def test_a_document_type_is_refused_and_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("read me")
    for declaration in (
        '<!DOCTYPE SorTree [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        f'<!DOCTYPE SorTree [<!ENTITY a SYSTEM "file://{secret}">]>',
        f'<!DOCTYPE SorTree SYSTEM "file://{secret}">',
        '<!DOCTYPE SorTree SYSTEM "http://127.0.0.1:9/sor.dtd">',
    ):
        data = declaration.encode() + BODY.replace(b"Idun \xc3\x86ble<", b"&a;<")
        assert recognises(data)
        assert refusal(data) == (
            "sor.xml, line 2: the file has a DOCTYPE, which can pull in foreign files or swell without limit. "
            "SOR files have none; fetch the file again from its source."
        )


def test_an_entity_that_nobody_declared() -> None:
    assert refusal(GOOD.replace(b"<sor1:EntityName>", b"<sor1:EntityName>&b;", 1)) == (
        "sor.xml, line 8: the XML is cut off, damaged or not in the encoding it declares (Entity 'b' not defined). "
        f"{AGAIN}"
    )


def test_depth_and_length_have_limits() -> None:
    head = GOOD[: GOOD.index(b"<InstitutionOwnerEntity>")]
    assert "Excessive depth" in refusal(head + b"<InstitutionOwnerEntity>" * 100_000)
    assert "too long" in refusal(GOOD.replace(b"Idun", b"I" * 11_000_000, 1))


def test_another_root() -> None:
    assert (
        refusal(b'<SHAKregion xmlns="urn:x"/>')
        == "sor.xml, line 1: the root element is SHAKregion; SOR XML has SorTree."
    )


def test_a_file_that_does_not_tell_its_day() -> None:
    unknown = "sor.xml: no SnapshotDate before the first unit, so the day the file describes is unknown."
    assert refusal(GOOD.replace(b"SnapshotDate", b"Snapshot")) == unknown
    assert refusal(GOOD.replace(b"<sor1:SnapshotDate>2026-07-01", b"<sor1:SnapshotDate>soon")) == (
        "sor.xml: SnapshotDate 'soon' is not a date, so the day the file describes is unknown."
    )


def test_a_file_without_units() -> None:
    empty = GOOD[: GOOD.index(b"<InstitutionOwnerEntity>")] + b"</SorTree>"
    assert refusal(empty) == (
        "sor.xml: the SorTree holds no institution owner. Nothing is loaded from an empty register."
    )


def test_what_is_no_part_of_the_tree_is_remarked() -> None:
    remarks = Remarks()
    data = GOOD.replace(b"<HealthInstitutionEntity>", b"<Ferry/><HealthInstitutionEntity>")
    assert len(list(open_rows(io.BytesIO(data), "sor.xml", remarks).rows)) == 4
    assert remarks.sentences() == ["unknown element Ferry (urn:oio:nsi:2.0.0); left out, first on line 49"]


def test_a_unit_whose_entity_has_another_name_has_no_unit_above_and_is_above_none() -> None:
    start = GOOD.index(b"<OrganizationalUnitEntity>")
    end = GOOD.rindex(b"</OrganizationalUnitEntity>") + len(b"</OrganizationalUnitEntity>")
    inner = GOOD[start:end]
    named = inner.replace(b"<OrganizationalUnitEntity>", b"<UnitEntity>", 1)
    named = named[: -len(b"</OrganizationalUnitEntity>")] + b"</UnitEntity>"
    remarks = Remarks()
    found = open_rows(io.BytesIO(GOOD.replace(inner, named)), "sor.xml", remarks).rows
    assert [(row.level, row.parent, row.raw["code"], len(row.flaws)) for row in found] == [
        ("IO", None, OWNER, 0), ("HI", OWNER, INSTITUTION, 0), ("OU", None, UNIT, 1), ("OU", None, LAST, 0),
    ]  # fmt: skip
    assert remarks.sentences()[0].startswith(
        "unknown element UnitEntity (urn:oio:nsi:2.0.0) (was OrganizationalUnitEntity meant?)"
    )


def test_an_entity_without_its_unit_is_a_row_of_which_nothing_is_known() -> None:
    data = GOOD.replace(b"<HealthInstitution>", b"<Institution>").replace(b"</HealthInstitution>", b"</Institution>")
    assert [(row.level, row.parent, row.raw.get("code")) for row in rows(data)] == [
        ("IO", None, OWNER), ("OU", "", UNIT), ("OU", UNIT, LAST), ("HI", OWNER, None),
    ]  # fmt: skip


def test_an_institution_below_an_institution_is_read_as_it_stands() -> None:
    data = GOOD.replace(b"OrganizationalUnit", b"HealthInstitution")
    assert [(row.level, row.parent) for row in rows(data)] == [
        ("IO", None), ("HI", OWNER), ("HI", INSTITUTION), ("HI", UNIT),
    ]  # fmt: skip


def test_a_file_is_not_read_ahead_of_the_units_asked_for() -> None:
    entity = GOOD[GOOD.index(b"\t<InstitutionOwnerEntity>") : GOOD.index(b"</SorTree>")]
    stream = io.BytesIO(GOOD.replace(entity, entity * 200))
    opened = open_rows(stream, "sor.xml", Remarks())
    next(opened.rows)
    assert stream.tell() < len(stream.getvalue()) / 2


def test_lines_are_told_beyond_65535() -> None:
    data = GOOD.replace(b"<InstitutionOwnerEntity>", b"\n" * 100_000 + b"<InstitutionOwnerEntity>")
    first = rows(data)[0].line
    assert first == 100_007, "from there on the parser knows the line of the first text in an element"
