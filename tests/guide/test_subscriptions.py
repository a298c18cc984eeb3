"""The guide on subscriptions, followed from its first line to its last in the demo."""

import json
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(small_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = copy_demo(small_demo_file, tmp_path)
    monkeypatch.chdir(tmp_path)
    with served(url, SOR_WEBHOOK_ALLOWED="127.0.0.1") as address:
        token, made, listed, genuine, feed, news = (run(one, address) for one in examples("subscriptions.md"))
    assert token == ""
    assert json.loads(made)["secret"].startswith("whsec_")
    (subscription,) = json.loads(listed)["subscriptions"]
    assert (subscription["id"], subscription["filter"]) == (json.loads(made)["id"], {"field": "name"})
    assert genuine == "True\n"
    assert feed == "{http://www.w3.org/2005/Atom}feed\n"
    assert json.loads(news)["more"]
