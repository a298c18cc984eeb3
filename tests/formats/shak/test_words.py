"""Every field of the SHAK record is explained."""

from sor.formats.shak.complete import FIELDS
from sor.formats.shak.words import WORDS


def test_every_field_has_its_words() -> None:
    assert list(WORDS) == [field.name for field in FIELDS]
    assert all(da and en for da, en in WORDS.values())
