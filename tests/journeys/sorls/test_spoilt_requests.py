"""Ten thousand spoilt requests to a started server: an answer or a fault each, and the server goes on."""

import contextlib
import http.client
import os
from urllib.parse import urlsplit

import pytest

from sor.sample.showcases import HOSPITAL
from tests.access.dgws.messages import envelope
from tests.endpoints.test_mutations import judged
from tests.guide_examples import said_by_ours
from tests.mutants import mutations

COUNT = int(os.environ.get("MUTATIONS", "10000"))
ASKED = (
    f'<GetSorEntityRequest xmlns="urn:open-sor:sorls:1"><SorIdentifier>{HOSPITAL}</SorIdentifier></GetSorEntityRequest>'
)


@pytest.mark.soak
def test_the_server_outlives_them(address: str, database: str) -> None:
    header = said_by_ours(f"sor --database {database} card --header", {"SOR_NOW": ""})
    good = envelope(header, ASKED).encode()
    place = urlsplit(address)

    def ask(body: bytes) -> tuple[int, bytes]:
        """By a connection of its own: how one ends is no business of the next."""
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=300)
        with contextlib.closing(connection):
            connection.request("POST", place.path, body, {"Content-Type": "text/xml; charset=utf-8"})
            answer = connection.getresponse()
            return answer.status, answer.read()

    assert judged(*ask(good)) == "answered"
    for spoilt in mutations(good, COUNT, seed=7):
        judged(*ask(spoilt), is_required=False)
    assert judged(*ask(good)) == "answered"
