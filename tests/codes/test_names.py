"""Names as files write them lead to codes."""

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, CodePeriod, normalise_name, periods_of
from sor.core.day import OPEN, START

NAMES = CodeNames(periods_of(bundled_claims()))

# The names that sor.csv used in January 2025, with the codes that were found for them.
SEEN_IN_SOR_CSV = """
PRIVAT 550891000005100
ALMEN_LÆGEPRAKSIS 394761003
HANDICAP_OG_PSYKIATRIENHED 554881000005108
PÆDAGOGISK_PSYKOLOGISK_RÅDGIVNING 556841000005105
PÆDAGOGISK_PSYKOLOGISK_RÅDGIVNING_PPR 556841000005105
FYSIOTERAPI_OG_ERGOTERAPIKLINIK 550861000005106
COVID_19_TESTENHED 557881000005104
FRIVILLIGT_ARBEJDE 276037005
MYNDIGHED 272511002
ANDEN_EDI 554241000005103
SUPPLERENDE_OPLYSNINGER 255203001
"""


@pytest.mark.parametrize("line", SEEN_IN_SOR_CSV.split("\n")[1:-1])
def test_every_type_name_of_the_published_file_is_known(line: str) -> None:
    name, code = line.split()
    assert NAMES.type_of(name, None) == code


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("hospital", "HI", "22232009"),
        ("Kommune", "IO", "547211000005108"),
        ("Regional", "IO", "550881000005103"),
        ("handicap- og psykiatrienhed", "HI", "554881000005108"),
        ("lægepraksis", "HI", "394761003"),
        ("hjemmepleje", "OU", "554821000005109"),
        ("plejehjem", "IO", "42665001"),
        ("hospital", None, "22232009"),
        ("rumstation", "HI", None),
        ("", "HI", None),
    ],
)
def test_a_type_is_found_by_its_current_or_an_earlier_name(name: str, level: str | None, code: str | None) -> None:
    assert NAMES.type_of(name, level) == code


def test_a_name_never_leads_to_a_code_that_was_replaced() -> None:
    assert NAMES.type_of("ergoterapiklinik", "OU") == "546821000005103"


def test_of_two_types_with_one_name_the_one_of_the_level_is_meant() -> None:
    names = CodeNames(
        CodePeriod("entity_type", code, START, OPEN, {"name_da": "klinik", "levels": [level]})
        for code, level in [("1", "HI"), ("2", "OU")]
    )
    assert names.type_of("klinik", "HI") == "1"
    assert names.type_of("klinik", "OU") == "2"
    assert names.type_of("klinik", "IO") == "1"


def test_a_current_name_comes_before_another_codes_earlier_name() -> None:
    names = CodeNames(
        [
            CodePeriod("entity_type", "1", START, OPEN, {"name_da": "psykiatrienhed", "other_names": ["psykiatri"]}),
            CodePeriod("entity_type", "2", START, OPEN, {"name_da": "psykiatri"}),
        ]
    )
    assert names.type_of("psykiatri", None) == "2"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Ortopædisk Kirurgi", "394801008"), ("plastik kirurgi", "394611003"), ("astrologi", None)],
)
def test_a_speciality_is_found_by_its_name(name: str, code: str | None) -> None:
    assert NAMES.speciality_of_name(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Region Nordjylland", "1081"),
        ("nordjylland", "1081"),
        ("Region Hovedstaden", "1084"),
        ("Region Østdanmark", "oestdanmark"),
        ("Region Bornholm", None),
    ],
)
def test_a_region_is_found_by_its_name(name: str, code: str | None) -> None:
    assert NAMES.region_of_name(name) == code


@pytest.mark.parametrize(
    ("municipality", "day", "region"),
    [
        ("0101", 20261231, "1084"),
        ("0101", 20270101, "oestdanmark"),
        ("0400", 20261231, "1084"),
        ("0265", 20270101, "oestdanmark"),
        ("0810", 20270101, "1081"),
        ("0411", 20261231, None),
        ("0956", 20261231, None),
        ("9999", 20261231, None),
    ],
)
def test_the_region_of_a_municipality_is_that_of_the_day(municipality: str, day: int, region: str | None) -> None:
    assert NAMES.region_of_municipality(municipality, day) == region


def test_the_types_of_a_day_come_with_their_levels() -> None:
    names = CodeNames(
        [
            CodePeriod("entity_type", "1", START, 20270101, {"levels": ["OU"]}),
            CodePeriod("entity_type", "1", 20270101, OPEN, {"levels": ["HI", "OU"]}),
            CodePeriod("entity_type", "2", 20270101, OPEN, {}),
        ]
    )
    assert names.type_levels(20261231) == {"1": frozenset({"OU"})}
    assert names.type_levels(20270101) == {"1": frozenset({"HI", "OU"}), "2": frozenset()}


def test_names_are_compared_without_case_and_punctuation() -> None:
    assert normalise_name("Handicap- og  Psykiatrienhed.") == "handicap og psykiatrienhed"
