"""Names of codes."""

from sor.endpoints.web.kit.names import Names
from sor.register import Register


def names(register: Register, language: str = "da", day: int = 20261121) -> Names:
    return Names(register.at().codes, day, language)


def test_a_code_is_named_in_the_visitors_language_with_a_capital(register: Register) -> None:
    assert names(register).of("entity_type", "394761003") == "Almen lægepraksis"
    assert names(register, "en").of("region", "1081") == "North Denmark Region"


def test_a_code_without_a_name_is_shown_as_itself(register: Register) -> None:
    assert names(register).of("entity_type", "ukendt type") == "ukendt type"
    assert names(register).of("entity_type", None) == ""
    assert names(register).of_number("system_type", "224") == "224 (ukendt kode)"
    assert names(register, "en").of("entity_type", "123456789") == "123456789 (unknown code)"
    assert names(register).of_number("network", "41000035001") == "KMD (41000035001)"


def test_a_code_that_a_list_has_without_a_name_is_said_to_have_none_that_is_public(register: Register) -> None:
    for part, code in (("system_type", "225"), ("system_supplier", "162")):
        assert names(register).of_number(part, code) == f"{code} (kodens navn er ikke offentligt)"
    assert names(register, "en").of("system_supplier_v2", "162") == "162 (the code's name is not public)"


def test_a_region_of_next_year_has_its_name_already(register: Register) -> None:
    assert names(register).of("region", "oestdanmark") == "Region Østdanmark"
    assert "oestdanmark" not in dict(names(register).choices("region"))
    assert "oestdanmark" in dict(names(register, day=20270101).choices("region"))


def test_codes_of_one_name_are_told_apart(register: Register) -> None:
    chosen = names(register).chosen_from("entity_type", ["394761003", "309904001", "394761003"])
    assert chosen == [("394761003", "Almen lægepraksis"), ("309904001", "Intensivafdeling")] or len(chosen) == 2
    twice = [name for _, name in names(register).choices("entity_type") if name.startswith("Ergoterapiklinik")]
    assert len(twice) == 2
    assert all("(" in name for name in twice)


def test_choices_stand_in_danish_order(register: Register) -> None:
    towns = [name for _, name in names(register).choices("municipality")]
    assert towns.index("Aarhus") > towns.index("Ærø")
    assert towns.index("Ærø") > towns.index("Viborg")
