"""``sor.csv`` as it is published: typed by hand after the facts, boundary days, and what it leaves out."""

import csv
import io

import pytest
from msgspec.structs import replace

from sor.core.day import OPEN
from sor.formats.published.omitted import Omitted
from sor.formats.tables.sor_csv import read
from sor.formats.tables.sor_csv_export import CSV, write_csv
from tests.formats.no_lookups import NoLookups
from tests.formats.selections import CLINIC, DAY, DOCTOR, GLN, OWNER, Given, practice

HEADER = (
    "Enhedsnavn;Enhedstype;SOR-type;Gaeldende_fra_dato;Ophoert_dato;Sidst_aendret_dato;SghAfd-kode;SOR-kode;"
    "Parent-SOR-kode;Institutionsejer;Sundhedsinstitution;Ydernummer;Lokalkode;Telefon;Fax;E-mail;Hjemmeside;"
    "Lokationsnummer;Region;EDB-system;Systemleverandoer;Netoperatoer;Nedarvningsstatus;Lokationsnummerstatus;"
    "P_Postnummer;P_By;Postadresse;P_KK;P_Region;P_VK;P_X;P_Y;"
    "B_Postnummer;B_By;Besoegsadresse;B_KK;B_Region;B_VK;B_X;B_Y;"
    "A_Postnummer;A_By;Aktivitetsadresse;A_KK;A_Region;A_VK;A_X;A_Y;"
    "Apoteksnummer;Geografisk_lokalisation;Hovedspeciale;Speciale2;Speciale3;Speciale4;Speciale5;Speciale6;Speciale7;"
    "Speciale8;CVR;P-nummer\r\n"
)
PLACE = "9700;Brønderslev;Østergade 70, 1. tv;0810;Region Nordjylland;2277;557481,68;6347032,45;"
ROWS = (
    "Asta Klitgaard ApS;privat;IE;2018-07-25;;2018-07-24;;90000011000016004;;Asta Klitgaard ApS;;;;98765432;;;;"
    "5790002401473;Region Nordjylland;;;KMD;egen;aktiv;" + PLACE * 3 + ";;;;;;;;;;13585628;\r\n"
    "Klitgårdens Lægehus;almen lægepraksis;SI;2018-07-25;;2018-07-24;1301;90000021000016008;90000011000016004;"
    "Asta Klitgaard ApS;Klitgårdens Lægehus;;;98765432;;;;5790002401473;Region Nordjylland;;;KMD;nedarvet;aktiv;"
    + PLACE * 3
    + ";;;;;;;;;;13585628;\r\n"
    "Dr. Asta Klitgaard;almen lægepraksis;OE;2018-07-25;;2018-07-24;;90000031000016005;90000021000016008;"
    "Asta Klitgaard ApS;Klitgårdens Lægehus;019062;;98765432;;;;;;;;;;;" + PLACE + "9700;;Havnen 2;;;;;;" * 2
    + ";;almen medicin;;;;;;;;13585628;\r\n"
)  # fmt: skip


def written(*args: object, **more: object) -> tuple[bytes, list[Omitted]]:
    out = io.BytesIO()
    return out, write_csv(Given(*args, **more), out)


def test_the_file_is_the_one_typed_by_hand() -> None:
    out, omitted = written(practice())
    assert out.getvalue().decode("iso-8859-1") == HEADER + "".join(ROWS)
    assert omitted == []


@pytest.mark.parametrize(("closes", "cell"), [(OPEN, ""), (20261102, "2026-11-01"), (20270101, "2026-12-31")])
def test_ophoert_dato_is_the_last_valid_day_and_reads_back_as_the_same_end(closes: int, cell: str) -> None:
    rows = [replace(row, closes=closes) for row in practice()]
    out, _ = written(rows)
    out.seek(0)
    (first, *_) = csv.DictReader(io.StringIO(out.getvalue().decode("iso-8859-1")), delimiter=";", strict=True)
    assert first["Ophoert_dato"] == cell
    claims = [c for c in read(out, "sor.csv", lookups=NoLookups(), snapshot=DAY).claims if c.kind == "unit"]
    assert [claim.pieces[0].to_day for claim in claims] == [closes] * 3


def test_a_type_without_a_name_stands_by_its_code() -> None:
    rows = practice(type="99999999", specialities=[{"code": "77", "main": True}])
    out, _ = written(rows)
    assert out.getvalue().decode("iso-8859-1").splitlines()[3].startswith("Dr. Asta Klitgaard;99999999;OE;")
    assert ";77;;;;;;;;13585628;" in out.getvalue().decode("iso-8859-1").splitlines()[3]


def test_an_inactive_number_is_said_to_be_so() -> None:
    rows = [replace(row, number={"active": False}) for row in practice()]
    out, _ = written(rows)
    assert f";{GLN};;;;;egen;ikke-aktiv;" in out.getvalue().decode("iso-8859-1").splitlines()[1]


def test_trees_of_two_levels_and_units_without_an_owner_stay_out_by_name() -> None:
    owner, clinic, doctor = practice()
    out, omitted = written([owner, clinic])
    assert out.getvalue().decode() == HEADER
    reason = "its tree has fewer than the three levels IO, HI and OU (H3)"
    assert omitted == [Omitted(OWNER, "", reason), Omitted(CLINIC, "", reason)]
    _, omitted = written([replace(doctor, owner=None)])
    assert omitted == [Omitted(DOCTOR, "", "it stands below no institution owner")]


def test_a_letter_that_the_encoding_has_not_is_named_with_its_code() -> None:
    out, omitted = written(practice(name="Dr. Žofie – Asta"))
    assert "Dr. Zofie - Asta;" in out.getvalue().decode("iso-8859-1")
    assert [(told.code, told.field) for told in omitted] == [(DOCTOR, "name")] * 2


def test_the_page_explains_every_column() -> None:
    assert [shown.name for shown in CSV.columns()] == HEADER.strip().split(";")
    assert all(shown.da and shown.en for shown in CSV.columns())
