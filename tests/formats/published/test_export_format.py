"""A format and its forms."""

import pytest

from sor.formats.published.exports import FORMATS
from sor.formats.published.omitted import Omitted


@pytest.mark.parametrize(
    ("format", "file", "form"),
    [
        ("csv2", "SorEntity_daily.csv", "SorEntity_daily.csv"), ("csv2", "a.ZIP", "SOR_complete.zip"),
        ("csv2", "a", "SorEntity_daily.csv"), ("shakregion", "b.xml", "SHAKregion.xml"),
        ("shakregion", "b.txt", "SHAKregion.txt"), ("shak", "b.zip", "SHAKCOMPLETE.TXT"),
    ],
)  # fmt: skip
def test_the_ending_of_the_file_chooses_the_form(format: str, file: str, form: str) -> None:
    assert FORMATS[format].for_file(file).file == form


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_is(name: str) -> None:
    made = FORMATS[name]
    for form in (made, *made.also):
        assert form.name == name
        assert form.title_da
        assert form.title_en
        assert form.needs <= form.takes
        assert form.basis in ("documented", "observed", "project")
        assert [shown for shown in form.columns() if not (shown.name and shown.da and shown.en)] == []


def test_what_is_omitted_names_code_field_and_reason() -> None:
    assert Omitted("1", "name", "why") == ("1", "name", "why")
