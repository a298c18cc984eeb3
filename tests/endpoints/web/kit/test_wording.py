"""The rules' sentences as pages say them."""

import pytest

from sor.endpoints.web.kit.wording import in_words
from sor.register import Register
from tests.endpoints.web.small_register import HOSPITAL, WARD


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"Enheden {WARD} lukkes.", f"Enheden Hjertesygdomme, Sengeafsnit Nord ({WARD}) lukkes."),
        ("Typen er 394761003.", "Typen er Almen lægepraksis (394761003)."),
        ("Det er 5790000000000 og 990062.", "Det er 5790000000000 og 990062."),
        ("SHAK-kode 9202093 lukkes fra 2027-02-01.", "SHAK-kode 9202093 lukkes fra 1. februar 2027."),
        ("Navnet er »2027-02-01«.", "Navnet er »2027-02-01«."),
        ("Den 2027-02-30 findes ikke.", "Den 2027-02-30 findes ikke."),
        ("Filen sor-2027-02-01.csv.", "Filen sor-2027-02-01.csv."),
        ("Kl. 2027-02-01T10:00:00Z.", "Kl. 2027-02-01T10:00:00Z."),
    ],
)
def test_units_types_and_days_are_named(register: Register, said: str, told: str) -> None:
    assert in_words([said], register.at(), "da") == [told]


def test_what_there_is_not_keeps_its_code(register: Register) -> None:
    assert in_words(["Unit 123456789012345 of 2027-02-01.", ""], register.at(), "en") == [
        "Unit 123456789012345 of 1 February 2027.", "",
    ]  # fmt: skip
    assert HOSPITAL in in_words([HOSPITAL], register.at(), "en")[0]
