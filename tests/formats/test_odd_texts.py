"""Texts and telephone numbers that are most likely not what was meant: which are told, and which are left alone."""

from typing import Any

import pytest

from sor.formats.odd_texts import odd_texts
from sor.formats.tables.cell_damage import damage


def told(values: dict[str, Any], kind: str = "unit") -> list[tuple[str, str, str | None]]:
    joined = "\n".join(str(value) for value in values.values())
    return [(f.rule, f.facts.get("case", ""), f.facts.get("meant")) for f in odd_texts(kind, "1", values, joined)]


@pytest.mark.parametrize(
    ("name", "case", "meant"),
    [
        ("Hjerte<br>Kar", "", "Hjerte Kar"),
        ("<p class='x'>Hjerte</p>", "", "Hjerte"),
        ("<![CDATA[Hjerte]]>", "", "Hjerte"),
        ("Hjerte%20Kar", "", "Hjerte Kar"),
        ("Hjerte %26 Kar", "", "Hjerte & Kar"),
        (r"Hjerte\nKar", "", "Hjerte Kar"),
        (r"Hjerte\r\nKar", "", "Hjerte Kar"),
        (r"S\u00f8borg", "", "Søborg"),
        (r"\"Hjerte\"", "", '"Hjerte"'),
        ("Hjerte\u00a0Kar", "blanks", "Hjerte Kar"),
        ("Hjerte\u2003Kar", "blanks", "Hjerte Kar"),
        ("01-feb", "date", "1-2"),
        ("feb-26", "date", "2-26"),
        ("2026-02-01", "date", "1-2"),
        ("01-02-2026", "date", "1-2"),
        ("Kardiolo…", "cut", None),
        ("Kardiolo...", "cut", None),
        *(
            (name, "nothing", None)
            for name in ("12345678", "test", "Test 2", "x", "XXX", "-", "?", "N/A", "SAND", "ukendt")
        ),
    ],
)
def test_a_name_that_is_no_name(name: str, case: str, meant: str | None) -> None:
    assert told({"name": name}) == told({"name": name}, "shak") == [("X17", case, meant)]


@pytest.mark.parametrize(
    "name",
    [
        "Covid-19 Test og Vaccination", "Testcenter Danmark", "Klinik 1. maj", "Plejehjemmet 5-6", "Afsnit <5 år",
        "100% Fys", "Afd. 1-2", "C:\\temp", "H.C. Andersen m.fl.", "Sandved Plejecenter", "Akut 1813", "Lille-Sep",
    ],
)  # fmt: skip
def test_a_name_that_may_be_one(name: str) -> None:
    assert told({"name": name}) == []
    assert damage("name", name) is None


@pytest.mark.parametrize(
    ("street", "meant"),
    [
        ("Vestervej 03-maj", "Vestervej 3-5"),
        ("Vestervej 03-05-2026", "Vestervej 3-5"),
        ("Vestervej 2026-05-03", "Vestervej 3-5"),
        ("Nr. Farimagsgade 03-maj-26", "Nr. Farimagsgade 3-5"),
    ],
)
def test_a_street_that_ends_with_a_day_is_damage_in_a_table_and_told_elsewhere(street: str, meant: str) -> None:
    assert told({"postal_address": {"street": street}}) == [("X17", "date", meant)]
    harm = damage("postal_address.street", street)
    assert harm is not None
    assert harm.proposal == meant


def test_the_number_of_a_day_for_a_house_number_is_told() -> None:
    assert told({"postal_address": {"street": "Vestervej 46145"}}) == [("X17", "date", "Vestervej 3-5")]
    assert told({"postal_address": {"street": "Postboks 46145"}}) == []


@pytest.mark.parametrize(
    "street", ["1. Maj Allé 3", "Den 4. Maj Vej", "Vestervej 3-5", "Vestervej 3A-3C, 2. tv", "Majvej"]
)
def test_a_street_that_may_be_one(street: str) -> None:
    assert told({"postal_address": {"street": street}}) == []
    assert damage("postal_address.street", street) is None


@pytest.mark.parametrize(
    "part", ["name", "postal_address.district", "virtual_address.phone", "postal_address.postcode"]
)
def test_a_word_for_yes_is_damage_where_none_belongs(part: str) -> None:
    assert damage(part, "SAND") == damage(part, "FALSK") == damage(part, "TRUE") == damage(part, "false") != None  # noqa: E711
    assert damage("reporting_level", "SAND") is damage("local_attribute_1", "SAND") is damage("name", "Sand") is None


@pytest.mark.parametrize(
    ("phone", "case"),
    [
        ("00000000", "nobody"),
        ("99 99 99 99", "nobody"),
        ("+4511111111", "nobody"),
        ("12345678", "nobody"),
        ("861234005", "length"),
        ("4586123400", "length"),
        ("+458612340", "length"),
        ("86.123.400", "thousands"),
        *((phone, "") for phone in (
            "86123400", "86 12 34 00", "86.12.34.00", "+45 86123400", "(+45) 86123400", "004586123400", "70 70 70 10",
            "+46 8 123 456 78", "0046812345678", "86123400/86123401", "299123", "112", "SAND", "86123400 lok. 5",
        )),
    ],
)  # fmt: skip
def test_a_telephone_number(phone: str, case: str) -> None:
    for part in ("phone", "fax"):
        assert told({"virtual_address": {part: phone}}) == ([("X18", case, None)] if case else [])


def test_marks_between_thousands_are_damage_in_a_table() -> None:
    harm = damage("virtual_address.phone", "86.123.400")
    assert harm is not None
    assert harm.proposal == "86123400"
    assert damage("virtual_address.phone", "86.12.34.00") is None


def test_a_web_site_keeps_its_signs() -> None:
    assert told({"virtual_address": {"website": "www.sted.dk/a%20b", "email": "a%20b@sted.dk"}}) == []
