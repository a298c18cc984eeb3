"""SHAKCOMPLETE: a history of codes, read from the fixed form or its CSV, and written again byte for byte."""

import io
from typing import Any

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN
from sor.formats.delivery import BadFile, Delivery
from sor.formats.shak.complete import Record, read, read_csv, recognises, recognises_header, records_of, write


def line(
    record: str, code: str, start: str, changed: str, end: str, name: str, groups: str = "", values: str = ""
) -> str:
    return f"{record}{code:20}{start}{changed}{end}{name:120}{groups:15}{values:32}"


HOSPITAL = line("sgh", "9101", "19760401", "20250527", "20260630", "Åsygehuset", "1011        SKS", "     3")
WARD = [
    line("afd", "9101010", "19790101", "19790101", "19821231", "ANÆSTESI", "084"),
    line("afd", "9101010", "19830101", "19950101", "19941231", "ANÆSTESI", "084012      SKS", "     3"),
    line("afd", "9101010", "20000101", "20040601", "25000101", "Anæstesi, afsnit A", "084   012"),
]


def fixed(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode("iso-8859-1")


def deliver(data: bytes) -> tuple[Delivery, list[Claim]]:
    delivery = read(io.BytesIO(data), "SHAKCOMPLETE.TXT")
    return delivery, list(delivery.claims)


def values(claim: Claim, piece: int = 0) -> dict[str, Any]:
    return claim.pieces[piece].values


def test_a_hospital_has_kind_and_ownership() -> None:
    _, [claim] = deliver(fixed(HOSPITAL))
    assert (claim.kind, claim.key, claim.life, claim.snapshot) == ("shak", "9101", [(19760401, 20260701)], None)
    assert values(claim) == {
        "status": {"from": "1976-04-01", "updated": "2025-05-27"},
        "name": "Åsygehuset",
        "record": "sgh",
        "institution_kind": "101",
        "ownership": "1",
        "groups": {"EGrp": "SKS"},
        "values": {"DVal": "3"},
    }


def test_a_ward_has_specialities_and_a_life_with_a_gap() -> None:
    _, [claim] = deliver(fixed(*WARD))
    assert claim.life == [(19790101, 19950101), (20000101, OPEN)]
    assert [(piece.from_day, piece.to_day) for piece in claim.pieces] == [
        (19790101, 19830101),
        (19830101, 19950101),
        (20000101, OPEN),
    ]
    assert values(claim, 1)["specialities"] == ["084", "012"]


def test_a_gap_between_groups_is_kept_as_it_is() -> None:
    _, [claim] = deliver(fixed(WARD[2]))
    assert "specialities" not in values(claim)
    assert values(claim)["groups"] == {"AGrp": "084", "CGrp": "012"}


def test_what_was_read_is_written_byte_for_byte() -> None:
    far = line("afd", "910101", "20100101", "20100101", "29991231", "  Afdeling", "", "1 ab cd2x")
    data = fixed(HOSPITAL, *WARD, far)
    _, claims = deliver(data)
    out = io.BytesIO()
    write(records_of(claims), out)
    assert out.getvalue() == data


def test_the_csv_form_says_the_same() -> None:
    header = (
        "RecArt;SHAK_code;DatoStart;DatoChange;DatoEnd;Codetext;Agrp;Bgrp;Cgrp;SKS;Egrp;Aval;Bval;Cval;Dval;"
        "Inclusion;ExtraReg"
    )
    rows = [
        header,
        "sgh;9101;19760401;20250527;20260630;Åsygehuset;101.0;1.0;;;SKS;;;;3.0;;",
        "afd;9101010;19790101;19790101;19821231;ANÆSTESI;84.0;;;;;;;;;;",
        "afd;9101010;19830101;19950101;19941231;ANÆSTESI;84.0;12.0;;;SKS;;;;3.0;;",
        "afd;9101010;20000101;20040601;25000101;Anæstesi, afsnit A;84.0;;12.0;;;;;;;;",
    ]
    delivery = read_csv(io.BytesIO("\n".join(rows).encode()), "shak.csv")
    out = io.BytesIO()
    write(records_of(delivery.claims), out)
    assert out.getvalue() == fixed(HOSPITAL, *WARD)


@pytest.mark.parametrize(("kind", "code"), [("afd", "9101"), ("sgh", "9101010")])
def test_a_kind_that_the_code_is_not_of_rejects_the_row(kind: str, code: str) -> None:
    header = "RecArt;SHAK_code;DatoStart;DatoChange;DatoEnd;Codetext"
    delivery = read_csv(io.BytesIO(f"{header}\n{kind};{code};19760401;20250527;20260630;Navn\n".encode()), "shak.csv")
    assert list(delivery.claims) == []
    assert f"the record's kind is '{kind}', and {code} is a code of" in delivery.rejected[0].reason


@pytest.mark.parametrize(("place", "cell", "room"), [(6, "20161225", 3), (11, "SKS", 1), (15, "x" * 26, 25)])
def test_a_code_longer_than_the_record_has_room_for_is_of_another_column(place: int, cell: str, room: int) -> None:
    header = (
        "RecArt;SHAK_code;DatoStart;DatoChange;DatoEnd;Codetext;Agrp;Bgrp;Cgrp;SKS;Egrp;Aval;Bval;Cval;Dval;"
        "Inclusion;ExtraReg"
    )
    row = ["sgh", "9101", "19760401", "20250527", "20260630", "Sygehuset", "101", "1", *[""] * 9]
    row[place] = cell
    delivery = read_csv(io.BytesIO(f"{header}\n{';'.join(row)}\n".encode()), "shak.csv")
    assert list(delivery.claims) == []
    assert (
        delivery.rejected[0].reason
        == f"{header.split(';')[place]} is '{cell}', which is longer than its field ({room})"
    )


def test_the_csv_form_may_leave_out_cells_at_the_end_but_not_in_the_middle() -> None:
    header = "RecArt;SHAK_code;DatoStart;DatoChange;DatoEnd;Codetext;Agrp"
    whole, lost = "afd;9101010;19790101;19790101;25000101;ANÆSTESI", "afd;9101;11;19790101;25000101;ANÆSTESI"
    delivery = read_csv(io.BytesIO(f"{header}\n{whole}\n{lost}\n".encode()), "shak.csv")
    assert [claim.key for claim in delivery.claims] == ["9101010"]
    assert [(row.line, row.key) for row in delivery.rejected] == [(3, None)]
    assert [(finding.rule, finding.facts) for finding in delivery.findings] == [("X5", {"count": 1})]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (
            line("afd", "91010", "20100101", "20100101", "25000101", "X"),
            "'91010' is not a SHAK code: a SHAK code has 4, 6 or 7 characters, the first four of them digits",
        ),
        (
            line("xyz", "9101", "20100101", "20100101", "25000101", "X"),
            "the record's kind is 'xyz', neither sgh nor afd",
        ),
        (
            line("afd", "910101", "20100230", "20100101", "25000101", "X"),
            "'20100230' is not a date: there is no such day or time",
        ),
        (
            line("afd", "910101", "20100101", "20100101", "20091231", "X"),
            "DatoTil 20091231 lies before DatoFra 20100101",
        ),
        (line("sgh", "9101", "20200101", "20200101", "25000101", "X"), "9101 overlaps the record on line 1"),
        ("afd910101", "the record has 9 characters, not 214"),
    ],
)
def test_a_bad_record_is_rejected_with_line_and_reason_and_the_others_are_read(wrong: str, reason: str) -> None:
    delivery, claims = deliver(fixed(HOSPITAL, wrong, WARD[0]))
    assert [(rejected.line, rejected.reason) for rejected in delivery.rejected] == [(2, reason)]
    assert [claim.key for claim in claims] == ["9101", "9101010"]


