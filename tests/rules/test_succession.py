"""One unit replaced by another."""

from sor.rules.sentences import sentence
from sor.rules.succession import SHOWN_ON_BOTH_SIDES


def test_C7_a_succession_shown_on_one_side_names_both_units() -> None:
    found = SHOWN_ON_BOTH_SIDES.finding("succession", "1>2", {"old": "1", "new": "2"})
    assert sentence(found, "da") == "Afløsningen 1 → 2 står kun på den ene af de to enheder."
    assert sentence(found, "en") == "The succession 1 → 2 is shown by one of the two units only."
