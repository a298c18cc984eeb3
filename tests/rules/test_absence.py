"""What an import concludes from absence, in words."""

from sor.rules.absence import ANNULLED_BY_ABSENCE, CLOSED_BY_ABSENCE, UNLISTED
from sor.rules.sentences import sentence

DAY = {"day": "2026-07-01"}


def test_X11_closed() -> None:
    assert sentence(CLOSED_BY_ABSENCE.finding("unit", "1", DAY), "da") == (
        "1 står ikke i filen af 2026-07-01 og er derfor lukket fra den dag."
    )


def test_X12_annulled() -> None:
    assert sentence(ANNULLED_BY_ABSENCE.finding("unit", "1", DAY), "en") == (
        "1 is not in the file of 2026-07-01, which lists closed ones too, "
        "and is therefore taken as registered by mistake."
    )


def test_X13_unlisted_is_a_note_and_stays_open() -> None:
    found = UNLISTED.finding("unit", "1", DAY)
    assert found.severity == "note"
    assert sentence(found, "en") == (
        "1 is not in the file of 2026-07-01, because its tree no longer has three levels; it stays open."
    )
