"""The language of a page whose address names none."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web.kit.wanted_language import choose_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "da"), ("da", "da"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("da-DK, da;q=0.9, en;q=0.8", "da"),
        ("de, en;q=0.4, da;q=0.3", "en"), ("sv, nb;q=0.5", "da"), ("en;q=0, da;q=0.1", "da"), ("en;q=x", "da"),
        ("*", "da"), (";;,,=", "da"), ("en;q=0.5, da;q=0.5", "en"),
    ],
)  # fmt: skip
def test_the_language_that_is_preferred_is_chosen_and_danish_otherwise(header: str, language: str) -> None:
    assert choose_language(header) == language


def test_a_language_that_was_chosen_is_kept_against_what_the_browser_asks_for(
    client: TestClient[Litestar],
) -> None:
    text = client.get("/?lang=da").text
    assert '<html lang="da">' in text
    assert 'href="/recipients?lang=da"' in text
    assert '<input type="hidden" name="lang" value="da">' in text
