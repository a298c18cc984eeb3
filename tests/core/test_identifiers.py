"""Identifiers are text: every function says what is wrong, none refuses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core import identifiers
from sor.core.identifiers import LAST_RUNNING_NUMBER, running_number, sor_code, sor_code_problem, sor_code_repair

running = st.integers(1, LAST_RUNNING_NUMBER)


@given(running)
def test_every_running_number_gives_a_right_code(number: int) -> None:
    assert sor_code_problem(sor_code(number)) is None
    assert running_number(sor_code(number)) == number


@given(running, st.data())
def test_one_wrong_digit_is_always_noticed(number: int, data: st.DataObject) -> None:
    code = sor_code(number)
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    changed = code[:place] + digit + code[place + 1 :]
    assert (sor_code_problem(changed) is None) == (changed == code)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("6984911000016003", None),
        ("6984911000016004", "its check digit is wrong"),
        ("698491 1000016003", "a SOR code has digits only"),
        ("٦984911000016003", "a SOR code has digits only"),
        ("", "a SOR code has digits only"),
        ("123", "a SOR code is a running number of at most eight digits, then 100001600, then one check digit"),
        (
            "06984911000016003",
            "a SOR code is a running number of at most eight digits, then 100001600, then one check digit",
        ),
        (
            "6984911000017003",
            "a SOR code is a running number of at most eight digits, then 100001600, then one check digit",
        ),
    ],
)
def test_what_is_wrong_with_a_sor_code(code: str, problem: str | None) -> None:
    assert sor_code_problem(code) == problem


def test_the_code_a_spreadsheet_destroyed_is_proposed_again() -> None:
    whole = "1012911000016001"
    assert sor_code_problem(whole) is None
    assert sor_code_repair(whole[:-1] + "0") == whole


@given(running)
def test_a_right_code_is_never_repaired(number: int) -> None:
    assert sor_code_repair(sor_code(number)) is None


@pytest.mark.parametrize(
    ("what", "right", "wrong", "problem"),
    [
        ("location_number", "5790002401473", "5790002401474", "its check digit is wrong"),
        ("location_number", "5790002401473", "579000240147", "a location number has 13 digits"),
        ("shak", "1301011", "13010111", "a SHAK code has 4, 6 or 7 characters, the first four of them digits"),
        ("shak", "4202A1", "A202", "a SHAK code has 4, 6 or 7 characters, the first four of them digits"),
        ("provider", "019062", "1234567890", "a ydernummer has six digits (old ones up to nine)"),
        ("provider", "9", "12A", "a ydernummer has six digits (old ones up to nine)"),
        ("cvr", "13585628", "13585629", "a CVR number has eight digits that pass modulo 11"),
        ("production_unit", "1012345678", "123", "a P-number has ten digits"),
    ],
)
def test_what_is_wrong_with_the_other_identifiers(what: str, right: str, wrong: str, problem: str) -> None:
    judge = getattr(identifiers, f"{what}_problem")
    assert judge(right) is None
    assert judge(wrong) == problem


def test_ydernumre_are_compared_without_leading_zeros() -> None:
    assert identifiers.provider_key("019062") == identifiers.provider_key("19062") == "19062"
    assert identifiers.provider_key("000000") == "0"


DIGIT = st.sampled_from("0123456789")
IDENTIFIERS = {
    "cvr": st.text(DIGIT, min_size=8, max_size=8),
    "production_unit": st.text(DIGIT, min_size=10, max_size=10),
    "provider_identifier": st.text(DIGIT, min_size=6, max_size=9),
    "shak": st.from_regex(r"[0-9]{4}([0-9A-ZÆØÅ]{2}[0-9A-ZÆØÅ]?)?", fullmatch=True),
    "location_number": st.text(DIGIT, min_size=13, max_size=13),
}
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
NO_ASCII_DIGIT = "".join(c for c in map(chr, range(0x80, 0x110000)) if c.isdigit())
BLANK = st.text(st.sampled_from(" \u00a0\u2007\u2009\u202f\u3000"), min_size=1, max_size=2)


@given(st.data(), st.sampled_from(sorted(IDENTIFIERS)))
def test_decorations_are_taken_off_and_nothing_else(data: st.DataObject, field: str) -> None:
    plain = data.draw(IDENTIFIERS[field])
    places = data.draw(
        st.dictionaries(st.integers(0, len(plain)), BLANK | st.sampled_from([" . ", " - ", "–", "\u2011"]))
    )
    spelled = plain.translate(str.maketrans("0123456789", data.draw(st.sampled_from(SCRIPTS))))
    written = "".join(places.get(n, "") + letter for n, letter in enumerate(spelled)) + places.get(len(plain), "")
    if field == "cvr":
        written = data.draw(st.sampled_from(["", "DK", "dk ", "\u00a0DK-"])) + written
    assert identifiers.tidy_identifier(field, written) == plain
    assert identifiers.tidy_identifier(field, plain) == plain


@given(st.sampled_from(sorted(IDENTIFIERS)), st.text())
def test_what_is_no_identifier_keeps_all_but_the_blanks_at_its_ends(field: str, written: str) -> None:
    found = identifiers.tidy_identifier(field, written)
    assert identifiers.tidy_identifier(field, found) == found
    kept = written.strip(identifiers.BLANKS)
    same = [str(unicodedata.decimal(c, c)) for c in kept if c.isalnum()]
    assert found == kept or [c for c in found if c.isalnum()] == same[-len(found) :]


@pytest.mark.parametrize(
    ("what", "right"),
    [("location_number", "5790002401473"), ("shak", "1301011"), ("provider", "019062"), ("cvr", "13585628"),
     ("production_unit", "1012345678"), ("sor_code", "11000016002")],
)  # fmt: skip
def test_no_other_spelling_of_a_right_identifier_is_right(what: str, right: str) -> None:
    judge = getattr(identifiers, f"{what}_problem")
    assert judge(right) is None
    for other in NO_ASCII_DIGIT:
        value = str(unicodedata.digit(other))
        if value in right:
            assert judge(right.replace(value, other, 1)) is not None, other
            assert judge(right.replace(value, other)) is not None, other


@pytest.mark.parametrize(
    ("field", "written", "kept"),
    [
        ("cvr", "DK 13.58.56.28", "13585628"),
        ("production_unit", "1.012.345.678", "1012345678"),
        ("location_number", "5790-0024\u00a001473", "5790002401473"),
        ("shak", "1301-01 1", "1301011"),
        ("provider_identifier", "019.062", "019062"),
        ("provider_identifier", "19062.0", "19062.0"),
        ("provider_identifier", "2010-11-01", "2010-11-01"),
        ("cvr", "01-11-2010", "01-11-2010"),
        ("shak", "66500.0", "66500.0"),
        ("location_number", "5,79E+12", "5,79E+12"),
        ("location_number", " DK5790002401473 ", "DK5790002401473"),
        ("cvr", "DK 1358562", "DK 1358562"),
        ("cvr", "０１-１１-２０１０", "０１-１１-２０１０"),
        ("location_number", "⁵790002401473", "⁵790002401473"),
    ],
)
def test_what_a_spreadsheet_damaged_is_no_decorated_identifier(field: str, written: str, kept: str) -> None:
    assert identifiers.tidy_identifier(field, written) == kept


@given(st.text(DIGIT, min_size=12, max_size=12), DIGIT)
def test_the_told_check_digit_of_a_location_number_is_the_one_that_fits(body: str, last: str) -> None:
    digit = identifiers.location_number_digit(body + last)
    assert (digit is None) == (identifiers.location_number_problem(body + last) is None)
    assert identifiers.location_number_problem(body + (digit or last)) is None


@given(st.text(DIGIT, min_size=7, max_size=7), DIGIT)
def test_the_told_digit_of_a_cvr_number_is_the_one_that_fits(body: str, last: str) -> None:
    digit = identifiers.cvr_digit(body + last)
    if digit is not None:
        assert digit != last
        assert identifiers.cvr_problem(body + digit) is None
    assert identifiers.cvr_digit("1358562") is None
