"""MedCom's list of location numbers in use."""

import io

from sor.core.day import OPEN
from sor.formats.tables.gln_list import read, recognises_header

HEADER = "gln;sor_id;label;start;status"


def test_each_number_has_a_start_and_is_active_or_not() -> None:
    rows = [HEADER, "5790001384944;11000016002;Klinik;2023-11-10;active", "5790000120048;;Klinik;2017-10-18;suspended"]
    delivery = read(io.BytesIO("\n".join(rows).encode()), "gln.csv")
    first, second = delivery.claims
    assert (first.kind, first.key, first.life) == ("location_number", "5790001384944", [(20231110, OPEN)])
    assert (first.pieces[0].values, second.pieces[0].values) == ({"active": True}, {"active": False})
    assert (delivery.silence, delivery.kinds) == ("nothing", {"location_number"})


def test_bad_rows_are_rejected_with_line_and_reason() -> None:
    rows = [
        HEADER, "9999999999999;;Dummy;2026-02-03;active", "5790001384944;;A;;active", "5790000120048;;A;2020-01-01;",
        "5790000120048;;B;2021-01-01;",
    ]  # fmt: skip
    delivery = read(io.BytesIO("\n".join(rows).encode()), "gln.csv")
    assert [claim.key for claim in delivery.claims] == ["5790000120048"]
    assert [(rejected.line, rejected.reason) for rejected in delivery.rejected] == [
        (2, "'9999999999999' is not a location number: its check digit is wrong"),
        (3, "5790001384944 has no start, or one that is not a date"),
        (5, "5790000120048 stands on line 4 already"),
    ]


def test_it_is_known_by_its_columns() -> None:
    assert recognises_header(frozenset({"gln", "sorid", "label", "start", "status"}))
    assert not recognises_header(frozenset({"sorid", "sortype", "name", "gln"}))