def test_a_code_that_cannot_be_read_makes_the_file_uncertain() -> None:
    delivery, _ = deliver(fixed(line("afd", "91010", "20100101", "20100101", "25000101", "X")))
    assert delivery.uncertain
    delivery, _ = deliver(fixed(line("afd", "910101", "20100101", "20100101", "20091231", "X")))
    assert not delivery.uncertain


def test_the_same_record_twice_counts_once() -> None:
    delivery, [claim] = deliver(fixed(HOSPITAL, HOSPITAL))
    assert (len(claim.pieces), delivery.rejected) == (1, [])


def test_a_file_that_breaks_off_is_refused() -> None:
    with pytest.raises(BadFile) as refused:
        deliver(fixed(HOSPITAL, WARD[0])[:300])
    assert str(refused.value) == (
        "SHAKCOMPLETE.TXT, line 2: the file breaks off in the middle of its last record (85 of 214 characters)."
        " Fetch it again."
    )


def test_a_text_too_long_for_its_field_is_cut_and_told() -> None:
    record = Record("9101", 19760401, OPEN, {"name": "x" * 121, "record": "sgh"})
    out = io.BytesIO()
    [cut] = write([record], out)
    assert out.getvalue()[47:167] == b"x" * 120
    assert cut.reason.endswith("is cut: the field has 120 characters")


def test_both_forms_are_recognised() -> None:
    assert recognises(fixed(HOSPITAL))
    assert recognises(fixed(HOSPITAL).replace(b"19", b"xx") + fixed(HOSPITAL))  # the first row is spoilt
    assert not recognises(b"sghxyz")
    assert recognises_header(frozenset({"recart", "shakcode", "datostart", "datoend", "codetext"}))
    assert not recognises_header(frozenset({"recart", "shakcode"}))
