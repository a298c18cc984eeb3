"""The counts beside the hits."""

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_counts_are_links_that_narrow_and_stay_with_what_was_asked(client: Client) -> None:
    text = client.get("/?region=1081").text
    assert "Fordeling" in text
    assert 'href="/?region=1081&amp;level=OU" rel="nofollow">Organisatorisk enhed</a>' in text


def test_what_is_chosen_already_is_not_counted(client: Client) -> None:
    assert 'id="facet-level"' not in client.get("/?level=OU").text
