"""A right in words says its role, place, operations and days, in both languages."""

from sor.access.authority import OPERATIONS, ROLES
from sor.core.day import OPEN
from sor.desk.actors import WantedRight
from sor.desk.right_words import OPERATION_WORDS, ROLE_WORDS, WARNING_WORDS, right_in_words


def test_every_role_and_operation_has_its_words() -> None:
    assert tuple(ROLE_WORDS) == ROLES
    assert set(OPERATION_WORDS) == set(OPERATIONS)
    assert all(danish != english for danish, english in WARNING_WORDS.values())


def test_a_right_says_all_that_it_gives() -> None:
    some = WantedRight("region", "90000011000016004", frozenset({"edit", "move"}), 20261101, 20270101)
    assert right_in_words(some, "Afdelingen", "da") == (
        "Ret som Region over Afdelingen (90000011000016004) med alt derunder: rette, flytte; fra 2026-11-01 til og med"
        " 2026-12-31."
    )
    whole = WantedRight("authority", None, None, 20261101, OPEN)
    assert right_in_words(whole, "", "en") == (
        "The right of Register authority over the whole register: all operations of the role; from 2026-11-01 without"
        " an end."
    )
