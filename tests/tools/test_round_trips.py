"""The page on round trips names every loss of every format that can be read again."""

from sor.formats.published.exports import FORMATS
from tools import round_trips


def test_every_loss_of_every_format_stands_on_the_page() -> None:
    page = round_trips.generate()
    for made in FORMATS.values():
        for form in (made, *made.also):
            if form.loses is None:
                assert f"`{form.name}` ({form.file})" in page
                continue
            assert f"## {form.file} – `sor export {form.name}`, version {form.version}" in page
            for field, reason in form.loses().items():
                assert f"`{field}`" in page
                assert reason in page
