"""Units of FK-ORG in a file, in each form that is taken, and what is told of others."""

from pathlib import Path

import pytest

from sor.oss import org_unit
from sor.oss.file_source import FileSource, read_links, read_units
from sor.oss.source import SourceFault

ONE, TWO = "3f1c5a0e-9c3b-4a5e-8f6d-1d2a3b4c5d6e", "7d2e6b1f-0d4c-4b6f-9a7e-2e3b4c5d6e7f"
ANSWER = f"""{{"data": {{"organisationEnhedListe": {{"pageInfo": {{"hasNextPage": false}}, "edges": [
 {{"node": {{"uuid": "{ONE.upper()}", "enhedsnavn": "Horsens\\tKommune", "overordnetEnhed": null, "adresser": [],
   "tilstand": {{"status": "AKTIV", "fraTidspunkt": "2020-01-01T00:00:00+01:00", "tilTidspunkt": null}}}}}},
 {{"node": {{"uuid": "urn:uuid:{TWO}", "enhedNavn": "Sundhedsplejen", "overordnetEnhed": {{"uuid": "{ONE}"}},
   "tilstand": {{"status": "INAKTIV", "fraTidspunkt": "2026-03-01T00:00:00Z"}},
   "adresser": [
     {{"uuid": "x", "adresseTekst": "87654321", "klassifikation": {{"rolle": "{org_unit.PHONE}", "indeks": "2"}}}},
     {{"uuid": "x", "adresseTekst": "12345678", "klassifikation": {{"rolle": "{org_unit.PHONE}", "indeks": "1"}}}}],
   "opgaver": [{{"uuid": "y", "kleEmneNummer": "29.70.10", "kleEmneTitel": "Telesundhed"}}]}}}}]}}}}}}"""
TABLE = f"""uuid;navn;overordnet;post;besøg;telefon;email;web;pnummer;sor;kle;status
{ONE};Horsens Kommune;;;;;;;;;;
{TWO};Sundhedsplejen;{ONE};;Rådhustorvet 4, 8700 Horsens;87654321;;;;;29.70.10, 29.15;inaktiv
"""


def test_an_answer_of_the_graphql_interface_is_read() -> None:
    first, second = read_units(ANSWER.encode(), "org.json")
    assert (first.uuid, first.name, first.parent, first.active, first.since) == (
        ONE, "Horsens Kommune", None, True, 20200101,
    )  # fmt: skip
    assert (second.uuid, second.parent, second.active) == (TWO, ONE, False)
    assert second.texts(org_unit.PHONE) == ["12345678", "87654321"]
    assert second.tasks[0].number == "29.70.10"


def test_a_table_is_read() -> None:
    first, second = read_units(b"\xef\xbb\xbf" + TABLE.encode(), "org.csv")
    assert (first.name, first.active) == ("Horsens Kommune", True)
    assert (second.parent, second.text(org_unit.CONTACT), second.active) == (ONE, "Rådhustorvet 4, 8700 Horsens", False)
    assert [task.number for task in second.tasks] == ["29.70.10", "29.15"]


def test_links_as_fut_takes_them_are_read() -> None:
    assert read_links(f"ORG;{ONE};\nORG-UNIT;{TWO.upper()};914571000016002\n".encode()) == {
        ONE: "", TWO: "914571000016002",
    }  # fmt: skip
    assert read_links(TABLE.encode()) == {}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "org er tom."),
        (b"{", "org kan ikke læses som enheder fra FK-ORG: "),
        (b'{"data": {}}', "org indeholder ingen enheder."),
        (b'[{"uuid": 5}]', "org kan ikke læses som enheder fra FK-ORG: "),
        (b"navn;adresse\nA;B\n", "org har ingen kolonne uuid; den har navn, adresse."),
        (b"uuid;navn\n\xe6;\xf8\n", "org er ingen tabel i UTF-8 med semikolon: "),
        (f"ORG-UNIT;{ONE};914571000016002".encode(), "org indeholder koblinger og ingen enheder"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_reason(body: bytes, told: str) -> None:
    with pytest.raises(SourceFault) as refused:
        read_units(body, "org")
    assert refused.value.danish.startswith(told)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFault, match=r"no\.json cannot be read: No such file"):
        FileSource(tmp_path / "no.json").units("29189889", lambda _: None)
