"""From timelines to rows: what is kept, what ends, and by what a subject is found."""

from typing import Any

from sor.core.statement import NEVER
from sor.register import Register
from sor.store import reads
from tests.store.units import begin, change, create, own, says, submit


def rows(register: Register, key: str) -> list[tuple[int, int, int, int, str]]:
    found = reads.history_of(register.database.reader(), "unit", key)
    return [(row.valid_from, row.valid_to, row.known_from, row.known_to, row.body) for row in found]


def test_a_superseded_version_is_the_same_row_with_an_end_and_the_rest_of_its_period_a_new_row(
    register: Register,
) -> None:
    begin(register, create("A", 20260101, name="A"))
    submit(register, change("A", says("name", 20260301, "B")))
    assert rows(register, "A") == [
        (20260101, 99991231, 1, 2, '{"name":"A"}'),
        (20260101, 20260301, 2, NEVER, '{"name":"A"}'),
        (20260301, 99991231, 2, NEVER, '{"name":"B"}'),
    ]


def test_rows_that_stay_true_are_not_written_again(register: Register) -> None:
    begin(register, create("A", 20260101, name="A"))
    submit(register, change("A", says("name", 20260301, "B")))
    submit(register, change("A", says("name", 20260501, "C")))
    assert [row[:4] for row in rows(register, "A") if row[0] == 20260101] == [
        (20260101, 99991231, 1, 2), (20260101, 20260301, 2, NEVER),
    ]  # fmt: skip


def carried(register: Register, key: str) -> set[tuple[Any, ...]]:
    return set(
        register.database.reader().run(
            "SELECT system, value, valid_from, valid_to FROM identifier WHERE key = :key AND known_to = :never",
            key=key, never=NEVER,
        )
    )  # fmt: skip


def test_a_unit_is_found_by_everything_it_carries(register: Register) -> None:
    begin(
        register,
        create("A", 20260101, cvr="13585628", provider_identifier="019062", location=own("5790000000005"),
               geographic_parent={"relation": "x", "parent": "B"}, name="not an identifier"),
    )  # fmt: skip
    assert carried(register, "A") == {
        ("cvr", "13585628", 20260101, 99991231), ("provider_identifier", "019062", 20260101, 99991231),
        ("provider_key", "19062", 20260101, 99991231), ("location_number", "5790000000005", 20260101, 99991231),
        ("geographic_parent", "B", 20260101, 99991231),
    }  # fmt: skip


def test_an_identifier_is_one_row_over_versions_that_do_not_change_it(register: Register) -> None:
    begin(register, create("A", 20260101, name="A", shak="1301"))
    submit(register, change("A", says("name", 20260301, "B"), says("shak", 20260501, "1302")))
    assert carried(register, "A") == {("shak", "1301", 20260101, 20260501), ("shak", "1302", 20260501, 99991231)}


def test_a_succession_is_found_from_both_its_units_once(register: Register) -> None:
    begin(register, create("A>B", 20260101, kind="succession", replaces=True, replaced_by=True))
    assert carried(register, "A>B") == {
        ("successor_of", "A", 20260101, 99991231), ("predecessor_of", "B", 20260101, 99991231),
    }  # fmt: skip


def test_a_message_type_is_found_by_its_number_while_it_lives(register: Register) -> None:
    key = "5790000000005/BIN01/B0131X/receive"
    begin(register, create(key, 20260101, kind="edi"))
    submit(register, change(key, says("open", 20260601, False), kind="edi"))
    assert carried(register, key) == {("edi", "5790000000005", 20260101, 20260601)}
