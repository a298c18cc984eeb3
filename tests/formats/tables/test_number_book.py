"""Location numbers named beside units: one claim each, and who is believed when rows differ."""

from typing import Any

from sor.core.day import OPEN
from sor.formats.delivery import Delivery
from sor.formats.tables.number_book import NumberBook, location_of
from sor.formats.tables.unit_rows import UnitRow

NUMBER = "5790001384944"


def row(unit: str, from_day: int = 20100101, to_day: int = OPEN, updated: int | None = None) -> UnitRow:
    return UnitRow(2, unit, from_day, to_day, None, updated, {})


def book(*told: tuple[UnitRow, dict[str, Any], bool]) -> tuple[NumberBook, Delivery]:
    delivery = Delivery("sor-csv", "sor.csv", ())
    numbers = NumberBook(delivery, frozenset({"network", "active"}), untold_when_empty=frozenset({"active"}))
    for unit_row, values, owned in told:
        numbers.add(NUMBER, unit_row, values, owned=owned)
    return numbers, delivery


def test_the_owner_is_believed_before_those_that_inherit() -> None:
    numbers, delivery = book(
        (row("1", updated=20240101), {"network": "TDC"}, False), (row("2"), {"network": "KMD"}, True)
    )
    [claim] = numbers.claims(20250101)
    assert claim.pieces[0].values == {"network": "KMD"}
    assert [finding.facts for finding in delivery.findings] == [{"unit": "2", "other": "1", "other_network": "TDC"}]


def test_of_two_owners_the_later_updated_is_believed() -> None:
    numbers, _ = book(
        (row("1", updated=20240101), {"network": "TDC"}, True), (row("2", updated=20230101), {"network": "KMD"}, True)
    )
    assert [claim.pieces[0].values for claim in numbers.claims(20250101)] == [{"network": "TDC"}]


def test_units_that_held_a_number_one_after_the_other_do_not_contradict() -> None:
    _, delivery = book((row("1", 20100101, 20150101), {"network": "TDC"}, True), (row("2", 20150101), {}, True))
    assert delivery.findings == []


def test_a_number_lives_while_units_name_it_and_speaks_from_the_snapshot_on() -> None:
    numbers, _ = book((row("1", 20150101, 20270101), {}, True), (row("2", 20120101, 20200101), {}, False))
    [claim] = numbers.claims(20250101)
    assert claim.life == [(20120101, 20270101)]
    assert (claim.pieces[0].from_day, claim.life_since, claim.snapshot) == (20250101, 20250101, 20250101)


def test_a_number_that_has_ended_is_spoken_of_for_the_days_of_its_rows() -> None:
    numbers, _ = book((row("1", 20100101, 20240101), {"network": "TDC"}, True))
    [claim] = numbers.claims(20250101)
    assert [(piece.from_day, piece.to_day) for piece in claim.pieces] == [(20100101, 20240101)]
    assert (claim.life, claim.snapshot) == ([(20100101, 20240101)], None)


def test_an_empty_cell_of_a_silent_field_says_nothing() -> None:
    numbers, _ = book((row("1"), {"network": "TDC"}, True))
    assert [claim.fields for claim in numbers.claims(None)] == [{"network"}]
    numbers, _ = book((row("1"), {"active": False}, True))
    assert [claim.fields for claim in numbers.claims(None)] == [{"network", "active"}]


def test_what_is_not_13_digits_has_no_life_of_its_own() -> None:
    numbers, delivery = book()
    numbers.add("579", row("1"), {}, owned=True)
    assert (list(numbers.claims(None)), delivery.findings) == ([], [])


def test_the_state_of_a_units_number() -> None:
    assert location_of(NUMBER) == {"state": "Own", "number": NUMBER}
    assert location_of(NUMBER, inherited=True) == {"state": "Inherited"}
    assert location_of(None) == {"state": "None"}
