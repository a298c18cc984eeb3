"""What readers of files report is said in words."""

from sor.core.utm import Point, Position
from sor.formats import findings
from sor.rules.files import REGION_DIFFERS
from sor.rules.sentences import sentence


def test_X1_a_name_on_no_list() -> None:
    found = findings.unknown_name("unit", "1", "specialities", "astrologi", 20260701)
    assert sentence(found, "da") == "Navnet »astrologi« på 1 står ikke på kodelisten."
    assert sentence(found, "en") == 'The name "astrologi" of 1 is on no code list.'


def test_X2_a_cell_that_cannot_be_read() -> None:
    found = findings.unreadable("unit", "1", "postal_address", "P_X", "øst")
    assert sentence(found, "da") == "Værdien »øst« i kolonnen P_X for 1 kan ikke læses."


def test_X3_two_units_disagree_about_a_number() -> None:
    found = findings.number_differs("5790002401473", "1", "2", {"network": "41000035001", "region": "1081"})
    assert sentence(found, "da") == (
        "Oplysningerne om lokationsnummeret 5790002401473 er forskellige på 1 og 2; dem fra 1 er brugt. "
        "Fra 2: network 41000035001, region 1081."
    )


def test_X4_a_region_that_is_not_that_of_the_municipality() -> None:
    found = REGION_DIFFERS.finding("unit", "1", {"value": "1084", "expected": "1081"})
    assert sentence(found, "da") == "Adressen på 1 har regionen 1084, men kommunen ligger i regionen 1081."


def test_X5_cells_left_out_at_the_end_of_rows() -> None:
    found = findings.cells_left_out("sor.csv", 36)
    assert sentence(found, "da") == "I 36 rækker i sor.csv mangler felterne i slutningen; de er læst som tomme."
    assert sentence(found, "en") == "36 rows of sor.csv lack cells at their end; these were read as empty."


def test_X6_degrees_that_became_metres() -> None:
    found = findings.in_degrees("unit", "1", "postal_address", Position(55.676, 12.568), Point(724333.648, 6175791.93))
    assert sentence(found, "da") == (
        "Koordinaterne i postadressen på 1 er grader (55.676° N, 12.568° E); de er omregnet til øst 724333.648, "
        "nord 6175791.93."
    )
    assert sentence(found, "en").startswith("The coordinates in the postal address of 1 are degrees (55.676° N,")


def test_X7_coordinates_that_are_no_place_in_denmark() -> None:
    zero = {"east": 0.0, "north": "nul"}
    assert sentence(findings.no_place("unit", "1", "visiting_address", zero), "da") == (
        "Koordinaterne i besøgsadressen på 1 (øst 0.0, nord nul) er ikke et sted i Danmark."
    )
    assert sentence(findings.no_place("unit", "1", "visiting_address", {"east": 1.5}), "en") == (
        "The coordinates in the visiting address of 1 (east 1.5, north –) are no place in Denmark."
    )
    assert sentence(findings.find_swapped("unit", "1", "visiting_address", zero), "da").endswith("er byttet om.")
    assert sentence(findings.half_a_place("unit", "1", "visiting_address", 55.7), "da") == (
        "I besøgsadressen på 1 er kun den ene koordinat oplyst, i grader (55.7); den er udeladt."
    )


def test_X8_letters_of_a_wrong_encoding() -> None:
    found = findings.find_garbled("shak", "1301", "name", "SÃ¸borg", "Søborg")
    assert sentence(found, "da") == (
        "Teksten »SÃ¸borg« i navnet på 1301 er læst i en forkert tegnkodning; meningen er nok »Søborg«."
    )
    assert sentence(findings.find_garbled("unit", "1", "name", "S?borg", None), "en") == (
        'Letters of the text "S?borg" in the name of 1 were lost.'
    )
    assert sentence(findings.letters_foreign("unit", "1", "name", "S\u043erø", "\u043e"), "en") == (
        'The text "S\u043erø" in the name of 1 has Greek or Cyrillic letters in a Latin word: '
        "\u043e CYRILLIC SMALL LETTER O."
    )
    assert sentence(findings.quote_open("unit", "1", "name", '"Sorø'), "da") == (
        'Teksten »"Sorø« i navnet på 1 begynder med et anførselstegn, som intet slutter.'
    )
