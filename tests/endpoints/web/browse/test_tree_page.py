"""The tree's pages."""

import re

from litestar import Litestar
from litestar.testing import TestClient

from tests.endpoints.web.small_register import AREA, CENTRE, CLOSED_CLINIC, HOSPITAL, SECRETARIAT, UNKNOWN

Client = TestClient[Litestar]


def test_one_level_is_open_and_every_branch_is_a_plain_link(client: Client) -> None:
    page = client.get(f"/tree/{HOSPITAL}").text
    assert f'<a class="expander" href="/tree/{AREA}">' in page
    assert f'data-branch="/tree/{AREA}/branch"' in page
    assert f'href="/units/{SECRETARIAT}"' in page
    assert f'data-branch="/tree/{SECRETARIAT}' not in page
    assert CENTRE not in page


def test_a_branch_is_only_the_list(client: Client) -> None:
    answer = client.get(f"/tree/{AREA}/branch?lang=en")
    assert answer.text.strip().startswith("<ul>")
    assert f'href="/units/{CENTRE}?lang=en"' in answer.text


def test_the_six_clinical_levels_stand_in_their_order(client: Client) -> None:
    page = client.get(f"/tree/{HOSPITAL}?by=level").text
    assert re.findall(r"<h2[^>]*>([^<]+?) <", page) == [
        "Hospital", "Hospitalsområde", "Center", "Overafdeling", "Afdeling", "Afsnit",
    ]  # fmt: skip
    assert "som kun vises i det andet træ: 1." in page


def test_a_closed_unit_has_its_last_tree_and_an_unknown_one_none(client: Client) -> None:
    assert client.get(f"/tree/{CLOSED_CLINIC}").status_code == 200
    assert client.get(f"/tree/{UNKNOWN}").status_code == 404
    assert client.get(f"/tree/{UNKNOWN}/branch").status_code == 404


def test_the_tree_of_a_past_day(client: Client) -> None:
    assert AREA not in client.get(f"/tree/{HOSPITAL}?valid=2010-01-01").text
